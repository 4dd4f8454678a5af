"""/system/df, /containers/…/stats and /containers/…/update"""

from __future__ import annotations

import time
from typing import Any

from .. import golang
from ..container import Container
from ..http import JSON
from ..routes import Route
from . import containers, images, volumes
from .call import ModernCall, Refusal, version_of

TOTALS = version_of("1.52")  # from this version on, each list is in an object with its totals
_ENDS = version_of("1.19")  # from this version on, a single sample can be requested
_VOLUME_SIZE = 12  # bytes; nothing is measured
_TICK = 10**9  # nanoseconds between two samples, as the container sees it
_PAUSE = 0.2  # seconds between two samples of a stream
_BLOCKS = dict.fromkeys(
    (
        *("io_service_bytes_recursive", "io_serviced_recursive", "io_queue_recursive"),
        *("io_service_time_recursive", "io_wait_time_recursive", "io_merged_recursive"),
        *("io_time_recursive", "sectors_recursive"),
    )
)
_UNTHROTTLED = {"periods": 0, "throttled_periods": 0, "throttled_time": 0}
_MEMORY = 8 * 1024**3


def disk_usage(call: ModernCall) -> None:
    kinds = set(call.request.form.get("type", ())) or {
        "image",
        "container",
        "volume",
        "build-cache",
    }
    if not kinds <= {"image", "container", "volume", "build-cache"}:
        raise Refusal(400, f"unknown object type: {', '.join(sorted(kinds))}")
    found: dict[str, list[dict[str, Any]] | None] = {
        "Images": _images(call) if "image" in kinds else None,
        "Containers": _containers(call) if "container" in kinds else None,
        "Volumes": _volumes(call) if "volume" in kinds else None,
        "BuildCache": [] if "build-cache" in kinds else None,
    }
    layers = sum(image.size for image in call.state.images.graph.values())
    if call.api < TOTALS:
        call.json({"LayersSize": layers if "image" in kinds else 0, **found})
        return
    names = {"Images": "ImageUsage", "Containers": "ContainerUsage", "Volumes": "VolumeUsage"}
    usages = {
        names.get(key, "BuildCacheUsage"): {
            "TotalCount": len(items),
            "TotalSize": layers if key == "Images" else 0,
            **({"Items": items} if call.flag("verbose") else {}),
        }
        for key, items in found.items()
        if items is not None
    }
    call.json(usages)


def _images(call: ModernCall) -> list[dict[str, Any]]:
    rows = images.rows(call, everything=False)
    graph = call.state.images
    above: dict[str, int] = {}  # how many of these images contain a layer
    for row in rows:
        for layer in graph.history(graph.graph[row["Id"].removeprefix("sha256:")]):
            above[layer.id] = above.get(layer.id, 0) + 1
    for row in rows:
        own = row["Id"].removeprefix("sha256:")
        layers = graph.history(graph.graph[own])
        row["SharedSize"] = sum(layer.size for layer in layers if above[layer.id] > 1)
        row["RepoDigests"] = None
        row["Containers"] = sum(one.image == own for one in call.state.containers)
    return rows


def _containers(call: ModernCall) -> list[dict[str, Any]]:
    found = [(one, containers.row(call, one)) for one in call.state.containers.newest_first()]
    return [{**row, **containers.sizes(call, one)} for one, row in found]


def _volumes(call: ModernCall) -> list[dict[str, Any]]:
    return [
        {
            **volume,
            "UsageData": {"RefCount": len(volumes.users(call, name)), "Size": _VOLUME_SIZE},
        }
        for name, volume in call.state.volumes.items()
    ]


# --- stats


def stats(call: ModernCall) -> None:
    """Send sample after sample until the container ends, or zeros if it isn't running."""
    one = containers.find(call)
    call.response.headers["Content-Type"] = JSON
    streams = call.api < _ENDS or (call.value("stream") or "true").lower() in ("1", "true")
    if streams:
        call.response.flush()
    while True:
        is_alone = not streams and not call.flag("one-shot")
        # For a single sample, the engine has waited for the one before it.
        count = one.later.get("samples", 0) + (2 if is_alone else 1)
        one.later["samples"] = count
        sample = _sample(one, count, has_waited=not call.flag("one-shot"))
        if not streams:
            call.json(sample)
            return
        call.flushed_json(sample)
        if _has_ended(call, one):
            return


def _has_ended(call: ModernCall, one: Container) -> bool:
    """Wait for the next sample; return whether none will come."""
    is_left = call.response.connection.closed.wait(_PAUSE)
    return is_left or call.state.stopping or call.state.containers.get(one.id) is None


def _sample(one: Container, count: int, *, has_waited: bool) -> dict[str, Any]:
    """Sample number `count`: half of one of two CPUs; 3 MiB of 8 GiB, 1 MiB of it cache."""
    sample: dict[str, Any] = {
        "read": golang.rfc3339(time.time_ns()),
        "preread": "0001-01-01T00:00:00Z",
        "pids_stats": {},
        "blkio_stats": _BLOCKS,
        "num_procs": 0,
        "storage_stats": {},
        "cpu_stats": _cpu(0),
        "precpu_stats": _cpu(0),
        "memory_stats": {},
        "name": f"/{one.name}",
        "id": one.id,
    }
    if not one.running:
        return sample
    written = [
        {"major": 8, "minor": 0, "op": "read", "value": 4096 * count},
        {"major": 8, "minor": 0, "op": "write", "value": 12288 * count},
    ]
    return sample | {
        "pids_stats": {"current": 2, "limit": 100},
        "blkio_stats": {**_BLOCKS, "io_service_bytes_recursive": written},
        "cpu_stats": _cpu(count),
        "precpu_stats": _cpu(count - 1 if has_waited else 0),
        "memory_stats": {
            "usage": 3 * 1024**2,
            "limit": _MEMORY,
            "stats": {"inactive_file": 1024**2},
        },
        "networks": {"eth0": {"rx_bytes": 1000 * count, "tx_bytes": 500 * count}},
    }


def _cpu(count: int) -> dict[str, Any]:
    usage = {
        "total_usage": _TICK // 2 * count,
        "usage_in_kernelmode": 0,
        "usage_in_usermode": _TICK // 2 * count,
    }
    whole = {"system_cpu_usage": 2 * _TICK * count, "online_cpus": 2} if count else {}
    return {"cpu_usage": usage, **whole, "throttling_data": _UNTHROTTLED}


# --- update


def update(call: ModernCall) -> None:
    """Change whatever is not 0 or empty."""
    one, body = containers.find(call), call.body() or {}
    host = one.later.setdefault("HostConfig", {})
    if body.get("Memory") and 0 < (body.get("MemorySwap") or 0) < body["Memory"]:
        why = "Minimum memoryswap limit should be larger than memory limit, see usage"
        raise Refusal(400, why)
    if (body.get("RestartPolicy") or {}).get("Name") and host.get("AutoRemove"):
        why = "Restart policy cannot be updated because AutoRemove is enabled for the container"
        raise Refusal(409, why)
    host |= {key: value for key, value in body.items() if value and key != "RestartPolicy"}
    if (body.get("RestartPolicy") or {}).get("Name"):
        host["RestartPolicy"] = body["RestartPolicy"]
    containers.log(call, "update", one)
    call.json({"Warnings": None})


ROUTES: list[Route] = [
    ("GET", "/system/df", disk_usage),
    ("GET", "/containers/{name}/stats", stats),
    ("POST", "/containers/{name}/update", update),
]
