"""`system df`: docker's sums of the disk space that objects use, and the tables of `-v`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized

from docker15_cli.api import containers, images, system
from docker15_cli.app import App
from docker15_cli.cli import format_option, values
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.natural_order import natural_order
from docker15_cli.output import units_06, units_docker

_Row = Mapping[str, Json]
_NONE = "<none>"
_COMMAND_LENGTH = 20  # characters
_ACTIVE = ("paused", "restarting", "running")
SUMMARY: format_option.Fields = {
    "Type": ("TYPE", lambda row: row["Type"]),
    "TotalCount": ("TOTAL", lambda row: str(row["Total"])),
    "Active": ("ACTIVE", lambda row: str(row["Active"])),
    "Size": ("SIZE", lambda row: units_docker.size(row["Size"], 4)),
    "Reclaimable": ("RECLAIMABLE", lambda row: _reclaimable(row)),
}
# The sections of -v: key in the answer, title, and the fields in the table.
SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    (
        "Images",
        "Images space usage:",
        (
            *("Repository", "Tag", "ID", "CreatedSince", "Size"),
            *("SharedSize", "UniqueSize", "Containers"),
        ),
    ),
    (
        "Containers",
        "Containers space usage:",
        ("ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"),
    ),
    ("Volumes", "Local Volumes space usage:", ("Name", "Links", "Size")),
    (
        "BuildCache",
        "Build cache usage:",
        ("ID", "CacheType", "Size", "CreatedSince", "LastUsedSince", "UsageCount", "Shared"),
    ),
)


def show(app: App, format_: str) -> int:
    """Show the sums of each engine; return the exit status."""
    if format_ == format_option.API:
        return show_api(app)
    show = format_option.listing(
        app,
        format_,
        SUMMARY,
        lambda found: format_option.show_columns(app, found, SUMMARY, tuple(SUMMARY)),
    )
    return engines.show_rows(app, lambda one: summary(*_usage(one)), show)


_Lists = Mapping[str, list[JsonObject]]
"""The images, each once, and the other objects, by the keys of SECTIONS."""


def _usage(app: App) -> tuple[int, _Lists]:
    """The size of all layers, 0 if not known, and the objects of each section."""
    usage = system.disk_usage(app.client)
    rows = usage.get("Containers")
    if rows is None:  # this engine's answer has no containers
        rows = containers.list_(app.client, all=True, size=True)
    found = {
        "Images": _first(_objects(usage.get("Images"))),
        "Containers": _objects(rows),
        "Volumes": sorted(
            _objects(usage.get("Volumes")), key=lambda one: natural_order(str(one["Name"]))
        ),
        "BuildCache": _objects(usage.get("BuildCache")),
    }
    return usage.get("LayersSize") or 0, found


def _objects(rows: Iterable[Mapping[str, object]] | None) -> list[JsonObject]:
    return [{**row} for row in rows or ()]


# --- the sums, in docker's arithmetic


def summary(layers: int, found: _Lists) -> list[JsonObject]:
    """A row for each kind; `layers` is the size of all images' layers, 0 if not known."""
    images, rows, cache = found["Images"], found["Containers"], found["BuildCache"]
    volumes = [_counted(volume) for volume in found["Volumes"]]
    whole = layers or sum(map(_own, images))
    used = [image for image in images if image.get("Containers")]
    active = [row for row in rows if row.get("State") in _ACTIVE]
    in_use = [record for record in cache if record.get("InUse")]
    taken = [size for size, references in volumes if references]
    return [
        _sums("Images", images, used, whole, whole - sum(map(_own, used))),
        _sums("Containers", rows, active, _own_files(rows), _own_files(rows) - _own_files(active)),
        _sums(
            "Local Volumes",
            volumes,
            taken,
            sum(size for size, _ in volumes),
            sum(size for size, _ in volumes) - sum(taken),
        ),
        _sums("Build Cache", cache, in_use, _unshared(cache), _unshared(cache) - _unshared(in_use)),
    ]


def _sums(kind: str, found: Sized, active: Sized, size: int, free: int) -> JsonObject:
    return {
        "Type": kind,
        "Total": len(found),
        "Active": len(active),
        "Size": size,
        "Reclaimable": max(0, free),
    }


def _own_files(rows: Iterable[_Row]) -> int:
    return sum(row.get("SizeRw") or 0 for row in rows)


