"""Templates for `--format`, by command: docker15 must show for each what docker shows.

CONTAINER and TERM stand for names. Left out, because the two differ on purpose:

- `{{json .}}` of ps, for which docker requests the sizes of all containers; `json` alone doesn't.
- ids with `--no-trunc`: docker15 shows them without `sha256:`, as in 1.5.
- `from` of events on Podman: docker15 shows it without `docker.io/library/`.
- `{{.NetworkSettings.Networks}}` and other pointers within an object, for which Go shows addresses.
- `{{.Client}}` of version and `{{.ClientInfo}}` of info, which are about the client itself.
- `{{slice .ID 0 3}}` of a listing, at which docker 28 fails.
"""

from __future__ import annotations

PS = (
    r"{{.ID}}",
    r"{{.Names}}\t{{.Image}}",
    r"{{.Command}}",
    r"{{.CreatedAt}}",
    r"{{.RunningFor}}",
    r"{{.Status}}",
    r"{{.State}}",
    r"{{.Size}}",
    r"{{.Labels}}",
    r'{{.Label "com.example.tier-name"}}|{{.Label "none"}}|',
    r"{{.Mounts}} {{.LocalVolumes}} {{.Networks}}",
    r"{{json .Names}} {{json .Command}}",
    r'{{upper .Names | printf "%q"}}',
    r"{{truncate .ID 4}} {{pad .Names 2 3}}|",
    r'{{if eq .State "running"}}up{{else if eq .State "exited"}}down{{else}}?{{end}}',
    r"{{with .Names}}{{.}}{{else}}none{{end}}",
    r'{{join (split .Names "-") "/"}}',
    r"{{println .Names .Image}}",
    r"  {{- .Names -}}  x",
    r'{{printf "%-20s|%5d|%x" .Names 3 "hi"}}',
    r'{{and .ID .Names}} {{or "" .Names}} {{not .Names}}',
    r'{{range $i, $p := split .Names "-"}}{{$i}}={{$p}};{{end}}',
    r'{{len .Names}} {{eq .State "running" "paused"}} {{ne .State "running"}}',
    r"{{$name := .Names}}{{with .Image}}{{$name}}:{{.}}{{end}}",
    r'{{/* a comment */}}{{"a literal"}} {{`raw`}} {{1.5}} {{true}}',
    r"{{.Platform}} {{json .Platform}}",
    r'{{define "name"}}<{{.Names}}>{{end}}{{template "name" .}}',
    r"{{html .Command}} {{js .Names}} {{urlquery .Image}}",
)
# Podman does not report the address, and docker takes the ports for exposed ones.
PS_PORTS = (r"{{.Ports}}",)
PS_NO_TRUNC = (r"{{.Command}}", r"{{.Mounts}}", r"{{.Names}}")
IMAGES = (
    r"{{.ID}} {{.Repository}} {{.Tag}}",
    r"{{.CreatedSince}}",
    r"{{.CreatedAt}}",
    r"{{.Size}}",
    r"{{.SharedSize}} {{.UniqueSize}} {{.Containers}}",
    r'{{if eq .Tag "latest"}}{{.Repository | upper}}{{end}}',
)
HISTORY = (r"{{.ID}}|{{.CreatedSince}}|{{.CreatedAt}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}",)
SEARCH = (
    r"{{.Name}} {{.Description}} {{.StarCount}}|{{.IsOfficial}}",
    r"{{upper .Name}} {{json .Description}}",
    r"{{if gt (len .Description) 20}}long{{else}}short{{end}}",
)
VERSION = (
    r"{{.Server.Version}}",
    r"{{.Server.GitCommit}} {{.Server.GoVersion}} {{.Server.Os}} {{.Server.Arch}}",
    r"{{.Server.KernelVersion}} {{.Server.BuildTime}} {{.Server.Experimental}}",
    r"{{with .Server}}{{.Version}}{{end}}",
)
# docker adds one to Podman's parts; docker15 shows which API it speaks with Podman.
VERSION_PARTS = (
    r"{{range .Server.Components}}{{.Name}}={{.Version}} {{end}}",
    r"{{.Server.APIVersion}} {{.Server.MinAPIVersion}}",
)
INFO = (
    r"{{.Name}} {{.ServerVersion}}",
    r"{{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}} {{.Images}}",
    r"{{.Driver}} {{.NCPU}} {{.MemTotal}}",
    r"{{.KernelVersion}} {{.OperatingSystem}} {{.OSType}} {{.Architecture}}",
    r"{{.CgroupDriver}} {{.LoggingDriver}} {{.DockerRootDir}}",
    r"{{.MemoryLimit}} {{.SwapLimit}} {{.IPv4Forwarding}} {{.Debug}}",
    r"{{range .DriverStatus}}{{index . 0}};{{end}}",
    r"{{json .SecurityOptions}} {{json .Plugins.Network}}",
)
# Podman has a new id for each request, and no list of labels.
INFO_DOCKERD = (r"{{.ID}}", r"{{.HTTPProxy}}|{{.Labels}}|{{.Swarm.LocalNodeState}}")
# If one name is from the JSON, docker takes all names from there.
INSPECT_JSON = (
    r"{{.Id}}",
    r'{{range index .NetworkSettings.Ports "80/tcp"}}{{.HostIp}}{{end}}',
)
IDS = INSPECT_JSON[:1]
INSPECT = (
    r"{{.ID}}",
    r"{{.Name}} {{.Image}} {{.Created}} {{.Path}} {{.Args}}",
    r"{{.State.Running}} {{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}",
    r"{{json .State.StartedAt}} {{json .Args}}",
    r"{{.Config.Env}} {{index .Config.Env 0}} {{len .Config.Env}}",
    r"{{.Config.Labels}} {{json .Config.Labels}}",
    r'{{index .Config.Labels "com.example.tier-name"}}|{{.Config.Labels.none}}|',
    r"{{range $k, $v := .Config.Labels}}{{$k}}={{$v}} {{end}}",
    r"{{range $k, $v := .NetworkSettings.Ports}}{{$k}} {{range $v}}{{.HostPort}}{{end}};{{end}}",
    r"{{json .NetworkSettings.Ports}}",
    r"{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Gateway}}{{end}}",
    r"{{range .Mounts}}{{.Type}}:{{.Destination}}:{{.RW}}{{end}}",
    r"{{.Config.Cmd}} {{json .Config.Cmd}} {{join .Config.Cmd `, `}}",
    r"{{.Config.Volumes}} {{.Config.ExposedPorts}}",
    r"{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Memory}} {{.HostConfig.Privileged}}",
    r"{{.HostConfig.DNS}}",
    r"{{.HostConfig.LogConfig.Type}} {{.HostConfig.IpcMode}}",
    r"{{.SizeRw}}",
    r"{{and .State.Running (gt .State.Pid 0)}} {{lt .State.ExitCode 1}} {{ge 2 2}} {{le 3 2}}",
    r"{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{$e}}{{end}}",
    r"{{range .Config.Env}}{{if eq . `A=1`}}{{.}}{{break}}{{end}}{{end}}",
    r"{{println .Name}}{{print .Name 1 2}}",
    r"{{.Name}}\t{{.Path}}",
    r"table {{.Name}}",
    r"{{title .Path}} {{upper .Path}} {{truncate .Name 3}} {{slice .Name 1 3}}",
)
# Whole objects.
INSPECT_STRUCTS = (
    r"{{.Mounts}} {{json .Mounts}}",
    r"{{.NetworkSettings.Ports}} {{json .NetworkSettings.Ports}}",
    r"{{.HostConfig.LogConfig}} {{.HostConfig.RestartPolicy}} {{.HostConfig.PortBindings}}",
    r"{{json .Config}} {{json .State}} {{json .HostConfig}}",
    r"{{.GraphDriver}}",
    r'{{printf "%T %+v %#v" .State .Mounts .HostConfig.LogConfig}}',
)
# What only dockerd leaves out, or returns as null.
INSPECT_NULLS = (
    r"{{.State}} {{.Config}}",
    r"{{.State.Health}} {{.Config.Healthcheck}} {{if .State.Health}}h{{else}}n{{end}}",
    r"{{with .State.Health}}{{.Status}}{{else}}unknown{{end}}",
    r"{{.HostConfig.Binds}} {{json .HostConfig.Binds}} {{len .HostConfig.Binds}}",
    r"{{.Config.Entrypoint}} {{.Config.OnBuild}} {{json .Config.Entrypoint}}",
    r"{{.HostConfig.PidsLimit}} {{.HostConfig.MemorySwappiness}}",
)
INSPECT_IMAGE = (
    r"{{.ID}}",
    r"{{.RepoTags}} {{json .RepoTags}} {{len .RepoTags}}",
    r"{{.Architecture}}/{{.Os}} {{.Size}}",
    r"{{.Created}} {{.Author}} {{.Comment}}",
    r"{{.RootFS.Type}} {{range .RootFS.Layers}}{{.}}{{end}} {{json .RootFS}}",
    r"{{.Config.Env}} {{.Config.Cmd}}",
)
EVENTS = (
    r"{{.Status}} {{.From}}",
    r"{{.Type}} {{.Action}} {{.Scope}} {{.Time}} {{.TimeNano}}",
    r"{{.Actor.ID}} {{.Actor.Attributes.image}} {{.Actor.Attributes.nosuch}}",
    r"{{json .Actor}}",
    r"{{.}} {{json .}}",
    r"{{.ID}}",
)

