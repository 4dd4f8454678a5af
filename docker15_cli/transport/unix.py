"""The dialer for `unix://`."""

from __future__ import annotations

import socket
import time

_RETRY = 0.01  # seconds


def dial(path: str, timeout: float) -> socket.socket:
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
