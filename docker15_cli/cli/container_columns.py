"""`--columns` and `--sort` of ps: the columns of a table of containers, and the order of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli import container_rows, format_option
from docker15_cli.contract.shapes import ContainerRow
from docker15_cli.errors import NotFound, UsageError
from docker15_cli.jsontypes import Json, JsonObject

_INSPECTED = "Inspected"  # the key in a row for the container as inspected
_FIELDS = {
    "id": "ID",
    "image": "Image",
    "command": "Command",
    "created": "RunningFor",
    "status": "Status",
    "state": "State",
    "ports": "Ports",
    "size": "Size",
    "name": "Names",
    "labels": "Labels",
    "mounts": "Mounts",
    "networks": "Networks",
    "platform": "Platform",
}
_MORE = {"ip": "IP", "health": "HEALTH", "restarts": "RESTARTS"}  # → titles; they need an inspect
NAMES = (*_FIELDS, *_MORE)
_NO_HEALTH = "none"

_Row = Mapping[str, Json]
_Key = Callable[[_Row], object]


class Columns:
    """The columns to show (`columns`, separated by commas), and the one to `sort` by.

    "" stands for the default; `-` in front of `sort` reverses the order. Raises UsageError for an
    unknown column.
    """

    def __init__(self, columns: str, sort: str) -> None:
        self.names = [_known(name, "--columns takes") for name in columns.split(",") if columns]
        self._order = _known(sort.removeprefix("-"), "--sort takes one of") if sort else ""
        self._is_reversed = sort.startswith("-")

    @property
    def need_sizes(self) -> bool:
        """Whether the engine has to count sizes."""
        return "size" in (*self.names, self._order)

    def with_inspected(self, app: App, rows: Sequence[ContainerRow]) -> Sequence[_Row]:
        """The rows of one engine, each with its inspected container if a column needs that."""
        if not set(_MORE) & {*self.names, self._order}:
            return rows
        from docker15_cli.fanout import targets, workers

        jobs = [workers.Job(partial(_inspected, app, row["Id"])) for row in rows]
        targets.start(app, jobs)
        return [{**row, _INSPECTED: job.result()} for row, job in zip(rows, jobs, strict=True)]

    def ordered(self, rows: Sequence[_Row]) -> Sequence[_Row]:
        """The rows of all engines, sorted; equal ones keep their order."""
        if not self._order:
            return rows
        key, descends = _ORDERS.get(self._order, (_text_of(self._order), False))
        found = sorted(rows, key=key, reverse=descends)  # type: ignore[arg-type]
        return found[::-1] if self._is_reversed else found

    def show(self, app: App, rows: Sequence[_Row], *, no_trunc: bool) -> None:
        """Print the table of these columns."""
        fields = _fields(no_trunc)
        format_option.show_columns(app, rows, fields, self.names)


def _known(text: str, what: str) -> str:
    name = text.strip().lower()
    if name not in NAMES:
        raise UsageError(f"{what} {', '.join(NAMES)}: {text!r}")
    return name


def _inspected(app: App, container: str) -> JsonObject:
    """The container as inspected; {} if it has been removed meanwhile."""
    try:
        return {**containers.inspect(app.client, container)}
    except NotFound:
        return {}


def _fields(no_trunc: bool) -> format_option.Fields:
    known = container_rows.fields(no_trunc)
    return {
        **{name: known[field] for name, field in _FIELDS.items()},
        "ip": (_MORE["ip"], lambda row: ", ".join(_addresses(row))),
        "health": (_MORE["health"], _health),
        "restarts": (_MORE["restarts"], lambda row: str(_restarts(row))),
    }


def _addresses(row: _Row) -> list[str]:
    """The IP addresses in all its networks; before API 1.21 there is one network."""
    settings = row[_INSPECTED].get("NetworkSettings") or {}
    networks = (settings.get("Networks") or {}).values()
    found = [each.get(key) for each in networks for key in ("IPAddress", "GlobalIPv6Address")]
    if not networks:
        found = [settings.get("IPAddress") or settings.get("IpAddress")]
    return [str(address) for address in found if address]


def _health(row: _Row) -> str:
    return containers.health(row[_INSPECTED]) or _NO_HEALTH


def _restarts(row: _Row) -> int:
    return int(row[_INSPECTED].get("RestartCount") or 0)


def _text_of(name: str) -> _Key:
    """A sort key: the column's text, regardless of case."""
    value = _fields(no_trunc=True)[name][1]
    return lambda row: str(value(row)).lower()


def _address_order(row: _Row) -> list[list[int]]:
    from ipaddress import ip_address

    found = [ip_address(address) for address in _addresses(row)]
    return [[address.version, int(address)] for address in found]


def _ports_order(row: _Row) -> list[int]:
    ports = row.get("Ports") or ()
    return sorted(port.get("PublicPort") or port.get("PrivatePort") or 0 for port in ports)


# Columns that are not sorted by their text: the sort key, and whether the largest comes first.
_ORDERS: Mapping[str, tuple[_Key, bool]] = {
    "created": (lambda row: row["Created"], True),
    "size": (lambda row: (row.get("SizeRw") or 0, row.get("SizeRootFs") or 0), True),
    "restarts": (_restarts, True),
    "ip": (_address_order, False),
    "ports": (_ports_order, False),
}
