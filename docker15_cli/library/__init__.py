"""docker15 as a library: docs/library.md. The names here are stable; everything else may change.

from docker15_cli import library

with library.connect() as engine:
    print(engine.run("busybox", ["echo", "hello"]).stdout)
"""

from docker15_cli.api.attached_stream import STDERR, STDOUT
from docker15_cli.contract.shapes import ContainerRow, ImageRow, Inspected, Message, Version
from docker15_cli.errors import (
    AnswerBroken,
    CommandNotFound,
    CommandNotInvokable,
    Conflict,
    Docker15Error,
    EngineError,
    EngineUnreachable,
    NotFound,
    NotSupported,
    OutputError,
    UsageError,
)
from docker15_cli.library.engine import Engine
from docker15_cli.library.options import BuildOptions, ContainerOptions
from docker15_cli.library.outlet import EngineWarning, Result
from docker15_cli.library.several import Answer, Engines, connect, connect_all, on_all

__all__ = [
    "STDERR",
    "STDOUT",
    "Answer",
    "AnswerBroken",
    "BuildOptions",
    "CommandNotFound",
    "CommandNotInvokable",
    "Conflict",
    "ContainerOptions",
    "ContainerRow",
    "Docker15Error",
    "Engine",
    "EngineError",
    "EngineUnreachable",
    "EngineWarning",
    "Engines",
    "ImageRow",
    "Inspected",
    "Message",
    "NotFound",
    "NotSupported",
    "OutputError",
    "Result",
    "UsageError",
    "Version",
    "connect",
    "connect_all",
    "on_all",
]
