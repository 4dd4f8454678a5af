"""How commands declare and parse options: Go's spelling and today's (spec/cli.md § Global)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from docker15_cli.app import App
from docker15_cli.commands._values import size
from docker15_cli.errors import UsageError

Callback = TypeVar("Callback", bound=Callable[..., Any])

# Several engines: a command refuses them, unless --all-hosts is given; is run for each, its lines
# labelled; asks all of them itself (_hosts.gather); has no use for an engine.
REFUSED, ON_REQUEST, EACH, TOGETHER, UNUSED = "refused", "on request", "each", "together", "unused"
_ALL_HOSTS = "all_hosts"

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


class Switch(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """A boolean that is true where it stands alone, and takes `=true` or `=false`."""

    name = "bool"

    def convert(self, value: Any, param: Any, ctx: Any) -> bool:
        return value if isinstance(value, bool) else parse_bool(value, str(param.opts[-1]))


SWITCH = Switch()


def parse_bool(text: str, option: str) -> bool:
    """What Go takes for a boolean. Raises UsageError, naming the option."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise UsageError(f"{option} takes true or false, not {text!r}")


class Size(click.ParamType):  # type: ignore[type-arg]
    """Bytes, with a unit of base 1024 if wanted (`512m`) → int."""

    name = "bytes"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        if isinstance(value, int):
            return value
        try:
            return size(value)
        except ValueError as error:
            raise UsageError(f"{param.opts[0]} {error}") from None


class Seconds(click.ParamType):  # type: ignore[type-arg]
    """A positive number of seconds, with a fraction if wanted → float."""

    name = "seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        if isinstance(value, float):
            return value
        if not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", value, re.ASCII) or not float(value):
            raise UsageError(f"{param.opts[-1]} takes a positive number of seconds, not {value!r}")
        return float(value)


def switch(
    *names: str,
    help: str,
    default: bool = False,
    hidden: bool = False,
) -> Callable[[Callback], Callback]:
    """An option that is on where it stands; `-name=false` turns it off again."""
    return click.option(*names, type=SWITCH, default=default, help=help, hidden=hidden)


def with_own_words(option: click.Option | None) -> click.Option | None:
    """The option of click's that shows the help."""
    if option:
        option.help = "Show the help."
    return option


class Command(click.Command):
    """A command whose options are spelled as Go spells them, or as GNU does.

    `options_first`: options end at the first argument; what follows belongs to the container.
    `several`: what becomes of several engines, one of the words above.
    """

    options_first = False
    several = REFUSED
    function: Callable[..., int | None]
    examples: Sequence[str] = ()
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
            from docker15_cli.commands import _hosts

            labelled = not ctx.params.get("format_")
            return _hosts.each(app, lambda one: self.function(one, **ctx.params), labelled=labelled)

    def _refusal(self, ctx: click.Context, count: int) -> str:
        hint = "name one with -H" + (", or add --all-hosts" if self.several == ON_REQUEST else "")
        return f"{ctx.info_name} works on one engine, and {count} are given: {hint}"

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


def takes_no_value(param: click.Parameter) -> bool:
    """Whether the option may stand alone."""
    return isinstance(param.type, Switch) or bool(getattr(param, "is_flag", False))


def command(
    summary: str,
    *,
    usage: str = "",
    options_first: bool = False,
    no_h: bool = False,
    several: str = REFUSED,
    examples: Sequence[str] = (),
    sections: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Callable[..., int | None]], Command]:
    """Make a function of (app, arguments…) → exit status (None: 0) a command.

    `usage` is what follows the options in its synopsis; `no_h` leaves `-h` to an option of its own;
    `several` is what becomes of several engines; `sections` are titles of help, and the options
    under each.
    """

    def decorate(function: Callable[..., int | None]) -> Command:
        name = function.__module__.rpartition(".")[2].strip("_")
        made = click.command(
            name,
            cls=Command,
            help=summary,
            options_metavar="[OPTIONS]",
            context_settings={"help_option_names": ["--help"] if no_h else ["-h", "--help"]},
        )(click.pass_obj(function))
        made.options_first = options_first
        made.function = function
        made.several = several
        if several == ON_REQUEST:
            made.params.append(_all_hosts())
        made.examples = examples
        made.sections = sections or {}
        if usage:
            made.collect_usage_pieces = lambda ctx: ["[OPTIONS]", usage]  # type: ignore[method-assign]
        return made

    return decorate


