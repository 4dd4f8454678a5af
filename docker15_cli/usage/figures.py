"""What a container uses, computed and shown as docker does, from the engine's samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from docker15_cli.cli import format_option
from docker15_cli.contract.shapes import CpuStats, MemoryStats, NetworkStats, Stats
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import units_06, units_docker

_UNKNOWN = "--"


class Processor(NamedTuple):
    """CPU time in nanoseconds: of a container, and of the whole machine."""

    own: int
    system: int


class Figures(NamedTuple):
    """What a container uses: `cpu` in percent of one CPU, everything else in bytes, or a count.

    `cpu` is None if another sample is needed.
    """

    cpu: float | None = 0.0
    memory: int = 0
    limit: int = 0
    received: int = 0
    sent: int = 0
    read: int = 0
    written: int = 0
    processes: int = 0

    @property
    def memory_share(self) -> float:
        """The memory in percent of the limit."""
        return 100 * self.memory / self.limit if self.limit else 0.0


def processor(sample: Stats) -> Processor | None:
    """The CPU times of a sample; None if the container does not run."""
    return _processor(sample.get("cpu_stats") or {})


def _processor(stats: CpuStats) -> Processor | None:
    system = stats.get("system_cpu_usage") or 0
    own = (stats.get("cpu_usage") or {}).get("total_usage") or 0
    return Processor(own, system) if system else None


def figures(sample: Stats, before: Processor | None) -> Figures:
    """The figures of a sample; `before` is from an earlier one, None for the sample's own."""
    networks = list((sample.get("networks") or {}).values())
    if not networks and sample.get("network"):  # before API 1.21
        networks = [sample["network"]]
    blocks = (sample.get("blkio_stats") or {}).get("io_service_bytes_recursive") or ()
    counts = [((block.get("op") or "")[:1].lower(), block.get("value") or 0) for block in blocks]
    memory = sample.get("memory_stats") or {}
    return Figures(
        cpu=_cpu(sample, before),
        memory=_without_cache(memory),
        limit=memory.get("limit") or 0,
        received=_sum(networks, lambda one: one.get("rx_bytes")),
        sent=_sum(networks, lambda one: one.get("tx_bytes")),
        read=sum(count for operation, count in counts if operation == "r"),
        written=sum(count for operation, count in counts if operation == "w"),
        processes=(sample.get("pids_stats") or {}).get("current") or 0,
    )


def _sum(networks: list[NetworkStats], value: Callable[[NetworkStats], int | None]) -> int:
    return sum(value(one) or 0 for one in networks)


def _cpu(sample: Stats, before: Processor | None) -> float | None:
    """The CPU use since the sample before, in percent: 200 stands for two whole CPUs."""
    stats = sample.get("cpu_stats") or {}
    now = _processor(stats)
    before = before or _processor(sample.get("precpu_stats") or {})
    if now is None:  # the container does not run
        return 0.0
    if before is None:
        return None
    own, system = now.own - before.own, now.system - before.system
    if own <= 0 or system <= 0:
        return 0.0
    known = len((stats.get("cpu_usage") or {}).get("percpu_usage") or ())
    return 100 * own / system * (stats.get("online_cpus") or known or 1)


def _without_cache(memory: MemoryStats) -> int:
    """The memory used, without the cache that could be dropped (cgroup v1: total_inactive_file)."""
    usage, stats = memory.get("usage") or 0, memory.get("stats") or {}
    for key in ("total_inactive_file", "inactive_file"):
        if key in stats and stats[key] < usage:
            return usage - stats[key]
    return usage


# --- rows, with the keys "Id", "Name", "Container" (as the user named it) and "Figures"


def row(
    identifier: str,
    name: str,
    container: str,
    found: Figures | None = None,
    sample: Stats | None = None,
) -> JsonObject:
    """A row of `stats`; `found` is None if there are no figures yet, `sample` is the engine's."""
    identity = {"Id": identifier, "Name": name, "Container": container}
    return {**identity, "Figures": found, "Sample": sample}


def fields(no_trunc: bool) -> format_option.Fields:
    """The fields of a row, as in docker."""
    return {
        "ID": ("CONTAINER ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Container": ("CONTAINER", lambda row: row["Container"]),
        "Name": ("NAME", lambda row: row["Name"]),
        "CPUPerc": ("CPU %", lambda row: _text_of(row, _cpu_text)),
        "MemUsage": ("MEM USAGE / LIMIT", lambda row: _text_of(row, _memory_text, pair=True)),
        "MemPerc": ("MEM %", lambda row: _text_of(row, lambda found: f"{found.memory_share:.2f}%")),
        "NetIO": (
            "NET I/O",
            lambda row: _text_of(row, lambda found: _pair(found.received, found.sent), pair=True),
        ),
        "BlockIO": (
            "BLOCK I/O",
            lambda row: _text_of(row, lambda found: _pair(found.read, found.written), pair=True),
        ),
        "PIDs": ("PIDS", lambda row: _text_of(row, lambda found: str(found.processes))),
    }


SHOWN = ("ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs")
"""The columns of the table."""


def _text_of(row: Mapping[str, Json], tell: Callable[[Figures], str], *, pair: bool = False) -> str:
    if row["Figures"] is None:
        return f"{_UNKNOWN} / {_UNKNOWN}" if pair else _UNKNOWN
    return tell(row["Figures"])


def _cpu_text(found: Figures) -> str:
    return _UNKNOWN if found.cpu is None else f"{found.cpu:.2f}%"


def _memory_text(found: Figures) -> str:
    return f"{units_docker.memory(found.memory)} / {units_docker.memory(found.limit)}"


def _pair(one: int, other: int) -> str:
    return f"{units_docker.size(one)} / {units_docker.size(other)}"


SORTS: Mapping[str, Callable[[Mapping[str, Json]], object]] = {
    "cpu": lambda row: (-_number(row, lambda found: found.cpu), row["Name"]),
    "mem": lambda row: (-_number(row, lambda found: found.memory), row["Name"]),
    "name": lambda row: row["Name"],
}
"""What to sort rows by: the most comes first, names come in their order."""


def _number(row: Mapping[str, Json], value: Callable[[Figures], float | None]) -> float:
    found = row["Figures"]
    return (value(found) if found is not None else None) or 0.0
