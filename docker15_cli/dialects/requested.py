"""What the create of an inspected container has asked for: without what the engine has added.

What each engine adds was found by creating containers without any option (docs/spec/engines.md
§2.34). The results have the keys Config and HostConfig, as a create takes them, Networks (endpoint
settings by network, the first one first) and Name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docker15_cli.dialects.docker_images import familiar
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_SHM = 64 * 1024**2  # bytes
_ANONYMOUS = regex("[0-9a-f]{64}")
_ANONYMOUS_AT_1_5 = regex("/volumes/[0-9a-f]{64}/layer$")
_OF_A_BIND = ("ro", "z", "Z", "shared", "rshared", "slave", "rslave", "private")
_PODMANS_TMPFS = ("rw", "rprivate", "nosuid", "nodev", "tmpcopyup")
_PODMANS_ENV = re.compile(
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin|TERM=xterm|"
    "container=(podman|oci)|HOME=/(root)?"
)
_PODMANS_LIMIT = 1048576
_PODMANS_ANNOTATIONS = (
    *("io.podman.", "io.kubernetes.", "io.container."),
    *("org.opencontainers.", "org.systemd.property."),
)
_PODMANS_PIDS = 2048
_PODMANS_SHM = 65536 * 1000  # bytes
_SECOND = 10**9  # nanoseconds
_OF_1_5 = ("Memory", "MemorySwap", "CpuShares", "Dns", "Privileged")


def _is_empty(value: Any) -> bool:
    """Whether a value means "not given"; 0 may mean something."""
    return value is None or value is False or value in ("", [], {})


def _without_empty(tree: Mapping[str, Any] | None) -> JsonObject:
    return {key: value for key, value in (tree or {}).items() if not _is_empty(value)}


def _drop(tree: JsonObject, defaults: Mapping[str, tuple[Any, ...]]) -> None:
    for key, values in defaults.items():
        if tree.get(key) in values:
            tree.pop(key, None)


def _result(
    inspected: JsonObject, config: JsonObject, host: JsonObject, networks: JsonObject
) -> JsonObject:
    return {
        "Name": str(inspected.get("Name") or "").lstrip("/"),
        "Config": config,
        "HostConfig": host,
        "Networks": networks,
    }


def docker(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """What was asked of a Docker engine; `facts` is its answer to `GET /info`."""
    config, host = (
        _without_empty(inspected.get("Config")),
        _without_empty(inspected.get("HostConfig")),
    )
    mode = str(host.get("NetworkMode") or "default")
    _drop(
        host,
        {
            "NetworkMode": ("default", "bridge"),  # the latter: Docker 25 and later
            "ShmSize": (_SHM, 0),
            "IpcMode": ("private",),
            "CgroupnsMode": ("host" if facts.get("CgroupVersion") == "1" else "private",),
            "Runtime": (facts.get("DefaultRuntime"),),
            "MemorySwap": (2 * host.get("Memory", 0),),
            "MemorySwappiness": (-1,),
            "ConsoleSize": ([0, 0],),
            "PidsLimit": (0,),
        },
    )
    _drop_log(host, str(facts.get("LoggingDriver") or "json-file"))
    _drop_restart(host)
    if host.get("Privileged"):
        host["SecurityOpt"] = [
            text for text in host.get("SecurityOpt", ()) if text != "label=disable"
        ]
    _drop_paths(inspected, host)
    _drop_hostname(inspected, config, mode, str(facts.get("Name") or ""))
    return _result(inspected, config, host, dict(_endpoints(inspected, mode)))


def _drop_log(host: JsonObject, driver: str) -> None:
    log = _without_empty(host.pop("LogConfig", None))
    _drop(log, {"Type": (driver,)})
    if log:
        host["LogConfig"] = log


def _drop_restart(host: JsonObject) -> None:
    if (host.get("RestartPolicy") or {}).get("Name") in (None, "", "no"):
        host.pop("RestartPolicy", None)


def _drop_paths(inspected: JsonObject, host: JsonObject) -> None:
    """Drop the masked and read-only paths: the engine's own, unless empty without --privileged."""
    whole = inspected.get("HostConfig") or {}
    host.pop("MaskedPaths", None)
    host.pop("ReadonlyPaths", None)
    if whole.get("MaskedPaths") == [] and not host.get("Privileged"):
        host |= {"MaskedPaths": [], "ReadonlyPaths": []}


