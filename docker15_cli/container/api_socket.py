"""`--use-api-socket`: the engine's socket in a container, and the user's logins beside it."""

from __future__ import annotations

import io
import json
import time

from docker15_cli.api import archive, containers
from docker15_cli.app import App
from docker15_cli.config.dockercfg import encode_auth
from docker15_cli.container.spec import ContainerSpec
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import JsonObject

_SOCKET = "/var/run/docker.sock"
_FOLDER = "/run/secrets/docker"  # docker's own choice
_VARIABLE = "DOCKER_CONFIG"
_PRIVATE = 0o600


def with_socket(app: App, wanted: ContainerSpec) -> ContainerSpec:
    """Mount the socket, and name the folder of the logins. Raises UsageError without a socket."""
    endpoint = app.client.endpoint
    if endpoint.kind != "unix" or endpoint.shown:
        raise UsageError(f"--use-api-socket needs an engine at a local socket, not {endpoint}")
    mount = {"Type": "bind", "Source": endpoint.path, "Target": _SOCKET}
    wanted.host["Mounts"] = [*wanted.host.get("Mounts", ()), mount]
    env = wanted.config["Env"] or []
    if any(pair.startswith(f"{_VARIABLE}=") for pair in env) or not app.config.all():
        return wanted._replace(api_socket=False)
    wanted.config["Env"] = [*env, f"{_VARIABLE}={_FOLDER}"]
    return wanted


def put_logins(app: App, container: str) -> None:
    """Write the logins into a new container, or remove it."""
    text = json.dumps({"auths": _auths(app)}).encode()
    try:
        archive.put_file(
            app.client,
            container,
            "/",
            f"{_FOLDER}/config.json".lstrip("/"),
            io.BytesIO(text),
            mode=_PRIVATE,
            mtime=int(time.time()),
        )
    except Docker15Error:
        containers.remove(app.client, container)
        raise


def _auths(app: App) -> JsonObject:
    found: JsonObject = {}
    for registry, login in app.config.all().items():
        found[registry] = {"auth": encode_auth(login.username, login.password)}
        if login.identity_token:
            found[registry]["identitytoken"] = login.identity_token
    return found
