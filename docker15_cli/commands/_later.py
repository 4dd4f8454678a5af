"""Options that 1.5 has no word for: a declaration each. Here are those of `run` and `create`.

Source: the later APIs' descriptions of Config and HostConfig.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from docker15_cli.commands import _values
from docker15_cli.commands._options import Callback, switch
from docker15_cli.errors import UsageError

RUNS, FILES, NETWORK = "What runs in it", "Files", "Network"
LIMITS, RIGHTS, HEALTH = "Limits", "Rights", "Health"
OBJECT = "Container and image"


def _as_it_is(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class Later(NamedTuple):
    """An option: its spellings, the section of help, the API version that has it, and its value.

    `path` is where the value goes; `parse` makes it of the text, or of a tuple of texts where the
    option may be `repeated`. It raises ValueError with what the option takes. Without a `metavar`
    the option is a switch.
    """

    names: Sequence[str]
    section: str
    since: str
    path: str
    metavar: str
    help: str
    parse: Callable[[Any], Any] = _as_it_is
    repeated: bool = False

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return self.names[-1]

    @property
    def key(self) -> str:
        """Its name among the values of a command."""
        return self.option.lstrip("-").replace("-", "_")

    def declare(self, function: Any) -> Any:
        """The option, for click."""
        told = f"{self.help} (API {self.since})."
        if not self.metavar:
            return switch(*self.names, self.key, help=told)(function)
        more: dict[str, Any] = {"multiple": True} if self.repeated else {"default": ""}
        return click.option(*self.names, self.key, metavar=self.metavar, help=told, **more)(
            function
        )


_HEALTH = "Config.Healthcheck"
_ENDPOINT = "Endpoint"  # of the network that --network names: see `wanted`

# `*(…)` keeps on one line what would be four: the section, the version, the path, the metavar.
ROWS: Sequence[Later] = (
    Later(
        ("--init",),
        *(RUNS, "1.25", "HostConfig.Init", ""),
        "Run an init in it, that reaps processes",
    ),
    Later(
        ("--stop-signal",),
        *(RUNS, "1.21", "Config.StopSignal", "SIGNAL"),
        "What stops it, instead of TERM",
    ),
    Later(
        ("--stop-timeout",),
        *(RUNS, "1.25", "Config.StopTimeout", "SECONDS"),
        "How long a stop waits before SIGKILL",
        _values.number,
    ),
    Later(
        ("--mount",),
        *(FILES, "1.25", "HostConfig.Mounts", "type=TYPE,..."),
        "Mount type=bind, volume or tmpfs, with source=, target=, readonly",
        _values.each(_values.mount),
        repeated=True,
    ),
    Later(
        ("--tmpfs",),
        *(FILES, "1.22", "HostConfig.Tmpfs", "/PATH[:OPTIONS]"),
        "Mount a directory that is in memory",
        _values.tmpfs,
        repeated=True,
    ),
    Later(
        ("--read-only",),
        *(FILES, "1.17", "HostConfig.ReadonlyRootfs", ""),
        "Let nothing be written but on mounts",
    ),
    Later(
        ("--device",),
        *(FILES, "1.14", "HostConfig.Devices", "/HOST[:/PATH][:rwm]"),
        "Give it a device of the engine's host",
        _values.each(_values.device),
        repeated=True,
    ),
    Later(
        ("--net", "--network"),
        *(NETWORK, "1.11", "HostConfig.NetworkMode", "NAME"),
        "Connect it to this network; or none, host, container:NAME",
    ),
    Later(
        ("--network-alias",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.Aliases", "NAME"),
        "Have this name, too, in that network",
        repeated=True,
    ),
    Later(
        ("--ip",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.IPAMConfig.IPv4Address", "ADDRESS"),
        "Have this address there",
        _values.address,
    ),
    Later(
        ("--ip6",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.IPAMConfig.IPv6Address", "ADDRESS"),
        "Have this IPv6 address there",
        _values.address,
    ),
    Later(
        ("-P", "--publish-all"),
        *(NETWORK, "1.6", "HostConfig.PublishAllPorts", ""),
        "Publish all ports that are exposed",
    ),
    Later(
        ("--expose",),
        *(NETWORK, "1.6", "Config.ExposedPorts", "PORT[/PROTO]"),
        "Expose a port",
        _values.exposed,
        repeated=True,
    ),
    Later(
        ("--link",),
        *(NETWORK, "1.6", "HostConfig.Links", "CONTAINER[:ALIAS]"),
        "Know another container by a name",
        _values.each(lambda text: text if ":" in text else f"{text}:{text}"),
        repeated=True,
    ),
    Later(
        ("--add-host",),
        *(NETWORK, "1.15", "HostConfig.ExtraHosts", "NAME:ADDRESS"),
        "Add a line to its /etc/hosts",
        _values.each(_values.extra_host),
        repeated=True,
    ),
    Later(
        ("--dns-search",),
        *(NETWORK, "1.11", "HostConfig.DnsSearch", "DOMAIN"),
        "Search names in this domain",
        repeated=True,
    ),
    Later(
        ("--cpus",),
        *(LIMITS, "1.25", "HostConfig.NanoCpus", "N"),
        "Processors that it may use, such as 1.5",
        _values.nano_cpus,
    ),
    Later(
        ("--cpuset-cpus",),
        *(LIMITS, "1.18", "HostConfig.CpusetCpus", "N-N"),
        "Run on these processors only",
    ),
    Later(
        ("--pids-limit",),
        *(LIMITS, "1.23", "HostConfig.PidsLimit", "N"),
        "Processes that it may have; -1: any",
        _values.number,
    ),
    Later(
        ("--shm-size",),
        *(LIMITS, "1.22", "HostConfig.ShmSize", "BYTES"),
        "The size of its /dev/shm",
        _values.size,
    ),
    Later(
        ("--ulimit",),
        *(LIMITS, "1.18", "HostConfig.Ulimits", "NAME=SOFT[:HARD]"),
        "Set a limit of the kernel's, such as nofile",
        _values.each(_values.ulimit),
        repeated=True,
    ),
    Later(
        ("--cap-add",),
        *(RIGHTS, "1.14", "HostConfig.CapAdd", "CAPABILITY"),
        "Add a capability, or ALL",
        repeated=True,
    ),
    Later(
        ("--cap-drop",),
        *(RIGHTS, "1.14", "HostConfig.CapDrop", "CAPABILITY"),
        "Take a capability away, or ALL",
        repeated=True,
    ),
    Later(
        ("--security-opt",),
        *(RIGHTS, "1.15", "HostConfig.SecurityOpt", "OPTION"),
        "Such as no-new-privileges, or seccomp=FILE",
        _values.each(_values.security_option),
        repeated=True,
    ),
    Later(
        ("--group-add",),
        *(RIGHTS, "1.20", "HostConfig.GroupAdd", "GROUP"),
        "Be in this group, too",
        repeated=True,
    ),
    Later(
        ("--ipc",),
        *(RIGHTS, "1.16", "HostConfig.IpcMode", "MODE"),
        "Share memory: host, container:NAME",
    ),
    Later(
        ("--pid",),
        *(RIGHTS, "1.17", "HostConfig.PidMode", "MODE"),
        "See the processes of: host, container:NAME",
    ),
    Later(
        ("--userns",),
        *(RIGHTS, "1.23", "HostConfig.UsernsMode", "MODE"),
        "Whose user ids it has, such as host",
    ),
    Later(
        ("--sysctl",),
        *(RIGHTS, "1.24", "HostConfig.Sysctls", "KEY=VALUE"),
        "Set a parameter of the kernel",
        _values.pairs,
        repeated=True,
    ),
    Later(
        ("--health-cmd",),
        *(HEALTH, "1.24", f"{_HEALTH}.Test", "COMMAND"),
        "What tells whether it is healthy",
        lambda text: ["CMD-SHELL", text],
    ),
    Later(
        ("--health-interval",),
        *(HEALTH, "1.24", f"{_HEALTH}.Interval", "TIME"),
        "How often that is run, such as 30s",
        _values.nanoseconds,
    ),
    Later(
        ("--health-timeout",),
        *(HEALTH, "1.24", f"{_HEALTH}.Timeout", "TIME"),
        "How long it may take",
        _values.nanoseconds,
    ),
    Later(
        ("--health-retries",),
        *(HEALTH, "1.24", f"{_HEALTH}.Retries", "N"),
        "How often it must fail",
        _values.number,
    ),
    Later(
        ("--health-start-period",),
        *(HEALTH, "1.29", f"{_HEALTH}.StartPeriod", "TIME"),
        "How long failures do not count",
        _values.nanoseconds,
    ),
    Later(
        ("--no-healthcheck",),
        *(HEALTH, "1.24", f"{_HEALTH}.Test", ""),
        "Don't run that of the image",
        lambda wanted: ["NONE"],
    ),
    Later(
        ("--restart",),
        *(OBJECT, "1.14", "HostConfig.RestartPolicy", "POLICY"),
        "Start it again: always, unless-stopped or on-failure[:N]; or no",
        _values.restart_policy,
    ),
    Later(
        ("--label-file",),
        *(OBJECT, "1.18", "Config.Labels", "FILE"),
        "Read labels from a file",
        _values.pairs_of_files,
        repeated=True,
    ),
    Later(
        ("-l", "--label"),
        *(OBJECT, "1.18", "Config.Labels", "KEY[=VALUE]"),
        "Label it",
        _values.pairs,
        repeated=True,
    ),
    Later(
        ("--log-driver",),
        *(OBJECT, "1.18", "HostConfig.LogConfig.Type", "NAME"),
        "What keeps its output",
    ),
    Later(
        ("--log-opt",),
        *(OBJECT, "1.18", "HostConfig.LogConfig.Config", "KEY=VALUE"),
        "An option of that",
        _values.pairs,
        repeated=True,
    ),
)


class Wanted(NamedTuple):
    """What was asked for beyond 1.5: keys of the Config and of the HostConfig.

    `needs` are the API version and the name of each option.
    """

    config: dict[str, Any]
    host: dict[str, Any]
    needs: list[tuple[str, str]]


def wanted(options: Mapping[str, Any]) -> Wanted:
    """What the values of ROWS' options ask for. Raises UsageError."""
    _check_conflicts(options)
    tree, needs = gather(ROWS, options)
    config = tree.get("Config", {})
    if _ENDPOINT in tree:
        endpoints = {options["network"]: tree[_ENDPOINT]}
        config["NetworkingConfig"] = {"EndpointsConfig": endpoints}
    return Wanted(config, tree.get("HostConfig", {}), needs)


