"""Images on Podman, and what makes them: its own rows besides those of docker_images.py.

The reason for each row is in docs/spec/engines.md §2.
"""

from __future__ import annotations

import json

from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, docker_images
from docker15_cli.dialects.docker_images import LOADED, familiar, registry_error
from docker15_cli.errors import EngineError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_OWN_NETWORKS = ("host", "bridge", "default")
_PLATFORM_KEYS = ("OS", "Architecture", "Variant")
_DOCKER_FORMAT = "application/vnd.docker.distribution.manifest.v2+json"  # the format of an image
_ID_LINE = regex(r"([0-9a-f]{12})[0-9a-f]{52}\n")
_SPECIAL = regex(r'["\\$]')
_CHANGES = {"Cmd": "CMD", "Entrypoint": "ENTRYPOINT"}


def build(request: Request) -> Request:
    """The network, ulimits, and a context for Podman to fetch, differ from Docker's."""
    translated = _networked(docker.build(request))
    if "ulimits" in translated.query:
        limits = json.loads(translated.query["ulimits"])
        texts = [f"{limit['Name']}={limit['Soft']}:{limit['Hard']}" for limit in limits]
        translated.query["ulimits"] = json.dumps(texts)
    return _fetching(translated) if "remote" in translated.query else translated


def _networked(translated: Request) -> Request:
    """Podman ignores `networkmode` alone: it wants a namespace, and its own name for "none"."""
    network = translated.query.get("networkmode")
    if not network:
        return translated
    query = translated.without("networkmode").query
    namespace: JsonObject = {"Name": "network", "Host": network == "host"}
    if network == "none":
        query["networkmode"] = "NetworkDisabled"
    elif network not in _OWN_NETWORKS:
        namespace["Path"] = network
    return translated.replaced(query={**query, "nsoptions": json.dumps([namespace])})


def _fetching(translated: Request) -> Request:
    """Only Podman's own endpoint fetches a context; names, pull and format differ there."""
    query = {**translated.query, "outputformat": _DOCKER_FORMAT}
    if "t" in query:
        query["t"] = _qualified(query["t"])
    repeated = [(name, _qualified(value)) for name, value in translated.repeated]
    if query.pop("pull", ""):
        query["pullpolicy"] = "always"
    path = f"/libpod{translated.path}"
    return translated.replaced(path=path, query=query, repeated=repeated)


def built(message: JsonObject, request: Request) -> JsonObject:
    """Podman's own endpoint ends with just the id; add the line that Docker's would end with."""
    found = _ID_LINE.fullmatch(str(message.get("stream")))
    if not found or not request.query.get("remote") or "q" in request.query:
        return message
    return {"stream": f"{found[0]}Successfully built {found[1]}\n"}


def commit(request: Request, *, parses: bool) -> Request:
    """Podman wants a JSON body, but ignores the config in it, and takes Dockerfile lines instead.

    Since 5 it `parses` these like a Dockerfile (engines.md §2.22).
    """
    query = request.without("run").query
    given = [change for _, change in request.repeated]
    lines = [*_dockerfile_lines(request.fields, parses=parses), *given]
    query["changes"] = "\n".join(lines)
    if len(query.get("repo", "")) == 1:  # Podman drops a name of one letter
        query["repo"] = f"docker.io/library/{query['repo']}"
    return request.replaced(query=query, body={}, repeated=())


def _env(pair: str, *, parses: bool) -> str:
    """An ENV line. A Podman that does not parse it only removes the outer quotes."""
    name, _, value = pair.partition("=")
    text = _SPECIAL.sub(r"\\\g<0>", value) if parses else value
    return f'ENV {name}="{text}"'


def _dockerfile_lines(config: JsonObject, *, parses: bool) -> list[str]:
    lines = [
        f"{word} {json.dumps(config[key])}" for key, word in _CHANGES.items() if config.get(key)
    ]
    lines += [_env(pair, parses=parses) for pair in config.get("Env") or ()]
    lines += [f"EXPOSE {spec.rpartition(':')[2]}" for spec in config.get("PortSpecs") or ()]
    lines += [f"VOLUME {path}" for path in config.get("Volumes") or ()]
    single = (("User", "USER"), ("WorkingDir", "WORKDIR"))
    return lines + [f"{word} {config[key]}" for key, word in single if config.get(key)]


def import_image(request: Request) -> Request:
    """Use Podman's own endpoint: its copy of Docker's ignores `tag`.

    That one also leaves a copy of the archive in /var/tmp forever (engines.md §2.19).
    """
    source, repository, tag = (request.query.get(key, "") for key in ("fromSrc", "repo", "tag"))
    query = {} if source == "-" else {"url": source}
    if "message" in request.query:
        query["message"] = request.query["message"]
    parts = request.query.get("platform", "").split("/")
    query |= {key: part for key, part in zip(_PLATFORM_KEYS, parts, strict=False) if part}
    if repository:
        query["reference"] = _qualified(f"{repository}:{tag}".rstrip(":"))
    return request.replaced(path="/libpod/images/import", query=query)


def imported(message: JsonObject, request: Request) -> JsonObject:
    """Podman's own endpoint answers with `{Id}`."""
    return {"status": message.get("Id") or ""}


def _qualified(name: str) -> str:
    """The full name as Docker means it: Podman's own endpoints would add `localhost/` instead."""
    registry, slash, _ = name.partition("/")
    if slash and (registry == "localhost" or any(mark in registry for mark in ".:")):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"


def tag(request: Request) -> Request:
    """The full name: a short one would be that of an image of `localhost/`, if there is one."""
    translated = docker_images.tag(request)
    query = {**translated.query, "repo": _qualified(translated.query["repo"])}
    return translated.replaced(query=query)


def loaded(message: JsonObject, request: Request) -> JsonObject:
    """Podman tells of all images in one line, by their full names; Docker of each in its own."""
    text = str(message.get("stream") or "")
    if not text.startswith(LOADED):
        return message
    names = text.removeprefix(LOADED).strip().split(",")
    lines = [f"{LOADED}{familiar(name.strip())}\n" for name in names]
    return {**message, "stream": "".join(lines)}


def build_error(status: int, message: str) -> EngineError:
    """Podman says nothing about a bad name, and the wrong thing about a URL (engines.md §2.21)."""
    if message == "build: internal server error":
        why = "is the tar archive complete, and the name given with -t valid?"
        return EngineError(f"the engine refused the build; {why}", status)
    if "query parameter 'dockerfile'" in message:
        text = "the engine can't fetch the context, or the context has no such Dockerfile"
        return EngineError(text, status)
    return registry_error(status, message)
