"""What templates tell of the client itself, as docker names it: in `version` and `info`."""

from __future__ import annotations

import platform

from docker15_cli import __version__
from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.jsontypes import JsonObject

# The kernel's name of a machine → Go's.
_GO_ARCH = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}


def client_facts(app: App) -> JsonObject:
    """The version of docker15, in docker's keys; what is of Go is empty."""
    machine = platform.machine()
    return {
        "Version": __version__,
        "DefaultAPIVersion": system.API_VERSION,
        "GitCommit": "",
        "GoVersion": "",
        "Os": platform.system().lower(),
        "Arch": _GO_ARCH.get(machine, machine),
        "Context": app.user.context,
    }
