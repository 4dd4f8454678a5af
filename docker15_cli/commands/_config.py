"""The options that `run` and `create` share, and the 1.5 config that they make.

Source: remote-api-1.5.md §2 (Config) and §6 (what the original made of its options).
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from docker15_cli.api.shapes import Config, HostConfig
from docker15_cli.commands import _later, _values
from docker15_cli.commands._options import Callback, Size, switch
from docker15_cli.errors import UsageError

_STREAMS = ("stdin", "stdout", "stderr")
_VOLUME_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_MODES = frozenset(
    {
        *("ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent"),
        *("private", "rprivate", "shared", "rshared", "slave", "rslave"),
    }
)

# Of help; some of these are options of `run` alone. What 1.5 has no word for comes after the rest.
_STREAM_OPTIONS = ("interactive", "tty", "attach", "detach", "detach_keys", "sig_proxy")
_SECTIONS: Mapping[str, Sequence[str]] = {
    "Streams and terminal": _STREAM_OPTIONS,
    _later.RUNS: ("entrypoint", "workdir", "user", "env", "env_file"),
    _later.FILES: ("volume", "volumes_from"),
    _later.NETWORK: ("publish", "networking", "dns", "hostname"),
    _later.LIMITS: ("memory", "memory_swap", "cpu_shares"),
    _later.RIGHTS: ("privileged", "lxc_conf"),
    _later.HEALTH: (),
    _later.OBJECT: ("name", "cidfile", "rm", "pull", "platform"),
}
SECTIONS: Mapping[str, Sequence[str]] = {
    title: (*names, *_later.section(title)) for title, names in _SECTIONS.items()
}

_DECLARED: Sequence[Callable[[Any], Any]] = (
    switch("-i", "--interactive", help="Keep stdin open."),
    switch("-t", "--tty", help="Give the container a terminal."),
    click.option(
        "-e",
        "--env",
        multiple=True,
        metavar="NAME[=VALUE]",
        help="Set an environment variable; without a value, pass on yours.",
    ),
    click.option("--env-file", multiple=True, metavar="FILE", help="Read variables from a file."),
    click.option(
        "-v",
        "--volume",
        multiple=True,
        metavar="[/HOST:]/PATH[:ro]",
        help="Mount a directory of the host, or a volume; one with a name: NAME:/PATH (API 1.21).",
    ),
    click.option(
        "-volumes-from",
        "--volumes-from",
        multiple=True,
        metavar="CONTAINER",
        help="Mount the volumes of another container.",
    ),
    click.option(
        "-p",
        "--publish",
        multiple=True,
        metavar="[[IP:]PUBLIC:]PRIVATE[/PROTO]",
        help="Publish a port; a range, or one at an ADDRESS of the host only, needs API 1.6.",
    ),
    click.option("-w", "--workdir", default="", metavar="DIR", help="Run in this directory."),
    click.option("-u", "--user", default="", metavar="USER", help="Run as this user, or uid."),
    click.option("-h", "--hostname", default="", metavar="NAME", help="The container's host name."),
    click.option(
        "-entrypoint",
        "--entrypoint",
        metavar="COMMAND",
        help="Replace the image's entrypoint; '' for none (API 1.6).",
    ),
    click.option(
        "-m",
        "--memory",
        type=Size(),
        default=0,
        metavar="BYTES",
        help="Limit the memory, in bytes or as 512m.",
    ),
    click.option(
        "--memory-swap",
        default="",
        metavar="BYTES",
        help="Limit memory and swap together; -1: no limit.",
    ),
    click.option(
        "-c",
        "--cpu-shares",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="CPU shares, relative to other containers.",
    ),
    click.option("-dns", "--dns", multiple=True, metavar="IP", help="Use this name server."),
    switch("-n", "--networking", default=True, help="Have a network.  [default: true]"),
    click.option(
        "-lxc-conf",
        "--lxc-conf",
        multiple=True,
        metavar="KEY=VALUE",
        help="Set an option of LXC (engines that use it).",
    ),
    switch("-privileged", "--privileged", help="Give all capabilities."),
    click.option(
        "-cidfile",
        "--cidfile",
        default="",
        metavar="FILE",
        help="Write the container's id to a file.",
    ),
    switch("-rm", "--rm", help="Remove the container when it has ended."),
    click.option("--name", default="", metavar="NAME", help="Name the container (API 1.6)."),
    click.option(
        "--platform", default="", metavar="OS/ARCH", help="Choose the image's platform (API 1.41)."
    ),
    click.option(
        "--pull",
        type=click.Choice(["missing", "always", "never"]),
        default="missing",
        metavar="WHEN",
        help="Pull the image: missing, always or never.",
    ),
)


def container_options(function: Callback) -> Callback:
    """Declare them, and the arguments IMAGE [COMMAND] [ARG...]."""
    function = click.argument("command", nargs=-1)(function)
    function = click.argument("image")(function)
    for declare in (_later.declare(_later.ROWS), *reversed(_DECLARED)):
        function = declare(function)
    return function


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be created, and how.

    `needs` are the API versions that it needs, each with what needs it.
    """

    config: Config
    host: HostConfig
    needs: Sequence[tuple[str, str]]
    cidfile: str
    name: str
    platform: str
    pull: str


