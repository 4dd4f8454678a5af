"""How commands are declared: options, help, completion, and what they do with several engines."""

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

# What a command does with several engines: refuses them; runs for each, if --all-hosts is given;
# runs for each, with labelled lines; asks all of them itself (fanout/engines.py), if --all-hosts is
# given or always; needs none.
REFUSED, ON_REQUEST, PER_ENGINE = "refused", "on request", "per engine"
MERGED_ON_REQUEST, MERGED, NOT_APPLICABLE = "merged on request", "merged", "not applicable"
_WANT_ALL_HOSTS = (ON_REQUEST, MERGED_ON_REQUEST)
_ALL_HOSTS, _PARALLEL = "all_hosts", "parallel"


def switch(
    *names: str,
    help: str,
    default: bool | None = False,
    hidden: bool = False,
) -> Callable[[Callback], Callback]:
    """A boolean option; `-name=false` turns it off."""
    return click.option(*names, type=SWITCH, default=default, help=help, hidden=hidden)


def ignored_switch(*names: str, help: str) -> Callable[[Callback], Callback]:
    """A boolean option of docker's that changes nothing here; `help` says why."""
    return click.option(*names, type=SWITCH, default=False, expose_value=False, help=help)


def with_own_words(option: click.Option | None) -> click.Option | None:
    """click's help option, with our description."""
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
    """A command whose options may be spelled in Go's or in GNU's style.

    `options_first`: options end at the first argument; the rest belongs to the container.
    `multi_engine`: what it does with several engines, one of the constants above;
    `refuses_several`: raises UsageError for arguments that are for a single one; if it `finishes`,
    a signal waits for what has begun on several.
    """

    options_first = False
    multi_engine = REFUSED
    refuses_several: Callable[[Mapping[str, Any]], None] | None = None
    finishes = False
    function: Callable[..., int | None]
    examples: Sequence[str] = ()
    manual: Sequence[str] = ()
    related: Sequence[str] = ()
    uses_credentials = False
    sections: Mapping[str, Sequence[str]] = {}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return with_own_words(super().get_help_option(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with tagging_usage_errors(ctx):
            args = normalize(args, self.get_params(ctx), self.options_first)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with tagging_usage_errors(ctx):
            asked, at_once = ctx.params.pop(_ALL_HOSTS, False), ctx.params.pop(_PARALLEL, None)
            app = app_of(ctx)
            if not app.engines or self.multi_engine in (MERGED, NOT_APPLICABLE):
                return super().invoke(ctx)
            if self.multi_engine == REFUSED or (self.multi_engine in _WANT_ALL_HOSTS and not asked):
                raise UsageError(self._refusal(ctx, len(app.engines)))
            if self.multi_engine == MERGED_ON_REQUEST:
                return super().invoke(ctx)
            if self.refuses_several:
                self.refuses_several(ctx.params)
            from docker15_cli.fanout import runs

            return runs.each(
                app,
                lambda one: self.function(one, **ctx.params),
                labelled=not ctx.params.get("format_"),
                at_once=at_once,
                finishes=self.finishes,
            )

    def _refusal(self, ctx: click.Context, count: int) -> str:
        hint = "choose one with -H"
        if self.multi_engine in _WANT_ALL_HOSTS:
            hint += ", or add --all-hosts"
        return f"{ctx.info_name} works with one engine, but {count} were given: {hint}"

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, options in self.sectioned(self.get_params(ctx)):
            with formatter.section(title):
                formatter.write_dl([option_row(option) for option in options])

    def sectioned(
        self, params: Sequence[click.Parameter]
    ) -> Iterator[tuple[str, list[click.Parameter]]]:
        """The sections of the help and their options; options without a section come last."""
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
def tagging_usage_errors(ctx: click.Context) -> Iterator[None]:
    """Make a UsageError raised in here say whose help to read."""
    try:
        yield
    except UsageError as error:
        error.command = error.command or ctx.command_path
        raise


def is_shown(param: click.Parameter) -> bool:
    """Whether the help shows it."""
    return isinstance(param, click.Option) and not param.hidden


def option_row(param: click.Parameter) -> tuple[str, str]:
    """The spellings of an option and its description, for the help."""
    assert isinstance(param, click.Option)
    names = ", ".join([*param.opts, *param.secondary_opts])
    value = "" if takes_no_value(param) else f" {param.make_metavar(click.Context(_NO_COMMAND))}"
    return f"{names}{value}", param.help or ""


_NO_COMMAND = click.Command("")


def command(
    *,
    usage: str = "",
    options_first: bool = False,
    h_is_hostname: bool = False,
    multi_engine: str = REFUSED,
    refuses_several: Callable[[Mapping[str, Any]], None] | None = None,
    finishes: bool = False,
    examples: Sequence[str] = (),
    manual: Sequence[str] = (),
    related: Sequence[str] = (),
    uses_credentials: bool = False,
    sections: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Callable[..., int | None]], Command]:
    """Turn a function of (app, arguments…) → exit status (None: 0) into a command.

    Its summary is in command_table.py. `usage` follows the options in its synopsis. With
    `h_is_hostname`, `-h` is an option of the command and not of help. `multi_engine`,
    `refuses_several` and `finishes` are those of a Command. `sections` maps titles of the help to
    the options below them. `manual` has the paragraphs of the manual page, in which `text` becomes
    bold; `related` names the commands whose pages it refers to; if it `uses_credentials`, the page
    lists their files.
    """

    def decorate(function: Callable[..., int | None]) -> Command:
        name = function.__module__.rpartition(".")[2].strip("_")
        made = click.command(
            name,
            cls=Command,
            options_metavar="[OPTIONS]",
            context_settings={
                "help_option_names": ["--help"] if h_is_hostname else ["-h", "--help"]
            },
        )(click.pass_obj(function))
        made.options_first = options_first
        made.function = function
        made.multi_engine = multi_engine
        made.refuses_several = refuses_several
        made.finishes = finishes
        if multi_engine in _WANT_ALL_HOSTS:
            made.params.append(_all_hosts())
        if multi_engine == ON_REQUEST:
            made.params.append(_parallel())
        made.examples = examples
        made.manual = manual
        made.related = related
        made.uses_credentials = uses_credentials
        made.sections = sections or {}
        if usage:
            made.collect_usage_pieces = lambda ctx: ["[OPTIONS]", usage]  # type: ignore[method-assign]
        return made

    return decorate


def _all_hosts() -> click.Option:
    help_ = "Run on each of several engines."
    return click.Option(["--all-hosts", _ALL_HOSTS], type=SWITCH, default=False, help=help_)


def _parallel() -> click.Option:
    return Option(
        ["--parallel", _PARALLEL],
        type=click.IntRange(min=1),
        metavar="N",
        completes="nothing",
        help="With --all-hosts: on at most N engines at a time.",
    )


def content_trust_option(function: Callback) -> Callback:
    """`--disable-content-trust`, which changes nothing; without it there is no such check."""
    return click.option(
        "--disable-content-trust",
        type=SWITCH,
        default=True,
        expose_value=False,
        callback=_without_trust,
        help="Without effect: docker15 does not check signatures of images.",
    )(function)


def _without_trust(ctx: click.Context, param: click.Parameter, disabled: bool) -> None:
    if not disabled:
        raise UsageError(f"{param.opts[0]}=false: docker15 can't check signatures of images")


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


def stop_options(function: Callback) -> Callback:
    """`-t SECONDS` → timeout, or None, and `-s SIGNAL`; for commands that stop containers."""
    function = option(
        "-s",
        "--signal",
        default="",
        metavar="SIGNAL",
        completes="signals",
        help="Send this signal instead of the container's own (API 1.42).",
    )(function)
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
    """The App of a context."""
    app = ctx.find_object(App)
    assert app is not None
    return app
