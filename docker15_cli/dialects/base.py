"""How engines spell API 1.5: pure translation, without any I/O.

The program speaks 1.5 shapes. A Dialect turns a 1.5 Request into the one that its engine
understands, and the engine's answer into the 1.5 shape. Operations are named as the API's functions
are (`containers.create`); one that has no row is the same everywhere.

What an engine may lack is a line of FEATURES: a command says `app.client.require(feature)`, and a
version that has no word for it is refused by name.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from docker15_cli.errors import EngineError, NotSupported, engine_error

NATIVE_VERSION = "1.5"
# X-Registry-Auth of the original client without a login; a broken or missing one means the same.
ANONYMOUS = "eyJhdXRoIjoiIiwiZW1haWwiOiIifQ=="
NO_LOGIN = "e30="  # {}: the same to later engines

# What later versions added: feature → (the API version that has it, what the user asked for).
FEATURES: Mapping[str, tuple[str, str]] = {
    "names": ("1.6", "a container's name (--name)"),
    "kill signal": ("1.6", "kill -s"),
    "logs options": ("1.11", "logs --timestamps"),
    "logs tail": ("1.13", "logs --tail"),
    "logs since": ("1.19", "logs --since"),
    "logs until": ("1.35", "logs --until"),
    "platform": ("1.41", "--platform"),
    "pull platform": ("1.32", "pull --platform"),
    "build platform": ("1.38", "build --platform"),
    "build args": ("1.21", "build --build-arg"),
    "force rm": ("1.10", "rm -f"),
    "inspect size": ("1.19", "inspect -s"),
    "archive": ("1.20", "copying into a container"),
    "exec": ("1.15", "exec"),
    "filters": ("1.12", "--filter"),
    "filter sets": ("1.22", "--filter with several values"),
    "force rmi": ("1.10", "rmi -f"),
    "dockerfile": ("1.17", "a Dockerfile of another name (-f) in a tar or at a URL"),
    "no entrypoint": ("1.6", "--entrypoint ''"),
    "push tag": ("1.13", "push of a single tag (NAME:TAG)"),
}


class Request:
    """One request in 1.5's terms.

    `path` has no version prefix and is quoted; `body` is a JSON value, or None for none; `host` is
    the HostConfig that 1.5 sends with the start, and that others want at the create; `config` is,
    at a start, the Config that the container was created of, where that is known; `repeated` are
    more parameters of the query, whose names may occur again.
    """

    __slots__ = ("body", "config", "headers", "host", "method", "path", "query", "repeated")

    def __init__(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        host: Any = None,
        config: Any = None,
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

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and self._fields() == other._fields()

    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def __repr__(self) -> str:
        return f"Request({self._fields()})"

    def replaced(self, **changes: Any) -> "Request":
        """A copy with some fields changed."""
        return Request(**(self._fields() | changes))

    def without(self, *parameters: str) -> "Request":
        """A copy without these parameters of the query."""
        left = {name: value for name, value in self.query.items() if name not in parameters}
        return self.replaced(query=left)


RequestRow = Callable[[Request], Request]
AnswerRow = Callable[[Any, Request], Any]
ErrorRow = Callable[[int, str], EngineError]


class RequestRule(NamedTuple):
    """A translation of `operation`'s request, from version `since` on and before version `before`.

    Several rows of one operation are applied in their order. "" is no limit.
    """

    operation: str
    translate: RequestRow
    since: str = ""
    before: str = ""

    def holds(self, version: str) -> bool:
        """Whether this row is for `version`."""
        key = version_key(version)
        return key >= version_key(self.since) and not (
            self.before and key >= version_key(self.before)
        )


def rows_for(rows: Iterable[RequestRule], version: str) -> dict[str, RequestRow]:
    """The requests' translations at `version`, by operation."""
    found: dict[str, list[RequestRow]] = {}
    for row in rows:
        if row.holds(version):
            found.setdefault(row.operation, []).append(row.translate)
    return {operation: _in_order(chain) for operation, chain in found.items()}


def _in_order(chain: list[RequestRow]) -> RequestRow:
    return lambda request: functools.reduce(lambda value, row: row(value), chain, request)


