"""TLS on the way to an engine: for requests a socket, for a hijack a connection that half-closes.

An SSLSocket can't be half-closed: `shutdown` breaks the session, and `unwrap` what is still to be
read. An SSLObject that works in memory can.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from functools import lru_cache
from pathlib import Path
from typing import cast

from docker15_cli.errors import Docker15Error
from docker15_cli.transport.endpoint import Endpoint
from docker15_cli.transport.wanted import Tls

_WRITE_SIZE = 64 * 1024  # bytes that are encrypted at a time
_LONGEST_RECORD = 17 * 1024  # bytes: 16 KiB, and what TLS adds to them (RFC 8446 §5.2)

# The codes of X509_verify_cert_error_string(3).
_NOT_YET, _EXPIRED, _SELF_SIGNED = 9, 10, 18
_WRONG_NAME, _WRONG_ADDRESS = 62, 64

# Which of OpenSSL's reasons say that these bytes are no TLS; 3.2 and later have the second.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")
# How servers say that they want another client certificate, or one at all.
_REFUSALS = ("CERTIFICATE", "UNKNOWN_CA", "HANDSHAKE_FAILURE", "ACCESS_DENIED", "DECRYPT_ERROR")

_WANTED = "want a client certificate (--tlscert and --tlskey)"


class TlsConnection:
    """A Connection (connection.py) that speaks TLS over a socket.

    Where the socket is non-blocking: `recv_into` leaves nothing decrypted behind, so that the
    socket's readability tells all but the end, which is `ended`; and what `send` could not pass on
    is `unsent`, until another `send`, if need be of nothing.
    """

    def __init__(self, sock: socket.socket, endpoint: Endpoint) -> None:
        """Shake hands on `sock`, within its time-out. Raises OSError, Docker15Error."""
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
        """Whether something waits for another `send`."""
        return bool(self._unsent)

    def recv_into(self, buffer: bytearray | memoryview) -> int:
        """Up to `len(buffer)` decrypted bytes, 0 at the end. `buffer` holds 64 KiB or more."""
        view = memoryview(buffer)
        count = 0
        while not count:
            count = self._decrypt(view)
            if count < 0:
                return 0
            if not count:
                # With what is left of a record, no more than `buffer` can hold.
                self._take(self._socket.recv(len(view) - _LONGEST_RECORD))
        return count

    def send(self, data: bytes | memoryview) -> int:
        """Encrypt some of `data`, and pass on what can be; the count of what was encrypted.

        Raises BlockingIOError while earlier bytes wait.
        """
        self._flush()
        if self._unsent:
            raise BlockingIOError
        if not data:
            return 0
        count = self._tls.write(data[:_WRITE_SIZE])
        self._flush()
        return count

    def sendall(self, data: bytes) -> None:
        """Send all of it, on a blocking socket."""
        rest = memoryview(data)
        while rest:
            rest = rest[self.send(rest) :]

    def close_write(self) -> None:
        """Half-close: the engine reads end of file, and goes on writing."""
        with contextlib.suppress(ssl.SSLError):  # it wants the other side's end, which will come
            self._tls.unwrap()
        self._flush()

    def _shake_hands(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
            except ssl.SSLError:
                self._flush()  # the engine is told, too
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
        """Fill `view` with what there is; -1 for the end."""
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
        if self._outgoing.pending:  # TLS 1.3 changes its keys
            self._flush()
        return -1 if self.ended and not count else count

    def _flush(self) -> None:
        """Pass on what is encrypted, as much as the socket takes."""
        with contextlib.suppress(BlockingIOError):
            while self._unsent or self._outgoing.pending:
                self._unsent = self._unsent or memoryview(self._outgoing.read())
                self._unsent = self._unsent[self._socket.send(self._unsent) :]


def wrap(sock: socket.socket, endpoint: Endpoint) -> ssl.SSLSocket:
    """An SSLSocket, which takes over `sock`. Raises OSError, Docker15Error."""
    assert endpoint.tls is not None
    return context_for(endpoint.tls).wrap_socket(sock, server_hostname=endpoint.host)


@lru_cache
def context_for(tls: Tls) -> ssl.SSLContext:
    """The settings of OpenSSL for `tls`. Raises Docker15Error, naming the file that is wrong."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # TLS 1.2 and later
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
            f"the certificate authority {path} holds no certificate in PEM; name another with "
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
            text = f"the client certificate {cert} is no certificate in PEM; check --tlscert"
        else:
            text = f"the key {key} is no key in PEM; check --tlskey"
        raise Docker15Error(text) from None


def _read(path: str, what: str, option: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Docker15Error(
            f"can't read the {what} {path}: {error.strerror}; name yours with {option}"
        ) from error


def why(endpoint: Endpoint, error: OSError, *, is_negotiated: bool = False) -> str:
    """What is wrong, and what to do, where `error` is one of TLS; else ""."""
    tls = endpoint.tls
    assert tls is not None
    if isinstance(error, ssl.SSLCertVerificationError):
        return _why_unverified(endpoint, error)
    if isinstance(error, ssl.SSLEOFError | ConnectionResetError | BrokenPipeError):
        if not is_negotiated:
            return "it hung up while TLS was negotiated; is that the port where it speaks TLS?"
        # A server of TLS 1.3 refuses a client only after both have shaken hands.
        mine = f"refuse the client certificate {tls.cert}" if tls.cert else _WANTED
        return f"it hung up without an answer; does it {mine}?"
    if not isinstance(error, ssl.SSLError):
        return ""
    reason = error.reason or ""
    if reason in _NO_TLS:
        return "it does not speak TLS; check the port, or leave out --tlsverify (DOCKER_TLS_VERIFY)"
    if "PROTOCOL" in reason:
        return "it speaks no version of TLS from 1.2 on; it needs to be renewed"
    if any(word in reason for word in _REFUSALS):
        if tls.cert:
            return f"it refuses the client certificate {tls.cert}: is it of a CA that it trusts?"
        return "it wants a client certificate; name yours with --tlscert and --tlskey"
    return f"TLS failed ({reason.lower().replace('_', ' ') or error}); check both sides"


def _why_unverified(endpoint: Endpoint, error: ssl.SSLCertVerificationError) -> str:
    tls = endpoint.tls
    assert tls is not None
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; renew it, or set this machine's clock"
    if error.verify_code == _NOT_YET:
        return "its certificate is not valid yet; check the clocks of both machines"
    if error.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
        return f"its certificate is not for {endpoint.host}; use a name or address that is in it"
    trusted = f"in {tls.ca}" if tls.ca else "among the system's"
    kind = "self-signed, and not" if error.verify_code == _SELF_SIGNED else "of no authority"
    return f"its certificate is {kind} {trusted}; name the one to trust with --tlscacert"
