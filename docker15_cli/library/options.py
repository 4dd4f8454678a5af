"""The options of `docker15 run` and `docker15 build` as keyword arguments.

`docker15 help run` and `docker15 help build` say what each does, and which API version it needs;
dashes in names are underscores here. If an engine lacks one, NotSupported is raised before anything
is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict

from docker15_cli.building import options as building
from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption
from docker15_cli.container import versioned_options
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

Texts = str | Sequence[str] | Mapping[str, str]
"""One or more values of an option that may be repeated; of a mapping each item is KEY=VALUE."""
Number = str | int | float
"""A number, or a text as on the command line, such as 512m."""


class ContainerOptions(TypedDict, total=False):
    """Options of a new container. Texts are as on the command line: `publish=["8080:80"]`."""

    interactive: bool
    tty: bool
    env: Texts
    env_file: Texts
    volume: Texts
    volumes_from: Texts
    publish: Texts
    workdir: str
    user: str
    hostname: str
    domainname: str
    entrypoint: str
    memory: Number
    memory_swap: Number
    cpu_shares: Number
    dns: Texts
    networking: bool
    lxc_conf: Texts
    privileged: bool
    name: str
    platform: str
    pull: Literal["missing", "always", "never"]
    use_api_socket: bool
    init: bool
    stop_signal: str
    stop_timeout: Number
    mount: Texts
    tmpfs: Texts
    read_only: bool
    device: Texts
    device_cgroup_rule: Texts
    gpus: Texts
    volume_driver: str
    network: Texts
    network_alias: Texts
    ip: str
    ip6: str
    link_local_ip: Texts
    mac_address: str
    publish_all: bool
    expose: Texts
    link: Texts
    add_host: Texts
    dns_search: Texts
    dns_option: Texts
    memory_reservation: Number
    memory_swappiness: Number
    kernel_memory: Number
    oom_kill_disable: bool
    oom_score_adj: Number
    cpus: Number
    cpu_period: Number
    cpu_quota: Number
    cpu_rt_period: Number
    cpu_rt_runtime: Number
    cpuset_cpus: str
    cpuset_mems: str
    blkio_weight: Number
    blkio_weight_device: Texts
    device_read_bps: Texts
    device_write_bps: Texts
    device_read_iops: Texts
    device_write_iops: Texts
    pids_limit: Number
    shm_size: Number
    ulimit: Texts
    storage_opt: Texts
    cgroup_parent: str
    cap_add: Texts
    cap_drop: Texts
    security_opt: Texts
    group_add: Texts
    ipc: str
    uts: str
    cgroupns: str
    isolation: str
    runtime: str
    pid: str
    userns: str
    sysctl: Texts
    health_cmd: str
    health_interval: str
    health_timeout: str
    health_retries: Number
    health_start_period: str
    health_start_interval: str
    no_healthcheck: bool
    restart: str
    label_file: Texts
    label: Texts
    annotation: Texts
    log_driver: str
    log_opt: Texts


class BuildOptions(TypedDict, total=False):
    """Options of a build that API 1.5 does not have."""

    build_arg: Texts
    target: str
    label: Texts
    pull: bool
    network: str
    add_host: Texts
    cache_from: Texts
    force_rm: bool
    shm_size: Number
    platform: str
    memory: Number
    memory_swap: Number
    cpu_shares: Number
    cpu_period: Number
    cpu_quota: Number
    cpuset_cpus: str
    cpuset_mems: str
    ulimit: Texts
    security_opt: Texts
    cgroup_parent: str
    isolation: str
    squash: bool


_PULLS = ("missing", "always", "never")
# The options of API 1.5, which have no table, with their defaults; those with () may be repeated.
_CONTAINER: Mapping[str, Json] = {
    **dict.fromkeys(("interactive", "tty", "privileged", "use_api_socket"), False),
    **dict.fromkeys(
        ("env", "env_file", "volume", "volumes_from", "publish", "dns", "lxc_conf"), ()
    ),
    **dict.fromkeys(("workdir", "user", "hostname", "domainname", "name", "platform"), ""),
    "memory": 0,
    "memory_swap": "",
    "cpu_shares": 0,
    "entrypoint": None,
    "networking": True,
    "pull": _PULLS[0],
}


def of_container(given: Mapping[str, Json]) -> JsonObject:
    """`given` with all defaults, as spec.build_spec needs it, but without `rm`.

    Raises UsageError, TypeError.
    """
    found = _completed(given, _CONTAINER, versioned_options.OPTIONS)
    if found["pull"] not in _PULLS:
        raise UsageError(f"pull takes {', '.join(_PULLS)}: {found['pull']!r}")
    for name, parse in (("memory", values.size), ("cpu_shares", values.count)):
        try:
            found[name] = parse(str(found[name]))
        except ValueError as error:
            raise UsageError(f"{name} {error}") from None
    return {**found, "cidfile": "", "quiet": True}


def of_build(given: Mapping[str, Json]) -> JsonObject:
    """`given` with all defaults, as building.request.prepare needs it.

    Raises UsageError, TypeError.
    """
    return _completed(given, {}, building.OPTIONS)


def texts(given: Texts) -> tuple[str, ...]:
    """The values of an option that may be repeated: one text, a mapping (KEY=VALUE), or several."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping):
        return tuple(f"{key}={value}" for key, value in given.items())
    return tuple(map(str, given))


def _completed(
    given: Mapping[str, Json], defaults: Mapping[str, Json], rows: Iterable[VersionedOption]
) -> JsonObject:
    known = {**defaults, **{row.key: _default(row) for row in rows}}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise TypeError(f"there is no option {unknown[0]!r}")
    return {name: _value(name, given.get(name), default) for name, default in known.items()}


def _default(row: VersionedOption) -> Any:
    if row.repeated:
        return ()
    return "" if row.metavar else False


def _value(name: str, given: Json, default: Json) -> Json:
    if given is None:
        return default
    if default == ():
        return texts(given)
    if isinstance(default, bool) != isinstance(given, bool):
        wanted = "True or False" if isinstance(default, bool) else "a string or a number"
        raise UsageError(f"{name} takes {wanted}, not {given!r}")
    return given if isinstance(default, bool) else str(given)
