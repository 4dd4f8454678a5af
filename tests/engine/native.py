"""The daemon's own API, version 1.5: routing, versions, errors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from . import containers, images, system
from .errors import EngineError
from .http import TEXT, Request, Response
from .routes import Call, Route
from .state import State

API_VERSION = 1.5
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Origin, X-Requested-With, Content-Type, Accept",
    "Access-Control-Allow-Methods": "GET, POST, DELETE, PUT, OPTIONS",
}
_VERSION = re.compile(r"/v([0-9.]+)(/.*)", re.DOTALL)


@dataclass(frozen=True)
class _Compiled:
    method: str
    path: re.Pattern[str]
    handler: Callable[[Call], None]


def _compile(route: Route) -> _Compiled:
    method, path, handler = route
    return _Compiled(method, re.compile(path.replace("{name}", "(?P<name>.*)"), re.DOTALL), handler)


_ROUTES = [_compile(route) for route in (*containers.ROUTES, *images.ROUTES, *system.ROUTES)]


class Native:
    """Answers requests as the 0.6.3 daemon does."""

    def __init__(self, state: State, *, cors: bool = False) -> None:
        self._state = state
        self._cors = cors

    def __call__(self, request: Request, response: Response) -> None:
        clean = _clean(request.path)
        if clean != request.path:
            response.status = 301
            response.headers["Location"] = clean
            return
        if request.method == "OPTIONS":
            self._allow_origins(response)
            return
        version, path = _split_version(clean)
        for route in _ROUTES:
            found = route.path.fullmatch(path) if route.method == request.method else None
            if found:
                call = Call(
                    self._state, request, response, version, found.groupdict().get("name", "")
                )
                self._run(route.handler, call)
                return
        response.status = 404
        response.write(b"404 page not found\n")

    def _run(self, handler: Callable[[Call], None], call: Call) -> None:
        self._allow_origins(call.response)
        if not 0 < call.version <= API_VERSION:
            call.response.status = 404
            return
        try:
            handler(call)
        except EngineError as error:
            call.response.status = error.status
            call.response.headers["Content-Type"] = TEXT
            call.response.write(f"{error.message}\n".encode("utf-8", "replace"))

    def _allow_origins(self, response: Response) -> None:
        if self._cors:
            response.headers.update(CORS)


def _clean(path: str) -> str:
    """The path without empty and dotted parts; a trailing slash stays."""
    clean = posixpath.normpath(f"/{path.lstrip('/')}")
    return f"{clean}/" if path.endswith("/") and clean != "/" else clean


def _split_version(path: str) -> tuple[float, str]:
    found = _VERSION.fullmatch(path)
    if found is None:
        return API_VERSION, path
    try:
        return float(found[1]), found[2]
    except ValueError:
        return API_VERSION, found[2]
