"""The dialer for `tcp://`."""

from __future__ import annotations

import socket

IDLE = 30
"""Seconds without a byte after which the other side is asked whether it is there…"""

INTERVAL = 10
"""… again every so many seconds …"""

PROBES = 3
"""… so often, before the connection counts as broken: a minute after the cable was pulled."""


def dial(host: str, port: int, timeout: float) -> socket.socket:
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
