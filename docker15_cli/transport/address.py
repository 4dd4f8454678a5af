"""Addresses as users write them (docs/spec/cli.md §1), parsed into plain data.

Completion imports this module: no typing, pathlib or urllib.parse here.
"""

from __future__ import annotations

import re

from docker15_cli.errors import UsageError, without_password
from docker15_cli.patterns import regex
from docker15_cli.record import Record

CONNECT_TIMEOUT = 10.0
"""Seconds to connect within, unless `--timeout` says otherwise."""

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4243
DEFAULT_TLS_PORT = 2376
ON_DEMAND = "podman://"
# In a tcp:// address: what needs no encoding in a request line.
_PREFIX = regex(r"(/[\w.~!$&'()*+,;=:%-]+)*", re.ASCII)
# In an ssh:// address: nothing that ssh would take for an option or expand, or that a shell would
# interpret.
_SSH_HOST = r"(?!-)[\w.:%-]+"
_SSH_USER = r"(?!-)[^\s\x00-\x1f'`\"$\\;&<>|(){}]*"
_SSH_PATH = r"(/[\w.+@/-]*)?"


class Tls(Record):
    """How to speak TLS: paths of PEM files, "" for none; without a `ca` the system's CAs are used.

    `verify` is False if any certificate is accepted.
    """

    ca: str = ""
    cert: str = ""
    key: str = ""
    verify: bool = True


class Proxy(Record):
    """An HTTP proxy, and the login for it (user:password), which is never shown."""

    host: str
    port: int
    login: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def __repr__(self) -> str:
        return f"Proxy({self})"


class Endpoint(Record):
    """One engine's address, and how to reach it.

    `kind` is "unix" (with a `path`), "tcp" (with `host` and `port`; `path` is a prefix of every
    request's path) or "ssh" (with `host`, and perhaps `user`, `port` and `path`). `shown` is the
    address that the user knows, if this one is the near end of a tunnel to it; `at_once` is the
    most concurrent connections. TCP may use `tls`, and a `proxy`; `identity` is the path of an ssh
    key. `connect_timeout` is in seconds, as is `answer_timeout`, which applies to what an engine
    can answer at once; None means no limit.
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
    identity: str = ""
    connect_timeout: float = CONNECT_TIMEOUT
    answer_timeout: float | None = None

    @property
    def is_exposed(self) -> bool:
        """Whether third parties could read what is sent."""
        if self.kind != "tcp" or self.tls is not None:
            return False
        host = self.proxy.host if self.proxy else self.host
        return not (host in ("localhost", "::1") or host.startswith("127."))

    @property
    def prefix(self) -> str:
        """The prefix of each request's path, "" for none."""
        return self.path if self.kind == "tcp" else ""

    @property
    def authority(self) -> str:
        """`host:port`, for a tcp endpoint."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        if self.shown:
            return self.shown
        if self.kind == "unix":
            return f"unix://{self.path}"
        if self.kind == "tcp":
            return f"tcp://{self.authority}{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"ssh://{user}{host}{port}{self.path}"


def parse(address: str, tls: Tls | None = None) -> Endpoint:
    """Parse `unix:///path`, `tcp://host[:port][/prefix]`, `host:port` or `ssh://[user@]host…`.

    Raises UsageError for anything else, naming the address but not a password in it.
    """
    scheme, separator, rest = address.partition("://")
    if not separator:
        return _tcp(address, "", address, tls)
    if scheme == "unix":
        if not _is_path(rest):
            raise UsageError(f"bad address {address!r}: unix:// needs an absolute path")
        return Endpoint("unix", path=rest)
    if scheme in ("tcp", "http", "https"):
        place, slash, prefix = rest.partition("/")
        return _tcp(place, f"{slash}{prefix}".rstrip("/"), address, tls)
    if scheme == "ssh":
        return _ssh(rest)
    raise UsageError(
        f"bad address {without_password(address)!r}: use unix:///path, tcp://host[:port], "
        "ssh://[user@]host, host:port or podman://"
    )


def _tcp(place: str, prefix: str, address: str, tls: Tls | None) -> Endpoint:
    if place.startswith("@"):
        raise UsageError(f"bad address {address!r}: groups of hosts are for -H and DOCKER_HOSTS")
    if "@" in place + prefix:
        raise UsageError(
            f"bad address {without_password(address)!r}: an engine does not take a user name "
            "and password; use TLS certificates"
        )
    host, port = _host_and_port(place, address)
    if not _PREFIX.fullmatch(prefix):
        raise UsageError(f"bad address {address!r}: not a path: {prefix!r}")
    number = _port(port, address) or (DEFAULT_TLS_PORT if tls else DEFAULT_PORT)
    return Endpoint("tcp", prefix, host or DEFAULT_HOST, number, tls=tls)


def _ssh(text: str) -> Endpoint:
    """Parse `[user@]host[:port][/path/to/socket]`."""
    address = f"ssh://{text}"
    if without_password(address) != address:
        raise UsageError(
            f"bad address {without_password(address)!r}: ssh:// does not take a password: "
            "use a key, or let ssh ask for one"
        )
    place, slash, path = text.partition("/")
    user, _, place = place.rpartition("@")
    path = f"{slash}{path}".rstrip("/")
    host, port = _host_and_port(place, address)
    for value, pattern, what in (
        (host, _SSH_HOST, "host name"),
        (user, _SSH_USER, "user name"),
        (path, _SSH_PATH, "path for ssh (letters, digits and ._+@/-)"),
    ):
        if not re.fullmatch(pattern, value, re.ASCII):
            raise UsageError(f"bad address {address!r}: not a {what}: {value!r}")
    return Endpoint("ssh", path=path, host=host, port=_port(port, address), user=user)


def _host_and_port(text: str, address: str) -> tuple[str, str]:
    if text.startswith("["):
        host, bracket, tail = text[1:].partition("]")
        if not bracket or (tail and not tail.startswith(":")):
            raise UsageError(f"bad address {address!r}: write an IPv6 host as [host]:port")
        port = tail[1:]
    elif text.count(":") > 1:
        raise UsageError(f"bad address {address!r}: write an IPv6 host as [host]:port")
    else:
        host, _, port = text.partition(":")
    labels = host.removesuffix(".").split(".") if host else []
    is_odd = not host.isprintable() or any(character in "/ @?#*[" for character in host)
    if is_odd or not all(0 < len(label) < 64 for label in labels):
        raise UsageError(f"bad address {address!r}: not a host name: {host!r}")
    try:
        return host if host.isascii() else host.encode("idna").decode(), port
    except UnicodeError:
        raise UsageError(f"bad address {address!r}: not a host name: {host!r}") from None


def _is_path(text: str) -> bool:
    """Whether this can be an absolute path; a context's JSON may have anything."""
    try:
        return text.encode("utf-8", "surrogateescape").startswith(b"/") and "\0" not in text
    except UnicodeEncodeError:
        return False


def _port(text: str, address: str) -> int:
    """The port; 0 if there is none."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise UsageError(f"bad address {address!r}: not a port (1-65535): {text!r}")
    return int(text)
