"""The test engine: a daemon on real sockets, whose containers are real processes.

It speaks API 1.5, or, with the same state, that of today's engines: `Engine(api="1.52")`.

    with Engine(unix=path, tcp=True) as engine:
        engine.url            # unix:///…
        engine.tcp_url        # tcp://127.0.0.1:PORT
        engine.state          # images, containers, events
        engine.registry       # what can be pulled, who can log in
        engine.requests       # the requests received so far
        engine.faults         # what is to go wrong

There is no chroot: a container's process starts in its root directory, but an absolute path is one
of the host. A test must not let a container write to one.
"""

from __future__ import annotations

from .engine import Engine
from .faults import (
    Answer,
    CloseAfter,
    Delay,
    Fault,
    Faults,
    Hold,
    RecordedRequest,
    RequestLog,
    Stall,
    Truncate,
    refusal,
)
from .registry import Account, Registry, RemoteLayer, Repository
from .state import BUSYBOX, State

__all__ = [
    "BUSYBOX",
    "Account",
    "Answer",
    "CloseAfter",
    "Delay",
    "Engine",
    "Fault",
    "Faults",
    "Hold",
    "RecordedRequest",
    "Registry",
    "RemoteLayer",
    "Repository",
    "RequestLog",
    "Stall",
    "State",
    "Truncate",
    "refusal",
]
