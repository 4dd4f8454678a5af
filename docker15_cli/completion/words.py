"""What the arguments and options of each command complete to. A new command needs its entry here.

A value is one of the kinds below, or the words themselves. An option whose type is a click.Choice
needs no entry, and neither does a switch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Words = Sequence[str]
Kind = str | Words

# What `docker15 __complete` asks the engine, or the credentials, for (names.py).
CONTAINERS, RUNNING, STOPPED = "containers", "running", "stopped"
IMAGES = "images"  # with their tags
REPOSITORIES = "repositories"
PUSHABLE = "pushable"  # repositories; with their tags too where single ones can be pushed
OBJECTS = "objects"  # containers and images
PORTS = "ports"  # of the container before it
SERVERS = "servers"  # that there is a login for
CONTAINER_PATH = "container-path"  # CONTAINER:PATH, or a file here

# What a shell knows by itself.
FILES, DIRECTORIES, ENVIRONMENT = "files", "directories", "environment"
HOSTS = "hosts"  # schemes, and the files behind `unix://`
BINDS = "binds"  # /HOST:/PATH
KEYS = "keys"  # ctrl-LETTER, with commas between
COMMANDS = "commands"
NOTHING = "nothing"

ASKED = frozenset(
    {
        *(CONTAINERS, RUNNING, STOPPED, IMAGES, REPOSITORIES, PUSHABLE, OBJECTS, PORTS, SERVERS),
        CONTAINER_PATH,
    }
)

SCHEMES = ("unix://", "tcp://", "ssh://", "podman://")
CONTROL_KEYS = tuple(f"ctrl-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz@[]^_")
SHELLS = ("bash", "zsh", "fish")
_SIGNALS = (
    *("HUP", "INT", "QUIT", "ABRT", "KILL", "USR1", "USR2", "PIPE", "ALRM", "TERM"),
    *("CONT", "STOP", "TSTP", "WINCH"),
)
_PLATFORMS = ("linux/386", "linux/amd64", "linux/arm/v7", "linux/arm64", "linux/ppc64le")


def _format(*fields: str) -> Words:
    return ("json", *(f"{{{{.{field}}}}}" for field in fields))


# command → its arguments; an argument that may be repeated is the last.
ARGUMENTS: Mapping[str, Sequence[Kind]] = {
    "attach": (RUNNING,),
    "build": (DIRECTORIES,),
    "commit": (CONTAINERS, REPOSITORIES, NOTHING),
    "completion": (SHELLS,),
    "cp": (CONTAINER_PATH, CONTAINER_PATH),
    "create": (IMAGES, NOTHING),
    "diff": (CONTAINERS,),
    "events": (),
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
    "--alias": ("docker",),
    "--api-version": ("1.5",),
    "--author": NOTHING,
    "--cidfile": FILES,
    "--config": DIRECTORIES,
    "--cpu-shares": NOTHING,
    "--detach-keys": KEYS,
    "--dns": NOTHING,
    "--email": NOTHING,
    "--entrypoint": NOTHING,
    "--env": ENVIRONMENT,
    "--env-file": FILES,
    "--file": FILES,
    "--filter": ("id=", "label=", "name=", "status=", "exited=", "ancestor="),
    "--host": HOSTS,
    "--hostname": NOTHING,
    "--last": NOTHING,
    "--limit": NOTHING,
    "--lxc-conf": NOTHING,
    "--memory": NOTHING,
    "--message": NOTHING,
    "--name": NOTHING,
    "--output": FILES,
    "--password": NOTHING,
    "--platform": _PLATFORMS,
    "--publish": NOTHING,
    "--run": NOTHING,
    "--signal": _SIGNALS,
    "--since": NOTHING,
    "--tail": ("all",),
    "--time": NOTHING,
    "--until": NOTHING,
    "--user": NOTHING,
    "--username": NOTHING,
    "--volume": BINDS,
    "--volumes-from": CONTAINERS,
    "--workdir": NOTHING,
    "build --tag": REPOSITORIES,
    "events --filter": ("container=", "event=", "image=", "label=", "type="),
    "events --format": _format(
        *("Status", "ID", "From", "Type", "Action", "Actor", "Scope", "Time", "TimeNano")
    ),
    "images --filter": ("dangling=", "label=", "before=", "since=", "reference="),
    "history --format": _format(
        *("ID", "CreatedSince", "CreatedAt", "CreatedBy", "Size", "Comment")
    ),
    "images --format": _format(
        *("ID", "Repository", "Tag", "CreatedSince", "CreatedAt", "Size", "VirtualSize")
    ),
    "info --format": _format("Containers", "Images"),
    "inspect --format": _format(
        *("Id", "Created", "Config.Image", "Config.Env", "State.Running", "State.ExitCode"),
        *("State.Pid", "NetworkSettings.IPAddress", "NetworkSettings.Ports"),
    ),
    "ps --before": CONTAINERS,
    "ps --format": _format(
        *("ID", "Image", "Command", "CreatedAt", "RunningFor", "Status", "State", "Ports"),
        *("Size", "Names"),
    ),
    "ps --since": CONTAINERS,
    "pull --tag": NOTHING,
    "search --format": _format("Name", "Description", "StarCount", "IsOfficial"),
    "version --format": _format("Client.Version", "Client.ApiVersion", "Server.Version"),
}
