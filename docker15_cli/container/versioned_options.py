"""The options of `run` and `create` that API 1.5 does not have: one declaration each.

Source: the later APIs' descriptions of Config and HostConfig.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption, gather
from docker15_cli.container import limit_options, network_options, resource_values
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

RUNS, FILES, NETWORK = "Process", "Files", network_options.NETWORK
LIMITS, RIGHTS, HEALTH = limit_options.LIMITS, "Security", "Health"
OBJECT = "Container and image"

_HEALTH = "Config.Healthcheck"
UNMASKED = "systempaths=unconfined"  # only docker has it; engines take two lists of paths

OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--init",),
        section=RUNS,
        since="1.25",
        path="HostConfig.Init",
        help="Run an init that forwards signals and reaps processes",
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
        help="Mount type=bind, volume, tmpfs or image, with source=, target=, readonly",
        parse=values.each(container_values.mount),
        repeated=True,
        completes=(
            *("type=bind,source=", "type=volume,source=", "type=tmpfs,target="),
            "type=image,source=",
        ),
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
        help="Add a host device, or a CDI device VENDOR/CLASS=NAME",
        parse=values.each(container_values.device),
        repeated=True,
        completes="files",
    ),
    VersionedOption(
        ("--device-cgroup-rule",),
        section=FILES,
        since="1.28",
        path="HostConfig.DeviceCgroupRules",
        metavar="RULE",
        help="Add a device cgroup rule, such as 'c 1:3 rwm'",
        parse=values.each(resource_values.device_rule),
        repeated=True,
        completes="nothing",
    ),
    VersionedOption(
        ("--gpus",),
        section=FILES,
        since="1.40",
        path="HostConfig.DeviceRequests",
        metavar="GPUS",
        help="Add GPUs: all, N, or device=ID, driver=NAME, capabilities=LIST",
        parse=values.each(resource_values.gpus),
        repeated=True,
        completes=("all", "device=", "driver=", "capabilities="),
    ),
    VersionedOption(
        ("--volume-driver",),
        section=FILES,
        since="1.21",
        path="HostConfig.VolumeDriver",
        metavar="DRIVER",
        help="Driver for the volumes that -v creates",
        completes=("local",),
    ),
    *network_options.OPTIONS,
    *limit_options.OPTIONS,
    VersionedOption(
        ("--cap-add",),
        section=RIGHTS,
        since="1.14",
        path="HostConfig.CapAdd",
        metavar="CAPABILITY",
        parse=container_values.capabilities,
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
        parse=container_values.capabilities,
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
        help="Join an additional group",
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
        ("--uts",),
        section=RIGHTS,
        since="1.19",
        path="HostConfig.UTSMode",
        metavar="MODE",
        help="UTS namespace: host",
        parse=values.mode_of("host"),
        completes=("host",),
    ),
    VersionedOption(
        ("--cgroupns",),
        section=RIGHTS,
        since="1.41",
        path="HostConfig.CgroupnsMode",
        metavar="MODE",
        help="Cgroup namespace: host or private",
        parse=values.mode_of("host", "private"),
        completes=("host", "private"),
    ),
    VersionedOption(
        ("--isolation",),
        section=RIGHTS,
        since="1.22",
        path="HostConfig.Isolation",
        metavar="NAME",
        help="Isolation technology; on Linux only default",
        completes=("default",),
    ),
    VersionedOption(
        ("--runtime",),
        section=RIGHTS,
        since="1.24",
        path="HostConfig.Runtime",
        metavar="NAME",
        help="OCI runtime to use",
        completes=("runc", "crun", "runsc", "nvidia"),
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
        help="Consecutive failures needed to report unhealthy",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-start-period",),
        section=HEALTH,
        since="1.29",
        path=f"{_HEALTH}.StartPeriod",
        metavar="TIME",
        help="Time after the start when failures do not count",
        parse=values.nanoseconds,
        completes="nothing",
    ),
    VersionedOption(
        ("--health-start-interval",),
        section=HEALTH,
        since="1.44",
        path=f"{_HEALTH}.StartInterval",
        metavar="TIME",
        help="Time between health checks in the start period",
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
        ("--annotation",),
        section=OBJECT,
        since="1.43",
        path="HostConfig.Annotations",
        metavar="KEY[=VALUE]",
        help="Add an annotation for the OCI runtime",
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

    `needs` are pairs of an API version and the option that needs it.
    """

    config: JsonObject
    host: JsonObject
    needs: list[tuple[str, str]]


def parse(options: Mapping[str, Json]) -> VersionedValues:
    """The keys for `options`, the values of OPTIONS by name. Raises UsageError."""
    _check_conflicts(options)
    tree, needs = gather(OPTIONS, options)
    config, host = tree.get("Config", {}), tree.get("HostConfig", {})
    endpoints = network_options.endpoints(tree, options, needs)
    if endpoints:
        config["NetworkingConfig"] = {"EndpointsConfig": endpoints}
    needs += container_values.mount_needs(host.get("Mounts", ()))
    _request_devices(host, needs)
    if UNMASKED in host.get("SecurityOpt", ()):
        host["SecurityOpt"] = [text for text in host["SecurityOpt"] if text != UNMASKED]
        host |= {"MaskedPaths": [], "ReadonlyPaths": []}
        needs.append(("1.38", f"--security-opt {UNMASKED}"))
    return VersionedValues(config, host, needs)


def _request_devices(host: JsonObject, needs: list[tuple[str, str]]) -> None:
    """Move CDI devices, which have a name, from Devices to DeviceRequests (API 1.44)."""
    devices = host.get("Devices", [])
    named = [device["cdi"] for device in devices if "cdi" in device]
    if named:
        host["Devices"] = [device for device in devices if "cdi" not in device]
        request = {"Driver": "cdi", "DeviceIDs": named}
        host["DeviceRequests"] = [*host.get("DeviceRequests", ()), request]
        needs.append(("1.44", f"--device {named[0]}"))


def _check_conflicts(options: Mapping[str, Json]) -> None:
    given = [row.option for row in OPTIONS if row.section == HEALTH and options[row.key]]
    if options["no_healthcheck"] and len(given) > 1:
        raise UsageError(f"Conflicting options: {given[0]} and --no-healthcheck")
    if options["rm"] and options["restart"] not in ("", "no"):
        raise UsageError("Conflicting options: --restart and -rm")
    if options["log_driver"] == "none" and options["log_opt"]:
        raise UsageError("--log-driver none takes no --log-opt")


def section(title: str) -> Iterator[str]:
    """The names of the options in a section of the help."""
    return (row.key for row in OPTIONS if row.section == title)
