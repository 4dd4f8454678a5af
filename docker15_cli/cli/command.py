"""How commands are declared: their help, and what they do with several engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from docker15_cli.app import App
from docker15_cli.cli.go_flags import normalize
from docker15_cli.cli.parameters import Argument, Option, is_shown, option_row
from docker15_cli.cli.types import SWITCH
from docker15_cli.errors import UsageError

# What a command does with several engines. REFUSED: an error. ON_REQUEST, PER_ENGINE: run once for
# each, with labelled lines; the former only with --all-hosts. MERGED_ON_REQUEST, MERGED: run once,
# and ask all of them itself (fanout/engines.py); the former only with --all-hosts. NOT_APPLICABLE:
# it uses no engine.
REFUSED, ON_REQUEST, PER_ENGINE = "refused", "on request", "per engine"
MERGED_ON_REQUEST, MERGED, NOT_APPLICABLE = "merged on request", "merged", "not applicable"
# Which containers `--filter` selects from: all, or the running and paused ones.
ALL, ACTIVE = "all", "active"
USAGE = "Usage: "  # how a help begins
_WANT_ALL_HOSTS = (ON_REQUEST, MERGED_ON_REQUEST)
_ALL_HOSTS, _PARALLEL, _FILTERS, _YES = "all_hosts", "parallel", "selected_by", "yes"


class WithHelp(click.Command):
    """A command with a help of our own: for click's own, Python looks for translations."""

    _help: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._help is None:
            names = sorted(self.get_help_option_names(ctx), key=len)
            self._help = click.Option(
                names,
                is_flag=True,
                is_eager=True,
                expose_value=False,
                help="Show the help.",
                callback=_show_help,
            )
        return self._help

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), USAGE)


