"""`docker15 ps`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED, option, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.filters import filter_option, filters_json
from docker15_cli.contract.shapes import ContainerRow, as_written
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json
from docker15_cli.output import table, units_06, units_docker
from docker15_cli.output.published_ports import bracketed, published

_COMMAND_WIDTH = 20  # characters; cut without dots, as in 0.6
_COMMAND, _CREATED, _STATUS, _SIZE = "COMMAND", "CREATED", "STATUS", "SIZE"
_COMMAND_LENGTH, _MOUNT_LENGTH = 20, 15  # characters, of --format's fields

_Row = Mapping[str, Json]


@docker15_command(
    multi_engine=MERGED,
    examples=(
        "docker15 ps -a",
        "docker15 ps -q | xargs docker15 stop",
        "docker15 ps -l --no-trunc",
    ),
    manual=(
        "Shows the running containers, or all containers with `-a`, newest first. If stdout is "
        "not a terminal, the table has the layout of Docker 0.6. On a terminal that is too "
        "narrow, times and sizes are shortened, then the command is cut, then whole columns are "
        "dropped (CREATED, COMMAND, SIZE, STATUS), and finally lines are folded; ids, images, "
        "ports and names are never cut.",
        "A published port is shown with its address, unless it is published on all addresses of "
        "the engine; a 1.5 engine does not report the address. An image that has lost its tag is "
        "shown by its id.",
        format_option.MANUAL,
    ),
    related=("inspect", "top"),
)
@switch("-a", "--all", help="Show stopped containers too.")
@switch("-q", "--quiet", help="Only show ids.")
@switch("-l", "--latest", help="Show the latest container, running or not.")
@option(
    "-n",
    "--last",
    type=int,
    default=-1,
    metavar="N",
    completes="nothing",
    help="Show the last N containers, running or not.",
)
@switch("-s", "--size", help="Show sizes.")
@switch("-notrunc", "--no-trunc", help="Do not truncate output.")
@option(
    "-sinceId",
    "--since",
    "since",
    default="",
    metavar="CONTAINER",
    completes="containers",
    help="Show containers created after this one, running or not.",
)
@option(
    "-beforeId",
    "--before",
    "before",
    default="",
    metavar="CONTAINER",
    completes="containers",
    help="Show containers created before this one, running or not.",
)
@filter_option(
    completes=(
        *("id=", "label=", "name=", "exited=", "ancestor="),
        *("status=created", "status=running", "status=paused", "status=exited"),
    )
)
@format_option.for_rows(lambda: _fields(no_trunc=False))
def command(
    app: App,
    *,
    all: bool,
    quiet: bool,
    latest: bool,
    last: int,
    size: bool,
    no_trunc: bool,
    since: str,
    before: str,
    filters: Sequence[str],
    format_: str,
) -> int:
    show = format_option.listing(
        app,
        format_ or app.settings.ps_format,
        _fields(no_trunc),
        lambda found: _show_table(app, found, no_trunc=no_trunc, size=size),
        quiet=quiet,
        methods=_METHODS,
    )

    def ask(one: App) -> Sequence[ContainerRow]:
        return containers.list_(
            one.client,
            all=all,
            limit=1 if latest and last < 0 else last,
            since=_twelve_digits(one, since),
            before=_twelve_digits(one, before),
            size=size or "Size" in show.names,
            filters=filters_json(one, filters),
        )

    return engines.show_rows(app, ask, show)


def _twelve_digits(app: App, container: str) -> str:
    """`since` and `before` match nothing else: docs/spec/remote-api-1.5.md §7. Raises NotFound."""
    if not container:
        return ""
    return units_06.short_id(containers.full_id(containers.inspect(app.client, container)))


def _show_table(app: App, found: Sequence[ContainerRow], *, no_trunc: bool, size: bool) -> None:
    names = any(row.get("Names") for row in found)
    header = ["ID", "IMAGE", _COMMAND, _CREATED, _STATUS, "PORTS"]
    header += [_SIZE] if size else []
    header += ["NAMES"] if names else []
    rows = _cells(found, no_trunc=no_trunc, size=size, names=names)
    brief = {
        _CREATED: units_06.brief_time,
        _STATUS: units_06.brief_time,
        _SIZE: units_06.brief_size,
    }
    drop = (_CREATED, _COMMAND, _SIZE, _STATUS)
    engines.show_table(
        app,
        found,
        header,
        rows,
        fit=table.Fit(
            {header.index(name): write for name, write in brief.items() if name in header},
            cut=[header.index(_COMMAND)],
            drop=[header.index(name) for name in drop if name in header],
        ),
        whole=no_trunc,
        styles={header.index(_STATUS): table.status_style},
    )


def _cells(
    found: Sequence[ContainerRow], *, no_trunc: bool, size: bool, names: bool
) -> Iterator[list[str]]:
    now = time.time()
    for row in found:
        command = row.get("Command") or ""
        cells = [
            units_06.shown_id(row["Id"], whole=no_trunc),
            units_06.shown_image(row.get("Image") or "", whole=no_trunc),
            command if no_trunc else command[:_COMMAND_WIDTH],
            units_06.ago(row["Created"], now),
            row.get("Status") or "",
            _ports(row),
        ]
        if size:
            sizes = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
            cells.append(units_06.size_with_virtual(*sizes))
        if names:
            cells.append(_names(row))
        if not (size or names):
            cells.append("")  # 0.6 pads the last column, too
        yield cells


def _ports(row: Mapping[str, Json]) -> str:
    """`49153->80, 127.0.0.1:49154->53/udp`, sorted as text; without an arrow if only exposed.

    IPv6 has separate rows (docs/spec/engines.md §2.11).
    """
    bindings: dict[str, list[tuple[str, str]]] = {}  # by the private port
    for port in row.get("Ports") or ():
        get = port.get
        kind, public = get("Type", "tcp"), get("PublicPort")
        private = str(get("PrivatePort")) if kind == "tcp" else f"{get('PrivatePort')}/{kind}"
        pairs = bindings.setdefault(private, [])
        if public:
            pairs.append((get("IP") or "", str(public)))
    found = []
    for private, pairs in bindings.items():
        found += [f"{public}->{private}" for public in published(pairs)] if pairs else [private]
    return ", ".join(sorted(found))


def _names(row: Mapping[str, Json]) -> str:
    return ",".join(name.lstrip("/") for name in row.get("Names") or ())


def _fields(no_trunc: bool) -> format_option.Fields:
    """Each field's title, and its value for a row; nothing is cut with `no_trunc`."""
    now = time.time()
    return {
        "ID": ("CONTAINER ID", lambda row: units_06.shown_id(row["Id"], whole=no_trunc)),
        "Image": ("IMAGE", lambda row: _image_field(row, no_trunc)),
        "Command": ("COMMAND", lambda row: _command_field(row, no_trunc)),
        "CreatedAt": ("CREATED AT", lambda row: units_06.moment(row["Created"])),
        "RunningFor": ("CREATED", lambda row: units_docker.ago(row["Created"], now)),
        "Status": ("STATUS", lambda row: row.get("Status") or ""),
        "State": ("STATE", lambda row: row.get("State") or _state(row.get("Status") or "")),
        "Ports": ("PORTS", lambda row: ", ".join(_ports_field(row.get("Ports") or ()))),
        "Size": ("SIZE", _size_field),
        "Names": ("NAMES", lambda row: ",".join(_names_field(row, no_trunc))),
        "Labels": ("LABELS", _labels),
        "Mounts": ("MOUNTS", lambda row: ",".join(_mounts(row, no_trunc))),
        "LocalVolumes": ("LOCAL VOLUMES", _local_volumes),
        "Networks": ("NETWORKS", _networks),
        "Platform": ("PLATFORM", _platform),
    }


