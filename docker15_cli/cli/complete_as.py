"""What the value of an option, or an argument, can complete to, as declarations have it.

`completes="running"` is one of the kinds below, `completes=("ls", "show")` are the words
themselves. No command imports this module: what it is for is done by `make docs`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

Kind = Literal[
    # What `docker15 __complete` asks the engine, or the credentials, for: see
    # completion/engine_names.py.
    "containers",
    "running",
    "stopped",
    "images",  # with their tags
    "repositories",
    "pushable",  # repositories; with their tags too where single ones can be pushed
    "objects",  # containers and images
    "ports",  # of the container before it
    "networks",
    "contexts",  # docker's
    "binds",  # VOLUME:/PATH, or /HOST:/PATH
    "servers",  # that there is a login for
    "container-path",  # CONTAINER:PATH, or a file here
    # What a shell knows by itself.
    "files",
    "directories",
    "environment",
    "hosts",  # schemes, and the files behind `unix://`
    "keys",  # ctrl-LETTER, with commas between
    "commands",
    "nothing",
    # Lists of words: see WORDS.
    "signals",
    "capabilities",
    "platforms",
]
Words = tuple[str, ...]
Completion = Kind | Words | Callable[[], Words]  # what is called stands below the declaration

WORDS: Mapping[str, Words] = {
    "signals": (
        *("HUP", "INT", "QUIT", "ABRT", "KILL", "USR1", "USR2", "PIPE", "ALRM", "TERM"),
        *("CONT", "STOP", "TSTP", "WINCH"),
    ),
    "capabilities": (
        *("ALL", "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD"),
        *("NET_ADMIN", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID"),
        *("SYS_ADMIN", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PTRACE", "SYS_RESOURCE"),
        *("SYS_TIME", "SYSLOG"),
    ),
    "platforms": ("linux/386", "linux/amd64", "linux/arm/v7", "linux/arm64", "linux/ppc64le"),
}
SCHEMES = ("unix://", "tcp://", "https://", "ssh://", "podman://")
CONTROL_KEYS = tuple(f"ctrl-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz@[]^_")
