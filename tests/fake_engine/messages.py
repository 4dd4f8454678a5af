"""The messages of pull, push, import and insert: JSON objects, or plain text before version 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from . import golang
from .errors import EngineError
from .http import JSON

if TYPE_CHECKING:
    from .http import Response

UPDATE_EVERY = 512 << 10


class Messages:
    """`used`: whether a message has been sent; from then on an error is a message, not a status."""

    def __init__(self, response: Response, *, json: bool = True) -> None:
        self._response = response
        self._json = json
        self.used = self.flushed = False
        if json:
            response.headers["Content-Type"] = JSON

    def status(self, text: str, *, flush: bool = True) -> None:
        self._send({"status": text} if text else {}, f"{text}\r\n", flush=flush)

    def progress(self, action: str, progress: str, image_id: str = "") -> None:
        message = {"status": action, "progress": progress}
        if image_id:
            message["id"] = image_id
        self._send(message, f"{action} {progress}\r")

    def error(self, error: EngineError) -> None:
        detail: dict[str, Any] = {"code": error.code} if error.code else {}
        detail["message"] = error.message
        message = {"error": error.message, "errorDetail": detail}
        self._send(message, f"Error: {error.message}\r\n", flush=False)

    def _send(self, message: dict[str, Any], text: str, *, flush: bool = True) -> None:
        self.used = True
        self._response.write(golang.encode(message) if self._json else text.encode())
        if flush:
            self.flushed = True
            self._response.flush()


def counted(reads: Iterable[int], total: int, *, ends: bool = True) -> Iterator[str]:
    """The progress of a transfer: a text per percent or half megabyte, and one at the end."""
    every = min(UPDATE_EVERY, total // 100) if total > 0 else UPDATE_EVERY
    done = last = 0
    for size in reads:
        done += size
        if done - last > every:
            last = done
            yield _count(done, total)
    if ends:
        yield _count(done, total)


def _count(done: int, total: int) -> str:
    if total <= 0:
        return f"{done}/? (n/a)"
    return f"{golang.human_size(done):>8}/{golang.human_size(total)} ({done / total * 100:.0f}%)"


def pieces(total: int, first: int = 0, size: int = 32 << 10) -> Iterator[int]:
    """The sizes of the pieces in which that many bytes are read."""
    if 0 < first < total:
        yield first
        total -= first
    while total > 0:
        yield min(size, total)
        total -= size