# Together they would have one header, so each `table` has to be requested by itself.
PS_TABLES = (
    r"table {{.ID}}\t{{.Names}}",
    r"table {{.ID}}\t{{.Command}}\t{{.Ports}}\t{{.Labels}}\t{{.Mounts}}\t{{.Status}}",
    r'table {{.Names}}\t{{.Label "com.example.tier-name"}}',
    r"table {{upper .Names}}\t{{lower .Image}}\t{{title .State}}",
    r"table {{.Names}} is {{.State}}",
)
IMAGES_TABLES = (
    r"table {{.Repository}}\t{{.Tag}}\t{{.Size}}",
    r"table {{.Repository}}:{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}",
)
HISTORY_TABLES = (r"table {{.ID}}\t{{.Size}}\t{{.Comment}}",)
# What both refuse: an unknown function or field, an unfinished template, data of the wrong type.
PS_ERRORS = (
    r"{{.Nosuch}}",
    r"{{nosuch .ID}}",
    r"{{.ID",
    r"{{if .ID}}x",
)
INSPECT_ERRORS = (
    r"{{.NetworkSettings.IPAddress}} {{.NetworkSettings.Nosuch}}",
    r"{{.State.Health.Status}}",
    r"{{.State.Nosuch}}",
    r"{{.Nosuch}}",
    r"{{.Name.nosuch}}",
    r"{{index .Config.Env 99}}",
    r"{{.Id",
)
FIELD_ERRORS = (r"{{.Nosuch}}",)

