"""The operations of the API, and everything known about each. The functions in api/ perform them.

They are the keys of the dialects' tables, so that a misspelled one is a NameError.
"""

from __future__ import annotations

from typing import Any

from docker15_cli.contract import shapes
from docker15_cli.jsontypes import JsonObject

Shape = Any  # a TypedDict, or another type that validation.py understands


class Operation:
    """One thing that an engine can be asked to do.

    `name` is a subject and the function of api/ that performs it. `answer` is the shape of the
    answer in 1.5's terms, or `rows` the shape of each item if it is a list; without either, any
    JSON is accepted. An answer that lacks the shape's required keys, or `keys` if given, does not
    come from a Docker engine.
    `since` is the API version that added the operation: the client refuses it on older engines, and
    `what` names it in the message. `is_quick`: the engine can answer at once, unless asked for
    sizes, so a timeout applies. `asks_first`: no form of the request means the same to a 1.5 daemon
    and to Podman, so the client has to find out first which of them it talks to.
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
CONTAINER_FACTS = Operation("containers.facts", answer=JsonObject)
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
CONTAINER_STATS = Operation("containers.stats", answer=shapes.Stats, since="1.17", what="stats")
CONTAINER_STOP = Operation("containers.stop")
CONTAINER_TOP = Operation(  # 1.5's form makes Podman run ps in the container, and list it too
    "containers.top", answer=shapes.Processes, is_quick=True, asks_first=True
)
CONTAINER_UNLINK = Operation("containers.remove_link", since="1.6", what="rm --link")
CONTAINER_UNPAUSE = Operation("containers.unpause", since="1.12", what="unpause")
CONTAINER_UPDATE = Operation("containers.update", since="1.22", what="update")
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
IMAGE_LOAD = Operation("images.load", since="1.7", what="load")
IMAGE_PULL = Operation("images.pull", asks_first=True)
IMAGE_PUSH = Operation("images.push", asks_first=True)
IMAGE_REMOVE = Operation("images.remove", rows=shapes.Removed)
IMAGE_SAVE = Operation("images.save", since="1.7", what="save")
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

POD_LIST = Operation("pods.members", rows=shapes.Pod)

AUTH = Operation("system.auth", answer=JsonObject, asks_first=True)
BUILD = Operation("system.build", asks_first=True)
COMMIT = Operation("system.commit", answer=shapes.Created, asks_first=True)
DISK_USAGE = Operation("system.disk_usage", answer=shapes.DiskUsage, since="1.25", what="system df")
EVENTS = Operation("system.events", answer=shapes.Event)
INFO = Operation("system.info", answer=shapes.Info, is_quick=True)
VERSION = Operation("system.version", answer=shapes.Version, is_quick=True)
