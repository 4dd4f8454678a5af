"""`docker15 exec`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docker15_cli.api import execs
from docker15_cli.api.attached_stream import ExecStream
from docker15_cli.app import App
from docker15_cli.attach.options import detach_keys_option, parse_keys
from docker15_cli.attach.process import of_exec
from docker15_cli.attach.session import AttachedSession, screen
from docker15_cli.cli.command import ON_REQUEST, argument, container_argument, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.container.environment import environment
from docker15_cli.contract import operations
from docker15_cli.contract.shapes import ExecConfig
from docker15_cli.errors import UsageError
from docker15_cli.terminal import tty


def _refuse_several(given: Mapping[str, Any]) -> None:
    if given["interactive"] or given["has_tty"]:
        raise UsageError("with several engines, exec takes neither -i nor -t")


@docker15_command(
    usage="CONTAINER COMMAND [ARG...]",
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    options_first=True,
    examples=(
        "docker15 exec CONTAINER ps",
        "docker15 exec -it CONTAINER sh",
        "docker15 exec -i CONTAINER tar -x -C /srv < TAR",
    ),
    manual=(
        "Runs COMMAND in a running container, next to its main process, and exits with the "
        "command's exit status. It needs an engine with API 1.15 or later. Options end at "
        "CONTAINER.",
        "With `-i`, stdin is sent to the command; with `-t`, the command has a terminal. With "
        "`-d`, nothing is printed, and the command's exit status is ignored.",
        "On a terminal, the keys of `--detach-keys` detach: the command keeps running, and "
        "docker15 exits with status 0. Without a terminal, a signal ends docker15 but not the "
        "command: engines have no way to send it one.",
    ),
    related=("attach", "run", "top"),
)
@container_argument(completes="running")
@argument("command", nargs=-1, required=True, completes="nothing")
@switch("-d", "--detach", help="Run in the background.")
@switch("-i", "--interactive", help="Send stdin to the command.")
@switch("-t", "--tty", "has_tty", help="Allocate a pseudo-terminal.")
@option(
    "-e",
    "--env",
    multiple=True,
    metavar="NAME[=VALUE]",
    completes="environment",
    help="Set an environment variable; without a value, pass on yours (API 1.25).",
)
@option(
    "--env-file",
    multiple=True,
    metavar="FILE",
    completes="files",
    help="Read environment variables from a file (API 1.25).",
)
@option(
    "-u",
    "--user",
    default="",
    metavar="USER",
    completes="nothing",
    help="Run as this user name or uid.",
)
@option(
    "-w",
    "--workdir",
    default="",
    metavar="DIR",
    completes="nothing",
    help="Working directory in the container (API 1.35).",
)
@switch("-privileged", "--privileged", help="Give the command all capabilities (API 1.19).")
@detach_keys_option
def command(
    app: App,
    *,
    container: str,
    command: Sequence[str],
    detach: bool,
    interactive: bool,
    has_tty: bool,
    env: Sequence[str],
    env_file: Sequence[str],
    user: str,
    workdir: str,
    privileged: bool,
    detach_keys: str,
) -> int:
    parse_keys(detach_keys)
    config = ExecConfig(
        AttachStdin=interactive and not detach,
        AttachStdout=not detach,
        AttachStderr=not detach,
        Tty=has_tty,
        Cmd=list(command),
        User=user,
        Privileged=privileged,
    )
    # Older engines would silently ignore these keys.
    if env or env_file:
        config["Env"] = environment(app.environ, env_file, env)
    if workdir:
        config["WorkingDir"] = workdir
    _require(app, config)
    identifier = execs.create(app.client, container, config)
    if detach:
        execs.start_detached(app.client, identifier, tty=has_tty)
        return 0
    return _run(app, container, identifier, config, detach_keys)


def _require(app: App, config: ExecConfig) -> None:
    app.client.require(operations.EXEC_CREATE)
    if config["Privileged"]:
        app.client.require_version("1.19", "exec --privileged")
    if "Env" in config:
        app.client.require_version("1.25", "exec -e")
    if "WorkingDir" in config:
        app.client.require_version("1.35", "exec -w")


def _run(app: App, container: str, identifier: str, config: ExecConfig, detach_keys: str) -> int:
    """Start it, attached; return its exit status. Raises CommandNotFound, CommandNotInvokable."""
    stdin, has_tty = config["AttachStdin"], config["Tty"]
    user_terminal = screen(app, stdin=stdin) if has_tty else None
    size = None if user_terminal is None else tty.size(user_terminal)
    stream = execs.start(app.client, identifier, tty=has_tty, size=size)

    session = AttachedSession(
        app,
        of_exec(app.client, identifier, f"{config['Cmd'][0]} in {container}"),
        stream,
        _ExecOutput(app, stream),
        stdin=stdin,
        has_tty=has_tty,
        detach_keys=detach_keys,
    )
    status = session.run()
    error = execs.refused(app.client, stream, status)
    if error:
        raise error
    if stream.refusal:  # the output only looked like an error
        app.streams.write_to(*stream.refusal)
    return status


class _ExecOutput:
    """Whether an exec's output is complete: it has no log, only the way its stream ended."""

    def __init__(self, app: App, stream: ExecStream) -> None:
        self._app = app
        self._stream = stream

    def has_come(self) -> bool:
        return False

    def is_complete(self, *, was_reset: bool) -> bool:
        stream = self._stream
        if not (was_reset or stream.is_cut) or (stream.refusal and not stream.framing_error):
            return True
        why = stream.framing_error or "the engine closed the stream early"
        self._app.streams.error(f"the end of the output is missing: {why}")
        return False
