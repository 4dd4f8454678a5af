"""The rows that today's engines share (engines.md §2); their numbers stand beside each.

Podman under `/v1.5/` and dockerd differ from 1.5 in the same places for the most part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from docker15_cli.dialects import (
    ANONYMOUS,
    NO_LOGIN,
    AnswerRow,
    Dialect,
    ErrorRow,
    Request,
    Row,
    rows_for,
    version_key,
)
from docker15_cli.errors import CommandNotFound, CommandNotInvokable, EngineError, engine_error

OLDEST, NEWEST = "1.12", "1.52"  # the API versions that these rows are known to fit
FORCED = "as --api-version or DOCKER_API_VERSION says"

_QUOTED = re.compile(r"(?<= )'(.*? .*?)'(?= |$)", re.DOTALL)
_NO_COMMAND = ("executable file not found", "no such file or directory", "not found in $path")
_REFUSED_EXEC = re.compile(rb"OCI runtime exec failed: [^\r\n]*[\r\n]*")
_NO_KEYS = ",".join(["ctrl-^"] * 8)
_NODE_STYLE = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
_LOGIN_NEEDED = ("unauthorized", "authentication required", "no basic auth credentials")
_HOST_OF_1_5 = ("Binds", "ContainerIDFile", "LxcConf")
_LIMITS = ("Memory", "MemorySwap", "CpuShares")
_HOST_KEYS = (*_LIMITS, "Dns", "Privileged")


def create(request: Request) -> Request:
    """§2.3: what concerns the host belongs in HostConfig; ports are exposed and bound.

    An empty Entrypoint, which 1.5 takes for none given, would hide that of the image.
    """
    config = {**request.body, "Entrypoint": request.body.get("Entrypoint") or None}
    host = host_config(config, request.host)
    for key in (*_HOST_KEYS, "PortSpecs", "VolumesFrom"):
        config.pop(key, None)
    nothing: dict[str, str] = {}
    ports = [*(config.get("ExposedPorts") or {}), *host.get("PortBindings", {})]
    exposed = dict.fromkeys(ports, nothing)
    bound = {bind.split(":")[1] for bind in host.get("Binds", ())}
    volumes = {path: nothing for path in config.get("Volumes") or {} if path not in bound}
    body = {**config, "Volumes": volumes, "ExposedPorts": exposed, "HostConfig": host}
    return request.replaced(body=body)


def host_config(config: Mapping[str, Any], host: Mapping[str, Any] | None) -> dict[str, Any]:
    """The HostConfig of a 1.5 config and of the HostConfig that 1.5 sends with the start.

    What 1.5 has no word for stands in `host` as it is to be. LxcConf is left out: no engine since
    1.8 has it. Only what differs from the default is in it.
    """
    wanted = {key: config[key] for key in _HOST_KEYS if config.get(key)}
    wanted |= {key: value for key, value in (host or {}).items() if key not in _HOST_OF_1_5}
    if config.get("VolumesFrom"):
        wanted["VolumesFrom"] = config["VolumesFrom"].split(",")
    if config.get("NetworkDisabled"):
        wanted["NetworkMode"] = "none"
    if host and host.get("Binds"):
        wanted["Binds"] = list(host["Binds"])
    bindings = {private: list(bound) for private, bound in wanted.get("PortBindings", {}).items()}
    for private, public in _ports(config.get("PortSpecs")):
        bindings.setdefault(private, []).append({"HostIp": "", "HostPort": public})
    if bindings:
        wanted["PortBindings"] = bindings
    return wanted


def _ports(specs: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """`[public:]private[/proto]` → (private/proto, public); `:80` means the same number (§2)."""
    for spec in specs or ():
        ports, _, protocol = spec.partition("/")
        public, separator, private = ports.rpartition(":")
        same = separator and not public
        yield f"{private}/{protocol or 'tcp'}", private if same else public


def limits_at_the_top(request: Request) -> Request:
    """§2.3: before API 1.18 limits are part of the config; later engines read them there, too."""
    host = request.body["HostConfig"]
    limits = {key: host[key] for key in _LIMITS if key in host}
    return request.replaced(body={**request.body, **limits})


def start(request: Request) -> Request:
    """§2.4: no body at all."""
    return request.replaced(body=None, host=None, config=None)


def start_with_host(request: Request) -> Request:
    """§2.3: before API 1.15 the HostConfig belongs here; at the create those engines ignore it.

    A later engine that is spoken to in such a version reads it in both places.
    """
    host = host_config(request.config or {}, request.body)
    return request.replaced(body=host or None, host=None, config=None)


def attach(request: Request) -> Request:
    """§2.6: all five flags; what was written before comes from the logs, not from here.

    The client looks for the detach keys itself: the engine is given some that nobody types, lest it
    holds back a Ctrl-P.
    """
    flags = dict.fromkeys(("stdin", "stdout", "stderr", "stream"), "0")
    query = {**flags, **request.query, "logs": "0", "detachKeys": _NO_KEYS}
    return request.replaced(query=query)


def upgrade(request: Request) -> Request:
    """§2.7: so that a proxy on the way knows what becomes of the connection; the answer is a 101.

    Engines before API 1.19 answer 200 all the same.
    """
    return request.replaced(headers={**request.headers, "Connection": "Upgrade", "Upgrade": "tcp"})


def exec_create(request: Request) -> Request:
    """As for `attach`: the client looks for the detach keys itself."""
    return request.replaced(body={**request.body, "DetachKeys": _NO_KEYS})


def exec_start(request: Request) -> Request:
    """The size of the terminal is for a request of its own."""
    body = {key: value for key, value in request.body.items() if key != "ConsoleSize"}
    return request.replaced(body=body)


def logs(request: Request) -> Request:
    """1.5 reads logs by attaching; since API 1.11 they have an endpoint (§2.7)."""
    query = request.without("logs", "stream").query
    if request.query.get("stream") == "1":
        query["follow"] = "1"
    path = request.path.removesuffix("/attach") + "/logs"
    return request.replaced(method="GET", path=path, query=query)


def list_containers(request: Request) -> Request:
    """§2.11: `since`, `before` and `limit` are done on the answer: engines ignore or misread them.

    Each of them includes the stopped ones.
    """
    whole = request.without("since", "before", "limit")
    if len(whole.query) < len(request.query):
        whole.query["all"] = "1"
    return whole


def container_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.11: newest first, cut as 1.5 does, with short image names."""
    found = sorted(rows or (), key=lambda row: -row["Created"])
    ids = [row["Id"][:12] for row in found]
    after = request.query.get("since")
    before = request.query.get("before")
    first = ids.index(before) + 1 if before in ids else 0
    last = ids.index(after) if after in ids else len(found)
    if "limit" in request.query:
        last = min(last, first + int(request.query["limit"]))
    return [_container_row(row) for row in found[first:last]]


