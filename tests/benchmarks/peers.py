"""`python -m tests.benchmarks.peers`: what docker gets wrong on Podman, for docs/differences.md.

Each command line is run by docker and by docker15, on a private Podman. The table has the lines
whose exit statuses differ.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.docker15 import Docker15
from tests.real_engines import rootfs
from tests.real_engines.podman import Podman

_LIMIT = 60  # seconds
_LONGEST = 100  # characters of a message
_CONTAINER = ("create", "--name", "c", "busybox", "true")
CLIENTS: dict[str, Sequence[str]] = {"docker": ("docker",), "docker15": Docker15.program}
LINES = (
    "run --rm busybox sh -c 'exit 7'",
    "run busybox sh -c 'exit 7'",
    "run --rm --read-only busybox touch /x",
    "run --rm busybox nosuch",
    "run --rm -a stdout busybox echo hello",
    "run --rm -a stderr busybox sh -c 'echo oops >&2'",
    "create --device /dev/null busybox true",
    "commit c image",
    "update --cpu-shares 512 c",
    "system prune -f",
    "image prune -a -f --filter until=1h",
    "stats -a --no-stream",
)


class Outcome(NamedTuple):
    status: int
    stderr: str  # its first line

    def __str__(self) -> str:
        said = f", `{self.stderr}`" if self.stderr else ""
        return f"{self.status}{said}"


def main() -> None:
    """Print the table, followed by the versions it was measured with."""
    if reason := rootfs.missing() or Podman.missing():
        sys.exit(reason)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        image = rootfs.build(home / "rootfs.tar")
        with Podman(home / "podman") as podman:
            podman.import_busybox(image)
            docker15 = Docker15(home, podman.url)
            print("| command | docker | docker15 |\n|---|---|---|")
            for line, outcomes in measured(docker15):
                print(f"| `{line}` | " + " | ".join(map(str, outcomes)) + " |")
            version = docker15("version", "--format", "{{.Server.Version}}").line
            print(
                f"\nMeasured with {_dockers_version()} and Podman {version}: "
                "the exit status, and the first line on stderr."
            )


def measured(docker15: Docker15) -> Iterator[tuple[str, list[Outcome]]]:
    """The lines whose status depends on the client, each with the outcomes of CLIENTS in order."""
    for line in LINES:
        outcomes = []
        for argv in CLIENTS.values():
            docker15(*_CONTAINER)
            outcomes.append(_outcome([*argv, *shlex.split(line)], docker15))
            docker15("rm", "-f", *docker15("ps", "-aq").lines)
        if outcomes[0].status != outcomes[1].status:
            yield line, outcomes


def _outcome(argv: Sequence[str], docker15: Docker15) -> Outcome:
    done = subprocess.run(
        argv,
        env=docker15.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    first = next((line for line in done.stderr.splitlines() if line.strip()), "")
    return Outcome(done.returncode, _short(first))


def _short(message: str) -> str:
    message = re.sub(r"[0-9a-f]{64}", "ID", message).replace("|", "\\|").replace("`", "'")
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def _dockers_version() -> str:
    said = subprocess.run(
        ["docker", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return "docker " + said.split()[2].rstrip(",")


if __name__ == "__main__":
    main()
