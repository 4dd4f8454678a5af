"""Creating a container, with the image pulled where it is missing: for `create` and `run`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from docker15_cli.api import containers, images
from docker15_cli.api.shapes import Created
from docker15_cli.app import App
from docker15_cli.commands._plan import Plan
from docker15_cli.errors import Docker15Error, NotFound, UsageError
from docker15_cli.output.human import short_id


def create(app: App, wanted: Plan) -> str:
    """Create `wanted`; the new container's id as the engine gives it.

    Pulls the image where `--pull` and the engine's answer ask for it, with the progress on stderr;
    shows the engine's warnings there; writes the cidfile.
    """
    check_cidfile(wanted.cidfile)
    _require(app, wanted)
    if wanted.pull == "always":
        _pull(app, wanted)
    try:
        created = _send(app, wanted)
    except NotFound:
        if wanted.pull != "missing":
            raise
        repository, tag = images.split_tag(wanted.config["Image"])
        app.streams.note(f"Unable to find image '{repository}' (tag: {tag or 'latest'}) locally")
        _pull(app, wanted)
        created = _send(app, wanted)
    for warning in created.get("Warnings") or ():
        app.streams.note(f"WARNING: {warning}")
    _write_cidfile(app, wanted.cidfile, created["Id"])
    return created["Id"]


def _require(app: App, wanted: Plan) -> None:
    if wanted.name:
        app.client.require("names")
    if wanted.platform:
        app.client.require("platform")
    for version, what in wanted.needs:
        app.client.require_version(version, what)


def _send(app: App, wanted: Plan) -> Created:
    return containers.create(
        app.client, wanted.config, wanted.host, name=wanted.name, platform=wanted.platform
    )


def _pull(app: App, wanted: Plan) -> None:
    from docker15_cli.commands._registry import auth_for
    from docker15_cli.output import progress

    repository, tag = images.split_tag(wanted.config["Image"])
    messages = images.pull(
        app.client, repository, tag, auth=auth_for(app, repository), platform=wanted.platform
    )
    progress.show(messages, app.streams)


def _write_cidfile(app: App, path: str, identifier: str) -> None:
    try:
        write_cidfile(path, short_id(identifier))
    except OSError as error:
        containers.remove(app.client, identifier)
        raise Docker15Error(f"can't write the cid file {path}: {error.strerror}") from error


def check_cidfile(path: str) -> None:
    """Raise UsageError if the file is there already, or can't be written."""
    if not path:
        return
    if os.path.lexists(path):
        raise UsageError(
            "cid file found, make sure the other container isn't running or delete "
            f"{shlex.quote(path)}"
        )
    folder = Path(path).absolute().parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"can't write the cid file {path}: no such folder, or no permission")


def write_cidfile(path: str, identifier: str) -> None:
    """Write it whole or not at all. Raises OSError."""
    if not path:
        return
    partial = Path(f"{path}.{os.getpid()}.partial")
    try:
        partial.write_text(identifier)
        os.link(partial, path)  # unlike a rename, it overwrites nothing
    finally:
        partial.unlink(missing_ok=True)
