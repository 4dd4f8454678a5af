"""The client of one engine: a 1.5 request → the engine's dialect → the wire → a 1.5 answer.

It does what all endpoints have in common: the version prefix, errors by status, and finding out
what kind of engine answers (docs/spec/engines.md §1).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from docker15_cli.api import encoding
from docker15_cli.api.validation import is_valid_answer
from docker15_cli.contract.features import Feature
from docker15_cli.contract.operations import Operation
from docker15_cli.contract.request import Request
from docker15_cli.dialects import negotiate
from docker15_cli.dialects.base import NATIVE_VERSION, Dialect
from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineUnreachable,
    NotSupported,
    shortened,
)
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.calls import Calls
from docker15_cli.wire.whole import ERROR_LIMIT

if TYPE_CHECKING:  # these imports take time
    from docker15_cli.transport.calls import Answer
    from docker15_cli.transport.hijack import Hijack
    from docker15_cli.transport.hijack import PendingAnswer as PendingAnswer  # what `pending` gives
    from docker15_cli.transport.streaming import StreamedAnswer

    Head = Answer | StreamedAnswer | Hijack | PendingAnswer  # anything with a status and a reason

_PLAIN_REFUSED = b"HTTP request to an HTTPS server"  # in Go's words
# What a dialect raises for an answer that does not have the shape it expects.
_BAD_SHAPE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)

Trace = Callable[[str], None]
Upload = Iterable[bytes | memoryview]  # each piece is sent before the next one is asked for


class Client:
    """Talks to one engine; connects with the first request.

    `forced` is the only API version to speak, such as "1.41"; by default the newest that both
    speak. `trace` is called with a line for each request and each answer, `warn` with the warning
    that others can read a login. `headers` are sent with every request, unless docker15 sets them
    itself. Raises NotSupported for a version that docker15 does not speak.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        dialect: Dialect | None = None,
        forced: str = "",
        trace: Trace | None = None,
        warn: Trace | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.endpoint = endpoint
        self._forced = forced
        self._dialect = dialect or negotiate.initial_dialect(forced)
        self._headers = headers or {}
        self._trace = trace
        self._warn = warn if endpoint.is_exposed else None
        self._calls = Calls(endpoint)

    @property
    def dialect(self) -> Dialect:
        """The engine's dialect. Asks the engine if it has not answered anything yet."""
        return self._known_dialect()

    def _known_dialect(self) -> Dialect:
        if not self._dialect.decided:
            limit = self.endpoint.answer_timeout
            answer = self._send(negotiate.QUESTION, prefix="", streams=True, timeout=limit)
            body = answer.read()  # at any rate: closing with unread data would reset the connection
            self._require_plain(answer.status, body)
            self._learn(answer.headers)
        return self._dialect

    def identify(self) -> None:
        """Ask what kind of engine it is, if that is not known yet.

        For a request of which no form means the same to all engines. Raises as `json` does.
        """
        self._known_dialect()

    def close(self) -> None:
        """Close the connections that are kept for later calls."""
        self._calls.close()

    @property
    def is_known(self) -> bool:
        """Whether an answer has shown what kind of engine this is."""
        return self._dialect.decided

    @property
    def in_use(self) -> tuple[str, str, str]:
        """The API version in use, the name of the dialect, and why these were chosen."""
        dialect = self.dialect
        return _version(dialect), dialect.name, dialect.reason

    def json(self, operation: Operation, request: Request) -> Json:
        """Send `request`; return the answer's JSON in 1.5's shape, or None if it has no body.

        Raises EngineError (NotFound, Conflict) for an error status, AnswerBroken,
        EngineUnreachable.
        """
        answer = self._exchange(operation, request)
        return self._answer(operation, self._value(answer, answer.read()), request)

    def done(self, operation: Operation, request: Request) -> None:
        """Send `request`, and ignore the body of the answer. Raises as `json` does."""
        self._exchange(operation, request).read()

    def object(self, operation: Operation, request: Request) -> JsonObject:
        """Like `json`, for an object with the operation's keys. Raises as `json` does."""
        answer = self._exchange(operation, request)
        return self._object(operation, request, answer, answer.read(), operation.keys)

    def rows(self, operation: Operation, request: Request) -> list[Json]:
        """Like `json`, for a list of objects with the operation's keys; null is an empty list."""
        answer = self._exchange(operation, request)
        value = self._value(answer, answer.read()) or []
        if not (isinstance(value, list) and all(_has_keys(row, operation.keys) for row in value)):
            raise self._not_an_engine(answer)
        return cast(list[Json], self._answer(operation, value, request))

    def text(self, operation: Operation, request: Request) -> str:
        """Send `request`; return the answer's text as 1.5 has it. Raises as `json` does."""
        text = self._exchange(operation, request).read().decode(errors="replace")
        return cast(str, self._answer(operation, text, request))

    def raw_and_parsed(self, operation: Operation, request: Request) -> tuple[str, JsonObject]:
        """The JSON text as the engine sent it, and the `object`. Raises as `json` does."""
        answer = self._exchange(operation, request)
        body = answer.read()
        value = self._object(operation, request, answer, body, keys=())
        return body.decode(errors="replace"), value

    def header(self, operation: Operation, request: Request, name: str) -> Json:
        """Send `request`; return the JSON that the answer's header `name` has in base64, or None.

        It uses a connection of its own: a transfer follows, and neither should import requests.
        Raises as `json` does.
        """
        import base64

        answer = self._exchange(operation, request, streams=True)
        answer.read()
        try:
            value = _parsed(base64.b64decode(answer.headers.get(name, "")))
        except (ValueError, RecursionError):
            raise self._bad_shape(request) from None
        return self._answer(operation, value, request)

    def announce_login(self) -> None:
        """Warn, once, if a login is sent to this engine over a connection that others can read."""
        if self._warn:
            self._warn(
                f"Warning: your registry login is sent to {self.endpoint} unencrypted; "
                "use --tlsverify, or ssh://"
            )
            self._warn = None

    def has(self, needed: Feature | Operation) -> bool:
        """Whether the engine has a feature or an operation that 1.5 lacks."""
        return self.dialect.has(needed)

    def require(self, needed: Feature | Operation) -> None:
        """Raise NotSupported, naming the API version needed, if the engine lacks it."""
        self.dialect.require(needed)

    def require_version(self, version: str, what: str) -> None:
        """Raise NotSupported, naming `what` and `version`, if the engine's API is older."""
        self.dialect.require_version(version, what)

    def stream(
        self, operation: Operation, request: Request, upload: Upload | None = None
    ) -> Generator[bytes, None, None]:
        """Send `request`, with `upload` as its body if given; the answer's bytes as they come.

        It uses a connection of its own. Raises as `json` does; an error in the middle of the stream
        is raised by the iterator.
        """
        answer = self._exchange(operation, request, upload, streams=True)
        return cast("StreamedAnswer", answer).chunks()

    def messages(
        self, operation: Operation, request: Request, upload: Upload | None = None
    ) -> Iterator[JsonObject]:
        """The JSON messages of a stream (docs/spec/remote-api-1.5.md §4), as they come.

        A message that reports an error is raised as an EngineError with its code as the status.
        """
        from docker15_cli.wire import jsonmessage

        chunks = self.stream(operation, request, upload)
        try:
            for message in jsonmessage.messages(chunks):
                failure = jsonmessage.error_of(message)
                if failure:
                    raise self._dialect.error(operation, failure[0] or 500, shortened(failure[1]))
                yield self._answer(operation, message, request)
        except jsonmessage.DecodeError as error:
            raise AnswerBroken(f"the engine's message stream can't be read: {error}") from error

    def hijack(self, operation: Operation, request: Request) -> Hijack:
        """Take over the connection (remote-api-1.5.md §5). Raises as `json` does."""
        dialect = self.dialect  # ask first: the head of the answer would not identify the engine
        dialect.require(operation)
        hijack = self._hijack(dialect, operation, request)
        if negotiate.rejects_version(hijack.status, hijack.headers, hijack.body):
            learnt = self._learn(hijack.headers)
            if learnt.prefix != dialect.prefix:
                hijack = self._hijack(learnt, operation, request)
        if hijack.connection is None:
            raise self._error(operation, request, hijack, hijack.body)
        return hijack

    def _hijack(self, dialect: Dialect, operation: Operation, request: Request) -> Hijack:
        from docker15_cli.transport.hijack import Hijack

        translated = dialect.request(operation, request)
        hijack = Hijack(self.endpoint, self._raw(translated, dialect.prefix))
        self._trace_answer(hijack)
        return hijack

    def pending(self, operation: Operation, request: Request) -> PendingAnswer:
        """Send `request` on a connection of its own, whose answer a pump can wait for."""
        from docker15_cli.transport.hijack import PendingAnswer

        translated = self.dialect.request(operation, request)
        return PendingAnswer(
            self.endpoint, translated.method, self._raw(translated, self.dialect.prefix)
        )

    def parse_pending(
        self, operation: Operation, request: Request, pending: PendingAnswer
    ) -> JsonObject:
        """The object in a complete `pending`, as `object` returns it. Raises as `json` does."""
        self._trace_answer(pending)
        if not self._dialect.is_success(pending.status):
            raise self._error(operation, request, pending, pending.body)
        return self._object(operation, request, pending, pending.body, operation.keys)

    def _dialect_for(self, operation: Operation) -> Dialect:
        """The dialect for `operation`. Raises NotSupported if the engine does not have it."""
        if operation.since:
            self._known_dialect().require(operation)
        # Read it once: another thread may set it meanwhile.
        return self._known_dialect() if operation.asks_first else self._dialect

    def _exchange(
        self,
        operation: Operation,
        request: Request,
        upload: Upload | None = None,
        *,
        streams: bool = False,
    ) -> Answer | StreamedAnswer:
        dialect = self._dialect_for(operation)
        translated = dialect.request(operation, request)
        is_quick = operation.is_quick and not request.query.get("size")
        limit = self.endpoint.answer_timeout if is_quick else None
        answer = self._send(translated, dialect.prefix, upload, streams=streams, timeout=limit)
        refused = _is_refused(answer)
        if refused or not dialect.decided:
            learnt = self._learn(answer.headers, again=refused)
            again = learnt.request(operation, request)
            differs = learnt.prefix != dialect.prefix
            if not refused:  # only a GET can safely be sent again in the form this engine expects
                differs = translated.method == "GET" and again != translated
                differs = differs and learnt.is_success(answer.status)
            if differs and upload is None:
                answer.close()
                translated = again
                answer = self._send(again, learnt.prefix, streams=streams, timeout=limit)
        if not self._dialect.is_success(answer.status):
            raise self._error(operation, translated, answer, answer.read())
        return answer

    def _send(
        self,
        request: Request,
        prefix: str,
        upload: Upload | None = None,
        *,
        streams: bool = False,
        timeout: float | None = None,
    ) -> Answer | StreamedAnswer:
        answer: Answer | StreamedAnswer
        if streams:
            from docker15_cli.transport.streaming import StreamedAnswer

            raw = self._raw(request, prefix, chunked=upload is not None)
            answer = StreamedAnswer(self.endpoint, request.method, raw, upload, timeout=timeout)
        else:
            target, headers = self._target_and_headers(request, prefix)
            body = encoding.json_bytes(request.body)
            answer = self._calls.send(request.method, target, headers, body, timeout=timeout)
        self._trace_answer(answer)
        return answer

    def _raw(self, request: Request, prefix: str, *, chunked: bool = False) -> bytes:
        from docker15_cli.transport import hijack

        target, headers = self._target_and_headers(request, prefix)
        body = None if chunked else encoding.json_bytes(request.body) or b""
        return hijack.build(self.endpoint, request.method, target, list(headers.items()), body)

    def _target_and_headers(self, request: Request, prefix: str) -> tuple[str, dict[str, str]]:
        """The target and the headers. Traces them, and warns if others can read a login."""
        if encoding.has_login(request):
            self.announce_login()
        prefix = f"{self.endpoint.prefix}{prefix}"
        target, own = encoding.target(request, prefix), encoding.headers(request)
        if self._trace:
            masked = encoding.masked(request)
            seen = encoding.target(masked, prefix), encoding.headers(masked)
            users = dict.fromkeys(self._headers, "***")
            self.trace(f"> {request.method} {seen[0]} {users | seen[1]}")
        return target, encoding.with_user_headers(own, self._headers)

    def _learn(self, headers: Mapping[str, str], *, again: bool = True) -> Dialect:
        """Set and return the dialect, by an answer's headers.

        With `again`, even if it was known: the engine may have been replaced. Raises NotSupported
        for an engine that does not speak the forced version.
        """
        if again or not self._dialect.decided:
            learnt = negotiate.from_headers(headers, self._forced)
            if self._forced and learnt.prefix != f"/v{self._forced}":
                raise self._no_common_version()
            self._dialect = learnt
            self.trace(f"dialect: {learnt.name}, API {_version(learnt)}: {learnt.reason}")
        return self._dialect

    def _no_common_version(self) -> NotSupported:
        """The error for an engine without a usable API version; asks it which ones it has."""
        answer = self._send(Request("GET", "/version"), prefix="")
        versions = self._value(answer, answer.read()) or {}
        if not isinstance(versions, dict):
            raise self._not_an_engine(answer)
        newest = versions.get("ApiVersion") or NATIVE_VERSION
        oldest = versions.get("MinAPIVersion") or newest
        spoken = newest if oldest == newest else f"{oldest} to {newest}"
        wanted = f"; docker15 speaks {negotiate.OWN_RANGE}"
        if self._forced:
            wanted = f", not {self._forced}: change --api-version or DOCKER_API_VERSION"
        return NotSupported(f"the engine at {self.endpoint} speaks API {spoken}{wanted}")

    def _object(
        self, operation: Operation, request: Request, head: Head, body: bytes, keys: Iterable[str]
    ) -> JsonObject:
        value = self._translated(operation, self._value(head, body), request)
        if not _has_keys(value, keys):
            raise self._not_an_engine(head)
        return cast(JsonObject, self._valid(operation, value, request))

    def _value(self, head: Head, body: bytes) -> Json:
        try:
            return _parsed(body)
        except (ValueError, RecursionError):  # the latter: nested too deeply
            raise self._not_an_engine(head) from None

    def _answer(self, operation: Operation, value: Json, request: Request) -> Json:
        """`value` in 1.5's shape. Raises AnswerBroken if it does not fit the engine's API."""
        return self._valid(operation, self._translated(operation, value, request), request)

    def _translated(self, operation: Operation, value: Json, request: Request) -> Json:
        try:
            return self._dialect.answer(operation, value, request)
        except _BAD_SHAPE:  # a dialect relies on the shape of what it translates
            raise self._bad_shape(request) from None

    def _valid(self, operation: Operation, answer: Json, request: Request) -> Json:
        if not is_valid_answer(operation, answer):
            raise self._bad_shape(request)
        return answer

    def _bad_shape(self, request: Request) -> AnswerBroken:
        return AnswerBroken(
            f"the engine's answer to {request.method} {request.path} "
            f"is not what API {_version(self._dialect)} defines"
        )

    def _error(
        self, operation: Operation, request: Request, head: Head, body: bytes
    ) -> Docker15Error:
        status, message = head.status, _error_text(body)
        if body.lstrip().startswith(b"<") or 300 <= status < 400:
            return self._not_an_engine(head)
        self._require_plain(status, body)
        if status == 400 and negotiate.rejects_version(status, {}, body):
            return self._no_common_version()
        if status == 404 and not message and self._dialect.api_version == NATIVE_VERSION:
            return NotSupported(
                f"the engine at {self.endpoint} does not speak API {NATIVE_VERSION}"
            )
        text = message or f"{request.path.lstrip('/')}: {shortened(head.reason.lower())}"
        return self._dialect.error(operation, status, text)

    def _require_plain(self, status: int, body: bytes) -> None:
        """Raise EngineUnreachable if the engine has refused a request because it expects TLS."""
        if status == 400 and _PLAIN_REFUSED in body and self.endpoint.tls is None:
            from docker15_cli.transport import failures

            raise failures.speaks_tls(self.endpoint)

    def _not_an_engine(self, head: Head) -> EngineUnreachable:
        return EngineUnreachable(
            f"{self.endpoint} is not a Docker engine "
            f"(it answered {head.status} {shortened(head.reason)}); check the address"
        )

    def _trace_answer(self, head: Head) -> None:
        self.trace(f"< {head.status} {head.reason}")

    def trace(self, line: str) -> None:
        """Trace a line."""
        if self._trace:
            self._trace(line)


