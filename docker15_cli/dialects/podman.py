"""Podman's compatibility API under `/v1.5/`: engine.py's rows and a few of its own."""

from __future__ import annotations

import json
import re
from typing import Any

from docker15_cli.dialects import (
    NATIVE_VERSION,
    Dialect,
    Request,
    containers,
    engine,
    rows_for,
    version_key,
)
from docker15_cli.errors import EngineError, NotFound, NotSupported, engine_error

_COLUMNS = "user,pid,ppid,pcpu,etime,tty,time,args"  # its descriptors, not ps's
_LOOPBACK = re.compile(r"^127\.0\.0\.1(?=:|$)")
_EVENT_FILTERS = {"die": "died", "destroy": "remove", "delete": "remove"}
_REMOVALS = {"container": "destroy", "image": "delete"}
# The end of an attach whose container ended with something unread: not its output, of which the
# rest may be lost.
_OWN_WORDS = re.compile(rb"Error: (read|write) unixpacket \S+: \1: [a-z ]+\n")
# Stdin that comes just when a command ends, unread, makes it lose the output: it lost 8 of 10
# `exec -i C echo`, and none that had their stdin after so many seconds.
_EXEC_STDIN_DELAY = 0.1
_REFUSED_EXEC = re.compile(rb"Error: (?:runc|crun): [^\r\n]*[\r\n]*")
_WAIT_INTERVAL = "50ms"
_OWN_NETWORKS = ("host", "bridge", "default")
_TMPFS_MODE = 0o1777
_NO_LIMIT = str(2**31 - 1)
_DOCKER_FORMAT = "application/vnd.docker.distribution.manifest.v2+json"  # of an image
_ID_LINE = re.compile(r"([0-9a-f]{12})[0-9a-f]{52}\n")
_CHANGES = {"Cmd": "CMD", "Entrypoint": "ENTRYPOINT"}


def create(request: Request) -> Request:
    """A tmpfs of a size but without a mode would be one that nobody may use.

    Raises NotSupported for a range of public ports: it takes a number there, nothing else.
    """
    translated = containers.create(request)
    host = translated.body["HostConfig"]
    for private, bindings in host.get("PortBindings", {}).items():
        for public in (binding["HostPort"] for binding in bindings):
            if "-" in public:
                raise NotSupported(f"Podman chooses from no range of ports: -p {public}:{private}")
    if "Mounts" not in host:
        return translated
    host = {**host, "Mounts": [_with_mode(mount) for mount in host["Mounts"]]}
    return translated.replaced(body={**translated.body, "HostConfig": host})


def _with_mode(mount: dict[str, Any]) -> dict[str, Any]:
    options = mount.get("TmpfsOptions")
    return {**mount, "TmpfsOptions": {"Mode": _TMPFS_MODE, **options}} if options else mount


def build(request: Request) -> Request:
    """What differs: the network, and a context that it is to fetch."""
    translated = _networked(engine.build(request))
    return _fetching(translated) if "remote" in translated.query else translated


def _networked(translated: Request) -> Request:
    """`networkmode` alone it ignores: it wants a namespace, and its own word for none."""
    network = translated.query.get("networkmode")
    if not network:
        return translated
    query = translated.without("networkmode").query
    namespace: dict[str, Any] = {"Name": "network", "Host": network == "host"}
    if network == "none":
        query["networkmode"] = "NetworkDisabled"
    elif network not in _OWN_NETWORKS:
        namespace["Path"] = network
    return translated.replaced(query={**query, "nsoptions": json.dumps([namespace])})


def _fetching(translated: Request) -> Request:
    """Its own endpoint alone fetches a context (`remote`); names, pull and format differ there."""
    query = {**translated.query, "outputformat": _DOCKER_FORMAT}
    if "t" in query:
        query["t"] = _qualified(query["t"])
    if query.pop("pull", ""):
        query["pullpolicy"] = "always"
    return translated.replaced(path=f"/libpod{translated.path}", query=query)


def built(message: Any, request: Request) -> Any:
    """That endpoint ends with the bare id; the one that it copies from Docker says more."""
    found = _ID_LINE.fullmatch(str(message.get("stream")))
    if not found or not request.query.get("remote") or "q" in request.query:
        return message
    return {"stream": f"{found[0]}Successfully built {found[1]}\n"}


def commit(request: Request) -> Request:
    """§2.22: it wants a JSON body, ignores the config in it, and takes Dockerfile lines instead."""
    query = request.without("run").query
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


def attach(request: Request) -> Request:
    """§2.6; an empty list turns its detach keys off."""
    translated = containers.attach(request)
    return translated.replaced(query={**translated.query, "detachKeys": ""})


def exec_start(request: Request) -> Request:
    """It takes the size of the terminal by other names."""
    body = dict(request.body)
    if "ConsoleSize" in body:
        body["h"], body["w"] = body.pop("ConsoleSize")
    return request.replaced(body=body)


def wait(request: Request) -> Request:
    """§2.8: its own endpoint; the one it copies from Docker keeps all processors busy meanwhile."""
    return request.replaced(path=f"/libpod{request.path}", query={"interval": _WAIT_INTERVAL})


def exit_code(value: Any, request: Request) -> dict[str, Any]:
    """That endpoint answers with the bare number."""
    return {"StatusCode": value} if isinstance(value, int) else {}


