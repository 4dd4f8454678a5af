"""The dialer for `tcp://`."""

from __future__ import annotations

import socket


def dial(host: str, port: int, timeout: float) -> socket.socket:
    """Connect to `host`:`port` within `timeout` seconds an address. Raises OSError."""
    sock = socket.create_connection((host, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a keystroke is a packet
    return sock
