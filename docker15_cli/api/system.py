"""The other endpoints (remote-api-1.5.md §4)."""

from __future__ import annotations

import json
from typing import Any, cast

from docker15_cli.api.client import Client
from docker15_cli.api.shapes import Config, Created, Version
from docker15_cli.dialects import Request


def version(client: Client) -> Version:
    """`GET /version`."""
    return cast(Version, client.json("system.version", Request("GET", "/version")))


def info(client: Client) -> dict[str, Any]:
    """`GET /info`: counts and settings; a missing boolean means false."""
    return cast(dict[str, Any], client.json("system.info", Request("GET", "/info")))


def commit(
    client: Client,
    container: str,
    *,
    repository: str = "",
    tag: str = "",
    message: str = "",
    author: str = "",
    config: Config | None = None,
) -> Created:
    """`POST /commit`: a new image of `container`; `config` is what it will run. Raises NotFound.

    The description has `m` and `run`, the daemon reads `comment` and the body (§7): both are sent.
    """
    query = {
        "author": author,
        "comment": message,
        "container": container.lstrip("/"),
        "m": message,
        "repo": repository,
        "run": json.dumps(config) if config else "",
        "tag": tag,
    }
    request = Request("POST", "/commit", query, body=config or {})
    return cast(Created, client.json("system.commit", request))
