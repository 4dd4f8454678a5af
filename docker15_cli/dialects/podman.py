"""Podman's compatibility API under `/v1.5/`: engine.py's rows and a few of its own."""

from __future__ import annotations

import json
from typing import Any

from docker15_cli.dialects import Dialect, Request, engine

_CHANGES = {"Cmd": "CMD", "Entrypoint": "ENTRYPOINT"}


def commit(request: Request) -> Request:
    """§2.22: it wants a JSON body, ignores the config in it, and takes Dockerfile lines instead."""
    query = {key: value for key, value in request.query.items() if key != "run"}
    query["changes"] = "\n".join(_dockerfile_lines(request.body or {}))
    return request.replaced(query=query, body={})


def _dockerfile_lines(config: dict[str, Any]) -> list[str]:
    lines = [
        f"{word} {json.dumps(config[key])}" for key, word in _CHANGES.items() if config.get(key)
    ]
    lines += [f"ENV {pair}" for pair in config.get("Env") or ()]
    lines += [f"EXPOSE {spec.rpartition(':')[2]}" for spec in config.get("PortSpecs") or ()]
    lines += [f"VOLUME {path}" for path in config.get("Volumes") or ()]
    single = (("User", "USER"), ("WorkingDir", "WORKDIR"))
    return lines + [f"{word} {config[key]}" for key, word in single if config.get(key)]


def import_image(request: Request) -> Request:
    """§2.19: it ignores `tag`."""
    query = dict(request.query)
    if query.get("tag"):
        query["repo"] = f"{query['repo']}:{query.pop('tag')}"
    return request.replaced(query=query)


def podman(api_version: str) -> Dialect:
    """The dialect for a Podman whose `Api-Version` is `api_version`."""
    return Dialect(
        "podman",
        api_version=api_version,
        framed=True,
        pulls_all_tags=False,
        unchanged_is_success=True,
        requests={
            **engine.REQUESTS,
            "system.commit": commit,
            "images.import_": import_image,
        },
        answers=engine.ANSWERS,
        errors=engine.ERRORS,
    )
