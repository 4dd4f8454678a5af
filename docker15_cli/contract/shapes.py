"""The shapes of answers, with the keys of the wire (docs/spec/remote-api-1.5.md §2 to §4)."""

from typing import Annotated, Literal, NamedTuple, TypedDict

from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_PORT_NAME = regex("[0-9]{1,5}(/[a-z]+)?")  # 80, 80/tcp
_IDENTIFIER = regex("[!-~]+")  # of what can be requested by id


def _is_text(value: str) -> bool:
    """Whether it has no lone surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_port_name(value: str) -> bool:
    return bool(_PORT_NAME.fullmatch(value))


def _is_identifier(value: str) -> bool:
    return bool(_IDENTIFIER.fullmatch(value))


# Unix seconds in the years 1 (Go's zero time) to 9999, the range of times that Go writes as JSON.
Moment = Annotated[int, range(-62_135_596_800, 253_402_300_800).__contains__]
Text = Annotated[str, _is_text]
PortName = Annotated[str, _is_port_name]
Identifier = Annotated[str, _is_identifier]


class Port(TypedDict, total=False):
    """A published port; PublicPort is 0 or missing if the port is only exposed."""

    PrivatePort: int
    PublicPort: int
    Type: str
    IP: str  # later engines only


class Networks(TypedDict, total=False):
    """The networks in a row of a listing, by name."""

    Networks: JsonObject


class Platform(TypedDict, total=False):
    """What an image was made for."""

    os: str
    architecture: str
    variant: str


class ImageManifest(TypedDict, total=False):
    """Which of an image's variants a container has."""

    platform: Platform | None


class Listed(TypedDict):
    """What all rows of containers, images and layers have in common."""

    Id: str
    Created: Moment


class Unquoted(str):
    """A command as 1.5 has it, of an engine that quotes words with blanks: `written` has quotes."""

    written: str

    def __new__(cls, text: str, written: str) -> "Unquoted":
        made = super().__new__(cls, text)
        made.written = written
        return made


def as_written(command: str) -> str:
    """A row's command as its engine has it."""
    return command.written if isinstance(command, Unquoted) else command


class ContainerRow(Listed, total=False):
    """A row of `GET /containers/json`. Only later engines have Names (with leading slashes)."""

    Image: str
    Command: str
    Status: str
    Ports: list[Port] | None
    SizeRw: int  # bytes; 0 unless asked for
    SizeRootFs: int  # bytes
    Names: list[str]
    State: str  # this and the rest: later engines only
    ImageID: str
    Labels: dict[str, str] | None
    Mounts: list[JsonObject]
    NetworkSettings: Networks
    ImageManifestDescriptor: ImageManifest


class Pod(TypedDict, total=False):
    """A group of containers; only Podman has them. Containers have an Id."""

    Containers: list[JsonObject] | None


class Processes(TypedDict):
    """The answer to `GET /containers/{id}/top`. A row may be longer than the titles."""

    Titles: list[str]
    Processes: list[list[str]] | None


class CpuUsage(TypedDict, total=False):
    """Nanoseconds that a container has computed; the second is cgroup v1's, by processor."""

    total_usage: int
    percpu_usage: list[int] | None


class CpuStats(TypedDict, total=False):
    """That, and what the whole machine has computed, in nanoseconds."""

    cpu_usage: CpuUsage
    system_cpu_usage: int
    online_cpus: int


class MemoryStats(TypedDict, total=False):
    """Bytes; the keys of stats are the kernel's."""

    usage: int
    limit: int
    stats: dict[str, int]


class BlockCount(TypedDict, total=False):
    """Bytes that were read from a device, or written to it; op is read, write, or another."""

    op: str
    value: int


class BlockStats(TypedDict, total=False):
    """The part of the statistics of block devices that is looked at."""

    io_service_bytes_recursive: list[BlockCount] | None


class NetworkStats(TypedDict, total=False):
    """Bytes that came and went through an interface."""

    rx_bytes: int
    tx_bytes: int


