"""What a command must not import, because it would cost the user time (issue 15)."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine

# What no command of the table below needs. As a list, unlike a bound, it names the culprit.
NEVER = frozenset(
    {
        *("requests", "urllib3", "http.client", "http.cookies", "email", "ssl", "rich", "asyncio"),
        *("dataclasses", "difflib", "subprocess", "tempfile", "concurrent.futures", "logging"),
        *(
            "urllib.parse",
            "ipaddress",
            "base64",
            "fcntl",
            "copy",
            "random",
            "hashlib",
            "queue",
            "zipfile",
            "tarfile",
        ),
        *("docker15_cli.transport.session", "docker15_cli.transport.tls"),
        *("docker15_cli.transport.ssh", "docker15_cli.transport.on_demand"),
        *("docker15_cli.config.credentials", "docker15_cli.dialects.podman"),
        *("docker15_cli.output.progress", "docker15_cli.wire.jsonmessage"),
    }
)
# What isn't needed without a path to show, a request to send, or a stream to parse.
NO_REQUEST = frozenset({"socket", "selectors", "pathlib"})
NO_STREAM = frozenset(
    {
        *(
            "docker15_cli.api.attached_stream",
            "docker15_cli.wire.multiplex",
            "docker15_cli.terminal",
        ),
        *("docker15_cli.transport.streaming", "docker15_cli.transport.hijack", "shlex", "string"),
    }
)
# Commands that first ask an engine what it is have a separate connection for that.
ASKING = {"docker15_cli.transport.streaming", "docker15_cli.transport.hijack"}
NO_CLICK = frozenset({"click", "inspect", "ast", "uuid", "platform", "gettext", "datetime"})
TAB = frozenset({"typing", "pathlib", "threading"}) | NO_CLICK | NO_STREAM

# A command line → what it may not import besides NEVER. ID is a running container, ENDED one that
# has ended.
COMMANDS: dict[str, frozenset[str]] = {
    "--version": NO_REQUEST | NO_STREAM,
    "--help": NO_REQUEST | NO_STREAM,
    "ps --help": NO_STREAM,
    "ps": NO_STREAM,
    "ps -a -q": NO_STREAM,
    "images": NO_STREAM,
    "inspect ID": NO_STREAM,
    "version": NO_STREAM,
    "start ENDED": NO_STREAM - {"docker15_cli.terminal", "string"},  # whose keys an option has
    "stop ID": NO_STREAM - ASKING,
    "stop -t 0 ID": NO_STREAM - ASKING,
    "kill ID": NO_STREAM,
    "rm -f ID": NO_STREAM - ASKING,
    "run -d busybox true": frozenset(),
    "run -rm busybox true": frozenset(),
    "__complete containers  ": TAB,
    "__complete images  ": TAB,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_imports(docker15: Docker15, engine: Engine, command: str) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    ended = docker15("create", "busybox", "true").line
    args = [{"ID": container, "ENDED": ended}.get(word, word) for word in command.split(" ")]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "docker15_cli", *args],
        env=docker15.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    imported = {line.rpartition("|")[2].strip() for line in lines}
    assert "docker15_cli.main" in imported
    unwanted = NEVER | COMMANDS[command]
    if any(re.fullmatch("-[a-z]", word) for word in args):
        unwanted -= {"difflib"}  # click first checks which longer option may be meant
    assert sorted(imported & unwanted) == []


def test_the_names_are_those_of_modules() -> None:
    """A misspelt name would never be found, nor that of a removed module."""
    names = NEVER.union(*COMMANDS.values())
    script = "import sys\nfrom importlib.util import find_spec\n"
    script += "print(*(name for name in sys.argv[1:] if not find_spec(name)))"
    done = subprocess.run(
        [sys.executable, "-c", script, *sorted(names)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
