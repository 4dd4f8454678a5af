"""The client's own fields in the templates of `version` and `info`, named as docker names them."""

from __future__ import annotations

import platform

from docker15_cli import __version__
from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.jsontypes import JsonObject

# The kernel's name of an architecture → Go's.
_GO_ARCH = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}


def client_facts(app: App) -> JsonObject:
    """The client's version and platform, in docker's keys; GitCommit and GoVersion are empty."""
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
