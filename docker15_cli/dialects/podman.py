"""Podman's compatibility API under `/v1.5/`: docker.py's rows and some of its own.

The reason for each row is in docs/spec/engines.md §2.
"""

from __future__ import annotations

import functools
import json

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import Processes
from docker15_cli.dialects import docker, docker_containers
from docker15_cli.dialects.base import NATIVE_VERSION, Dialect, rows_for, version_key
from docker15_cli.dialects.docker_images import familiar, registry_error
from docker15_cli.errors import EngineError, NotFound, NotSupported, engine_error
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_COLUMNS = "user,pid,ppid,pcpu,etime,tty,time,args"  # Podman's column names, not those of ps
_LOOPBACK = regex(r"^127\.0\.0\.1(?=:|$)")
_EVENT_FILTERS = {"die": "died", "destroy": "remove", "delete": "remove"}
_REMOVALS = {"container": "destroy", "image": "delete"}
# At the end of an attach to a container that ended with unread input. This is not the container's
# output, the rest of which may be lost.
_ENGINE_ERROR = regex(rb"Error: (read|write) unixpacket \S+: \1: [a-z ]+\r?\n")
# Podman loses an exec's output if stdin arrives just as the command ends without reading it: that
# was 8 of 10 `exec -i C echo`, but none whose command still ran this many seconds after its start.
_EXEC_STDIN_DELAY = 0.1
_REFUSED_EXEC = regex(rb"Error: (?:runc|crun): [^\r\n]*[\r\n]*")
_LOADED = "Loaded image: "
_STOP_TIMEOUT = 10  # seconds: the default of `podman run`
_WAIT_INTERVAL = "50ms"
_WITHOUT_PARSER = ("3", "4")
_OWN_NETWORKS = ("host", "bridge", "default")
_TMPFS_MODE = 0o1777
_PLATFORM_KEYS = ("OS", "Architecture", "Variant")
_UNMASKED = "systempaths=unconfined"
_NO_LIMIT = str(2**31 - 1)
_DOCKER_FORMAT = "application/vnd.docker.distribution.manifest.v2+json"  # the format of an image
_CPU_PERIOD = 100_000  # microseconds: the default
_RESOURCES = {
    "BlkioWeight": ("blockIO", "weight"),
    "CpuPeriod": ("cpu", "period"),
    "CpuQuota": ("cpu", "quota"),
    "CpuRealtimePeriod": ("cpu", "realtimePeriod"),
    "CpuRealtimeRuntime": ("cpu", "realtimeRuntime"),
    "CpuShares": ("cpu", "shares"),
    "CpusetCpus": ("cpu", "cpus"),
    "CpusetMems": ("cpu", "mems"),
    "Memory": ("memory", "limit"),
    "MemoryReservation": ("memory", "reservation"),
    "MemorySwap": ("memory", "swap"),
    "PidsLimit": ("pids", "limit"),
}
_LONG_ID = regex("[0-9a-f]{64}")
_ID_LINE = regex(r"([0-9a-f]{12})[0-9a-f]{52}\n")
_SPECIAL = regex(r'["\\$]')
_CHANGES = {"Cmd": "CMD", "Entrypoint": "ENTRYPOINT"}


def create(request: Request) -> Request:
    """Fill in what Podman would get wrong.

    A tmpfs with a size but no mode would be unusable for everybody. A variable without a value
    would get that of the engine's own environment. It ignores a MAC address but that of a network,
    and empty lists of paths to hide. Raises NotSupported for a range of public ports: Podman
    accepts only a number there.
    """
    made = docker_containers.create(docker_containers.without_console(request))
    translated = _stopped_in_time(docker_containers.mac_of_endpoint(made))
    host = translated.fields["HostConfig"]
    if host.get("MaskedPaths") == []:
        host["SecurityOpt"] = [*host.get("SecurityOpt", ()), _UNMASKED]
    for private, bindings in host.get("PortBindings", {}).items():
        for public in (binding["HostPort"] for binding in bindings):
            if "-" in public:
                raise NotSupported(
                    f"Podman can't choose a port from a range: -p {public}:{private}"
                )
    body = translated.fields
    pairs = body.get("Env") or []
    unset = [pair for pair in pairs if "=" not in pair]
    if unset:
        body["Env"] = [pair for pair in pairs if "=" in pair]
        body["UnsetEnv"] = unset
    if "Mounts" in host:
        body["HostConfig"] = {**host, "Mounts": [_with_mode(mount) for mount in host["Mounts"]]}
    return translated.replaced(body=body)


