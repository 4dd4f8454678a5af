"""`--format`: rows and objects as JSON or by a Go template, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from docker15_cli.app import App
from docker15_cli.cli.fields import Fields as Fields
from docker15_cli.cli.fields import Methods as Methods
from docker15_cli.cli.parameters import Callback, option
from docker15_cli.errors import TemplateFailed, UsageError
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import table

if TYPE_CHECKING:
    from docker15_cli.gotemplate.template import Template

JSON, API = "json", "api"
OF_DATA = (JSON, API)  # what --format takes besides a template
_TABLE_LEAST = 10  # the least width of a column in docker's layout of `table` formats


# A paragraph of manual pages.
MANUAL = (
    "`--format json` prints docker's own data, as `{{json .}}` does: one object per line, with the "
    "names that templates use (`inspect` prints one array). `--format api` prints the API's own "
    "objects, one per line. A Go template prints the fields that it names; one that begins with "
    "`table` also prints a header. A mistake in a template exits with status 2, if possible before "
    "anything is printed; the error for an unknown field lists the known ones."
)


def for_rows(
    fields: Callable[[], Iterable[str]], *, of_engine: bool = True
) -> Callable[[Callback], Callback]:
    """`--format` of a listing, without `-f`, which is its `--filter` if it has one.

    `fields` returns the names that a template can use; only `make docs` calls it. With `of_engine`
    rows also have a Host.
    """
    more = (engines.HOST,) if of_engine else ()
    return _option("--format", completes=lambda: _words(*fields(), *more))


def for_object(*fields: str) -> Callable[[Callback], Callback]:
    """`-f`, `--format` of one object; completion offers `fields`."""
    return _option("-f", "--format", completes=lambda: _words(*fields))


def _option(
    *spellings: str, completes: Callable[[], tuple[str, ...]]
) -> Callable[[Callback], Callback]:
    return option(
        *spellings,
        "format_",
        default="",
        metavar="json|api|TEMPLATE",
        completes=completes,
        help="Format as docker's JSON, as the API's, or by a Go template such as '{{json .}}'.",
    )


def _words(*fields: str) -> tuple[str, ...]:
    return (*OF_DATA, *(f"{{{{.{field}}}}}" for field in fields))


class Listing:
    """Prints the rows of a listing when called. `names` are the fields that its template uses."""

    def __init__(self, show: Callable[[Any], None], names: Collection[str] = ()) -> None:
        self._show = show
        self.names = names

    def __call__(self, rows: Any) -> None:
        self._show(rows)


def listing(
    app: App,
    format_: str,
    fields: Fields,
    show_table: Callable[[Any], None],
    *,
    quiet: bool = False,
    identity: str = "ID",
    methods: Methods | None = None,
    of_engine: bool = True,
) -> Listing:
    """What prints the rows of a listing: by `format_`, or `show_table` if that is "" or "table".

    With `quiet` only the field `identity` is printed. With `of_engine` rows also have a Host.
    Raises UsageError for a bad template, before anything is sent.
    """
    if of_engine:
        fields = {**fields, engines.HOST: ("HOST", lambda row: engines.host_of(app, row))}
    if quiet:
        return Listing(partial(_show_ids, app, fields[identity][1]))
    if format_.strip(" ") in ("", "table"):
        return Listing(show_table)
    if format_ == API:
        return Listing(partial(show_json, app))
    if format_ == JSON:
        return Listing(partial(_show_json_rows, app, _without_host(app, fields)))
    template = _compiled(format_, fields, methods or {})
    if engines.HOST not in template.mentioned:
        fields = _without_host(app, fields)
    show = partial(_show_rows, app, template, fields, methods or {})
    return Listing(show, template.mentioned)


def show_columns(
    app: App,
    found: Sequence[Mapping[str, Json]],
    fields: Fields,
    names: Sequence[str],
    fit: table.Fit | None = None,
) -> None:
    """Print a listing as a table, whose columns are the fields of these `names`."""
    header = [fields[name][0] for name in names]
    rows = [[str(fields[name][1](row)) for name in names] for row in found]
    engines.show_table(app, found, header, rows, fit=fit)


def _without_host(app: App, fields: Fields) -> Fields:
    """The fields, without Host unless there are several engines."""
    if app.engines or app.name:
        return fields
    return {name: field for name, field in fields.items() if name != engines.HOST}


def _show_json_rows(app: App, fields: Fields, found: Iterable[Mapping[str, Json]]) -> None:
    from docker15_cli.gotemplate.go_json import encode_row

    values = [(name, fields[name][1]) for name in sorted(fields)]
    for row in found:
        app.streams.line(encode_row({name: value(row) for name, value in values}))


def _show_ids(
    app: App,
    identify: Callable[[Mapping[str, Json]], object],
    found: Iterable[Mapping[str, Json]],
) -> None:
    for row in found:
        app.streams.line(str(identify(row)))


def _compiled(format_: str, fields: Fields, methods: Methods) -> Template:
    from docker15_cli.gotemplate import template

    with _refusing():
        compiled = template.compile_rows(format_, methods)
        compiled.check(fields)
        return compiled


def _show_rows(
    app: App,
    template: Template,
    fields: Fields,
    methods: Methods,
    found: Iterable[Mapping[str, Json]],
) -> None:
    lines = _lines(template, fields, methods, found)
    if template.is_table:
        lines = table.plain((line.split("\t") for line in lines), _TABLE_LEAST)
    for line in lines:
        app.streams.line(line)


def _lines(
    template: Template, fields: Fields, methods: Methods, found: Iterable[Mapping[str, Json]]
) -> Iterator[str]:
    from docker15_cli.gotemplate.template import Row

    names = sorted(fields)  # the order of `{{json .}}`
    if not template.takes_all:
        names = [name for name in names if name in template.mentioned]
    if template.is_table:
        titles = {name: title for name, (title, _) in methods.items()}
        yield template.header(Row({name: fields[name][0] for name in names}, titles))
    for row in found:
        called = {name: partial(value, row) for name, (_, value) in methods.items()}
        yield render(template, Row({name: fields[name][1](row) for name in names}, called))


def _shows_host(app: App, template: Template) -> bool:
    """Whether to show Host: with several engines, or if the template uses it."""
    return bool(app.engines or app.name) or engines.HOST in template.mentioned


def _with_host(app: App, value: Mapping[str, Json]) -> JsonObject:
    """An engine's object, with the engine's name as Host."""
    return {**value, engines.HOST: engines.host_of(app, value)}


def show_json(app: App, values: Iterable[Json]) -> None:
    """Print a JSON value per line, with the API's keys, and a Host if there are several engines."""
    for value in values:
        app.streams.line(json_line(app, value))


