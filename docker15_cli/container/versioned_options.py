"""Options that 1.5 has no word for: a declaration each. Here are those of `run` and `create`.

Source: the later APIs' descriptions of Config and HostConfig.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption, gather
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError

RUNS, FILES, NETWORK = "What runs in it", "Files", "Network"
LIMITS, RIGHTS, HEALTH = "Limits", "Rights", "Health"
OBJECT = "Container and image"

_HEALTH = "Config.Healthcheck"
_ENDPOINT = "Endpoint"  # of the network that --network names: see `wanted`

# `*(…)` keeps on one line what would be four: the section, the version, the path, the metavar.
OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--init",),
        *(RUNS, "1.25", "HostConfig.Init", ""),
        "Run an init in it, that reaps processes",
    ),
    VersionedOption(
        ("--stop-signal",),
        *(RUNS, "1.21", "Config.StopSignal", "SIGNAL"),
        "What stops it, instead of TERM",
    ),
    VersionedOption(
        ("--stop-timeout",),
        *(RUNS, "1.25", "Config.StopTimeout", "SECONDS"),
        "How long a stop waits before SIGKILL",
        container_values.number,
    ),
    VersionedOption(
        ("--mount",),
        *(FILES, "1.25", "HostConfig.Mounts", "type=TYPE,..."),
        "Mount type=bind, volume or tmpfs, with source=, target=, readonly",
        values.each(container_values.mount),
        repeated=True,
    ),
    VersionedOption(
        ("--tmpfs",),
        *(FILES, "1.22", "HostConfig.Tmpfs", "/PATH[:OPTIONS]"),
        "Mount a directory that is in memory",
        container_values.tmpfs,
        repeated=True,
    ),
    VersionedOption(
        ("--read-only",),
        *(FILES, "1.17", "HostConfig.ReadonlyRootfs", ""),
        "Let nothing be written but on mounts",
    ),
    VersionedOption(
        ("--device",),
        *(FILES, "1.14", "HostConfig.Devices", "/HOST[:/PATH][:rwm]"),
        "Give it a device of the engine's host",
        values.each(container_values.device),
        repeated=True,
    ),
    VersionedOption(
        ("--net", "--network"),
        *(NETWORK, "1.11", "HostConfig.NetworkMode", "NAME"),
        "Connect it to this network; or none, host, container:NAME; to several: API 1.44",
        values.network,
        repeated=True,
        known=("none", "bridge", "default"),
    ),
    VersionedOption(
        ("--network-alias",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.Aliases", "NAME"),
        "Have this name, too, in that network",
        repeated=True,
    ),
    VersionedOption(
        ("--ip",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.IPAMConfig.IPv4Address", "ADDRESS"),
        "Have this address there",
        values.address,
    ),
    VersionedOption(
        ("--ip6",),
        *(NETWORK, "1.22", f"{_ENDPOINT}.IPAMConfig.IPv6Address", "ADDRESS"),
        "Have this IPv6 address there",
        values.address,
    ),
    VersionedOption(
        ("-P", "--publish-all"),
        *(NETWORK, "1.6", "HostConfig.PublishAllPorts", ""),
        "Publish all ports that are exposed",
    ),
    VersionedOption(
        ("--expose",),
        *(NETWORK, "1.6", "Config.ExposedPorts", "PORT[/PROTO]"),
        "Expose a port",
        container_values.exposed,
        repeated=True,
    ),
    VersionedOption(
        ("--link",),
        *(NETWORK, "1.6", "HostConfig.Links", "CONTAINER[:ALIAS]"),
        "Know another container by a name",
        values.each(lambda text: text if ":" in text else f"{text}:{text}"),
        repeated=True,
    ),
    VersionedOption(
        ("--add-host",),
        *(NETWORK, "1.15", "HostConfig.ExtraHosts", "NAME:ADDRESS"),
        "Add a line to its /etc/hosts",
        values.each(values.extra_host),
        repeated=True,
    ),
    VersionedOption(
        ("--dns-search",),
        *(NETWORK, "1.11", "HostConfig.DnsSearch", "DOMAIN"),
        "Search names in this domain",
        repeated=True,
    ),
    VersionedOption(
        ("--cpus",),
        *(LIMITS, "1.25", "HostConfig.NanoCpus", "N"),
        "Processors that it may use, such as 1.5",
        container_values.nano_cpus,
    ),
    VersionedOption(
        ("--cpuset-cpus",),
        *(LIMITS, "1.18", "HostConfig.CpusetCpus", "N-N"),
        "Run on these processors only",
    ),
    VersionedOption(
        ("--pids-limit",),
        *(LIMITS, "1.23", "HostConfig.PidsLimit", "N"),
        "Processes that it may have; -1: any",
        container_values.number,
    ),
    VersionedOption(
        ("--shm-size",),
        *(LIMITS, "1.22", "HostConfig.ShmSize", "BYTES"),
        "The size of its /dev/shm",
        values.size,
    ),
    VersionedOption(
        ("--ulimit",),
        *(LIMITS, "1.18", "HostConfig.Ulimits", "NAME=SOFT[:HARD]"),
        "Set a limit of the kernel's, such as nofile",
        container_values.ulimits,
        repeated=True,
    ),
    VersionedOption(
        ("--cap-add",),
        *(RIGHTS, "1.14", "HostConfig.CapAdd", "CAPABILITY"),
        "Add a capability, or ALL",
        repeated=True,
    ),
    VersionedOption(
        ("--cap-drop",),
        *(RIGHTS, "1.14", "HostConfig.CapDrop", "CAPABILITY"),
        "Take a capability away, or ALL",
        repeated=True,
    ),
    VersionedOption(
        ("--security-opt",),
        *(RIGHTS, "1.15", "HostConfig.SecurityOpt", "OPTION"),
        "Such as no-new-privileges, or seccomp=FILE",
        values.each(container_values.security_option),
        repeated=True,
    ),
    VersionedOption(
        ("--group-add",),
        *(RIGHTS, "1.20", "HostConfig.GroupAdd", "GROUP"),
        "Be in this group, too",
        repeated=True,
    ),
    VersionedOption(
        ("--ipc",),
        *(RIGHTS, "1.16", "HostConfig.IpcMode", "MODE"),
        "Share memory: host, container:NAME",
    ),
    VersionedOption(
        ("--pid",),
        *(RIGHTS, "1.17", "HostConfig.PidMode", "MODE"),
        "See the processes of: host, container:NAME",
        values.mode_of("host", "private", "container", "ns"),
    ),
    VersionedOption(
        ("--userns",),
        *(RIGHTS, "1.23", "HostConfig.UsernsMode", "MODE"),
        "Whose user ids it has, such as host",
        values.mode_of("host", "private", "auto", "keep-id", "nomap", "container", "ns"),
    ),
    VersionedOption(
        ("--sysctl",),
        *(RIGHTS, "1.24", "HostConfig.Sysctls", "KEY=VALUE"),
        "Set a parameter of the kernel",
        values.parameters,
        repeated=True,
    ),
    VersionedOption(
        ("--health-cmd",),
        *(HEALTH, "1.24", f"{_HEALTH}.Test", "COMMAND"),
        "What tells whether it is healthy",
        lambda text: ["CMD-SHELL", text],
    ),
    VersionedOption(
        ("--health-interval",),
        *(HEALTH, "1.24", f"{_HEALTH}.Interval", "TIME"),
        "How often that is run, such as 30s",
        values.nanoseconds,
    ),
    VersionedOption(
        ("--health-timeout",),
        *(HEALTH, "1.24", f"{_HEALTH}.Timeout", "TIME"),
        "How long it may take",
        values.nanoseconds,
    ),
    VersionedOption(
        ("--health-retries",),
        *(HEALTH, "1.24", f"{_HEALTH}.Retries", "N"),
        "How often it must fail",
        values.count,
    ),
    VersionedOption(
        ("--health-start-period",),
        *(HEALTH, "1.29", f"{_HEALTH}.StartPeriod", "TIME"),
        "How long failures do not count",
        values.nanoseconds,
    ),
    VersionedOption(
        ("--no-healthcheck",),
        *(HEALTH, "1.24", f"{_HEALTH}.Test", ""),
        "Don't run that of the image",
        lambda wanted: ["NONE"],
    ),
    VersionedOption(
        ("--restart",),
        *(OBJECT, "1.14", "HostConfig.RestartPolicy", "POLICY"),
        "Start it again: always, unless-stopped or on-failure[:N]; or no",
        container_values.restart_policy,
        known=("no",),
    ),
    VersionedOption(
        ("--label-file",),
        *(OBJECT, "1.18", "Config.Labels", "FILE"),
        "Read labels from a file",
        values.pairs_of_files,
        repeated=True,
    ),
    VersionedOption(
        ("-l", "--label"),
        *(OBJECT, "1.18", "Config.Labels", "KEY[=VALUE]"),
        "Label it",
        values.pairs,
        repeated=True,
    ),
    VersionedOption(
        ("--log-driver",),
        *(OBJECT, "1.18", "HostConfig.LogConfig.Type", "NAME"),
        "What keeps its output",
    ),
    VersionedOption(
        ("--log-opt",),
        *(OBJECT, "1.18", "HostConfig.LogConfig.Config", "KEY=VALUE"),
        "An option of that",
        values.pairs,
        repeated=True,
    ),
)


class VersionedValues(NamedTuple):
    """What was asked for beyond 1.5: keys of the Config and of the HostConfig.

    `needs` are the API version and the name of each option.
    """

    config: dict[str, Any]
    host: dict[str, Any]
    needs: list[tuple[str, str]]


def wanted(options: Mapping[str, Any]) -> VersionedValues:
    """What the values of OPTIONS' options ask for. Raises UsageError."""
    _check_conflicts(options)
    tree, needs = gather(OPTIONS, options)
    config = tree.get("Config", {})
    first, *others = options["network"] or [""]
    if others:
        needs.append(("1.44", "--network more than once"))
    if others or _ENDPOINT in tree:
        endpoints = {name: {} for name in others} | {first: tree.get(_ENDPOINT, {})}
        config["NetworkingConfig"] = {"EndpointsConfig": endpoints}
    return VersionedValues(config, tree.get("HostConfig", {}), needs)


def _check_conflicts(options: Mapping[str, Any]) -> None:
    given = [row.option for row in OPTIONS if row.section == HEALTH and options[row.key]]
    if options["no_healthcheck"] and len(given) > 1:
        raise UsageError(f"Conflicting options: {given[0]} and --no-healthcheck")
    there = [row.option for row in OPTIONS if row.path.startswith(_ENDPOINT) and options[row.key]]
    if there and not options["network"]:
        raise UsageError(f"{there[0]} needs --network, which says where")
    if options["rm"] and options["restart"] not in ("", "no"):
        raise UsageError("Conflicting options: --restart and -rm")


def section(title: str) -> Iterator[str]:
    """The options of a section of help."""
    return (row.key for row in OPTIONS if row.section == title)