def _all_hosts() -> click.Option:
    help_ = "Do it on each of several engines."
    return click.Option(["--all-hosts", _ALL_HOSTS], type=SWITCH, default=False, help=help_)


def containers_argument(function: Callback) -> Callback:
    """CONTAINER [CONTAINER...]."""
    return click.argument("containers", nargs=-1, required=True, metavar="CONTAINER")(function)


def grace_option(function: Callback) -> Callback:
    """`-t SECONDS` → timeout: for what stops containers."""
    return click.option(
        "-t",
        "--time",
        "timeout",
        type=click.IntRange(min=0),
        default=10,
        metavar="SECONDS",
        help="Wait so long before SIGKILL.  [default: 10]",
    )(function)


def container_argument(function: Callback) -> Callback:
    """CONTAINER."""
    return click.argument("container", metavar="CONTAINER")(function)


def normalize(
    args: Sequence[str], params: Sequence[click.Parameter], options_first: bool
) -> list[str]:
    """Arguments as click takes them: `--name=value` or `-n value` first, then `--`, the rest.

    Any number of dashes and either spelling is accepted, values with or without `=`, switches alone
    or with a boolean, short ones together. Raises UsageError for what is no option.
    """
    options: dict[str, click.Option | None] = dict.fromkeys(help_names(params))
    for param in params:
        if isinstance(param, click.Option):
            options |= {name.lstrip("-"): param for name in param.opts}
    found: list[str] = []
    rest: list[str] = []
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += queue
            break
        if word == "-" or not word.startswith("-"):
            rest.append(word)
            if options_first:
                rest += queue
                break
            continue
        found += _option(word, queue, options)
    return [*found, "--", *rest]


def help_names(params: Sequence[click.Parameter]) -> Iterator[str]:
    """What asks for help, without dashes; `-h` may be an option of the command's own."""
    yield "help"
    if not any("-h" in param.opts for param in params):
        yield "h"


def _option(word: str, queue: list[str], options: dict[str, click.Option | None]) -> Iterator[str]:
    bare = word[2:] if word.startswith("--") else word[1:]
    name, equals, value = bare.partition("=")
    if name in options:
        yield from _spell(name, options[name], value if equals else None, queue)
    elif word.startswith("--") or bare[:1] not in options:
        raise UsageError(_unknown(word, name, options))
    else:
        yield from _cluster(word, bare, queue, options)


def _cluster(
    word: str, letters: str, queue: list[str], options: dict[str, click.Option | None]
) -> Iterator[str]:
    """`-it`, `-aq`, `-p80`, `-tn5`: the first that takes a value takes the rest."""
    for index, letter in enumerate(letters):
        if letter not in options:
            raise UsageError(_unknown(word, letters, options))
        param = options[letter]
        rest = letters[index + 1 :]
        if param is not None and not takes_no_value(param):
            value = rest.removeprefix("=") if rest else None
            yield from _spell(letter, param, value, queue)
            return
        if rest.startswith("="):
            yield from _spell(letter, param, rest[1:], queue)
            return
        yield from _spell(letter, param, None, queue)


def _spell(
    name: str, param: click.Option | None, value: str | None, queue: list[str]
) -> Iterator[str]:
    if param is None:
        yield "--help"
        return
    dashed = next(option for option in param.opts if option.lstrip("-") == name)
    if param.is_flag:  # an eager one, such as --version: it has no value
        yield dashed
        return
    if value is None and takes_no_value(param):
        value = "true"
    if value is None and not queue:
        raise UsageError(f"option {dashed} needs a value")
    yield dashed
    yield queue.pop(0) if value is None else value


def _unknown(word: str, name: str, options: dict[str, Any]) -> str:
    import difflib

    near = difflib.get_close_matches(name, [option for option in options if len(option) > 1], 1)
    hint = f"; did you mean --{near[0]}?" if near else ""
    return f"no such option: {word.partition('=')[0]}{hint}"


def app_of(ctx: click.Context) -> App:
    """The App that a context carries."""
    app = ctx.find_object(App)
    assert app is not None
    return app
