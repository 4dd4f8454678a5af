"""Where an engine is: addresses as users write them (spec/cli.md § Global), resolved and parsed."""

from __future__ import annotations

import re
import socket
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docker15_cli.errors import Docker15Error, EngineUnreachable, UsageError
from docker15_cli.transport.wanted import ANSWER_TIMEOUT, CONNECT_TIMEOUT, Tls, Wanted, tls_for

if TYPE_CHECKING:
    from docker15_cli.config.contexts import Context
    from docker15_cli.transport.proxy import Proxy

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4243
DEFAULT_TLS_PORT = 2376
SYSTEM_SOCKET = "/var/run/docker.sock"
ON_DEMAND = "podman://"

# Of a unix:// address: what the system takes for a path; a context's JSON may have anything.
_PATH = re.compile("/[^\0\ud800-\udc7f\udd00-\udfff]*")
# Of an ssh:// address: nothing that ssh takes for an option, or expands, or a shell understands.
_SSH_HOST = r"(?!-)[\w.:%-]+"
_SSH_USER = r"(?!-)[^\s\x00-\x1f'`\"$\\;&<>|(){}]*"
_SSH_PATH = r"(/[\w.+@/-]*)?"


class Endpoint(NamedTuple):  # no dataclass: completion can't afford their import
    """One engine's address, and how to get there.

    `kind` is "unix" (then `path`), "tcp" (then `host` and `port`) or "ssh" (then `host`; `user`,
    `port` and `path` unless "" and 0). `shown` is the address that the user knows, where this one
    only leads there; `at_once` is how many connections there may be. Over TCP there may be `tls`,
    and a `proxy` on the way.
    What an engine knows at once is waited for `answer_timeout` seconds, or without end.
    """

    kind: str
    path: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    shown: str = ""
    at_once: int = 64
    tls: Tls | None = None
    proxy: Proxy | None = None
    connect_timeout: float = CONNECT_TIMEOUT
    answer_timeout: float | None = None

    @property
    def is_exposed(self) -> bool:
        """Whether others than the two ends may read what is sent."""
        if self.kind != "tcp" or self.tls is not None:
            return False
        host = self.proxy.host if self.proxy else self.host
        return not (host in ("localhost", "::1") or host.startswith("127."))

    def __str__(self) -> str:
        if self.shown:
            return self.shown
        if self.kind == "unix":
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.kind == "tcp":
            return f"tcp://{host}:{self.port}"
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"ssh://{user}{host}{port}{self.path}"


def parse(address: str, tls: Tls | None = None) -> Endpoint:
    """`unix:///path`, `tcp://host[:port]`, `host:port`, `ssh://[user@]host…`, and so on → Endpoint.

    Raises UsageError for anything else, naming the address.
    """
    scheme, separator, rest = address.partition("://")
    if not separator:
        return _tcp(address, address, tls)
    if scheme == "unix":
        if not _PATH.fullmatch(rest):
            raise UsageError(f"bad address {address!r}: unix:// wants an absolute path")
        return Endpoint("unix", path=rest)
    if scheme in ("tcp", "http", "https"):
        return _tcp(rest.rstrip("/"), address, tls)
    if scheme == "ssh":
        return _ssh(rest)
    raise UsageError(
        f"bad address {address!r}: use unix:///path, tcp://host[:port], ssh://[user@]host, "
        "host:port or podman://"
    )


def _tcp(text: str, address: str, tls: Tls | None) -> Endpoint:
    host, port = _host_and_port(text, address)
    default = DEFAULT_TLS_PORT if tls else DEFAULT_PORT
    return Endpoint("tcp", "", host or DEFAULT_HOST, _port(port, address) or default, tls=tls)


def _ssh(text: str) -> Endpoint:
    """`[user@]host[:port][/path/to/socket]`."""
    place, slash, path = text.partition("/")
    user, _, place = place.rpartition("@")
    if ":" in user:  # not shown again
        raise UsageError("bad address: ssh:// takes no password: ssh has keys, or asks for one")
    address, path = f"ssh://{text}", f"{slash}{path}".rstrip("/")
    host, port = _host_and_port(place, address)
    for value, pattern, what in (
        (host, _SSH_HOST, "host name"),
        (user, _SSH_USER, "user name"),
        (path, _SSH_PATH, "path for ssh (letters, digits and ._+@/-)"),
    ):
        if not re.fullmatch(pattern, value, re.ASCII):
            raise UsageError(f"bad address {address!r}: {value!r} is no {what}")
    return Endpoint("ssh", path=path, host=host, port=_port(port, address), user=user)


def _host_and_port(text: str, address: str) -> tuple[str, str]:
    if text.startswith("["):
        host, bracket, tail = text[1:].partition("]")
        if not bracket or (tail and not tail.startswith(":")):
            raise UsageError(f"bad address {address!r}: an IPv6 host is written [host]:port")
        port = tail[1:]
    else:
        host, _, port = text.partition(":")
    labels = host.removesuffix(".").split(".") if host else []
    is_odd = not host.isprintable() or any(character in "/ @?#*[" for character in host)
    if is_odd or not all(0 < len(label) < 64 for label in labels):
        raise UsageError(f"bad address {address!r}: {host!r} is no host name")
    try:
        return host if host.isascii() else host.encode("idna").decode(), port
    except UnicodeError:
        raise UsageError(f"bad address {address!r}: {host!r} is no host name") from None


