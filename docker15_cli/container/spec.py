"""The Config and HostConfig of API 1.5, made from the options of options.py.

Source: docs/spec/remote-api-1.5.md §2 and §6: Config, and how the original client filled it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from docker15_cli.cli import values
from docker15_cli.container import values as container_values
from docker15_cli.container import versioned_options
from docker15_cli.container.environment import environment
from docker15_cli.contract.shapes import Binding
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json
from docker15_cli.patterns import regex

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import Config, HostConfig, LaterConfig, LxcOption

_STREAMS = ("stdin", "stdout", "stderr")
_VOLUME_NAME = regex(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_MODES = frozenset(
    {
        *("ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent"),
        *("private", "rprivate", "shared", "rshared", "slave", "rslave"),
    }
)


class ContainerSpec(NamedTuple):
    """A container to create.

    `needs` are pairs of an API version and the option that needs it. `removed`: it is to be removed
    when it exits. `api_socket`: the user's logins are to be written into it.
    """

    config: "LaterConfig"
    host: "HostConfig"
    needs: Sequence[tuple[str, str]]
    cidfile: str
    name: str
    platform: str
    pull: str
    quiet: bool
    api_socket: bool
    removed: bool


def build_spec(
    environ: Mapping[str, str],
    image: str,
    command: Sequence[str],
    options: Mapping[str, Json],
    attach: Sequence[str] = (),
    *,
    auto_remove: bool = False,
) -> ContainerSpec:
    """The spec for the values of `container_options`; nothing is sent yet.

    `attach` names the streams to attach: stdin, stdout, stderr. With `auto_remove` the engine
    removes the container when it exits. Raises UsageError for values that make no sense.
    """
    _validate(image, options["workdir"])
    later = versioned_options.parse(options)
    needs = list(later.needs)
    volumes, binds = _volumes(options["volume"], needs)
    specs, bindings = _ports(options["publish"], needs)
    config = _config(options, attach)
    config["PortSpecs"] = specs or None
    config["Env"] = environment(environ, options["env_file"], options["env"]) or None
    config["Cmd"] = list(command)
    config["Image"] = image
    config["Volumes"] = {path: {} for path in volumes}
    host: HostConfig = {
        "Binds": binds or None,
        "ContainerIDFile": options["cidfile"],
        "LxcConf": [_lxc_option(text) for text in options["lxc_conf"]],
    }
    more = dict(later.host)
    if bindings:
        more["PortBindings"] = bindings
    if auto_remove:
        needs.append(("1.25", "-rm without staying attached"))
        more["AutoRemove"] = True
    if options["use_api_socket"]:
        needs.append(("1.25", "--use-api-socket"))
    return ContainerSpec(
        cast("LaterConfig", {**config, **later.config}),
        cast("HostConfig", {**host, **more}),
        needs,
        cidfile=options["cidfile"],
        name=options["name"],
        platform=options["platform"],
        pull=options["pull"],
        quiet=options["quiet"],
        api_socket=options["use_api_socket"],
        removed=options["rm"],
    )


def _validate(image: str, workdir: str) -> None:
    """Raise UsageError for an empty image or a relative working directory."""
    if not image:
        raise UsageError("IMAGE is empty")
    if workdir and not workdir.startswith("/"):
        raise UsageError(
            f"The working directory is invalid. It needs to be an absolute path: {workdir}"
        )


def _config(options: Mapping[str, Json], attach: Sequence[str]) -> "Config":
    """The Config, its keys in the order sent; `build_spec` fills in the image and what is None."""
    hostname, domain = options["hostname"], options["domainname"]
    if not domain:
        hostname, _, domain = hostname.partition(".")
    stdin, stdout, stderr = (stream in attach for stream in _STREAMS)
    return {
        "Hostname": hostname,
        "Domainname": domain,
        "User": options["user"],
        "Memory": options["memory"],
        "MemorySwap": _swap(options["memory_swap"]),
        "CpuShares": options["cpu_shares"],
        "AttachStdin": stdin,
        "AttachStdout": stdout,
        "AttachStderr": stderr,
        "PortSpecs": None,
        "Tty": options["tty"],
        "OpenStdin": options["interactive"],
        "StdinOnce": options["interactive"] and stdin,
        "Env": None,
        "Cmd": None,
        "Dns": _addresses(options["dns"]) or None,
        "Image": "",
        "Volumes": None,
        "VolumesFrom": ",".join(options["volumes_from"]),
        "WorkingDir": options["workdir"],
        "Entrypoint": [] if options["entrypoint"] is None else [options["entrypoint"]],
        "NetworkDisabled": not options["networking"],
        "Privileged": options["privileged"],
    }


def _addresses(texts: Sequence[str]) -> list[str]:
    try:
        return [values.address(text) for text in texts]
    except ValueError as error:
        raise UsageError(f"--dns {error}") from None


def _swap(text: str) -> int:
    try:
        return values.swap(text or "0")
    except ValueError as error:
        raise UsageError(f"--memory-swap {error}") from None


def _volumes(specs: Sequence[str], needs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """`/path`, `/host:/path[:ro]` and `name:/path` → paths in the container, and binds.

    A source that begins with a dot is relative to the working directory, as in docker. Binds' paths
    are among the paths, too: else a 1.5 daemon would ignore the bind (remote-api-1.5.md §7).
    """
    paths, binds = [], []
    for spec in dict.fromkeys(specs):
        source, *rest = spec.split(":")
        target = rest[0] if rest else source
        if not target.startswith("/") or len(rest) > 2:
            raise UsageError(f"-v takes [/HOST:]/PATH[:ro], absolute paths: {spec!r}")
        if target == "/":
            raise UsageError(f"Invalid volume: the path in the container can't be '/': {spec!r}")
        if rest:
            source = _absolute(source) if source.startswith(".") else source
            needs += _bind_needs(spec, source, rest[1] if len(rest) > 1 else "")
            binds.append(":".join((source, *rest)))
        paths.append(target)
    return list(dict.fromkeys(paths)), binds


def _absolute(source: str) -> str:
    """The absolute path of a bind's source. Raises UsageError if a bind can't express it."""
    try:
        path = container_values.absolute(source)
    except ValueError as error:
        raise UsageError(f"-v {error}") from None
    if ":" in path:
        raise UsageError(f"-v can't mount a path with a colon: {path!r}")
    return path


def _bind_needs(spec: str, source: str, mode: str) -> Iterator[tuple[str, str]]:
    """What a bind needs beyond API 1.5, as `needs` of a spec. Raises UsageError."""
    if _VOLUME_NAME.fullmatch(source):
        yield (
            "1.21",
            f"-v {source}:/PATH, a named volume (for a local directory, write ./{source}),",
        )
    elif not source.startswith("/"):
        raise UsageError(f"-v takes an absolute path on the engine's host: {spec!r}")
    words = mode.split(",") if mode else []
    if not _MODES.issuperset(words):
        raise UsageError(f"-v takes ro or rw as its mode: {spec!r}")
    if not {"ro", "rw"}.issuperset(words) or len(words) > 1:
        yield "1.23", f"-v with {mode}"


def _ports(
    specs: Sequence[str], needs: list[tuple[str, str]]
) -> tuple[list[str], dict[str, list[Binding]]]:
    """The values of `-p` → PortSpecs, and PortBindings for those that API 1.5 can't express."""
    plain: list[str] = []
    bindings: dict[str, list[Binding]] = {}
    for given in specs:
        try:
            spec = container_values.short_port(given).lower()
            ports = container_values.published(spec)
        except ValueError as error:
            raise UsageError(f"-p {error}") from None
        needs += [("1.37", "-p with sctp")] if ports[0].protocol == "sctp" else []
        needs += [("1.21", "-p with a range for one port")] if "-" in ports[0].public else []
        if ports[0].address:
            needs.append(("1.6", "-p with an address"))
            for port in ports:
                binding = Binding(HostIp=port.address, HostPort=port.public)
                bindings.setdefault(f"{port.private}/{port.protocol}", []).append(binding)
        elif "-" in spec:
            plain += [_spec(port) for port in ports]
        else:
            plain.append(spec)
    return plain, bindings


def _spec(port: container_values.Port) -> str:
    numbers = f"{port.public}:{port.private}" if port.public else port.private
    return numbers if port.protocol == "tcp" else f"{numbers}/{port.protocol}"


def _lxc_option(text: str) -> "LxcOption":
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f"Unable to parse lxc conf option: {text}")
    return {"Key": key.strip(), "Value": value.strip()}
