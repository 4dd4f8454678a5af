"""The JSON shapes of API 1.5 (docs/spec/remote-api-1.5.md §2 to §4). Keys are the wire's own."""

import re
from typing import Annotated, Literal, NamedTuple, TypedDict

from docker15_cli.jsontypes import JsonObject

# Unix seconds, of the years 1 (Go's zero time) to 9999, in which every time is that Go has in JSON.
Moment = Annotated[int, range(-62_135_596_800, 253_402_300_800).__contains__]
Text = Annotated[str, re.compile("[^\ud800-\udfff]*").fullmatch]  # whole characters
PortName = Annotated[str, re.compile("[0-9]{1,5}(/[a-z]+)?").fullmatch]  # 80, 80/tcp
Identifier = Annotated[str, re.compile("[!-~]+").fullmatch]  # of what is asked for by it


class Port(TypedDict, total=False):
    """A published port; PublicPort is 0 or missing where the port is only exposed."""

    PrivatePort: int
    PublicPort: int
    Type: str
    IP: str  # later engines'


class Networks(TypedDict, total=False):
    """Those of a row of a listing, by name."""

    Networks: JsonObject


class Listed(TypedDict):
    """What every row of a list of containers, images or layers has."""

    Id: str
    Created: Moment


class ContainerRow(Listed, total=False):
    """A row of `GET /containers/json`. Names is later engines' (each with a leading slash)."""

    Image: str
    Command: str
    Status: str
    Ports: list[Port] | None
    SizeRw: int  # bytes; 0 unless asked for
    SizeRootFs: int  # bytes
    Names: list[str]
    Labels: dict[str, str]  # this and what follows: later engines'
    Mounts: list[JsonObject]
    NetworkSettings: Networks


class Processes(TypedDict):
    """The answer to `GET /containers/{id}/top`. A row may be longer than the titles."""

    Titles: list[str]
    Processes: list[list[str]] | None


class Change(TypedDict):
    """A path that differs from the image's."""

    Path: str
    Kind: int  # 0 modified, 1 added, 2 deleted


class ImageRow(Listed, total=False):
    """A row of `GET /images/json`: one a tag; Repository and Tag are missing without one.

    Digests is later engines'; a row with a Repository and without a Tag is of one that has these
    only.
    """

    Repository: str
    Tag: str
    Size: int  # bytes
    VirtualSize: int  # bytes
    Digests: list[str]  # sha256:…, of the row's repository


class HistoryRow(Listed, total=False):
    """A layer of `GET /images/{name}/history`. Size and Comment are later engines'.

    Its Id has 12 digits on a 1.5 daemon, and is `<missing>` on later ones where it has none.
    """

    Tags: list[str] | None
    CreatedBy: str
    Size: int  # bytes
    Comment: str


class SearchRow(TypedDict, total=False):
    """A hit of `GET /images/search`. The last two are later engines'."""

    Name: str
    Description: str
    StarCount: int
    IsOfficial: bool


class Binding(TypedDict, total=False):
    """Where a port is published."""

    HostIp: str
    HostPort: str  # a number, a range, or "" where the engine chooses


class LxcOption(TypedDict):
    """A line for LXC."""

    Key: str
    Value: str


class HostConfig(TypedDict, total=False):
    """What a container is to get from its host. The first three are 1.5's, sent with a start."""

    Binds: list[str] | None  # /host:/container[:rw|ro]
    ContainerIDFile: str
    LxcConf: list[LxcOption]
    Memory: int  # bytes; up to Privileged, 1.5 has these in the Config
    MemorySwap: int  # bytes; -1: none
    CpuShares: int
    Dns: list[str]
    Privileged: bool
    VolumesFrom: list[str]
    NetworkMode: str  # this and what follows: later engines'
    PortBindings: dict[str, list[Binding]]  # by 80/tcp
    AutoRemove: bool
    ConsoleSize: list[int]  # rows, columns
    Init: bool
    Mounts: list[JsonObject]
    Tmpfs: dict[str, str]
    ReadonlyRootfs: bool
    Devices: list[JsonObject]
    PublishAllPorts: bool
    Links: list[str]
    ExtraHosts: list[str]
    DnsSearch: list[str]
    NanoCpus: int
    CpusetCpus: str
    PidsLimit: int
    ShmSize: int  # bytes
    Ulimits: list[JsonObject]
    CapAdd: list[str]
    CapDrop: list[str]
    SecurityOpt: list[str]
    GroupAdd: list[str]
    IpcMode: str
    PidMode: str
    UsernsMode: str
    Sysctls: dict[str, str]
    RestartPolicy: JsonObject
    LogConfig: JsonObject


