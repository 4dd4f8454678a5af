"""`docker15 cp`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from docker15_cli.api import container_files
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, ignored_switch, switch
from docker15_cli.contract import operations
from docker15_cli.copying.into import copy_in
from docker15_cli.copying.out import copy_out
from docker15_cli.errors import Docker15Error, NotFound, UsageError


@docker15_command(
    usage="CONTAINER:PATH... HOSTPATH|-",
    examples=(
        "docker15 cp CONTAINER:/etc/hosts .",
        "docker15 cp CONTAINER:/etc/. etc-of-container",
        "docker15 cp CONTAINER:/etc - | tar -t",
        "docker15 cp motd CONTAINER:/etc",
        "docker15 cp CONTAINER:/etc/hosts CONTAINER:/etc .",
    ),
    manual=(
        "Copies out of a container: into HOSTPATH if that is a directory, else to a file or "
        "directory of that name. `-` writes a tar archive to stdout. CONTAINER:PATH/. means the "
        "contents of the directory. Nothing is written outside HOSTPATH, whatever the container "
        "sends. A symbolic link given as PATH is followed; links inside a directory are copied as "
        "links, wherever they lead, and nothing is written through them. Devices, fifos and "
        "setuid bits are left out.",
        "With CONTAINER:PATH as the second argument, copies into the container, following its "
        "links; this needs an engine with API 1.20 or later.",
        "Several files or directories are copied one after another into an existing directory. A "
        "failure is reported on stderr, the others are still copied, and the exit status is 1.",
        "Copies belong to you, or to root in the container. With `-a`, uids and gids are kept; out "
        "of a container, only root can do that.",
    ),
    related=("diff", "export"),
)
@argument("sources", nargs=-1, required=True, metavar="CONTAINER:PATH", completes="container-path")
@argument("target", metavar="HOSTPATH|-", completes="container-path")
@switch("-a", "--archive", "keeps_owners", help="Archive mode: keep uids and gids.")
@ignored_switch("-L", "--follow-link", help="No effect: a link given as PATH is always followed.")
@ignored_switch("-q", "--quiet", help="No effect: no progress is shown.")
def command(app: App, sources: Sequence[str], target: str, keeps_owners: bool) -> int:
    if not all(sources) or not target:
        raise UsageError("HOSTPATH is empty" if all(sources) else "CONTAINER:PATH is empty")
    copies = [_planned(source, target, keeps_owners) for source in sources]
    if len(copies) == 1:
        return _run_copy(app, copies[0])
    if "-" in (target, *sources):
        raise UsageError("cp takes only one source if it or the target is a tar archive (-)")
    _require_directory(app, copies[0])
    return max(_reported(app, copy) for copy in copies)


class _Copy(NamedTuple):
    """One source to copy: into a container if `into` is set, else out of one.

    `into` and `origin` are a container and a path each.
    """

    source: str
    target: str
    origin: tuple[str, str] | None
    into: tuple[str, str] | None
    keeps_owners: bool


def _planned(source: str, target: str, keeps_owners: bool) -> _Copy:
    """The copy of `source`. Raises UsageError unless exactly one of both is in a container."""
    origin, into = _container_path(source), _container_path(target)
    if into and (not origin or os.path.lexists(source)):  # `source` is a local file
        return _Copy(source, target, origin, into, keeps_owners)
    if not origin:
        raise UsageError(f"Resource not specified: cp takes CONTAINER:PATH, not {source}")
    if into and not Path(target).parent.is_dir():
        raise UsageError(
            "cp copies between a container and this machine; between two containers: "
            f"docker15 cp {source} - | docker15 cp - {target}"
        )
    return _Copy(source, target, origin, None, keeps_owners)


def _require_directory(app: App, copy: _Copy) -> None:
    """Raise Docker15Error unless the target is a directory, as several sources need."""
    is_there = Path(copy.target).is_dir()
    if copy.into:
        app.client.require(operations.ARCHIVE_PUT)
        is_there = container_files.is_directory(app.client, *copy.into)
    if not is_there:
        raise Docker15Error(f"{copy.target}: not a directory, as several sources require")


def _reported(app: App, copy: _Copy) -> int:
    try:
        return _run_copy(app, copy)
    except Docker15Error as error:
        return app.report_error(error, copy.source)


def _run_copy(app: App, copy: _Copy) -> int:
    """Carry out the copy; return the exit status."""
    if copy.into:
        copy_in(app, copy.source, *copy.into, keeps_owners=copy.keeps_owners)
        return 0
    assert copy.origin
    try:
        complete = copy_out(app, *copy.origin, copy.target, keeps_owners=copy.keeps_owners)
    except NotFound as error:
        if not os.path.lexists(copy.source):
            raise
        raise NotFound(f"{error}; to name the local file, write ./{copy.source}", 404) from None
    return 0 if complete else 1


def _container_path(text: str) -> tuple[str, str] | None:
    """Split CONTAINER:PATH; None for a local path: without a colon, or with `.` or `/` first."""
    container, colon, path = text.partition(":")
    is_one = container and colon and path and not container.startswith((".", "/"))
    return (container, path) if is_one else None
