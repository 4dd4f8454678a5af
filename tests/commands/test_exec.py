"""`docker15 exec` on an engine without it; what it does is tested in tests/real_engines."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import running
from tests.fake_engine import Engine


@pytest.mark.parametrize("options", [(), ("-d",), ("-it",), ("-e", "A=b", "-w", "/", "-u", "0")])
def test_the_engine_has_no_exec(
    docker15: Docker15, engine: Engine, options: tuple[str, ...]
) -> None:
    container = running(engine)
    result = docker15("exec", *options, container.id, "true")
    assert result.error == "exec needs API 1.15 or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert not any("exec" in line for line in engine.requests.lines)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Missing argument 'CONTAINER'."),
        (["c"], "Missing argument 'COMMAND...'."),
        (["--detach-keys", "ctrl-", "c", "true"], "--detach-keys: not a key: 'ctrl-'"),
        (["-e", "=x", "c", "true"], "-e takes NAME or NAME=VALUE: '=x'"),
        (["--nosuch", "c", "true"], "no such option: --nosuch"),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, args: list[str], message: str
) -> None:
    result = docker15("exec", *args)
    assert result.stderr.decode().startswith(f"Error: {message}")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0
