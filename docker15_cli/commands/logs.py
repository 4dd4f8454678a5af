"""`docker15 logs`."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from docker15_cli.api import containers as api
from docker15_cli.api.attached_stream import STDOUT
from docker15_cli.app import App
from docker15_cli.attach import log_follower
from docker15_cli.attach.container import ContainerOutput, check_in_time
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.cli import values
from docker15_cli.cli.command import PER_ENGINE, container_argument, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract import features
from docker15_cli.errors import Docker15Error, UsageError

_LONGEST_COUNT = 18  # digits; no log has that many lines, and no deque could hold them


@docker15_command(
    usage="CONTAINER",
    multi_engine=PER_ENGINE,
    examples=("docker15 logs CONTAINER", "docker15 logs -f --tail 20 CONTAINER"),
    manual=(
        "What the container wrote to stderr goes to stderr, if the engine keeps the two streams "
        "apart. `-f` and `--tail` work with every engine; other options are refused by engines "
        "that do not have them.",
    ),
    related=("attach", "ps"),
)
@container_argument(completes="containers")
@switch("-f", "--follow", help="Follow the output until the container exits.")
@switch("-t", "--timestamps", help="Show timestamps (API 1.11).")
@switch("--details", help="Show the variables and labels that log options name (API 1.24).")
@option(
    "-n",
    "--tail",
    default="all",
    metavar="N",
    completes=("all",),
    help="Only show the last N lines.",
)
@option(
    "--since",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Show output since TIME: a Unix time, RFC 3339, or 10m (API 1.19).",
)
@option(
    "--until",
    default="",
    metavar="TIME",
    completes="nothing",
    help="Show output until TIME, given as for --since (API 1.35).",
)
def command(
    app: App,
    *,
    container: str,
    follow: bool,
    timestamps: bool,
    details: bool,
    tail: str,
    since: str,
    until: str,
) -> int:
    count = _count(tail)
    begin, end = values.moment(since, "--since"), values.moment(until, "--until")
    if timestamps:
        app.client.require(features.LOGS_OPTIONS)
    if details:
        app.client.require(features.LOGS_DETAILS)
    if since:
        app.client.require(features.LOGS_SINCE)
    if until:
        app.client.require(features.LOGS_UNTIL)
    client = app.client
    if follow and client.dialect.loses_followed_logs:
        log_follower.follow(
            app, container, timestamps=timestamps, since=begin, until=end, tail=count
        )
        return 0
    lacks_tail = count is not None and not client.has(features.LOGS_TAIL)
    if follow and not client.has(features.LOGS_OPTIONS):
        return _attached(app, container, count)
    read = partial(
        api.logs,
        client,
        container,
        timestamps=timestamps,
        details=details,
        since=begin,
        until=end,
    )
    if lacks_tail:
        shown: Counter[int] = Counter()
        log_follower.show(app, log_follower.tail_of(log_follower.beyond(shown, read()), count or 0))
        if follow:
            log_follower.show(app, log_follower.beyond(shown, read(follow=True)))
        return 0
    log_follower.show(app, read(follow=follow, tail="" if count is None else str(count)))
    return 0


def _count(tail: str) -> int | None:
    """None for all lines; as in docker, a negative number means all."""
    if tail in ("", "all") or re.fullmatch(r"-[0-9]+", tail):
        return None
    if not re.fullmatch(r"[0-9]+", tail):
        raise UsageError(f"--tail takes a number of lines, or all: {tail!r}")
    return int(tail) if len(tail) <= _LONGEST_COUNT else None


def _attached(app: App, container: str, count: int | None) -> int:
    """Follow by attaching, as 1.5 does. The log is replayed first: skip what was shown already."""
    shown: Counter[int] = Counter()
    if count is not None:
        log_follower.show(
            app,
            log_follower.tail_of(
                log_follower.beyond(shown, api.logs(app.client, container)), count
            ),
        )
    if not api.is_running(api.inspect(app.client, container)):
        log_follower.show(app, log_follower.beyond(shown, api.logs(app.client, container)))
        return 0
    stream = api.attach(app.client, container, logs=True)
    stream.skip = shown[STDOUT]
    check_in_time(app, container, stream)
    # New output follows the log: once that has arrived, the container may have exited.
    stream.may_stay_open = app.client.dialect.leaves_attaches_open
    output = ContainerOutput(app, container, stream, is_first=True)
    output.begin()
    process = of_container(app.client, container)
    session = AttachedSession(app, process, stream, output, proxy=False, may_leave=True)
    session.run()
    return Docker15Error.exit_status if session.has_lost_output else 0
