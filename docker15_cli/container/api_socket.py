"""`--use-api-socket`: the engine's socket in a container, and the user's logins beside it."""

from __future__ import annotations

import io
import json
import time

from docker15_cli.api import container_files, container_removal
from docker15_cli.app import App
from docker15_cli.config.dockercfg import encode_auth
from docker15_cli.container.spec import ContainerSpec
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import JsonObject

_SOCKET = "/var/run/docker.sock"
_FOLDER = "/run/secrets/docker"  # as in docker
_VARIABLE = "DOCKER_CONFIG"
_PRIVATE = 0o600


def with_socket(app: App, spec: ContainerSpec) -> ContainerSpec:
    """`spec` with the socket mounted, and DOCKER_CONFIG set to the folder of the logins.

    Without logins, or if DOCKER_CONFIG is set already, only the mount is added, and `api_socket` is
    cleared. Raises UsageError if the engine is not at a local socket.
    """
    endpoint = app.client.endpoint
    if endpoint.kind != "unix" or endpoint.shown:
        raise UsageError(f"--use-api-socket needs an engine at a local socket, not {endpoint}")
    mount = {"Type": "bind", "Source": endpoint.path, "Target": _SOCKET}
    spec.host["Mounts"] = [*spec.host.get("Mounts", ()), mount]
    env = spec.config["Env"] or []
    if any(pair.startswith(f"{_VARIABLE}=") for pair in env) or not app.config.all():
        return spec._replace(api_socket=False)
    spec.config["Env"] = [*env, f"{_VARIABLE}={_FOLDER}"]
    return spec


def put_logins(app: App, container: str) -> None:
    """Write the logins into a new container. If that fails, removes it, raises Docker15Error."""
    text = json.dumps({"auths": _auths(app)}).encode()
    try:
        container_files.put_file(
            app.client,
            container,
            "/",
            f"{_FOLDER}/config.json".lstrip("/"),
            io.BytesIO(text),
            mode=_PRIVATE,
            mtime=int(time.time()),
        )
    except Docker15Error:
        container_removal.remove(app.client, container)
        raise


def _auths(app: App) -> JsonObject:
    found: JsonObject = {}
    for registry, login in app.config.all().items():
        found[registry] = {"auth": encode_auth(login.username, login.password)}
        if login.identity_token:
            found[registry]["identitytoken"] = login.identity_token
    return found
