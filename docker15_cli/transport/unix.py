"""The dialer for `unix://`."""

from __future__ import annotations

import socket


def dial(path: str, timeout: float) -> socket.socket:
    """Connect to the socket at `path` within `timeout` seconds. Raises OSError."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect(path)
    except BaseException:
        sock.close()
        raise
    return sock
