"""Options that API 1.5 does not have, or whose commands it does not have.

How they are declared, and where in the request their values go.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from docker15_cli.cli import values
from docker15_cli.errors import UsageError
from docker15_cli.jsontypes import Json, JsonObject

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion
    from docker15_cli.cli.parameters import Callback


# A paragraph of manual pages.
VERSIONED = (
    "An option with an API version in its description needs an engine with that version or later. "
    "On an older engine it is an error that names the version, and nothing is done."
)


def _unchanged(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class VersionedOption(NamedTuple):
    """An option that engines support `since` an API version; "": since its command's.

    `path` is the key in the request where the value goes, as in values.put. `parse` makes it from
    the text, or from a tuple of texts if the option can be `repeated`; it raises ValueError as the
    parsers in values.py do. Without a `metavar` the option is a switch; with one, `completes` says
    what Tab offers (complete_as.py). Values in `known` are supported by 1.5 in another way.
    `section` is the section of the help.
    """

    names: Sequence[str]
    since: str
    path: str
    help: str
    section: str = ""
    metavar: str = ""
    parse: Callable[[Any], Any] = _unchanged
    repeated: bool = False
    known: Sequence[str] = ()
    completes: "Completion | None" = None

    @property
    def option(self) -> str:
        """The option's name on the command line, with dashes."""
        return self.names[-1]

    @property
    def key(self) -> str:
        """The name of its parameter in the command's function."""
        return self.option.lstrip("-").replace("-", "_")

    def is_known(self, value: Any) -> bool:
        """Whether API 1.5 supports the value, too."""
        given = value if isinstance(value, tuple) else (value,)
        return all(one in self.known for one in given)

    def declare(self, function: Any) -> Any:
        """Declare the option to click; imported late, as only a command line needs it."""
        from docker15_cli.cli.parameters import option, switch

        help_ = f"{self.help} (API {self.since})." if self.since else f"{self.help}."
        if not self.metavar:
            return switch(*self.names, self.key, help=help_)(function)
        more: JsonObject = {"multiple": True} if self.repeated else {"default": ""}
        declare = option(
            *self.names,
            self.key,
            metavar=self.metavar,
            completes=self.completes,
            help=help_,
            **more,
        )
        return declare(function)


def gather(
    rows: Iterable[VersionedOption], options: Mapping[str, Json]
) -> tuple[JsonObject, list[tuple[str, str]]]:
    """The parsed values of the options that are given, each at its path, and what they need.

    The latter are pairs of an API version and the option that needs it. Raises UsageError.
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


def declare(rows: Sequence[VersionedOption]) -> Callable[["Callback"], "Callback"]:
    """Declare the options of `rows`, in their order."""

    def decorate(function: "Callback") -> "Callback":
        for row in reversed(rows):
            function = row.declare(function)
        return function

    return decorate


def label_option(path: str, help: str = "Set a label") -> VersionedOption:
    """`--label`, for objects that have labels since API 1.23."""
    return VersionedOption(
        ("--label",),
        since="1.23",
        path=path,
        metavar="KEY[=VALUE]",
        help=help,
        parse=values.pairs,
        repeated=True,
        completes="nothing",
    )


def driver_option(path: str, completes: "Completion") -> VersionedOption:
    """`-o`, for objects that a driver creates."""
    return VersionedOption(
        ("-o", "--opt"),
        since="",
        path=path,
        metavar="KEY=VALUE",
        help="Set an option of the driver",
        parse=values.pairs,
        repeated=True,
        completes=completes,
    )
