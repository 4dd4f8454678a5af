"""The options that would create a container like an existing one, from its inspected state.

options.py, spec.py and versioned_options.py turn options into the body of a create; here is the way
back. The text of a value is used only if its option would parse it to the same value: what no
option can express is kept as it is, by its path in the body.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from docker15_cli.cli.versioned import VersionedOption
from docker15_cli.container import network_options, versioned_options
from docker15_cli.container import values as container_values
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import Json, JsonObject

_SECOND, _MILLISECOND = 10**9, 10**6  # nanoseconds
_ZERO_IS_A_VALUE = ("Config.StopTimeout", "HostConfig.MemorySwappiness")
_STREAMS = ("stdin", "stdout", "stderr")


class ReadBack(NamedTuple):
    """A container as options.

    `options` has the values of `container_options` that differ from their defaults, by name;
    `image` and `command` are the arguments. `streams` are those that were attached (stdin, stdout,
    stderr). `more_networks` are those to connect after the create, each with its endpoint's
    settings. `rest` has what no option can express, by path, and `notes` a line for the user on
    each.
    """

    image: str
    command: Sequence[str]
    options: dict[str, Any]
    streams: Sequence[str]
    more_networks: Mapping[str, JsonObject]
    rest: JsonObject
    notes: Sequence[str]


def read_back(requested: JsonObject, image: JsonObject, *, joins_several: bool) -> ReadBack:
    """Turn a container into options, without what its image implies.

    `requested` is what its create asked for (dialects/requested.py), `image` the Config of its
    image; `joins_several`: the engine can join several networks with the create.
    """
    return _Reader(requested, image, joins_several=joins_several).result()


class _Reader:
    def __init__(self, requested: JsonObject, image: JsonObject, *, joins_several: bool) -> None:
        self._config: JsonObject = dict(requested["Config"])
        self._host: JsonObject = dict(requested["HostConfig"])
        self._networks: dict[str, JsonObject] = dict(requested["Networks"])
        self._image = image
        self._joins_several = joins_several
        self._options: dict[str, Any] = {"name": requested["Name"]}
        self._more: dict[str, JsonObject] = {}
        self._rest: JsonObject = {}
        self._notes: list[str] = []

    def result(self) -> ReadBack:
        command = self._command()
        self._process()
        self._streams()
        self._files()
        self._ports()
        self._network()
        self._limits()
        self._health()
        self._labels()
        self._devices()
        self._security()
        for row in versioned_options.OPTIONS:
            self._versioned(row)
        streams = [name for name in _STREAMS if self._config.get(f"Attach{name.capitalize()}")]
        meaningful = {"entrypoint": "", "networking": False}
        given = {
            key: value
            for key, value in self._options.items()
            if value not in ("", (), False) or meaningful.get(key) == value
        }
        return ReadBack(
            str(self._config.get("Image") or ""),
            command,
            given,
            streams,
            self._more,
            self._rest,
            self._notes,
        )

    def _keep(self, path: str, value: Json, what: str) -> None:
        """Add `value`, called `what` in the note, to what no option can express."""
        _put(self._rest, path, value)
        self._notes.append(f"no option can express {what}")

    # --- what API 1.5 has, too

    def _command(self) -> list[str]:
        own, images = self._config.get("Entrypoint"), self._image.get("Entrypoint")
        entrypoint, given = ([] if one in (None, [""]) else list(one) for one in (own, images))
        command, of_image = list(self._config.get("Cmd") or ()), list(self._image.get("Cmd") or ())
        if own == [""]:  # Podman shows that it was removed, even if the image has none
            self._options["entrypoint"] = ""
            return command
        if entrypoint == given:
            if command == of_image:
                return []
            if not command:
                self._options["entrypoint"] = entrypoint[0] if entrypoint else ""
                return entrypoint[1:]
            return command
        first, *more = entrypoint or [""]
        self._options["entrypoint"] = first
        if more:  # the options give the same process, but inspect would show it differently
            _put(self._rest, "Config.Entrypoint", entrypoint)
            _put(self._rest, "Config.Cmd", command)
        return [*more, *command]

    def _process(self) -> None:
        config, image = self._config, self._image
        environment = list(image.get("Env") or ())
        own = list(config.get("Env") or ())
        names = {pair.partition("=")[0] for pair in own}
        unset = [pair.partition("=")[0] for pair in environment]
        self._options["env"] = (
            *(pair for pair in own if pair not in environment),
            *(name for name in unset if name not in names),
        )
        for name in unset:
            if name not in names:
                self._notes.append(f"-e {name} removes the variable only where it is not set")
        for key, option in (("WorkingDir", "workdir"), ("User", "user")):
            if config.get(key, "") != (image.get(key) or ""):
                self._options[option] = config.get(key, "")
        if config.get("StopSignal") == image.get("StopSignal"):
            config.pop("StopSignal", None)
        self._options["interactive"] = bool(config.get("OpenStdin"))
        self._options["tty"] = bool(config.get("Tty"))
        if config.get("NetworkDisabled"):
            self._options["networking"] = False
        self._options["rm"] = bool(self._host.pop("AutoRemove", False))
        self._options["privileged"] = bool(self._host.get("Privileged"))
        self._names()

    def _names(self) -> None:
        host, domain = (str(self._config.get(key) or "") for key in ("Hostname", "Domainname"))
        self._options["hostname"], self._options["domainname"] = host, domain
        if "." in host and not domain:
            self._keep("Config.Hostname", host, f"a host name with a dot, and no domain: {host}")
            self._options["hostname"] = ""

    def _streams(self) -> None:
        if self._config.get("OpenStdin") and self._config.get("StdinOnce", False) != bool(
            self._config.get("AttachStdin")
        ):
            _put(self._rest, "Config.StdinOnce", bool(self._config.get("StdinOnce")))

    def _files(self) -> None:
        binds = [str(bind) for bind in self._host.pop("Binds", None) or ()]
        bound = {bind.split(":")[1] for bind in binds if ":" in bind}
        bound |= {str(mount.get("Target")) for mount in self._host.get("Mounts") or ()}
        of_image = self._image.get("Volumes") or {}
        volumes = [
            path
            for path in self._config.pop("Volumes", None) or {}
            if path not in of_image and path not in bound
        ]
        self._options["volume"] = (*binds, *volumes)
        self._options["volumes_from"] = tuple(self._host.pop("VolumesFrom", None) or ())

    def _ports(self) -> None:
        bindings = _without_empty(self._host.pop("PortBindings", None) or {})
        self._options["publish"] = tuple(
            _published(private, binding) for private, bound in bindings.items() for binding in bound
        )
        known = {*bindings, *(self._image.get("ExposedPorts") or {})}
        ports = self._config.pop("ExposedPorts", None) or {}
        self._config["ExposedPorts"] = {port: {} for port in ports if port not in known}

    def _limits(self) -> None:
        host = self._host
        self._options["memory"] = host.get("Memory", 0)
        swap = host.get("MemorySwap", 0)
        self._options["memory_swap"] = str(swap) if swap else ""
        self._options["cpu_shares"] = host.get("CpuShares", 0)
        self._options["dns"] = tuple(host.get("Dns") or ())
        for key in ("memory", "cpu_shares"):
            if not self._options[key]:
                del self._options[key]

    # --- what later APIs added

    def _network(self) -> None:
        mode = self._host.pop("NetworkMode", "")
        links = self._host.pop("Links", None) or ()
        networks = dict(self._networks)
        first = networks.pop(mode, {})
        if not mode or not network_options.is_user_defined(mode):
            networks = {
                name: endpoint
                for name, endpoint in networks.items()
                if endpoint or network_options.is_user_defined(name)
            }
        given = first.pop("Links", None) or links
        self._host["Links"] = [_link(link) for link in given]
        if mode:
            self._options["network"] = (self._first_network(mode, first),)
        if networks and mode and self._joins_several and network_options.is_user_defined(mode):
            more = tuple(_attachment(name, endpoint) for name, endpoint in networks.items())
            self._options["network"] += more
        else:
            self._more = networks

    def _first_network(self, name: str, endpoint: JsonObject) -> str:
        """The value of --network for the first network.

        Its settings become options of their own if each of them has one.
        """
        address = endpoint.pop("MacAddress", None)
        if address and "MacAddress" not in self._config:
            self._config["MacAddress"] = address
        if endpoint.keys() - {"Aliases", "IPAMConfig"}:
            return _attachment(name, endpoint)
        addresses = endpoint.get("IPAMConfig") or {}
        self._options["network_alias"] = tuple(endpoint.get("Aliases") or ())
        self._options["ip"] = addresses.get("IPv4Address") or ""
        self._options["ip6"] = addresses.get("IPv6Address") or ""
        self._options["link_local_ip"] = tuple(addresses.get("LinkLocalIPs") or ())
        return name

    def _health(self) -> None:
        check, of_image = (tree.get("Healthcheck") or {} for tree in (self._config, self._image))
        own = {key: value for key, value in check.items() if value and value != of_image.get(key)}
        test = own.get("Test")
        if test == ["NONE"]:
            own = {"Test": test}
        if test and test != ["NONE"] and test[0] != "CMD-SHELL":
            self._keep("Config.Healthcheck.Test", test, f"a health check without a shell: {test}")
            del own["Test"]
        self._config["Healthcheck"] = own

    def _labels(self) -> None:
        of_image = self._image.get("Labels") or {}
        labels = self._config.get("Labels") or {}
        self._config["Labels"] = {
            key: value for key, value in labels.items() if of_image.get(key) != value
        }

    def _devices(self) -> None:
        """Turn requests for CDI devices, given by name, back into Devices."""
        requests = self._host.get("DeviceRequests") or ()
        named = [request for request in requests if request.get("Driver") == "cdi"]
        self._host["DeviceRequests"] = [one for one in requests if one.get("Driver") != "cdi"]
        names = [{"cdi": name} for request in named for name in request.get("DeviceIDs") or ()]
        self._host["Devices"] = [*(self._host.get("Devices") or ()), *names]

    def _security(self) -> None:
        if self._host.pop("MaskedPaths", None) == []:
            options = self._host.get("SecurityOpt") or []
            self._host["SecurityOpt"] = [*options, versioned_options.UNMASKED]
        self._host.pop("ReadonlyPaths", None)

    def _versioned(self, row: VersionedOption) -> None:
        """Read the values of an option that API 1.5 does not have."""
        if row.key in _NOT_READ or row.key in self._options:
            return
        value = _at({"Config": self._config, "HostConfig": self._host}, row.path)
        if not value and not (value == 0 and row.path in _ZERO_IS_A_VALUE):
            return
        if value is None or value is False:
            return
        write = WRITERS.get(row.key, str)
        if not row.metavar:
            if _makes(row, True, value):
                self._options[row.key] = True
        elif not row.repeated:
            self._one(row, write, value)
        else:
            self._several(row, write, value)

    def _one(self, row: VersionedOption, write: Callable[[Any], str], value: Json) -> None:
        text = _text(write, value)
        if text and _makes(row, text, value):
            self._options[row.key] = text
        elif row.key not in _ONLY_SOME:
            self._keep(row.path, value, f"{row.path} = {value}")

    def _several(self, row: VersionedOption, write: Callable[[Any], str], value: Json) -> None:
        parts = [{key: one} for key, one in value.items()] if isinstance(value, dict) else value
        texts = []
        for part in parts:
            made = part if isinstance(value, dict) else [part]
            text = _text(write if row.key in WRITERS else _plain, part)
            if text is not None and _makes(row, (text,), made):
                texts.append(text)
            else:
                what = str(part)
                self._keep(row.path, made, f"{row.path}: {what[:80]}{'…' * (len(what) > 80)}")
        self._options[row.key] = tuple(texts)


def _makes(row: VersionedOption, text: Any, value: Json) -> bool:
    """Whether the option parses `text` to `value`."""
    try:
        return bool(row.parse(text) == value)
    except (ValueError, Docker15Error):
        return False


def _text(write: Callable[[Any], str], value: Json) -> str | None:
    try:
        return write(value)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _without_empty(tree: JsonObject) -> JsonObject:
    """`tree` without null and empty values: Podman has null for ports that are only exposed."""
    return {key: value for key, value in tree.items() if value}


def _at(tree: JsonObject, path: str) -> Json:
    found: Json = tree
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _put(tree: JsonObject, path: str, value: Json) -> None:
    """Set the value for a path; a list is appended to, and an object merged with, the old one."""
    before = tree.get(path)
    if isinstance(before, list) and isinstance(value, list):
        value = [*before, *value]
    elif isinstance(before, dict) and isinstance(value, dict):
        value = {**before, **value}
    tree[path] = value


# --- values → texts of options


def _plain(value: Any) -> str:
    """The text of a list's element, or of a pair as KEY=VALUE."""
    if isinstance(value, dict):
        ((key, text),) = value.items()
        return f"{key}={text}"
    return str(value)


