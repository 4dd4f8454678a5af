"""F10: a container's terminal has its size from the start, if the engine supports it (API 1.42)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.pty import Terminal

pytestmark = pytest.mark.timeout(60)


def created(engine: Engine) -> dict[str, object]:
    """The body of the create request that succeeded."""
    *_, request = (one for one in engine.requests if "/containers/create" in one.target)
    body: dict[str, object] = json.loads(request.body)
    return body


def test_a_command_that_runs_at_once_knows_the_size(tmp_path: Path) -> None:
    """Resizing is a separate request, which would come too late for this."""
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        command = ("run", "-rm", "-it", "busybox", "stty", "size")
        with Terminal(docker15, *command, rows=33, columns=101) as terminal:
            terminal.wait_for(b"33 101\r\n")
            assert terminal.exit_status() == 0
        assert docker15("run", "-rm", "-t", "busybox", "stty", "size").stdout == b"0 0\r\n"


@pytest.mark.parametrize(
    ("api", "forced", "options"),
    [("", "", "-it"), ("1.52", "1.41", "-it"), ("1.52", "", "-i"), ("1.52", "", "-d")],
)
def test_when_it_is_not_sent(tmp_path: Path, api: str, forced: str, options: str) -> None:
    """Not to older engines, and 1.5's request is the original's; not without a Tty."""
    with Engine(api=api, minimum="1.24") as engine:
        docker15 = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": forced} if forced else {})
        with Terminal(docker15, "run", options, "busybox", "true") as terminal:
            assert terminal.exit_status() == 0
        body = created(engine)
        host = body.get("HostConfig") or {}
        assert isinstance(host, dict)
        assert "ConsoleSize" not in host
        assert ("HostConfig" in body) == bool(api)
