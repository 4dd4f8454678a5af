"""An HTTP proxy on the way to an engine, which only `--proxy` or DOCKER15_PROXY asks for."""

from __future__ import annotations

import socket
from urllib.parse import unquote, urlsplit

from docker15_cli.errors import EngineUnreachable, UsageError
from docker15_cli.transport.address import Proxy
from docker15_cli.wire import http1

DEFAULT_PORT = 3128
_READ_SIZE = 4096
_LOGIN_WANTED = 407


def parse(address: str) -> Proxy:
    """Parse `[http://][user:password@]host[:port]`. Raises UsageError, without the login."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or DEFAULT_PORT
        (parts.hostname or "").encode("idna")  # the lookup would fail on this, with a worse message
    except ValueError:
        raise UsageError("--proxy: not an address; write http://host:port") from None
    tail = parts.query or parts.fragment  # from a password with a # or ? in it
    if parts.scheme != "http" or not parts.hostname or parts.path.strip("/") or tail:
        raise UsageError("--proxy takes http://host:port, or http://user:password@host:port")
    login = ""
    if parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(parts.hostname, port, login)


def tunnel(sock: socket.socket, proxy: Proxy, target: str) -> None:
    """Ask `proxy`, at the other end of `sock`, to connect it to `target` (host:port).

    Raises EngineUnreachable, OSError.
    """
    sock.sendall(http1.build_request("CONNECT", target, target, _authorization(proxy), None))
    try:
        head = http1.read_head(lambda: sock.recv(_READ_SIZE))
    except http1.HTTPError as error:
        raise EngineUnreachable(f"{proxy} is not an HTTP proxy: {error}") from error
    if head.status == _LOGIN_WANTED:
        what = "rejected the login" if proxy.login else "requires a login"
        raise EngineUnreachable(
            f"the proxy at {proxy} {what}; give one as http://user:password@host:port in "
            "DOCKER15_PROXY, or --proxy"
        )
    if not 200 <= head.status < 300:
        raise EngineUnreachable(
            f"the proxy at {proxy} did not connect to {target}: {head.status} {head.reason}"
        )


def _authorization(proxy: Proxy) -> list[tuple[str, str]]:
    if not proxy.login:
        return []
    import base64

    return [
        (
            "Proxy-Authorization",
            f"Basic {base64.b64encode(proxy.login.encode(errors='surrogateescape')).decode()}",
        )
    ]