def _published(private: str, binding: Mapping[str, Json]) -> str:
    """A port binding as a value of -p."""
    port, _, protocol = private.partition("/")
    address, public = str(binding.get("HostIp") or ""), str(binding.get("HostPort") or "")
    public = "" if public == "0" else public
    if address:
        address = f"[{address}]" if ":" in address else address
        port = f"{address}:{public}:{port}"
    elif public:
        port = f"{public}:{port}"
    return port if protocol in ("", "tcp") else f"{port}/{protocol}"


def _link(text: str) -> str:
    """`/other:/me/alias` → `other:alias`."""
    other, _, alias = text.partition(":")
    return f"{other.lstrip('/')}:{alias.rpartition('/')[2] or other.lstrip('/')}"


def _attachment(name: str, endpoint: JsonObject) -> str:
    """A network as a value of --network, in its long form."""
    fields = [f"name={name}"]
    for key, (_, path, _parse) in network_options.KEYS.items():
        value = _at(endpoint, path)
        if isinstance(value, list):
            fields += [f"{key}={one}" for one in value]
        elif isinstance(value, dict):
            fields += [f"{key}={one}={text}" for one, text in value.items()]
        elif value:
            fields.append(f"{key}={value}")
    return name if len(fields) == 1 else _as_csv(fields)


