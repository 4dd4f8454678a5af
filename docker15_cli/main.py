"""The process boundary: a command line in, an exit status out. The only place that ends it.

The exit statuses are listed in docs/spec/cli.md §2; an exception's own is on its class (errors.py).
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys

from docker15_cli.errors import Docker15Error, Signalled, UsageError
from docker15_cli.record import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import NoReturn

    from docker15_cli.app import App

# New objects between two looks for garbage, of which imports and rows make none: 7 ms of what `ps`
# takes, 15 where there are 10,000 containers.
_OBJECTS = 500_000
# What may fail anywhere, through nobody's fault: files, memory, room on a disk.
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EFBIG)
_CALLBACK = 0.01  # seconds; none is longer
_HEARTBEAT = 0.5  # seconds
_dropped: list[int] = []  # signals whose exceptions came to nothing
_INTERRUPTED = 128 + signal.SIGINT
_BROKEN_PIPE = 128 + signal.SIGPIPE


def main() -> NoReturn:
    """What the `docker15` executable does (`__main__.py`, which has set the first handlers)."""
    gc.set_threshold(_OBJECTS)
    try:
        sys.unraisablehook = _raise_again
        sys.excepthook = _end_silently
        signal.signal(signal.SIGALRM, _beat)
        signal.setitimer(signal.ITIMER_REAL, _HEARTBEAT, _HEARTBEAT)
        _reserve_standard_fds()
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
    from docker15_cli.completion import engine_names

    with contextlib.suppress(OSError):
        sys.stdout.buffer.write(engine_names.complete(args, os.environ).encode("utf-8", "replace"))
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
        if app.options.debug:
            raise
        return _report(app, Docker15Error(_unexpected(error)))
    finally:
        app.close()


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        return f"docker15 can't continue: {error.strerror}"
    kind = type(error).__name__
    return f"internal error: {kind}: {error}; `docker15 -D` shows where"


def _invoke(app: App, args: list[str]) -> int:
    import click

    from docker15_cli.cli import root

    try:
        _take_signals()
        status = root.run(app, args)
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
    app.streams.error(app.connection.error_text(error))
    if isinstance(error, UsageError):
        app.streams.note(_see_help(error.command or "docker15"))
    return error.exit_status


def _see_help(command: str) -> str:
    return f"See `{command} --help`."


def _take_signals() -> None:
    """From now on they are raised: what a command has begun it has to undo."""
    handlers = dict.fromkeys((signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT), _raise_signalled)
    for number, handler in {**handlers, signal.SIGINT: signal.default_int_handler}.items():
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a script's `&`, means it
            signal.signal(number, handler)


def _end_silently(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """A second signal, which came while the first one was on its way out."""
    if isinstance(error, KeyboardInterrupt | Signalled):
        os._exit(getattr(error, "exit_status", _INTERRUPTED))
    sys.__excepthook__(kind, error, traceback)


def _raise_signalled(number: int, frame: FrameType | None) -> None:
    raise Signalled(number)


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """A signal must not be lost because it came in a callback: importlib has some, for one."""
    if not isinstance(lost.exc_value, KeyboardInterrupt | Signalled):
        sys.__unraisablehook__(lost)
        return
    _dropped.append(getattr(lost.exc_value, "number", signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, _CALLBACK, _HEARTBEAT)


def _beat(number: int, frame: FrameType | None) -> None:
    """Python runs a signal's handler between two instructions of its own.

    One that comes just before a call that waits would wait with it, were that not interrupted now
    and then. No thread: `threading` may be what is just being imported.
    """
    while _dropped:
        os.kill(os.getpid(), _dropped.pop())


def _reserve_standard_fds() -> None:
    """A closed stdin, stdout or stderr must not become the engine's socket.

    To write to a closed stdout is an error; what goes to a closed stderr is not wanted.
    """
    for fd, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest
