"""The dialers for `unix://` and `tcp://`."""

from __future__ import annotations

import socket
import time

_RETRY = 0.01  # seconds

IDLE = 30
"""Seconds without a byte after which the other side is asked whether it is there…"""

INTERVAL = 10
"""… again every so many seconds …"""

PROBES = 3
"""… so often, before the connection counts as broken: a minute after the cable was pulled."""


def dial_unix(path: str, timeout: float) -> socket.socket:
    """Connect to the socket at `path` within `timeout` seconds: a blocking socket. Raises OSError.

    A listener with a full queue refuses with EAGAIN at once: then it is tried again, until the time
    is over.
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
    """Connect to `host`:`port` within `timeout` seconds an address. Raises OSError."""
    sock = socket.create_connection((host, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a keystroke is a packet
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, INTERVAL)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, PROBES)
    # While bytes of ours are on their way nobody asks: the same bound for their arrival.
    bound = IDLE + INTERVAL * PROBES
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, bound * 1000)
    return sock
