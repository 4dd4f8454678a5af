"""Finding out which dialect an engine speaks, if possible from an answer that is needed anyway.

Until the first answer the program speaks UNDECIDED, whose requests mean the same to a 1.5 daemon
and to Podman. If there is no such request, the client sends QUESTION first.
Source: docs/spec/engines.md §1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, docker_containers, native
from docker15_cli.dialects.base import NATIVE_VERSION, Dialect
from docker15_cli.errors import NotSupported, UsageError
from docker15_cli.patterns import regex

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import LaterConfig

OWN_RANGE = f"{NATIVE_VERSION} and {docker.OLDEST} to {docker.NEWEST}"
_REFUSAL = regex(rb"client version \S+ is too (old|new)")

# The headers of any answer identify the engine, even those of a 1.5 daemon's 404. `GET /version`
# takes Podman half a second, because it runs its runtime and others; a ping is answered at once.
QUESTION = Request("GET", "/_ping")


def _create(request: Request) -> Request:
    """Add the HostConfig for Podman: a 1.5 daemon ignores keys that it does not know.

    An empty Entrypoint means "none" to Podman since 5.6, so it becomes null: the image's, to both.
    """
    known = native.create(request)
    entrypoint = known.fields.get("Entrypoint") or None
    known = known.replaced(body={**known.fields, "Entrypoint": entrypoint})
    config = cast("LaterConfig", request.fields)
    host = docker_containers.host_config(config, docker_containers.without_console(request).host)
    if not host:
        return known
    modern = docker_containers.create(request).fields
    return request.replaced(
        body={**known.fields, "ExposedPorts": modern["ExposedPorts"], "HostConfig": host}
    )


UNDECIDED = native.NATIVE._replace(
    name="undecided",
    reason="",
    decided=False,
    requests={operations.CONTAINER_CREATE: _create, operations.EVENTS: native.events},
)


def initial_dialect(forced: str = "") -> Dialect:
    """The dialect to use until the engine is known; `forced` is the user's API version, or "".

    Raises NotSupported, with the status of a usage error, for a version that docker15 can't speak.
    """
    if forced in ("", NATIVE_VERSION):
        return UNDECIDED
    if not docker.speaks(forced):
        error = NotSupported(f"docker15 speaks API {OWN_RANGE}, not {forced}")
        raise error.with_status(UsageError.exit_status)  # not a UsageError: no help covers it
    return docker.docker(forced, forced)._replace(decided=False)


def from_headers(headers: Mapping[str, str], forced: str = "") -> Dialect:
    """The dialect of the engine that sent these headers with its first answer.

    dockerd's `Api-Version` is the newest version that it speaks, and is sent even when it refuses
    1.5; engines that still speak 1.5 do not send it. The dialect's version is `forced`, unless the
    engine can't speak that.
    """
    newest = headers.get("Api-Version")
    if "Libpod-Api-Version" in headers:
        from docker15_cli.dialects.podman import podman

        return podman(newest or "", forced, headers["Libpod-Api-Version"])
    return docker.docker(newest, forced) if newest else native.NATIVE


def rejects_version(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a refusal of the API version in the path (engines.md §1)."""
    if status == 400:
        return _REFUSAL.search(body) is not None
    return status == 404 and not body.strip() and "Api-Version" not in headers