def _drop_hostname(inspected: JsonObject, config: JsonObject, mode: str, engine: str) -> None:
    """Drop a host name that is the container's id, or the engine's, or another container's."""
    name = str(config.get("Hostname") or "")
    identifier = str(inspected.get("Id") or inspected.get("ID"))
    if (
        name in (identifier, identifier[:12])
        or (mode == "host" and name == engine)
        or mode.startswith("container:")
    ):
        config.pop("Hostname", None)
        config.pop("Domainname", None)


def _endpoints(inspected: JsonObject, first: str) -> Iterator[tuple[str, JsonObject]]:
    """The requested endpoint settings by network, beginning with `first`."""
    found = (inspected.get("NetworkSettings") or {}).get("Networks") or {}
    identifier = str(inspected.get("Id") or "")
    own = {identifier[:12], identifier, str(inspected.get("Name") or "").lstrip("/")}
    podmans = [identifier[:12], str((inspected.get("Config") or {}).get("Hostname") or "")]
    stopped = not (inspected.get("State") or {}).get("Running")
    for name, settings in sorted(found.items(), key=lambda pair: pair[0] != first):
        endpoint = _without_empty(
            {key: settings.get(key) for key in ("Links", "DriverOpts", "GwPriority") if settings}
        )
        _drop(endpoint, {"GwPriority": (0,)})
        aliases = list(settings.get("Aliases") or ())
        if aliases[-2:] == podmans:  # Podman adds these, since 5
            del aliases[-2:]
        if asked := [alias for alias in aliases if alias not in own]:
            endpoint["Aliases"] = asked
        ipam = _without_empty(settings.get("IPAMConfig"))
        if ipam:
            endpoint["IPAMConfig"] = ipam
        if stopped and settings.get("MacAddress"):  # a running one's may be the engine's choice
            endpoint["MacAddress"] = settings["MacAddress"]
        yield name, endpoint


