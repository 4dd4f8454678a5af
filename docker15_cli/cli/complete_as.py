"""What Tab completes the values of options and arguments to, as commands declare it.

`completes="running"` names one of the kinds below, `completes=("ls", "show")` lists the words. Only
`make docs` and type checkers need this module: no command imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

Kind = Literal[
    # From the engine or the credentials, by `docker15 __complete` (completion/engine_names.py):
    "containers",
    "running",
    "stopped",
    "images",  # with their tags
    "repositories",
    "pushable",  # repositories; also with tags, if a single tag can be pushed
    "objects",  # containers and images
    "ports",  # of the container in the argument before it
    "networks",
    "volumes",
    "contexts",  # docker's contexts
    "hosts",  # groups and contexts; the shell adds schemes, and files after `unix://`
    "binds",  # VOLUME:/PATH, or /HOST:/PATH
    "servers",  # with a stored login
    "container-path",  # CONTAINER:PATH, or a local file
    # By the shell itself:
    "files",
    "directories",
    "environment",
    "keys",  # ctrl-LETTER, separated by commas
    "commands",
    "nothing",
    # The lists of words in WORDS:
    "signals",
    "capabilities",
    "platforms",
]
Words = tuple[str, ...]
Completion = Kind | Words | Callable[[], Words]  # called by `make docs` only

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