class ProcessStats(TypedDict, total=False):
    """How many processes there are."""

    current: int


class Stats(TypedDict, total=False):
    """A sample of what a container uses; 1.5 has no such thing. Without any if it does not run."""

    name: str
    cpu_stats: CpuStats
    precpu_stats: CpuStats  # of the sample before
    memory_stats: MemoryStats
    blkio_stats: BlockStats
    networks: dict[str, NetworkStats]
    network: NetworkStats  # before API 1.21
    pids_stats: ProcessStats


class Change(TypedDict):
    """A path that differs from the image."""

    Path: str
    Kind: int  # 0 modified, 1 added, 2 deleted


class ImageRow(Listed, total=False):
    """A row of `GET /images/json`: one for each tag; without a tag it lacks Repository and Tag.

    Only later engines have Digests. A row with a Repository but no Tag is for an image that has
    only digests there.
    """

    Repository: str
    Tag: str
    Size: int  # bytes
    VirtualSize: int  # bytes
    Digests: list[str]  # sha256:…, in the row's repository
    Labels: dict[str, str] | None
    Containers: int  # how many have it; this and the next only where it was counted
    SharedSize: int  # bytes


class HistoryRow(Listed, total=False):
    """A layer in `GET /images/{name}/history`. Only later engines have Size and Comment.

    The Id has 12 digits on a 1.5 daemon, and is `<missing>` on later ones if there is none.
    """

    Tags: list[str] | None
    CreatedBy: str
    Size: int  # bytes
    Comment: str


class SearchRow(TypedDict, total=False):
    """A hit of `GET /images/search`. Only later engines have the last two keys."""

    Name: str
    Description: str
    StarCount: int
    IsOfficial: bool


class Binding(TypedDict, total=False):
    """Where a port is published."""

    HostIp: str
    HostPort: str  # a number, a range, or "" to let the engine choose


class State(NamedTuple):
    """Whether a process runs, and its exit code, if that is known."""

    is_running: bool
    exit_code: int | None = None


class Identified(TypedDict):
    """An object with an id: 12 digits on a 1.5 daemon, 64 elsewhere."""

    Id: Identifier


class Created(Identified, total=False):
    """The answer to a create."""

    Warnings: list[str] | None


class Component(TypedDict, total=False):
    """A part of the engine."""

    Name: str
    Version: str
    Details: dict[str, str] | None


class Version(TypedDict, total=False):
    """The answer to `GET /version`. Only later engines send ApiVersion, the newest they speak.

    docker15 adds the name of the dialect in use, and the reason, for users.
    """

    Version: str
    GitCommit: str
    GoVersion: str
    ApiVersion: str
    Components: list[Component]  # later engines only
    Dialect: str
    DialectReason: str


class Commit(TypedDict, total=False):
    """The commit that a component of the engine was built from."""

    ID: str


class Index(TypedDict, total=False):
    """A registry that the engine knows."""

    Secure: bool


class Registries(TypedDict, total=False):
    """How the engine treats registries."""

    InsecureRegistryCIDRs: list[str]
    IndexConfigs: dict[str, Index]
    Mirrors: list[str]


class Swarm(TypedDict, total=False):
    """Whether the engine is in a swarm."""

    LocalNodeState: str


class AddressPool(TypedDict, total=False):
    """A pool from which networks get their addresses."""

    Base: str
    Size: int


class Info(TypedDict, total=False):
    """The keys of `GET /info` that are looked into; 1.5 has only the counts."""

    DriverStatus: list[list[str]]
    Plugins: dict[str, list[str] | None]
    CDISpecDirs: list[str]
    Swarm: Swarm
    Runtimes: JsonObject
    ContainerdCommit: Commit
    RuncCommit: Commit
    InitCommit: Commit
    SecurityOptions: list[str]
    MemTotal: int
    HttpProxy: str
    HttpsProxy: str
    NoProxy: str
    Labels: list[str]
    RegistryConfig: Registries
    DefaultAddressPools: list[AddressPool]
    Warnings: list[str]


