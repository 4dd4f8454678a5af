"""What the manual pages say of docker15 as a whole: exit statuses, environment, files, addresses.

One string per paragraph, in which `text` becomes bold. The text of a command is in its declaration.
"""

from __future__ import annotations

from collections.abc import Mapping

_STATUSES: Mapping[str, str] = {
    "0": "Success.",
    "1": "The engine refused, or the operation failed, for at least one of the targets.",
    "2": "Wrong usage. Nothing was sent to the engine.",
    "124": "run, start, restart, recreate, wait: the wait timed out.",
    "125": "run, exec: the engine or docker15 failed before the container or the command "
    "was started.",
    "126": "run, start -a, exec, recreate: the container's command can't be invoked.",
    "127": "run, start -a, exec, recreate: the container's command is not found.",
    "129, 130, 131, 143": "Ended by SIGHUP, Ctrl-C, SIGQUIT or SIGTERM, unless the signal was "
    "passed on to the container.",
    "141": "stdout was closed by its reader.",
    "any other": "run, attach, start -a, exec: the exit status of the command in the container.",
}

ENVIRONMENT: Mapping[str, str] = {
    "DOCKER_HOST": "Address of the engine, if there is no `-H`.",
    "DOCKER_HOSTS": "Addresses of several engines, separated by commas; takes precedence over "
    "DOCKER_HOST.",
    "DOCKER_API_VERSION": "API version to use, if there is no `--api-version`.",
    "DOCKER_CONFIG": "Directory of credentials and contexts, if there is no `--config`.",
    "DOCKER_DEFAULT_PLATFORM": "Platform for `pull`, `build`, `create` and `run`, if there is no "
    "`--platform`.",
    "DOCKER_CUSTOM_HEADERS": "HTTP headers of each request, instead of those of config.json: "
    "NAME=VALUE, separated by commas.",
    "DOCKER_CONTEXT": "Context to use, if there is no `-H`, no `--context` and no DOCKER_HOST.",
    "CONTAINER_HOST, CONTAINER_CONNECTION": "Podman's variables: an address, or the name of one of "
    "its connections, if none of docker's is set. CONTAINER_SSHKEY: the key for an ssh:// address.",
    "DOCKER_AUTH_CONFIG": "Logins in the format of config.json, which take precedence over its "
    "own.",
    "REGISTRY_AUTH_FILE": "Podman's login file, instead of the ones below.",
    "DOCKER_TLS_VERIFY": "If not empty, like `--tlsverify`.",
    "DOCKER_TLS": "If not empty, like `--tls`.",
    "DOCKER_CERT_PATH": "Directory of the TLS files, instead of $HOME/.docker.",
    "DOCKER15_PROXY": "HTTP proxy to use, if there is no `--proxy`. Other proxy variables are "
    "ignored.",
    "DEBUG": "Any value but 0 is like `-D`.",
    "DOCKER15_ENGINE": "With `none`, no engine is started on demand.",
    "DOCKER15_ENGINE_IDLE": "Seconds until an idle on-demand engine exits; 300 by default.",
    "NO_COLOR": "If set, no colour and no live progress.",
    "CLICOLOR_FORCE": "Any value but 0: colour even if stdout is not a terminal.",
    "TERM": "With `dumb`, no colour and no live progress.",
}
_FOR_COMMANDS = ("DOCKER_HOST",)

FILES: Mapping[str, str] = {
    "/var/run/docker.sock": "Docker's socket, tried first if no address is given.",
    "$XDG_RUNTIME_DIR/podman/podman.sock, /run/podman/podman.sock": "Podman's sockets, tried next.",
    "$HOME/.docker/contexts/": "Contexts, which docker and docker15 share.",
    "$HOME/.config/containers/podman-connections.json, containers.conf": "Podman's connections, "
    "which can be used as contexts. Only read.",
    "$HOME/.docker/ca.pem, cert.pem, key.pem": "For TLS: the CA to trust, your certificate and its "
    "key.",
    "$XDG_RUNTIME_DIR/docker15/, /tmp/docker15-UID/": "Socket and log of the on-demand engine.",
}
CREDENTIALS: Mapping[str, str] = {
    "$HOME/.dockercfg": "The credentials that docker15-login(1) stores.",
    "$HOME/.docker/config.json": "Credentials of today's docker and its credential helpers, which "
    "take precedence; also proxies, HttpHeaders, detachKeys, psFormat and imagesFormat. Only "
    "`context use` changes it.",
    "$XDG_RUNTIME_DIR/containers/auth.json, $HOME/.config/containers/auth.json": "The logins of "
    "`podman login`, which come last. Only read, and not with `--config` or DOCKER_CONFIG.",
}

INTRODUCTION = (
    "docker15 is a client for the Docker Remote API 1.5. It replaces the client of Docker 0.6: "
    "scripts written for that client run unchanged. The same program works with today's engines.",
    "Data goes to stdout, everything else to stderr. An error is one line.",
    "Options may be spelled in Go's or in GNU's style: `-notrunc`, `--no-trunc`, `-cidfile=F`, "
    "`-it`, `-rm=false`. Short options can be combined. `--` ends the options.",
    "With several `-H`, or several addresses in DOCKER_HOSTS, commands that only read ask all of "
    "these engines at once. Tables get a HOST column, formats a `{{.Host}}`, and other lines begin "
    "with the host. A failure of one engine is a line on stderr, and the exit status is 1. "
    "Commands that change something refuse several engines, but many accept them with "
    "`--all-hosts` (`--parallel N`: at most N at a time); the worst exit status counts.",
)
GROUP = "A command that also has a name of its own is the same under both names."
ADDRESSES: Mapping[str, str] = {
    "unix:///PATH": "A unix socket.",
    "tcp://HOST[:PORT], HOST:PORT, HOST, :PORT": (
        "TCP; the default port is 4243, or 2376 with TLS."
    ),
    "https://HOST[:PORT]": "TLS with a verified certificate; without a ca.pem, against the "
    "system's CAs.",
    "ssh://[USER@]HOST[:PORT][/PATH]": (
        "An engine on another machine, through ssh(1), with its configuration, agent and known "
        "hosts. PATH is the engine's socket there; by default /var/run/docker.sock, else Podman's. "
        "If sshd refuses to forward to sockets, `docker system dial-stdio` (or podman's) is used. "
        "ssh asks for a password, or about a host's key, only if stdin is a terminal."
    ),
    "podman://": "The on-demand engine: Podman's, started by docker15 when needed.",
}


def statuses(command: str) -> dict[str, str]:
    """The exit statuses of a command; all of them for ""."""
    found = {}
    for status, meaning in _STATUSES.items():
        commands, colon, what = meaning.partition(": ")
        if not command or not colon:
            found[status] = meaning
        elif command in commands.replace(" -a", "").split(", "):
            found[status] = f"{what[0].upper()}{what[1:]}"
    return found


def environment(command: str) -> Mapping[str, str]:
    """The variables of a command; all of them for ""."""
    return ENVIRONMENT if not command else {name: ENVIRONMENT[name] for name in _FOR_COMMANDS}