def _stopped_in_time(translated: Request) -> Request:
    """Set a StopTimeout: without one, or with a negative one, a stop would kill at once."""
    timeout = translated.fields.get("StopTimeout", _STOP_TIMEOUT)
    timeout = int(_NO_LIMIT) if timeout < 0 else timeout
    return translated.replaced(body={**translated.fields, "StopTimeout": timeout})


def _with_mode(mount: JsonObject) -> JsonObject:
    options = mount.get("TmpfsOptions")
    return {**mount, "TmpfsOptions": {"Mode": _TMPFS_MODE, **options}} if options else mount


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


def loaded(message: JsonObject, request: Request) -> JsonObject:
    """Podman tells of all images in one line, by their full names; Docker of each in its own."""
    text = str(message.get("stream") or "")
    if not text.startswith(_LOADED):
        return message
    names = text.removeprefix(_LOADED).strip().split(",")
    lines = [f"{_LOADED}{familiar(name.strip())}\n" for name in names]
    return {**message, "stream": "".join(lines)}


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


def attach(request: Request) -> Request:
    """An empty list turns the detach keys off: the client watches for them (engines.md §2.6)."""
    translated = docker_containers.attach(request)
    return translated.replaced(query={**translated.query, "detachKeys": ""})


def exec_start(request: Request) -> Request:
    """Podman has other names for the size of the terminal."""
    body = request.fields
    if "ConsoleSize" in body:
        body["h"], body["w"] = body.pop("ConsoleSize")
    return request.replaced(body=body)


def wait(request: Request) -> Request:
    """Use Podman's own endpoint: its copy of Docker's keeps all processors busy meanwhile.

    See engines.md §2.8.
    """
    return request.replaced(path=f"/libpod{request.path}", query={"interval": _WAIT_INTERVAL})


def exit_code(value: object, request: Request) -> JsonObject:
    """Podman's own endpoint answers with just the number."""
    return {"StatusCode": value} if isinstance(value, int) else {}


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


def _qualified(name: str) -> str:
    """The full name as Docker means it: Podman's own endpoints would add `localhost/` instead."""
    registry, slash, _ = name.partition("/")
    if slash and (registry == "localhost" or any(mark in registry for mark in ".:")):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"


def auth(request: Request) -> Request:
    """Podman wants just a host, and goes without TLS only if its name is `localhost`.

    See engines.md §2.23.
    """
    scheme, _, address = request.fields["serveraddress"].rpartition("://")
    host = address.partition("/")[0]
    if host == "index.docker.io":
        host = "docker.io"
    elif scheme == "http":
        host = _LOOPBACK.sub("localhost", host)
    return request.replaced(body={**request.fields, "serveraddress": host})


def disk_usage(value: JsonObject | None, request: Request) -> JsonObject:
    """Podman cuts the names of images and containers here: they are to be taken from the lists.

    See engines.md §2.28.
    """
    rows = [{**image, "RepoTags": None} for image in (value or {}).get("Images") or ()]
    found = docker.disk_usage_lists({**(value or {}), "Images": rows, "Containers": None}, request)
    return {**found, "Containers": None}


