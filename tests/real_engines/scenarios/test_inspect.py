"""`docker15 inspect` on every engine."""

from __future__ import annotations

import json
import shlex
from itertools import pairwise

from tests.real_engines.scenarios.scene import Scene


def test_inspect(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "exit 7")
    result = docker15("inspect", container, "nosuch", "busybox")
    assert result.exit_status == 1
    has_networks = docker15.version not in ("1.5", "1.12")
    kinds = "object" if has_networks else "image or container"
    assert result.error == f"No such {kinds}: nosuch"
    inspected, image = json.loads(result.stdout)
    assert inspected["State"]["ExitCode"] == 7
    assert inspected["Config"]["Cmd"] == ["sh", "-c", "exit 7"]
    assert (image.get("Id") or image["id"]).removeprefix("sha256:")
    assert docker15("inspect", "-f", "{{.State.Running}}", container).line == "false"


def test_as_run(docker15: Scene) -> None:
    """The line, without what some engines add, and the result of running it in a shell."""
    options = ["-e", "A=b c", "-v", "/data", "-p", "80", "-m", "64m", "-h", "host"]
    made = docker15("create", *options, "busybox", "echo", "it's").line
    result = docker15("inspect", "--as-run", made)
    assert result.exit_status == 0
    (line,) = result.lines
    words = shlex.split(line)
    assert words[:2] == ["docker15", "run"]
    at = next(index for index, word in enumerate(words) if word.startswith("busybox"))
    assert words[at + 1 :] == ["echo", "it's"]
    for option, value in (("-e", "A=b c"), ("-v", "/data"), ("-h", "host"), ("-m", str(2**26))):
        assert (option, value) in set(pairwise(words)), line
    other = docker15("inspect", "--as-run", "nosuch")
    assert (other.exit_status, other.stdout) == (1, b"")
