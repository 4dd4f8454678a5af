"""Templates and data: what `--format` shows, and what jq prints for `--format json`."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from tests.benchmarks.compare.model import Group
from tests.benchmarks.compare.table import rows

_ALL = ("web", "done", "made", "vol")
_RUNNING = ("web", "rich")

# For docker's own objects.
_STRUCTS = rows(
    """
    {{.State}}
    {{.State.Status}} {{.State.Running}} {{.State.Health}}
    {{json .State}}
    {{with .State}}{{.Status}} {{.ExitCode}}{{end}}
    {{printf "%v" .State}}
    {{printf "%+v" .State}}
    {{printf "%#v" .State.Status}}
    {{printf "%T" .State}}
    {{.Mounts}}
    {{json .Mounts}}
    {{len .Mounts}}
    {{range .Mounts}}{{.}}{{end}}
    {{range .Mounts}}{{.Type}}:{{.Source}}:{{.Destination}}:{{.Mode}}:{{.RW}}:{{.Propagation}};{{end}}
    {{range $i, $m := .Mounts}}{{$i}}={{$m.Name}}|{{$m.Driver}} {{end}}
    {{printf "%+v" .Mounts}}
    {{printf "%T" .Mounts}}
    {{if .Mounts}}{{(index .Mounts 0).Destination}}{{else}}none{{end}}
    {{.NetworkSettings.Ports}}
    {{json .NetworkSettings.Ports}}
    {{printf "%+v" .NetworkSettings.Ports}}
    {{printf "%#v" .NetworkSettings.Ports}}
    {{printf "%T" .NetworkSettings.Ports}}
    {{index .NetworkSettings.Ports "80/tcp"}}
    {{index .NetworkSettings.Ports "99/tcp"}}
    {{len (index .NetworkSettings.Ports "99/tcp")}}
    {{range $p, $b := .NetworkSettings.Ports}}{{$p}}{{range $b}} {{.HostIP}}:{{.HostPort}}{{end}};{{end}}
    {{with index .NetworkSettings.Ports "80/tcp"}}{{(index . 0).HostPort}}{{end}}
    {{.NetworkSettings.Networks}}
    {{range $k, $n := .NetworkSettings.Networks}}{{$k}} {{$n.IPPrefixLen}} {{$n.IPAMConfig}} {{$n.Links}}{{end}}
    {{range .NetworkSettings.Networks}}{{.}}{{end}}
    {{json .NetworkSettings.Networks}}
    {{.NetworkSettings.IPAddress}} {{.NetworkSettings.Bridge}}
    {{.NetworkSettings}}
    {{.HostConfig.LogConfig}}
    {{json .HostConfig.LogConfig}}
    {{printf "%#v" .HostConfig.LogConfig}}
    {{printf "%+v" .HostConfig.LogConfig}}
    {{.HostConfig.LogConfig.Type}} {{.HostConfig.LogConfig.Config}}
    {{.HostConfig.RestartPolicy}}
    {{json .HostConfig.RestartPolicy}}
    {{printf "%s" .HostConfig.RestartPolicy}}
    {{.HostConfig.PortBindings}}
    {{json .HostConfig.PortBindings}}
    {{printf "%+v" .HostConfig.PortBindings}}
    {{range $p, $b := .HostConfig.PortBindings}}{{$p}}={{(index $b 0).HostPort}} {{end}}
    {{.HostConfig.Binds}} {{len .HostConfig.Binds}} {{json .HostConfig.Binds}}
    {{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}} {{json .HostConfig.CapAdd}}
    {{.HostConfig.DNS}} {{.HostConfig.DNSOptions}} {{.HostConfig.DNSSearch}}
    {{.HostConfig.ExtraHosts}} {{.HostConfig.GroupAdd}} {{.HostConfig.Links}}
    {{.HostConfig.Ulimits}} {{json .HostConfig.Ulimits}}
    {{range .HostConfig.Ulimits}}{{.Name}} {{.Soft}} {{.Hard}}{{end}}
    {{.HostConfig.Devices}} {{json .HostConfig.Devices}}
    {{.HostConfig.ConsoleSize}}
    {{.HostConfig.Tmpfs}} {{.HostConfig.Sysctls}} {{.HostConfig.StorageOpt}}
    {{.HostConfig.MemorySwappiness}} {{.HostConfig.Init}}
    {{.HostConfig.OomKillDisable}}
    {{.HostConfig.Resources.Memory}} {{.HostConfig.Memory}} {{.HostConfig.CPUShares}} {{.HostConfig.NanoCPUs}}
    {{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}}|{{.HostConfig.UTSMode}}|{{.HostConfig.UsernsMode}}
    {{.HostConfig.ShmSize}} {{.HostConfig.Privileged}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.AutoRemove}}
    {{.HostConfig}}
    {{json .HostConfig}}
    {{.Config}}
    {{json .Config}}
    {{printf "%+v" .Config}}
    {{.Config.Healthcheck}} {{json .Config.Healthcheck}}
    {{.Config.Env}} {{.Config.Cmd}} {{.Config.Entrypoint}}
    {{.Config.ExposedPorts}} {{.Config.Volumes}}
    {{json .Config.ExposedPorts}} {{json .Config.Volumes}}
    {{range $p, $x := .Config.ExposedPorts}}{{$p}}{{$x}} {{end}}
    {{.Config.Labels}} {{.Config.Labels.tier}} {{.Config.Labels.none}}|
    {{index .Config.Labels "none"}}|{{index .Config.Labels "tier"}}
    {{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}
    {{.Config.OnBuild}} {{.Config.Shell}} {{.Config.StopTimeout}} {{.Config.StopSignal}}
    {{.Config.Tty}} {{.Config.OpenStdin}} {{.Config.AttachStdin}} {{.Config.User}}|{{.Config.WorkingDir}}|
    {{printf "%T %T %T" .Config .Config.Env .Config.Labels}}
    {{.GraphDriver}}
    {{.GraphDriver.Name}} {{len .GraphDriver.Data}}
    {{json .GraphDriver.Name}}
    {{.ContainerJSONBase.Name}} {{.ContainerJSONBase.Path}}
    {{.SizeRw}} {{.SizeRootFs}} {{json .SizeRw}}
    {{.ExecIDs}} {{.Args}} {{.RestartCount}} {{.Platform}} {{.Driver}}
    {{.ID}} {{.Created}} {{.LogPath}}
    {{.Name}} {{.Id}}
    {{.Id}} {{.State.Running}} {{.State.Status}}
    {{.HostConfig.Dns}} {{.Name}}
    {{.ImageManifestDescriptor}}
    {{if .State}}yes{{end}}{{if .State.Health}}yes{{else}}no{{end}}
    {{and .State.Running .Config.Labels}}
    {{or .State.Error "none"}}
    {{not .HostConfig.Binds}}
    {{eq .State.ExitCode 0}} {{eq .State.Status "running" "exited"}}
    {{gt .HostConfig.ShmSize 0}} {{lt .RestartCount 1}}
    {{html .Config.Env}} {{js .Name}} {{urlquery .Config.Labels}}
    {{slice .Config.Env 0 1}} {{len .Args}}
    {{join .Config.Env ","}} {{join .Args "|"}}
    {{.State.Health.Status}}
    {{.State.NoSuch}}
    {{.HostConfig.LogConfig.Type.More}}
    {{index .Args 9}}
    {{.Config.Env.Foo}}
    {{range .State}}{{end}}
    {{len .State}}
    {{define "env"}}{{range .}}{{.}};{{end}}{{end}}{{template "env" .Config.Env}}
    {{block "state" .State}}{{.Status}}{{end}}
    {{with $c := .Config}}{{$c.Image}} {{$.Name}}{{end}}
    {{$n := .Name}}{{range .Config.Env}}{{$n}}:{{.}} {{end}}
    {{with .State.Health}}{{.}}{{else with .Config.Labels}}{{.}}{{else}}none{{end}}
    """
)
# With limits, a health check and log options, which are empty in most containers.
_SOME = rows(
    """
    {{.State.Running}} {{.State.Health.FailingStreak}}
    {{.State.Health}}
    {{.Mounts}}
    {{json .Mounts}}
    {{.HostConfig.LogConfig}} {{json .HostConfig.LogConfig}}
    {{printf "%#v" .HostConfig.LogConfig}}
    {{.HostConfig.RestartPolicy}} {{json .HostConfig.RestartPolicy}}
    {{.HostConfig.Ulimits}} {{json .HostConfig.Ulimits}}
    {{range .HostConfig.Ulimits}}{{.Name}} {{.Soft}} {{.Hard}}{{end}}
    {{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}}
    {{.HostConfig.DNS}} {{.HostConfig.ExtraHosts}}
    {{.HostConfig.Tmpfs}} {{.HostConfig.Sysctls}}
    {{.HostConfig.Init}} {{.HostConfig.PidsLimit}}
    {{.HostConfig.Memory}} {{.HostConfig.NanoCPUs}} {{.HostConfig.CPUShares}}
    {{.HostConfig.Binds}}
    {{.Config.Healthcheck}}
    {{json .Config.Healthcheck}}
    {{.Config.Healthcheck.Interval}} {{printf "%d" .Config.Healthcheck.Interval}}
    {{.Config.StopSignal}} {{.Config.StopTimeout}} {{.Config.User}} {{.Config.WorkingDir}}
    {{.Config.Env}} {{.Config.Labels}} {{.Config.Volumes}}
    {{.Config}}
    {{.HostConfig}}
    {{with .State.Health}}{{.Status | len}}{{else}}none{{end}}
    {{.NetworkSettings.Networks}}
    {{.Config.Tty}} {{.Config.OpenStdin}}
    """
)
_OF_IMAGE = rows(
    """
    {{.ID}}
    {{.RepoTags}} {{.RepoDigests}} {{json .RepoTags}}
    {{.Config}}
    {{json .Config}}
    {{.Config.Cmd}} {{.Config.Env}} {{.Config.Labels}}
    {{.RootFS}} {{json .RootFS}} {{.RootFS.Type}} {{len .RootFS.Layers}}
    {{.GraphDriver.Name}}
    {{.Architecture}} {{.Os}} {{.Variant}}|{{.OsVersion}}|{{.Size}}
    {{.Created}} {{.Author}} {{.Comment}} {{.DockerVersion}}
    {{printf "%T %T" . .Config}}
    {{.Descriptor}} {{.Manifests}}
    {{.Id}} {{.RepoTags}}
    {{.Metadata.LastTagTime.Foo}}
    """
)
_OF_NETWORK = rows(
    """
    {{.Name}} {{.ID}} {{.Driver}} {{.Scope}}
    {{.IPAM.Driver}} {{.IPAM.Options}}
    {{.Internal}} {{.Attachable}} {{.Ingress}} {{.ConfigOnly}} {{.ConfigFrom}} {{.EnableIPv6}}
    {{.Labels}} {{.Peers}} {{.Services}}
    {{range .IPAM.Config}}{{.Subnet}} {{.Gateway}} {{.AuxAddress}}{{end}}
    {{.IPAM}}
    {{json .IPAM}}
    {{.Created}}
    {{json .Created}}
    {{printf "%T" .}}
    {{.Options}}
    {{json .Labels}}
    """
)
_OF_VOLUME = rows(
    """
    {{.}}
    {{json .}}
    {{.Name}} {{.Driver}} {{.Scope}} {{.Mountpoint}}
    {{.Labels}} {{.Options}} {{.Status}} {{.UsageData}} {{.ClusterVolume}}
    {{printf "%+v" .}}
    {{printf "%#v" .}}
    {{printf "%T" .}}
    {{.CreatedAt}}
    {{.UsageData.Size}}
    {{if .UsageData}}x{{else}}-{{end}}
    {{.Nope}}
    """
)
# What needs nothing but a name: text/template and fmt themselves.
_LANGUAGE = rows(
    r"""
    {{define "x"}}[{{.}}]{{end}}{{template "x" .Name}}
    {{define "x"}}[{{$}}]{{end}}{{template "x" 3}}
    {{template "x"}}{{define "x"}}nil:{{.}}{{end}}
    {{define "x"}}a{{end}}{{define "x"}}b{{end}}{{template "x"}}
    {{define "x"}} {{end}}{{define "x"}}b{{end}}{{template "x"}}
    {{define "x"}}b{{end}}{{define "x"}} {{end}}{{template "x"}}
    {{block "x" .Name}}<{{.}}>{{end}}{{template "x" 1}}
    {{block "x"}}{{end}}
    {{template "none"}}
    {{if false}}{{template "none"}}{{end}}ok
    {{template "x"}}{{define "x"}}{{template "x"}}{{end}}
    {{define "a"}}{{template "b" .}}!{{end}}{{define "b"}}<{{.}}>{{end}}{{template "a" "x"}}
    {{define "x"}}{{if gt (len .) 0}}{{slice . 0 1}}-{{template "x" (slice . 1)}}{{end}}{{end}}{{template "x" "abc"}}
    {{$x := 1}}{{define "x"}}{{$x}}{{end}}
    {{$x := 1}}{{define "y"}}{{end}}{{$x}}
    {{define x}}{{end}}
    {{define "x"}}
    {{if 1}}{{define "x"}}{{end}}{{end}}
    {{range .Name}}{{define "x"}}{{end}}{{end}}
    {{define "x"}}{{break}}{{end}}
    {{template .Name}}
    {{template "x" 1 2}}{{define "x"}}{{end}}
    {{template `x` 1}}{{define `x`}}{{.}}{{end}}
    {{html "<a href='x'>&\"é" 1 2}}
    {{html}}|{{js}}|{{urlquery}}|
    {{html nil}} {{js nil}} {{urlquery nil}}
    {{js "<a href='x'>&\"é=\n\t\\"}}
    {{js .Name 1 true}} {{html 1 2 "a" 3}}
    {{urlquery "a b/c?d=é&" 1}}
    {{"<b>" | html | printf "%s!"}}
    {{.Name | urlquery | js | html}}
    {{call}}
    {{call nil}}
    {{call .Name}}
    {{call 1 2}}
    {{call print}}
    {{printf "%*d|%-*d|%.*f" 5 3 5 3 2 3.14159}}
    {{printf "%*d" "x" 3}} {{printf "%.*d" -2 3}} {{printf "%*d" 5}}
    {{printf "%T %T %T %T %T" 1 "a" 1.5 true 'a'}}
    {{printf "%T %T" nil .Name}}
    {{printf "%#v %#v %#v %#v %#v" 1 "a" 1.5 true nil}}
    {{printf "%#v" 1e6}} {{printf "%#v" 1.0}} {{printf "%#v" "é\n"}}
    {{printf "%08b %o %O %#o %#x %#X %#b" 5 8 8 8 255 255 5}}
    {{printf "%U %#U %08U %U" 0x263a 0x263a 0x263a -1}}
    {{printf "%c %q %#q %+q" 0x263a 0x263a "a" "é"}}
    {{printf "%c|%5c|%-5c|%q" 65 65 65 39}}
    {{printf "%x %X % x %#x %# x %.1x" "hi" "hi" "hi" "hi" "hi" "hi"}}
    {{printf "%q %q %#q %#q" "a\"b" "tab\t" "a`b" "plain"}}
    {{printf "%e %E %f %F %g %G" 1.5 1.5 1.5 1.5 1.5 1.5}}
    {{printf "%b %x %X %.3x %x" 1.5 1.5 1.5 1.5 0.0}}
    {{printf "%6.2f|%-8.3f|%+d|% d|%05d|%+05d|%-5d|" 3.14159 2.5 3 3 42 42 7}}
    {{printf "%p" 1}} {{printf "%p" "a"}} {{printf "%p" nil}}
    {{printf "%t %v %5t|%-7t|%q" true false true false true}}
    {{printf "%d" true}} {{printf "%s" 1}} {{printf "%d" "a"}} {{printf "%t" 1}}
    {{printf "%[2]d %[1]d" 1 2}} {{printf "%[3]d" 1}} {{printf "%[x]d" 1}} {{printf "%[1]d %d" 1 2}}
    {{printf "%[1]*d|%[2]*[1]d" 3 5}} {{printf "%[2" 1}}
    {{printf "%!"}} {{printf "%"}} {{printf "%z" 1}} {{printf "%d"}} {{printf "x" 1 "a"}}
    {{printf "%%|%5%|%d %%" 3}}
    {{printf "%s|%10s|%-10s|%.2s|%5.1s|%05s" "abc" "abc" "abc" "abc" "abc" "abc"}}
    {{printf "%+.3e %#g %#.3x %g %g %g" 123456.789 1.0 7 1e21 1e20 1e-7}}
    {{printf "%6d|%-6d|%06d|%x|%o|%b" -5 -5 -5 -5 -5 -5}}
    {{printf "%.3d|%8.3d|%-8.3d|%+.3d|%.0d" 5 5 5 5 0}}
    {{printf "%v %v %v %v" 1e6 123456.0 1e-4 1e-5}}
    {{printf "%g %.3g %.10g %G" 1234567.0 1234567.0 0.1 1e-10}}
    {{printf "%#e %#f %#.0f %#g %#.3g" 1.0 1.0 1.0 100000.0 1.0}}
    {{printf "%010.3f|%-10.3f|%+10.3f|% .2f" 3.14159 3.14159 3.14159 3.14159}}
    {{printf "%v %+v %+d % v" 3 4 1 5}}
    {{printf "%w" 1}} {{printf "%y" "s"}} {{printf "%D" 1.5}}
    {{printf "%99999999999d" 1}}
    {{printf "%d %d" 1}} {{printf "" 1}} {{printf "%d" nil}} {{printf "%s" nil}}
    {{printf "é%sß" "ü"}} {{printf "%5s|" "é"}} {{printf "%é" 1}}
    {{printf}}
    {{printf 1}}
    {{json 1.0}} {{json 1.5}} {{json 100.0}} {{json 0.0}}
    {{json 1e21}} {{json 1e20}} {{json 1e-7}} {{json 1e-6}} {{json -1.5e-9}} {{json 123456789.125}}
    {{json "<&>"}} {{json nil}} {{json "é\u2028"}} {{json "a\tb\x01"}}
    {{json true}} {{json 'a'}} {{json 1}} {{json (split "a,b" ",")}}
    {{eq 1 2 1}} {{eq "a" "b" "a"}} {{ne 1 2}} {{lt 1 2}} {{eq 1.0 1.0}} {{eq true false true}}
    {{eq 1 1.0}}
    {{eq 1 "a"}}
    {{eq 1 2 "a"}}
    {{eq 1}}
    {{eq nil nil}} {{eq 1 nil}}
    {{ne 1 2 3}}
    {{lt 1 2 3}}
    {{lt "a" "b"}} {{le 1 1}} {{gt 1.5 1.0}} {{ge "b" "a"}}
    {{lt true false}}
    {{slice "abcdef" 1 3}} {{slice "abc" 1}} {{slice "abc"}}
    {{slice "abcdef" 1 3 4}}
    {{slice (split "a,b,c" ",") 1 2 3}} {{slice (split "a,b,c" ",") 1}}
    {{slice "abc" 2 1}}
    {{slice "abc" 9}}
    {{slice 3 1}}
    {{range 3}}{{.}}{{end}} {{range $i := 3}}{{$i}}{{end}}
    {{range $i, $v := split "a,b" ","}}{{$i}}{{$v}} {{end}}
    {{range 0}}x{{else}}none{{end}}
    {{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}} {{range 3}}{{if eq . 1}}{{break}}{{end}}{{.}}{{end}}
    {{range 2}}{{range 3}}{{if eq . 1}}{{break}}{{end}}{{.}}{{end}};{{end}}
    {{range "ab"}}{{end}}
    {{range true}}{{end}}
    {{range -1}}x{{else}}none{{end}}
    {{break}}
    {{with 0}}a{{else with 1}}b{{.}}{{else}}c{{end}}
    {{with ""}}a{{else with false}}b{{else}}c{{end}}
    {{if 0}}a{{else if ""}}b{{else if 1}}c{{end}}
    {{if 0}}a{{else with 1}}b{{end}}
    {{with 1}}a{{else if 1}}b{{end}}
    {{with $x := 1}}{{$x}}{{end}}
    {{if $x := .Name}}{{$x}}{{end}}
    {{$x}}
    {{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}
    {{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}
    {{$x, $y := 1}}
    {{$x := 1}}{{with $y := $x}}{{$y}}{{end}}{{$y}}
    {{$}} {{with 1}}{{$.Name}}{{end}}
    {{1 | printf "%d %d" 2}} {{"a" | print}} {{print 1 2 "a" "b" 3}} {{print 1.0 true nil}}
    {{print nil}} {{println}}{{println nil 1}}{{println "a" 1 "b"}}
    {{not 1}} {{not ""}} {{not nil}}
    {{not}}
    {{and 1 0 2}} {{or 0 "" "x"}} {{and 1 2}} {{or 0 0.0}}
    {{and}}
    {{or nil 1}}
    {{len "é"}} {{len ""}} {{len (split "a,b" ",")}}
    {{len 3}}
    {{len nil}}
    {{index "abc" 1}} {{index (split "a,b" ",") 1}}
    {{index "abc" 9}}
    {{index 3 1}}
    {{index nil 1}}
    {{index (split "a,b" ",") "x"}}
    {{.Name | len | printf "%03d"}} {{(len .Name)}} {{(print .Name "x") | len}}
    {{"\u00e9\x41\101\a" | printf "%q"}} {{'a'}} {{'\n'}} {{`raw\n`}}
    {{0x1F}} {{0b11}} {{1_000}} {{1e3}} {{0o17}} {{017}} {{-3}} {{+3}} {{.5}} {{0x1p-2}}
    {{1e100}} {{123456789012345}} {{1.0}} {{1000000.0}}
    {{99999999999999999999}}
    {{1x}}
    {{- /* c */ -}} x {{- "y" -}} z
    a {{- 1 }} b {{ 2 -}} c
    {{/* a comment */}}{{/* another
    {{ /* no */ }}
    {{title "hello world-foo"}} {{upper "é"}} {{lower "É"}}
    {{truncate "hello" 3}} {{truncate "a" 5}} {{truncate "" 1}}
    {{truncate "hello" -1}}
    {{pad "x" 1 2}}|{{pad "" 1 2}}|{{pad "x" 0 0}}|
    {{split "a,b" ","}} {{split "abc" ""}} {{split "" ","}} {{join (split "a,b" ",") "-"}}
    {{join "a" ","}}
    {{upper 1}}
    {{true}} {{false}} {{not true}}
    {{nil}}
    {{.}}.{{end}}
    {{(1}}
    {{1)}}
    {{"abc}}
    {{if}}x{{end}}
    {{range}}x{{end}}
    {{else}}
    {{.Name.}}
    {{..Name}}
    {{nosuch}}
    {{print nosuch}}
    {{.Name 1}}
    {{1 2}}
    {{1 | 2}}
    {{|}}
    {{}}
    }}
    {{print}}|{{print ""}}|
    {{print "a" "b"}}{{print 1 "a"}}{{print "a" 1}}{{print 1 1}}
    """
)
_OF_PS = rows(
    """
    {{.Command}}
    {{.Platform}}
    {{json .Platform}}
    {{json .Command}}
    table {{.Names}}\\t{{.Platform}}
    table {{.Names}}\\t{{.Command}}
    table {{upper .Names}}\\t{{.State}}
    {{define "n"}}<{{.Names}}>{{end}}{{template "n" .}}
    {{block "n" .Names}}[{{.}}]{{end}}
    {{html .Command}} {{js .Command}} {{urlquery .Names}}
    {{printf "%-10s|%5s|%q" .Names .State .Image}}
    {{printf "%T %T" .Names .LocalVolumes}}
    {{with .Ports}}{{.}}{{else with .Mounts}}{{.}}{{else}}-{{end}}
    {{if and (eq .State "running") .Ports}}{{.Names}}{{else}}no{{end}}
    {{range split .Names ","}}{{.}};{{end}}
    {{eq .State "running" "exited" "created"}}
    {{$s := .State}}{{$n := .Names}}{{$n}}={{$s}}
    {{.Names}}{{/* c */}}{{- " x" -}}
    {{len .ID}} {{len .Names}} {{slice .Names 0 1}}
    {{.Label "tier"}}|{{.Label "none"}}|{{.Label "tier" | upper}}
    {{.Nope}}
    {{.Names.Nope}}
    {{index .Names 99}}
    {{call .Names}}
    {{template "x" .}}
    {{define "x"}}{{.Nope}}{{end}}{{template "x" .}}
    """
)
_OF_INFO = rows(
    """
    {{.Swarm}}
    {{.Swarm.LocalNodeState}} {{.Swarm.NodeID}}|{{.Swarm.ControlAvailable}}
    {{json .Swarm}}
    {{.Runtimes}}
    {{range $k, $v := .Runtimes}}{{$k}}={{$v.Path}} {{end}}
    {{.DefaultRuntime}} {{.SecurityOptions}} {{.CgroupVersion}} {{.CgroupDriver}}
    {{len .DriverStatus}} {{len (index .DriverStatus 0)}}
    {{range .DriverStatus}}{{slice . 0 0}}{{end}}
    {{.RuncCommit}} {{.InitCommit.ID}}
    {{.ClientInfo.Debug}} {{.ClientInfo.Context}} {{.ClientInfo.Os}}/{{.ClientInfo.Arch}}
    {{.ClientInfo.Nope}}
    {{.GenericResources}} {{.LiveRestoreEnabled}} {{.ExperimentalBuild}}
    {{.ServerErrors}} {{.ClientErrors}} {{.Isolation}}|
    {{.MemoryLimit}} {{.SwapLimit}} {{.OomKillDisable}} {{.CPUShares}} {{.CPUCfsQuota}}
    {{.HTTPProxy}}|{{.HTTPSProxy}}|{{.NoProxy}}
    """
)
_OF_VERSION = rows(
    """
    {{.Server.Platform}} {{.Server.Experimental}}
    {{.Client.Platform}} {{.Client.Context}} {{.Client.Os}} {{.Client.Arch}}
    {{json .Server.Platform}}
    {{range .Server.Components}}{{.Name}} {{.Version}};{{end}}
    {{json .Server}}
    {{.Server.Components}}
    {{with .Server}}{{.Version}} {{.APIVersion}} {{.MinAPIVersion}}{{end}}
    {{printf "%T" .Server}}
    """
)
_JQ = rows(
    """
    ps -a --format json | jq -r .Names
    ps -a --format json | jq -r .State
    ps -a --format json | jq -c keys
    ps --format json | jq -r .Ports
    ps --format json | jq -r .ID
    ps --format json --no-trunc | jq -r .Command
    ps -a --format json | jq -s length
    ps --format json | jq .Platform
    ps -a --format json | jq -r 'select(.State == "running") | .Names'
    ps -a --format json | jq -r 'select(.State == "exited") | .Names'
    ps --format json | jq -r .Labels
    ps --format json | jq -r .LocalVolumes
    images --format json busybox | jq -r .Repository
    images --format json busybox | jq -r .Tag
    images --format json busybox | jq -r .ID
    images --format json busybox | jq -c keys
    images --format json busybox | jq -r .Size
    images --format json busybox | jq -r .Digest
    history --format json busybox | jq -r .ID
    history --format json busybox | jq -c keys
    network ls --format json | jq -r .Name
    network ls --format json | jq -c keys
    volume ls --format json | jq -r .Driver
    volume ls --format json | jq -c keys
    context ls --format json | jq -c .
    inspect -f json web | jq -r '.[0].Name'
    inspect -f json web done | jq -r '.[].Name'
    inspect -f json web done | jq length
    inspect -f json web | jq -c '.[0].State | keys'
    inspect -f json web | jq -r '.[0].Config.Env[0]'
    inspect -f json web nosuch | jq length
    inspect -f json nosuch | jq -c .
    info --format json | jq -r .Driver
    info --format json | jq -c .Plugins.Network
    version --format json | jq -r .Server.Version
    version --format json | jq -c '.Client | keys'
    """
)


def _each(command: str, templates: Iterable[str], *names: str) -> tuple[str, ...]:
    """Make a line for each template."""
    return tuple(
        f"{command} -f {shlex.quote(text)} {' '.join(names)}".rstrip() for text in templates
    )


def _rows_of(command: str, templates: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{command} --format {shlex.quote(text)}" for text in templates)


TEMPLATES = (
    Group(
        "objects", (*_each("inspect", _STRUCTS, "web"), *_each("inspect", _SOME, "rich")), _RUNNING
    ),
    Group(
        "others",
        (
            *_each("inspect --type image", _OF_IMAGE, "busybox"),
            *_each("inspect --type image", _OF_IMAGE[:5], "team/app:v1"),
            *_each("inspect --type network", _OF_NETWORK, "net1"),
            *_each("inspect --type volume", (*_OF_VOLUME, *_LANGUAGE), "data1"),
        ),
        ("keep",),
    ),
    Group(
        "rows",
        (
            *_rows_of("ps -a", _OF_PS),
            *_rows_of("info", _OF_INFO),
            *_rows_of("version", _OF_VERSION),
        ),
        _ALL,
    ),
    Group("jq", _JQ, _ALL),
)
