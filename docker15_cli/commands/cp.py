"""`docker15 cp`."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docker15_cli.api import archive, containers
from docker15_cli.app import App
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._tar import require_no_terminal, to_stdout
from docker15_cli.errors import Docker15Error, UsageError

if TYPE_CHECKING:  # it imports tarfile, which help does not need
    from docker15_cli.archive.unpack import Target


@docker15_command(
    "Copy a file or a directory out of a container, or into one (API 1.20).",
    usage="CONTAINER:PATH HOSTPATH|-",
    examples=(
        "docker15 cp CONTAINER:/etc/hosts .",
        "docker15 cp CONTAINER:/etc/. etc-of-container",
        "docker15 cp CONTAINER:/etc - | tar -t",
        "docker15 cp motd CONTAINER:/etc",
    ),
)
@click.argument("source", metavar="CONTAINER:PATH")
@click.argument("target", metavar="HOSTPATH|-")
def command(app: App, source: str, target: str) -> int:
    from_container, to_container = _container_path(source), _container_path(target)
    if not from_container and to_container:
        from docker15_cli.commands._copy_in import copy_in

        copy_in(app, source, *to_container)
        return 0
    if not from_container:
        raise UsageError(f"Resource not specified: cp takes CONTAINER:PATH, not {source}")
    if to_container and not Path(target).parent.is_dir():
        raise UsageError(
            "cp copies between a container and this machine; between two: "
            f"docker15 cp {source} - | docker15 cp - {target}"
        )
    return _copy_out(app, *from_container, target)


def _container_path(text: str) -> tuple[str, str] | None:
    """CONTAINER:PATH, taken apart; None for a path of the host: those with a colon begin with `./`
    or `/`."""
    container, colon, path = text.partition(":")
    is_one = container and colon and path and not container.startswith((".", "/"))
    return (container, path) if is_one else None


def _copy_out(app: App, container: str, path: str, host_path: str) -> int:
    resource = posixpath.normpath(f"/{path.lstrip('/')}")
    if host_path == "-":
        require_no_terminal(app, "give a directory")
        to_stdout(app, containers.copy(app.client, container, resource, host_path))
        return 0
    from docker15_cli.archive.unpack import unpack

    wants_contents = path.endswith("/.") or path == "." or resource == "/"
    name = "" if wants_contents else containers.copied_name(app.client, resource)
    resource = archive.followed(app.client, container, resource)
    top = containers.copied_name(app.client, resource)
    try:
        target = _target(host_path, top, name, path.endswith(("/", "/.")))
    except OSError as error:
        raise Docker15Error(f"{host_path}: {error.strerror}") from error
    target.may_be_bare = containers.copies_bare(app.client)
    chunks = containers.copy(app.client, container, resource, host_path)
    return 0 if unpack(chunks, target, app.streams.error) else 1


def _target(host_path: str, top: str, name: str, only_directory: bool) -> Target:
    """Where what is copied goes, as `cp -r` has it. Raises Docker15Error, OSError.

    Into a directory that is there, as `name` ("": its contents go there); else it becomes what is
    named by `host_path`.
    """
    from docker15_cli.archive import replacing
    from docker15_cli.archive.unpack import Target

    if not host_path:
        raise UsageError("HOSTPATH is empty")
    resolved = replacing.resolved(host_path)
    if resolved.is_dir():
        return Target(str(resolved), top, name, only_directory)
    if resolved.exists() and not resolved.is_file():
        raise Docker15Error(f"{host_path}: is no file and no directory, and is not replaced")
    if resolved.is_file() and host_path.endswith("/"):
        raise Docker15Error(f"{host_path}: is no directory")
    if not resolved.parent.is_dir():
        raise Docker15Error(f"{host_path}: there is no directory {resolved.parent}")
    only_directory = only_directory or host_path.endswith("/")
    return Target(str(resolved.parent), top, resolved.name, only_directory)
