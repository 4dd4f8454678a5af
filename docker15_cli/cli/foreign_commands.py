"""The words that docker knows as commands and docker15 does not: what it has instead, if anything.

None of them is a misspelling, whatever command of docker15's it looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ENGINE = "its place is on the engine's host"
_SWARM = "a swarm of engines"
_TAR = "`export` and `import` move a container's files as a tar"

# What is left out, and why, or what helps: for after "docker15 has no X: ".
_LEFT_OUT: Mapping[str, str] = {
    "ai": "it is a part of Docker Desktop",
    "app": "docker has given it up, too",
    "bake": "`build` builds one image",
    "bundle": "docker has given it up, too",
    "checkpoint": "a container's processes are not kept",
    "cloud": "it is Docker's service",
    "compose": "docker-compose and podman-compose speak to the same engines (DOCKER_HOST)",
    "config": f"it belongs to {_SWARM}",
    "daemon": "it is a client, and no daemon",
    "debug": "it is a part of Docker Desktop; `exec` runs a command in a container",
    "deploy": f"it belongs to {_SWARM}",
    "desktop": "it is a part of Docker Desktop",
    "dev": "it is a part of Docker Desktop",
    "engine": _ENGINE,
    "extension": "it is a part of Docker Desktop",
    "feedback": "it is a part of Docker Desktop",
    "init": "a Dockerfile is written by hand",
    "load": f"images come with `pull` or `build`; {_TAR}",
    "machine": _ENGINE,
    "manifest": "`push` sends an image of one platform",
    "mcp": "it is a part of Docker Desktop",
    "model": "it is a part of Docker Desktop",
    "network": "`run --network` connects to one that is there",
    "node": f"it belongs to {_SWARM}",
    "offload": "it is Docker's service",
    "pass": "it is a part of Docker Desktop",
    "pause": "`stop` ends a container, `kill -s STOP` halts it (API 1.6)",
    "plugin": _ENGINE,
    "registry": "`search` asks the index, `pull` and `push` any registry",
    "rename": "a container's name is given by `run --name`",
    "sandbox": "it is a part of Docker Desktop",
    "save": f"images go with `push`; {_TAR}",
    "sbom": "`history` and `inspect` tell what an image is",
    "scan": "`history` and `inspect` tell what an image is",
    "scout": "`history` and `inspect` tell what an image is",
    "secret": f"it belongs to {_SWARM}",
    "service": f"it belongs to {_SWARM}",
    "stack": f"it belongs to {_SWARM}",
    "stats": "`top` shows what runs in a container",
    "swarm": "it speaks to single engines, several at once with -H",
    "trust": "signatures are neither made nor checked",
    "unpause": "`kill -s CONT` lets a container go on that `kill -s STOP` halted (API 1.6)",
    "update": "limits are given by `run` and `create`",
    "volume": "`run -v NAME:/PATH` makes one (API 1.21), `rm -v` removes those without a name",
}
_SAME_OF_CONTAINERS = (
    *("attach", "commit", "cp", "create", "diff", "exec", "export", "kill", "logs", "port"),
    *("restart", "rm", "run", "start", "stop", "top", "wait"),
)
_SAME_OF_IMAGES = ("build", "history", "import", "pull", "push", "tag")
# docker's commands of two words → docker15's.
_INSTEAD: Mapping[str, Mapping[str, str]] = {
    "builder": {"build": "build"},
    "buildx": {"build": "build", "b": "build"},
    "container": {
        **{word: word for word in _SAME_OF_CONTAINERS},
        **dict.fromkeys(("ls", "list", "ps"), "ps"),
        "inspect": "inspect --type container",
    },
    "context": {},
    "image": {
        **{word: word for word in _SAME_OF_IMAGES},
        **dict.fromkeys(("ls", "list"), "images"),
        **dict.fromkeys(("rm", "remove"), "rmi"),
        "inspect": "inspect --type image",
    },
    "system": {"events": "events", "info": "info"},
}
_GROUPS: Mapping[str, str] = {
    "builder": "`build` builds images",
    "buildx": "`build` builds with the engine's own builder",
    "container": "its commands have one word, such as `ps` and `rm`",
    "context": "it lists (`context ls`) and shows (`context show`) what `docker context` keeps",
    "image": "its commands have one word, such as `images` and `rmi`",
    "system": "`info` and `events` tell of the engine",
}
_PARTS: Mapping[tuple[str, str], str] = {
    ("builder", "prune"): "the engine keeps its cache",
    ("buildx", "bake"): "`build` builds one image",
    ("container", "prune"): "`rm` removes containers by their names",
    ("image", "prune"): "`rmi` removes images by their names",
    ("system", "df"): "`images` and `ps -s` tell sizes",
    ("system", "prune"): "`rm` and `rmi` remove by name",
}
_CHANGES_OF_CONTEXTS = frozenset(
    {"create", "export", "import", "inspect", "rm", "remove", "update", "use"}
)


def explanation(words: Sequence[str]) -> str:
    """What to say of a command line that begins with a command of docker's; "" for another."""
    first, second = [*(word for word in words if not word.startswith("-")), "", ""][:2]
    if first == "context":
        text = f"docker15 has no `context {second}`: {_GROUPS[first]}"
        return text if second in _CHANGES_OF_CONTEXTS else ""
    instead = _INSTEAD.get(first, {}).get(second)
    if instead:
        return f"docker15 has no `{first} {second}`: `docker15 {instead}` does that"
    if first in _GROUPS:
        why = _PARTS.get((first, second)) or _LEFT_OUT.get(second) or _GROUPS[first]
        return f"docker15 has no `{f'{first} {second}'.strip()}`: {why}"
    return f"docker15 has no `{first}`: {_LEFT_OUT[first]}" if first in _LEFT_OUT else ""
