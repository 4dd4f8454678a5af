"""Finding the unused objects of an engine by its lists; the engine does not decide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from typing import NamedTuple

from docker15_cli.api import containers, images, networks, pods, system, volumes
from docker15_cli.app import App
from docker15_cli.cli import container_rows, values
from docker15_cli.cli.filters import filters_json
from docker15_cli.contract import features, operations
from docker15_cli.contract.shapes import ContainerRow, ImageRow, Network
from docker15_cli.errors import EngineError, UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.output.units_06 import NEVER, short_id
from docker15_cli.prune.criteria import Criteria
from docker15_cli.prune.plan import (
    CONTAINER,
    IMAGE,
    NETWORK,
    UNKNOWN,
    VOLUME,
    Item,
    Plan,
    Room,
)

_ENDED = ("created", "dead", "exited")
_OWN_NETWORKS = ("bridge", "default", "host", "none", "podman")


class Scope(NamedTuple):
    """What to prune: unused objects of these `kinds` that fulfil the criteria.

    Only images without a tag, unless `all_images`; only anonymous volumes, unless `all_volumes`.
    `needs` is a feature that the engine must have, if any.
    """

    kinds: Sequence[str]
    criteria: Criteria
    all_images: bool = False
    all_volumes: bool = False
    needs: features.Feature | None = None


class _Usage(NamedTuple):
    """The sizes that an engine has counted: of images, of volumes, and of all layers together."""

    images: Mapping[str, Room]
    volumes: Mapping[str, int]
    layers: int = 0


def plan(app: App, scope: Scope, *, sizes: bool = True) -> Plan:
    """What is unused on one engine; without `sizes` the plan does not say how much room that is.

    What is only used by containers of the plan is unused, too. Raises NotSupported.
    """
    _require(app, scope)
    shows_sizes = sizes and CONTAINER in scope.kinds
    rows = containers.list_(app.client, all=True, size=shows_sizes)
    going: list[Item] = []
    if CONTAINER in scope.kinds:
        going = list(_containers(app, rows, scope.criteria))
    gone = {item.id for item in going}
    left = [row for row in rows if row["Id"] not in gone]
    if NETWORK in scope.kinds and app.client.has(operations.NETWORK_LIST):
        going += _networks(app, left, gone, scope.criteria)
    if VOLUME in scope.kinds:
        going += _volumes(app, rows, left, scope)
    if IMAGE in scope.kinds:
        going += _images(app, left, scope)
    return _sized(app, going) if sizes else Plan(going)


def _require(app: App, scope: Scope) -> None:
    if scope.needs:
        app.client.require(scope.needs)
    if scope.criteria.asks_for_labels:
        is_later = NETWORK in scope.kinds or VOLUME in scope.kinds
        has_them = is_later and app.client.has(operations.NETWORK_LIST)
        app.client.require(features.LABELS_OF_VOLUMES if has_them else features.LABELS)


def _containers(app: App, rows: Iterable[ContainerRow], criteria: Criteria) -> Iterable[Item]:
    ended = [
        row for row in rows if _has_ended(row) and criteria.fit(row["Created"], row.get("Labels"))
    ]
    in_pods = pods.members(app.client) if ended else set()
    for row in ended:
        if row["Id"] not in in_pods:
            names = [name.lstrip("/") for name in row.get("Names") or ()]
            size = row.get("SizeRw") or 0
            yield Item(CONTAINER, row["Id"], names[:1], Room(size, size))


def _has_ended(row: ContainerRow) -> bool:
    """Whether the container is neither running nor paused, nor being restarted or removed."""
    return container_rows.state(row) in _ENDED


def _networks(
    app: App, left: Iterable[ContainerRow], gone: Set[str], criteria: Criteria
) -> Iterable[Item]:
    """The networks that are local to this engine, and that no container uses, running or not."""
    used: set[str] = set()
    for row in left:
        for name, endpoint in _endpoints(app, row).items():
            used |= {name, str((endpoint or {}).get("NetworkID") or "")}
    for network in networks.list_(app.client):
        created = _moment(network.get("Created"))
        if (
            _is_users(network)
            and not used & {network["Name"], network["Id"]}
            and set(network.get("Containers") or {}) <= gone
            and criteria.fit(created, network.get("Labels"))
        ):
            yield Item(NETWORK, network["Id"], [network["Name"]])


def _endpoints(app: App, row: ContainerRow) -> JsonObject:
    """A container's endpoints by network. Rows of API 1.21 lack them, so it is inspected."""
    settings: JsonObject | None = {**row["NetworkSettings"]} if row.get("NetworkSettings") else None
    if settings is None:
        settings = containers.inspect(app.client, row["Id"]).get("NetworkSettings")
    return (settings or {}).get("Networks") or {}


