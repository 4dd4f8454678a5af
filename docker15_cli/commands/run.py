"""`docker15 run`, as in docs/spec/remote-api-1.5.md §6, in the order of docs/spec/cli.md §7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from docker15_cli.api import containers
from docker15_cli.api.attached_stream import AttachedStream
from docker15_cli.app import App
from docker15_cli.attach.container import (
    ContainerOutput,
    check_in_time,
    closed_if_it_fails,
    force_remove,
    start_once,
)
from docker15_cli.attach.options import DETACHING, parse_keys, session_options
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.cli.command import ON_REQUEST, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.versioned import VERSIONED
from docker15_cli.container import create
from docker15_cli.container.options import SECTIONS, container_options
from docker15_cli.container.spec import ContainerSpec, build_spec
from docker15_cli.errors import (
    CommandNotFound,
    CommandNotInvokable,
    Docker15Error,
    EngineError,
    NotFound,
    Signalled,
    UsageError,
)
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe

_FAILED_BEFORE = 125
# Seconds between SIGTERM and SIGKILL if the reader of the output is gone, and there is no
# --stop-timeout.
_UNREAD_GRACE = 1


def _refuse_several(given: Mapping[str, Any]) -> None:
    if not given["detach"] or given["interactive"]:
        raise UsageError("with several engines, run needs -d, and can't take -i")
    if given["cidfile"]:
        raise UsageError("with several engines, run can't take --cidfile: there is one file")


@docker15_command(
    usage="IMAGE [COMMAND] [ARG...]",
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    finishes=True,
    options_first=True,
    h_is_hostname=True,
    sections={**SECTIONS, "Several engines": ("all_hosts", "parallel")},
    examples=(
        "docker15 run busybox echo hello",
        "docker15 run -i busybox md5sum < FILE",
        "docker15 run -d -p 8080:80 -v /srv/www:/www busybox httpd -f -h /www",
    ),
    manual=(
        "Creates a container, attaches to it, starts it, and exits with its exit status. A "
        "missing image is pulled. Options end at IMAGE: what follows is the container's command.",
        "With `-d`, prints the container's id and leaves it running. With `-i`, stdin is sent to "
        "the container; with `-t`, the container has a terminal.",
        "With `-rm`, docker15 removes the container when it has exited; with `-d` as well, the "
        "engine does, from API 1.25 on.",
        VERSIONED,
        DETACHING,
    ),
    related=("attach", "build", "create", "logs", "ps", "rm"),
    uses_credentials=True,
)
@switch("-d", "--detach", help="Run in the background, and print the id.")
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
    parse_keys(detach_keys)
    streams = attach or _default_streams(detach, options["interactive"])
    wanted = build_spec(
        app.environ, image, command, options, streams, auto_remove=detach and options["rm"]
    )
    with SignalPipe() as signals, ExitStack() as cleanup:
        with _failing_with(_FAILED_BEFORE):
            container = create.create(app, wanted, signals)
        run = _Run(app, container, wanted, signals)
        if wanted.removed:
            cleanup.push(partial(force_remove, app, container, signals))
        stream = run.start()
        if stream is None:
            cleanup.pop_all()  # by the engine
            signals.release()
            return 0
        session = run.session(stream, sig_proxy, detach_keys)
        try:
            status = session.run(wait=run.has_output)
        except BrokenPipeError:
            if sig_proxy and not wanted.removed:
                _stop_unread(app, container, wanted.config.get("StopTimeout", _UNREAD_GRACE))
            raise
        if session.detached:
            cleanup.pop_all()  # it keeps running
        return status


def _default_streams(detach: bool, interactive: bool) -> tuple[str, ...]:
    if detach:
        return ()
    return ("stdin", "stdout", "stderr") if interactive else ("stdout", "stderr")


class _Run:
    """A created container, until its session begins."""

    def __init__(
        self, app: App, container: str, wanted: ContainerSpec, signals: SignalPipe
    ) -> None:
        """`signals` holds those that have arrived since the create was sent."""
        self._app = app
        self._container = container
        self._wanted = wanted
        self._signals = signals
        self._config = wanted.config

    @property
    def has_output(self) -> bool:
        """Whether its output is attached."""
        return self._config["AttachStdout"] or self._config["AttachStderr"]

    def start(self) -> AttachedStream | None:
        """Start it, attached if requested; print the id if its output is not attached.

        A signal that arrived during the create ends docker15 now; one that arrives during the start
        is left to the session (remote-api-1.5.md §6, cli.md §7).
        """
        is_attached = self.has_output or self._config["AttachStdin"]
        stream = self._attach_first() if is_attached else None
        try:
            if stream is None:
                self._start()
            else:
                with closed_if_it_fails(stream):
                    self._start()
        except Docker15Error as error:
            raise self._not_started(error) from None
        if is_attached and stream is None:
            stream = self._attach()
            check_in_time(self._app, self._container, stream)
        if not self.has_output:
            self._show_id()
        return stream

    def session(self, stream: AttachedStream, sig_proxy: bool, detach_keys: str) -> AttachedSession:
        """The session that runs it."""
        has_tty = self._config["Tty"]
        return AttachedSession(
            self._app,
            of_container(self._app.client, self._container),
            stream,
            ContainerOutput(
                self._app,
                self._container,
                stream,
                is_first=True,
                goes=self._wanted.removed,
            ),
            stdin=self._config["AttachStdin"] and self._config["OpenStdin"],
            has_tty=has_tty,
            proxy=sig_proxy,
            detach_keys=detach_keys,
            signals=self._signals,
        )

    def _attach_first(self) -> AttachedStream | None:
        """Attach before the start, so that no output is missed and nothing can hang (cli.md §7).

        None if the engine refuses this: then the documented order is used.
        """
        try:
            self._signals.release()
            with _failing_with(_FAILED_BEFORE):
                return self._attach()
        except NotFound:
            raise
        except EngineError:
            return None
        except (KeyboardInterrupt, Signalled):
            if not self._wanted.removed:
                self._app.streams.note(f"{self._short_id} was created, but not started")
            raise

    def _attach(self) -> AttachedStream:
        config = self._config
        return containers.attach(
            self._app.client,
            self._container,
            stdin=config["AttachStdin"],
            stdout=config["AttachStdout"],
            stderr=config["AttachStderr"],
            logs=True,
            tty=config["Tty"],
            stdin_once=config["StdinOnce"],
        )

    def _start(self) -> None:
        def start() -> None:
            wanted = self._wanted
            containers.start(self._app.client, self._container, wanted.host, wanted.config)

        with _failing_with(_FAILED_BEFORE):
            start_once(self._app, self._container, self._signals, start, goes=self._wanted.removed)

    def _not_started(self, error: Docker15Error) -> Docker15Error:
        """Print the id: the user has no other way to find a container meant for the background."""
        if self.has_output or self._wanted.removed:
            return error
        if self._app.client.dialect.shows_failed_ids:
            self._show_id()
            return error
        return type(error)(f"{self._short_id}: {error}").with_status(error.exit_status)

    def _show_id(self) -> None:
        self._app.streams.flushed_line(self._short_id)

    @property
    def _short_id(self) -> str:
        return units_06.short_id(self._container)


@contextmanager
def _failing_with(status: int) -> Iterator[None]:
    """Give errors raised in here, before the container runs, the exit status `status`."""
    try:
        yield
    except (UsageError, CommandNotInvokable, CommandNotFound):
        raise  # these have their own status
    except Docker15Error as error:
        raise error.with_status(status) from None


def _stop_unread(app: App, container: str, grace: int) -> None:
    """Stop a container whose output has lost its reader, as SIGPIPE would end a local program.

    If it kept running unnoticed, its log could fill the disk.
    """
    try:
        containers.stop(app.client, container, grace)
    except Docker15Error as error:
        app.streams.error(f"{units_06.short_id(container)} could not be stopped: {error}")
