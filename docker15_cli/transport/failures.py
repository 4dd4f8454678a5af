"""Messages for failures on the way to an engine: what is wrong, and what to check.

To start quickly, other modules import this one only when something has failed.
"""

from __future__ import annotations

import errno
import socket

from docker15_cli.errors import AnswerBroken, Docker15Error, EngineUnreachable
from docker15_cli.record import TYPE_CHECKING
from docker15_cli.transport.address import Endpoint, Proxy
from docker15_cli.wire.http1 import HTTPError, IncompleteBody, NoAnswer, NotHTTP, SpeaksTls
from docker15_cli.wire.whole import TooLong

if TYPE_CHECKING:
    import ssl  # imported only for TLS

# Errors of a connection that was established.
_GONE = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
# The system's errors for a peer that does not respond for too long (dialers.py).
_SILENT = (errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH)

# The codes of X509_verify_cert_error_string(3).
_NOT_YET, _EXPIRED, _SELF_SIGNED = 9, 10, 18
_WRONG_NAME, _WRONG_ADDRESS = 62, 64
# OpenSSL's reasons for bytes that are not TLS; 3.2 and later have the second one.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")
# OpenSSL's reasons for a server that requires a client certificate, or a different one.
_REFUSALS = ("CERTIFICATE", "UNKNOWN_CA", "HANDSHAKE_FAILURE", "ACCESS_DENIED", "DECRYPT_ERROR")
_WANT_A_CERTIFICATE = "require a client certificate (--tlscert and --tlskey)"


def unreachable(endpoint: Endpoint, error: OSError) -> EngineUnreachable:
    """The error to show for `error` while connecting: the address, and what to check."""
    return EngineUnreachable(f"can't connect to the engine at {endpoint}: {_why(endpoint, error)}")


def unusable_proxy(endpoint: Endpoint, proxy: Proxy, error: OSError) -> EngineUnreachable:
    """The error to show for `error` while connecting to `proxy`, or through it."""
    there = Endpoint("tcp", host=proxy.host, connect_timeout=endpoint.connect_timeout)
    return EngineUnreachable(f"can't use the proxy at {proxy}: {_why(there, error)}")


def speaks_tls(endpoint: Endpoint) -> EngineUnreachable:
    """The error to show for an engine that expects TLS, if TLS was not used."""
    return EngineUnreachable(
        f"the engine at {endpoint} expects TLS; use --tlsverify (DOCKER_TLS_VERIFY=1), and its "
        "TLS port"
    )


def no_answer(endpoint: Endpoint, error: Exception) -> Docker15Error:
    """The error to show for `error` between the request and the head of the answer."""
    if isinstance(error, SpeaksTls):
        return speaks_tls(endpoint)
    if isinstance(error, TooLong):
        return AnswerBroken(f"the engine at {endpoint} sent {error}, which is too long")
    if isinstance(error, HTTPError) and not isinstance(error, NoAnswer | IncompleteBody):
        return EngineUnreachable(f"{endpoint} does not speak HTTP: {error}")
    text = explain_tls_error(endpoint, error, is_negotiated=True)
    if text:
        return EngineUnreachable(f"can't connect to the engine at {endpoint}: {text}")
    if not isinstance(error, OSError) or isinstance(error, _GONE):
        return AnswerBroken(f"the engine at {endpoint} closed the connection without an answer")
    if isinstance(error, TimeoutError) and error.errno is None:
        limit = f"within {endpoint.answer_timeout:g} seconds"
        return EngineUnreachable(
            f"the engine at {endpoint} did not answer {limit}; check the network, or set a longer "
            "--timeout"
        )
    return _silent(endpoint)


def no_answer_to_call(endpoint: Endpoint, error: Exception) -> Docker15Error:
    """Like `no_answer`, for an ordinary call: bytes that are not HTTP at all are not shown."""
    if isinstance(error, NotHTTP):
        return EngineUnreachable(f"{endpoint} does not speak HTTP; check the address")
    return no_answer(endpoint, error)


def interrupted(endpoint: Endpoint, error: Exception) -> Docker15Error:
    """The error to show for `error` in the middle of an answer."""
    if isinstance(error, OSError) and error.errno in _SILENT:
        return _silent(endpoint)
    if isinstance(error, HTTPError) and not isinstance(error, IncompleteBody):
        return no_answer(endpoint, error)
    return AnswerBroken(
        f"the engine at {endpoint} closed the connection in the middle of its answer"
    )


def _silent(endpoint: Endpoint) -> EngineUnreachable:
    return EngineUnreachable(f"the engine at {endpoint} no longer answers; check the network")


def _why(endpoint: Endpoint, error: OSError) -> str:
    if isinstance(error, TimeoutError):
        limit = endpoint.connect_timeout
        return f"no answer within {limit:g} seconds; check the address and the network"
    if isinstance(error, socket.gaierror):
        return f"no such host: {endpoint.host}; check the address"
    if isinstance(error, FileNotFoundError):
        return "no such socket; is the engine running, and is the address right?"
    if isinstance(error, PermissionError):
        return "permission denied; run as root, or join the socket's group (usually docker)"
    if isinstance(error, ConnectionRefusedError):
        return (
            "connection refused: nothing is listening there; is the engine running, and is the "
            "address right?"
        )
    if text := explain_tls_error(endpoint, error):
        return text
    if error.errno == errno.ENOTSOCK or isinstance(error, NotADirectoryError):
        return "not a socket; check the address"
    return f"{error.strerror or error}; check the address"


def explain_tls_error(endpoint: Endpoint, error: Exception, *, is_negotiated: bool = False) -> str:
    """What is wrong, and what to do, if `error` is a TLS error; else "".

    `is_negotiated`: the handshake was complete.
    """
    tls = endpoint.tls
    if tls is None:
        return ""
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return _why_unverified(endpoint, error)
    if isinstance(error, ssl.SSLEOFError | ConnectionResetError | BrokenPipeError):
        if not is_negotiated:
            return "it closed the connection during the TLS handshake; is this its TLS port?"
        # A TLS 1.3 server rejects a client only after the client has completed its handshake.
        mine = f"reject the client certificate {tls.cert}" if tls.cert else _WANT_A_CERTIFICATE
        return f"it closed the connection without an answer; does it {mine}?"
    if not isinstance(error, ssl.SSLError):
        return ""
    reason = error.reason or ""
    if reason in _NO_TLS:
        return "it does not speak TLS; check the port, or leave out --tlsverify (DOCKER_TLS_VERIFY)"
    if "PROTOCOL" in reason:
        return "it does not speak TLS 1.2 or later; it needs an upgrade"
    if any(word in reason for word in _REFUSALS):
        if tls.cert:
            return f"it rejected the client certificate {tls.cert}: was it issued by a trusted CA?"
        return "it requires a client certificate; give yours with --tlscert and --tlskey"
    return f"TLS failed ({reason.lower().replace('_', ' ') or error}); check both sides"


def _why_unverified(endpoint: Endpoint, error: ssl.SSLCertVerificationError) -> str:
    tls = endpoint.tls
    assert tls is not None
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; renew it, or set this machine's clock"
    if error.verify_code == _NOT_YET:
        return "its certificate is not valid yet; check the clocks of both machines"
    if error.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
        return (
            f"its certificate is not valid for {endpoint.host}; use a name or address that is in "
            "its subjectAltName (the CN does not count)"
        )
    trusted = f"in {tls.ca}" if tls.ca else "among the system's"
    kind = "self-signed, and not" if error.verify_code == _SELF_SIGNED else "not signed by a CA"
    return f"its certificate is {kind} {trusted}; name the one to trust with --tlscacert"
