"""The process boundary: a command line in, an exit status out. Only this module ends the process.

Exit statuses are listed in docs/spec/cli.md §2; an exception's is an attribute of it (errors.py).
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

# New objects between two garbage collections. Imports and rows create no garbage, and collections
# would take 7 ms of a `ps`, 15 ms with 10,000 containers.
_OBJECTS = 500_000
# What can run out anywhere, and is not a bug: file descriptors, memory, disk space.
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EFBIG)
_CALLBACK = 0.01  # seconds; no callback takes longer
_HEARTBEAT = 0.5  # seconds
_dropped: list[int] = []  # signals whose exceptions were swallowed by a callback
_OF_DOCKER = "/docker-d15"  # the end of argv[0] if docker has started this process
_INTERRUPTED = 128 + signal.SIGINT
_BROKEN_PIPE = 128 + signal.SIGPIPE


def main() -> NoReturn:
    """Run the `docker15` executable; `__main__.py` has installed the first signal handlers."""
    gc.set_threshold(_OBJECTS)
    try:
        sys.unraisablehook = _raise_again
        sys.excepthook = _end_silently
        signal.signal(signal.SIGALRM, _beat)
        signal.setitimer(signal.ITIMER_REAL, _HEARTBEAT, _HEARTBEAT)
        _reserve_standard_fds()
        if sys.argv[0].endswith(_OF_DOCKER):
            status = _run_for_docker(sys.argv[1:])
        else:
            is_tab = sys.argv[1:2] == ["__complete"]
            status = _complete(sys.argv[2:]) if is_tab else _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Signalled as end:
        status = end.exit_status
    # The streams are flushed, and nothing is left to do. With requests imported, Python's teardown
    # would take longer than most commands.
    os._exit(status)


def _complete(args: list[str]) -> int:
    """Shell completion, which imports neither click nor any command; return the exit status."""
    from docker15_cli.completion import engine_names

    with contextlib.suppress(OSError):
        sys.stdout.buffer.write(engine_names.complete(args, os.environ).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 0


def _run_for_docker(args: list[str]) -> int:
    """What docker starts for `docker d15`, or to ask what that is; return the exit status."""
    from docker15_cli.cli import docker_plugin

    answer = docker_plugin.answer(args)
    if answer is None:
        return _run(docker_plugin.without_plugin_name(args))
    with contextlib.suppress(OSError):
        sys.stdout.write(answer)
        sys.stdout.flush()
    return 0


def _run(args: list[str]) -> int:
    from docker15_cli.app import App

    app = App(os.environ)
    try:
        return run(app, args)
    finally:
        _silence_threads()
        app.close()


def _silence_threads() -> None:
    """From now on a thread may find closed what it uses; nobody waits for it, so it says nothing.

    Its traceback would be shown if it failed just before the process ends.
    """
    if "threading" in sys.modules:
        import threading

        threading.excepthook = lambda _: None


def run(app: App, args: list[str]) -> int:
    """Run a command line; return the exit status. The caller closes the App.

    Errors are reported on the App's stderr. From here on, signals raise exceptions. Raises
    KeyboardInterrupt and Signalled and, with `--debug`, unexpected exceptions.
    """
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
    """Make signals raise exceptions from now on, so that a command can undo what it has begun."""
    handlers = dict.fromkeys((signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT), _raise_signalled)
    for number, handler in {**handlers, signal.SIGINT: signal.default_int_handler}.items():
        if signal.getsignal(number) is not signal.SIG_IGN:  # ignored by nohup, or `&` in a script
            signal.signal(number, handler)


def _end_silently(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """An excepthook: a second signal, while the first one still propagates, ends us silently."""
    if isinstance(error, KeyboardInterrupt | Signalled):
        os._exit(getattr(error, "exit_status", _INTERRUPTED))
    sys.__excepthook__(kind, error, traceback)


def _raise_signalled(number: int, frame: FrameType | None) -> None:
    raise Signalled(number)


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """An unraisablehook: raise a signal again that a callback (of importlib, say) has swallowed."""
    if not isinstance(lost.exc_value, KeyboardInterrupt | Signalled):
        sys.__unraisablehook__(lost)
        return
    _dropped.append(getattr(lost.exc_value, "number", signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, _CALLBACK, _HEARTBEAT)


def _beat(number: int, frame: FrameType | None) -> None:
    """Handle the interval timer, which interrupts blocking calls so that signal handlers can run.

    Python runs handlers between two bytecode instructions: a signal that arrives just before a
    blocking call would have to wait for it. It is a timer, not a thread, as `threading` may be the
    module that is being imported.
    """
    while _dropped:
        os.kill(os.getpid(), _dropped.pop())


def _reserve_standard_fds() -> None:
    """Open /dev/null in place of a closed stdin, stdout or stderr.

    Otherwise the engine's socket would get its number. Writing to a closed stdout is an error; what
    is written to a closed stderr is dropped.
    """
    for fd, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, mode)  # gets the lowest free number, which is `fd`
