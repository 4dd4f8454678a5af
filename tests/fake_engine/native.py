"""The daemon's own API, version 1.5: routing, versions, errors."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import containers, images, system
from .errors import EngineError
from .http import TEXT, Request, Response
from .routes import Call, Table, clean
from .state import State

API_VERSION = 1.5
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Origin, X-Requested-With, Content-Type, Accept",
    "Access-Control-Allow-Methods": "GET, POST, DELETE, PUT, OPTIONS",
}
_VERSION = re.compile(r"/v([0-9.]+)(/.*)", re.DOTALL)


_TABLE = Table((*containers.ROUTES, *images.ROUTES, *system.ROUTES))


class Native:
    """Answers requests as the 0.6.3 daemon does."""

    def __init__(self, state: State, *, cors: bool = False) -> None:
        self._state = state
        self._cors = cors

    def __call__(self, request: Request, response: Response) -> None:
        path = clean(request.path)
        if path != request.path:
            response.status = 301
            response.headers["Location"] = path
            return
        if request.method == "OPTIONS":
            self._allow_origins(response)
            return
        version, path = _split_version(path)
        found = _TABLE.find(request.method, path)
        if found:
            handler, name = found
            self._run(handler, Call(self._state, request, response, version, name))
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


def _split_version(path: str) -> tuple[float, str]:
    found = _VERSION.fullmatch(path)
    if found is None:
        return API_VERSION, path
    try:
        return float(found[1]), found[2]
    except ValueError:
        return API_VERSION, found[2]