def plan(
    environ: Mapping[str, str],
    image: str,
    command: Sequence[str],
    options: Mapping[str, Any],
    attach: Sequence[str] = (),
    *,
    auto_remove: bool = False,
) -> Plan:
    """The plan for the values of `container_options`; `attach` names the streams to attach to.

    `auto_remove` leaves it to the engine to remove the container when it has ended.
    Raises UsageError for what can't be meant. Nothing has been sent to the engine yet.
    """
    if not image:
        raise UsageError("IMAGE is empty")
    if options["workdir"] and not options["workdir"].startswith("/"):
        raise UsageError(
            "The working directory is invalid. It needs to be an absolute path: "
            f"{options['workdir']}"
        )
    later = _later.wanted(options)
    needs = list(later.needs)
    volumes, binds = _volumes(options["volume"], needs)
    specs, bindings = _ports(options["publish"], needs)
    hostname, _, domain = options["hostname"].partition(".")
    entrypoint = [] if options["entrypoint"] is None else [options["entrypoint"]]
    stdin, stdout, stderr = (stream in attach for stream in _STREAMS)
    config = Config(
        Hostname=hostname,
        Domainname=domain,
        User=options["user"],
        Memory=options["memory"],
        MemorySwap=_swap(options["memory_swap"]),
        CpuShares=options["cpu_shares"],
        AttachStdin=stdin,
        AttachStdout=stdout,
        AttachStderr=stderr,
        PortSpecs=specs or None,
        Tty=options["tty"],
        OpenStdin=options["interactive"],
        StdinOnce=options["interactive"] and stdin,
        Env=environment(environ, options["env_file"], options["env"]) or None,
        Cmd=list(command),
        Dns=list(options["dns"]) or None,
        Image=image,
        Volumes={path: {} for path in volumes},
        VolumesFrom=",".join(options["volumes_from"]),
        WorkingDir=options["workdir"],
        Entrypoint=entrypoint,
        NetworkDisabled=not options["networking"],
        Privileged=options["privileged"],
    )
    host = HostConfig(
        Binds=binds or None,
        ContainerIDFile=options["cidfile"],
        LxcConf=[_lxc_option(text) for text in options["lxc_conf"]],
    )
    more = dict(later.host)
    if bindings:
        more["PortBindings"] = bindings
    if auto_remove:
        needs.append(("1.25", "-rm without staying attached"))
        more["AutoRemove"] = True
    return Plan(
        cast(Config, {**config, **later.config}),
        cast(HostConfig, {**host, **more}),
        needs,
        cidfile=options["cidfile"],
        name=options["name"],
        platform=options["platform"],
        pull=options["pull"],
    )


def _swap(text: str) -> int:
    try:
        return -1 if text == "-1" else _values.size(text or "0")
    except ValueError as error:
        raise UsageError(f"--memory-swap {error}") from None


