"""`docker15 exec`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docker15_cli.api import execs
from docker15_cli.app import App
from docker15_cli.attach import exec as attached
from docker15_cli.attach.detaching import parse_keys
from docker15_cli.attach.options import detach_keys_option
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.container.environment import environment
from docker15_cli.errors import UsageError

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import ExecConfig


def _refuse_several(given: Mapping[str, Any]) -> None:
    if given["interactive"] or given["has_tty"]:
        raise UsageError("with several engines or --filter, exec takes neither -i nor -t")


@docker15_command(
    usage="CONTAINER COMMAND [ARG...]",
    selects="running",
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    options_first=True,
    examples=(
        "docker15 exec CONTAINER ps",
        "docker15 exec -it CONTAINER sh",
        "docker15 exec --filter name=web uptime",
        "docker15 exec -i CONTAINER tar -x -C /srv < TAR",
    ),
    manual=(
        "Runs COMMAND in a running container, next to its main process, and exits with the "
        "command's exit status. It needs an engine with API 1.15 or later. Options end at "
        "CONTAINER.",
        "`exec --filter label=role=web COMMAND` runs it in each container that matches, at once; "
        "each line begins with the container's name, and the worst exit status counts.",
        "With `-i`, stdin is sent to the command; with `-t`, the command has a terminal. With "
        "`-d`, nothing is printed, and the command's exit status is ignored.",
        "On a terminal, the keys of `--detach-keys` detach: the command keeps running, and "
        "docker15 exits with status 0. Without a terminal, a signal ends docker15 but not the "
        "command: engines have no way to send it one.",
    ),
    related=("attach", "run", "top"),
)
@container_argument(completes="running")
@argument("command", nargs=-1, required=True, metavar="COMMAND...", completes="nothing")
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
    config: ExecConfig = {
        "AttachStdin": interactive and not detach,
        "AttachStdout": not detach,
        "AttachStderr": not detach,
        "Tty": has_tty,
        "Cmd": list(command),
        "User": user,
        "Privileged": privileged,
    }
    if env or env_file:
        config["Env"] = environment(app.environ, env_file, env)
    if workdir:
        config["WorkingDir"] = workdir
    attached.require(app.client, config)
    identifier = execs.create(app.client, container, config)
    if detach:
        execs.start_detached(app.client, identifier, tty=has_tty)
        return 0
    return attached.run(app, container, identifier, config, detach_keys)
