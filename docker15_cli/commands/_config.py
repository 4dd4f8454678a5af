"""The options that `run` and `create` share, and the 1.5 config that they make.

Source: remote-api-1.5.md §2 (Config) and §6 (what the original made of its options).
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from docker15_cli.api.shapes import Config, HostConfig
from docker15_cli.commands._options import Callback, Size, switch
from docker15_cli.errors import UsageError

_STREAMS = ("stdin", "stdout", "stderr")

# Of help; some of these are options of `run` alone.
_STREAM_OPTIONS = ("interactive", "tty", "attach", "detach", "detach_keys", "sig_proxy")
SECTIONS: Mapping[str, Sequence[str]] = {
    "Streams and terminal": _STREAM_OPTIONS,
    "What runs in it": ("entrypoint", "workdir", "user", "env", "env_file"),
    "Files and network": ("volume", "volumes_from", "publish", "networking", "dns", "hostname"),
    "Limits and rights": ("memory", "cpu_shares", "privileged", "lxc_conf"),
    "Container and image": ("name", "cidfile", "rm", "pull", "platform"),
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
        help="Mount a directory of the engine's host, or a volume.",
    ),
    click.option(
        "-volumes-from",
        "--volumes-from",
        multiple=True,
        metavar="CONTAINER",
        help="Mount the volumes of another container.",
    ),
    click.option(
        "-p", "--publish", multiple=True, metavar="[PUBLIC:]PRIVATE[/PROTO]", help="Publish a port."
    ),
    click.option("-w", "--workdir", default="", metavar="DIR", help="Run in this directory."),
    click.option("-u", "--user", default="", metavar="USER", help="Run as this user, or uid."),
    click.option("-h", "--hostname", default="", metavar="NAME", help="The container's host name."),
    click.option(
        "-entrypoint",
        "--entrypoint",
        default="",
        metavar="COMMAND",
        help="Replace the image's entrypoint.",
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
    click.option("--name", default="", help="Name the container (API 1.6)."),
    click.option(
        "--platform", default="", metavar="OS/ARCH", help="Choose the image's platform (API 1.32)."
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
    for declare in reversed(_DECLARED):
        function = declare(function)
    return function


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be created, and how."""

    config: Config
    host: HostConfig
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
) -> Plan:
    """The plan for the values of `container_options`; `attach` names the streams to attach to.

    Raises UsageError for what can't be meant. Nothing has been sent to the engine yet.
    """
    if options["workdir"] and not options["workdir"].startswith("/"):
        raise UsageError(
            "The working directory is invalid. It needs to be an absolute path: "
            f"{options['workdir']}"
        )
    volumes, binds = _volumes(options["volume"])
    host, _, domain = options["hostname"].partition(".")
    entrypoint = [options["entrypoint"]] if options["entrypoint"] else []
    stdin, stdout, stderr = (stream in attach for stream in _STREAMS)
    config = Config(
        Hostname=host,
        Domainname=domain,
        User=options["user"],
        Memory=options["memory"],
        MemorySwap=0,
        CpuShares=options["cpu_shares"],
        AttachStdin=stdin,
        AttachStdout=stdout,
        AttachStderr=stderr,
        PortSpecs=list(options["publish"]) or None,
        Tty=options["tty"],
        OpenStdin=options["interactive"],
        StdinOnce=options["interactive"] and stdin,
        Env=_environment(environ, options["env_file"], options["env"]) or None,
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
    return Plan(
        config,
        HostConfig(
            Binds=binds or None,
            ContainerIDFile=options["cidfile"],
            LxcConf=[_lxc_option(text) for text in options["lxc_conf"]],
        ),
        *(options[key] for key in ("cidfile", "name", "platform", "pull")),
    )


def _volumes(specs: Sequence[str]) -> tuple[list[str], list[str]]:
    """`/path` and `/host:/path[:ro]` → the container's paths, and the binds.

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
            if source == "/":
                raise UsageError(f"Invalid bind mount: the source can't be '/': {spec!r}")
            if not source.startswith("/"):
                raise UsageError(f"-v takes an absolute path on the engine's host: {spec!r}")
            if len(rest) == 2 and rest[1] not in ("ro", "rw"):
                raise UsageError(f"-v takes ro or rw at its end: {spec!r}")
            binds.append(spec)
        paths.append(target)
    return list(dict.fromkeys(paths)), binds


def _environment(
    environ: Mapping[str, str], files: Sequence[str], pairs: Sequence[str]
) -> list[str]:
    lines = [line for file in files for line in _env_file(file)]
    found = []
    for pair in [*lines, *pairs]:
        name, equals, _ = pair.partition("=")
        if not name:
            raise UsageError(f"-e takes NAME or NAME=VALUE: {pair!r}")
        if equals:
            found.append(pair)
        elif name in environ:  # not set here: not set there
            found.append(f"{name}={environ[name]}")
    return found


def _env_file(path: str) -> list[str]:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"--env-file {path}: {reason}") from error
    lines = (line.lstrip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


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
