"""The commands: their modules, summaries and sections; and docker's groups of them.

Listing the commands, or those of a group, imports none of their modules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CONTAINERS, IMAGES, ENGINE = "Containers", "Images", "Engine"
IN_A_GROUP = ""  # the section of commands that exist only in a group

# name → (module under commands, one line of help, section)
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "attach": ("attach", "Attach to a running container", CONTAINERS),
    "build": ("build", "Build an image from a Dockerfile", IMAGES),
    "commit": ("commit", "Create an image from a container's changes", IMAGES),
    "completion": ("completion", "Print the completion script for a shell", ENGINE),
    "cp": ("cp", "Copy files out of a container, or into one (API 1.20)", CONTAINERS),
    "create": ("create", "Create a container without starting it", CONTAINERS),
    "diff": (
        "diff",
        "Show a container's changed (C), added (A), deleted (D) files",
        CONTAINERS,
    ),
    "doctor": ("doctor", "Check the engine, the configuration and the installation", ENGINE),
    "events": ("events", "Show the engine's events as they happen", ENGINE),
    "exec": ("exec", "Run another command in a running container (API 1.15)", CONTAINERS),
    "export": ("export", "Export a container's files as a tar archive", CONTAINERS),
    "help": ("help", "Show the help of docker15 or of a command", ENGINE),
    "history": ("history", "Show how an image was built", IMAGES),
    "hosts": ("hosts", "List the named engines, and whether they answer", ENGINE),
    "images": ("images", "List images", IMAGES),
    "import": ("import_", "Create an image from a tar archive of a root filesystem", IMAGES),
    "info": ("info", "Show information about the engine", ENGINE),
    "insert": ("insert", "Create an image by adding a file from a URL to another image", IMAGES),
    "inspect": ("inspect", "Show containers, images, networks or volumes as JSON", CONTAINERS),
    "kill": ("kill", "Kill running containers", CONTAINERS),
    "load": ("load", "Load images from a tar archive (API 1.7)", IMAGES),
    "login": ("login", "Log in to a registry (the index, unless SERVER is given)", ENGINE),
    "logout": ("logout", "Log out of a registry (the index, unless SERVER is given)", ENGINE),
    "logs": ("logs", "Show the output of a container", CONTAINERS),
    "pause": ("pause", "Pause all processes of containers (API 1.12)", CONTAINERS),
    "plugin": ("plugin", "Make docker15 a docker plugin: `docker d15`", ENGINE),
    "port": ("port", "Show a container's published ports", CONTAINERS),
    "ps": ("ps", "List containers", CONTAINERS),
    "pull": ("pull", "Pull an image or a repository from a registry", IMAGES),
    "push": ("push", "Push an image or a repository to a registry", IMAGES),
    "recreate": (
        "recreate",
        "Recreate a container with changes (API 1.17)",
        CONTAINERS,
    ),
    "rename": ("rename", "Rename a container (API 1.17)", CONTAINERS),
    "restart": ("restart", "Restart containers", CONTAINERS),
    "rm": ("rm", "Remove containers", CONTAINERS),
    "rmi": ("rmi", "Remove images", IMAGES),
    "run": ("run", "Run a command in a new container", CONTAINERS),
    "save": ("save", "Save images as a tar archive (API 1.7)", IMAGES),
    "search": ("search", "Search the index for images", IMAGES),
    "start": ("start", "Start stopped containers", CONTAINERS),
    "stats": ("stats", "Show live resource usage of containers (API 1.17)", CONTAINERS),
    "stop": ("stop", "Stop running containers: SIGTERM, then SIGKILL", CONTAINERS),
    "tag": ("tag", "Give an image another name", IMAGES),
    "top": ("top", "Show the processes of a container", CONTAINERS),
    "unpause": ("unpause", "Resume the processes of paused containers (API 1.12)", CONTAINERS),
    "update": ("update", "Update the limits of containers (API 1.22)", CONTAINERS),
    "version": ("version", "Show the versions of docker15 and of the engine", ENGINE),
    "wait": ("wait", "Wait until containers stop, and print their exit codes", CONTAINERS),
    "context create": ("context_create", "Create a context", IN_A_GROUP),
    "context export": ("context_export", "Export a context to a tar archive", IN_A_GROUP),
    "context import": ("context_import", "Import a context from a tar or zip archive", IN_A_GROUP),
    "context inspect": ("context_inspect", "Show contexts as JSON", IN_A_GROUP),
    "context ls": ("context_ls", "List contexts", IN_A_GROUP),
    "context rm": ("context_rm", "Remove contexts", IN_A_GROUP),
    "context show": ("context_show", "Print the name of the context in use", IN_A_GROUP),
    "context update": ("context_update", "Update a context", IN_A_GROUP),
    "context use": ("context_use", "Set the current context", IN_A_GROUP),
    "container prune": ("container_prune", "Remove stopped containers", IN_A_GROUP),
    "image cp": ("image_cp", "Copy images to other engines (API 1.7)", IN_A_GROUP),
    "image prune": ("image_prune", "Remove unused images", IN_A_GROUP),
    "network connect": ("network_connect", "Connect a container to a network", IN_A_GROUP),
    "network create": ("network_create", "Create a network", IN_A_GROUP),
    "network disconnect": (
        "network_disconnect",
        "Disconnect a container from a network",
        IN_A_GROUP,
    ),
    "network ls": ("network_ls", "List networks", IN_A_GROUP),
    "network prune": ("network_prune", "Remove unused networks", IN_A_GROUP),
    "network rm": ("network_rm", "Remove networks", IN_A_GROUP),
    "system df": ("system_df", "Show the engine's disk usage", IN_A_GROUP),
    "system prune": ("system_prune", "Remove unused data", IN_A_GROUP),
    "volume cp": ("volume_cp", "Copy volumes to other engines", IN_A_GROUP),
    "volume create": ("volume_create", "Create a volume", IN_A_GROUP),
    "volume export": ("volume_export", "Export a volume to a tar archive", IN_A_GROUP),
    "volume import": ("volume_import", "Import a tar archive into a volume", IN_A_GROUP),
    "volume ls": ("volume_ls", "List volumes", IN_A_GROUP),
    "volume prune": ("volume_prune", "Remove unused volumes", IN_A_GROUP),
    "volume rm": ("volume_rm", "Remove volumes", IN_A_GROUP),
}

_SAME_OF_CONTAINERS = (
    *("attach", "commit", "cp", "create", "diff", "exec", "export", "kill", "logs", "port"),
    *(
        "pause",
        "recreate",
        "rename",
        "restart",
        "rm",
        "run",
        "start",
        "stats",
        "stop",
        "top",
        "unpause",
        "update",
    ),
    "wait",
)
_SAME_OF_IMAGES = ("build", "history", "import", "load", "pull", "push", "save", "tag")

# A group's name → (one line of help, its words → the command each stands for, and options if any)
GROUPS: Mapping[str, tuple[str, Mapping[str, Sequence[str]]]] = {
    "container": (
        "Manage containers",
        {
            **{word: (word,) for word in _SAME_OF_CONTAINERS},
            **dict.fromkeys(("list", "ls", "ps"), ("ps",)),
            "inspect": ("inspect", "--type", "container"),
            "prune": ("container prune",),
        },
    ),
    "context": (
        "Manage contexts, shared with docker",
        {
            **{
                word: (f"context {word}",)
                for word in ("create", "export", "import", "inspect", "show", "update", "use")
            },
            **dict.fromkeys(("list", "ls"), ("context ls",)),
            **dict.fromkeys(("remove", "rm"), ("context rm",)),
        },
    ),
    "image": (
        "Manage images",
        {
            **{word: (word,) for word in _SAME_OF_IMAGES},
            **dict.fromkeys(("list", "ls"), ("images",)),
            **dict.fromkeys(("remove", "rm"), ("rmi",)),
            "cp": ("image cp",),
            "inspect": ("inspect", "--type", "image"),
            "prune": ("image prune",),
        },
    ),
    "network": (
        "Manage networks (API 1.21)",
        {
            **{word: (f"network {word}",) for word in ("connect", "create", "disconnect")},
            **dict.fromkeys(("list", "ls"), ("network ls",)),
            **dict.fromkeys(("remove", "rm"), ("network rm",)),
            "inspect": ("inspect", "--type", "network"),
            "prune": ("network prune",),
        },
    ),
    "system": (
        "Manage the engine",
        {
            "df": ("system df",),
            "events": ("events",),
            "info": ("info",),
            "prune": ("system prune",),
        },
    ),
    "volume": (
        "Manage volumes (API 1.21)",
        {
            **{word: (f"volume {word}",) for word in ("cp", "create", "export", "import")},
            **dict.fromkeys(("list", "ls"), ("volume ls",)),
            **dict.fromkeys(("remove", "rm"), ("volume rm",)),
            "inspect": ("inspect", "--type", "volume"),
            "prune": ("volume prune",),
        },
    ),
}
