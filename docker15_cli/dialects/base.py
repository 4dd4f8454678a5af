"""How engines spell API 1.5: pure translation, without any I/O.

The program speaks 1.5 shapes. A Dialect turns a 1.5 Request into the one that its engine
understands, and the engine's answer into the 1.5 shape. Its tables are keyed by the operations of
contract/operations.py; one that has no row is the same everywhere.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from docker15_cli.contract.features import Feature
from docker15_cli.contract.operations import Operation
from docker15_cli.contract.request import Request
from docker15_cli.errors import EngineError, NotSupported, engine_error
from docker15_cli.jsontypes import Json

NATIVE_VERSION = "1.5"
# X-Registry-Auth of the original client without a login; a broken or missing one means the same.
ANONYMOUS = "eyJhdXRoIjoiIiwiZW1haWwiOiIifQ=="
NO_LOGIN = "e30="  # {}: the same to later engines

RequestRow = Callable[[Request], Request]
AnswerRow = Callable[[Json, Request], Json]
ErrorRow = Callable[[int, str], EngineError]


class RequestRule(NamedTuple):
    """A translation of `operation`'s request, from version `since` on and before version `before`.

    Several rows of one operation are applied in their order. "" is no limit.
    """

    operation: Operation
    translate: RequestRow
    since: str = ""
    before: str = ""

    def holds(self, version: str) -> bool:
        """Whether this row is for `version`."""
        key = version_key(version)
        return key >= version_key(self.since) and not (
            self.before and key >= version_key(self.before)
        )


def rows_for(rows: Iterable[RequestRule], version: str) -> dict[Operation, RequestRow]:
    """The requests' translations at `version`, by operation."""
    found: dict[Operation, list[RequestRow]] = {}
    for row in rows:
        if row.holds(version):
            found.setdefault(row.operation, []).append(row.translate)
    return {operation: _in_order(chain) for operation, chain in found.items()}


def _in_order(chain: list[RequestRow]) -> RequestRow:
    return lambda request: functools.reduce(lambda value, row: row(value), chain, request)


class Dialect(NamedTuple):
    """How one kind of engine is spoken to, in one version: what is known of it, and its tables.

    Only the tables have a default: an engine that is new says all the rest, and inherits nothing
    unsaid. What is empty is not there.
    """

    name: str
    """For people."""
    api_version: str
    """Decides which features and operations there are."""
    prefix: str
    """Begins every path."""
    reason: str
    """Why this one is spoken, for people."""
    decided: bool
    """Whether an answer has told who speaks."""

    unchanged_is_success: bool
    """A 304 is a success: it was so already."""
    has_insert: bool
    """It has the endpoint that makes an image of another one and a file."""
    validates_image_names: bool
    """It judges the names of images itself; elsewhere what no registry takes is refused here."""
    takes_logins: bool
    """A build may bring the logins to registries."""
    takes_several_tags: bool
    """A build may name its image more than once."""
    builds_in_json: bool
    """A build tells of itself in JSON messages, not in text."""
    removes_steps: bool
    """A build removes its steps' containers unless told not to."""
    transfers_whole_repositories: bool
    """A push, and a pull without a tag, is of every tag."""
    removes_concurrently: bool
    """Several containers may be removed at a time."""

    framed: bool
    """The stream of a container without a Tty is multiplexed."""
    leaves_attaches_open: bool
    """An attach with stdin may stay open though its container has ended."""
    ends_attaches_with_stdin: bool
    """An attach ends when its stdin does, unless that ends the container's."""
    swallowed_key: bytes
    """The key that a Tty's attach swallows if it comes in a read of its own."""
    engine_error_frame: re.Pattern[bytes] | None
    """A frame on stderr that is the engine's, not the container's: the stream's rest is lost."""
    loses_resizes: bool
    """Of several sizes that reach a terminal at once the first alone counts."""
    resize_fails_when_done: bool
    """A resize that has worked is answered with a 500."""

    log_end: Mapping[str, str]
    """Asks for the end of a log alone, where that is told right."""
    log_mark: Mapping[str, str]
    """Asks for what changes whenever a log grows."""
    reads_logs_slowly: bool
    """It goes through a whole log whatever is asked."""
    loses_followed_logs: bool
    """A log that is followed may end before it is all there."""
    ends_events: str
    """When it ends events that have an end: "never", "past" (not one to come), "always"."""

    bare_copies: bool
    """The tar of a directory may lack the directory's name."""
    root_name: str
    """What the names in the tar of a whole root begin with."""

    unsets_in_exec: bool
    """A NAME without a value takes it from an exec's environment."""
    refused_exec: re.Pattern[bytes] | None
    """What an exec's stream says of a command that can't be run."""
    exec_stdin_delay: float
    """Seconds that an exec's stdin is held back, until it is seen to run."""

    shows_failed_ids: bool
    """Its users expect the id of what failed to start in the background."""
    forgets_exit_codes: bool
    """`wait` knows them for a while only, and never ends for what was attached and not started."""
    keeps_stop_timeout: bool
    """A container has a stop timeout of its own."""
    applies_stop_timeout: bool
    """A stop without `t` heeds that."""
    endless_stop: str
    """The `t` of a stop that never kills."""

    requests: Mapping[Operation, RequestRow] = {}
    answers: Mapping[Operation, AnswerRow] = {}
    errors: Mapping[Operation, ErrorRow] = {}

    def request(self, operation: Operation, request: Request) -> Request:
        """`request`, as this engine spells it."""
        row = self.requests.get(operation)
        return row(request) if row else request

    def answer(self, operation: Operation, value: Json, request: Request) -> Json:
        """The engine's JSON `value` in 1.5's shape; `request` is the 1.5 one that it answers."""
        row = self.answers.get(operation)
        return row(value, request) if row else value

    def error(self, operation: Operation, status: int, message: str) -> EngineError:
        """The exception for an error status."""
        return self.errors.get(operation, engine_error)(status, message)

    def is_success(self, status: int) -> bool:
        """Whether an HTTP status means that it worked.

        A 304 does: it was so already (docs/spec/engines.md §2.4).
        """
        return status < 300 or (status == 304 and self.unchanged_is_success)

    def has(self, asked: Feature | Operation) -> bool:
        """Whether this engine has a feature, or an operation."""
        return version_key(self.api_version) >= version_key(asked.since)

    def require(self, asked: Feature | Operation) -> None:
        """Raise NotSupported, naming the version that has what is asked, if this engine has not."""
        self.require_version(asked.since, asked.what)

    def require_version(self, version: str, what: str) -> None:
        """Raise NotSupported, naming `what`, if this engine's API is older than `version`."""
        if version_key(self.api_version) < version_key(version):
            raise NotSupported(
                f"{what} needs API {version} or later; this engine speaks {self.api_version}"
            )


def version_key(version: str) -> tuple[int, ...]:
    """For comparing API versions: "1.5" comes before "1.12"."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
