"""Whether something listens on a TCP port of a container.

The published port does not tell: dockerd's proxy accepts connections before the program does. So
the container's own address is tried first, if the engine is on this machine, and then the kernel's
table, by `cat /proc/net/tcp` in the container.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator, Mapping

from docker15_cli.api import containers, execs
from docker15_cli.app import App
from docker15_cli.contract import operations
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import Docker15Error, EngineError
from docker15_cli.output import units_06

_CONNECT = 1.0  # seconds to wait for a connection
_STAYS_OPEN = 0.5  # seconds that a proxy would take to close it
_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTENS = b"0A"  # the kernel's number of the state LISTEN
_LOOPBACK = (b"0100007F", b"7F000001", b"0" * 24 + b"01000000", b"0" * 31 + b"1")
_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104
_TABLE_LIMIT = 4 * 1024 * 1024  # bytes: 25,000 sockets


def is_listening(app: App, inspected: Inspected, port: int) -> bool:
    """Whether something listens on `port` in a running container.

    Raises Docker15Error if there is no way to find out.
    """
    for answer in _answers(app, inspected, port):
        if answer is not None:
            return answer
    if not containers.is_running(containers.inspect(app.client, containers.full_id(inspected))):
        return False  # the container has ended meanwhile
    name = units_06.short_id(containers.full_id(inspected))
    raise Docker15Error(
        f"can't check port {port} of {name} from here: its address can't be reached, it has no "
        f"`cat` to run (API 1.15), and the port is not published (-p {port})"
    )


def _answers(app: App, inspected: Inspected, port: int) -> Iterator[bool | None]:
    """The result of each way to find out, in turn; None if it can't tell."""
    if _is_local(app):
        for address in _own_addresses(app, inspected):
            yield _connects(address, port)
    if app.client.has(operations.EXEC_CREATE):
        yield _is_in_table(app, inspected, port)
    for address, public in _published(app, inspected, port):
        yield _connects(address, public, stays=True)


def _is_local(app: App) -> bool:
    endpoint = app.client.endpoint
    return endpoint.kind == "unix" and not endpoint.shown.startswith("ssh:")


def _mode(inspected: Inspected) -> str:
    return str((inspected.get("HostConfig") or {}).get("NetworkMode") or "")


def _own_addresses(app: App, inspected: Inspected) -> Iterator[str]:
    """The addresses of the container's network namespace, which may be the host's or another's."""
    mode = _mode(inspected)
    if mode == "host":
        yield "127.0.0.1"
    elif mode.startswith("container:"):
        other = containers.inspect(app.client, mode.partition(":")[2])
        yield from () if _mode(other).startswith("container:") else _own_addresses(app, other)
    settings = inspected.get("NetworkSettings") or {}
    for endpoint in (settings, *(settings.get("Networks") or {}).values()):
        yield from filter(None, (endpoint.get("IPAddress"), endpoint.get("GlobalIPv6Address")))


def _connects(address: str, port: int, *, stays: bool = False) -> bool | None:
    """Whether a connection is accepted and, with `stays`, not closed at once; None if no answer."""
    try:
        with socket.create_connection((address, port), _CONNECT) as connection:
            return not stays or _is_open(connection)
    except ConnectionError:
        return False
    except OSError as error:
        return False if error.errno == errno.ECONNREFUSED else None


def _is_open(connection: socket.socket) -> bool:
    connection.settimeout(_STAYS_OPEN)
    try:
        return bool(connection.recv(1))
    except TimeoutError:
        return True


def _is_in_table(app: App, inspected: Inspected, port: int) -> bool | None:
    """Whether the port is in the kernel's table; None if the container has no `cat`."""
    try:
        text = execs.output(
            app.client, containers.full_id(inspected), ["cat", *_TABLES], _TABLE_LIMIT
        )
    except EngineError:
        return None
    if b"local_address" not in text:
        return None
    counts_loopback = _mode(inspected) == "host"
    for line in text.splitlines():
        fields = line.split()
        if len(fields) > 3 and fields[3] == _LISTENS:
            address, _, number = fields[1].partition(b":")
            if int(number, 16) == port and (counts_loopback or address not in _LOOPBACK):
                return True
    return False


def _published(app: App, inspected: Inspected, port: int) -> Iterator[tuple[str, int]]:
    """The addresses and ports at which the engine publishes `port`, as seen from here."""
    settings = inspected.get("NetworkSettings") or {}
    for binding in (settings.get("Ports") or {}).get(f"{port}/tcp") or ():
        address = str(binding.get("HostIp") or "")
        if str(binding.get("HostPort")).isdigit():
            host = _engine_host(app) if address in _ANYWHERE or not _is_local(app) else address
            yield host, int(binding["HostPort"])
    mapping: Mapping[str, str] = (settings.get("PortMapping") or {}).get("Tcp") or {}
    if str(mapping.get(str(port))).isdigit():
        yield _engine_host(app), int(mapping[str(port)])


def _engine_host(app: App) -> str:
    endpoint = app.client.endpoint
    if endpoint.kind == "tcp":
        return endpoint.host
    if _is_local(app):
        return "127.0.0.1"
    from docker15_cli.transport.address import parse

    return parse(endpoint.shown).host
