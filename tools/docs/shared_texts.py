"""What the manual pages say of docker15 as a whole: exit statuses, environment, files, addresses.

A paragraph a string; `text` in it becomes bold. What is about one command is in its declaration.
"""

from __future__ import annotations

from collections.abc import Mapping

_USES_CREDENTIALS = ("build", "create", "info", "login", "logout", "pull", "push", "run")

_STATUSES: Mapping[str, str] = {
    "0": "It worked.",
    "1": "The engine refused, or the work failed; of several targets, at least one.",
    "2": "The command line is wrong. Nothing was sent to the engine.",
    "125": "run, exec: before the container or the command ran, docker15 or the engine failed.",
    "126": "run, start -a, exec: the container's command can't be invoked.",
    "127": "run, start -a, exec: the container's command is not found.",
    "129, 130, 131, 143": "Ended by SIGHUP, Ctrl-C, SIGQUIT or SIGTERM, unless the signal was the "
    "container's.",
    "141": "Nobody reads stdout any more.",
    "any other": "run, attach, start -a, exec: that of the command in the container.",
}

ENVIRONMENT: Mapping[str, str] = {
    "DOCKER_HOST": "The engine's address, where there is no `-H`.",
    "DOCKER_HOSTS": "Several engines' addresses, with commas between; before DOCKER_HOST.",
    "DOCKER_API_VERSION": "The API version to speak, where there is no `--api-version`.",
    "DOCKER_CONFIG": "The directory of the credentials and contexts, without `--config`.",
    "DOCKER_DEFAULT_PLATFORM": "The platform of what is pulled, built and created, where there is "
    "no `--platform`.",
    "DOCKER_CUSTOM_HEADERS": "NAME=VALUE, with commas between several: HTTP headers for each "
    "request, instead of those of config.json.",
    "DOCKER_CONTEXT": "The context to use, where there is neither `-H` nor `--context` nor "
    "DOCKER_HOST.",
    "DOCKER_TLS_VERIFY": "Anything is as `--tlsverify`, unless it is empty.",
    "DOCKER_TLS": "Anything is as `--tls`, unless it is empty.",
    "DOCKER_CERT_PATH": "The directory of the files for TLS, instead of $HOME/.docker.",
    "DOCKER15_PROXY": "The HTTP proxy to go through, where there is no `--proxy`. No other "
    "variable has a say.",
    "DEBUG": "Anything but 0 is as `-D`.",
    "DOCKER15_ENGINE": "With `none` no engine is started on demand.",
    "DOCKER15_ENGINE_IDLE": "Seconds until an idle on-demand engine ends; 300 unless set.",
    "NO_COLOR": "Neither colour nor live progress, whatever the value.",
    "CLICOLOR_FORCE": "Anything but 0: colour also where stdout is no terminal.",
    "TERM": "With `dumb` neither colour nor live progress.",
}
_FOR_COMMANDS = ("DOCKER_HOST",)

FILES: Mapping[str, str] = {
    "/var/run/docker.sock": "Docker's socket: the first that is tried where no address is given.",
    "$XDG_RUNTIME_DIR/podman/podman.sock, /run/podman/podman.sock": "Podman's, tried next.",
    "$HOME/.docker/contexts/": "Docker's contexts. Only read.",
    "$HOME/.docker/ca.pem, cert.pem, key.pem": "For TLS: whose certificates to trust, and yours.",
    "$XDG_RUNTIME_DIR/docker15/, /tmp/docker15-UID/": "The on-demand engine's socket and log.",
}
_CREDENTIALS: Mapping[str, str] = {
    "$HOME/.dockercfg": "The credentials that docker15-login(1) stores.",
    "$HOME/.docker/config.json": "Those of today's docker, and its credential helpers, which come "
    "first; also proxies, HttpHeaders, detachKeys, psFormat and imagesFormat. Only read.",
}

INTRODUCTION = (
    "docker15 is a client for the Docker Remote API 1.5. It replaces the client of Docker 0.6: "
    "scripts written for that one run unchanged. The same program works with today's engines.",
    "What a script wants goes to stdout, all else to stderr. An error is one line.",
    "Options are spelled as Go does or as GNU does: `-notrunc`, `--no-trunc`, `-cidfile=F`, `-it`, "
    "`-rm=false`. Short ones combine. `--` ends the options.",
    "With several `-H`, or several addresses in DOCKER_HOSTS, commands that only read ask all of "
    "these engines at once. Tables have a HOST column, formats a `{{.Host}}`, other lines the host "
    "in front. What an engine can't tell is a line on stderr, and the exit status is 1. Commands "
    "that change something refuse several engines; `stop`, `kill`, `rm` and `pull` work on all of "
    "them with `--all-hosts`.",
)
ADDRESSES: Mapping[str, str] = {
    "unix:///PATH": "A unix socket.",
    "tcp://HOST[:PORT], HOST:PORT, HOST, :PORT": (
        "TCP; the port is 4243 unless given, with TLS 2376."
    ),
    "https://HOST[:PORT]": "TLS, verified; without ca.pem by the system's authorities.",
    "ssh://[USER@]HOST[:PORT][/PATH]": (
        "An engine on another machine, through ssh(1), as its configuration, agent and known hosts "
        "have it. PATH is the engine's socket there: /var/run/docker.sock unless given, else "
        "Podman's. Where sshd forwards to no socket, `docker system dial-stdio` (or podman's) "
        "serves. ssh asks for a password or about a host's key only if stdin is a terminal."
    ),
    "podman://": "The on-demand engine: Podman's, started by docker15 when it is needed.",
}


def statuses(command: str) -> dict[str, str]:
    """A command's exit statuses; all for ""."""
    found = {}
    for status, meaning in _STATUSES.items():
        commands, colon, what = meaning.partition(": ")
        if not command or not colon:
            found[status] = meaning
        elif command in commands.replace(" -a", "").split(", "):
            found[status] = f"{what[0].upper()}{what[1:]}"
    return found


def environment(command: str) -> Mapping[str, str]:
    """The variables that matter to a command; all for ""."""
    return ENVIRONMENT if not command else {name: ENVIRONMENT[name] for name in _FOR_COMMANDS}


def files(command: str) -> dict[str, str]:
    """The files that matter to a command; all for ""."""
    if not command:
        return {**FILES, **_CREDENTIALS}
    return dict(_CREDENTIALS) if command in _USES_CREDENTIALS else {}
