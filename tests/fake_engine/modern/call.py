"""What the handlers of today's versions are called with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import golang
from ..errors import EngineError
from ..routes import Call

Version = tuple[int, ...]


class Refusal(EngineError):
    """An error with its own status; errors of the shared state have that of the 1.5 daemon."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self._status = status

    @property
    def status(self) -> int:
        return self._status


@dataclass
class ModernCall(Call):
    """A call in version `api`; lines of JSON end with a newline."""

    api: Version = ()
    newest: str = ""
    minimum: str = ""

    def json(self, value: Any, status: int = 200) -> None:
        super().json(value, status)
        self.response.write(b"\n")

    def empty(self, status: int = 200) -> None:
        """Answer without a body, and so without a Content-Type."""
        super().empty(status)
        self.response.headers["Content-Type"] = ""

    def flushed_json(self, value: Any) -> None:
        self.flushed(golang.encode(value) + b"\n")


def version_of(text: str) -> Version:
    return tuple(int(part) for part in text.split(".") if part)