_METHODS: format_option.Methods = {
    "Label": (
        lambda key: key.rpartition(".")[2].replace("-", " ").replace("_", " "),
        lambda row, key: (row.get("Labels") or {}).get(key, ""),
    )
}


def _image_field(row: _Row, no_trunc: bool) -> str:
    return units_06.shown_image(row.get("Image") or "", whole=no_trunc) or "<no image>"


def _command_field(row: _Row, no_trunc: bool) -> str:
    command = as_written(row.get("Command") or "")
    return units_docker.quote(
        command if no_trunc else units_docker.shortened(command, _COMMAND_LENGTH)
    )


def _state(status: str) -> str:
    return "running" if status.startswith("Up") else "exited"


def _ports_field(ports: Iterable[_Row]) -> Iterator[str]:
    """Ranges of ports that are exposed, or published under the same number; then the others."""
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


def _port_order(port: _Row) -> tuple[int, str, int, str]:
    private, public = port.get("PrivatePort") or 0, port.get("PublicPort") or 0
    return private, port.get("IP") or "", public, port.get("Type", "tcp")


def _address(port: _Row) -> str:
    """The address it is published on; a 1.5 daemon sends none, and means every address."""
    return bracketed(port.get("IP") or "0.0.0.0")  # noqa: S104 - shown, not bound


def _size_field(row: _Row) -> str:
    own, virtual = row.get("SizeRw") or 0, row.get("SizeRootFs") or 0
    return units_06.size_with_virtual(own, virtual, units_docker.size)


def _names_field(row: _Row, no_trunc: bool) -> list[str]:
    """Without `no_trunc`, only the container's own name, not its names in links."""
    names = [str(name).removeprefix("/") for name in row.get("Names") or ()]
    own = [name for name in names if "/" not in name]
    return names if no_trunc or not own else own[:1]


def _labels(row: _Row) -> str:
    return units_docker.labels(row.get("Labels") or {})


def _mounts(row: _Row, no_trunc: bool) -> list[str]:
    names = [str(each.get("Name") or each.get("Source") or "") for each in row.get("Mounts") or ()]
    return names if no_trunc else [units_docker.shortened(name, _MOUNT_LENGTH) for name in names]


def _local_volumes(row: _Row) -> str:
    return str(sum(each.get("Driver") == "local" for each in row.get("Mounts") or ()))


def _platform(row: _Row) -> object:
    """`linux/amd64`, if an engine knows for which platform the image was made (API 1.48)."""
    from docker15_cli.gotemplate.values import NilPointer, Text

    platform = (row.get("ImageManifestDescriptor") or {}).get("platform")
    if not platform:
        return NilPointer("formatter.Platform")
    words = (platform.get("os"), platform.get("architecture"), platform.get("variant"))
    return Text("/".join(filter(None, words)), platform, "*formatter.Platform")


def _networks(row: _Row) -> str:
    return ",".join(sorted((row.get("NetworkSettings") or {}).get("Networks") or ()))
