"""Ordinary calls (a short request, an answer read as a whole), and which client sends them.

docs/decisions/0001-ordinary-calls.md says why there are two clients, with figures.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from docker15_cli.transport.address import Endpoint

if TYPE_CHECKING:  # imported only when needed
    from docker15_cli.transport.direct import Direct
    from docker15_cli.transport.session import Session

OWN_CALLS = 10
"""How many calls to an engine on a local socket use `Direct`, before requests takes over."""


class Answer(Protocol):
    """The head of an answer whose body is still to be read."""

    status: int
    reason: str
    headers: Mapping[str, str]

    def read(self) -> bytes:
        """The whole body, or the beginning of a very long error.

        Raises AnswerBroken if it ends too early or is too long, EngineUnreachable if it isn't HTTP.
        """

    def close(self) -> None:
        """Close the connection, leaving the rest of the body unread."""


class Caller(Protocol):
    """Sends calls to one engine, from several threads at once, and reuses connections.

    Connecting is limited by the endpoint's timeout, the answer only by a `timeout` of the call.
    """

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> Answer:
        """Send a request; `target` is a path and query, already encoded, and sent unchanged.

        `timeout` is the longest pause in the answer, in seconds; None means no limit. Raises
        EngineUnreachable, AnswerBroken.
        """


class Calls:
    """The Caller of an engine: one of the two, by the rule in `_caller`."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._count = itertools.count()
        self._direct: Direct | None = None
        self._session: Session | None = None

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> Answer:
        """Send a request. See Caller."""
        return self._caller().send(method, target, headers, body, timeout=timeout)

    def close(self) -> None:
        """Close the idle connections. A later call makes a new one."""
        if self._direct:
            self._direct.retire()
        if self._session:
            self._session.close()

    def _caller(self) -> Caller:
        """Which client to use: requests for an engine on the network, and for many local calls.

        A few calls to a local engine are not worth importing requests. An ssh tunnel ends in a
        local socket.
        """
        if self._endpoint.kind == "unix" and next(self._count) < OWN_CALLS:
            return self._own()
        if self._session is None:
            from docker15_cli.transport.session import Session

            self._session = Session(self._endpoint)
            if self._direct:
                self._direct.retire()
        return self._session

    def _own(self) -> Direct:
        if self._direct is None:
            from docker15_cli.transport.direct import Direct

            self._direct = Direct(self._endpoint)
        return self._direct
