"""The exceptions. Each class carries the exit status that `main.py` ends the process with.

A message is one line for the user: what failed, by name, and what to do about it, if that is known.
"""

from __future__ import annotations

_LONGEST = 2000  # characters of an error's text
_UNITS = ("bytes", "kB", "MB", "GB")


def shortened(text: str, *, is_whole: bool = True) -> str:
    """An engine's text on one line; a very long one is cut, and says how much was cut.

    `is_whole`: the end of the text has been received.
    """
    shown, left = " ".join(text[:_LONGEST].split()), len(text) - _LONGEST
    if left <= 0:
        return shown
    size, unit = float(left), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{shown}… ({'' if is_whole else 'more than '}{size:.0f} {_UNITS[unit]} more)"


class Docker15Error(Exception):
    """Any failure that is reported as one line on stderr, without a traceback."""

    exit_status = 1

    def with_status(self, exit_status: int) -> Docker15Error:
        """Set another exit status for this error (`run`: 125, 126, 127), and return it."""
        self.exit_status = exit_status
        return self


class UsageError(Docker15Error):
    """The command line is wrong. Nothing was sent to an engine."""

    exit_status = 2
    command = ""  # the command whose help to read, such as `docker15 run`


class TemplateFailed(Docker15Error):
    """A template does not fit the data: the command line is wrong, but that is only found later."""

    exit_status = 2


class EngineUnreachable(Docker15Error):
    """There is no engine to talk to: nothing is listening, no permission, a timeout, not HTTP."""


class AnswerBroken(Docker15Error):
    """The engine's answer was cut short, or can't be understood."""


class EngineError(Docker15Error):
    """The engine answered with an error status.

    `status` is the HTTP status, or the code of an error inside a 200 stream (None if it has none).
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class NotFound(EngineError):
    """404: no such container, image or path."""


class Conflict(EngineError):
    """409: in use, ambiguous, already there."""


class CommandNotInvokable(EngineError):
    """The container's command exists but can't be run, for lack of permission, say."""

    exit_status = 126


class CommandNotFound(EngineError):
    """The container has no such command."""

    exit_status = 127


class NotSupported(Docker15Error):
    """The engine's API version lacks what was requested."""


class WaitFailed(Docker15Error):
    """What `--wait` waits for will not happen; `exit_status` says why, even among several."""


class TimedOut(WaitFailed):
    """What was waited for has not happened in time."""

    exit_status = 124  # as of timeout(1)


class OutputError(Docker15Error):
    """stdout or stderr can't be written: a full disk, say."""


class Signalled(BaseException):
    """A signal ends this process. Not an Exception, so that no handler swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.exit_status = 128 + number


def engine_error(status: int, message: str) -> EngineError:
    """The exception for an HTTP error status."""
    kinds: dict[int, type[EngineError]] = {404: NotFound, 409: Conflict}
    return kinds.get(status, EngineError)(message, status)


def without_password(address: str) -> str:
    """An address or URL that is safe to show: without its password."""
    scheme, mark, rest = address.partition("://") if "://" in address else ("", "", address)
    place = rest
    for end in "/?#":
        place = place.partition(end)[0]
    port = place.rpartition(":")[2] if ":" in place else "0"
    if scheme == "unix" or "@" not in rest or ("@" not in place and port.isdigit()):
        return address
    login, _, behind = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}{mark}{user}{':***' if colon else ''}@{behind}"