def json_line(app: App, value: Any) -> str:
    """A line of `show_json`, without its line end."""
    from docker15_cli import jsontext

    return jsontext.encode(_with_host(app, value) if app.name else value)


def parse(text: str) -> Template:
    """Compile a template for an object of the engine's. Raises UsageError."""
    from docker15_cli.cli.docker_zeros import ZEROS
    from docker15_cli.gotemplate import template

    with _refusing():
        return template.compile_object(text, ZEROS)


def check(template: Template, known: Collection[str]) -> None:
    """Raise UsageError if the template uses an unknown field."""
    with _refusing():
        template.check(known)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise UsageError(f"--format: {error}") from error


def render(template: Template, value: object) -> str:
    """The text that the template makes of a value. Raises TemplateFailed if they do not fit."""
    with _failing():
        return template.render(value)


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise TemplateFailed(f"--format: {error}") from error


def object_line(
    app: App, format_: str, template: Template | None, kind: str, value: Mapping[str, Json]
) -> str:
    """An engine's object as a line: "json", "api", or else by the `template` of `format_`.

    As in docker, its fields are those of docker's type for this `kind` (docker_types.py); or the
    API's, if the template does not suit that type, or the engine is too old for it.
    """
    if format_ == API:
        return json_line(app, value)
    from docker15_cli.cli import docker_types
    from docker15_cli.gotemplate.lexer import LimitError, TemplateError

    has_host = _shows_host(app, template) if template else bool(app.name)
    host = engines.host_of(app, value) if has_host else None
    typed = docker_types.typed(kind, value, host)
    if template is None:
        from docker15_cli.gotemplate import go_json

        return go_json.encode(typed) if typed else json_line(app, value)
    value = _with_host(app, value) if has_host else value
    if typed is None:
        return render(template, value)
    with _failing():
        try:
            return template.render_typed(typed)
        except LimitError:
            raise
        except TemplateError:
            return template.render_plain(value)


def compiled(format_: str) -> Template | None:
    """The compiled template, or None if `format_` is "", json or api. Raises UsageError."""
    return None if format_ in ("", *OF_DATA) else parse(format_)
