"""The log of one container, byte for byte as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from functools import partial

from docker15_cli.api import container_streams
from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import STDOUT, Piece
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.attach.container import ContainerOutput, check_still_running
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.contract import features
from docker15_cli.errors import AnswerBroken, Docker15Error
from docker15_cli.logs import parts
from docker15_cli.logs.reading import beyond
from docker15_cli.logs.request import LogRequest
from docker15_cli.terminal.signals import SignalPipe


def show(app: App, container: str, request: LogRequest) -> int:
    """Show the log; return the exit status. Raises NotFound, Docker15Error.

    The caller has checked that the engine has what is requested.
    """
    if not _attaches(app.client, request):
        parts.show(app, _read(app.client, container, request))
        return 0
    shown: Counter[int] = Counter()
    parts.show(app, _shown_tail(app.client, container, request.tail, shown))
    session = _session(app, container, shown)
    if session is None:
        parts.show(app, beyond(shown, container_streams.logs(app.client, container)))
        return 0
    session.run()
    return Docker15Error.exit_status if session.has_lost_output else 0


def pieces(
    app: App, container: str, request: LogRequest, written: Callable[[], Iterable[Piece]]
) -> Generator[Piece, None, None]:
    """Like `show`, but yield the log instead of writing it.

    `written` returns what has been written to the app's streams since its last call. Signals are
    left to the caller. Raises NotFound, and AnswerBroken if the end of a followed log is missing.
    """
    if not _attaches(app.client, request):
        yield from _read(app.client, container, request)
        return
    shown: Counter[int] = Counter()
    yield from _shown_tail(app.client, container, request.tail, shown)
    with SignalPipe(listens=False) as signals:
        session = _session(app, container, shown, signals)
        if session is None:
            yield from beyond(shown, container_streams.logs(app.client, container))
            return
        with closing(session.steps()) as steps:
            for _ in steps:
                yield from written()
    yield from written()  # what the end of the session has added from the log
    if session.has_lost_output:
        raise AnswerBroken(f"the end of the log of {container} is missing")


def _attaches(client: Client, request: LogRequest) -> bool:
    """Whether a log can only be followed by attaching, as 1.5 does."""
    return request.follow and not client.has(features.LOGS_OPTIONS)


def _read(client: Client, container: str, request: LogRequest) -> Iterator[Piece]:
    if request.follow:
        yield from parts.followed(client, container, request)
        return
    read = partial(
        container_streams.logs,
        client,
        container,
        timestamps=request.timestamps,
        details=request.details,
        since=request.since,
        until=request.until,
    )
    if request.tail is None or client.has(features.LOGS_TAIL):
        yield from read(tail="" if request.tail is None else str(request.tail))
    else:
        yield from parts.tail_of(read(), request.tail)


def _shown_tail(
    client: Client, container: str, count: int | None, shown: Counter[int]
) -> Iterator[Piece]:
    """The last `count` lines of the existing log; none without `count`.

    An attach replays the log, so `shown` is set to how many of its bytes to skip.
    """
    if count is not None:
        yield from parts.tail_of(beyond(shown, container_streams.logs(client, container)), count)


def _session(
    app: App, container: str, shown: Counter[int], signals: SignalPipe | None = None
) -> AttachedSession | None:
    """A session that shows the log after `shown`, and follows it; None if the container ended."""
    if not api.is_running(api.inspect(app.client, container)):
        return None
    stream = container_streams.attach(app.client, container, logs=True)
    stream.skip = shown[STDOUT]
    check_still_running(app, container, stream, with_log=True)
    output = ContainerOutput(app, container, stream, is_first=True)
    output.begin()
    return AttachedSession(
        app,
        of_container(app.client, container),
        stream,
        output,
        proxy=False,
        may_end_early=True,
        signals=signals,
    )
