"""How a session with a container begins, and what is left to do at its end."""

from __future__ import annotations

from collections.abc import Callable

from docker15_cli.api import containers
from docker15_cli.api.shapes import Inspected
from docker15_cli.api.streams import AttachedStream
from docker15_cli.app import App
from docker15_cli.commands._process import of_container
from docker15_cli.commands._session import Session, parse_keys


def attached_to(
    app: App,
    container: str,
    inspected: Inspected,
    *,
    stdin: bool,
    proxy: bool,
    detach_keys: str,
) -> Session:
    """A session with a container that is there, and is started if it does not run.

    Its own Config says whether it has a Tty, and reads its stdin.
    """
    is_running = containers.is_running(inspected)
    parse_keys(detach_keys)
    has_tty = containers.has_tty(inspected)
    with_stdin = stdin and containers.has_open_stdin(inspected)
    # Without `logs`: they would replay what earlier runs wrote.
    stream = containers.attach(app.client, container, stdin=with_stdin, tty=has_tty)
    if not is_running:
        start_attached(stream, lambda: containers.start(app.client, container))
    return Session(
        app,
        of_container(app.client, container),
        stream,
        stdin=with_stdin,
        has_tty=has_tty,
        proxy=proxy,
        may_leave=True,
        on_cut=on_cut(app, container, stream, is_first=containers.has_never_run(inspected)),
        redraw=is_running,
        detach_keys=detach_keys,
    )


def on_cut(
    app: App, container: str, stream: AttachedStream, *, is_first: bool
) -> Callable[[], None]:
    """What a container's Session does about lost output; `is_first`: it has never run before."""

    def show() -> None:
        if is_first:
            for number, piece in containers.lost_output(app.client, container, stream):
                app.streams.write_to(number, piece)
            return
        if stream.breach:
            raise stream.breach
        app.streams.note(  # its log is older than the stream
            "The end of the output may be missing: "
            f"docker15 logs {of_container(app.client, container).name} has all of it"
        )

    return show


def start_attached(stream: AttachedStream, start: Callable[[], None]) -> None:
    """Start what `stream` is attached to. If that fails, engines may leave the stream open."""
    try:
        start()
    except BaseException:
        stream.connection.close()
        raise


def remove_whatever_happened(app: App, container: str) -> None:
    """For `-rm`: kill it if it still runs, wait until the engine is done with it, remove it."""
    client = app.client
    containers.kill_if_running(client, container)
    containers.wait(client, container)
    containers.remove(client, container, volumes=True)