def gather(
    rows: Iterable[Later], options: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values of the options that are given, each at its path, and what they need.

    Raises UsageError.
    """
    tree: dict[str, Any] = {}
    needs = []
    for row in rows:
        if not options[row.key]:
            continue
        try:
            _values.put(tree, row.path, row.parse(options[row.key]))
        except ValueError as error:
            raise UsageError(f"{row.option} {error}") from None
        needs.append((row.since, row.option))
    return tree, needs


def declare(rows: Sequence[Later]) -> Callable[[Callback], Callback]:
    """Declare the options of `rows`, in their order."""

    def decorate(function: Callback) -> Callback:
        for row in reversed(rows):
            function = row.declare(function)
        return function

    return decorate


def _check_conflicts(options: Mapping[str, Any]) -> None:
    given = [row.option for row in ROWS if row.section == HEALTH and options[row.key]]
    if options["no_healthcheck"] and len(given) > 1:
        raise UsageError(f"Conflicting options: {given[0]} and --no-healthcheck")
    there = [row.option for row in ROWS if row.path.startswith(_ENDPOINT) and options[row.key]]
    if there and not options["network"]:
        raise UsageError(f"{there[0]} needs --network, which says where")
    if options["rm"] and options["restart"] not in ("", "no"):
        raise UsageError("Conflicting options: --restart and -rm")


def section(title: str) -> Iterator[str]:
    """The options of a section of help."""
    return (row.key for row in ROWS if row.section == title)