def update(request: Request, *, has_restart: bool) -> Request:
    """Use Podman's own endpoint, which 4.3 has already; its body is that of an OCI runtime.

    See engines.md §2.30. Raises NotSupported for a restart policy on old versions.
    """
    changes = request.fields
    policy = changes.pop("RestartPolicy", None)
    if policy and not has_restart:
        raise NotSupported("update --restart needs Podman 5 or later")
    cpus = changes.pop("NanoCpus", 0)
    if cpus:
        changes |= {"CpuPeriod": _CPU_PERIOD, "CpuQuota": cpus * _CPU_PERIOD // 10**9}
    body: JsonObject = {}
    for key, value in changes.items():
        part, name = _RESOURCES[key]
        body.setdefault(part, {})[name] = value
    query = {"restartPolicy": policy["Name"]} if policy else {}
    if policy and policy["MaximumRetryCount"]:
        query["restartRetries"] = str(policy["MaximumRetryCount"])
    return request.replaced(path=f"/libpod{request.path}", query=query, body=body)


def list_(request: Request) -> Request:
    """Always send a `limit`, which makes Podman sort its rows by more than whole seconds.

    Without one, containers created within the same second come in any order, and the wrong rows
    would be cut (engines.md §2.11).
    """
    translated = docker_containers.list_(request)
    if translated.query == request.query:  # nothing is cut
        return translated
    return translated.replaced(query={**translated.query, "limit": _NO_LIMIT})


def remove(request: Request) -> Request:
    """With force, use Podman's own endpoint: since 5, Docker's waits ten seconds to kill."""
    if "force" not in request.query:
        return request
    query = {"force": request.query["force"], "timeout": "0"}
    if "v" in request.query:
        query["volumes"] = request.query["v"]
    return request.replaced(path=f"/libpod{request.path}", query=query)


def top(request: Request) -> Request:
    """Ask for Podman's own columns: the output of a ps in the container can't always be split.

    See engines.md §2.14.
    """
    return request.replaced(query={"ps_args": _COLUMNS, **request.query})


def processes(table: Processes | None, request: Request) -> Processes | None:
    """Split the output of a ps in the container: it has one cell per row (engines.md §2.14)."""
    if not table or len(table["Titles"]) > 1:
        return table
    rows = [" ".join(row).split() for row in table["Processes"] or ()]
    return {"Titles": table["Titles"][0].split() if table["Titles"] else [], "Processes": rows}


def changes_error(status: int, message: str) -> EngineError:
    """A missing container is a 500 (engines.md §2.15)."""
    name, separator, _ = message.partition(" not found: layer not known")
    if separator:
        return NotFound(f"No such container: {name}", 404)
    return engine_error(status, message)


def unlink_error(status: int, message: str) -> EngineError:
    """Podman has no links; of one it says "Not Found", of a container something else."""
    return EngineError("Podman has no links to remove", status)


def top_error(status: int, message: str) -> EngineError:
    """A missing container: Podman 4 says nothing, later ones other words; the API names it.

    See engines.md §2.14.
    """
    return NotFound("", status) if status == 404 else engine_error(status, message)


def exec_error(status: int, message: str) -> EngineError:
    """If the container is removed at that moment, Podman sends a 500."""
    return engine_error(404 if "no such container" in message else status, message)


def build_error(status: int, message: str) -> EngineError:
    """Podman says nothing about a bad name, and the wrong thing about a URL (engines.md §2.21)."""
    if message == "build: internal server error":
        why = "is the tar archive complete, and the name given with -t valid?"
        return EngineError(f"the engine refused the build; {why}", status)
    if "query parameter 'dockerfile'" in message:
        text = "the engine can't fetch the context, or the context has no such Dockerfile"
        return EngineError(text, status)
    return registry_error(status, message)


def events(request: Request) -> Request:
    """Leave out `until`: if it is past, Podman sends nothing. Filters need Podman's own words.

    See engines.md §2.16.
    """
    translated = request.without("until")
    if "filters" in request.query:
        wanted = json.loads(request.query["filters"])
        if "event" in wanted:
            words = [_EVENT_FILTERS.get(word, word) for word in wanted["event"]]
            is_set = isinstance(wanted["event"], dict)
            wanted["event"] = dict.fromkeys(words, True) if is_set else words
        translated.query["filters"] = json.dumps(wanted)
    return translated


def event(message: JsonObject, request: Request) -> JsonObject:
    """Removals have another name here, and events of networks are reported as a container's.

    See engines.md §2.16.
    """
    translated = docker.event(message, request)
    if translated.get("status") == "remove":
        kind = str(message.get("Type") or "")
        translated["status"] = _REMOVALS.get(kind, "remove")
    return _of_network(translated) if message.get("Type") == "network" else translated


def _of_network(message: JsonObject) -> JsonObject:
    """Make Actor's ID, the container's, an attribute; the id becomes the network's name."""
    actor = message.get("Actor") or {}
    attributes = actor.get("Attributes") or {}
    if "container" in attributes or not _LONG_ID.fullmatch(actor.get("ID") or ""):
        return message
    told = {"container": actor["ID"], "name": attributes.get("network") or ""}
    return {**message, "Actor": {**actor, "Attributes": {**attributes, **told}}, "id": told["name"]}


def imported(message: JsonObject, request: Request) -> JsonObject:
    """Podman's own endpoint answers with `{Id}`."""
    return {"status": message.get("Id") or ""}


def podman(newest: str, forced: str = "", own: str = "") -> Dialect:
    """The dialect for a Podman whose `Api-Version` is `newest`, and whose own version is `own`.

    It gives the same answers under every API version. So `forced`, if not above `newest`, decides
    the paths and which features there are, but does not change any translation.
    """
    parses = own.partition(".")[0] not in ("", *_WITHOUT_PARSER)
    version, prefix, reason = newest, f"/v{NATIVE_VERSION}", "Podman answers it as its newest"
    if forced and version_key(forced) <= version_key(newest):
        version, prefix, reason = forced, f"/v{forced}", docker.FORCED
    return Dialect(
        name="podman",
        api_version=version,
        prefix=prefix,
        reason=reason,
        decided=True,
        not_modified_is_success=True,
        has_insert=False,
        has_pods=True,
        counts_shared_layers=False,
        marks_anonymous_volumes=False,
        validates_image_names=False,
        takes_logins=True,
        takes_several_tags=True,
        builds_in_json=True,
        removes_steps=True,
        transfers_whole_repositories=False,
        transfers_all_tags=False,
        removes_concurrently=True,
        framed=True,
        leaves_attaches_open=False,
        ends_attaches_with_stdin=False,
        swallowed_key=b"",
        engine_error_frame=_ENGINE_ERROR,
        loses_resizes=True,
        resize_fails_when_done=False,
        log_end={},
        log_mark={},
        reads_logs_slowly=True,
        loses_followed_logs=True,
        ends_events="past",
        bare_copies=False,
        root_name="",
        unsets_in_exec=False,
        refused_exec=_REFUSED_EXEC,
        exec_stdin_delay=_EXEC_STDIN_DELAY,
        shows_failed_ids=True,
        forgets_exit_codes=True,
        keeps_stop_timeout=True,
        joins_several_networks=True,
        applies_stop_timeout=False,
        stops_with_signal=False,
        endless_stop=_NO_LIMIT,
        requests={
            **rows_for(docker.REQUESTS, docker.NEWEST),
            operations.CONTAINER_CREATE: create,
            operations.EXEC_START: exec_start,
            operations.BUILD: build,
            operations.COMMIT: functools.partial(commit, parses=parses),
            operations.EVENTS: events,
            operations.CONTAINER_ATTACH: attach,
            operations.CONTAINER_LIST: list_,
            operations.CONTAINER_REMOVE: remove,
            operations.CONTAINER_TOP: top,
            operations.CONTAINER_UPDATE: functools.partial(update, has_restart=parses),
            operations.CONTAINER_WAIT: wait,
            operations.IMAGE_IMPORT: import_image,
            operations.AUTH: auth,
        },
        answers={
            **docker.ANSWERS,
            operations.CONTAINER_TOP: processes,
            operations.DISK_USAGE: disk_usage,
            operations.CONTAINER_WAIT: exit_code,
            operations.IMAGE_IMPORT: imported,
            operations.BUILD: built,
            operations.IMAGE_LOAD: loaded,
            operations.EVENTS: event,
        },
        errors={
            **docker.ERRORS,
            operations.CONTAINER_CHANGES: changes_error,
            operations.CONTAINER_TOP: top_error,
            operations.CONTAINER_UNLINK: unlink_error,
            operations.EXEC_INSPECT: exec_error,
            operations.BUILD: build_error,
        },
    )
