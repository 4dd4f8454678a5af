"""`exec`: another command in a running container, with its streams attached."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from docker15_cli.api import execs
from docker15_cli.api.attached_stream import ExecStream
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.attach.process import Process
from docker15_cli.attach.session import AttachedSession, screen
from docker15_cli.contract import operations
from docker15_cli.terminal import keys, tty
from docker15_cli.terminal.signals import SignalPipe

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import ExecConfig


def require(client: Client, config: ExecConfig) -> None:
    """Raise NotSupported if the engine lacks exec (API 1.15) or something that `config` uses.

    Older engines would silently ignore these keys.
    """
    client.require(operations.EXEC_CREATE)
    if config["Privileged"]:
        client.require_version("1.19", "exec --privileged")
    if "Env" in config:
        client.require_version("1.25", "exec -e")
    if "WorkingDir" in config:
        client.require_version("1.35", "exec -w")


def run(
    app: App,
    container: str,
    identifier: str,
    config: ExecConfig,
    detach_keys: str = keys.DEFAULT,
    signals: SignalPipe | None = None,
) -> int:
    """Start the exec `identifier`, attached; return its exit status.

    `config` is what it was created with; `signals` is as in AttachedSession. If the end of the
    output is missing, that is an error on stderr, and status 1 if it would be 0. Raises
    CommandNotFound, CommandNotInvokable, Docker15Error, and what AttachedSession.run raises.
    """
    stdin, has_tty = config["AttachStdin"], config["Tty"]
    user_terminal = screen(app, stdin=stdin) if has_tty else None
    size = None if user_terminal is None else tty.size(user_terminal)
    stream = execs.start(app.client, identifier, tty=has_tty, size=size)

    session = AttachedSession(
        app,
        _process(app.client, identifier, f"{config['Cmd'][0]} in {container}"),
        stream,
        _ExecOutput(app, stream),
        stdin=stdin,
        has_tty=has_tty,
        detach_keys=detach_keys,
        signals=signals,
    )
    status = session.run()
    error = execs.refused(app.client, stream, status)
    if error:
        raise error
    if stream.refusal:  # the output only looked like an error
        app.streams.write_to(*stream.refusal)
    return status


class _ExecOutput:
    """Tells whether an exec's output is complete: from how its stream ended, as it has no log."""

    has_whole_log = False

    def __init__(self, app: App, stream: ExecStream) -> None:
        self._app = app
        self._stream = stream

    def has_arrived(self) -> bool:
        return False

    def is_complete(self, *, was_reset: bool) -> bool:
        stream = self._stream
        if not (was_reset or stream.is_cut) or (stream.refusal and not stream.framing_error):
            return True
        why = stream.framing_error or "the engine closed the stream early"
        self._app.streams.error(f"the end of the output is missing: {why}")
        return False


def _process(client: Client, exec_: str, name: str) -> Process:
    """The requests about an exec; engines can't send it signals."""
    return Process(
        name,
        ask=partial(execs.inspect_pending, client, exec_),
        state=partial(execs.state, client, exec_),
        resize=partial(execs.resize_pending, client, exec_),
    )
