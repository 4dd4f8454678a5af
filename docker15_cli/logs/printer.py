"""Printing the lines of many logs, each after the names of its host and its container."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.logs.entries import Entry
from docker15_cli.logs.merge import Outlet
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDERR, STDOUT
from docker15_cli.patterns import regex

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)  # SGR codes, without red, as of errors
_RESET = b"\033[0m"
_STYLE = regex("(\033\\[[0-9;]*m)")
_BUFFER = 64 * 1024  # bytes


class Printer:
    """Writes lines to stdout or stderr as the containers did, whole, and several at a time."""

    def __init__(self, app: App, *, timestamps: bool) -> None:
        self._streams = app.streams
        self._timestamps = timestamps
        self._is_terminal = {
            STDOUT: app.streams.stdout_isatty,
            STDERR: app.streams.stderr_isatty,
        }
        self._is_coloured = {STDOUT: app.streams.colour, STDERR: app.streams.is_live(STDERR)}
        self._stream = STDOUT
        self._pending: list[bytes] = []
        self._size = 0

    def show(self, outlet: Outlet, line: Entry) -> None:
        """Write a line, at the latest with the next `flush`."""
        stream = STDERR if line.stream == STDERR else STDOUT
        text = line.stamp + b" " + line.text if self._timestamps and line.stamp else line.text
        if outlet.labels:
            if self._is_terminal[stream]:
                text = _safe(text)
            text = self._prefix(outlet, stream) + text
        if stream != self._stream or self._size > _BUFFER:
            self.flush()
            self._stream = stream
        self._pending.append(text)
        self._size += len(text)

    def flush(self) -> None:
        """Write what is pending."""
        if self._pending:
            data = b"\n".join([*self._pending, b""])
            self._pending.clear()
            self._size = 0
            self._streams.write_to(self._stream, data)

    def _prefix(self, outlet: Outlet, stream: int) -> bytes:
        found = outlet.prefixes.get(stream)
        if found is None:
            text = "".join(f"{sanitize(label)}: " for label in outlet.labels)
            found = text.encode(errors="surrogateescape")
            if self._is_coloured[stream]:
                colour = _COLOURS[outlet.number % len(_COLOURS)]
                found = b"\033[%dm%s%s" % (colour, found, _RESET)
            outlet.prefixes[stream] = found
        return found


def _safe(text: bytes) -> bytes:
    """A line with control characters replaced, except colours, which end with it."""
    parts = _STYLE.split(text.decode(errors="replace").rstrip("\r"))
    if len(parts) == 1:
        return sanitize(parts[0]).encode(errors="replace")
    safe = [part if at % 2 else sanitize(part) for at, part in enumerate(parts)]
    return "".join(safe).encode(errors="replace") + _RESET
