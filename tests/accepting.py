"""The thread that accepts connections for a small server of a test."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

_PATIENCE = 10  # seconds


class Accepting:
    """Calls `serve` with each connection to `listener`, one after the other, until `close`."""

    def __init__(self, listener: socket.socket, serve: Callable[[socket.socket], object]) -> None:
        self._listener = listener
        self._serve = serve
        self._thread = threading.Thread(target=self._accept_all, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, and only then close the listener.

        A thread left in accept() would take the connections of whichever socket has the same
        number next, as soon as the system restarts the call: after a SIGCONT, for one.
        """
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(_PATIENCE)
        self._listener.close()

    def _accept_all(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # shut down
                return
            self._serve(connection)


def listen_unix(path: object) -> socket.socket:
    """A listener on a unix socket at this path."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(128)
    return listener
