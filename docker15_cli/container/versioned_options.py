"""The options of `run` and `create` that API 1.5 does not have: one declaration each.

Source: the later APIs' descriptions of Config and HostConfig.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption, gather
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

RUNS, FILES, NETWORK = "Process", "Files", "Network"
LIMITS, RIGHTS, HEALTH = "Limits", "Security", "Health"
OBJECT = "Container and image"

_HEALTH = "Config.Healthcheck"
_ENDPOINT = "Endpoint"  # of the network given by --network: see `wanted`

OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--init",),
        section=RUNS,
        since="1.25",
        path="HostConfig.Init",
        help="Run an init process that reaps other processes",
    ),
    VersionedOption(
        ("--stop-signal",),
        section=RUNS,
        since="1.21",
        path="Config.StopSignal",
        metavar="SIGNAL",
        help="Signal that stops the container, instead of TERM",
        completes="signals",
    ),
    VersionedOption(
        ("--stop-timeout",),
        section=RUNS,
        since="1.25",
        path="Config.StopTimeout",
        metavar="SECONDS",
        help="How long a stop waits before SIGKILL",
        parse=container_values.number,
        completes="nothing",
    ),
    VersionedOption(
        ("--mount",),
        section=FILES,
        since="1.25",
        path="HostConfig.Mounts",
        metavar="type=TYPE,...",
        help="Mount type=bind, volume or tmpfs, with source=, target=, readonly",
        parse=values.each(container_values.mount),
        repeated=True,
        completes=("type=bind,source=", "type=volume,source=", "type=tmpfs,target="),
    ),
    VersionedOption(
        ("--tmpfs",),
        section=FILES,
        since="1.22",
        path="HostConfig.Tmpfs",
        metavar="/PATH[:OPTIONS]",
        help="Mount a tmpfs, a directory in memory",
        parse=container_values.tmpfs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--read-only",),
        section=FILES,
        since="1.17",
        path="HostConfig.ReadonlyRootfs",
        help="Make the root filesystem read-only",
    ),
    VersionedOption(
        ("--device",),
        section=FILES,
        since="1.14",
        path="HostConfig.Devices",
        metavar="/HOST[:/PATH][:rwm]",
        help="Add a device of the host",
        parse=values.each(container_values.device),
        repeated=True,
        completes="files",
    ),
    VersionedOption(
        ("--net", "--network"),
        section=NETWORK,
        since="1.11",
        path="HostConfig.NetworkMode",
        metavar="NAME",
        help="Network: NAME, none, host, container:NAME; several: API 1.44",
        parse=values.network,
        repeated=True,
        known=("none", "bridge", "default"),
        completes="networks",
    ),
    VersionedOption(
        ("--network-alias",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.Aliases",
        metavar="NAME",
        help="Alias of the container in the network",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.IPAMConfig.IPv4Address",
        metavar="ADDRESS",
        help="IPv4 address in the container's network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("--ip6",),
        section=NETWORK,
        since="1.22",
        path=f"{_ENDPOINT}.IPAMConfig.IPv6Address",
        metavar="ADDRESS",
        help="IPv6 address in the container's network",
        parse=values.address,
        completes="nothing",
    ),
    VersionedOption(
        ("-P", "--publish-all"),
        section=NETWORK,
        since="1.6",
        path="HostConfig.PublishAllPorts",
        help="Publish all exposed ports",
    ),
    VersionedOption(
        ("--expose",),
        section=NETWORK,
        since="1.6",
        path="Config.ExposedPorts",
        metavar="PORT[/PROTO]",
        help="Expose a port",
        parse=container_values.exposed,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--link",),
        section=NETWORK,
        since="1.6",
        path="HostConfig.Links",
        metavar="CONTAINER[:ALIAS]",
        help="Link to another container",
        parse=values.each(values.link),
        repeated=True,
        completes="containers",
    ),
    VersionedOption(
        ("--add-host",),
        section=NETWORK,
        since="1.15",
        path="HostConfig.ExtraHosts",
        metavar="NAME:ADDRESS",
        help="Add a line to /etc/hosts",
        parse=values.each(values.extra_host),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--dns-search",),
        section=NETWORK,
        since="1.11",
        path="HostConfig.DnsSearch",
        metavar="DOMAIN",
        help="Add a DNS search domain",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpus",),
        section=LIMITS,
        since="1.25",
        path="HostConfig.NanoCpus",
        metavar="N",
        help="Number of CPUs, such as 1.5",
        parse=container_values.nano_cpus,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpuset-cpus",),
        section=LIMITS,
        since="1.18",
        path="HostConfig.CpusetCpus",
        metavar="N-N",
        help="Only run on these CPUs",
        completes="nothing",
    ),
    VersionedOption(
        ("--pids-limit",),
        section=LIMITS,
        since="1.23",
        path="HostConfig.PidsLimit",
        metavar="N",
        help="Limit on the number of processes; -1: unlimited",
        parse=container_values.number,
        completes="nothing",
    ),
    VersionedOption(
        ("--shm-size",),
        section=LIMITS,
        since="1.22",
        path="HostConfig.ShmSize",
        metavar="BYTES",
        help="Size of /dev/shm",
        parse=values.size,
        completes="nothing",
    ),
    VersionedOption(
        ("--ulimit",),
        section=LIMITS,
        since="1.18",
        path="HostConfig.Ulimits",
        metavar="NAME=SOFT[:HARD]",
        help="Set a ulimit, such as nofile",
        parse=container_values.ulimits,
        repeated=True,
        completes=lambda: tuple(f"{name}=" for name in sorted(container_values.ULIMITS)),
    ),
    VersionedOption(
        ("--cap-add",),
        section=RIGHTS,
        since="1.14",
        path="HostConfig.CapAdd",
        metavar="CAPABILITY",
        help="Add a capability, or ALL",
        repeated=True,
        completes="capabilities",
    ),
    VersionedOption(
        ("--cap-drop",),
        section=RIGHTS,
        since="1.14",
        path="HostConfig.CapDrop",
        metavar="CAPABILITY",
        help="Drop a capability, or ALL",
        repeated=True,
        completes="capabilities",
    ),
    VersionedOption(
        ("--security-opt",),
        section=RIGHTS,
        since="1.15",
        path="HostConfig.SecurityOpt",
        metavar="OPTION",
        help="Security option, such as no-new-privileges or seccomp=FILE",
        parse=values.each(container_values.security_option),
        repeated=True,
        completes=("no-new-privileges", "seccomp=", "apparmor=", "label=disable"),
    ),
    VersionedOption(
        ("--group-add",),
        section=RIGHTS,
        since="1.20",
        path="HostConfig.GroupAdd",
        metavar="GROUP",
        help="Join this group, too",
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--ipc",),
        section=RIGHTS,
        since="1.16",
        path="HostConfig.IpcMode",
        metavar="MODE",
        help="IPC namespace: host or container:NAME",
        completes=("host", "none", "private", "shareable"),
    ),
    VersionedOption(
        ("--pid",),
        section=RIGHTS,
        since="1.17",
        path="HostConfig.PidMode",
        metavar="MODE",
        help="PID namespace: host or container:NAME",
        parse=values.mode_of("host", "private", "container", "ns"),
        completes=("host",),
    ),
    VersionedOption(
        ("--userns",),
        section=RIGHTS,
        since="1.23",
        path="HostConfig.UsernsMode",
        metavar="MODE",
        help="User namespace, such as host",
        parse=values.mode_of("host", "private", "auto", "keep-id", "nomap", "container", "ns"),
        completes=("host",),
    ),
    VersionedOption(
        ("--sysctl",),
        section=RIGHTS,
        since="1.24",
        path="HostConfig.Sysctls",
        metavar="KEY=VALUE",
        help="Set a kernel parameter",
        parse=values.parameters,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-cmd",),
        section=HEALTH,
        since="1.24",
        path=f"{_HEALTH}.Test",
        metavar="COMMAND",
        help="Command that checks the container's health",
        parse=lambda text: ["CMD-SHELL", text],
        completes="nothing",
    ),
    VersionedOption(
        ("--health-interval",),
        section=HEALTH,
        since="1.24",
        path=f"{_HEALTH}.Interval",
        metavar="TIME",
        help="Time between health checks, such as 30s",
        parse=values.nanoseconds,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-timeout",),
        section=HEALTH,
        since="1.24",
        path=f"{_HEALTH}.Timeout",
        metavar="TIME",
        help="How long a health check may take",
        parse=values.nanoseconds,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-retries",),
        section=HEALTH,
        since="1.24",
        path=f"{_HEALTH}.Retries",
        metavar="N",
        help="Failed checks in a row that mean unhealthy",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-start-period",),
        section=HEALTH,
        since="1.29",
        path=f"{_HEALTH}.StartPeriod",
        metavar="TIME",
        help="Time at the start when failures do not count",
        parse=values.nanoseconds,
        completes="nothing",
    ),
    VersionedOption(
        ("--no-healthcheck",),
        section=HEALTH,
        since="1.24",
        path=f"{_HEALTH}.Test",
        help="Disable the image's health check",
        parse=lambda wanted: ["NONE"],
    ),
    VersionedOption(
        ("--restart",),
        section=OBJECT,
        since="1.14",
        path="HostConfig.RestartPolicy",
        metavar="POLICY",
        help="Restart policy: no, always, unless-stopped or on-failure[:N]",
        parse=container_values.restart_policy,
        known=("no",),
        completes=container_values.RESTARTS,
    ),
    VersionedOption(
        ("--label-file",),
        section=OBJECT,
        since="1.18",
        path="Config.Labels",
        metavar="FILE",
        help="Read labels from a file",
        parse=values.pairs_of_files,
        repeated=True,
        completes="files",
    ),
    VersionedOption(
        ("-l", "--label"),
        section=OBJECT,
        since="1.18",
        path="Config.Labels",
        metavar="KEY[=VALUE]",
        help="Add a label",
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--log-driver",),
        section=OBJECT,
        since="1.18",
        path="HostConfig.LogConfig.Type",
        metavar="NAME",
        help="Logging driver",
        completes=("json-file", "journald", "local", "none", "syslog", "k8s-file", "passthrough"),
    ),
    VersionedOption(
        ("--log-opt",),
        section=OBJECT,
        since="1.18",
        path="HostConfig.LogConfig.Config",
        metavar="KEY=VALUE",
        help="Option of the logging driver",
        parse=values.pairs,
        repeated=True,
        completes=("max-file=", "max-size="),
    ),
)


class VersionedValues(NamedTuple):
    """Keys of the Config and of the HostConfig that API 1.5 does not have.

    `needs` has the API version and the name of each option.
    """

    config: JsonObject
    host: JsonObject
    needs: list[tuple[str, str]]


def wanted(options: Mapping[str, Json]) -> VersionedValues:
    """The keys for the values of OPTIONS. Raises UsageError."""
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


def _check_conflicts(options: Mapping[str, Json]) -> None:
    given = [row.option for row in OPTIONS if row.section == HEALTH and options[row.key]]
    if options["no_healthcheck"] and len(given) > 1:
        raise UsageError(f"Conflicting options: {given[0]} and --no-healthcheck")
    there = [row.option for row in OPTIONS if row.path.startswith(_ENDPOINT) and options[row.key]]
    if there and not options["network"]:
        raise UsageError(f"{there[0]} requires --network")
    if options["rm"] and options["restart"] not in ("", "no"):
        raise UsageError("Conflicting options: --restart and -rm")


def section(title: str) -> Iterator[str]:
    """The options in a section of the help."""
    return (row.key for row in OPTIONS if row.section == title)