class Removed(TypedDict, total=False):
    """One step of an image's removal: one of the two keys, with an id of 12 digits or a name."""

    Untagged: str
    Deleted: str


class Ended(TypedDict):
    """The answer to a wait."""

    StatusCode: int


class ExecRuns(TypedDict):
    """The keys of an inspected exec that are looked at while it runs."""

    Running: Literal[True]


class ExecEnded(TypedDict):
    """The keys of an inspected exec that are looked at once it has ended."""

    Running: Literal[False]
    ExitCode: int


class NetworkSettings(TypedDict, total=False):
    """In an inspected container: 1.5 has `{"Tcp": {private: public}}`, later engines Ports."""

    PortMapping: dict[str, dict[PortName, str] | None]
    Ports: dict[PortName, list[Binding] | None]


class Container(TypedDict, total=False):
    """The keys of an inspected container that are looked at."""

    Id: Identifier
    Config: JsonObject
    HostConfig: JsonObject
    NetworkSettings: NetworkSettings
    State: JsonObject


class Image(TypedDict, total=False):
    """The keys of an inspected image that are looked at."""

    Id: Identifier
    Config: JsonObject
    Author: str
    Comment: str


class NamedObject(TypedDict):
    """What is known by its name."""

    Name: Text


class VolumeUsage(TypedDict, total=False):
    """What a volume takes, and how many containers have it; -1 if not known."""

    Size: int
    RefCount: int


class Volume(NamedObject, total=False):
    """A volume; 1.5 has no such thing. Options is null without any."""

    Driver: str
    Mountpoint: str
    Scope: str
    Labels: dict[str, str] | None
    Options: dict[str, str] | None
    CreatedAt: str  # RFC 3339
    UsageData: VolumeUsage | None


class Volumes(TypedDict, total=False):
    """The answer to `GET /volumes`."""

    Volumes: list[Volume] | None
    Warnings: list[str] | None


class CacheRecord(TypedDict, total=False):
    """A record of the build cache. The times are RFC 3339."""

    ID: str
    Parent: str
    Type: str
    Description: str
    Size: int
    CreatedAt: str
    LastUsedAt: str | None
    UsageCount: int
    InUse: bool
    Shared: bool


class DiskUsage(TypedDict, total=False):
    """The answer to `GET /system/df`; sizes in bytes, -1 if not known."""

    LayersSize: int
    Images: list[ImageRow] | None
    Containers: list[ContainerRow] | None
    Volumes: list[Volume] | None
    BuildCache: list[CacheRecord] | None


class Network(Identified, NamedObject, total=False):
    """A network; 1.5 has no such thing."""

    Created: str  # RFC 3339
    Driver: str
    Scope: str
    EnableIPv6: bool
    EnableIPv4: bool
    Internal: bool
    Ingress: bool
    ConfigOnly: bool
    Containers: JsonObject | None  # by id; only from some engines
    Labels: dict[str, str] | None


class Progress(TypedDict, total=False):
    """The keys of an insert's messages that are looked at; Id is in the last message."""

    Id: str


class PathStat(TypedDict, total=False):
    """A path in a container; mode is Go's FileMode, only Podman has isDir."""

    mode: int
    isDir: bool
    linkTarget: Text


# An event. The time is in Unix seconds; later engines add it in nanoseconds.
Event = TypedDict(
    "Event",
    {
        "status": str,
        "id": str,
        "from": str,
        "time": Moment,
        "timeNano": int,
        "Type": str,
        "Action": str,
        "Actor": JsonObject,
        "scope": str,
    },
    total=False,
)

# Keys that are never null if they are present.
REQUIRED = frozenset({"Id", "Created", "ExitCode", "Kind", "Path", "Running", "Size", "StatusCode"})

Inspected = JsonObject  # the engine's own object, unchanged
Message = JsonObject  # {status, progress, id, error, errorDetail …}
