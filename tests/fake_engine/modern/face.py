"""Versions, headers, errors, and the routing to handlers."""

from __future__ import annotations

import re

from .. import golang
from ..errors import EngineError
from ..http import JSON, TEXT, Request, Response
from ..routes import Table, clean
from ..state import State
from . import containers, execs, images, networks, saved, streams, system, usage, volumes
from .call import ModernCall, Refusal, Version, version_of

VERSION = "28.3.0"
_VERSIONED = re.compile(r"/v([0-9.]+)(/.*)", re.DOTALL)
_JSON_ERRORS = (1, 24)  # the first version with each


class Modern:
    """Answers requests as an engine whose newest version is `api` does."""

    def __init__(self, state: State, api: str, minimum: str) -> None:
        self._state = state
        self._newest = api
        self._minimum = minimum
        self._table = Table(
            (
                *containers.ROUTES,
                *execs.ROUTES,
                *streams.ROUTES,
                *saved.ROUTES,
                *images.ROUTES,
                *networks.ROUTES,
                *volumes.ROUTES,
                *system.ROUTES,
                *usage.ROUTES,
            )
        )

    def __call__(self, request: Request, response: Response) -> None:
        path = clean(request.path)
        if path != request.path:
            response.status, response.headers["Location"] = 301, path
            return
        versioned = _VERSIONED.fullmatch(path)
        wanted, path = versioned.groups() if versioned else (self._newest, path)
        found = self._table.find(request.method, path)
        if found is None:
            self._fail(response, version_of(wanted), Refusal(404, "page not found"))
            return
        response.headers |= {
            "Api-Version": self._newest,
            "Docker-Experimental": "false",
            "Ostype": "linux",
            "Server": f"Docker/{VERSION} (linux)",
        }
        handler, name = found
        call = ModernCall(
            self._state, request, response, 1.5, name.removeprefix("sha256:"),
            version_of(wanted), self._newest, self._minimum,
        )  # fmt: skip
        try:
            self._check_version(wanted)
            handler(call)
        except EngineError as error:
            self._fail(response, call.api, error)

    def _check_version(self, wanted: str) -> None:
        if version_of(wanted) < version_of(self._minimum):
            raise Refusal(
                400,
                f"client version {wanted} is too old. Minimum supported API version is "
                f"{self._minimum}, please upgrade your client to a newer version",
            )
        if version_of(wanted) > version_of(self._newest):
            raise Refusal(
                400,
                f"client version {wanted} is too new. "
                f"Maximum supported API version is {self._newest}",
            )

    def _fail(self, response: Response, version: Version, error: EngineError) -> None:
        response.status = error.status
        as_json = version >= _JSON_ERRORS
        response.headers["Content-Type"] = JSON if as_json else TEXT
        body = golang.encode({"message": error.message}) if as_json else error.message.encode()
        response.write(body + b"\n")