def _is_refused(answer: Answer | StreamedAnswer) -> bool:
    may_be = answer.status in (400, 404)
    return may_be and negotiate.rejects_version(answer.status, answer.headers, answer.read())


def _version(dialect: Dialect) -> str:
    """The API version in the paths, such as "1.41"; Podman's own version differs from it."""
    return dialect.prefix.removeprefix("/v")


def _has_keys(value: object, keys: Iterable[str]) -> bool:
    return isinstance(value, dict) and all(key in value for key in keys)


def _parsed(body: bytes) -> Json:
    """The JSON value of a body, or None if it is empty. Raises ValueError, RecursionError."""
    return json.loads(body.decode(errors="replace")) if body.strip() else None


def _error_text(body: bytes) -> str:
    """The `message` of a JSON body, else the body's text, on one line (engines.md §2.2).

    Podman 5 refuses a push with a stream's message, which has the text in `error`.
    """
    text = body.decode(errors="replace")
    if text.lstrip().startswith("{"):
        try:
            value = json.loads(text)
            words = (value.get(key) for key in ("message", "cause", "error"))
            text = str(next(filter(None, words), ""))
        except (ValueError, RecursionError):
            pass  # keep the text
    return shortened(text, is_whole=len(body) <= ERROR_LIMIT)
