"""One call of the API: what a handler gets, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import golang
from .http import JSON, Request, Response

if TYPE_CHECKING:
    from .state import State


@dataclass
class Call:
    """A request on its way through a handler. `name` is the container or image of its path."""

    state: State
    request: Request
    response: Response
    version: float
    name: str = ""

    def value(self, parameter: str) -> str:
        return self.request.value(parameter)

    def flag(self, parameter: str) -> bool:
        return self.request.flag(parameter)

    def body(self) -> Any:
        """The request's body, decoded; a body that is missing or broken is an error."""
        return golang.decode(self.request.body.read())

    def has_json(self, *, exactly: bool = False) -> bool:
        content_type = self.request.header("Content-Type")
        return (content_type if exactly else content_type.partition(";")[0].strip()) == JSON

    def json(self, value: Any, status: int = 200) -> None:
        self.response.status = status
        self.response.headers["Content-Type"] = JSON
        self.response.write(golang.encode(value))

    def empty(self, status: int = 200) -> None:
        self.response.status = status

    def flushed(self, data: bytes) -> None:
        """A piece of a stream: sent at once."""
        self.response.write(data)
        self.response.flush()


Route = tuple[str, str, Callable[[Call], None]]