def podman(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """What was asked of a Podman; `facts` is the container as Podman's own endpoint shows it."""
    config, host = (
        _without_empty(inspected.get("Config")),
        _without_empty(inspected.get("HostConfig")),
    )
    networks = dict(_endpoints(inspected, ""))
    mode = _podmans_mode(host, networks)
    config["Image"] = familiar(str(config.get("Image") or ""))
    _podmans_config(inspected, config)
    _drop(
        host,
        {
            "NetworkMode": ("default", ""),
            "ShmSize": (_SHM, _PODMANS_SHM, 0),
            "IpcMode": ("shareable",),
            "PidMode": ("private",),
            "UTSMode": ("private",),
            "CgroupnsMode": ("private", "host"),
            "Runtime": ("oci",),
            "MemorySwap": (2 * host.get("Memory", 0),),
            # 0 if memory is not limited at all.
            "MemorySwappiness": (-1,) if host.get("Memory") else (-1, 0),
            "PidsLimit": (_PODMANS_PIDS, 0),
            "ConsoleSize": ([0, 0],),
        },
    )
    if host.get("NanoCpus"):
        host = {key: value for key, value in host.items() if key not in ("CpuPeriod", "CpuQuota")}
    _podmans_log(host, (facts.get("HostConfig") or {}).get("LogConfig") or {})
    _drop_restart(host)
    host.pop("MaskedPaths", None)
    host.pop("ReadonlyPaths", None)
    host["Annotations"] = {
        key: value
        for key, value in host.get("Annotations", {}).items()
        if not key.startswith(_PODMANS_ANNOTATIONS)
    }
    host["Ulimits"] = list(_podmans_ulimits(host))
    for key in ("CapAdd", "CapDrop"):
        names = [] if host.get("Privileged") else host.get(key, [])
        host[key] = sorted(f"CAP_{name.removeprefix('CAP_')}" for name in names)
    host["Binds"], config["Volumes"] = _podmans_binds(inspected, host)
    host["Tmpfs"] = {path: _podmans_tmpfs(text) for path, text in host.get("Tmpfs", {}).items()}
    host["Devices"] = [
        {**device, "CgroupPermissions": device.get("CgroupPermissions") or "rwm"}
        for device in host.get("Devices", ())
    ]
    _drop_hostname(inspected, config, mode, _engine_hostname(inspected))
    return _result(inspected, config, _without_empty(host), networks)


def _engine_hostname(inspected: JsonObject) -> str:
    """The host name of a container on the host's network, where it is the host's."""
    return str((inspected.get("Config") or {}).get("Hostname") or "")


def _podmans_mode(host: JsonObject, networks: JsonObject) -> str:
    """The NetworkMode; for Podman's `bridge` the first network, "" if that is the default one."""
    mode = str(host.pop("NetworkMode", ""))
    if mode == "bridge":
        mode = next(iter(networks), "")
        if list(networks) == ["podman"] and not networks["podman"]:
            networks.clear()
            mode = ""
    if mode and not mode.startswith(("slirp4netns", "pasta")):
        host["NetworkMode"] = mode
    return mode


def _podmans_config(inspected: JsonObject, config: JsonObject) -> None:
    hostname = f"HOSTNAME={config.get('Hostname', '')}"
    config["Env"] = [
        pair
        for pair in config.get("Env", ())
        if not (_PODMANS_ENV.fullmatch(pair) or pair == hostname)
    ]
    config["Labels"] = dict(config.get("Labels", {}))
    _drop(config, {"StopSignal": ("15", "SIGTERM"), "StopTimeout": (10,), "WorkingDir": ("/",)})
    check = config.get("Healthcheck")
    if check:
        check = dict(check)
        _drop(
            check,
            {"Interval": (30 * _SECOND,), "Timeout": (30 * _SECOND,), "Retries": (3,)},
        )
        config["Healthcheck"] = check


def _podmans_log(host: JsonObject, own: JsonObject) -> None:
    """Correct the log driver: the one that Podman shows to Docker's clients may not be the real."""
    host.pop("LogConfig", None)
    kind, size = str(own.get("Type") or ""), str(own.get("Size") or "")
    log: JsonObject = {}
    if kind not in ("", "k8s-file", "journald"):
        log["Type"] = kind
    has_size = size not in ("", "0B") and not size.startswith("-")
    options = {"max-size": size.lower().removesuffix("b")} if has_size else {}
    if own.get("Tag"):
        options["tag"] = own["Tag"]
    if options:
        log["Config"] = options
    if log:
        host["LogConfig"] = log


def _podmans_ulimits(host: JsonObject) -> Iterator[JsonObject]:
    for limit in host.get("Ulimits", ()):
        name = str(limit.get("Name")).removeprefix("RLIMIT_").lower()
        both = {limit.get("Soft"), limit.get("Hard")}
        if name not in ("nofile", "nproc") or both != {_PODMANS_LIMIT}:
            yield {**limit, "Name": name}


def _podmans_binds(inspected: JsonObject, host: JsonObject) -> tuple[list[str], JsonObject]:
    """The binds as they were given, and the paths of anonymous volumes as Config.Volumes."""
    binds: list[str] = []
    volumes: JsonObject = {}
    for text in host.get("Binds", ()):
        source, _, rest = str(text).partition(":")
        target, _, mode = rest.partition(":")
        words = [word for word in mode.split(",") if word in _OF_A_BIND]
        if _ANONYMOUS.fullmatch(source) and not words:
            volumes[target] = {}
        else:
            binds.append(":".join([source, target, *([",".join(words)] if words else [])]))
    return sorted(binds), volumes


def _podmans_tmpfs(text: str) -> str:
    return ",".join(word for word in text.split(",") if word not in _PODMANS_TMPFS)


def native(inspected: JsonObject, facts: JsonObject) -> JsonObject:
    """What was asked of a 1.5 engine, whose Config has all of it."""
    config = _without_empty(inspected.get("Config"))
    host = {key: config.pop(key) for key in _OF_1_5 if key in config}
    _drop(host, {"MemorySwap": (0, 2 * host.get("Memory", 0)), "Memory": (0,), "CpuShares": (0,)})
    if config.get("VolumesFrom"):
        host["VolumesFrom"] = config.pop("VolumesFrom").split(",")
    bindings: dict[str, list[JsonObject]] = {}
    for spec in config.pop("PortSpecs", None) or ():
        ports, _, protocol = spec.partition("/")
        public, colon, private = ports.rpartition(":")
        number = private if colon and not public else public
        key = f"{private}/{protocol or 'tcp'}"
        bindings.setdefault(key, []).append({"HostIp": "", "HostPort": number})
    writable = inspected.get("VolumesRW") or {}
    binds = [
        f"{source}:{path}" + ("" if writable.get(path, True) else ":ro")
        for path, source in sorted((inspected.get("Volumes") or {}).items())
        if not _ANONYMOUS_AT_1_5.search(source)
    ]
    host |= _without_empty({"PortBindings": bindings, "Binds": binds})
    _drop_hostname(inspected, config, "", "")
    return _result(inspected, config, host, {})