def _port(text: str, address: str) -> int:
    """The port; 0 where there is none."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise UsageError(f"bad address {address!r}: {text!r} is no port (1-65535)")
    return int(text)


def resolve(wanted: Wanted, environ: Mapping[str, str]) -> Endpoint:
    """The engine that an address or a context names, else the first found on this machine.

    The search: the Docker socket, a running podman socket, the on-demand engine (`podman://`).
    Raises UsageError for a bad address, Docker15Error for a context that can't be used,
    EngineUnreachable when there is no engine to be had.
    """
    named = _named(wanted, environ)
    if named:
        return named
    address = wanted.host or environ.get("DOCKER_HOST", "")
    if not address:
        found = _find_socket(environ)
        if found:
            return _prepared(Endpoint("unix", path=found), wanted, environ)
        if environ.get("DOCKER15_ENGINE") == "none":
            raise _nothing_found(environ, "the on-demand engine is off (DOCKER15_ENGINE=none)")
    from docker15_cli.transport import local

    if not address and not local.installed(environ):
        raise _nothing_found(environ, "podman is not installed")
    return _prepared(
        Endpoint("unix", path=local.socket_of_running_engine(environ)), wanted, environ
    )


def find(wanted: Wanted, environ: Mapping[str, str]) -> Endpoint:
    """As `resolve`, for completion: nothing is started. Raises OSError where no engine runs."""
    named = _named(wanted, environ)
    if named:
        return named
    address = wanted.host or environ.get("DOCKER_HOST", "")
    found = None if address else _find_socket(environ)
    if not found and not address and environ.get("DOCKER15_ENGINE") == "none":
        raise FileNotFoundError
    if not found:
        from docker15_cli.transport import local

        found = local.socket_if_any(environ)
    return Endpoint("unix", path=found)


def default_address(wanted: Wanted, environ: Mapping[str, str]) -> str:
    """The address that is used without a context; nothing is started."""
    address = wanted.host or environ.get("DOCKER_HOST", "")
    if address:
        return address
    found = _find_socket(environ)
    return ON_DEMAND if not found else f"unix://{found}"


def _named(wanted: Wanted, environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint of an address or a context; None for an engine that is to be found."""
    address = wanted.host or environ.get("DOCKER_HOST", "")
    if wanted.context or not address:
        from docker15_cli.config.contexts import DEFAULT, Contexts

        contexts = Contexts(environ, wanted.config_directory)
        name = contexts.current(wanted.context, wanted.host)
        if name != DEFAULT:
            return _prepared(_of_context(contexts.find(name), wanted), wanted, environ)
    if not address or address == ON_DEMAND:
        return None
    return _prepared(parse(address, tls_for(address, wanted, environ)), wanted, environ)


def _of_context(context: Context, wanted: Wanted) -> Endpoint:
    if wanted.mentions_tls:
        raise UsageError(
            f"context {context.name!r} has its own TLS: --tls… are for -H and DOCKER_HOST"
        )
    if context.cert and not context.key:
        raise Docker15Error(
            f"context {context.name!r} has no key for its certificate {context.cert}"
        )
    address = context.host or f"unix://{SYSTEM_SOCKET}"
    verify = not context.skip_verify
    tls = Tls(context.ca if verify else "", context.cert, context.key, verify)
    return parse(address, tls if context.has_tls or address.startswith("https://") else None)


def _prepared(endpoint: Endpoint, wanted: Wanted, environ: Mapping[str, str]) -> Endpoint:
    """With its time-outs, and the proxy if there is to be one.

    An engine on this machine is waited for without end, unless there is a `--timeout`.
    """
    limit = None if endpoint.kind == "unix" else ANSWER_TIMEOUT
    endpoint = endpoint._replace(answer_timeout=limit)
    if wanted.timeout is not None:
        endpoint = endpoint._replace(connect_timeout=wanted.timeout, answer_timeout=wanted.timeout)
    if wanted.proxy and endpoint.kind != "tcp":
        raise UsageError(f"--proxy has no effect on {endpoint}: it is for tcp:// and https://")
    address = wanted.proxy or environ.get("DOCKER15_PROXY", "")
    if not address or endpoint.kind != "tcp":
        return endpoint
    from docker15_cli.transport import proxy

    return endpoint._replace(proxy=proxy.parse(address))


def _find_socket(environ: Mapping[str, str]) -> str | None:
    if _is_socket(SYSTEM_SOCKET):
        return SYSTEM_SOCKET  # there but dead or forbidden: the user is told so
    return next(filter(_listens, _podman_sockets(environ)), None)


def _podman_sockets(environ: Mapping[str, str]) -> list[str]:
    runtime = environ.get("XDG_RUNTIME_DIR")
    private = [f"{runtime}/podman/podman.sock"] if runtime else []
    return [*private, "/run/podman/podman.sock"]


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(Path(path).stat().st_mode)
    except OSError:
        return False


def _listens(path: str) -> bool:
    """Podman leaves its socket's file behind when it ends: only one that accepts counts."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _nothing_found(environ: Mapping[str, str], why_not_on_demand: str) -> EngineUnreachable:
    tried = ", ".join([SYSTEM_SOCKET, *_podman_sockets(environ)])
    return EngineUnreachable(
        f"no engine found: no socket at {tried}, and {why_not_on_demand}; "
        "name one with -H or DOCKER_HOST, or install podman"
    )
