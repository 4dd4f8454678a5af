"""TLS in front of the plain server.

An SSLSocket can't be half-closed, nor be read and written by two threads at once; an attach needs
both. So TLS is terminated by threads of its own, and the server sees one end of a socket pair.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading

_PIECE = 1 << 16


def terminate(encrypted: socket.socket, context: ssl.SSLContext) -> socket.socket:
    """The plain side of a connection whose client is about to start the handshake."""
    plain, inner = socket.socketpair()
    bridge = _Bridge(encrypted, inner, context)
    threading.Thread(target=bridge.run, name="engine-tls", daemon=True).start()
    return plain


class _Bridge:
    """A thread for each direction; the TLS object itself works in memory, under a lock."""

    def __init__(
        self, encrypted: socket.socket, plain: socket.socket, context: ssl.SSLContext
    ) -> None:
        self._encrypted = encrypted
        self._plain = plain
        self._lock = threading.Lock()
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def run(self) -> None:
        with self._encrypted, self._plain:
            if not self._shake_hands():
                return
            outward = threading.Thread(target=self._outward, name="engine-tls-out", daemon=True)
            outward.start()
            self._inward()
            outward.join()

    def _shake_hands(self) -> bool:
        with contextlib.suppress(OSError):
            while True:
                try:
                    self._tls.do_handshake()
                    return True
                except ssl.SSLWantReadError:
                    self._encrypted.sendall(self._outgoing.read())
                data = self._encrypted.recv(_PIECE)
                if not data:
                    return False
                self._incoming.write(data)
        with contextlib.suppress(OSError):
            self._encrypted.sendall(self._outgoing.read())  # the alert says what was wrong
        return False

    def _inward(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._decrypted():
                self._plain.sendall(data)
        with contextlib.suppress(OSError):
            self._plain.shutdown(socket.SHUT_WR)

    def _decrypted(self) -> bytes:
        """The client's next bytes; empty when it has closed its side."""
        while True:
            with self._lock, contextlib.suppress(ssl.SSLWantReadError):
                return self._tls.read(_PIECE)
            data = self._encrypted.recv(_PIECE)
            with self._lock:
                self._incoming.write(data) if data else self._incoming.write_eof()

    def _outward(self) -> None:
        with contextlib.suppress(OSError):
            self._encrypted.sendall(self._outgoing.read())  # the end of the handshake
            while data := self._plain.recv(_PIECE):
                self._encrypted.sendall(self._encrypt(data))
            self._encrypted.sendall(self._goodbye())
        with contextlib.suppress(OSError):
            self._encrypted.shutdown(socket.SHUT_WR)

    def _encrypt(self, data: bytes) -> bytes:
        with self._lock:
            self._tls.write(data)
            return self._outgoing.read()

    def _goodbye(self) -> bytes:
        with self._lock, contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        return self._outgoing.read()
