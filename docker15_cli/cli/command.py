"""How commands are declared: their options, help, and what becomes of several engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from docker15_cli.app import App
from docker15_cli.cli.go_flags import normalize, takes_no_value
from docker15_cli.cli.types import SWITCH
from docker15_cli.errors import UsageError

if TYPE_CHECKING:
    from docker15_cli.cli.complete_as import Completion

Callback = TypeVar("Callback", bound=Callable[..., Any])

# Several engines: a command refuses them, unless --all-hosts is given; is run for each, its lines
# labelled; asks all of them itself (fanout/engines.py); has no use for an engine.
REFUSED, ON_REQUEST, EACH, TOGETHER, UNUSED = "refused", "on request", "each", "together", "unused"
_ALL_HOSTS = "all_hosts"


def switch(
    *names: str,
    help: str,
    default: bool | None = False,
    hidden: bool = False,
) -> Callable[[Callback], Callback]:
    """An option that is on where it stands; `-name=false` turns it off again."""
    return click.option(*names, type=SWITCH, default=default, help=help, hidden=hidden)


def with_own_words(option: click.Option | None) -> click.Option | None:
    """The option of click's that shows the help."""
    if option:
        option.help = "Show the help."
    return option


class Option(click.Option):
    """An option that knows what its value completes to."""

    def __init__(self, *args: Any, completes: Completion | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.completes = completes


class Argument(click.Argument):
    """An argument that knows what it completes to."""

    def __init__(self, *args: Any, completes: Completion | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.completes = completes


def option(
    *names: str, completes: Completion | None = None, **attributes: Any
) -> Callable[[Callback], Callback]:
    """An option that takes a value, as click declares it.

    What it `completes` to (complete_as.py) may be left out where its type is a click.Choice.
    """
    return click.option(*names, cls=Option, completes=completes, **attributes)


def argument(
    name: str, *, completes: Completion, **attributes: Any
) -> Callable[[Callback], Callback]:
    """An argument, as click declares it, and what it `completes` to (complete_as.py)."""
    return click.argument(name, cls=Argument, completes=completes, **attributes)


class Command(click.Command):
    """A command whose options are spelled as Go spells them, or as GNU does.

    `options_first`: options end at the first argument; what follows belongs to the container.
    `several`: what becomes of several engines, one of the words above.
    """

    options_first = False
    several = REFUSED
    function: Callable[..., int | None]
    examples: Sequence[str] = ()
    manual: Sequence[str] = ()
    related: Sequence[str] = ()
    sections: Mapping[str, Sequence[str]] = {}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return with_own_words(super().get_help_option(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with blaming(ctx):
            args = normalize(args, self.get_params(ctx), self.options_first)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with blaming(ctx):
            asked = ctx.params.pop(_ALL_HOSTS, False)
            app = app_of(ctx)
            if not app.engines or self.several in (TOGETHER, UNUSED):
                return super().invoke(ctx)
            if self.several == REFUSED or (self.several == ON_REQUEST and not asked):
                raise UsageError(self._refusal(ctx, len(app.engines)))
            from docker15_cli.fanout import engines

            labelled = not ctx.params.get("format_")
            return engines.each(
                app, lambda one: self.function(one, **ctx.params), labelled=labelled
            )

    def _refusal(self, ctx: click.Context, count: int) -> str:
        hint = "choose one with -H" + (", or add --all-hosts" if self.several == ON_REQUEST else "")
        return f"{ctx.info_name} works with one engine, but {count} were given: {hint}"

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, options in self.sectioned(self.get_params(ctx)):
            with formatter.section(title):
                formatter.write_dl([option_row(option) for option in options])

    def sectioned(
        self, params: Sequence[click.Parameter]
    ) -> Iterator[tuple[str, list[click.Parameter]]]:
        """The sections of help and their options; what is in no section comes last."""
        left = {str(param.name): param for param in params if is_shown(param)}
        for title, names in self.sections.items():
            yield title, [left.pop(name) for name in names if name in left]
        yield "Other options" if self.sections else "Options", list(left.values())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{example}\n")


@contextmanager
def blaming(ctx: click.Context) -> Iterator[None]:
    """A UsageError in here tells whose help to see."""
    try:
        yield
    except UsageError as error:
        error.command = error.command or ctx.command_path
        raise


def is_shown(param: click.Parameter) -> bool:
    """Whether help tells of it."""
    return isinstance(param, click.Option) and not param.hidden


def option_row(param: click.Parameter) -> tuple[str, str]:
    """The spellings of an option and what it does, for help."""
    assert isinstance(param, click.Option)
    names = ", ".join([*param.opts, *param.secondary_opts])
    value = "" if takes_no_value(param) else f" {param.make_metavar(click.Context(_NO_COMMAND))}"
    return f"{names}{value}", param.help or ""


_NO_COMMAND = click.Command("")


def command(
    *,
    usage: str = "",
    options_first: bool = False,
    no_h: bool = False,
    several: str = REFUSED,
    examples: Sequence[str] = (),
    manual: Sequence[str] = (),
    related: Sequence[str] = (),
    sections: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Callable[..., int | None]], Command]:
    """Make a function of (app, arguments…) → exit status (None: 0) a command.

    Its summary is in command_table.py. `usage` is what follows the options in its synopsis; `no_h`
    leaves `-h` to an option of its own; `several` is what becomes of several engines; `sections`
    are titles of help, and the options under each. `manual` are the paragraphs of its page, in
    which `text` becomes bold; `related` are the commands whose pages it names.
    """

    def decorate(function: Callable[..., int | None]) -> Command:
        name = function.__module__.rpartition(".")[2].strip("_")
        made = click.command(
            name,
            cls=Command,
            options_metavar="[OPTIONS]",
            context_settings={"help_option_names": ["--help"] if no_h else ["-h", "--help"]},
        )(click.pass_obj(function))
        made.options_first = options_first
        made.function = function
        made.several = several
        if several == ON_REQUEST:
            made.params.append(_all_hosts())
        made.examples = examples
        made.manual = manual
        made.related = related
        made.sections = sections or {}
        if usage:
            made.collect_usage_pieces = lambda ctx: ["[OPTIONS]", usage]  # type: ignore[method-assign]
        return made

    return decorate


def _all_hosts() -> click.Option:
    help_ = "Run on each of several engines."
    return click.Option(["--all-hosts", _ALL_HOSTS], type=SWITCH, default=False, help=help_)


# A paragraph of manual pages.
CONCURRENT = (
    "Several containers are processed at once, and reported in the order given. A failure is "
    "reported on stderr, the others are processed all the same, and the exit status is 1."
)


def containers_argument(*, completes: Completion) -> Callable[[Callback], Callback]:
    """CONTAINER [CONTAINER...]."""
    return argument("containers", nargs=-1, required=True, metavar="CONTAINER", completes=completes)


def container_argument(*, completes: Completion) -> Callable[[Callback], Callback]:
    """CONTAINER."""
    return argument("container", metavar="CONTAINER", completes=completes)


# A paragraph of manual pages.
GRACE = (
    "Without `-t`, the container's own setting applies (`run --stop-timeout`), else 10 seconds: a "
    "1.5 engine has no such setting, and Podman does not distinguish a setting of 0 from none. "
    "With -1, the container is never killed; a 1.5 engine can't do that."
)


def grace_option(function: Callback) -> Callback:
    """`-t SECONDS` → timeout, or None: for what stops containers."""
    return option(
        "-t",
        "--time",
        "--timeout",
        "timeout",
        type=click.IntRange(min=-1),
        metavar="SECONDS",
        completes="nothing",
        help="Wait this long before SIGKILL; -1: forever.  [default: the container's own, or 10]",
    )(function)


def app_of(ctx: click.Context) -> App:
    """The App that a context carries."""
    app = ctx.find_object(App)
    assert app is not None
    return app