class Config(TypedDict, total=False):
    """What a container is made of: the body of a create, in the wire's order."""

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
    StopTimeout: int  # seconds; this and what follows: later engines'
    StopSignal: str
    ExposedPorts: dict[str, dict[str, str]]  # 80/tcp
    Labels: dict[str, str]
    Healthcheck: JsonObject
    HostConfig: HostConfig
    NetworkingConfig: JsonObject
    UnsetEnv: list[str]  # Podman's


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


class Identified(TypedDict):
    """What is known by its id: 12 digits on a 1.5 daemon, 64 elsewhere."""

    Id: Identifier


class Created(Identified, total=False):
    """The answer to a create."""

    Warnings: list[str] | None


class Version(TypedDict, total=False):
    """The answer to `GET /version`. ApiVersion, the newest it speaks, is later engines'.

    For users there are the dialect's name, in which it is spoken to, and the reason.
    """

    Version: str
    GitCommit: str
    GoVersion: str
    ApiVersion: str
    Dialect: str
    DialectReason: str


class Commit(TypedDict, total=False):
    """What a part of the engine was made of."""

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
    """From which networks get their addresses."""

    Base: str
    Size: int


class Info(TypedDict, total=False):
    """What of the answer to `GET /info` is looked into; all but the counts is later engines'."""

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
    """One step of an image's removal: one of the two, an id of 12 digits or a name."""

    Untagged: str
    Deleted: str


class Ended(TypedDict):
    """The answer to a wait."""

    StatusCode: int


class ExecRuns(TypedDict):
    """What of an inspected exec is looked at, while it runs."""

    Running: Literal[True]


class ExecEnded(TypedDict):
    """What of an inspected exec is looked at, once it has ended."""

    Running: Literal[False]
    ExitCode: int


class NetworkSettings(TypedDict, total=False):
    """An inspected container's: 1.5 has `{"Tcp": {private: public}}`, later engines Ports."""

    PortMapping: dict[str, dict[PortName, str] | None]
    Ports: dict[PortName, list[Binding] | None]


class Container(TypedDict, total=False):
    """What of an inspected container is looked at."""

    Id: Identifier
    Config: JsonObject
    HostConfig: JsonObject
    NetworkSettings: NetworkSettings
    State: JsonObject


class Image(TypedDict, total=False):
    """What of an inspected image is looked at."""

    Id: Identifier
    Config: JsonObject
    Author: str
    Comment: str


class NamedObject(TypedDict):
    """What is known by its name."""

    Name: Text


class Volume(NamedObject, total=False):
    """A volume; 1.5 has no such thing. Options is null without any."""

    Driver: str
    Mountpoint: str
    Scope: str
    Labels: dict[str, str] | None
    Options: dict[str, str] | None
    CreatedAt: str  # RFC 3339
    UsageData: JsonObject | None


class Volumes(TypedDict, total=False):
    """The answer to `GET /volumes`."""

    Volumes: list[Volume] | None
    Warnings: list[str] | None


class Network(Identified, NamedObject, total=False):
    """A network; 1.5 has no such thing."""

    Created: str  # RFC 3339
    Driver: str
    Scope: str
    EnableIPv6: bool
    EnableIPv4: bool
    Internal: bool
    Labels: dict[str, str] | None


class Progress(TypedDict, total=False):
    """What of the messages of an insert is looked at; Id is in the last of them."""

    Id: str


class PathStat(TypedDict, total=False):
    """A path in a container; the mode is Go's, isDir Podman's alone."""

    mode: int
    isDir: bool
    linkTarget: Text


# What happened. The time is in unix seconds and, later engines', in nanoseconds.
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

# Never null where they are.
REQUIRED = frozenset({"Id", "Created", "ExitCode", "Kind", "Path", "Running", "Size", "StatusCode"})

Inspected = JsonObject  # the engine's own object, unchanged
Message = JsonObject  # {status, progress, id, error, errorDetail …}