class Dialect(NamedTuple):
    """A table of translations.

    `name` is for people, and `reason`, which tells why this one is spoken; `api_version` decides
    which FEATURES there are; `prefix` begins every path. `framed` says that the
    stream of a container without a Tty is multiplexed, `unchanged_is_success` that a 304 is one;
    `whole_repositories` that a push, and a pull without a tag, is of every tag, `builds_in_json`
    that a build tells of itself in JSON messages, and takes credentials; `bare_copies` that the
    tar of a directory may lack the directory's name; `ends_events` whether the engine itself ends
    a stream of events that has an end ("never", "past": where that is not to come, "always");
    `swallowed_key` is one that a Tty's attach swallows if it comes in a read of its own;
    `leaves_attaches_open` says that an attach with stdin may stay open though its container ended,
    `ends_attaches_with_stdin` that it ends when its stdin does, unless that ends the container's;
    `shows_failed_ids` that its users expect the id of what failed to start in the background;
    `log_end` asks for the end of a log alone, where that is told right, and `log_mark` for what
    changes whenever it grows;
    `reads_logs_slowly` says that it goes through a whole log whatever is asked;
    `loses_followed_logs` that a log which is followed may end before it is all there;
    `loses_resizes` that of several sizes which reach a terminal at once the first alone counts;
    `unsets_in_exec` whether a NAME without a value takes it from an exec's environment;
    `refused_exec` is what an exec's stream says of a command that can't be run,
    `exec_stdin_delay` how many seconds its stdin is held back, until it is seen to run;
    `own_words` are a frame on stderr that is the engine's, not the container's: it has lost the
    rest of the stream; `forgets_exit_codes` says that `wait` knows them for a while only, and does
    not end for a container that was attached to and never started; `minds_stop_timeout` that a
    stop without `t` heeds the container's own; `endless_stop` is the `t` of one that never kills.
    """

    name: str
    api_version: str = NATIVE_VERSION
    prefix: str = f"/v{NATIVE_VERSION}"
    reason: str = ""
    decided: bool = True
    framed: bool = False
    whole_repositories: bool = True
    builds_in_json: bool = False
    unchanged_is_success: bool = False
    bare_copies: bool = False
    ends_events: str = "never"
    swallowed_key: bytes = b""
    leaves_attaches_open: bool = False
    ends_attaches_with_stdin: bool = False
    shows_failed_ids: bool = True
    log_end: Mapping[str, str] = {}
    reads_logs_slowly: bool = False
    log_mark: Mapping[str, str] = {}
    loses_followed_logs: bool = False
    loses_resizes: bool = False
    unsets_in_exec: bool = True
    own_words: re.Pattern[bytes] | None = None
    refused_exec: re.Pattern[bytes] | None = None
    exec_stdin_delay: float = 0.0
    forgets_exit_codes: bool = False
    minds_stop_timeout: bool = False
    endless_stop: str = ""
    requests: Mapping[str, RequestRow] = {}
    answers: Mapping[str, AnswerRow] = {}
    errors: Mapping[str, ErrorRow] = {}

    def request(self, operation: str, request: Request) -> Request:
        """`request`, as this engine spells it."""
        row = self.requests.get(operation)
        return row(request) if row else request

    def answer(self, operation: str, value: Any, request: Request) -> Any:
        """The engine's JSON `value` in 1.5's shape; `request` is the 1.5 one that it answers."""
        row = self.answers.get(operation)
        return row(value, request) if row else value

    def error(self, operation: str, status: int, message: str) -> EngineError:
        """The exception for an error status."""
        return self.errors.get(operation, engine_error)(status, message)

    def is_success(self, status: int) -> bool:
        """Whether an HTTP status means that it worked.

        A 304 does: it was so already (docs/spec/engines.md §2.4).
        """
        return status < 300 or (status == 304 and self.unchanged_is_success)

    def has(self, feature: str) -> bool:
        """Whether this engine has a feature of FEATURES."""
        return version_key(self.api_version) >= version_key(FEATURES[feature][0])

    def require(self, feature: str) -> None:
        """Raise NotSupported, naming the version that has `feature`, if this engine has not."""
        self.require_version(*FEATURES[feature])

    def require_version(self, version: str, what: str) -> None:
        """Raise NotSupported, naming `what`, if this engine's API is older than `version`."""
        if version_key(self.api_version) < version_key(version):
            raise NotSupported(
                f"{what} needs API {version} or later; this engine speaks {self.api_version}"
            )


def version_key(version: str) -> tuple[int, ...]:
    """For comparing API versions: "1.5" comes before "1.12"."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