def _show_help(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        app_of(ctx).streams.text(f"{ctx.get_help()}\n")
        ctx.exit()


class Command(WithHelp):
    """A command whose options may be spelled in Go's or in GNU's style.

    `options_first`: options end at the first argument; the rest belongs to the container.
    `multi_engine`: what it does with several engines, one of the constants above.
    `refuses_several` raises UsageError for arguments that only suit a single engine. `finishes`: a
    signal waits for the runs that have begun. `selects`: `--filter` can replace the containers'
    names; it selects from ALL, from the ACTIVE, or from those in the state of this name ("": there
    is no `--filter`). A MERGED command gets the filter's pairs as `selected_by`. `asks_first`: at a
    terminal the command then shows what is selected, and asks.
    """

    options_first = False
    multi_engine = REFUSED
    refuses_several: Callable[[Mapping[str, Any]], None] | None = None
    finishes = False
    selects = ""
    asks_first = False
    function: Callable[..., int | None]
    examples: Sequence[str] = ()
    manual: Sequence[str] = ()
    related: Sequence[str] = ()
    uses_credentials = False
    sections: Mapping[str, Sequence[str]] = {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with tagging_usage_errors(ctx):
            args = normalize(args, self.get_params(ctx), self.options_first)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with tagging_usage_errors(ctx):
            all_hosts, at_once = ctx.params.pop(_ALL_HOSTS, False), ctx.params.pop(_PARALLEL, None)
            pairs, yes = ctx.params.pop(_FILTERS, ()), ctx.params.pop(_YES, False)
            app = app_of(ctx)
            if self.selects:
                self._check_names(ctx, pairs)
            if self.selects and self.multi_engine == MERGED:
                ctx.params[_FILTERS] = pairs
            if not (app.engines or pairs) or self.multi_engine in (MERGED, NOT_APPLICABLE):
                return super().invoke(ctx)
            if app.engines and (
                self.multi_engine == REFUSED
                or (self.multi_engine in _WANT_ALL_HOSTS and not all_hosts)
            ):
                raise UsageError(self._refusal(ctx, len(app.engines)))
            if self.multi_engine == MERGED_ON_REQUEST:
                return super().invoke(ctx)
            if self.refuses_several:
                self.refuses_several(ctx.params)
            if pairs:
                return self._run_selected(app, ctx.params, pairs, yes, at_once)
            from docker15_cli.fanout import runs

            return runs.each(
                app,
                lambda one: self.function(one, **ctx.params),
                labelled=not ctx.params.get("format_"),
                at_once=at_once,
                finishes=self.finishes,
            )

    def _check_names(self, ctx: click.Context, pairs: Sequence[str]) -> None:
        """Require either names of containers or filters. Raises click's error, or UsageError."""
        names, *others = (param for param in self.params if isinstance(param, Argument))
        given = ctx.params[str(names.name)]
        if not (pairs or given):
            raise click.MissingParameter(ctx=ctx, param=names)
        for pair in pairs:
            key, _, value = pair.partition("=")
            if not (key.strip() and value.strip()):  # it would select all: an unset variable, say
                raise UsageError(f"--filter takes KEY=VALUE: {pair!r}")
        if pairs and given and not others:
            raise UsageError("--filter takes the place of containers' names: leave one out")
        # With --filter, the first word of exec's command stands where the container's name would.
        for other in others:
            if not (given if pairs else ctx.params[str(other.name)]):
                raise click.MissingParameter(ctx=ctx, param=other)

    def _run_selected(
        self, app: App, given: dict[str, Any], pairs: Sequence[str], yes: bool, at_once: int | None
    ) -> int:
        from docker15_cli.cli.selection import Selection

        given.pop("containers", None)
        state = "" if self.selects in (ALL, ACTIVE) else self.selects
        selection = Selection(app, pairs, all_=self.selects == ALL, state=state)
        if self.asks_first and app.streams.stdin_isatty and not (yes or selection.confirm()):
            return 0
        return selection.run(self.function, given, at_once=at_once, finishes=self.finishes)

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
    """Make a UsageError raised in here name the command whose help to read."""
    try:
        yield
    except UsageError as error:
        error.command = error.command or ctx.command_path
        raise


def command(
    *,
    usage: str = "",
    options_first: bool = False,
    h_is_hostname: bool = False,
    multi_engine: str = REFUSED,
    refuses_several: Callable[[Mapping[str, Any]], None] | None = None,
    finishes: bool = False,
    selects: str = "",
    asks_first: bool = False,
    examples: Sequence[str] = (),
    manual: Sequence[str] = (),
    related: Sequence[str] = (),
    uses_credentials: bool = False,
    sections: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Callable[..., int | None]], Command]:
    """Turn a function of (app, arguments…) → exit status (None: 0) into a Command.

    Its summary is in command_table.py. `usage` follows the options in its synopsis. With
    `h_is_hostname`, `-h` is an option of the command instead of help. `options_first`,
    `multi_engine`, `refuses_several`, `finishes`, `selects` and `asks_first` are as in Command.
    `sections` maps titles in the help to the options below them. `manual` has the paragraphs of the
    manual page, in which `text` becomes bold; `related` names the commands whose pages it refers
    to; with `uses_credentials` the page lists their files.
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
        made.selects, made.asks_first = selects, asks_first
        if selects:
            _add_filter_options(made)
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


def _add_filter_options(made: Command) -> None:
    for param in made.params:
        if isinstance(param, Argument):
            param.required = False
    made.params.append(
        Option(
            ["--filter", _FILTERS],
            multiple=True,
            metavar="KEY=VALUE",
            completes=_filter_completions,
            help="Work on the containers that match, instead of on names.",
        )
    )
    if made.asks_first:
        help_ = "With --filter: do not prompt for confirmation."
        made.params.append(click.Option(["-y", "--yes", _YES], type=SWITCH, help=help_))


def _filter_completions() -> tuple[str, ...]:
    from docker15_cli.cli.container_filters import COMPLETIONS

    return COMPLETIONS


def _all_hosts() -> click.Option:
    help_ = "Run on each of several engines."
    return click.Option(["--all-hosts", _ALL_HOSTS], type=SWITCH, default=False, help=help_)


def _parallel() -> click.Option:
    return Option(
        ["--parallel", _PARALLEL],
        type=click.IntRange(min=1),
        metavar="N",
        completes="nothing",
        help="With --all-hosts: work on at most N engines at a time.",
    )


def app_of(ctx: click.Context) -> App:
    """The App of a click context."""
    app = ctx.find_object(App)
    assert app is not None
    return app
