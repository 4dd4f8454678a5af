"""One request in the terms of API 1.5."""

from __future__ import annotations

from docker15_cli.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from docker15_cli.contract.bodies import Config, HostConfig
    from docker15_cli.jsontypes import JsonObject


class Request:
    """`path` is percent-encoded, without version prefix; `body` is a JSON object, or None.

    `host` is the HostConfig, which 1.5 takes with the start and later engines with the create;
    `config`, of a start, is the Config that the container was created with, if known; `repeated`
    are further query parameters, whose names may occur more than once.
    """

    __slots__ = ("body", "config", "headers", "host", "method", "path", "query", "repeated")

    def __init__(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        headers: dict[str, str] | None = None,
        host: HostConfig | None = None,
        config: Config | None = None,
        repeated: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.method = method
        self.path = path
        self.query = {} if query is None else query
        self.body = body
        self.headers = {} if headers is None else headers
        self.host = host
        self.config = config
        self.repeated = repeated

    @property
    def fields(self) -> JsonObject:
        """The fields of the body, as a shallow copy; empty if there is no body."""
        return dict(self.body or {})

    def _parts(self) -> JsonObject:
        return {name: getattr(self, name) for name in self.__slots__}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and self._parts() == other._parts()

    __hash__ = None  # type: ignore[assignment]  # it is mutable

    def __repr__(self) -> str:
        return f"Request({self._parts()})"

    def replaced(self, **changes: Any) -> Request:
        """A copy with some fields changed."""
        return Request(**(self._parts() | changes))

    def without(self, *parameters: str) -> Request:
        """A copy without these query parameters."""
        left = {name: value for name, value in self.query.items() if name not in parameters}
        return self.replaced(query=left)
