"""Which dialect an engine speaks, learnt from an answer that had to be fetched anyway.

Source: engines.md §1. Until the first answer the program speaks UNDECIDED: requests that mean the
same to a 1.5 daemon and to Podman. Where there is no such request the client asks for the version.
"""

from __future__ import annotations

from collections.abc import Mapping

from docker15_cli.dialects import Dialect, Request, engine
from docker15_cli.dialects.native import NATIVE
from docker15_cli.dialects.podman import podman

# Their 1.5 form means something else to Podman, and no form means the same to both.
ASK_FIRST = frozenset(
    {
        "containers.copy",
        "containers.wait",
        "images.import_",
        "images.pull",
        "images.push",
        "images.viz",
        "system.auth",
        "system.build",
        "system.commit",
    }
)


def _create(request: Request) -> Request:
    """A 1.5 daemon ignores keys that it doesn't know: the HostConfig can be there for Podman."""
    host = engine.host_config(request.body, request.host)
    if not host:
        return request
    modern = engine.create(request).body
    return request.replaced(
        body={**request.body, "ExposedPorts": modern["ExposedPorts"], "HostConfig": host}
    )


UNDECIDED = Dialect(
    "undecided",
    decided=False,
    requests={"containers.create": _create},
)


def from_headers(headers: Mapping[str, str]) -> Dialect:
    """The dialect of whoever sent these headers in answer to a first request.

    dockerd's `Api-Version` is on its refusal of 1.5 too, and is the newest that it speaks; engines
    that still speak 1.5 do not have it.
    """
    newest = headers.get("Api-Version")
    if "Libpod-Api-Version" in headers:
        return podman(newest or "")
    return engine.docker(newest) if newest else NATIVE
