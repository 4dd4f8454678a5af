"""The fields of a container's row in a listing: docker's, and those that docker15 adds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from docker15_cli.cli.fields import Fields, Methods
from docker15_cli.contract.shapes import as_written
from docker15_cli.jsontypes import Json
from docker15_cli.output import units_06, units_docker
from docker15_cli.output.published_ports import bracketed

_STATES = {
    "": "created",
    "Created": "created",
    "Up": "running",
    "Restarting": "restarting",
    "Removal": "removing",
    "Dead": "dead",
    "Ghost": "running",
}
_COMMAND_LENGTH, _MOUNT_LENGTH = 20, 15  # characters, of --format's fields

Row = Mapping[str, Json]


def fields(no_trunc: bool) -> Fields:
    """Each field's title, and its value for a row; nothing is cut with `no_trunc`."""
    now = time.time()
    return {
        "ID": ("CONTAINER ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Image": ("IMAGE", lambda row: _image_field(row, no_trunc)),
        "Command": ("COMMAND", lambda row: _command_field(row, no_trunc)),
        "CreatedAt": ("CREATED AT", lambda row: units_06.moment(row["Created"])),
        "RunningFor": ("CREATED", lambda row: units_docker.ago(row["Created"], now)),
        "Status": ("STATUS", lambda row: row.get("Status") or ""),
        "State": ("STATE", lambda row: state(row)),
        "Ports": ("PORTS", lambda row: ", ".join(_ports_field(row.get("Ports") or ()))),
        "Size": ("SIZE", _size_field),
        "Names": ("NAMES", lambda row: ",".join(_names_field(row, no_trunc))),
        "Labels": ("LABELS", _labels),
        "Mounts": ("MOUNTS", lambda row: ",".join(_mounts(row, no_trunc))),
        "LocalVolumes": ("LOCAL VOLUMES", _local_volumes),
        "Networks": ("NETWORKS", lambda row: ",".join(networks(row))),
        "Platform": ("PLATFORM", _platform),
    }


METHODS: Methods = {
    "Label": (
        lambda key: key.rpartition(".")[2].replace("-", " ").replace("_", " "),
        lambda row, key: (row.get("Labels") or {}).get(key, ""),
    )
}


def _image_field(row: Row, no_trunc: bool) -> str:
    return units_06.shown_image(row.get("Image") or "", no_trunc=no_trunc) or "<no image>"


def _command_field(row: Row, no_trunc: bool) -> str:
    command = as_written(row.get("Command") or "")
    return units_docker.quote(
        command if no_trunc else units_docker.shortened(command, _COMMAND_LENGTH)
    )


def state(row: Row) -> str:
    """The container's state in docker's words; guessed from its status before API 1.23."""
    if "State" in row:
        return str(row["State"])
    status = row.get("Status") or ""
    if status.startswith("Up") and status.endswith("(Paused)"):
        return "paused"
    return _STATES.get(status.partition(" ")[0], "exited")


def _ports_field(ports: Iterable[Row]) -> Iterator[str]:
    """Ports as docker shows them: first those exposed, or published as the same number, in ranges.

    Then the others.
    """
    runs: dict[str, list[list[int]]] = {}  # ranges of ports, by the text before and after them
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
    """The address that a port is published on; a 1.5 daemon sends none, and means every one."""
    return bracketed(port.get("IP") or "0.0.0.0")  # noqa: S104 - shown, not bound


def _size_field(row: Row) -> str:
    own, virtual = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
    return units_06.size_with_virtual(own, virtual, units_docker.size)


def _names_field(row: Row, no_trunc: bool) -> list[str]:
    """Without `no_trunc`, only the container's own name, not its names in links."""
    names = [str(name).removeprefix("/") for name in row.get("Names") or ()]
    own = [name for name in names if "/" not in name]
    return names if no_trunc or not own else own[:1]


def _labels(row: Row) -> str:
    return units_docker.labels(row.get("Labels") or {})


def _mounts(row: Row, no_trunc: bool) -> list[str]:
    names = [str(each.get("Name") or each.get("Source") or "") for each in row.get("Mounts") or ()]
    return names if no_trunc else [units_docker.shortened(name, _MOUNT_LENGTH) for name in names]


def _local_volumes(row: Row) -> str:
    return str(sum(each.get("Driver") == "local" for each in row.get("Mounts") or ()))


def _platform(row: Row) -> object:
    """`linux/amd64`, if an engine knows for which platform the image was made (API 1.48)."""
    from docker15_cli.gotemplate.values import NilPointer, Text

    platform = (row.get("ImageManifestDescriptor") or {}).get("platform")
    if not platform:
        return NilPointer("formatter.Platform")
    words = (platform.get("os"), platform.get("architecture"), platform.get("variant"))
    return Text("/".join(filter(None, words)), platform, "*formatter.Platform")


def networks(row: Row) -> list[str]:
    """The names of the networks the container is connected to, sorted; none before API 1.21."""
    return sorted((row.get("NetworkSettings") or {}).get("Networks") or ())
