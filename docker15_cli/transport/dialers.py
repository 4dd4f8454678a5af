"""The dialers for `unix://` and `tcp://`."""

from __future__ import annotations

import socket
import time

_RETRY = 0.01  # seconds until a full listener is tried again

IDLE = 30
"""Seconds without traffic before the first TCP keep-alive probe."""

INTERVAL = 10
"""Seconds between probes."""

PROBES = 3
"""Unanswered probes until the connection counts as broken, a minute after the last traffic."""


def dial_unix(path: str, timeout: float) -> socket.socket:
    """Connect to the socket at `path` within `timeout` seconds; return a blocking socket.

    A listener with a full queue refuses at once with EAGAIN: it is tried again within the timeout.
    Raises OSError.
    """
    deadline = time.monotonic() + timeout
    while True:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            sock.connect(path)
            sock.setblocking(True)
        except BlockingIOError:
            sock.close()
            if time.monotonic() > deadline:
                raise TimeoutError from None
            time.sleep(_RETRY)
        except BaseException:
            sock.close()
            raise
        else:
            return sock


def dial_tcp(host: str, port: int, timeout: float) -> socket.socket:
    """Connect to `host`:`port`, within `timeout` seconds for each address of it. Raises OSError."""
    sock = socket.create_connection((host, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # send each keystroke at once
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, INTERVAL)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, PROBES)
    # No probes are sent while our own bytes are unacknowledged: those get the same limit.
    bound = IDLE + INTERVAL * PROBES
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, bound * 1000)
    return sock
