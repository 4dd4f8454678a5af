"""A signal while docker15 starts: silence, and the signal's status, from the very beginning."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import docker15_cli
from tests.docker15 import Docker15

# The signal comes before the module of this name is searched for. `-m` stands for bin/docker15,
# too, which only calls what is in __main__.
_AT = """
import importlib.abc, runpy, signal, sys

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, *_rest):
        if name == {module!r}:
            print(end="reached", file=open("reached", "w"))
            signal.raise_signal({number})

sys.meta_path.insert(0, Finder())
sys.argv = ["docker15", *{words!r}]
runpy.run_module("docker15_cli", run_name="__main__", alter_sys=True)
"""
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (("ps",), "docker15_cli.main"),
        (("ps",), "docker15_cli.errors"),
        (("ps",), "docker15_cli.app"),
        (("ps",), "click"),
        (("ps",), "click.core"),
        (("ps",), "docker15_cli.cli.root"),
        (("ps",), "docker15_cli.cli.command"),
        (("ps",), "docker15_cli.commands.ps"),
        (("ps",), "docker15_cli.api.client"),
        (("ps",), "docker15_cli.transport.direct"),
        (("-H", "tcp://127.0.0.1:1", "ps"), "requests"),
        (("__complete", "ps"), "docker15_cli.main"),
        (("__complete", "ps"), "docker15_cli.completion.engine_names"),
    ],
)
@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_imports(
    docker15: Docker15, words: tuple[str, ...], module: str, number: signal.Signals
) -> None:
    """T11: 24 of 60 Ctrl-C in the first 150 ms showed a traceback; SIGQUIT dumped core."""
    script = _AT.format(module=module, number=int(number), words=list(words))
    docker15.program = (sys.executable, "-c", script)
    result = docker15(timeout=20)
    assert (docker15.home / "reached").read_text() == "reached"
    assert (result.exit_status, result.stdout, result.stderr) == (128 + number, b"", b"")


@pytest.mark.parametrize("number", SIGNALS)
def test_ignored_signals_stay_ignored(docker15: Docker15, number: signal.Signals) -> None:
    """As nohup and a script's `&` intend."""
    script = _AT.format(module="docker15_cli.app", number=int(number), words=["--version"])
    ignoring = f"import signal; signal.signal({int(number)}, signal.SIG_IGN)\n"
    docker15.program = (sys.executable, "-c", ignoring + script)
    result = docker15(timeout=20)
    assert (docker15.home / "reached").exists()
    assert (result.exit_status, result.stderr) == (0, b"")


def test_nothing_is_imported_before() -> None:
    """Only Python's own start comes before the handlers; pip's script would import `re` first."""
    script = Path(docker15_cli.__file__).parents[1] / "bin" / "docker15"
    own = [name for name in _imported(str(script), "--version") if name not in _imported("-c", "")]
    assert own[:2] == ["docker15_cli", "docker15_cli.__main__"]


def _imported(*argv: str) -> list[str]:
    """The modules that a Python has imported, in order of completion."""
    argv = (sys.executable, "-X", "importtime", *argv)
    shown = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=20).stderr
    return [line.rpartition("|")[2].strip() for line in shown.splitlines()]
