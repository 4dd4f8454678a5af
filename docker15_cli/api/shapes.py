"""The JSON shapes of API 1.5 (remote-api-1.5.md §2–§4). Keys are the wire's own."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict


class Port(TypedDict, total=False):
    """A published port; PublicPort is 0 or missing where the port is only exposed."""

    PrivatePort: int
    PublicPort: int
    Type: str


class ContainerRow(TypedDict, total=False):
    """A row of `GET /containers/json`. Names is later engines' (each with a leading slash)."""

    Id: str  # 64 digits
    Image: str
    Command: str
    Created: int  # unix seconds
    Status: str
    Ports: list[Port] | None
    SizeRw: int  # bytes; 0 unless asked for
    SizeRootFs: int  # bytes
    Names: list[str]
    Labels: dict[str, str]  # this and what follows: later engines'
    Mounts: list[dict[str, Any]]
    NetworkSettings: dict[str, Any]


class Processes(TypedDict):
    """The answer to `GET /containers/{id}/top`. A row may be longer than the titles."""

    Titles: list[str]
    Processes: list[list[str]] | None


class Change(TypedDict):
    """A path that differs from the image's."""

    Path: str
    Kind: int  # 0 modified, 1 added, 2 deleted


class ImageRow(TypedDict, total=False):
    """A row of `GET /images/json`: one a tag; Repository and Tag are missing without one."""

    Repository: str
    Tag: str
    Id: str
    Created: int  # unix seconds
    Size: int  # bytes
    VirtualSize: int  # bytes


class HistoryRow(TypedDict, total=False):
    """A layer of `GET /images/{name}/history`. Size and Comment are later engines'."""

    Id: str  # 12 digits on a 1.5 daemon; `<missing>` on later ones where the layer has none
    Tags: list[str] | None
    Created: int  # unix seconds
    CreatedBy: str
    Size: int  # bytes
    Comment: str


class SearchRow(TypedDict, total=False):
    """A hit of `GET /images/search`. The last two are later engines'."""

    Name: str
    Description: str
    StarCount: int
    IsOfficial: bool


class Config(TypedDict, total=False):
    """What a container is made of: the body of a create, in the wire's order.

    Later engines have more keys, such as Labels (commands/_later.py).
    """

    Hostname: str
    Domainname: str
    User: str
    Memory: int  # bytes
    MemorySwap: int  # bytes; -1: none
    CpuShares: int
    AttachStdin: bool
    AttachStdout: bool
    AttachStderr: bool
    PortSpecs: list[str] | None  # [public:]private[/proto]
    Tty: bool
    OpenStdin: bool
    StdinOnce: bool
    Env: list[str] | None
    Cmd: list[str] | None
    Dns: list[str] | None
    Image: str
    Volumes: dict[str, dict[str, str]] | None
    VolumesFrom: str  # ids, with commas
    WorkingDir: str
    Entrypoint: list[str] | None
    NetworkDisabled: bool
    Privileged: bool


class HostConfig(TypedDict):
    """What a start is told of the host; later engines have more keys (commands/_later.py)."""

    Binds: list[str] | None  # /host:/container[:rw|ro]
    ContainerIDFile: str
    LxcConf: list[dict[str, str]]  # Key, Value


class ExecConfig(TypedDict, total=False):
    """A further command in a container; 1.5 has no such thing."""

    AttachStdin: bool
    AttachStdout: bool
    AttachStderr: bool
    Tty: bool
    Cmd: list[str]
    User: str
    Privileged: bool
    Env: list[str]
    WorkingDir: str


class State(NamedTuple):
    """Whether a process runs, and its exit code, if that is known."""

    is_running: bool
    exit_code: int | None = None


class Created(TypedDict, total=False):
    """The answer to a create. Id has 12 digits on a 1.5 daemon, 64 elsewhere."""

    Id: str
    Warnings: list[str] | None


class Version(TypedDict, total=False):
    """The answer to `GET /version`. ApiVersion is later engines'.

    Shown to users it is the version that is spoken, with the dialect's name and the reason.
    """

    Version: str
    GitCommit: str
    GoVersion: str
    ApiVersion: str
    Dialect: str
    DialectReason: str


class Removed(TypedDict, total=False):
    """One step of an image's removal: one of the two, an id of 12 digits or a name."""

    Untagged: str
    Deleted: str


class Ended(TypedDict, total=False):
    """The answer to a wait."""

    StatusCode: int


class ExecState(TypedDict, total=False):
    """What of an inspected exec is looked at. ExitCode is null while it runs."""

    Running: bool
    ExitCode: int


class Container(TypedDict, total=False):
    """What of an inspected container is looked at."""

    Id: str
    Config: dict[str, Any]
    HostConfig: dict[str, Any]
    NetworkSettings: dict[str, Any]
    State: dict[str, Any]


# Never null where they are.
REQUIRED = frozenset({"Id", "Created", "Kind", "Path", "StatusCode"})

Inspected = dict[str, Any]  # the engine's own object, unchanged
Message = dict[str, Any]  # {status, progress, id, error, errorDetail …}
