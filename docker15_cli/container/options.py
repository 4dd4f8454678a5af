"""The options that `run` and `create` share; spec.py turns them into a container."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from docker15_cli.cli import versioned
from docker15_cli.cli.parameters import Callback, argument, option, switch
from docker15_cli.cli.shared_options import content_trust_option, platform_option
from docker15_cli.cli.types import Size
from docker15_cli.container import versioned_options

# The sections of the help; some options are of `run` only. Versioned options come last in each.
_STREAM_OPTIONS = ("interactive", "tty", "attach", "detach", "detach_keys", "sig_proxy")
_SECTIONS: Mapping[str, Sequence[str]] = {
    "Streams and terminal": _STREAM_OPTIONS,
    versioned_options.RUNS: ("entrypoint", "workdir", "user", "env", "env_file"),
    versioned_options.FILES: ("volume", "volumes_from"),
    versioned_options.NETWORK: ("publish", "networking", "dns", "hostname", "domainname"),
    versioned_options.LIMITS: ("memory", "memory_swap", "cpu_shares"),
    versioned_options.RIGHTS: ("privileged", "use_api_socket", "lxc_conf"),
    versioned_options.HEALTH: (),
    versioned_options.OBJECT: (
        "name",
        "cidfile",
        "rm",
        "pull",
        "quiet",
        "platform",
        "disable_content_trust",
    ),
}
SECTIONS: Mapping[str, Sequence[str]] = {
    title: (*names, *versioned_options.section(title)) for title, names in _SECTIONS.items()
}

_DECLARED: Sequence[Callable[[Any], Any]] = (
    option(
        "-a",
        "--attach",
        multiple=True,
        type=click.Choice(["stdin", "stdout", "stderr"], case_sensitive=False),
        metavar="STREAM",
        help="Only attach to stdin, stdout or stderr.",
    ),
    switch("-i", "--interactive", help="Keep stdin open."),
    switch("-t", "--tty", help="Allocate a pseudo-terminal."),
    option(
        "-e",
        "--env",
        multiple=True,
        metavar="NAME[=VALUE]",
        completes="environment",
        help="Set an environment variable; without a value, pass on yours.",
    ),
    option(
        "--env-file",
        multiple=True,
        metavar="FILE",
        completes="files",
        help="Read environment variables from a file.",
    ),
    option(
        "-v",
        "--volume",
        multiple=True,
        metavar="[/HOST:]/PATH[:ro]",
        completes="binds",
        help="Mount a host directory (./DIR: relative to here) or a volume; a named volume: "
        "NAME:/PATH (API 1.21).",
    ),
    option(
        "-volumes-from",
        "--volumes-from",
        multiple=True,
        metavar="CONTAINER",
        completes="containers",
        help="Mount the volumes of another container.",
    ),
    option(
        "-p",
        "--publish",
        multiple=True,
        metavar="[[IP:]PUBLIC:]PRIVATE[/PROTO]",
        completes="nothing",
        help="Publish a port or a range; on one IP of the host (API 1.6); on any free port of "
        "a range (API 1.21).",
    ),
    option(
        "-w",
        "--workdir",
        default="",
        metavar="DIR",
        completes="nothing",
        help="Working directory in the container.",
    ),
    option(
        "-u",
        "--user",
        default="",
        metavar="USER",
        completes="nothing",
        help="Run as this user name or uid.",
    ),
    option(
        "-h",
        "--hostname",
        default="",
        metavar="NAME",
        completes="nothing",
        help="Host name of the container.",
    ),
    option(
        "--domainname",
        default="",
        metavar="NAME",
        completes="nothing",
        help="Domain name of the container; without it, what follows the first dot of --hostname.",
    ),
    option(
        "-entrypoint",
        "--entrypoint",
        metavar="COMMAND",
        completes="nothing",
        help="Replace the image's entrypoint; '' for none (API 1.6).",
    ),
    option(
        "-m",
        "--memory",
        type=Size(),
        default=0,
        metavar="BYTES",
        completes="nothing",
        help="Memory limit, in bytes or with a unit (512m).",
    ),
    option(
        "--memory-swap",
        default="",
        metavar="BYTES",
        completes="nothing",
        help="Limit on memory plus swap; -1: unlimited.",
    ),
    option(
        "-c",
        "--cpu-shares",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        completes="nothing",
        help="CPU shares, relative to other containers.",
    ),
    option(
        "-dns",
        "--dns",
        multiple=True,
        metavar="IP",
        completes="nothing",
        help="Use this DNS server.",
    ),
    switch("-n", "--networking", default=True, help="Enable networking.  [default: true]"),
    option(
        "-lxc-conf",
        "--lxc-conf",
        multiple=True,
        metavar="KEY=VALUE",
        completes="nothing",
        help="Set an LXC option (engines that use LXC).",
    ),
    switch("-privileged", "--privileged", help="Give the container all capabilities."),
    option(
        "-cidfile",
        "--cidfile",
        default="",
        metavar="FILE",
        completes="files",
        help="Write the container's id to a file.",
    ),
    switch("-rm", "--rm", help="Remove the container when it exits."),
    option(
        "--name",
        default="",
        metavar="NAME",
        completes="nothing",
        help="Name the container (API 1.6).",
    ),
    platform_option("Platform of the image (API 1.41)."),
    option(
        "--pull",
        type=click.Choice(["missing", "always", "never"]),
        default="missing",
        metavar="WHEN",
        help="When to pull the image: missing, always or never.",
    ),
    switch("-q", "--quiet", help="Do not show the progress of a pull."),
    content_trust_option,
    switch(
        "--use-api-socket",
        help="Mount the engine's API socket, with your logins (API 1.25).",
    ),
)


# Of no use for an existing container, or declared differently by `recreate`.
_NOT_FOR_RECREATE = ("attach", "name", "pull")


def container_options(function: Callback) -> Callback:
    """Declare the options, and the arguments IMAGE [COMMAND] [ARG...]."""
    function = argument("command", nargs=-1, completes="nothing")(function)
    function = argument("image", completes="images")(function)
    return _options(function)


def changing_options(function: Callback) -> Callback:
    """Declare the options with which `recreate` changes a container."""
    before = len(_params(function))
    params = _params(_options(function))
    params[before:] = [param for param in params[before:] if param.name not in _NOT_FOR_RECREATE]
    return function


def _params(function: Any) -> list[click.Parameter]:
    """The list in which click collects the declared parameters of a function."""
    params: list[click.Parameter] = function.__dict__.setdefault("__click_params__", [])
    return params


def _options(function: Callback) -> Callback:
    for declare in (versioned.declare(versioned_options.OPTIONS), *reversed(_DECLARED)):
        function = declare(function)
    return function