JSON = ("json",)

# A command line (with --format after its first word), its templates, and the engines.
BOTH, DOCKERD = ("dockerd", "podman"), ("dockerd",)
SHOWN = (
    (("ps",), PS, BOTH),
    (("ps",), PS_PORTS, DOCKERD),
    (("ps",), JSON, DOCKERD),
    (("images",), JSON, DOCKERD),
    (("images", "--digests"), JSON, DOCKERD),
    (("history", "busybox"), JSON, BOTH),
    (("search", "TERM"), JSON, DOCKERD),
    (("network", "ls"), JSON, BOTH),
    (("volume", "ls"), JSON, BOTH),
    (("inspect", "CONTAINER"), JSON, BOTH),
    (("events", "--filter", "type=container"), JSON, DOCKERD),
    (("events", "--filter", "type=network"), JSON, DOCKERD),
    (("ps", "--no-trunc"), PS_NO_TRUNC, DOCKERD),
    (("images",), IMAGES, DOCKERD),
    (("images", "localhost:5000/team/app:v1"), IMAGES[:1], DOCKERD),
    (("images", "busybox"), IMAGES[:1], DOCKERD),
    (("history", "busybox"), HISTORY, BOTH),
    (("search", "TERM"), SEARCH, DOCKERD),
    (("version",), VERSION, BOTH),
    (("version",), VERSION_PARTS, DOCKERD),
    (("info",), INFO, BOTH),
    (("info",), INFO_DOCKERD, DOCKERD),
    (("inspect", "CONTAINER"), INSPECT, BOTH),
    (("inspect", "CONTAINER"), INSPECT_STRUCTS, BOTH),
    (("inspect", "CONTAINER"), INSPECT_NULLS, DOCKERD),
    (("inspect", "busybox"), INSPECT_IMAGE, BOTH),
    (("inspect", "busybox", "CONTAINER"), IDS, BOTH),
    (("inspect", "CONTAINER"), INSPECT_JSON, BOTH),
    (("events", "--filter", "type=container"), EVENTS, DOCKERD),
)
TABLES = (
    (("ps",), PS_TABLES),
    (("images",), IMAGES_TABLES),
    (("history", "busybox"), HISTORY_TABLES),
)
REFUSED = (
    (("ps",), PS_ERRORS),
    (("images",), FIELD_ERRORS),
    (("history", "busybox"), FIELD_ERRORS),
    (("version",), (*FIELD_ERRORS, r"{{.Server.Nosuch}}")),
    (("info",), FIELD_ERRORS),
    (("inspect", "CONTAINER"), INSPECT_ERRORS),
)
