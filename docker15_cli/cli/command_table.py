"""The commands: their modules, summaries and sections. Help needs no command's module."""

from __future__ import annotations

from collections.abc import Mapping

CONTAINERS, IMAGES, ENGINE = "Containers", "Images", "Engine"

# name → (module under commands, one line of help, section)
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "attach": ("attach", "Attach to a running container", CONTAINERS),
    "build": ("build", "Build an image from a Dockerfile", IMAGES),
    "commit": ("commit", "Create an image from a container's changes", IMAGES),
    "completion": ("completion", "Show the completion script of a shell", ENGINE),
    "context": ("context", "List docker's contexts, or show which one is used", ENGINE),
    "cp": ("cp", "Copy files out of a container, or into one", CONTAINERS),
    "create": ("create", "Create a container without starting it", CONTAINERS),
    "diff": ("diff", "Show what has changed in a container's files", CONTAINERS),
    "events": ("events", "Show what happens in the engine, as it happens", ENGINE),
    "exec": ("exec", "Run a further command in a running container", CONTAINERS),
    "export": ("export", "Write a container's files to stdout, as a tar", CONTAINERS),
    "help": ("help", "Show the help of docker15 or of a command", ENGINE),
    "history": ("history", "Show how an image was made", IMAGES),
    "images": ("images", "List images", IMAGES),
    "import": ("import_", "Create an image from a tar of a root filesystem", IMAGES),
    "info": ("info", "Show what the engine says of itself", ENGINE),
    "insert": ("insert", "Make an image of another one and a file from a URL", IMAGES),
    "inspect": ("inspect", "Show containers and images as JSON", CONTAINERS),
    "kill": ("kill", "Kill running containers", CONTAINERS),
    "login": ("login", "Log in to a registry", ENGINE),
    "logout": ("logout", "Forget a login to a registry", ENGINE),
    "logs": ("logs", "Show what a container wrote", CONTAINERS),
    "port": ("port", "Show a container's public ports", CONTAINERS),
    "ps": ("ps", "List containers", CONTAINERS),
    "pull": ("pull", "Pull an image or a repository from a registry", IMAGES),
    "push": ("push", "Push an image or a repository to a registry", IMAGES),
    "restart": ("restart", "Stop and start containers again", CONTAINERS),
    "rm": ("rm", "Remove containers", CONTAINERS),
    "rmi": ("rmi", "Remove images", IMAGES),
    "run": ("run", "Run a command in a new container", CONTAINERS),
    "search": ("search", "Search the index for images", IMAGES),
    "start": ("start", "Start stopped containers", CONTAINERS),
    "stop": ("stop", "Stop running containers", CONTAINERS),
    "tag": ("tag", "Give an image another name", IMAGES),
    "top": ("top", "Show what runs in a container", CONTAINERS),
    "version": ("version", "Show the versions of docker15 and of the engine", ENGINE),
    "wait": ("wait", "Wait until containers stop, and show their exit codes", CONTAINERS),
}
