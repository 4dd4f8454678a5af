"""The options of `run` and `create` that limit resources and API 1.5 does not have."""

from collections.abc import Callable, Sequence
from typing import Any

from docker15_cli.cli import values
from docker15_cli.cli.versioned import VersionedOption
from docker15_cli.container import resource_values
from docker15_cli.container import values as container_values

LIMITS = "Limits"

_MICROSECONDS = "MICROSECONDS"


def _limit(
    name: str,
    since: str,
    key: str,
    metavar: str,
    parse: Callable[[str], Any],
    help: str,
) -> VersionedOption:
    return VersionedOption(
        (name,),
        section=LIMITS,
        since=since,
        path=f"HostConfig.{key}",
        metavar=metavar,
        help=help,
        parse=parse,
        completes="nothing",
    )


def _of_devices(
    name: str, key: str, value: str, parse: Callable[[str], Any], help: str
) -> VersionedOption:
    return VersionedOption(
        (name,),
        section=LIMITS,
        since="1.22",
        path=f"HostConfig.{key}",
        metavar=f"/dev/NAME:{value}",
        help=help,
        parse=values.each(parse),
        repeated=True,
        completes="files",
    )


OPTIONS: Sequence[VersionedOption] = (
    _limit(
        "--memory-reservation",
        "1.21",
        "MemoryReservation",
        "BYTES",
        values.size,
        "Soft limit on memory, below --memory",
    ),
    _limit(
        "--memory-swappiness",
        "1.20",
        "MemorySwappiness",
        "N",
        resource_values.integer(-1, 100),
        "Tendency to swap, 0 to 100; -1: the host's",
    ),
    _limit(
        "--kernel-memory",
        "1.21",
        "KernelMemory",
        "BYTES",
        values.size,
        "Limit on kernel memory; no effect since API 1.42",
    ),
    VersionedOption(
        ("--oom-kill-disable",),
        section=LIMITS,
        since="1.19",
        path="HostConfig.OomKillDisable",
        help="Disable the OOM killer",
    ),
    _limit(
        "--oom-score-adj",
        "1.22",
        "OomScoreAdj",
        "N",
        resource_values.integer(-1000, 1000),
        "OOM killer preference, -1000 to 1000",
    ),
    _limit(
        "--cpus",
        "1.25",
        "NanoCpus",
        "N",
        container_values.nano_cpus,
        "Number of CPUs, such as 1.5",
    ),
    _limit(
        "--cpu-period",
        "1.19",
        "CpuPeriod",
        _MICROSECONDS,
        values.count,
        "CPU scheduler period that --cpu-quota refers to",
    ),
    _limit(
        "--cpu-quota",
        "1.19",
        "CpuQuota",
        _MICROSECONDS,
        container_values.number,
        "CPU time in each --cpu-period; -1: unlimited",
    ),
    _limit(
        "--cpu-rt-period",
        "1.25",
        "CpuRealtimePeriod",
        _MICROSECONDS,
        values.count,
        "Real-time scheduler period",
    ),
    _limit(
        "--cpu-rt-runtime",
        "1.25",
        "CpuRealtimeRuntime",
        _MICROSECONDS,
        values.count,
        "Real-time CPU time in each --cpu-rt-period",
    ),
    _limit(
        "--cpuset-cpus",
        "1.18",
        "CpusetCpus",
        "N-N",
        str,
        "Only run on these CPUs",
    ),
    _limit(
        "--cpuset-mems",
        "1.19",
        "CpusetMems",
        "N-N",
        str,
        "Only use these memory nodes",
    ),
    _limit(
        "--blkio-weight",
        "1.19",
        "BlkioWeight",
        "WEIGHT",
        resource_values.weight,
        "Block I/O weight, 10 to 1000; 0: none of its own",
    ),
    _of_devices(
        "--blkio-weight-device",
        "BlkioWeightDevice",
        "WEIGHT",
        resource_values.weight_device,
        "Block I/O weight on one device",
    ),
    _of_devices(
        "--device-read-bps",
        "BlkioDeviceReadBps",
        "BYTES",
        resource_values.rate_in_bytes,
        "Limit on reads from a device, in bytes per second",
    ),
    _of_devices(
        "--device-write-bps",
        "BlkioDeviceWriteBps",
        "BYTES",
        resource_values.rate_in_bytes,
        "Limit on writes to a device, in bytes per second",
    ),
    _of_devices(
        "--device-read-iops",
        "BlkioDeviceReadIOps",
        "N",
        resource_values.rate,
        "Limit on reads from a device per second",
    ),
    _of_devices(
        "--device-write-iops",
        "BlkioDeviceWriteIOps",
        "N",
        resource_values.rate,
        "Limit on writes to a device per second",
    ),
    _limit(
        "--pids-limit",
        "1.23",
        "PidsLimit",
        "N",
        container_values.number,
        "Limit on the number of processes; -1: unlimited",
    ),
    _limit(
        "--shm-size",
        "1.22",
        "ShmSize",
        "BYTES",
        values.size,
        "Size of /dev/shm",
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
        ("--storage-opt",),
        section=LIMITS,
        since="1.24",
        path="HostConfig.StorageOpt",
        metavar="KEY=VALUE",
        help="Option of the storage driver, such as size=10G",
        parse=values.parameters,
        repeated=True,
        completes=("size=",),
    ),
    VersionedOption(
        ("--cgroup-parent",),
        section=LIMITS,
        since="1.18",
        path="HostConfig.CgroupParent",
        metavar="PATH",
        help="Parent cgroup",
        completes="nothing",
    ),
)
