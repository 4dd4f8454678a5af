"""The fields of `ps --format`, with the values that today's docker has for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docker15_cli.commands import _format
from docker15_cli.output import human, today

_COMMAND_LENGTH, _MOUNT_LENGTH = 20, 15  # characters

Row = Mapping[str, Any]


def fields(no_trunc: bool) -> _format.Fields:
    """Each field's title and its value for a row; `no_trunc` cuts nothing."""
    now = time.time()
    return {
        "ID": ("CONTAINER ID", lambda row: human.shown_id(row["Id"], whole=no_trunc)),
        "Image": ("IMAGE", lambda row: row.get("Image") or ""),
        "Command": ("COMMAND", lambda row: _command(row, no_trunc)),
        "CreatedAt": ("CREATED AT", lambda row: human.moment(row["Created"])),
        "RunningFor": ("CREATED", lambda row: today.ago(row["Created"], now)),
        "Status": ("STATUS", lambda row: row.get("Status") or ""),
        "State": ("STATE", lambda row: row.get("State") or _state(row.get("Status") or "")),
        "Ports": ("PORTS", lambda row: ", ".join(_ports(row.get("Ports") or ()))),
        "Size": ("SIZE", _size),
        "Names": ("NAMES", lambda row: ",".join(_names(row, no_trunc))),
        "Labels": ("LABELS", _labels),
        "Mounts": ("MOUNTS", lambda row: ",".join(_mounts(row, no_trunc))),
        "LocalVolumes": ("LOCAL VOLUMES", _local_volumes),
        "Networks": ("NETWORKS", _networks),
    }


METHODS: _format.Methods = {
    "Label": (
        lambda key: key.rpartition(".")[2].replace("-", " ").replace("_", " "),
        lambda row, key: (row.get("Labels") or {}).get(key, ""),
    )
}


def _command(row: Row, no_trunc: bool) -> str:
    command = row.get("Command") or ""
    return today.quote(command if no_trunc else today.shortened(command, _COMMAND_LENGTH))


def _state(status: str) -> str:
    return "running" if status.startswith("Up") else "exited"


def _ports(ports: Iterable[Row]) -> Iterator[str]:
    """Ports that are published as themselves, or only exposed, as ranges; then the others."""
    runs: dict[str, list[list[int]]] = {}  # stretches of ports, by what stands before and behind
    others = []
    for port in sorted(ports, key=_port_order):
        private, public = port.get("PrivatePort") or 0, port.get("PublicPort") or 0
        kind, address = port.get("Type", "tcp"), _address(port)
        if public and public != private:
            others.append(f"{address}:{public}->{private}/{kind}")
            continue
        stretches = runs.setdefault(f"{address}/{kind}" if public else f"/{kind}", [])
        if stretches and private == stretches[-1][1] + 1:
            stretches[-1][1] = private
        else:
            stretches.append([private, private])
    for place, stretches in runs.items():
        address, _, kind = place.rpartition("/")
        for first, last in stretches:
            span = str(first) if first == last else f"{first}-{last}"
            yield f"{address}:{span}->{span}/{kind}" if address else f"{span}/{kind}"
    yield from others


def _port_order(port: Row) -> tuple[int, str, int, str]:
    private, public = port.get("PrivatePort") or 0, port.get("PublicPort") or 0
    return private, port.get("IP") or "", public, port.get("Type", "tcp")


def _address(port: Row) -> str:
    """Where it is published; a 1.5 daemon does not tell, and means everywhere."""
    address = port.get("IP") or "0.0.0.0"  # noqa: S104 - shown, not bound
    return f"[{address}]" if ":" in address else address


def _size(row: Row) -> str:
    own, virtual = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
    return human.size_with_virtual(own, virtual, today.size)


def _names(row: Row, no_trunc: bool) -> list[str]:
    """Without `no_trunc` the container's own, not those that it has in links."""
    names = [str(name).removeprefix("/") for name in row.get("Names") or ()]
    own = [name for name in names if "/" not in name]
    return names if no_trunc or not own else own[:1]


def _labels(row: Row) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((row.get("Labels") or {}).items()))


def _mounts(row: Row, no_trunc: bool) -> list[str]:
    names = [str(each.get("Name") or each.get("Source") or "") for each in row.get("Mounts") or ()]
    return names if no_trunc else [today.shortened(name, _MOUNT_LENGTH) for name in names]


def _local_volumes(row: Row) -> str:
    return str(sum(each.get("Driver") == "local" for each in row.get("Mounts") or ()))


def _networks(row: Row) -> str:
    return ",".join(sorted((row.get("NetworkSettings") or {}).get("Networks") or ()))
