"""TLS to an engine: a socket for requests, and a connection that a hijack can half-close.

An SSLSocket can't be half-closed: `shutdown` breaks the session, and `unwrap` loses what has not
been read yet. An SSLObject, which works in memory, can.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from functools import lru_cache
from typing import cast

from docker15_cli.config import reading
from docker15_cli.errors import Docker15Error
from docker15_cli.transport.address import Endpoint, Tls

_WRITE_SIZE = 64 * 1024  # bytes encrypted at a time
_LONGEST_RECORD = 17 * 1024  # bytes: 16 KiB, and what TLS adds (RFC 8446 §5.2)


class TlsConnection:
    """A Connection (connection.py) that speaks TLS over a socket.

    On a non-blocking socket `recv_into` leaves no decrypted data behind, so that polling the socket
    shows everything but the end, for which there is `ended`. What `send` could not send yet is
    `unsent` until another `send`, whose data may be empty.
    """

    def __init__(self, sock: socket.socket, endpoint: Endpoint) -> None:
        """Perform the handshake on `sock`, within its timeout. Raises OSError, Docker15Error."""
        assert endpoint.tls is not None
        self._socket = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._unsent = memoryview(b"")
        self.ended = False
        self._tls = context_for(endpoint.tls).wrap_bio(
            self._incoming, self._outgoing, server_hostname=endpoint.host
        )
        self.fileno = sock.fileno
        self.setblocking = sock.setblocking
        self.settimeout = sock.settimeout
        self.close = sock.close
        self._shake_hands()

    @property
    def unsent(self) -> bool:
        """Whether encrypted bytes are waiting for another `send`."""
        return bool(self._unsent)

    def recv_into(self, buffer: bytearray | memoryview) -> int:
        """Read decrypted bytes; return how many, 0 at the end. `buffer` has 64 KiB or more."""
        view = memoryview(buffer)
        count = 0
        while not count:
            count = self._decrypt(view)
            if count < 0:
                return 0
            if not count:
                # Together with the rest of a record, it must not be more than `buffer` can hold.
                self._take(self._socket.recv(len(view) - _LONGEST_RECORD))
        return count

    def send(self, data: bytes | memoryview) -> int:
        """Encrypt some of `data`, and send what can be sent; return how much was encrypted.

        Raises BlockingIOError while earlier bytes are waiting.
        """
        self._flush()
        if self._unsent:
            raise BlockingIOError
        if not data:
            return 0
        count = self._tls.write(data[:_WRITE_SIZE])
        self._flush()
        return count

    def sendall(self, data: bytes | memoryview) -> None:
        """Send all of `data` on a blocking socket."""
        rest = memoryview(data)
        while rest:
            rest = rest[self.send(rest) :]

    def send_pieces(self, *pieces: bytes | memoryview) -> None:
        """Send all pieces on a blocking socket."""
        self.sendall(b"".join(pieces))

    def close_write(self) -> None:
        """Half-close: the engine reads an end of file, and can go on writing."""
        with contextlib.suppress(ssl.SSLError):  # raised as the peer has not closed its side yet
            self._tls.unwrap()
        self._flush()

    def _shake_hands(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
            except ssl.SSLError:
                self._flush()  # send the alert to the engine
                raise
            else:
                self._flush()
                return
            self._take(self._socket.recv(_LONGEST_RECORD))

    def _take(self, received: bytes) -> None:
        if received:
            self._incoming.write(received)
        else:
            self._incoming.write_eof()

    def _decrypt(self, view: memoryview) -> int:
        """Fill `view` with what can be decrypted; return the count, or -1 at the end."""
        count, read = 0, -1
        try:
            while read and count < len(view):
                read = cast(int, self._tls.read(len(view) - count, view[count:]))
                count += read
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            read = 0
        except ssl.SSLEOFError:
            if not count:
                raise ConnectionResetError("the connection broke off") from None
        self.ended = not read
        if self._outgoing.pending:  # TLS 1.3 may update its keys
            self._flush()
        return -1 if self.ended and not count else count

    def _flush(self) -> None:
        """Send as many encrypted bytes as the socket accepts."""
        with contextlib.suppress(BlockingIOError):
            while self._unsent or self._outgoing.pending:
                self._unsent = self._unsent or memoryview(self._outgoing.read())
                self._unsent = self._unsent[self._socket.send(self._unsent) :]


def wrap(sock: socket.socket, endpoint: Endpoint) -> ssl.SSLSocket:
    """An SSLSocket that takes over `sock`. Raises OSError, Docker15Error."""
    assert endpoint.tls is not None
    return context_for(endpoint.tls).wrap_socket(sock, server_hostname=endpoint.host)


@lru_cache
def context_for(tls: Tls) -> ssl.SSLContext:
    """The SSLContext for `tls`. Raises Docker15Error, naming the file that can't be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # TLS 1.2 and later
    context.hostname_checks_common_name = False  # as in docker and RFC 6125
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif tls.ca:
        _load_authority(context, tls.ca)
    else:
        context.load_default_certs()
    if tls.cert:
        _load_client(context, tls.cert, tls.key)
    return context


def _load_authority(context: ssl.SSLContext, path: str) -> None:
    _read(path, "certificate authority", "--tlscacert")
    try:
        context.load_verify_locations(path)
    except ssl.SSLError:
        raise Docker15Error(
            f"the certificate authority {path} is not a PEM certificate; name another with "
            "--tlscacert"
        ) from None


def _load_client(context: ssl.SSLContext, cert: str, key: str) -> None:
    certificate = _read(cert, "client certificate", "--tlscert")
    secret = _read(key, "client certificate's key", "--tlskey")
    if b"ENCRYPTED" in secret:
        raise Docker15Error(
            f"the key {key} is encrypted; decrypt it first: openssl pkey -in {key} -out FILE"
        )
    try:
        context.load_cert_chain(cert, key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            text = f"the key {key} does not belong to the client certificate {cert}; check both"
        elif b"-----BEGIN CERTIFICATE" not in certificate:
            text = f"the client certificate {cert} is not a PEM certificate; check --tlscert"
        else:
            text = f"the key {key} is not a PEM key; check --tlskey"
        raise Docker15Error(text) from None


def _read(path: str, what: str, option: str) -> bytes:
    try:
        return reading.read_bytes(path, named=True)
    except OSError as error:
        raise Docker15Error(
            f"can't read the {what} {path}: {error.strerror}; give yours with {option}"
        ) from error
