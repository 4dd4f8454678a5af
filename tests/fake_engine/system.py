"""/auth, /build, /commit, /events, /info, /version"""

from __future__ import annotations

import os
import platform
import threading

from . import build, golang
from .config import Config, from_json
from .errors import EngineError
from .http import JSON
from .registry import Credentials
from .routes import Call, Route

VERSION = {"Version": "0.6.3", "GitCommit": "b0a49a3", "GoVersion": "go1.1.2"}


def version(call: Call) -> None:
    call.json(VERSION)


def info(call: Call) -> None:
    state = call.state
    facts = {
        "NFd": _open_files(),
        "NGoroutines": threading.active_count(),
        "MemoryLimit": state.memory_limit,
        "SwapLimit": state.swap_limit,
        "IPv4Forwarding": state.ipv4_forwarding,
        "LXCVersion": "0.9.0",
        "NEventsListener": len(state.events.past),
        "KernelVersion": platform.release(),
        "IndexServerAddress": state.registry.index,
    }
    counts = {"Containers": len(state.containers), "Images": len(state.images.graph)}
    call.json(
        {"Debug": state.debug} | counts | {key: value for key, value in facts.items() if value}
    )


def _open_files() -> int:
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0


def auth(call: Call) -> None:
    call.json({"Status": call.state.registry.login(Credentials.of(call.body()))})


def commit(call: Call) -> None:
    """Commit a container. The body is the run config; an unreadable one counts as none."""
    repository, tag = call.value("repo"), call.value("tag")
    comment, author, name = call.value("comment"), call.value("author"), call.value("container")
    try:
        config = from_json(Config, call.body())
    except EngineError:
        config = Config()
    container = call.state.containers[name]
    image = call.state.commit(container, comment=comment, author=author, config=config)
    if repository:
        call.state.images.tag(repository, tag, image.id)
    call.json({"Id": image.short_id}, 201)


def events(call: Call) -> None:
    """Stream events. Nothing is sent before the first one, not even the head."""
    since = _since(call)
    remote = call.request.remote
    past, listener = call.state.events.listen(remote)
    call.response.headers["Content-Type"] = JSON
    try:
        for event in past if since else ():
            if event["time"] >= since:
                call.flushed(golang.encode(event))
        while (news := listener.get()) is not None:
            call.flushed(golang.encode(news))
    finally:
        call.state.events.forget(remote, listener)


def _since(call: Call) -> int:
    try:
        return golang.parse_int(call.value("since"))
    except EngineError:
        return 0


ROUTES: list[Route] = [
    ("GET", "/version", version),
    ("GET", "/info", info),
    ("POST", "/auth", auth),
    ("POST", "/build", build.build),
    ("POST", "/commit", commit),
    ("GET", "/events", events),
]
