"""The command lines that only look."""

from __future__ import annotations

from tests.benchmarks.compare.model import Group
from tests.benchmarks.compare.table import each, rows, words

_ALL = ("web", "done", "term", "made", "vol")

_PS = each(
    "ps _",
    """

    -a
    --all
    -q
    -aq
    -a -q --no-trunc
    -a -q -q
    -l
    -l -q
    --latest --quiet
    -n 2 -q
    -n=1 -q
    --last 2 -q
    --last=3 -q
    -n 0 -q
    -n -1 -q
    -n x
    -n
    -a --no-trunc
    -as -q
    extra
    --nosuch
    """,
)
_PS_FILTERS = each(
    "ps -a --format {{.Names}} _",
    """
    -f name=web
    -f name=^e
    -f name=/web
    -f name=web -f name=made
    -f name=web -f status=exited
    -f status=running
    -f status=exited
    -f status=created -f status=running
    -f status=nosuch
    -f exited=3
    -f exited=3 -f exited=0
    -f exited=x
    -f label=tier
    -f label=tier=front
    -f label=tier=back
    -f label=tier -f label=none
    -f ancestor=busybox
    -f ancestor=busybox:latest
    -f ancestor=nosuch
    -f before=made
    -f since=done
    -f since=nosuch
    -f id=%web%
    -f id=%web:12%
    -f network=bridge
    -f volume=/vol
    -f publish=80
    -f expose=443
    -f nosuch=x
    -f name
    -f ""
    -f =
    --filter name=web
    --filter=name=web
    --filter "name = web"
    """,
)
_PS_FORMATS = each(
    "ps -a --format _",
    """
    {{.ID}}
    {{.Image}}
    {{.Command}}
    {{.Names}}
    {{.Ports}}
    {{.Status}}
    {{.State}}
    {{.RunningFor}}
    {{.Labels}}
    {{.Mounts}}
    {{.Networks}}
    {{.LocalVolumes}}
    '{{.Label "tier"}}'
    '{{.ID}}\\t{{.Names}}'
    '{{.ID}} --no-trunc' --no-trunc
    {{.Command}} --no-trunc
    '{{upper .Names}} {{len .Names}}'
    '{{if eq .State "running"}}{{.Names}}{{end}}'
    '{{.Names | printf "%-6s"}}|'
    '{{split .Names "e"}}'
    '{{title .Names}}'
    '{{pad .Names 1 2}}|'
    '{{truncate .Names 2}}'
    '{{lower .State}}'
    '{{json .Names}}'
    '{{with .Labels}}{{.}}{{else}}none{{end}}'
    '{{/* comment */}}x'
    '{{$n := .Names}}{{$n}}'
    '{{not .Labels}}'
    {{.NoSuch}}
    {{.Names
    '{{nosuch .Names}}'
    text
    ''
    'table {{.Names}}'
    'table {{.Names}}\\t{{.State}}'
    'table {{.ID}}\\t{{.Image}}\\t{{.Ports}}'
    table
    '{{json .}}'
    json
    -q
    """,
)
_IMAGES = each(
    "images _",
    """

    -a
    -q
    -aq
    -q --no-trunc
    -q busybox
    -q busybox:latest
    -q busybox:nosuch
    -q team/app
    -q team/app:v1
    -q "team/*"
    -q "*/app"
    -q "sm*"
    -q %registry%/team/app
    -q %registry%/team/app:v1
    -q nosuch
    -q BUSYBOX
    -q ""
    -q docker.io/library/busybox
    -q library/busybox
    -q %image.busybox%
    --digests
    --digests -q
    --digests --format {{.Digest}}
    --no-trunc
    busybox small
    -f reference=busybox -q
    -f reference=small:v* -q
    -f reference=nosuch -q
    -f reference=small -f reference=lone -q
    -f dangling=true -q
    -f dangling=false -q
    -f dangling=x -q
    -f label=k -q
    -f label=k=v -q
    -f label=none -q
    -f before=lone:v1 -q
    -f since=small:v1 -q
    -f since=nosuch -q
    -f nosuch=x
    --format {{.Repository}}
    --format '{{.Repository}}:{{.Tag}}'
    --format '{{.ID}}' --no-trunc
    --format '{{.ID}}'
    --format '{{.Size}}'
    --format '{{.CreatedSince}}'
    --format '{{.CreatedAt}}'
    --format '{{.Containers}} {{.SharedSize}} {{.UniqueSize}} {{.VirtualSize}}'
    --format '{{.NoSuch}}'
    --format 'table {{.Repository}}\\t{{.Tag}}'
    --format 'table {{.ID}}\\t{{.Digest}}'
    --format json
    --format table
    --format ''
    small -f reference=small:v1 -q
    """,
)
_INSPECT = (
    *each(
        "inspect _",
        """
        web
        done made
        busybox
        team/app:v1
        web busybox
        nosuch
        web nosuch
        nosuch web
        nosuch nosuch2
        %web%
        %web:12%
        %web:4%
        %image.busybox%
        %image.busybox:12%
        sha256:%image.busybox%
        sha256:%image.busybox:12%
        %digest%
        %registry%/team/app:v1
        --type container web
        --type image busybox
        --type container busybox
        --type image web
        --type=image web
        --type network bridge
        --type nosuch web
        --type "" web
        ""
        /web
        -- web
        web --

        """,
    ),
    *each(
        "inspect -f _ web",
        """
        {{.Id}}
        {{.Name}}
        {{.State.Running}}
        {{.State.ExitCode}}
        {{.State}}
        {{.Config.Env}}
        {{.Config.Labels}}
        {{.Config.Cmd}}
        '{{json .Config.Cmd}}'
        '{{json .Config.Labels}}'
        '{{json .NetworkSettings.Ports}}'
        {{.NetworkSettings.Ports}}
        '{{range .Config.Env}}{{println .}}{{end}}'
        '{{range $i, $e := .Config.Env}}{{$i}}={{$e}} {{end}}'
        '{{range $k, $v := .Config.Labels}}{{$k}}:{{$v}}{{end}}'
        '{{index .Config.Env 0}}'
        '{{index .Config.Env 99}}'
        '{{index .Config.Labels "tier"}}'
        '{{index .Config.Labels "none"}}'
        '{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}'
        '{{len .Config.Env}}'
        '{{len .Mounts}}'
        '{{.HostConfig.RestartPolicy.Name}}'
        '{{.HostConfig.NetworkMode}}'
        '{{.HostConfig.Memory}}'
        '{{.HostConfig.Privileged}}'
        '{{.HostConfig.PortBindings}}'
        '{{.Config.Entrypoint}}'
        '{{.Config.Volumes}}'
        '{{.Config.NoSuch}}'
        '{{.NoSuch}}'
        '{{.NoSuch.Deeper}}'
        '{{.Id.Deeper}}'
        '{{join .Config.Cmd "|"}}'
        '{{if .State.Running}}yes{{else}}no{{end}}'
        '{{if and .State.Running (not .State.Paused)}}up{{end}}'
        '{{eq .State.Status "running"}}'
        '{{ne .State.ExitCode 0}}'
        '{{gt 2 1}} {{le 2 1}}'
        '{{printf "%q %v" .Name .State.ExitCode}}'
        '{{.Name | upper}}'
        '{{html "<a>"}}'
        '{{- .Name -}}'
        '{{with .State}}{{.Status}}{{end}}'
        '{{.State.Running'
        '{{end}}'
        ''
        json
        'a\\tb'
        'table {{.Name}}'
        """,
    ),
    *rows(
        """
        inspect -f {{.Id}} web nosuch
        inspect -f {{.Id}} nosuch
        inspect -f {{.Name}} web done
        inspect --format={{.Name}} web
        inspect --format {{.Name}} -f {{.Id}} web
        inspect -f {{.RepoTags}} busybox
        inspect -f {{.Config.Cmd}} team/app:v1
        inspect -f '{{.Config.ExposedPorts}}' team/app
        inspect -f {{.Id}} small
        inspect -f {{.Id}} small:v1
        inspect -f {{.Architecture}}/{{.Os}} busybox
        inspect -s -f {{.SizeRootFs}} made
        inspect --size -f {{.SizeRw}} vol
        inspect -s -f {{.Id}} busybox
        """
    ),
)
_LOGS = each(
    "logs _",
    """
    done
    web
    term
    made
    %done:12%
    -f done
    --follow done
    --tail 1 done
    --tail=1 done
    -n 2 term
    -n=1 term
    --tail 0 done
    --tail all done
    --tail -1 done
    --tail x done
    --tail 1 --tail 2 term
    -t term
    --timestamps done
    --since 10m term
    --since 2h term
    --since 0 term
    --since 9999999999 term
    --since 2020-01-01 term
    --since 2020-01-01T00:00:00 term
    --since 2020-01-01T00:00:00Z term
    --since 2099-01-01T00:00:00Z term
    --since x term
    --until 1h term
    --until 0 term
    --until 1 term
    --until 2099-01-01 term
    --since 1h --until 1s term
    nosuch
    ""
    done term

    --nosuch done
    """,
)
_SMALL = rows(
    """
    port web
    port web 80
    port web 80/tcp
    port web 53/udp
    port web 53
    port web 443
    port web 99
    port web x
    port web 80/sctp
    port web 80/TCP
    port made
    port nosuch
    port
    port web 80 81
    diff web
    diff made
    diff nosuch
    diff
    diff web done
    diff %web:12%
    wait done
    wait done term
    wait nosuch
    wait done nosuch
    wait nosuch done
    wait
    top web
    top web -o comm
    top web -eo user,comm
    top web aux
    top made
    top done
    top nosuch
    top
    history busybox
    history -q busybox
    history -q --no-trunc busybox
    history --no-trunc busybox
    history team/app:v1
    history nosuch
    history
    history busybox team/app:v1
    history -H=false --format "{{.CreatedSince}} {{.Size}}" busybox
    history --human --format {{.Size}} busybox
    history --human=false -q busybox
    history --platform linux/amd64 busybox
    history --format {{.ID}} busybox
    history --format {{.CreatedBy}} busybox
    history --format {{.Comment}} busybox
    history --format {{.Size}} busybox
    history --format json busybox
    history --format '{{.NoSuch}}' busybox
    history --format 'table {{.ID}}\\t{{.Size}}' busybox
    history %image.busybox:12% -q
    history sha256:%image.busybox% -q
    history %registry%/team/app:v1 -q
    search
    search busybox
    search a b
    search -f stars=3 a
    search --filter is-official=true a
    search --filter nosuch=1 a
    search -f stars a
    search -f is-automated=true a
    search --limit x a
    search --limit 0 a
    search --limit 101 a
    search --format {{.Name}} busybox
    version --format {{.Server.Version}}
    version --format {{.Server.Os}}/{{.Server.Arch}}
    version --format {{.Server.APIVersion}}
    version --format {{.Server.MinAPIVersion}}
    version --format {{.Server.GoVersion}}
    version --format {{.Server.GitCommit}}
    version --format {{.Server.KernelVersion}}
    version -f {{.Client.Os}}/{{.Client.Arch}}
    version --format {{.NoSuch}}
    version --format '{{.Server.Nosuch}}'
    version --format '{{range .Server.Components}}{{.Name}} {{end}}'
    version
    version extra
    version --format {{.Client.Version}}
    version --format json
    info
    info --format {{.Containers}}
    info --format '{{.ContainersRunning}} {{.ContainersStopped}} {{.ContainersPaused}}'
    info -f {{.Images}}
    info --format {{.Driver}}
    info --format {{.ServerVersion}}
    info --format {{.OSType}}
    info --format {{.Architecture}}
    info --format {{.NCPU}}
    info --format {{.ID}}
    info --format {{.Name}}
    info --format '{{.Plugins.Network}}'
    info --format '{{json .Swarm.LocalNodeState}}'
    info --format {{.NoSuch}}
    info extra
    events --since 0 --until 1
    events --since 0 --until 1 extra
    events --since x
    events --since 0 --until 1 --format {{.Status}}
    events --since 0 --until 1 -f nosuch=x
    events --since 0 --until 1 -f container=web -f event=start
    events --since 0 --until 1 --format {{
    system df
    system df --format '{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}'
    system df --format json
    system df --format 'table {{.Type}}\t{{.TotalCount}}'
    system df --format {{.NoSuch}}
    system df -v
    system df -v --format '{{range .Containers}}{{.Names}} {{.Size}} {{end}}'
    system df extra
    stats --no-stream --format {{.Name}}
    stats --no-stream -a --format '{{.ID}} {{.Name}} {{.MemUsage}}'
    stats --no-stream --format '{{.Container}} {{.PIDs}}' web
    stats --no-stream --format {{.NoSuch}}
    stats --no-stream nosuch
    stats --no-stream
    attach done
    attach made
    attach nosuch
    attach
    attach done web
    exec
    exec web
    exec done true
    exec made true
    exec nosuch true
    nosuch
    --nosuch ps
    -H %url% ps -aq
    -H=%url% ps -aq
    --host %url% ps -aq
    -H unix:///no/such ps
    -H tcp://127.0.0.1:1 ps
    -H x://y ps
    -H "" ps -aq
    --config %dir% ps -aq
    --context default ps -aq
    --context nosuch ps
    -c nosuch ps
    context show
    context ls -q
    context ls --format {{.Name}}
    container ls -aq
    image ls -q
    container nosuch
    swarm init
    """
)
_HELP = (
    *words("_ --help", "ps run images"),
    "help ps",
    "help nosuch",
    "--help",
    "",
    "--version",
    "-v",
)

READING = (
    Group("ps", (*_PS, *_PS_FILTERS, *_PS_FORMATS), _ALL),
    Group("images", _IMAGES, _ALL),
    Group("inspect", _INSPECT, _ALL),
    Group("logs", _LOGS, _ALL),
    Group("small", (*_SMALL, *_HELP), _ALL),
    Group(
        "variables",
        rows("ps -aq\nversion --format {{.Server.Os}}"),
        _ALL,
        env={"DOCKER_API_VERSION": "1.40"},
    ),
)