def _container_row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "Image": familiar(row.get("Image") or "")}


def unquoted_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.11: dockerd puts an argument with blanks in quotes, without any escape; 1.5 does not."""
    return [
        {**row, "Command": _QUOTED.sub(r"\1", row.get("Command") or "")}
        for row in container_rows(rows, request)
    ]


def copy(request: Request) -> Request:
    """§2.10: since API 1.20 the path is in the query.

    `/` alone would give absolute names, `/.` gives relative ones.
    """
    resource = request.body["Resource"]
    path = request.path.removesuffix("/copy") + "/archive"
    query = {"path": resource if resource.strip("/") else "/."}
    return request.replaced(method="GET", path=path, query=query, body=None)


def list_images(request: Request) -> Request:
    """§2.12: `filter` is done on the answer."""
    return request.without("filter")


def image_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.12: one row a tag, newest first."""
    wanted = request.query.get("filter")
    newest_first = sorted(rows or (), key=lambda image: (-image["Created"], image["Id"]))
    found = [row for image in newest_first for row in _image_rows(image)]
    if not wanted:
        return found
    return [row for row in found if _is_named(row, wanted)]


def _is_named(row: Mapping[str, Any], wanted: str) -> bool:
    repository, tag = row.get("Repository", ""), row.get("Tag", "")
    return fnmatchcase(repository, wanted) or fnmatchcase(f"{repository}:{tag}", wanted)


