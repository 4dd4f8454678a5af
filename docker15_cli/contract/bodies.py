"""The JSON that creates containers and execs, with the keys of the wire.

Mostly for type checkers: docker15 checks answers (shapes.py), not what it sends.
"""

from typing import TypedDict

from docker15_cli.contract.shapes import Binding
from docker15_cli.jsontypes import JsonObject


class LxcOption(TypedDict):
    """A line for LXC."""

    Key: str
    Value: str


class HostConfig(TypedDict, total=False):
    """What a container gets from its host. 1.5 has the first three, and sends them with a start."""

    Binds: list[str] | None  # /host:/container[:rw|ro]
    ContainerIDFile: str
    LxcConf: list[LxcOption]
    Memory: int  # bytes; from here to Privileged, 1.5 has these in the Config
    MemorySwap: int  # bytes; -1: none
    CpuShares: int
    Dns: list[str]
    Privileged: bool
    VolumesFrom: list[str]
    NetworkMode: str  # this and the rest: later engines only
    PortBindings: dict[str, list[Binding]]  # keys such as 80/tcp
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
    MemoryReservation: int  # bytes
    MemorySwappiness: int  # 0 to 100; -1: the host's
    KernelMemory: int  # bytes
    OomKillDisable: bool
    OomScoreAdj: int
    CpuPeriod: int  # microseconds, as the next three
    CpuQuota: int
    CpuRealtimePeriod: int
    CpuRealtimeRuntime: int
    CpusetMems: str
    BlkioWeight: int
    BlkioWeightDevice: list[JsonObject]
    BlkioDeviceReadBps: list[JsonObject]
    BlkioDeviceWriteBps: list[JsonObject]
    BlkioDeviceReadIOps: list[JsonObject]
    BlkioDeviceWriteIOps: list[JsonObject]
    StorageOpt: dict[str, str]
    CgroupParent: str
    DeviceCgroupRules: list[str]
    DeviceRequests: list[JsonObject]
    VolumeDriver: str
    DnsOptions: list[str]
    UTSMode: str
    CgroupnsMode: str
    Isolation: str
    Runtime: str
    Annotations: dict[str, str]
    MaskedPaths: list[str]
    ReadonlyPaths: list[str]


class Config(TypedDict, total=False):
    """What a container is made from: the body of a create, in the order of the wire."""

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
    VolumesFrom: str  # ids, separated by commas
    WorkingDir: str
    Entrypoint: list[str] | None
    NetworkDisabled: bool
    Privileged: bool


class LaterConfig(Config, total=False):
    """A Config with what later engines have besides."""

    StopTimeout: int  # seconds
    StopSignal: str
    ExposedPorts: dict[str, dict[str, str]]  # 80/tcp
    Labels: dict[str, str]
    Healthcheck: JsonObject
    MacAddress: str
    HostConfig: HostConfig
    NetworkingConfig: JsonObject
    UnsetEnv: list[str]  # Podman only


class ExecConfig(TypedDict, total=False):
    """Another command in a running container; 1.5 does not have this."""

    AttachStdin: bool
    AttachStdout: bool
    AttachStderr: bool
    Tty: bool
    Cmd: list[str]
    User: str
    Privileged: bool
    Env: list[str]
    WorkingDir: str
