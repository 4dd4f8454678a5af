"""How engines differ from API 1.5: pure translation, without any I/O.

The program speaks 1.5. A Dialect turns a 1.5 Request into one that its engine understands, and the
engine's answer into the 1.5 shape. Its tables are keyed by the operations of
contract/operations.py; an operation without a row needs no translation.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from docker15_cli.contract.features import Feature
from docker15_cli.contract.operations import Operation
from docker15_cli.contract.request import Request
from docker15_cli.errors import EngineError, NotSupported, engine_error
from docker15_cli.jsontypes import Json, JsonObject

NATIVE_VERSION = "1.5"
# The original client's X-Registry-Auth without a login; engines take a broken or missing one alike.
ANONYMOUS = "eyJhdXRoIjoiIiwiZW1haWwiOiIifQ=="
ALL_TAGS = "*"  # stands for all tags in a Request; no real tag has a star
NO_LOGIN = "e30="  # {}, which means no login to later engines

RequestRow = Callable[[Request], Request]
AnswerRow = Callable[[Json, Request], Json]
ErrorRow = Callable[[int, str], EngineError]


class RequestRule(NamedTuple):
    """A translation of `operation`'s request, for API versions from `since` to below `before`.

    "" means no limit. Several rules of one operation are applied in order.
    """

    operation: Operation
    translate: RequestRow
    since: str = ""
    before: str = ""

    def holds(self, version: str) -> bool:
        """Whether this rule applies to `version`."""
        key = version_key(version)
        return key >= version_key(self.since) and not (
            self.before and key >= version_key(self.before)
        )


def rows_for(rows: Iterable[RequestRule], version: str) -> dict[Operation, RequestRow]:
    """The translations of requests that apply to `version`, by operation."""
    found: dict[Operation, list[RequestRow]] = {}
    for row in rows:
        if row.holds(version):
            found.setdefault(row.operation, []).append(row.translate)
    return {operation: _in_order(chain) for operation, chain in found.items()}


def _in_order(chain: list[RequestRow]) -> RequestRow:
    return lambda request: functools.reduce(lambda value, row: row(value), chain, request)


class Dialect(NamedTuple):
    """How to speak to one kind of engine, in one API version: its properties and its tables.

    Only the tables have defaults: whoever adds an engine has to state its every property. An empty
    value means that the engine lacks the thing.
    """

    name: str
    """Shown to users."""
    api_version: str
    """The API version, which decides which features and operations the engine has."""
    prefix: str
    """The start of every path."""
    reason: str
    """Why this dialect and version are used; shown to users."""
    decided: bool
    """An answer has shown which engine this is."""

    not_modified_is_success: bool
    """A 304 is a success: there was nothing to change."""
    has_insert: bool
    """There is an endpoint that adds a file to an image."""
    has_pods: bool
    """Containers may belong to pods."""
    counts_shared_layers: bool
    """It knows how much of an image's size others share."""
    marks_anonymous_volumes: bool
    """Volumes that were made without a name have a label that says so."""
    validates_image_names: bool
    """It checks image names itself; for other engines docker15 refuses what no registry accepts."""
    takes_logins: bool
    """A build accepts the logins to registries."""
    takes_several_tags: bool
    """A build accepts several names for its image."""
    builds_in_json: bool
    """A build reports its progress in JSON messages, not as text."""
    removes_steps: bool
    """A build removes the containers of its steps unless told not to."""
    transfers_whole_repositories: bool
    """A push, or a pull without a tag, transfers every tag."""
    transfers_all_tags: bool
    """A push or pull can transfer every tag."""
    forgets_owners: bool
    """What is copied out of a container belongs to root in the archive."""
    loads_gzip: bool
    """It loads images from an archive that gzip has compressed."""
    removes_concurrently: bool
    """Several containers can be removed at the same time."""

    framed: bool
    """The stream of a container without a TTY is multiplexed."""
    leaves_attaches_open: bool
    """An attach with stdin, or with the log, may stay open after its container has ended."""
    ends_attaches_with_stdin: bool
    """An attach ends when its stdin does, unless that ends the container's stdin too."""
    swallowed_key: bytes
    """A key that an attach to a TTY swallows if it arrives in a read of its own."""
    engine_error_frame: re.Pattern[bytes] | None
    """What the engine itself writes to stderr when the rest of the stream is lost."""
    loses_resizes: bool
    """If several resizes reach a terminal at once, only the first takes effect."""
    resize_fails_when_done: bool
    """A resize that worked is answered with a 500."""

    log_end: Mapping[str, str]
    """The query for only the end of a log; empty if the engine gets that wrong."""
    log_mark: Mapping[str, str]
    """The query for something short that changes whenever a log grows."""
    reads_logs_slowly: bool
    """It reads a log from the start, whatever part was asked for."""
    loses_followed_logs: bool
    """A followed log may end before all of it has arrived."""
    ends_events: str
    """When it ends events with an `until`: "never", "past" (if that is in the past) or "always"."""

    bare_copies: bool
    """The tar archive of a directory may lack the directory's own name."""
    root_name: str
    """The first component of the names in the tar archive of a whole root directory."""

    unsets_in_exec: bool
    """A NAME without a value removes the variable from an exec's environment."""
    refused_exec: re.Pattern[bytes] | None
    """What an exec's stream contains if the command can't be run."""
    exec_stdin_delay: float
    """Seconds to hold back an exec's stdin, repeatedly until the exec is seen to run."""

    shows_failed_ids: bool
    """Users expect the id of a background container even if it failed to start."""
    forgets_exit_codes: bool
    """`wait` forgets exit codes, and hangs if it never starts: the state is read first."""
    hides_restarts: bool
    """A container that is about to be started by its restart policy looks as if it had ended."""
    waits_for_conditions: bool
    """`wait` takes a condition, such as the next exit or the removal; otherwise docker15 polls."""
    joins_several_networks: bool
    """A create can join a container to more than one network."""
    keeps_stop_timeout: bool
    """A container has a stop timeout of its own."""
    applies_stop_timeout: bool
    """A stop without `t` uses the container's own timeout."""
    stops_with_signal: bool
    """A stop can send another signal than the container's own."""
    endless_stop: str
    """The `t` of a stop that waits forever."""

    requested: Callable[[JsonObject, JsonObject], JsonObject]
    """(inspected container, the engine's facts) → what its create asked for (requested.py)."""
    has_own_inspect: bool
    """It has an endpoint of its own that reports more of a container than Docker's."""
    untold: str
    """What of a create it does not report afterwards; shown to users."""

    requests: Mapping[Operation, RequestRow] = {}
    answers: Mapping[Operation, AnswerRow] = {}
    errors: Mapping[Operation, ErrorRow] = {}

    def request(self, operation: Operation, request: Request) -> Request:
        """A 1.5 request, translated for this engine."""
        row = self.requests.get(operation)
        return row(request) if row else request

    def answer(self, operation: Operation, value: Json, request: Request) -> Json:
        """The engine's JSON `value` in 1.5's shape; `request` is the 1.5 request it answers."""
        row = self.answers.get(operation)
        return row(value, request) if row else value

    def error(self, operation: Operation, status: int, message: str) -> EngineError:
        """The exception for an answer with an error status and its message."""
        return self.errors.get(operation, engine_error)(status, message)

    def is_success(self, status: int) -> bool:
        """Whether an HTTP status means success.

        On most engines a 304 does: there was nothing to change (docs/spec/engines.md §2.4).
        """
        return status < 300 or (status == 304 and self.not_modified_is_success)

    def has(self, needed: Feature | Operation) -> bool:
        """Whether this engine has a feature or an operation."""
        return version_key(self.api_version) >= version_key(needed.since)

    def require(self, needed: Feature | Operation) -> None:
        """Raise NotSupported, naming the API version needed, if this engine lacks it."""
        self.require_version(needed.since, needed.what)

    def require_version(self, version: str, what: str) -> None:
        """Raise NotSupported, naming `what`, if this engine's API is older than `version`."""
        if version_key(self.api_version) < version_key(version):
            raise NotSupported(
                f"{what} needs API {version} or later; this engine speaks {self.api_version}"
            )


def version_key(version: str) -> tuple[int, ...]:
    """A sort key for API versions: "1.5" comes before "1.12"."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
