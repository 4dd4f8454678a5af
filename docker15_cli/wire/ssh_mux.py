"""The messages of OpenSSH's multiplexing protocol, version 4, that ask a master for a session.

Source: OpenSSH's PROTOCOL.mux. A message is a length, followed by 32-bit numbers and strings.
"""

from __future__ import annotations

from docker15_cli.errors import AnswerBroken

VERSION = 4
_HELLO = 0x00000001
_NEW_SESSION = 0x10000002
_SESSION_OPENED = 0x80000006
_NO_ESCAPE = 0xFFFFFFFE  # no escape character for ssh's own commands


def hello() -> bytes:
    """The first message of both sides."""
    return _string(_number(_HELLO) + _number(VERSION))


def session(command: str) -> bytes:
    """Run `command` in the remote login shell, without a terminal, X11, agent or environment.

    The file descriptors of stdin, stdout and stderr have to follow, each with a byte of its own.
    """
    flags = _number(0) * 4  # terminal, X11, agent, subsystem
    fixed = _number(_NEW_SESSION) + _number(0) + _string(b"") + flags + _number(_NO_ESCAPE)
    return _string(fixed + _string(b"") + _string(command.encode()))


def check_hello(message: bytes) -> None:
    """Raise AnswerBroken unless the master's hello has the same protocol version."""
    if message[:8] != _number(_HELLO) + _number(VERSION):
        raise AnswerBroken("this ssh speaks another multiplexing protocol")


def check_opened(message: bytes) -> None:
    """Raise AnswerBroken, with the master's reason, unless the session has been opened."""
    if message[:4] != _number(_SESSION_OPENED):
        reason = message[12:].decode(errors="replace") or "no answer"
        raise AnswerBroken(f"ssh did not open a session: {reason}")


def length(head: bytes) -> int:
    """How many bytes follow the first four of a message, which are `head`."""
    return int.from_bytes(head, "big")


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _string(data: bytes) -> bytes:
    return _number(len(data)) + data
