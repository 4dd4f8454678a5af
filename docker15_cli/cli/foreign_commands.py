"""docker's commands that docker15 does not have, and what to use instead, if anything.

They are never treated as misspellings of docker15's own commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docker15_cli.cli.command_table import GROUPS

_ENGINE = "it belongs on the engine's host"
_SWARM = "it is for swarms, docker15 manages single engines"

# Command → why it is missing, or what to use instead, for "docker15 has no X: …".
_LEFT_OUT: Mapping[str, str] = {
    "ai": "it is part of Docker Desktop",
    "app": "docker has dropped it, too",
    "bake": "`build` builds one image",
    "bundle": "docker has dropped it, too",
    "checkpoint": "the state of processes can't be saved",
    "cloud": "it is Docker's service",
    "compose": "docker-compose and podman-compose work with the same engines (DOCKER_HOST)",
    "config": _SWARM,
    "daemon": "it is a client, not a daemon",
    "debug": "it is part of Docker Desktop; `exec` runs a command in a container",
    "deploy": _SWARM,
    "desktop": "it is part of Docker Desktop",
    "dev": "it is part of Docker Desktop",
    "engine": _ENGINE,
    "extension": "it is part of Docker Desktop",
    "feedback": "it is part of Docker Desktop",
    "init": "a Dockerfile is written by hand",
    "machine": _ENGINE,
    "manifest": "`push` sends an image of one platform",
    "mcp": "it is part of Docker Desktop",
    "model": "it is part of Docker Desktop",
    "node": _SWARM,
    "offload": "it is Docker's service",
    "pass": "it is part of Docker Desktop",
    "plugin": _ENGINE,
    "registry": "`search` queries the index, `pull` and `push` work with any registry",
    "sandbox": "it is part of Docker Desktop",
    "sbom": "`history` and `inspect` describe an image",
    "scan": "`history` and `inspect` describe an image",
    "scout": "`history` and `inspect` describe an image",
    "secret": _SWARM,
    "service": _SWARM,
    "stack": _SWARM,
    "swarm": "it works with single engines, or with several at once (-H)",
    "trust": "it neither creates nor verifies signatures",
}
# docker's two-word commands → docker15's.
_INSTEAD: Mapping[str, Mapping[str, str]] = {
    "builder": {"build": "build"},
    "buildx": {"build": "build", "b": "build"},
}
# docker's groups that docker15 lacks, or has only in part.
_GROUPS: Mapping[str, str] = {
    "builder": "`build` builds images",
    "buildx": "`build` builds with the engine's own builder",
}
_PARTS: Mapping[tuple[str, str], str] = {
    ("builder", "prune"): "it can't prune the engine's build cache",
    ("buildx", "bake"): "`build` builds one image",
    ("volume", "update"): _SWARM,
}


def explanation(words: Sequence[str]) -> str:
    """The error if `words` begin with a command that only docker has; "" for any other."""
    first, second = [*(word for word in words if not word.startswith("-")), "", ""][:2]
    instead = _INSTEAD.get(first, {}).get(second)
    if instead:
        return f"docker15 has no `{first} {second}`: `docker15 {instead}` does that"
    if first in GROUPS or first in _GROUPS:
        why = _PARTS.get((first, second)) or _LEFT_OUT.get(second) or _GROUPS.get(first)
        return f"docker15 has no `{f'{first} {second}'.strip()}`: {why}" if why else ""
    return f"docker15 has no `{first}`: {_LEFT_OUT[first]}" if first in _LEFT_OUT else ""
