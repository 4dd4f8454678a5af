"""Creating a container for `create` and `run`, and pulling its image if it is missing."""

from __future__ import annotations

import os

from docker15_cli.api import container_life, images, names
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
    NotFound,
    UsageError,
    shortened,
)
from docker15_cli.output.units_06 import short_id
from docker15_cli.terminal import tty
from docker15_cli.terminal.signals import SignalPipe

_PATIENCE = 20  # seconds to wait for the answer once the user has interrupted
_MAY_BE_CREATED = "a container may have been created: see docker15 ps -a"


def create(app: App, spec: ContainerSpec, signals: SignalPipe) -> str:
    """Create a container; return its id as the engine sends it.

    Pulls the image if `--pull` or the engine's answer requires it, with progress on stderr; prints
    the engine's warnings there; writes the cidfile. Once the create has been sent, `signals` are
    held back, so that the answer is not lost: the caller must release them. Raises UsageError,
    NotSupported, Docker15Error.
    """
    check_cidfile(spec.cidfile)
    repository, tag = image_names.wanted(app, spec.config["Image"])
    require(app, spec)
    spec = with_defaults(app, spec)
    if spec.api_socket:
        from docker15_cli.container import api_socket

        spec = api_socket.with_socket(app, spec)
    if spec.pull == "always":
        pull(app, spec)
    try:
        created = _send(app, spec, signals)
    except NotFound:
        signals.release()
        if spec.pull != "missing":
            raise
        if not spec.quiet:
            tag = tag or "latest"
            app.streams.note(f"Unable to find image '{repository}' (tag: {tag}) locally")
        pull(app, spec)
        created = _send(app, spec, signals)
    for warning in created.get("Warnings") or ():
        app.streams.note(f"WARNING: {shortened(str(warning))}")
    if spec.api_socket:
        api_socket.put_logins(app, created["Id"])
    _write_cidfile(app, spec.cidfile, created["Id"])
    return created["Id"]


def require(app: App, spec: ContainerSpec) -> None:
    """Raise NotSupported if the engine lacks something that `spec` needs."""
    if spec.name:
        app.client.require(features.NAMES)
    if spec.platform:
        app.client.require(features.PLATFORM)
    for version, what in spec.needs:
        app.client.require_version(version, what)
    endpoints = spec.config.get("NetworkingConfig", {}).get("EndpointsConfig", ())
    if len(endpoints) > 1 and not app.client.dialect.joins_several_networks:
        app.client.require(features.SEVERAL_NETWORKS)


def with_defaults(app: App, spec: ContainerSpec) -> ContainerSpec:
    """`spec` with the proxies of docker's config.json and the default platform."""
    spec.config["Env"] = with_proxies(app, spec.config["Env"] or ()) or None
    platform = spec.platform or default_platform(app, features.PULL_PLATFORM)
    return spec._replace(platform=platform)


def _send(app: App, spec: ContainerSpec, signals: SignalPipe) -> Created:
    """Send the create. Up to two signals are held back until the answer arrives, for a time."""
    signals.keep(2, _PATIENCE)
    try:
        return container_life.create(
            app.client,
            spec.config,
            spec.host,
            name=spec.name,
            platform=_known_platform(app, spec.platform),
            console=_console(app, spec),
        )
    except AnswerBroken as error:
        raise AnswerBroken(f"{error}; {_MAY_BE_CREATED}") from error
    except Docker15Error:
        raise
    except BaseException:
        app.streams.note(_MAY_BE_CREATED)
        raise


def _known_platform(app: App, platform: str) -> str:
    """`platform` if the engine takes one with a create (API 1.41), else ""."""
    return platform if platform and app.client.has(features.PLATFORM) else ""


def _console(app: App, spec: ContainerSpec) -> tuple[int, int] | None:
    """The initial rows and columns of a TTY, which programs may ask for at once; None without."""
    if not spec.config["Tty"]:
        return None
    return tty.size(app.streams.stdout) or tty.size(app.streams.stdin)


def pull(app: App, spec: ContainerSpec) -> None:
    """Pull the image of `spec`, with progress on stderr. Raises Docker15Error."""
    from docker15_cli.cli.registry_login import advising, auth_for
    from docker15_cli.output import progress

    repository, tag = names.split(spec.config["Image"])
    messages = images.pull(
        app.client, repository, tag, auth=auth_for(app, repository), platform=spec.platform
    )
    with advising(app, repository):
        progress.show(messages, app.streams, quiet=spec.quiet)


def _write_cidfile(app: App, path: str, identifier: str) -> None:
    try:
        write_cidfile(path, short_id(identifier))
    except OSError as error:
        from docker15_cli.api import container_removal

        container_removal.remove(app.client, identifier)
        raise Docker15Error(f"can't write the cid file {path}: {error.strerror}") from error


def check_cidfile(path: str) -> None:
    """Raise UsageError if the file exists, or can't be written."""
    if not path:
        return
    if os.path.lexists(path):
        import shlex

        raise UsageError(
            "cid file found, make sure the other container isn't running or delete "
            f"{shlex.quote(path)}"
        )
    folder = os.path.dirname(path) or "."
    # The working directory may have been deleted: it then has no links.
    exists = os.path.isdir(folder) and os.stat(folder).st_nlink
    if not exists or not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(
            f"can't write the cid file {path}: no such directory, or permission denied"
        )


def write_cidfile(path: str, identifier: str) -> None:
    """Write a new file completely or not at all; nothing if `path` is "". Raises OSError."""
    if not path:
        return
    from docker15_cli.archive import atomic

    folder, name = os.path.split(path)
    directory = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        atomic.create(directory, name, identifier.encode())
    finally:
        os.close(directory)
