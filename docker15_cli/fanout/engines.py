"""Several engines at once: asked concurrently, shown in the order given. Only done in this module.

An engine that fails causes a line on stderr and exit status 1; the others are still shown. It is
enough if a container or an image is on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error
from docker15_cli.fanout import workers
from docker15_cli.jsontypes import Json
from docker15_cli.output import table

Result = TypeVar("Result")
HOST = "Host"
"""The field in rows and objects for their engine's address, as the user gave it."""

_READ_SIZE = 64 * 1024
_LONGEST = 1024 * 1024  # bytes; a longer line is shown in parts


class Answers(Generic[Result]):
    """The engines' answers, each with its App, in the order given, and the exit status."""

    def __init__(self, found: Sequence[tuple[App, Result]], status: int = 0) -> None:
        self.found = found
        self.status = status


def gather(app: App, ask: Callable[[App], Result]) -> Answers[Result]:
    """Ask each engine. Errors of a single engine are raised, those of several are shown."""
    if not app.engines:
        return Answers([(app, ask(app))])
    jobs = [workers.Job(partial(ask, one)) for one in app.engines]
    workers.start(jobs, len(jobs))
    found: list[tuple[App, Result]] = []
    status = 0
    for one, job in zip(app.engines, jobs, strict=True):
        try:
            found.append((one, job.result()))
        except Docker15Error as error:
            status = max(status, one.report_error(error))
    return Answers(found, max(status, report_not_found(app)))


def show_rows(
    app: App, ask: Callable[[App], Iterable[Any]], show: Callable[[list[Any]], None]
) -> int:
    """Show the rows of all engines together, with a Host if there are several; return the status.

    If no engine has answered, nothing is shown.
    """
    answers = gather(app, ask)
    if answers.found:
        pairs = ((one, row) for one, answer in answers.found for row in answer)
        show([{**row, HOST: one.name} if app.engines else row for one, row in pairs])
    return answers.status


def host_of(app: App, row: Mapping[str, Json]) -> str:
    """The engine that a row came from, by the name the user gave it."""
    return str(row[HOST]) if app.engines else app.name or str(app.client.endpoint)


def show_table(
    app: App,
    found: Iterable[Mapping[str, Json]],
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    fit: table.Fit | None = None,
    styles: Mapping[int, table.Style] | None = None,
    **layout: Any,
) -> None:
    """`table.show`, with a HOST column if there are several; `rows` are the cells of `found`."""
    if app.engines:
        header = (HOST.upper(), *header)
        rows = ([str(row[HOST]), *cells] for row, cells in zip(found, rows, strict=True))
        fit = fit.behind(1) if fit else None
        styles = {column + 1: style for column, style in (styles or {}).items()}
    table.show(app.streams, header, rows, fit=fit, styles=styles, **layout)


def show_heading(app: App) -> None:
    """Show the heading above the output of one of several engines."""
    if app.name:
        app.streams.line(f"{HOST}: {app.name}")


def report_not_found(app: App) -> int:
    """Report targets that none of the engines that answered has; return the exit status."""
    answered = [one.reporter for one in app.engines if not one.reporter.has_failed]
    status = 0
    for target, error in answered[0].not_found.items() if answered else ():
        if all(target in one.not_found for one in answered):
            text = f"{error} (on none of {len(answered)} engines)"
            if answered[0].forgives_missing:
                app.streams.note(text)
                continue
            app.streams.error(text)
            status = 1
    return status