def _is_users(network: Network) -> bool:
    is_local = (network.get("Scope") or "local") == "local"
    is_special = network.get("Ingress") or network.get("ConfigOnly")
    return is_local and not is_special and network["Name"] not in _OWN_NETWORKS


def _moment(text: str | None) -> float:
    """An RFC 3339 time as Unix time; infinity, so that it never is old enough, if not known."""
    try:
        return float(values.moment(text or "", "Created"))
    except (ValueError, UsageError):
        return math.inf


def _volumes(
    app: App, rows: Iterable[ContainerRow], left: Iterable[ContainerRow], scope: Scope
) -> Iterable[Item]:
    """Unused volumes of the driver `local`, without options, which may place it anywhere."""
    unused = volumes.list_(app.client, filters=filters_json(app, ["dangling=true"]))
    names = {volume["Name"] for volume in unused} | (_mounted(rows) - _mounted(left))
    for volume in volumes.list_(app.client):
        if (
            volume["Name"] in names
            and volume.get("Driver") == "local"
            and not volume.get("Options")
            and (scope.all_volumes or volumes.is_anonymous(app.client, volume))
            and scope.criteria.fit(NEVER, volume.get("Labels"))
        ):
            yield Item(VOLUME, volume["Name"], room=UNKNOWN, stamp=volume.get("CreatedAt") or "")


def _mounted(rows: Iterable[ContainerRow]) -> set[str]:
    """The names of the volumes of these containers."""
    return {str(mount.get("Name") or "") for row in rows for mount in row.get("Mounts") or ()}


def _images(app: App, left: Sequence[ContainerRow], scope: Scope) -> Iterable[Item]:
    """Unused images, newest first, so that an image is removed before those it is based on."""
    by_id: dict[str, list[ImageRow]] = {}
    for row in images.list_(app.client):
        by_id.setdefault(row["Id"], []).append(row)
    used: Set[str] | None = None
    for identifier, rows in by_id.items():
        is_tagged = any(row.get("Tag") for row in rows)
        first = rows[0]
        if is_tagged and not scope.all_images:
            continue
        if not scope.criteria.fit(first["Created"], first.get("Labels")):
            continue
        if used is None:
            used = _used_images(app, left)
        if short_id(identifier) not in used:
            size = max(first.get("VirtualSize") or 0, first.get("Size") or 0)
            yield Item(IMAGE, identifier, _names(rows), Room(0, size))


def _used_images(app: App, left: Iterable[ContainerRow]) -> set[str]:
    """The short ids of these containers' images; older engines' rows only have their names."""
    found = set()
    for row in left:
        image = row.get("ImageID") or containers.inspect(app.client, row["Id"]).get("Image")
        found.add(short_id(str(image or "")))
    return found


def _names(rows: Iterable[ImageRow]) -> list[str]:
    """The tags of an image, and its digests in repositories where it has no tag."""
    found = []
    for row in rows:
        repository = row.get("Repository") or ""
        if row.get("Tag"):
            found.append(f"{repository}:{row['Tag']}")
        elif repository:
            found += [f"{repository}@{digest}" for digest in row.get("Digests") or ()]
    return found


def _sized(app: App, items: Sequence[Item]) -> Plan:
    """A plan with the sizes that the engine has counted, if it can."""
    kinds = {item.kind for item in items} & {IMAGE, VOLUME}
    if not kinds or not app.client.has(operations.DISK_USAGE):
        return Plan(items)
    usage = _usage(app, kinds.pop() if len(kinds) == 1 else "")
    found = []
    for item in items:
        if item.kind == IMAGE:
            item = item._replace(room=usage.images.get(short_id(item.id), item.room))
        elif item.kind == VOLUME and item.id in usage.volumes:
            size = usage.volumes[item.id]
            item = item._replace(room=Room(size, size))
        found.append(item)
    return Plan(found, usage.layers)


def _usage(app: App, kind: str) -> _Usage:
    try:
        found = system.disk_usage(app.client, kind)
    except EngineError:  # the engine is counting already
        return _Usage({}, {})
    sizes = {}
    for image in found.get("Images") or ():
        size, shared = image.get("Size") or 0, image.get("SharedSize") or 0
        own = size - max(shared, 0) if app.client.dialect.counts_shared_layers else 0
        sizes[short_id(str(image.get("Id")))] = Room(own, size)
    of_volumes = {}
    for volume in found.get("Volumes") or ():
        size = (volume.get("UsageData") or {}).get("Size", -1)
        if size >= 0:
            of_volumes[volume["Name"]] = size
    return _Usage(sizes, of_volumes, found.get("LayersSize") or 0)


def layers_size(app: App) -> int:
    """The size of all layers together, in bytes; 0 if the engine does not tell."""
    if app.client.has(operations.DISK_USAGE):
        with suppress(EngineError):
            return system.disk_usage(app.client, "image").get("LayersSize") or 0
    return 0