def import_image(request: Request) -> Request:
    """§2.19: its own endpoint; the one it copies from Docker ignores `tag`, and leaves a copy of
    the tar in /var/tmp for ever."""
    source, repository, tag = (request.query.get(key, "") for key in ("fromSrc", "repo", "tag"))
    query = {} if source == "-" else {"url": source}
    if repository:
        query["reference"] = _qualified(f"{repository}:{tag}".rstrip(":"))
    return request.replaced(path="/libpod/images/import", query=query)


def _qualified(name: str) -> str:
    """A name as Docker means it: its own endpoints take one without a registry for `localhost/`."""
    registry, slash, _ = name.partition("/")
    if slash and (registry == "localhost" or any(mark in registry for mark in ".:")):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"


def auth(request: Request) -> Request:
    """§2.23: a bare host; only where that is localhost, by this name, it does without TLS."""
    scheme, _, address = request.body["serveraddress"].rpartition("://")
    host = address.partition("/")[0]
    if host == "index.docker.io":
        host = "docker.io"
    elif scheme == "http":
        host = _LOOPBACK.sub("localhost", host)
    return request.replaced(body={**request.body, "serveraddress": host})


def list_(request: Request) -> Request:
    """§2.11: its rows tell but the second of their creation; with a `limit` it sorts by more.

    Without, what was created within a second comes in any order: the cut would be a wrong one.
    """
    translated = containers.list_(request)
    if translated.query == request.query:  # nothing is cut
        return translated
    return translated.replaced(query={**translated.query, "limit": _NO_LIMIT})


def top(request: Request) -> Request:
    """§2.14: its own columns; those of a ps in the container may be none of one width."""
    return request.replaced(query={"ps_args": _COLUMNS, **request.query})


def processes(table: Any, request: Request) -> Any:
    """§2.14: what a ps in the container printed comes as one cell a row."""
    if not table or len(table["Titles"]) > 1:
        return table
    rows = [" ".join(row).split() for row in table["Processes"] or ()]
    return {"Titles": table["Titles"][0].split() if table["Titles"] else [], "Processes": rows}


def changes_error(status: int, message: str) -> EngineError:
    """§2.15: a missing container is a 500."""
    name, separator, _ = message.partition(" not found: layer not known")
    if separator:
        return NotFound(f"No such container: {name}", 404)
    return engine_error(status, message)


def exec_error(status: int, message: str) -> EngineError:
    """Of an exec whose container goes just then: a 500."""
    return engine_error(404 if "no such container" in message else status, message)


def build_error(status: int, message: str) -> EngineError:
    """§2.21: of a bad name it says nothing, and of a URL the wrong thing."""
    if message == "build: internal server error":
        why = "is the tar whole, and the name given with -t right?"
        return EngineError(f"the engine refused the build; {why}", status)
    if "query parameter 'dockerfile'" in message:
        text = "the engine can't fetch the context, or there is no such Dockerfile in it"
        return EngineError(text, status)
    return engine_error(status, message)


def events(request: Request) -> Request:
    """§2.16: with an `until` that is past it sends nothing; filters want its own words."""
    translated = request.without("until")
    if "filters" in request.query:
        wanted = json.loads(request.query["filters"])
        if "event" in wanted:
            wanted["event"] = [_EVENT_FILTERS.get(word, word) for word in wanted["event"]]
        translated.query["filters"] = json.dumps(wanted)
    return translated


def event(message: dict[str, Any], request: Request) -> dict[str, Any]:
    """§2.16: removals have another word here."""
    translated = engine.event(message, request)
    if translated["status"] == "remove":
        kind = str(message.get("Type") or "")
        translated["status"] = _REMOVALS.get(kind, "remove")
    return translated


def imported(message: Any, request: Request) -> Any:
    """That endpoint answers with `{Id}`."""
    return {"status": message.get("Id") or ""}


def podman(newest: str, forced: str = "") -> Dialect:
    """The dialect for a Podman whose `Api-Version` is `newest`.

    It answers alike under every version: `forced`, where it is not above `newest`, decides the
    paths and what may be asked for, and no translation.
    """
    version, prefix, reason = newest, f"/v{NATIVE_VERSION}", "Podman answers it as its newest"
    if forced and version_key(forced) <= version_key(newest):
        version, prefix, reason = forced, f"/v{forced}", engine.FORCED
    return Dialect(
        "podman",
        api_version=version,
        prefix=prefix,
        reason=reason,
        framed=True,
        whole_repositories=False,
        builds_in_json=True,
        unchanged_is_success=True,
        ends_events="past",
        own_words=_OWN_WORDS,
        refused_exec=_REFUSED_EXEC,
        exec_stdin_delay=_EXEC_STDIN_DELAY,
        requests={
            **rows_for(engine.REQUESTS, engine.NEWEST),
            "containers.create": create,
            "execs.start": exec_start,
            "system.build": build,
            "system.commit": commit,
            "system.events": events,
            "containers.attach": attach,
            "containers.list": list_,
            "containers.top": top,
            "containers.wait": wait,
            "images.import_": import_image,
            "system.auth": auth,
        },
        answers={
            **engine.ANSWERS,
            "containers.top": processes,
            "containers.wait": exit_code,
            "images.import_": imported,
            "system.build": built,
            "system.events": event,
        },
        errors={
            **engine.ERRORS,
            "containers.changes": changes_error,
            "execs.inspect": exec_error,
            "system.build": build_error,
        },
    )
