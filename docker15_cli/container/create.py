"""Creating a container for `create` and `run`, and pulling its image if it is missing."""

from __future__ import annotations

import os
import shlex

from docker15_cli.api import containers, images, names
from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.container.environment import with_proxies
from docker15_cli.container.spec import ContainerSpec
from docker15_cli.contract import features
from docker15_cli.contract.shapes import Created
from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineError,
    NotFound,
    UsageError,
    shortened,
)
from docker15_cli.output.units_06 import short_id
from docker15_cli.terminal import tty
from docker15_cli.terminal.signals import SignalPipe

_PATIENCE = 20  # seconds to wait for the answer once the user has interrupted
_MAY_BE_CREATED = "a container may have been created: see docker15 ps -a"


def create(app: App, wanted: ContainerSpec, signals: SignalPipe) -> str:
    """Create `wanted`; return the new container's id as the engine sends it.

    Pulls the image if `--pull` or the engine's answer requires it, with progress on stderr; prints
    the engine's warnings there; writes the cidfile. Once the create has been sent, `signals` are
    held back, so that the answer is not lost: the caller must release them.
    """
    check_cidfile(wanted.cidfile)
    repository, tag = image_names.wanted(app, wanted.config["Image"])
    _require(app, wanted)
    wanted = _with_defaults(app, wanted)
    if wanted.api_socket:
        from docker15_cli.container import api_socket

        wanted = api_socket.with_socket(app, wanted)
    if wanted.pull == "always":
        _pull(app, wanted)
    try:
        created = _send(app, wanted, signals)
    except NotFound:
        signals.release()
        if wanted.pull != "missing":
            raise
        if not wanted.quiet:
            tag = tag or "latest"
            app.streams.note(f"Unable to find image '{repository}' (tag: {tag}) locally")
        _pull(app, wanted)
        created = _send(app, wanted, signals)
    for warning in created.get("Warnings") or ():
        app.streams.note(f"WARNING: {shortened(str(warning))}")
    if wanted.api_socket:
        api_socket.put_logins(app, created["Id"])
    _write_cidfile(app, wanted.cidfile, created["Id"])
    return created["Id"]


def _require(app: App, wanted: ContainerSpec) -> None:
    if wanted.name:
        app.client.require(features.NAMES)
    if wanted.platform:
        app.client.require(features.PLATFORM)
    for version, what in wanted.needs:
        app.client.require_version(version, what)
    endpoints = wanted.config.get("NetworkingConfig", {}).get("EndpointsConfig", ())
    if len(endpoints) > 1 and not app.client.dialect.joins_several_networks:
        app.client.require(features.SEVERAL_NETWORKS)


def _with_defaults(app: App, wanted: ContainerSpec) -> ContainerSpec:
    """Add the defaults of docker's config.json and of the environment."""
    wanted.config["Env"] = with_proxies(app, wanted.config["Env"] or ()) or None
    platform = wanted.platform or default_platform(app, features.PULL_PLATFORM)
    return wanted._replace(platform=platform)


def _send(app: App, wanted: ContainerSpec, signals: SignalPipe) -> Created:
    """Hold signals back until the answer arrives, but not forever, and not a third one."""
    signals.keep(2, _PATIENCE)
    try:
        return containers.create(
            app.client,
            wanted.config,
            wanted.host,
            name=wanted.name,
            platform=_known_platform(app, wanted.platform),
            console=_console(app, wanted),
        )
    except AnswerBroken as error:
        raise AnswerBroken(f"{error}; {_MAY_BE_CREATED}") from error
    except Docker15Error:
        raise
    except BaseException:
        app.streams.note(_MAY_BE_CREATED)
        raise


def _known_platform(app: App, platform: str) -> str:
    """The platform if a create can have one: before API 1.41 only a pull can."""
    return platform if platform and app.client.has(features.PLATFORM) else ""


def _console(app: App, wanted: ContainerSpec) -> tuple[int, int] | None:
    """The initial size of a TTY, for programs that ask for it right after the start."""
    if not wanted.config["Tty"]:
        return None
    return tty.size(app.streams.stdout) or tty.size(app.streams.stdin)


def _pull(app: App, wanted: ContainerSpec) -> None:
    from docker15_cli.cli.registry_login import auth_for, is_refusal, login_needed
    from docker15_cli.output import progress

    repository, tag = names.split(wanted.config["Image"])
    messages = images.pull(
        app.client, repository, tag, auth=auth_for(app, repository), platform=wanted.platform
    )
    try:
        progress.show(messages, app.streams, quiet=wanted.quiet)
    except EngineError as error:
        if not is_refusal(error):
            raise
        raise login_needed(app, error, repository) from None


def _write_cidfile(app: App, path: str, identifier: str) -> None:
    try:
        write_cidfile(path, short_id(identifier))
    except OSError as error:
        containers.remove(app.client, identifier)
        raise Docker15Error(f"can't write the cid file {path}: {error.strerror}") from error


def check_cidfile(path: str) -> None:
    """Raise UsageError if the file exists, or can't be written."""
    if not path:
        return
    if os.path.lexists(path):
        raise UsageError(
            "cid file found, make sure the other container isn't running or delete "
            f"{shlex.quote(path)}"
        )
    folder = os.path.dirname(path) or "."
    # A deleted directory may still be ours.
    is_there = os.path.isdir(folder) and os.stat(folder).st_nlink
    if not is_there or not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(
            f"can't write the cid file {path}: no such directory, or permission denied"
        )


def write_cidfile(path: str, identifier: str) -> None:
    """Write the file completely or not at all, without overwriting. Raises OSError."""
    if not path:
        return
    from docker15_cli.archive import atomic

    folder, name = os.path.split(path)
    directory = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        atomic.create(directory, name, identifier.encode())
    finally:
        os.close(directory)