def _image_rows(image: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    size = image.get("Size") or 0
    row = {
        "Id": bare_id(image["Id"]),
        "Created": image["Created"],
        "Size": size,
        "VirtualSize": image.get("VirtualSize") or size,
    }
    tags = [tag for tag in image.get("RepoTags") or () if tag != "<none>:<none>"]
    digests = dict(familiar(name).split("@", 1) for name in image.get("RepoDigests") or ())
    for name in tags:
        repository, _, tag = familiar(name).rpartition(":")
        digest = {"Digest": digests[repository]} if repository in digests else {}
        yield {"Repository": repository, "Tag": tag, **row, **digest}
    if not tags:
        yield row


def removed_image(rows: Any, request: Request) -> list[dict[str, str]]:
    """Ids as 1.5 has them: 12 digits, no `sha256:`; names without the default registry."""
    return [
        {kind: bare_id(name)[:12] if kind == "Deleted" else familiar(name)}
        for row in rows or ()
        for kind, name in row.items()
    ]


def build(request: Request) -> Request:
    """§2.21: no name is no parameter."""
    query = {key: value for key, value in request.query.items() if value}
    return request.replaced(query=query)


def tag(request: Request) -> Request:
    """§2.19: since API 1.24 a name is always taken from another image, without `force`."""
    return request.without("force")


def viz(request: Request) -> Request:
    """§2.12: gone; it is drawn from the list."""
    return request.replaced(path="/images/json", query={"all": "1"})


def drawn(text: str, request: Request) -> str:
    """The list of all images as the digraph that a 1.5 daemon draws of them."""
    rows = json.loads(text) or []
    ids = {bare_id(row["Id"])[:12] for row in rows}
    edges, labels = [], []
    for row in rows:
        image = bare_id(row["Id"])[:12]
        parent = bare_id(row.get("ParentId") or "")[:12]
        if parent in ids:
            edges.append(f' "{parent}" -> "{image}"\n')
        else:
            edges.append(f' base -> "{image}" [style=invis]\n')
        tags = [familiar(name) for name in row.get("RepoTags") or () if name != "<none>:<none>"]
        if tags:
            label = "\\n".join([image, *tags])
            labels.append(f' "{image}" [label="{label}",{_NODE_STYLE}];\n')
    lines = ["digraph docker {\n", *edges, *labels, " base [style=invisible]\n}\n"]
    return "".join(lines)


def event(message: dict[str, Any], request: Request) -> dict[str, Any]:
    """§2.16: status, id and from where later engines have them elsewhere; ids of 12 digits."""
    actor = message.get("Actor") or {}
    identifier = bare_id(message.get("id") or actor.get("ID") or "")
    image = message.get("from") or (actor.get("Attributes") or {}).get("image") or ""
    is_long = re.fullmatch("[0-9a-f]{64}", identifier)
    found = {
        "status": message.get("status") or message.get("Action") or "",
        "id": identifier[:12] if is_long else identifier,
    }
    return {**message, **found, **({"from": familiar(image)} if image else {})}


def history_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """1.5 has no `sha256:` and short names; what an engine has no id for stays `<missing>`."""
    return [
        {
            **row,
            "Id": bare_id(row.get("Id") or ""),
            "Tags": [familiar(tag) for tag in row.get("Tags") or ()] or None,
        }
        for row in rows or ()
    ]


def search_rows(rows: Any, request: Request) -> list[dict[str, Any]]:
    """§2.24: dockerd writes its keys small, Podman a registry in front of each name."""
    return [
        {
            "Name": familiar(row.get("Name") or row.get("name") or ""),
            "Description": row.get("Description") or row.get("description") or "",
            "StarCount": row.get("Stars") or row.get("star_count") or 0,
            "IsOfficial": bool(row.get("Official") or row.get("is_official")),
        }
        for row in rows or ()
    ]


def pull(request: Request) -> Request:
    """§2.18: without a tag every engine but 1.5's is asked for `latest`; anonymous is `{}`."""
    query = {**request.query, "tag": request.query.get("tag") or "latest"}
    headers = dict(request.headers)
    if headers.get("X-Registry-Auth") == ANONYMOUS:
        headers["X-Registry-Auth"] = NO_LOGIN
    return request.replaced(query=query, headers=headers)


def registry_error(status: int, message: str) -> EngineError:
    """A registry's refusal comes as a 500, or in the stream without a code: the text tells."""
    lowered = message.lower()
    if any(text in lowered for text in _LOGIN_NEEDED):
        return EngineError(message, 401)
    return engine_error(status, message)


def bare_id(identifier: str) -> str:
    """An id without its algorithm."""
    return identifier.removeprefix("sha256:")


def familiar(name: str) -> str:
    """An image's name as users write it (§2.12)."""
    return bare_id(name).removeprefix("docker.io/").removeprefix("library/")


def created(value: Any, request: Request) -> Any:
    """What of the request was left out is said as an engine says it."""
    if not (request.host and request.host.get("LxcConf")):
        return value
    ignored = "-lxc-conf is ignored: this engine does not use LXC"
    return {**value, "Warnings": [*(value.get("Warnings") or ()), ignored]}


def start_error(status: int, message: str) -> EngineError:
    """§2.4: a command that can't be run fails the start; the text is all that tells why."""
    lowered = message.lower()
    if "permission denied" in lowered:
        return CommandNotInvokable(message, status)
    if any(text in lowered for text in _NO_COMMAND):
        return CommandNotFound(message, status)
    return engine_error(status, message)


REQUESTS: tuple[Row, ...] = (
    Row("containers.create", create),
    Row("containers.create", limits_at_the_top, before="1.18"),
    Row("containers.start", start_with_host, before="1.15"),
    Row("containers.start", start, since="1.15"),
    Row("containers.attach", attach),
    Row("containers.attach", upgrade),
    Row("containers.logs", logs),
    Row("execs.create", exec_create, since="1.22"),
    Row("execs.start", exec_start, before="1.42"),
    Row("containers.list", list_containers),
    Row("containers.copy", copy, since="1.20"),
    Row("images.list", list_images),
    Row("images.pull", pull),
    Row("images.push", pull),
    Row("images.tag", tag, since="1.24"),
    Row("images.viz", viz),
    Row("system.build", build),
)

ANSWERS: Mapping[str, AnswerRow] = {
    "containers.create": created,
    "containers.list": container_rows,
    "images.list": image_rows,
    "images.history": history_rows,
    "images.search": search_rows,
    "images.remove": removed_image,
    "images.viz": drawn,
    "system.events": event,
}

ERRORS: Mapping[str, ErrorRow] = {
    "containers.start": start_error,
    "execs.start": start_error,
    "images.pull": registry_error,
    "images.push": registry_error,
    "system.auth": registry_error,
}


def docker(newest: str, forced: str = "") -> Dialect:
    """The dialect for a Docker engine (1.12 and later) whose newest API version is `newest`.

    It is of the version `forced`, where that is one of OLDEST to `newest`; else of the newest one
    that both know.
    """
    version = min(newest, NEWEST, key=version_key)
    reason = "the newest that the engine speaks"
    if version != newest:
        reason = f"the newest that docker15 speaks; the engine speaks {newest}"
    if forced and speaks(forced) and version_key(forced) <= version_key(newest):
        version, reason = forced, FORCED
    return Dialect(
        "docker",
        api_version=version,
        prefix=f"/v{version}",
        reason=reason,
        framed=True,
        whole_repositories=False,
        builds_in_json=True,
        unchanged_is_success=True,
        bare_copies=version_key(version) < version_key("1.20"),
        ends_events="always",
        refused_exec=_REFUSED_EXEC,
        requests=rows_for(REQUESTS, version),
        answers={**ANSWERS, "containers.list": unquoted_rows},
        errors=ERRORS,
    )


def speaks(version: str) -> bool:
    """Whether these rows fit `version`."""
    is_one = re.fullmatch(r"[0-9]+\.[0-9]+", version)
    return bool(is_one) and version_key(OLDEST) <= version_key(version) <= version_key(NEWEST)
