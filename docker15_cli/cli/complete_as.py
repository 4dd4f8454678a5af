"""What the arguments and options of each command complete to. A new command needs its entry here.

A value is one of the kinds below, or the words themselves. An option whose type is a click.Choice
needs no entry, and neither does a switch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Words = Sequence[str]
Kind = str | Words

# What `docker15 __complete` asks the engine, or the credentials, for (completion/engine_names.py).
CONTAINERS, RUNNING, STOPPED = "containers", "running", "stopped"
IMAGES = "images"  # with their tags
REPOSITORIES = "repositories"
PUSHABLE = "pushable"  # repositories; with their tags too where single ones can be pushed
OBJECTS = "objects"  # containers and images
PORTS = "ports"  # of the container before it
NETWORKS = "networks"
CONTEXTS = "contexts"  # docker's
BINDS = "binds"  # VOLUME:/PATH, or /HOST:/PATH
SERVERS = "servers"  # that there is a login for
CONTAINER_PATH = "container-path"  # CONTAINER:PATH, or a file here

# What a shell knows by itself.
FILES, DIRECTORIES, ENVIRONMENT = "files", "directories", "environment"
HOSTS = "hosts"  # schemes, and the files behind `unix://`
KEYS = "keys"  # ctrl-LETTER, with commas between
COMMANDS = "commands"
NOTHING = "nothing"

SCHEMES = ("unix://", "tcp://", "https://", "ssh://", "podman://")
CONTROL_KEYS = tuple(f"ctrl-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz@[]^_")
CONTEXT_ACTIONS = ("ls", "show")
SHELLS = ("bash", "zsh", "fish")
_SIGNALS = (
    *("HUP", "INT", "QUIT", "ABRT", "KILL", "USR1", "USR2", "PIPE", "ALRM", "TERM"),
    *("CONT", "STOP", "TSTP", "WINCH"),
)
_CAPABILITIES = (
    *("ALL", "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD"),
    *("NET_ADMIN", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID"),
    *("SYS_ADMIN", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PTRACE", "SYS_RESOURCE"),
    *("SYS_TIME", "SYSLOG"),
)
_ULIMITS = ("core=", "cpu=", "fsize=", "memlock=", "nofile=", "nproc=", "rtprio=", "stack=")
_SECURITY = ("no-new-privileges", "seccomp=", "apparmor=", "label=disable")
_MOUNTS = ("type=bind,source=", "type=volume,source=", "type=tmpfs,target=")
_LOG_DRIVERS = ("json-file", "journald", "local", "none", "syslog", "k8s-file", "passthrough")
_PLATFORMS = ("linux/386", "linux/amd64", "linux/arm/v7", "linux/arm64", "linux/ppc64le")


def _format(*fields: str) -> Words:
    return ("json", *(f"{{{{.{field}}}}}" for field in fields))


# command → its arguments; an argument that may be repeated is the last.
ARGUMENTS: Mapping[str, Sequence[Kind]] = {
    "attach": (RUNNING,),
    "build": (DIRECTORIES,),
    "commit": (CONTAINERS, REPOSITORIES, NOTHING),
    "completion": (SHELLS,),
    "context": (CONTEXT_ACTIONS,),
    "cp": (CONTAINER_PATH, CONTAINER_PATH),
    "create": (IMAGES, NOTHING),
    "diff": (CONTAINERS,),
    "events": (),
    "exec": (RUNNING, NOTHING),
    "export": (CONTAINERS,),
    "help": (COMMANDS,),
    "history": (IMAGES,),
    "images": (REPOSITORIES,),
    "import": (FILES, REPOSITORIES, NOTHING),
    "info": (),
    "insert": (IMAGES, NOTHING, NOTHING),
    "inspect": (OBJECTS,),
    "kill": (RUNNING,),
    "login": (SERVERS,),
    "logout": (SERVERS,),
    "logs": (CONTAINERS,),
    "port": (RUNNING, PORTS),
    "ps": (),
    "pull": (IMAGES,),
    "push": (PUSHABLE,),
    "restart": (CONTAINERS,),
    "rm": (CONTAINERS,),
    "rmi": (IMAGES,),
    "run": (IMAGES, NOTHING),
    "search": (NOTHING,),
    "start": (STOPPED,),
    "stop": (RUNNING,),
    "tag": (IMAGES, REPOSITORIES, NOTHING),
    "top": (RUNNING, NOTHING),
    "version": (),
    "wait": (CONTAINERS,),
}

# An option's last name → its value; with a command in front where that has one of its own.
OPTIONS: Mapping[str, Kind] = {
    "--add-host": NOTHING,
    "--alias": ("docker",),
    "--api-version": ("1.5",),
    "--author": NOTHING,
    "--build-arg": ENVIRONMENT,
    "--cache-from": IMAGES,
    "--cap-add": _CAPABILITIES,
    "--cap-drop": _CAPABILITIES,
    "--cidfile": FILES,
    "--config": DIRECTORIES,
    "--context": CONTEXTS,
    "--cpu-shares": NOTHING,
    "--cpus": NOTHING,
    "--cpuset-cpus": NOTHING,
    "--detach-keys": KEYS,
    "--device": FILES,
    "--dns": NOTHING,
    "--dns-search": NOTHING,
    "--email": NOTHING,
    "--entrypoint": NOTHING,
    "--env": ENVIRONMENT,
    "--env-file": FILES,
    "--expose": NOTHING,
    "--file": FILES,
    "--filter": (
        *("id=", "label=", "name=", "exited=", "ancestor="),
        *("status=created", "status=running", "status=paused", "status=exited"),
    ),
    "--group-add": NOTHING,
    "--health-cmd": NOTHING,
    "--health-interval": NOTHING,
    "--health-retries": NOTHING,
    "--health-start-period": NOTHING,
    "--health-timeout": NOTHING,
    "--host": HOSTS,
    "--hostname": NOTHING,
    "--ip": NOTHING,
    "--ip6": NOTHING,
    "--ipc": ("host", "none", "private", "shareable"),
    "--label": NOTHING,
    "--label-file": FILES,
    "--last": NOTHING,
    "--limit": NOTHING,
    "--link": CONTAINERS,
    "--log-driver": _LOG_DRIVERS,
    "--log-opt": ("max-file=", "max-size="),
    "--lxc-conf": NOTHING,
    "--memory": NOTHING,
    "--memory-swap": NOTHING,
    "--message": NOTHING,
    "--mount": _MOUNTS,
    "--name": NOTHING,
    "--network": NETWORKS,
    "--network-alias": NOTHING,
    "--output": FILES,
    "--password": NOTHING,
    "--pid": ("host",),
    "--pids-limit": NOTHING,
    "--platform": _PLATFORMS,
    "--proxy": NOTHING,
    "--publish": NOTHING,
    "--restart": ("no", "always", "unless-stopped", "on-failure"),
    "--run": NOTHING,
    "--security-opt": _SECURITY,
    "--shm-size": NOTHING,
    "--signal": _SIGNALS,
    "--since": NOTHING,
    "--stop-signal": _SIGNALS,
    "--stop-timeout": NOTHING,
    "--sysctl": NOTHING,
    "--tail": ("all",),
    "--target": NOTHING,
    "--timeout": NOTHING,
    "--tlscacert": FILES,
    "--tlscert": FILES,
    "--tlskey": FILES,
    "--tmpfs": NOTHING,
    "--ulimit": _ULIMITS,
    "--until": NOTHING,
    "--user": NOTHING,
    "--username": NOTHING,
    "--userns": ("host",),
    "--volume": BINDS,
    "--volumes-from": CONTAINERS,
    "--workdir": NOTHING,
    "build --tag": REPOSITORIES,
    "context --format": _format("Name", "Description", "DockerEndpoint", "Current", "Error"),
    "events --filter": ("container=", "event=", "image=", "label=", "type="),
    "events --format": _format(
        *("Status", "ID", "From", "Type", "Action", "Actor", "Scope", "Time", "TimeNano", "Host")
    ),
    "images --filter": (
        "dangling=true",
        "dangling=false",
        "label=",
        "before=",
        "since=",
        "reference=",
    ),
    "history --format": _format(
        *("ID", "CreatedSince", "CreatedAt", "CreatedBy", "Size", "Comment", "Host")
    ),
    "images --format": _format(
        *("ID", "Repository", "Tag", "Digest", "CreatedSince", "CreatedAt", "Size", "VirtualSize"),
        *("SharedSize", "UniqueSize", "Containers", "Host"),
    ),
    "info --format": _format("Containers", "Images", "Driver", "ServerVersion", "NCPU", "MemTotal"),
    "inspect --format": _format(
        *("Id", "Created", "Config.Image", "Config.Env", "State.Running", "State.ExitCode"),
        *("State.Pid", "NetworkSettings.IPAddress", "NetworkSettings.Ports"),
    ),
    "ps --before": CONTAINERS,
    "ps --format": _format(
        *("ID", "Image", "Command", "CreatedAt", "RunningFor", "Status", "State", "Ports"),
        *("Size", "Names", "Labels", "Mounts", "LocalVolumes", "Networks", "Host"),
    ),
    "ps --since": CONTAINERS,
    "pull --tag": NOTHING,
    "search --format": _format("Name", "Description", "StarCount", "IsOfficial", "Host"),
    "version --format": _format("Client.Version", "Client.ApiVersion", "Server.Version"),
}
