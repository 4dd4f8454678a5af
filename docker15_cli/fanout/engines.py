"""Several engines, asked concurrently and shown in the order given, for commands that merge them.

An engine that fails causes a line on stderr and exit status 1; the others are still shown. A
container or an image need only be on one of them.
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
    """The answers of the engines that did not fail, each with its App, in order; and the status."""

    def __init__(self, found: Sequence[tuple[App, Result]], status: int = 0) -> None:
        self.found = found
        self.status = status


def gather(app: App, ask: Callable[[App], Result]) -> Answers[Result]:
    """Call `ask` for each engine. With a single engine its error is raised, else it is reported."""
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
    """Call `show` with the rows of all engines together; return the exit status.

    Rows have a Host if there are several engines. If none has answered, nothing is shown.
    """
    answers = gather(app, ask)
    if answers.found:
        pairs = ((one, row) for one, answer in answers.found for row in answer)
        show([{**row, HOST: one.name} if app.engines else row for one, row in pairs])
    return answers.status


def host_of(app: App, row: Mapping[str, Json]) -> str:
    """The engine that a row comes from, as the user named it."""
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
    """`table.show`, with a HOST column if there are several engines.

    `rows` are the cells of the rows `found`; `layout` is passed on.
    """
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
    """Report targets that no engine has, of those that answered; return the exit status."""
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
