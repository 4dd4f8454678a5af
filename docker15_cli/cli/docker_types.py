"""docker 28's Go types of what templates print: `inspect`, `info`, `version`, `events`.

They decide how `{{.State}}` looks, the order of the keys of `{{json .}}`, and the value of what an
engine leaves out. gotemplate/types.py explains the notation.
"""

from __future__ import annotations

from collections.abc import Mapping

from docker15_cli.gotemplate.types import BASIC, Types
from docker15_cli.gotemplate.values import Field, Mismatch, Struct, StructType
from docker15_cli.jsontypes import Json

# Kind of object → its type, and the path of a key that only objects of later APIs have: the type
# does not fit those of API 1.5, which have other keys.
_ROOTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "container": ("InspectResponse", ("State", "Status")),
    "image": ("ImageInspect", ("RepoTags",)),
    "network": ("Inspect", ("Name",)),
    "volume": ("Volume", ("Name",)),
    "info": ("dockerInfo", ("ServerVersion",)),
    "version": ("versionInfo", ("Server", "Os")),
    "event": ("Message", ("Type",)),
}
_DECLARATIONS = """
container.InspectResponse:
    +*ContainerJSONBase; Mounts []MountPoint; Config *Config; NetworkSettings *NetworkSettings;
    ImageManifestDescriptor *Descriptor,omitempty
container.ContainerJSONBase:
    ID string=Id; Created string; Path string; Args []string; State *State; Image string;
    ResolvConfPath string; HostnamePath string; HostsPath string; LogPath string; Name string;
    RestartCount int; Driver string; Platform string; MountLabel string; ProcessLabel string;
    AppArmorProfile string; ExecIDs []string; HostConfig *HostConfig; GraphDriver DriverData;
    SizeRw *int64,omitempty; SizeRootFs *int64,omitempty
container.State:
    Status string; Running bool; Paused bool; Restarting bool; OOMKilled bool; Dead bool; Pid int;
    ExitCode int; Error string; StartedAt string; FinishedAt string; Health *Health,omitempty
container.Health:
    Status string; FailingStreak int; Log []*HealthcheckResult
container.HealthcheckResult:
    Start time; End time; ExitCode int; Output string
container.HostConfig:
    Binds []string; ContainerIDFile string; LogConfig LogConfig; NetworkMode string;
    PortBindings PortMap; RestartPolicy RestartPolicy; AutoRemove bool;
    VolumeDriver string; VolumesFrom []string; ConsoleSize [2]int;
    Annotations map[string]string,omitempty; CapAdd []string; CapDrop []string; CgroupnsMode string;
    DNS []string=Dns; DNSOptions []string=DnsOptions; DNSSearch []string=DnsSearch;
    ExtraHosts []string; GroupAdd []string; IpcMode string; Cgroup string; Links []string;
    OomScoreAdj int; PidMode string; Privileged bool; PublishAllPorts bool; ReadonlyRootfs bool;
    SecurityOpt []string; StorageOpt map[string]string,omitempty; Tmpfs map[string]string,omitempty;
    UTSMode string; UsernsMode string; ShmSize int64; Sysctls map[string]string,omitempty;
    Runtime string,omitempty; Isolation string; +Resources; Mounts []Mount,omitempty;
    MaskedPaths []string; ReadonlyPaths []string; Init *bool,omitempty
container.Resources:
    CPUShares int64=CpuShares; Memory int64; NanoCPUs int64=NanoCpus; CgroupParent string;
    BlkioWeight uint16; BlkioWeightDevice []*WeightDevice; BlkioDeviceReadBps []*ThrottleDevice;
    BlkioDeviceWriteBps []*ThrottleDevice; BlkioDeviceReadIOps []*ThrottleDevice;
    BlkioDeviceWriteIOps []*ThrottleDevice; CPUPeriod int64=CpuPeriod; CPUQuota int64=CpuQuota;
    CPURealtimePeriod int64=CpuRealtimePeriod; CPURealtimeRuntime int64=CpuRealtimeRuntime;
    CpusetCpus string; CpusetMems string; Devices []DeviceMapping; DeviceCgroupRules []string;
    DeviceRequests []DeviceRequest; KernelMemory int64,omitempty; KernelMemoryTCP int64,omitempty;
    MemoryReservation int64; MemorySwap int64; MemorySwappiness *int64; OomKillDisable *bool;
    PidsLimit *int64; Ulimits []*Ulimit; CPUCount int64=CpuCount; CPUPercent int64=CpuPercent;
    IOMaximumIOps int64; IOMaximumBandwidth int64
container.LogConfig:
    Type string; Config map[string]string
container.RestartPolicy:
    Name string; MaximumRetryCount int
container.DeviceMapping:
    PathOnHost string; PathInContainer string; CgroupPermissions string
container.DeviceRequest:
    Driver string; Count int; DeviceIDs []string; Capabilities [][]string; Options map[string]string
container.MountPoint:
    Type string,omitempty; Name string,omitempty; Source string; Destination string;
    Driver string,omitempty; Mode string; RW bool; Propagation string
container.Config:
    Hostname string; Domainname string; User string; AttachStdin bool; AttachStdout bool;
    AttachStderr bool; ExposedPorts PortSet,omitempty; Tty bool; OpenStdin bool;
    StdinOnce bool; Env []string; Cmd []string; Healthcheck *HealthcheckConfig,omitempty;
    ArgsEscaped bool,omitempty; Image string; Volumes map[string]Nothing; WorkingDir string;
    Entrypoint []string; NetworkDisabled bool,omitempty; MacAddress string,omitempty;
    OnBuild []string; Labels map[string]string; StopSignal string,omitempty;
    StopTimeout *int,omitempty; Shell []string,omitempty
v1.HealthcheckConfig:
    Test []string,omitempty; Interval duration,omitempty; Timeout duration,omitempty;
    StartPeriod duration,omitempty; StartInterval duration,omitempty; Retries int,omitempty
container.NetworkSettings:
    +NetworkSettingsBase; +DefaultNetworkSettings; Networks map[string]*EndpointSettings
container.NetworkSettingsBase:
    Bridge string; SandboxID string; SandboxKey string; Ports PortMap;
    HairpinMode bool; LinkLocalIPv6Address string; LinkLocalIPv6PrefixLen int;
    SecondaryIPAddresses []Address; SecondaryIPv6Addresses []Address
container.DefaultNetworkSettings:
    EndpointID string; Gateway string; GlobalIPv6Address string; GlobalIPv6PrefixLen int;
    IPAddress string; IPPrefixLen int; IPv6Gateway string; MacAddress string
nat.PortMap:
    map[nat.Port][]PortBinding
nat.PortSet:
    map[nat.Port]Nothing
nat.PortBinding:
    HostIP string=HostIp; HostPort string
network.Address:
    Addr string; PrefixLen int
network.EndpointSettings:
    IPAMConfig *EndpointIPAMConfig; Links []string; Aliases []string; MacAddress string;
    DriverOpts map[string]string; GwPriority int; NetworkID string; EndpointID string;
    Gateway string; IPAddress string; IPPrefixLen int; IPv6Gateway string; GlobalIPv6Address string;
    GlobalIPv6PrefixLen int; DNSNames []string
network.EndpointIPAMConfig:
    IPv4Address string,omitempty; IPv6Address string,omitempty; LinkLocalIPs []string,omitempty
mount.Mount:
    Type string,omitempty; Source string,omitempty; Target string,omitempty;
    ReadOnly bool,omitempty; Consistency string,omitempty; BindOptions *BindOptions,omitempty;
    VolumeOptions *VolumeOptions,omitempty; ImageOptions *ImageOptions,omitempty;
    TmpfsOptions *TmpfsOptions,omitempty; ClusterOptions *Nothing,omitempty
mount.BindOptions:
    Propagation string,omitempty; NonRecursive bool,omitempty; CreateMountpoint bool,omitempty;
    ReadOnlyNonRecursive bool,omitempty; ReadOnlyForceRecursive bool,omitempty
mount.VolumeOptions:
    NoCopy bool,omitempty; Labels map[string]string,omitempty; Subpath string,omitempty;
    DriverConfig *Driver,omitempty
mount.ImageOptions:
    Subpath string,omitempty
mount.Driver:
    Name string,omitempty; Options map[string]string,omitempty
mount.TmpfsOptions:
    SizeBytes int64,omitempty; Mode int,omitempty; Options [][]string,omitempty
units.Ulimit:
    Name string; Hard int64; Soft int64
blkiodev.WeightDevice:
    Path string; Weight uint16
blkiodev.ThrottleDevice:
    Path string; Rate int64
storage.DriverData:
    Data map[string]string; Name string
v1.Descriptor:
    MediaType string=mediaType; Digest string=digest; Size int64=size; URLs []string=urls,omitempty;
    Annotations map[string]string=annotations,omitempty; Data string=data,omitempty;
    Platform *Platform=platform,omitempty; ArtifactType string=artifactType,omitempty
v1.Platform:
    Architecture string=architecture; OS string=os; OSVersion string=osversion,omitempty;
    OSFeatures []string=osfeatures,omitempty; Variant string=variant,omitempty
struct {}=Nothing:
image.InspectResponse=ImageInspect:
    ID string=Id; RepoTags []string; RepoDigests []string; Parent string; Comment string;
    Created string,omitempty; Container string,omitempty; ContainerConfig *Config,omitempty;
    DockerVersion string; Author string; Config *DockerOCIImageConfig; Architecture string;
    Variant string,omitempty; Os string; OsVersion string,omitempty; Size int64;
    VirtualSize int64,omitempty; GraphDriver DriverData; RootFS RootFS; Metadata Metadata;
    Descriptor *Descriptor,omitempty; Manifests []any,omitempty
v1.DockerOCIImageConfig:
    +ImageConfig; +DockerOCIImageConfigExt
v1.ImageConfig:
    User string,omitempty; ExposedPorts map[string]Nothing,omitempty; Env []string,omitempty;
    Entrypoint []string,omitempty; Cmd []string,omitempty; Volumes map[string]Nothing,omitempty;
    WorkingDir string,omitempty; Labels map[string]string,omitempty; StopSignal string,omitempty;
    ArgsEscaped bool,omitempty
v1.DockerOCIImageConfigExt:
    Healthcheck *HealthcheckConfig,omitempty; OnBuild []string,omitempty; Shell []string,omitempty
image.RootFS:
    Type string; Layers []string,omitempty
image.Metadata:
    LastTagTime time,omitempty
network.Inspect:
    Name string; ID string=Id; Created time; Scope string; Driver string; EnableIPv4 bool;
    EnableIPv6 bool; IPAM IPAM; Internal bool; Attachable bool; Ingress bool;
    ConfigFrom ConfigReference; ConfigOnly bool; Containers map[string]EndpointResource;
    Options map[string]string; Labels map[string]string; Peers []any,omitempty;
    Services map[string]any,omitempty
network.IPAM:
    Driver string; Options map[string]string; Config []IPAMConfig
network.IPAMConfig:
    Subnet string,omitempty; IPRange string,omitempty; Gateway string,omitempty;
    AuxAddress map[string]string=AuxiliaryAddresses,omitempty
network.ConfigReference:
    Network string
network.EndpointResource:
    Name string; EndpointID string; MacAddress string; IPv4Address string; IPv6Address string
volume.Volume:
    ClusterVolume *ClusterVolume,omitempty; CreatedAt string,omitempty; Driver string;
    Labels map[string]string; Mountpoint string; Name string; Options map[string]string;
    Scope string; Status map[string]any,omitempty; UsageData *UsageData,omitempty
volume.ClusterVolume:
    ID string
volume.UsageData:
    RefCount int64; Size int64
system.dockerInfo:
    +*Info; ServerErrors []string,omitempty; UserName string=-; ClientInfo *clientInfo,omitempty;
    ClientErrors []string,omitempty
system.Info:
    ID string; Containers int; ContainersRunning int; ContainersPaused int; ContainersStopped int;
    Images int; Driver string; DriverStatus [][]string; SystemStatus [][]string,omitempty;
    Plugins PluginsInfo; MemoryLimit bool; SwapLimit bool; KernelMemory bool,omitempty;
    KernelMemoryTCP bool,omitempty; CPUCfsPeriod bool=CpuCfsPeriod; CPUCfsQuota bool=CpuCfsQuota;
    CPUShares bool; CPUSet bool; PidsLimit bool; IPv4Forwarding bool; Debug bool; NFd int;
    OomKillDisable bool; NGoroutines int; SystemTime string; LoggingDriver string;
    CgroupDriver string; CgroupVersion string,omitempty; NEventsListener int; KernelVersion string;
    OperatingSystem string; OSVersion string; OSType string; Architecture string;
    IndexServerAddress string; RegistryConfig *ServiceConfig; NCPU int; MemTotal int64;
    GenericResources []any; DockerRootDir string; HTTPProxy string=HttpProxy;
    HTTPSProxy string=HttpsProxy; NoProxy string; Name string; Labels []string;
    ExperimentalBuild bool; ServerVersion string; Runtimes map[string]RuntimeWithStatus;
    DefaultRuntime string; Swarm SwarmInfo; LiveRestoreEnabled bool; Isolation string;
    InitBinary string; ContainerdCommit Commit; RuncCommit Commit; InitCommit Commit;
    SecurityOptions []string; ProductLicense string,omitempty;
    DefaultAddressPools []NetworkAddressPool,omitempty; FirewallBackend *FirewallInfo,omitempty;
    CDISpecDirs []string; DiscoveredDevices []any,omitempty; Containerd *any,omitempty;
    Warnings []string
system.PluginsInfo:
    Volume []string; Network []string; Authorization []string; Log []string
registry.ServiceConfig sorted:
    AllowNondistributableArtifactsCIDRs []string=-;
    AllowNondistributableArtifactsHostnames []string=-; InsecureRegistryCIDRs []string;
    IndexConfigs map[string]*IndexInfo; Mirrors []string; ExtraFields map[string]any=-
registry.IndexInfo:
    Name string; Mirrors []string; Secure bool; Official bool
system.RuntimeWithStatus:
    +Runtime; Status map[string]string=status,omitempty
system.Runtime:
    Path string=path,omitempty; Args []string=runtimeArgs,omitempty;
    Type string=runtimeType,omitempty; Options map[string]any=options,omitempty
swarm.Info=SwarmInfo:
    NodeID string; NodeAddr string; LocalNodeState string; ControlAvailable bool; Error string;
    RemoteManagers []any; Nodes int,omitempty; Managers int,omitempty; Cluster *any,omitempty;
    Warnings []string,omitempty
system.Commit:
    ID string; Expected string,omitempty
system.NetworkAddressPool:
    Base string; Size int
system.FirewallInfo:
    Driver string; Info [][]string,omitempty
system.clientInfo:
    Debug bool; +clientVersion; Plugins []any; Warnings []string
system.clientVersion:
    Platform *VersionPlatform,omitempty; Version string; APIVersion string=ApiVersion,omitempty;
    DefaultAPIVersion string,omitempty; GitCommit string; GoVersion string; Os string; Arch string;
    BuildTime string,omitempty; Context string
system.versionInfo:
    Client clientVersion; Server *Version
types.VersionPlatform:
    Name string
types.Version:
    Platform VersionPlatform,omitempty; Components []ComponentVersion,omitempty; Version string;
    APIVersion string=ApiVersion; MinAPIVersion string,omitempty; GitCommit string;
    GoVersion string; Os string; Arch string; KernelVersion string,omitempty;
    Experimental bool,omitempty; BuildTime string,omitempty
types.ComponentVersion:
    Name string; Version string; Details map[string]string,omitempty
events.Message:
    Status string=status,omitempty; ID string=id,omitempty; From string=from,omitempty; Type string;
    Action string; Actor Actor; Scope string=scope,omitempty; Time int64=time,omitempty;
    TimeNano int64=timeNano,omitempty
events.Actor:
    ID string; Attributes map[string]string
"""


def _ulimit(struct: Struct) -> str:
    return "{Name}={Soft}:{Hard}".format(**struct.fields)


_TYPES = Types(_DECLARATIONS, {"Ulimit": _ulimit})


def typed(kind: str, value: Mapping[str, Json], host: str | None) -> Struct | None:
    """`value` as docker's type for this `kind`, with `host`, if not None, as its first field, Host.

    None if the value does not fit the type.
    """
    name, path = _ROOTS[kind]
    found: Json = value
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        return None
    root = _TYPES.struct(name)
    if host is not None:
        root = StructType(root.name, [Field("Host", BASIC["string"], "Host"), *root.fields])
        value = {**value, "Host": host}
    try:
        return root.read(value)
    except Mismatch:
        return None