def _volumes(specs: Sequence[str], needs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """`/path`, `/host:/path[:ro]` and `name:/path` → the container's paths, and the binds.

    A 1.5 daemon ignores a bind whose path is not also among the volumes (§7).
    """
    paths, binds = [], []
    for spec in specs:
        source, *rest = spec.split(":")
        target = rest[0] if rest else source
        if not target.startswith("/") or len(rest) > 2:
            raise UsageError(f"-v takes [/HOST:]/PATH[:ro], absolute paths: {spec!r}")
        if target == "/":
            raise UsageError(f"Invalid volume: the container's path can't be '/': {spec!r}")
        if rest:
            needs += _bind_needs(spec, source, rest[1] if len(rest) > 1 else "")
            binds.append(spec)
        paths.append(target)
    return list(dict.fromkeys(paths)), binds


def _bind_needs(spec: str, source: str, mode: str) -> Iterator[tuple[str, str]]:
    """What a bind needs beyond 1.5. Raises UsageError."""
    if source == "/":
        raise UsageError(f"Invalid bind mount: the source can't be '/': {spec!r}")
    if _VOLUME_NAME.fullmatch(source):
        yield "1.21", "-v NAME:/PATH"
    elif not source.startswith("/"):
        raise UsageError(f"-v takes an absolute path on the engine's host: {spec!r}")
    words = mode.split(",") if mode else []
    if not _MODES.issuperset(words):
        raise UsageError(f"-v takes ro or rw at its end: {spec!r}")
    if not {"ro", "rw"}.issuperset(words) or len(words) > 1:
        yield "1.23", f"-v with {mode}"


def _ports(
    specs: Sequence[str], needs: list[tuple[str, str]]
) -> tuple[list[str], dict[str, list[dict[str, str]]]]:
    """The values of `-p` → PortSpecs, and PortBindings for what 1.5 has no word for."""
    plain: list[str] = []
    bindings: dict[str, list[dict[str, str]]] = {}
    for spec in specs:
        try:
            ports = _values.published(spec)
        except ValueError as error:
            raise UsageError(f"-p {error}") from None
        needs += [("1.37", "-p with sctp")] if ports[0].protocol == "sctp" else []
        if ports[0].address:
            needs.append(("1.6", "-p with an address"))
            for port in ports:
                binding = {"HostIp": port.address, "HostPort": port.public}
                bindings.setdefault(f"{port.private}/{port.protocol}", []).append(binding)
        elif len(ports) == 1:
            plain.append(spec)
        else:
            plain += [_spec(port) for port in ports]
    return plain, bindings


def _spec(port: _values.Port) -> str:
    numbers = f"{port.public}:{port.private}" if port.public else port.private
    return numbers if port.protocol == "tcp" else f"{numbers}/{port.protocol}"


def environment(
    environ: Mapping[str, str], files: Sequence[str], pairs: Sequence[str], option: str = "-e"
) -> list[str]:
    """`NAME=VALUE` of `option` and `--env-file`; a NAME alone has the value of `environ`, if any.

    Raises UsageError.
    """
    try:
        lines = [line for file in files for line in _values.lines(file)]
    except ValueError as error:
        raise UsageError(f"--env-file {error}") from None
    found = []
    for pair in [*lines, *pairs]:
        name, equals, _ = pair.partition("=")
        if not name:
            raise UsageError(f"{option} takes NAME or NAME=VALUE: {pair!r}")
        if equals:
            found.append(pair)
        elif name in environ:  # not set here: not set there
            found.append(f"{name}={environ[name]}")
    return found


def _lxc_option(text: str) -> dict[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f"Unable to parse lxc conf option: {text}")
    return {"Key": key.strip(), "Value": value.strip()}


def check_cidfile(path: str) -> None:
    """Raise UsageError if the file is there already, or can't be written."""
    if not path:
        return
    if os.path.lexists(path):
        raise UsageError(
            "cid file found, make sure the other container isn't running or delete "
            f"{shlex.quote(path)}"
        )
    folder = Path(path).absolute().parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"can't write the cid file {path}: no such folder, or no permission")


def write_cidfile(path: str, identifier: str) -> None:
    """Write it whole or not at all. Raises OSError."""
    if not path:
        return
    partial = Path(f"{path}.{os.getpid()}.partial")
    try:
        partial.write_text(identifier)
        os.link(partial, path)  # unlike a rename, it overwrites nothing
    finally:
        partial.unlink(missing_ok=True)
