"""One call of the API: what a handler is called with, how it answers, and which path it has."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import golang
from .http import JSON, Request, Response

if TYPE_CHECKING:
    from .state import State


@dataclass
class Call:
    """A request being handled. `name` is the container or image in its path."""

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
        """The request's body, decoded; a missing or malformed one is an error."""
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
        """Send a piece of a stream at once."""
        self.response.write(data)
        self.response.flush()


Route = tuple[str, str, Callable[[Any], None]]


class Table:
    """Compiled routes. `{name}` in a path is any text, with slashes, too."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [
            (method, re.compile(path.replace("{name}", "(?P<name>.*)"), re.DOTALL), handler)
            for method, path, handler in routes
        ]

    def find(self, method: str, path: str) -> tuple[Callable[[Any], None], str] | None:
        """The first handler that matches, and the name in the path."""
        for wanted, pattern, handler in self._routes:
            found = pattern.fullmatch(path) if wanted == method else None
            if found:
                return handler, found.groupdict().get("name", "")
        return None


def clean(path: str) -> str:
    """The path without empty parts and those of dots; a trailing slash stays."""
    short = posixpath.normpath(f"/{path.lstrip('/')}")
    return f"{short}/" if path.endswith("/") and short != "/" else short
