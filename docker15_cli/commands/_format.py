"""`--format`: rows and objects as JSON or by a Go template, checked before anything is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.output import table

if TYPE_CHECKING:
    from docker15_cli.output.template import Template

_TABLE_LEAST = 10  # columns; today's docker lays out `table` formats so
# A field's name in templates → (its title in a `table`, its value for a row of the API).
Fields = Mapping[str, tuple[str, Callable[[Mapping[str, Any]], object]]]


def format_option(function: Any) -> Any:
    """`--format`, for listings."""
    return click.option(
        "--format",
        "format_",
        default="",
        metavar="json|TEMPLATE",
        help="Show each as JSON, or by a Go template such as '{{.ID}}'.",
    )(function)


def listing(
    app: App,
    format_: str,
    fields: Fields,
    show_table: Callable[[Any], None],
    *,
    quiet: bool = False,
) -> Callable[[Any], None]:
    """What shows the rows of a listing: their ids, by `format_`, or without one by `show_table`.

    Raises UsageError for a bad template, before anything is sent.
    """
    if quiet:
        return _show_ids(app, fields["ID"][1])
    return _rows(app, format_, fields) if format_ else show_table


def _show_ids(
    app: App, identify: Callable[[Mapping[str, Any]], object]
) -> Callable[[Iterable[Mapping[str, Any]]], None]:
    def show(found: Iterable[Mapping[str, Any]]) -> None:
        for row in found:
            app.streams.line(str(identify(row)))

    return show


def _rows(app: App, format_: str, fields: Fields) -> Callable[[Iterable[Mapping[str, Any]]], None]:
    if format_ == "json":
        return lambda found: show_json(app, found)
    template = parse(format_, rows=True)
    try:
        template.check(fields)
    except ValueError as error:
        raise UsageError(f"--format: {error}") from error

    def show(found: Iterable[Mapping[str, Any]]) -> None:
        values = ({name: value(row) for name, (_, value) in fields.items()} for row in found)
        lines = (render(template, value) for value in values)
        for line in _with_header(template, lines, fields) if template.is_table else lines:
            app.streams.line(line)

    return show


def _with_header(template: Template, lines: Iterable[str], fields: Fields) -> Iterator[str]:
    header = template.header({name: title for name, (title, _) in fields.items()})
    return table.plain((line.split("\t") for line in [header, *lines]), _TABLE_LEAST)


def show_json(app: App, values: Iterable[Any]) -> None:
    """One JSON value a line, with the API's own keys."""
    for value in values:
        app.streams.line(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def parse(text: str, *, rows: bool = False) -> Template:
    """A compiled template. Raises UsageError."""
    from docker15_cli.output import template

    try:
        return template.compile_rows(text) if rows else template.compile(text)
    except template.TemplateError as error:
        raise UsageError(f"--format: {error}") from error


def render(template: Template, value: object) -> str:
    """The template's text for a value. Raises Docker15Error where they don't fit."""
    try:
        return template.render(value)
    except ValueError as error:
        raise Docker15Error(f"--format: {error}") from error


def show_object(app: App, format_: str, value: object) -> None:
    """One object by `format_`: for `info` and `version`."""
    if format_ == "json":
        show_json(app, [value])
    else:
        app.streams.line(render(parse(format_), value))