def _as_csv(fields: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(fields)
    return out.getvalue()


def _mount(mount: JsonObject) -> str:
    return _as_csv(list(_mount_fields(mount)))


def _mount_fields(mount: JsonObject) -> Iterator[str]:
    for key, (only, path, _parse) in container_values.MOUNT.items():
        value = _at(mount, path)
        if only not in ("", mount.get("Type")) or value is None or key == "bind-recursive":
            continue
        if value is True or value is False:
            yield key if value else f"{key}=false"
        elif isinstance(value, dict):
            yield from (f"{key}={name}={text}" for name, text in value.items())
        else:
            yield f"{key}={value:o}" if key == "tmpfs-mode" else f"{key}={value}"
    for word, key in container_values.RECURSIONS.items():
        if key and key != "NonRecursive" and (mount.get("BindOptions") or {}).get(key):
            yield f"bind-recursive={word}"


def _device(device: JsonObject) -> str:
    if "cdi" in device:
        return str(device["cdi"])
    host, inside = device["PathOnHost"], device["PathInContainer"]
    return ":".join(
        [host, *([inside] if inside != host else []), device["CgroupPermissions"]]
    ).removesuffix(":rwm")


def _gpus(request: JsonObject) -> str:
    devices = request.get("DeviceIDs") or ()
    count = request.get("Count", 0)
    capabilities = [name for name in request["Capabilities"][0] if name != "gpu"]
    options = [f"{key}={value}" for key, value in (request.get("Options") or {}).items()]
    fields = {
        "count": "" if devices else "all" if count == -1 else str(count),
        "driver": request.get("Driver") or "",
        "device": ",".join(devices),
        "capabilities": ",".join(capabilities),
        "options": _as_csv(options) if options else "",
    }
    return _as_csv([f"{key}={value}" for key, value in fields.items() if value])


def _ulimit(limit: JsonObject) -> str:
    soft, hard = limit["Soft"], limit["Hard"]
    return f"{limit['Name']}={soft}" + ("" if soft == hard else f":{hard}")


def _time(nanoseconds: int) -> str:
    if nanoseconds % _SECOND == 0:
        return f"{nanoseconds // _SECOND}s"
    if nanoseconds % _MILLISECOND == 0:
        return f"{nanoseconds // _MILLISECOND}ms"
    return f"{nanoseconds}ns"


def _cpus(billionths: int) -> str:
    whole, rest = divmod(billionths, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


def _restart(policy: JsonObject) -> str:
    count = policy.get("MaximumRetryCount")
    return f"{policy['Name']}:{count}" if count else str(policy["Name"])


def _of_device(key: str) -> Callable[[JsonObject], str]:
    return lambda limit: f"{limit['Path']}:{limit[key]}"


def _tmpfs(mount: JsonObject) -> str:
    ((path, options),) = mount.items()
    return f"{path}:{options}" if options else path


def _health_command(test: Sequence[str]) -> str:
    (kind, command) = test
    return command if kind == "CMD-SHELL" else ""


# How to write the values of options that str() does not. A test checks that every option can be
# read back.
WRITERS: Mapping[str, Callable[[Any], str]] = {
    "mount": _mount,
    "tmpfs": _tmpfs,
    "device": _device,
    "gpus": _gpus,
    "restart": _restart,
    "ulimit": _ulimit,
    "cpus": _cpus,
    "expose": lambda port: next(iter(port)).removesuffix("/tcp"),
    "blkio_weight_device": _of_device("Weight"),
    **dict.fromkeys(
        ("device_read_bps", "device_write_bps", "device_read_iops", "device_write_iops"),
        _of_device("Rate"),
    ),
    **dict.fromkeys(
        ("health_interval", "health_timeout", "health_start_period", "health_start_interval"),
        _time,
    ),
    "health_cmd": _health_command,
}
_NOT_READ = frozenset(
    {
        *("network", "network_alias", "ip", "ip6", "link_local_ip"),  # _network
        "label_file",  # they are labels
    }
)
# Two options share a path, and each can express only some of its values.
_ONLY_SOME = frozenset({"health_cmd", "no_healthcheck"})
