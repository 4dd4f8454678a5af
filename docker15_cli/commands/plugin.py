"""`docker15 plugin`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.docker_plugin import NAME, PROGRAM
from docker15_cli.cli.foreign_commands import explanation
from docker15_cli.cli.parameters import argument, switch
from docker15_cli.config.files import docker_directory
from docker15_cli.errors import Docker15Error, UsageError


@docker15_command(
    usage="--install|--uninstall",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 plugin --install", "docker15 plugin --uninstall"),
    manual=(
        f"Makes docker15 a plugin of docker, `docker {NAME}`: `docker {NAME} -H @web ps` is "
        f"`docker15 -H @web ps`. docker's own options before `{NAME}`, such as `--context`, apply "
        "to docker15. docker does not allow names that begin with a digit.",
        f"The plugin is a link, {PROGRAM} in docker's directory `cli-plugins`, which is in "
        "~/.docker unless DOCKER_CONFIG or `--config` names another directory. If docker15 is "
        "moved, install the plugin again.",
        "docker's own `plugin` command manages plugins of the engine, which docker15 does not.",
    ),
    related=("completion",),
)
@argument("words", nargs=-1, type=str, metavar="", completes="nothing")
@switch("--install", help=f"Install docker15 as `docker {NAME}`.")
@switch("--uninstall", help="Remove the plugin again.")
def command(app: App, words: Sequence[str], install: bool, uninstall: bool) -> None:
    if words:
        raise UsageError(explanation(["plugin", *words]))
    if install == uninstall:
        raise UsageError("use --install or --uninstall: docker15 does not manage engine plugins")
    directory = docker_directory(app.environ, app.options.connection.config_directory)
    link = Path(directory, "cli-plugins", PROGRAM)
    if (link.exists() or link.is_symlink()) and not link.is_symlink():
        raise Docker15Error(f"{link} is not docker15's link: move it away")
    try:
        message = _install(link) if install else _uninstall(link)
    except OSError as error:
        raise Docker15Error(f"can't write {link}: {error.strerror}") from error
    app.streams.line(message)


def _install(link: Path) -> str:
    program = _program()
    link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = link.with_name(f".{PROGRAM}-{os.getpid()}")
    new.symlink_to(program)
    new.replace(link)
    return f"Installed {link}: `docker {NAME}` is {program}"


def _uninstall(link: Path) -> str:
    if not link.is_symlink():
        return f"There is no {link}"
    link.unlink()
    return f"Removed {link}"


def _program() -> Path:
    """The path of the running executable. Raises Docker15Error if docker15 runs as a module."""
    found = shutil.which(sys.argv[0])
    if found is None:
        raise Docker15Error("docker needs an executable: run docker15 by its name, not with python")
    return Path(found).resolve()
