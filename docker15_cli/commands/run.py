"""`docker15 run` (remote-api-1.5.md §6; the order: spec/cli.md § Decided)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from docker15_cli.api import containers
from docker15_cli.api.streams import AttachedStream
from docker15_cli.app import App
from docker15_cli.commands import _create
from docker15_cli.commands._attaching import on_cut, remove_whatever_happened, start_attached
from docker15_cli.commands._config import SECTIONS, container_options
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import switch
from docker15_cli.commands._plan import Plan, plan
from docker15_cli.commands._process import of_container
from docker15_cli.commands._session import Session, parse_keys, session_options
from docker15_cli.errors import (
    CommandNotFound,
    CommandNotInvokable,
    Docker15Error,
    EngineError,
    NotFound,
    UsageError,
)
from docker15_cli.output import human

_FAILED_BEFORE = 125
_UNREAD_GRACE = 1  # seconds between SIGTERM and SIGKILL where nobody reads the output any more


@docker15_command(
    "Run a command in a new container.",
    usage="IMAGE [COMMAND] [ARG...]",
    options_first=True,
    no_h=True,
    sections=SECTIONS,
    examples=(
        "docker15 run busybox echo hello",
        "docker15 run -i busybox md5sum < FILE",
        "docker15 run -d -p 8080:80 -v /srv/www:/www busybox httpd -f -h /www",
    ),
)
@click.option(
    "-a",
    "--attach",
    multiple=True,
    type=click.Choice(["stdin", "stdout", "stderr"]),
    metavar="STREAM",
    help="Attach to stdin, stdout or stderr only.",
)
@switch("-d", "--detach", help="Run in the background, and show the id.")
@session_options
@container_options
def command(
    app: App,
    image: str,
    command: Sequence[str],
    attach: Sequence[str],
    detach: bool,
    sig_proxy: bool,
    detach_keys: str,
    **options: Any,
) -> int:
    if detach and attach:
        raise UsageError("Conflicting options: -a and -d")
    rm = options["rm"]
    parse_keys(detach_keys)
    streams = attach or _default_streams(detach, options["interactive"])
    wanted = plan(app.environ, image, command, options, streams, auto_remove=detach and rm)
    with _failing_with(_FAILED_BEFORE):
        container = _create.create(app, wanted)
    with ExitStack() as cleanup:
        if rm and not detach:
            cleanup.callback(_remove, app, container)
        session = _start_session(app, container, wanted, sig_proxy, detach_keys)
        if session is None:
            return 0
        try:
            status = session.run(wait=_has_output(wanted))
        except BrokenPipeError:
            if sig_proxy and not rm:
                _stop_unread(app, container)
            raise
        if session.detached:
            cleanup.pop_all()  # it runs on
        return status


def _default_streams(detach: bool, interactive: bool) -> tuple[str, ...]:
    if detach:
        return ()
    return ("stdin", "stdout", "stderr") if interactive else ("stdout", "stderr")


def _start_session(
    app: App, container: str, wanted: Plan, sig_proxy: bool, detach_keys: str
) -> Session | None:
    """Start it, attached where that is wanted; without its output the id is shown (§6.5)."""
    config = wanted.config
    stream = None
    if _has_output(wanted) or config["AttachStdin"]:
        stream = _attach_and_start(app, container, wanted)
    else:
        _start(app, container, wanted)
    if not _has_output(wanted):
        app.streams.flushed_line(human.short_id(container))
    if stream is None:
        return None
    return Session(
        app,
        of_container(app.client, container),
        stream,
        stdin=config["AttachStdin"] and config["OpenStdin"],
        has_tty=config["Tty"],
        proxy=sig_proxy,
        on_cut=on_cut(app, container, stream, is_first=True),
        detach_keys=detach_keys,
    )


def _has_output(wanted: Plan) -> bool:
    return wanted.config["AttachStdout"] or wanted.config["AttachStderr"]


def _attach_and_start(app: App, container: str, wanted: Plan) -> AttachedStream:
    """Attach first, so that nothing is missed and nothing can hang (spec/cli.md § Decided).

    An engine that refuses that gets the documented order.
    """
    with _failing_with(_FAILED_BEFORE):
        try:
            stream = _attach(app, container, wanted)
        except NotFound:
            raise
        except EngineError:
            _start(app, container, wanted)
            return _attach(app, container, wanted)
    start_attached(stream, lambda: _start(app, container, wanted))
    return stream


def _attach(app: App, container: str, wanted: Plan) -> AttachedStream:
    config = wanted.config
    return containers.attach(
        app.client,
        container,
        stdin=config["AttachStdin"],
        stdout=config["AttachStdout"],
        stderr=config["AttachStderr"],
        logs=True,
        tty=config["Tty"],
    )


def _start(app: App, container: str, wanted: Plan) -> None:
    with _failing_with(_FAILED_BEFORE):
        containers.start(app.client, container, wanted.host, wanted.config)


@contextmanager
def _failing_with(status: int) -> Iterator[None]:
    """A failure in here, before the container runs, ends `run` with `status`."""
    try:
        yield
    except (UsageError, CommandNotInvokable, CommandNotFound):
        raise  # these have a status of their own
    except Docker15Error as error:
        raise error.with_status(status) from None


def _stop_unread(app: App, container: str) -> None:
    """SIGPIPE ends a program whose output nobody reads; 1.5 can only stop a container.

    Left running, one that nobody knows of would fill the disk with its log.
    """
    try:
        containers.stop(app.client, container, _UNREAD_GRACE)
    except Docker15Error as error:
        app.streams.error(f"{human.short_id(container)} is not stopped: {error}")


def _remove(app: App, container: str) -> None:
    """Whatever happened: an error, a signal, a broken pipe."""
    try:
        remove_whatever_happened(app, container)
    except Docker15Error as error:
        app.streams.error(f"{human.short_id(container)} is not removed: {error}")
