"""Containers of the test engine, made without a client."""

from __future__ import annotations

import time
from typing import Any

from tests.fake_engine import Engine
from tests.fake_engine.config import Config
from tests.fake_engine.container import Container

# Exits with 3 on SIGTERM, after printing `bye`; `ready` says that it is listening.
STOPPABLE = ("sh", "-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done")
NO_ID = "0" * 12


def created(engine: Engine, *cmd: str, **config: Any) -> Container:
    return engine.state.create(Config(image="busybox", cmd=list(cmd), **config))


def running(engine: Engine, *cmd: str, **config: Any) -> Container:
    """A running container; without a command it runs for a minute."""
    container = created(engine, *(cmd or ("sleep", "60")), **config)
    container.start(None)
    return container


def ended(engine: Engine, *cmd: str, **config: Any) -> Container:
    """A container that has run to its end."""
    container = running(engine, *(cmd or ("true",)), **config)
    container.wait()
    return container


def two_with_one_prefix(engine: Engine) -> str:
    """Create two containers; return what both ids begin with."""
    engine.state.ids.extend(f"abcdef{digit}" * 9 + "0" for digit in "12")
    created(engine, "true")
    created(engine, "true")
    return "abcdef"


def only_container(engine: Engine) -> str:
    """The short id of the only container."""
    (container,) = engine.state.containers
    return container.short_id


def await_request(engine: Engine, ending: str, timeout: float = 20) -> None:
    """Wait for a request whose path has this ending."""
    deadline = time.monotonic() + timeout
    while not any(line.partition("?")[0].endswith(ending) for line in engine.requests.lines):
        assert time.monotonic() < deadline, engine.requests.lines
        time.sleep(0.005)
