"""`docker15 logs`."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from docker15_cli.api import containers as api
from docker15_cli.api.streams import Piece
from docker15_cli.app import App
from docker15_cli.commands import _time
from docker15_cli.commands._options import EACH, container_argument, switch
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._process import of_container
from docker15_cli.commands._session import Session
from docker15_cli.errors import UsageError

_LONGEST_COUNT = 18  # digits; there is no log of that many lines, and no deque


@docker15_command(
    "Show what a container wrote.",
    usage="CONTAINER",
    several=EACH,
    examples=("docker15 logs CONTAINER", "docker15 logs -f --tail 20 CONTAINER"),
)
@container_argument
@switch("-f", "--follow", help="Go on until the container ends.")
@switch("-t", "--timestamps", help="Show when each line was written (API 1.11).")
@click.option("-n", "--tail", default="all", metavar="N", help="Show the last N lines only.")
@click.option(
    "--since",
    default="",
    metavar="TIME",
    help="Show what was written since: unix time, RFC 3339, or 10m (API 1.19).",
)
@click.option(
    "--until",
    default="",
    metavar="TIME",
    help="Show what was written until then: a TIME as for --since (API 1.35).",
)
def command(
    app: App, container: str, follow: bool, timestamps: bool, tail: str, since: str, until: str
) -> None:
    count = _count(tail)
    begin, end = _time.moment(since, "--since"), _time.moment(until, "--until")
    if timestamps:
        app.client.require("logs options")
    if since:
        app.client.require("logs since")
    if until:
        app.client.require("logs until")
    lacks_tail = count is not None and not app.client.has("logs tail")
    if lacks_tail or (follow and not app.client.has("logs options")):
        _emulated(app, container, follow, count)
        return
    pieces = api.logs(
        app.client,
        container,
        follow=follow,
        timestamps=timestamps,
        since=begin,
        until=end,
        tail="" if count is None else str(count),
    )
    for stream, piece in pieces:
        app.streams.write_to(stream, piece)


def _count(tail: str) -> int | None:
    """None for all lines: so does docker take a number below zero."""
    if tail in ("", "all") or re.fullmatch(r"-[0-9]+", tail):
        return None
    if not re.fullmatch(r"[0-9]+", tail):
        raise UsageError(f"--tail takes a number of lines, or all: {tail!r}")
    return int(tail) if len(tail) <= _LONGEST_COUNT else None


def _emulated(app: App, container: str, follow: bool, count: int | None) -> None:
    """1.5 can replay the log, and follow it; the tail is cut here, as before API 1.13.

    A log is replayed at once, so that a tail and what follows it can be told apart: first the one,
    by a request of its own, then the other.
    """
    running = follow and api.is_running(api.inspect(app.client, container))
    if count is not None:
        tail = _tail(api.logs(app.client, container), count)
        for stream, lines in groupby(tail, key=lambda line: line[0]):
            app.streams.write_to(stream, b"".join(line for _, line in lines))
    elif not running:
        for stream, piece in api.logs(app.client, container):
            app.streams.write_to(stream, piece)
    if running:
        attached = api.attach(app.client, container, logs=count is None)
        process = of_container(app.client, container)
        Session(app, process, attached, proxy=False, may_leave=True).run()


def _tail(pieces: Iterable[Piece], count: int) -> Iterator[tuple[int, bytes]]:
    """The last `count` lines, each with its stream, in the memory of as many."""
    lines: deque[tuple[int, bytes]] = deque(maxlen=count)
    rests: dict[int, bytes] = {}
    for stream, piece in pieces:
        *whole, rests[stream] = (rests.get(stream, b"") + bytes(piece)).split(b"\n")
        lines.extend((stream, line + b"\n") for line in whole)
    lines.extend((stream, rest) for stream, rest in rests.items() if rest)
    return iter(lines)