def _first(rows: Sequence[JsonObject]) -> list[JsonObject]:
    """The first row of each image, which may have one for each tag."""
    return list({row["Id"]: row for row in reversed(rows)}.values())[::-1]


def _own(image: _Row) -> int:
    """The bytes of an image that no other image shares."""
    return int(image.get("Size") or 0) - _shared(image)


def _shared(image: _Row) -> int:
    return int(image.get("SharedSize") or 0)


def _counted(volume: _Row) -> tuple[int, int]:
    """The size of a volume, and how many containers use it."""
    usage = volume.get("UsageData") or {}
    return max(0, usage.get("Size", 0)), max(0, usage.get("RefCount", 0))


def _unshared(cache: Iterable[_Row]) -> int:
    return sum(record.get("Size") or 0 for record in cache if not record.get("Shared"))


def _reclaimable(row: _Row) -> str:
    text = units_docker.size(row["Reclaimable"], 4)
    if not row["Size"] or row["Type"] == "Build Cache":
        return text
    return f"{text} ({row['Reclaimable'] * 100 // row['Size']}%)"


# --- -v


def show_all(app: App, format_: str) -> int:
    """Show every object (`-v`); return the exit status."""
    if format_ == format_option.API:
        return show_api(app)
    is_table = format_.strip(" ") in ("", "table")
    template = None if is_table else format_option.compiled(format_)
    if template:
        format_option.check(template, [key for key, _, _ in SECTIONS])
    answers = engines.gather(app, _named_usage)
    if is_table:
        _show_sections(app, answers.found)
        return answers.status
    for one, found in answers.found:
        value = {key: _rows(found[key], _fields(key, no_trunc=True)) for key in found}
        if template:
            app.streams.line(format_option.render(template, value))
        else:
            format_option.show_json(one, [value])
    return answers.status


def show_api(app: App) -> int:
    """Show the API's own answer; return the exit status."""
    answers = engines.gather(app, lambda one: system.disk_usage(one.client))
    for one, usage in answers.found:
        format_option.show_json(one, [{**usage}])
    return answers.status


def _named_usage(app: App) -> _Lists:
    _, found = _usage(app)
    return {**found, "Images": _named(app, found["Images"])}


def _named(app: App, rows: list[JsonObject]) -> list[JsonObject]:
    """Images with their names, which some engines leave out in this answer."""
    if all(row.get("Repository") for row in rows):
        return rows
    known = {row["Id"]: row for row in reversed(images.list_(app.client))}
    return [{**known.get(row["Id"], {}), **row} for row in rows]


def _show_sections(app: App, found: Sequence[tuple[App, _Lists]]) -> None:
    for number, (key, title, names) in enumerate(SECTIONS):
        rows = [
            {**row, engines.HOST: one.name} if app.engines else row
            for one, listed in found
            for row in listed[key]
        ]
        if number:
            app.streams.line("")
        if key == "BuildCache":
            title = f"{title} {units_docker.size(_unshared(rows), 4)}"
        app.streams.line(title)
        app.streams.line("")
        format_option.show_columns(app, rows, _fields(key, no_trunc=False), names)


def _rows(found: Iterable[_Row], fields: format_option.Fields) -> list[JsonObject]:
    """Rows as `{{json .}}` has them: only their fields."""
    return [{name: fields[name][1](row) for name in sorted(fields)} for row in found]


def _fields(section: str, *, no_trunc: bool) -> format_option.Fields:
    made = {
        "Images": _image_fields,
        "Containers": _container_fields,
        "Volumes": _volume_fields,
        "BuildCache": _cache_fields,
    }
    return made[section](no_trunc)


