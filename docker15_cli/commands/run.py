"""`docker15 run` (remote-api-1.5.md §6; the order: spec/cli.md § Decided)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.commands import _create
from docker15_cli.commands._config import Plan, container_options, plan
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import switch
from docker15_cli.commands._session import Session, exit_status, remove_whatever_happened
from docker15_cli.errors import (
    CommandNotFound,
    CommandNotInvokable,
    Docker15Error,
    EngineError,
    NotFound,
    UsageError,
)

_FAILED_BEFORE = 125


@docker15_command(
    "Run a command in a new container.",
    usage="IMAGE [COMMAND] [ARG...]",
    options_first=True,
    no_h=True,
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
@switch("-rm", "--rm", help="Remove the container when it has ended.")
@switch(
    "-sig-proxy",
    "--sig-proxy",
    default=True,
    help="Send signals to the container.  [default: true]",
)
@click.option(
    "--detach-keys",
    default="ctrl-p,ctrl-q",
    metavar="KEYS",
    help="Keys that detach from a terminal.",
)
@container_options
def command(
    app: App,
    image: str,
    command: Sequence[str],
    attach: Sequence[str],
    detach: bool,
    rm: bool,
    sig_proxy: bool,
    detach_keys: str,
    **options: Any,
) -> int:
    if detach and attach:
        raise UsageError("Conflicting options: -a and -d")
    if detach and rm:
        raise UsageError("Conflicting options: -rm and -d")
    streams = attach or _default_streams(detach, options["interactive"])
    wanted = plan(app.environ, image, command, options, streams)
    with _failing_with(_FAILED_BEFORE):
        container = _create.create(app, wanted)
    with _removing(app, container) if rm else _keeping():
        return _run(app, container, wanted, sig_proxy)


def _default_streams(detach: bool, interactive: bool) -> tuple[str, ...]:
    if detach:
        return ()
    return ("stdin", "stdout", "stderr") if interactive else ("stdout", "stderr")


def _run(app: App, container: str, wanted: Plan, sig_proxy: bool) -> int:
    config = wanted.config
    has_output = config["AttachStdout"] or config["AttachStderr"]
    if not has_output and not config["AttachStdin"]:
        _start(app, container, wanted)
        app.streams.line(_create.short_id(container))
        return 0
    stream = _attach_and_start(app, container, wanted)
    if not has_output:
        app.streams.line(_create.short_id(container))
        app.streams.flush()
    session = Session(
        app,
        container,
        stream,
        stdin=config["AttachStdin"] and config["OpenStdin"],
        tty=config["Tty"],
        proxy=sig_proxy,
    )
    code = session.run(wait=has_output)
    return exit_status(code or 0)


def _attach_and_start(app: App, container: str, wanted: Plan) -> containers.AttachedStream:
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
    try:
        _start(app, container, wanted)
    except BaseException:
        stream.connection.close()
        raise
    return stream


def _attach(app: App, container: str, wanted: Plan) -> containers.AttachedStream:
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
        containers.start(app.client, container, wanted.host)


@contextmanager
def _failing_with(status: int) -> Iterator[None]:
    """A failure in here, before the container runs, ends `run` with `status`."""
    try:
        yield
    except (UsageError, CommandNotInvokable, CommandNotFound):
        raise  # these have a status of their own
    except Docker15Error as error:
        raise error.with_status(status) from None


@contextmanager
def _keeping() -> Iterator[None]:
    yield


@contextmanager
def _removing(app: App, container: str) -> Iterator[None]:
    """Remove the container whatever happens in here: an error, a signal, a broken pipe."""
    try:
        yield
    finally:
        try:
            remove_whatever_happened(app, container)
        except Docker15Error as error:
            app.streams.error(f"{_create.short_id(container)} is not removed: {error}")
