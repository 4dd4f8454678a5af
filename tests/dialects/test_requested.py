"""What was requested for a container, from what engines report."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docker15_cli.dialects import requested
from docker15_cli.jsontypes import JsonObject

ID = "0123456789ab" + 52 * "c"
SHORT = ID[:12]


def told(aliases: Sequence[str], hostname: str) -> JsonObject:
    return {
        "Id": ID,
        "Name": "/web",
        "Config": {"Image": "busybox", "Hostname": hostname},
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": {"podman": {"Aliases": aliases}}},
    }


@pytest.mark.parametrize(
    ("aliases", "hostname", "asked"),
    [
        ([SHORT], SHORT, None),  # Podman 4
        ([SHORT, "box"], "box", None),  # Podman 5
        (["db", SHORT, "box"], "box", ["db"]),
        (["box", SHORT, "box"], "box", ["box"]),
        (["box", SHORT], "box", ["box"]),  # Docker, which leaves the hostname to the user
        (["db"], "box", ["db"]),
    ],
)
def test_the_aliases_that_the_user_asked_for(
    aliases: list[str], hostname: str, asked: list[str] | None
) -> None:
    (endpoint,) = dict(requested._endpoints(told(aliases, hostname), "")).values()
    assert endpoint.get("Aliases") == asked
