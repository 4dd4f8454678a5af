"""Containers on Podman: its own rows besides those of docker_containers.py.

The reason for each row is in docs/spec/engines.md §2.
"""

from __future__ import annotations

import json
import time

from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import ContainerRow, Processes
from docker15_cli.dialects import docker_containers
from docker15_cli.errors import EngineError, NotFound, NotSupported, engine_error
from docker15_cli.jsontypes import JsonObject

_COLUMNS = "user,pid,ppid,pcpu,etime,tty,time,args"  # Podman's column names, not those of ps
_STOP_TIMEOUT = 10  # seconds: the default of `podman run`
_WAIT_INTERVAL = "50ms"
_LATEST = 11  # digits of a Unix time: before the year 5139
_TMPFS_MODE = 0o1777
_UNMASKED = "systempaths=unconfined"
_UP = ("running", "paused")
_STATES = {"stopped": "exited", "configured": "created", "initialized": "created"}
NO_LIMIT = str(2**31 - 1)
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
    timeout = int(NO_LIMIT) if timeout < 0 else timeout
    return translated.replaced(body={**translated.fields, "StopTimeout": timeout})


def _with_mode(mount: JsonObject) -> JsonObject:
    options = mount.get("TmpfsOptions")
    return {**mount, "TmpfsOptions": {"Mode": _TMPFS_MODE, **options}} if options else mount


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
    """List paused containers too, as Docker does, and always send a `limit`.

    The `limit` makes Podman sort its rows by more than whole seconds: else containers created
    within the same second come in any order, and the wrong rows would be cut (engines.md §2.11).
    """
    translated = docker_containers.list_(request)
    if translated.query == request.query:  # nothing is cut
        return _with_paused(translated)
    return translated.replaced(query={**translated.query, "limit": NO_LIMIT})


def _with_paused(request: Request) -> Request:
    """Without `all`, Podman lists only what is running; a filter by status replaces that."""
    filters = json.loads(request.query.get("filters") or "{}")
    if "all" in request.query or "status" in filters:
        return request
    filters["status"] = dict.fromkeys(_UP, True)
    return request.replaced(query={**request.query, "filters": json.dumps(filters)})


def listed(rows: list[ContainerRow] | None, request: Request) -> list[ContainerRow]:
    """Docker's words for states: since 5 a container is `stopped` until Podman has tidied it up."""
    found = docker_containers.listed(rows, request)
    for row in found:
        state = row.get("State", "")
        row["State"] = _STATES.get(state, state)
    return found


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


def logs(request: Request) -> Request:
    """Write `since` so that no digit is lost: Podman takes a Unix time for a float."""
    translated = docker_containers.logs(request)
    seconds, dot, fraction = request.query.get("since", "").partition(".")
    if dot and len(seconds) <= _LATEST:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(seconds)))
        translated.query["since"] = f"{moment}.{fraction}Z"
    return translated


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


def put_error(status: int, message: str) -> EngineError:
    """The reason is at the end, behind all that Podman knows of the request."""
    return engine_error(status, message.rpartition("}: ")[2].replace("copier: put: ", ""))


def gone_error(status: int, message: str) -> EngineError:
    """If the container is removed at that moment, Podman sends a 500."""
    return engine_error(404 if "no such container" in message else status, message)


def requested(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """As in requested.py, which few commands need."""
    from docker15_cli.dialects import requested

    return requested.podman(inspected, facts)
