"""Running a new container: its start, and the session with its streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docker15_cli.api import container_life, container_streams
from docker15_cli.api.attached_stream import AttachedStream
from docker15_cli.app import App
from docker15_cli.attach.container import (
    ContainerOutput,
    check_still_running,
    closed_on_failure,
    start_container,
)
from docker15_cli.attach.process import of_container
from docker15_cli.attach.session import AttachedSession
from docker15_cli.container.spec import ContainerSpec
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
from docker15_cli.terminal import keys
from docker15_cli.terminal.signals import SignalPipe

_FAILED_BEFORE = 125
# Seconds between SIGTERM and SIGKILL if the reader of the output is gone, and there is no
# --stop-timeout.
_UNREAD_GRACE = 1


class Run:
    """A created container that is to be started."""

    def __init__(self, app: App, container: str, spec: ContainerSpec, signals: SignalPipe) -> None:
        """`signals` holds back those that have arrived since the create was sent."""
        self._app = app
        self.container = container
        self._spec = spec
        self._signals = signals
        self._config = spec.config

    @property
    def has_output(self) -> bool:
        """Whether stdout or stderr is attached."""
        return self._config["AttachStdout"] or self._config["AttachStderr"]

    def start(self) -> AttachedStream | None:
        """Start it; return its stream if stdin or output is attached, else None.

        Prints the id if no output is attached. A signal that arrived during the create ends
        docker15 now; one that arrives during the start is left to the session
        (docs/spec/remote-api-1.5.md §6, docs/spec/cli.md §7). Raises Docker15Error, with status 125
        if the container has not run.
        """
        is_attached = self.has_output or self._config["AttachStdin"]
        stream = self._attach_first() if is_attached else None
        try:
            if stream is None:
                self._start()
            else:
                with closed_on_failure(stream):
                    self._start()
        except Docker15Error as error:
            raise self._not_started(error) from None
        if is_attached and stream is None:
            stream = self._attach()
            check_still_running(self._app, self.container, stream, with_log=True)
        if not self.has_output:
            self._show_id()
        return stream

    def session(
        self,
        stream: AttachedStream,
        sig_proxy: bool = False,
        detach_keys: str = keys.DEFAULT,
    ) -> AttachedSession:
        """The session for `stream`, which `start` has returned."""
        has_tty = self._config["Tty"]
        return AttachedSession(
            self._app,
            of_container(self._app.client, self.container),
            stream,
            ContainerOutput(
                self._app,
                self.container,
                stream,
                is_first=True,
                will_be_removed=self._spec.removed,
            ),
            stdin=self._config["AttachStdin"] and self._config["OpenStdin"],
            has_tty=has_tty,
            proxy=sig_proxy,
            detach_keys=detach_keys,
            signals=self._signals,
        )

    def _attach_first(self) -> AttachedStream | None:
        """Attach before the start, so that no output is missed and nothing can hang (cli.md §7).

        None if the engine refuses this: then attach after the start, as documented.
        """
        try:
            self._signals.release()
            with failing_before():
                return self._attach()
        except NotFound:
            raise
        except EngineError:
            return None
        except (KeyboardInterrupt, Signalled):
            if not self._spec.removed:
                self._app.streams.note(f"{self._short_id} was created, but not started")
            raise

    def _attach(self) -> AttachedStream:
        config = self._config
        return container_streams.attach(
            self._app.client,
            self.container,
            stdin=config["AttachStdin"],
            stdout=config["AttachStdout"],
            stderr=config["AttachStderr"],
            logs=True,
            tty=config["Tty"],
            stdin_once=config["StdinOnce"],
        )

    def _start(self) -> None:
        def start() -> None:
            spec = self._spec
            container_life.start(self._app.client, self.container, spec.host, spec.config)

        with failing_before():
            start_container(
                self._app, self.container, self._signals, start, will_be_removed=self._spec.removed
            )

    def _not_started(self, error: Docker15Error) -> Docker15Error:
        """The error to raise, with the id in it or printed if the container is kept.

        The user has no other way to find a container meant for the background.
        """
        if self.has_output or self._spec.removed:
            return error
        if self._app.client.dialect.shows_failed_ids:
            self._show_id()
            return error
        return type(error)(f"{self._short_id}: {error}").with_status(error.exit_status)

    def _show_id(self) -> None:
        self._app.streams.flushed_line(self._short_id)

    @property
    def _short_id(self) -> str:
        return units_06.short_id(self.container)

    def stop_unread(self) -> None:
        """Stop the container, whose output has lost its reader: SIGPIPE would end a local program.

        If it kept running unnoticed, its log could fill the disk. A failure is an error on stderr.
        """
        grace = self._config.get("StopTimeout", _UNREAD_GRACE)
        try:
            container_life.stop(self._app.client, self.container, grace)
        except Docker15Error as error:
            self._app.streams.error(f"{self._short_id} could not be stopped: {error}")


@contextmanager
def failing_before() -> Iterator[None]:
    """Give errors raised in here, before the container runs, exit status 125."""
    try:
        yield
    except (UsageError, CommandNotInvokable, CommandNotFound):
        raise  # these have their own status
    except Docker15Error as error:
        raise error.with_status(_FAILED_BEFORE) from None
