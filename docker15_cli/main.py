"""The process boundary: a command line in, an exit status out. The only place that ends it.

spec/cli.md § Global has the statuses; an exception's own is on its class (errors.py).
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from docker15_cli.errors import Docker15Error, Signalled, UsageError

if TYPE_CHECKING:
    from docker15_cli.app import App

# New objects between two looks for garbage, of which imports make none: 7 ms of what `ps` takes.
_OBJECTS = 100_000
# What may fail anywhere, through nobody's fault: files, memory, room on a disk.
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EFBIG)
_CALLBACK = 0.01  # seconds; none is longer
_INTERRUPTED = 128 + signal.SIGINT
_BROKEN_PIPE = 128 + signal.SIGPIPE


def main() -> NoReturn:
    """The `docker15` executable."""
    gc.set_threshold(_OBJECTS)
    try:
        sys.unraisablehook = _raise_again
        _reserve_standard_fds()
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
                signal.signal(number, _raise_signalled)
        is_tab = sys.argv[1:2] == ["__complete"]
        status = _complete(sys.argv[2:]) if is_tab else _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Signalled as end:
        status = end.exit_status
    # The streams are flushed and nothing is left to do: the teardown of a Python that has requests
    # loaded takes longer than most commands.
    os._exit(status)


def _complete(args: list[str]) -> int:
    """Tab's fast lane: neither click nor a command is imported."""
    from docker15_cli.completion import names

    with contextlib.suppress(OSError):
        sys.stdout.buffer.write(names.complete(args, os.environ).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 0


def _run(args: list[str]) -> int:
    from docker15_cli.app import App

    app = App(os.environ)
    try:
        status = _invoke(app, args)
        app.streams.flush()
        return status
    except BrokenPipeError:
        return _BROKEN_PIPE
    except Docker15Error as error:
        return _report(app, error)
    except Exception as error:
        if app.debug:
            raise
        return _report(app, Docker15Error(_unexpected(error)))
    finally:
        app.close()


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        return f"docker15 can't go on: {error.strerror}"
    kind = type(error).__name__
    return f"internal error: {kind}: {error}; `docker15 -D` shows where"


def _invoke(app: App, args: list[str]) -> int:
    import click

    from docker15_cli import cli

    try:
        status = cli.run(app, args)
    except Docker15Error as error:
        return _report(app, error)
    except click.UsageError as error:
        app.streams.flush()
        app.streams.error(error.format_message())
        app.streams.note(_see_help(error.ctx.command_path if error.ctx else "docker15"))
        return 2
    except click.exceptions.Exit as end:
        return end.exit_code
    return status or 0


def _report(app: App, error: Docker15Error) -> int:
    with contextlib.suppress(BrokenPipeError, Docker15Error):  # one error is enough
        app.streams.flush()
    app.streams.error(app.explained(error))
    if isinstance(error, UsageError):
        app.streams.note(_see_help(error.command or "docker15"))
    return error.exit_status


def _see_help(command: str) -> str:
    return f"See `{command} --help`."


def _raise_signalled(number: int, frame: FrameType | None) -> None:
    raise Signalled(number)


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """A signal must not be lost because it came in a callback: importlib has some, for one."""
    if not isinstance(lost.exc_value, KeyboardInterrupt | Signalled):
        sys.__unraisablehook__(lost)
        return
    from threading import Timer

    number = getattr(lost.exc_value, "number", signal.SIGINT)
    Timer(_CALLBACK, os.kill, (os.getpid(), number)).start()


def _reserve_standard_fds() -> None:
    """A closed stdin, stdout or stderr must not become the engine's socket.

    To write to a closed stdout is an error; what goes to a closed stderr is not wanted.
    """
    for fd, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest
