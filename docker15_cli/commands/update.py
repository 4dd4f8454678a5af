"""`docker15 update`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docker15_cli.api import container_life as api
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.shared_options import CONCURRENT, containers_argument
from docker15_cli.cli.versioned import VERSIONED, VersionedOption, declare, gather
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError
from docker15_cli.fanout import targets


def _swap(text: str) -> int:
    return -1 if text == "-1" else values.size(text)


# The paths of the values are in the body of the request.
_OPTIONS: Sequence[VersionedOption] = (
    VersionedOption(
        ("--blkio-weight",),
        since="",
        path="BlkioWeight",
        metavar="N",
        help="Block I/O weight, 10 to 1000",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-period",),
        since="",
        path="CpuPeriod",
        metavar="N",
        help="Period of the CPU scheduler, in microseconds",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-quota",),
        since="",
        path="CpuQuota",
        metavar="N",
        help="CPU time in each period, in microseconds; -1: unlimited",
        parse=container_values.number,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-rt-period",),
        since="1.25",
        path="CpuRealtimePeriod",
        metavar="N",
        help="Period of the real-time scheduler, in microseconds",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpu-rt-runtime",),
        since="1.25",
        path="CpuRealtimeRuntime",
        metavar="N",
        help="Real-time CPU time in each period, in microseconds",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("-c", "--cpu-shares"),
        since="",
        path="CpuShares",
        metavar="N",
        help="CPU shares, relative to other containers",
        parse=values.count,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpus",),
        since="1.29",
        path="NanoCpus",
        metavar="N",
        help="Number of CPUs, such as 1.5",
        parse=container_values.nano_cpus,
        completes="nothing",
    ),
    VersionedOption(
        ("--cpuset-cpus",),
        since="",
        path="CpusetCpus",
        metavar="N-N",
        help="Only run on these CPUs",
        completes="nothing",
    ),
    VersionedOption(
        ("--cpuset-mems",),
        since="",
        path="CpusetMems",
        metavar="N-N",
        help="Only use these memory nodes",
        completes="nothing",
    ),
    VersionedOption(
        ("-m", "--memory"),
        since="",
        path="Memory",
        metavar="BYTES",
        help="Memory limit, in bytes or with a unit (512m)",
        parse=values.size,
        completes="nothing",
    ),
    VersionedOption(
        ("--memory-reservation",),
        since="",
        path="MemoryReservation",
        metavar="BYTES",
        help="Soft limit on memory",
        parse=values.size,
        completes="nothing",
    ),
    VersionedOption(
        ("--memory-swap",),
        since="",
        path="MemorySwap",
        metavar="BYTES",
        help="Limit on memory plus swap; -1: unlimited",
        parse=_swap,
        completes="nothing",
    ),
    VersionedOption(
        ("--pids-limit",),
        since="1.40",
        path="PidsLimit",
        metavar="N",
        help="Limit on the number of processes; -1: unlimited",
        parse=container_values.number,
        completes="nothing",
    ),
    VersionedOption(
        ("--restart",),
        since="1.23",
        path="RestartPolicy",
        metavar="POLICY",
        help="Restart policy: no, always, unless-stopped or on-failure[:N]",
        parse=container_values.restart_policy,
        completes=container_values.RESTARTS,
    ),
)


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    multi_engine=ON_REQUEST,
    examples=(
        "docker15 update -m 512m --memory-swap 1g CONTAINER",
        "docker15 update --restart unless-stopped CONTAINER",
    ),
    manual=(
        "Updates the limits and the restart policy of containers, and prints their names. A "
        "running container is changed immediately. What is not given, or a limit of 0, stays as "
        "it is.",
        VERSIONED,
        "Podman before version 5 can't change the restart policy.",
        CONCURRENT,
    ),
    related=("create", "inspect", "stats"),
)
@containers_argument(completes="containers")
@declare(_OPTIONS)
def command(app: App, containers: Sequence[str], **options: Any) -> int:
    changes, needs = gather(_OPTIONS, options)
    if not changes:
        raise UsageError("nothing to update: give at least one option")
    for version, needing in needs:
        app.client.require_version(version, f"update {needing}")

    def update(target: str) -> str:
        for warning in api.update(app.client, target, changes):
            app.reporter.note(f"Warning: {target}: {warning}")
        return target

    return targets.each(app, containers, update)