def _image_fields(no_trunc: bool) -> format_option.Fields:
    now = time.time()
    return {
        "ID": ("IMAGE ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Repository": ("REPOSITORY", lambda row: row.get("Repository") or _NONE),
        "Tag": ("TAG", lambda row: row.get("Tag") or _NONE),
        "CreatedAt": ("CREATED AT", lambda row: units_06.moment(row["Created"])),
        "CreatedSince": ("CREATED", lambda row: units_docker.ago(row["Created"], now)),
        "Size": ("SIZE", lambda row: units_docker.size(row.get("Size") or 0)),
        "SharedSize": ("SHARED SIZE", lambda row: units_docker.size(_shared(row), 4)),
        "UniqueSize": ("UNIQUE SIZE", lambda row: units_docker.size(_own(row), 4)),
        "Containers": ("CONTAINERS", lambda row: str(row.get("Containers") or 0)),
    }


def _container_fields(no_trunc: bool) -> format_option.Fields:
    now = time.time()
    return {
        "ID": ("CONTAINER ID", lambda row: units_06.shown_id(row["Id"], no_trunc=no_trunc)),
        "Names": ("NAMES", lambda row: _names(row)),
        "Image": (
            "IMAGE",
            lambda row: units_06.shown_image(row.get("Image") or "", no_trunc=no_trunc),
        ),
        "Command": ("COMMAND", lambda row: _command(row, no_trunc)),
        "LocalVolumes": ("LOCAL VOLUMES", _local_volumes),
        "Size": ("SIZE", lambda row: units_docker.size(row.get("SizeRw") or 0)),
        "CreatedAt": ("CREATED AT", lambda row: units_06.moment(row["Created"])),
        "RunningFor": ("CREATED", lambda row: units_docker.ago(row["Created"], now)),
        "State": ("STATE", lambda row: row.get("State") or ""),
        "Status": ("STATUS", lambda row: row.get("Status") or ""),
        "Labels": ("LABELS", lambda row: units_docker.labels(row.get("Labels") or {})),
    }


def _names(row: _Row) -> str:
    return ",".join(str(name).removeprefix("/") for name in row.get("Names") or ())


def _command(row: _Row, no_trunc: bool) -> str:
    command = row.get("Command") or ""
    shown = command if no_trunc else units_docker.shortened(command, _COMMAND_LENGTH)
    return units_docker.quote(shown)


def _local_volumes(row: _Row) -> str:
    return str(sum(mount.get("Driver") == "local" for mount in row.get("Mounts") or ()))


def _volume_fields(no_trunc: bool) -> format_option.Fields:
    return {
        "Name": ("VOLUME NAME", lambda row: row["Name"]),
        "Driver": ("DRIVER", lambda row: row.get("Driver") or ""),
        "Scope": ("SCOPE", lambda row: row.get("Scope") or ""),
        "Mountpoint": ("MOUNTPOINT", lambda row: row.get("Mountpoint") or ""),
        "Labels": ("LABELS", lambda row: units_docker.labels(row.get("Labels") or {})),
        "Links": ("LINKS", lambda row: str(_counted(row)[1])),
        "Size": ("SIZE", lambda row: units_docker.size(_counted(row)[0])),
    }


def _cache_fields(no_trunc: bool) -> format_option.Fields:
    def since(key: str) -> Callable[[_Row], str]:
        return lambda row: _since(row.get(key))

    return {
        "ID": ("CACHE ID", lambda row: _cache_id(row, no_trunc)),
        "Parent": ("PARENT", lambda row: row.get("Parent") or ""),
        "CacheType": ("CACHE TYPE", lambda row: row.get("Type") or ""),
        "Description": ("DESCRIPTION", lambda row: row.get("Description") or ""),
        "Size": ("SIZE", lambda row: units_docker.size(row.get("Size") or 0)),
        "CreatedAt": ("CREATED AT", lambda row: row.get("CreatedAt") or ""),
        "CreatedSince": ("CREATED", since("CreatedAt")),
        "LastUsedAt": ("LAST USED AT", lambda row: row.get("LastUsedAt") or ""),
        "LastUsedSince": ("LAST USED", since("LastUsedAt")),
        "UsageCount": ("USAGE", lambda row: str(row.get("UsageCount") or 0)),
        "InUse": ("IN USE", lambda row: _flag(row, "InUse")),
        "Shared": ("SHARED", lambda row: _flag(row, "Shared")),
    }


def _cache_id(row: _Row, no_trunc: bool) -> str:
    """A star marks what is in use, as in docker's table."""
    found = str(row.get("ID") or "")
    return found if no_trunc else f"{units_06.short_id(found)}{'*' if row.get('InUse') else ''}"


def _flag(row: _Row, key: str) -> str:
    return "true" if row.get(key) else "false"


def _since(text: Json) -> str:
    """How long ago an RFC 3339 time was; "" without one."""
    return units_docker.ago(float(values.moment(str(text), "time")), time.time()) if text else ""
