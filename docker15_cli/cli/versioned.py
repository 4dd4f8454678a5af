"""Options that API 1.5 does not have: how they are declared, and where their values go.

Those of commands that it does not have, too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from docker15_cli.cli import values
from docker15_cli.cli.command import Callback, option, switch
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion


# A paragraph of manual pages.
VERSIONED = (
    "An option with an API version in its description needs an engine with this version or a "
    "later one. With an older engine it is an error that names the version, and nothing is done."
)


def _as_it_is(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class VersionedOption(NamedTuple):
    """An option that engines support `since` an API version; "": as long as its command.

    `path` is where the value goes. `parse` makes it from the text, or from a tuple of texts if the
    option can be `repeated`; it raises ValueError with what the option takes. Without a `metavar`
    the option is a switch; with one, `completes` says to what (complete_as.py). Values in `known`
    are supported by 1.5 in another way. `section` is the section of the help.
    """

    names: Sequence[str]
    since: str
    path: str
    help: str
    section: str = ""
    metavar: str = ""
    parse: Callable[[Any], Any] = _as_it_is
    repeated: bool = False
    known: Sequence[str] = ()
    completes: "Completion | None" = None

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return self.names[-1]

    @property
    def key(self) -> str:
        """Its name among the values of a command."""
        return self.option.lstrip("-").replace("-", "_")

    def is_known(self, value: Any) -> bool:
        """Whether 1.5 supports the value, too."""
        given = value if isinstance(value, tuple) else (value,)
        return all(one in self.known for one in given)

    def declare(self, function: Any) -> Any:
        """Declare the option to click."""
        told = f"{self.help} (API {self.since})." if self.since else f"{self.help}."
        if not self.metavar:
            return switch(*self.names, self.key, help=told)(function)
        more: JsonObject = {"multiple": True} if self.repeated else {"default": ""}
        declare = option(
            *self.names,
            self.key,
            metavar=self.metavar,
            completes=self.completes,
            help=told,
            **more,
        )
        return declare(function)


def gather(
    rows: Iterable[VersionedOption], options: Mapping[str, Json]
) -> tuple[JsonObject, list[tuple[str, str]]]:
    """The values of the given options, each at its path, and the versions they need.

    Raises UsageError.
    """
    tree: JsonObject = {}
    needs = []
    for row in rows:
        if not options[row.key]:
            continue
        try:
            values.put(tree, row.path, row.parse(options[row.key]))
        except ValueError as error:
            raise UsageError(f"{row.option} {error}") from None
        if row.since and not row.is_known(options[row.key]):
            needs.append((row.since, row.option))
    return tree, needs


def declare(rows: Sequence[VersionedOption]) -> Callable[[Callback], Callback]:
    """Declare the options of `rows`, in their order."""

    def decorate(function: Callback) -> Callback:
        for row in reversed(rows):
            function = row.declare(function)
        return function

    return decorate
