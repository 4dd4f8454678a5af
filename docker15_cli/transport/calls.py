"""Ordinary calls, and which client sends them: a short request, an answer that is read whole.

docs/decisions/0001-ordinary-calls.md says why there are two, with the figures.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from docker15_cli.transport.address import Endpoint

if TYPE_CHECKING:  # either is imported when it is needed
    from docker15_cli.transport.direct import Direct
    from docker15_cli.transport.session import Session

OWN_CALLS = 10
"""So many calls to an engine on a local socket go over connections of our own."""


class Answer(Protocol):
    """The head of an answer, with its body still to be read."""

    status: int
    reason: str
    headers: Mapping[str, str]

    def read(self) -> bytes:
        """The whole body; of a very long error the beginning.

        Raises AnswerBroken where it ends too early, or is too long, EngineUnreachable for no HTTP.
        """

    def close(self) -> None:
        """Leave the rest of the body unread: the connection is of no more use."""


class Caller(Protocol):
    """Sends calls to one engine, of several threads at once, and keeps its connections.

    Connecting is bounded by the endpoint's time-out, an answer only if that is asked for.
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
        """Send a request; `target` is a path and query, already quoted, and is sent as it is.

        The answer may pause for `timeout` seconds, or as long as it likes. Raises
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

    def _caller(self) -> Caller:
        """The rule: requests for an engine on the network, and where a local one is asked often.

        What asks a local one a few times does without the import of requests. A tunnel of ssh ends
        in a local socket.
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
