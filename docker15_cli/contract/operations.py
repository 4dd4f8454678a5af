"""The operations of the API: what is known of each, once. The functions of api/ carry them out.

The tables of the dialects have them as keys: one that does not exist is a NameError there.
"""

from __future__ import annotations

from typing import Any

from docker15_cli.contract import shapes
from docker15_cli.jsontypes import JsonObject

Shape = Any  # a TypedDict, or what else validation.py understands


class Operation:
    """One thing that is asked of an engine.

    `name` is that of the function in api/. `answer` is the shape of its answer in 1.5's terms, or
    `rows` that of each of its rows; without either it is any JSON. An answer without the shape's
    required keys, or without `keys` where these are given, is not a Docker engine's. Where engines
    have it `since` a later API version, `what` names it to the user, and the client refuses it
    elsewhere. `is_quick`: an engine knows the answer without doing anything, unless it counts
    sizes. `asks_first`: the 1.5 form means something else to Podman, and no form the same to both,
    so that who answers has to be known before.
    """

    __slots__ = ("asks_first", "is_quick", "keys", "name", "shape", "since", "what")

    def __init__(
        self,
        name: str,
        *,
        answer: Shape = Any,
        rows: Shape = None,
        keys: frozenset[str] | None = None,
        since: str = "",
        what: str = "",
        is_quick: bool = False,
        asks_first: bool = False,
    ) -> None:
        required: frozenset[str] = getattr(rows or answer, "__required_keys__", frozenset())
        self.name = name
        self.shape = list[rows] if rows else answer
        self.keys = required if keys is None else keys
        self.since = since
        self.what = what
        self.is_quick = is_quick
        self.asks_first = asks_first

    def __repr__(self) -> str:
        return f"<{self.name}>"


CONTAINER_ATTACH = Operation("containers.attach")
CONTAINER_CHANGES = Operation("containers.changes", rows=shapes.Change)
CONTAINER_COPY = Operation("containers.copy", asks_first=True)
CONTAINER_CREATE = Operation("containers.create", answer=shapes.Created)
CONTAINER_EXPORT = Operation("containers.export")
CONTAINER_INSPECT = Operation("containers.inspect", answer=shapes.Container, is_quick=True)
CONTAINER_KILL = Operation("containers.kill")
CONTAINER_LIST = Operation("containers.list", rows=shapes.ContainerRow, is_quick=True)
CONTAINER_LOGS = Operation("containers.logs")
CONTAINER_PAUSE = Operation("containers.pause", since="1.12", what="pause")
CONTAINER_REMOVE = Operation("containers.remove")
CONTAINER_RENAME = Operation("containers.rename", since="1.17", what="rename")
CONTAINER_RESIZE = Operation("containers.resize")
CONTAINER_RESTART = Operation("containers.restart")
CONTAINER_START = Operation("containers.start")
CONTAINER_STOP = Operation("containers.stop")
CONTAINER_TOP = Operation(  # Podman would run a ps in the container first, and then list it
    "containers.top", answer=shapes.Processes, is_quick=True, asks_first=True
)
CONTAINER_UNPAUSE = Operation("containers.unpause", since="1.12", what="unpause")
CONTAINER_WAIT = Operation("containers.wait", answer=shapes.Ended, asks_first=True)

ARCHIVE_FIND = Operation("archive.find", answer=shapes.PathStat)
ARCHIVE_PUT = Operation("archive.put", since="1.20", what="copying into a container")

EXEC_CREATE = Operation("execs.create", answer=shapes.Created, since="1.15", what="exec")
EXEC_INSPECT = Operation(
    "execs.inspect", answer=shapes.ExecRuns | shapes.ExecEnded, keys=frozenset({"Running"})
)
EXEC_RESIZE = Operation("execs.resize")
EXEC_START = Operation("execs.start")

IMAGE_HISTORY = Operation("images.history", rows=shapes.HistoryRow, is_quick=True)
IMAGE_IMPORT = Operation("images.import_", asks_first=True)
IMAGE_INSERT = Operation("images.insert", answer=shapes.Progress)
IMAGE_INSPECT = Operation(
    "images.inspect", answer=shapes.Image, keys=frozenset({"Id"}), is_quick=True
)
IMAGE_LIST = Operation("images.list", rows=shapes.ImageRow, is_quick=True)
IMAGE_PULL = Operation("images.pull", asks_first=True)
IMAGE_PUSH = Operation("images.push", asks_first=True)
IMAGE_REMOVE = Operation("images.remove", rows=shapes.Removed)
IMAGE_SEARCH = Operation("images.search", rows=shapes.SearchRow)
IMAGE_TAG = Operation("images.tag")
IMAGE_VIZ = Operation("images.viz", asks_first=True)

NETWORK_CONNECT = Operation("networks.connect", since="1.21", what="network connect")
NETWORK_CREATE = Operation(
    "networks.create", answer=shapes.Created, since="1.21", what="network create"
)
NETWORK_DISCONNECT = Operation("networks.disconnect", since="1.21", what="network disconnect")
NETWORK_INSPECT = Operation(
    "networks.inspect", answer=shapes.Network, since="1.21", what="network inspect", is_quick=True
)
NETWORK_LIST = Operation(
    "networks.list", rows=shapes.Network, since="1.21", what="network ls", is_quick=True
)
NETWORK_REMOVE = Operation("networks.remove", since="1.21", what="network rm")

VOLUME_CREATE = Operation(
    "volumes.create", answer=shapes.Volume, since="1.21", what="volume create"
)
VOLUME_INSPECT = Operation(
    "volumes.inspect", answer=shapes.Volume, since="1.21", what="volume inspect", is_quick=True
)
VOLUME_LIST = Operation(
    "volumes.list", answer=shapes.Volumes, since="1.21", what="volume ls", is_quick=True
)
VOLUME_REMOVE = Operation("volumes.remove", since="1.21", what="volume rm")

AUTH = Operation("system.auth", answer=JsonObject, asks_first=True)
BUILD = Operation("system.build", asks_first=True)
COMMIT = Operation("system.commit", answer=shapes.Created, asks_first=True)
EVENTS = Operation("system.events", answer=shapes.Event)
INFO = Operation("system.info", answer=shapes.Info, is_quick=True)
VERSION = Operation("system.version", answer=JsonObject, is_quick=True)
