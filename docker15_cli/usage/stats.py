"""`stats`: a table of what containers use, once or continuously."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.errors import Docker15Error
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import table
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDOUT
from docker15_cli.usage.figures import SHOWN, SORTS, fields
from docker15_cli.usage.screen import Screen, Wake, collected
from docker15_cli.usage.watch import INTERVAL, Latest, Watch

_Row = Mapping[str, Json]
_PATIENCE = 2.0  # seconds to wait at first for all of several engines
_LEAST = 10  # the least width of a column on a screen that is redrawn
_FIT = table.Fit(cut=(1,), drop=(6, 5, 7, 0, 4))


class Display:
    """How rows are shown: sorted, with docker's columns, or by a `--format`."""

    def __init__(self, app: App, *, no_trunc: bool, sort: str, format_: str) -> None:
        self._app = app
        self._fields = fields(no_trunc)
        self._sort = sort
        self.is_table = format_.strip(" ") in ("", "table")
        self._listing = format_option.listing(
            app,
            format_,
            self._fields,
            lambda rows: format_option.show_columns(app, rows, self._fields, SHOWN, _FIT),
        )
        self._gives_samples = format_ == format_option.API
        self._widths: list[int] = []

    def sorted(self, rows: Sequence[_Row]) -> list[_Row]:
        """The rows in the requested order, else as they come."""
        return sorted(rows, key=SORTS[self._sort]) if self._sort else list(rows)  # type: ignore[arg-type]

    def write(self, rows: Sequence[_Row]) -> None:
        """Write the rows to stdout."""
        self._list(rows)
        self._app.streams.flush()

    def lines(self, rows: Sequence[_Row], width: int) -> list[str]:
        """The lines for a screen; columns never get narrower from one call to the next."""
        if not self.is_table:
            return [line[:width] for line in self._formatted(rows)]
        header, cells = self._cells(self.sorted(rows))
        longest = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
        before = self._widths or longest
        self._widths = [max(pair) for pair in zip(longest, before, strict=True)]
        padded = [list(map(str.ljust, one, self._widths[:-1])) + one[-1:] for one in cells]
        fit = _FIT.behind(1) if self._app.engines else _FIT
        styles: dict[int, table.Style] | None = {} if self._app.streams.colour else None
        return list(table.fitted(header, padded, width, fit=fit, styles=styles, least=_LEAST))

    def forget_widths(self) -> None:
        """Let columns get narrower with the next call: the window has another size."""
        self._widths = []

    def _formatted(self, rows: Sequence[_Row]) -> list[str]:
        """The lines that `--format` would print."""
        return collected(self._app, lambda: self._list(rows))

    def _list(self, rows: Sequence[_Row]) -> None:
        found = self.sorted(rows)
        self._listing(list(map(self._sample, found)) if self._gives_samples else found)

    def _sample(self, row: _Row) -> JsonObject:
        """The engine's own sample, with a Host if there are several engines."""
        host = {engines.HOST: row[engines.HOST]} if self._app.engines else {}
        return {**(row["Sample"] or {}), **host}

    def _cells(self, rows: Sequence[_Row]) -> tuple[list[str], list[list[str]]]:
        hosts = [[str(row[engines.HOST])] if self._app.engines else [] for row in rows]
        header = [engines.HOST.upper()] if self._app.engines else []
        header += [self._fields[name][0] for name in SHOWN]
        cells = [
            [*host, *(str(self._fields[name][1](row)) for name in SHOWN)]
            for host, row in zip(hosts, rows, strict=True)
        ]
        return header, cells


def once(app: App, display: Display, names: Sequence[str], *, all_: bool) -> int:
    """Show the current figures once; return the exit status."""

    def ask(one: App) -> tuple[int, list[JsonObject]]:
        watch = Watch(one, names, all_=all_)
        status = watch.find()
        if watch.is_over:
            return status, []
        rows = watch.rows(one_shot=False)
        if any(row["Figures"] and row["Figures"].cpu is None for row in rows):
            time.sleep(INTERVAL)  # the engine has not waited for a second sample itself
            rows = watch.rows(one_shot=False)
        return status, rows

    answers = engines.gather(app, ask)
    rows = _with_hosts(app, [(one, rows) for one, (_, rows) in answers.found])
    status = max([answers.status, *(status for _, (status, _) in answers.found)])
    if rows or not status:
        display.write(rows)
    return status


def live(app: App, display: Display, names: Sequence[str], *, all_: bool) -> int:
    """Show the figures until a signal, or until none of the named containers is left.

    Returns the exit status. Of several engines one that is lost has a line of its own until it is
    back.
    """
    wake = Wake()
    latest = [
        (one, Latest(one, Watch(one, names, all_=all_), wake, reconnects=bool(app.engines)))
        for one in app.engines or [app]
    ]
    for _, one_latest in latest:
        one_latest.start()
    try:
        status = _begin(app, latest)
        latest = [(one, one_latest) for one, one_latest in latest if not one_latest.has_ended]
        if app.streams.is_live(STDOUT):
            _draw(app, display, latest, wake)
        else:
            status = max(status, _write(app, display, latest, wake))
    finally:
        for _, one_latest in latest:
            one_latest.stop()
    return max([status, *(_ended(app, one, one_latest) for one, one_latest in latest)])


_All = Sequence[tuple[App, Latest]]


def _begin(app: App, latest: _All) -> int:
    """Wait until the containers of all engines are known; of several engines, only for a while.

    Returns the exit status.
    """
    deadline = time.monotonic() + _PATIENCE
    status = 0
    for one, one_latest in latest:
        left = max(0.0, deadline - time.monotonic())
        one_latest.has_found.wait(left if app.engines else None)
        if one_latest.has_ended:
            status = max(status, _ended(app, one, one_latest))
        status = max(status, one_latest.status)
    return max(status, engines.report_not_found(app))


def _rows(app: App, latest: _All) -> list[JsonObject]:
    return _with_hosts(app, [(one, one_latest.rows or []) for one, one_latest in latest])


def _with_hosts(app: App, found: Sequence[tuple[App, Sequence[JsonObject]]]) -> list[JsonObject]:
    return [
        {**row, engines.HOST: one.name} if app.engines else row
        for one, rows in found
        for row in rows
    ]


def _is_over(latest: _All) -> bool:
    return all(one_latest.has_ended for _, one_latest in latest)


def _draw(app: App, display: Display, latest: _All, wake: Wake) -> None:
    with Screen(app.streams) as screen:

        def draw() -> None:
            if any(one_latest.rows is not None for _, one_latest in latest):
                _, columns = screen.size
                problems = [sanitize(text)[:columns] for text in _problems(latest)]
                screen.draw(display.lines(_rows(app, latest), columns), problems)

        def resized() -> None:
            display.forget_widths()
            draw()

        while not _is_over(latest):
            screen.wait(wake.fileno(), resized)
            wake.clear()
            draw()


def _problems(latest: _All) -> list[str]:
    """The errors of the engines that have no rows."""
    return [
        one.reporter.labelled(one.connection.error_text(one_latest.error))
        for one, one_latest in latest
        if one_latest.error
    ]


def _write(app: App, display: Display, latest: _All, wake: Wake) -> int:
    """Write one table after the other, of all engines; the first after the second sample.

    Returns the exit status.
    """
    status, has_begun = 0, False
    lost: set[str] = set()
    while not _is_over(latest):
        time.sleep(INTERVAL)
        wake.clear()
        status = max(status, _report_lost(latest, lost))
        rows = _rows(app, latest)
        if has_begun or all(row["Figures"] and row["Figures"].cpu is not None for row in rows):
            has_begun = True
            display.write(rows)
    return status


def _report_lost(latest: _All, lost: set[str]) -> int:
    """Report the engines lost since the last call, by `lost`; return the exit status."""
    status = 0
    for one, one_latest in latest:
        error = None if one_latest.has_ended else one_latest.error
        if error is None:
            lost.discard(one.name)
        elif isinstance(error, Docker15Error) and one.name not in lost:
            lost.add(one.name)
            status = max(status, one.report_error(error))
    return status


def _ended(app: App, one: App, latest: Latest) -> int:
    """Report why an engine has no more rows; return its status. A single one's error is raised."""
    if latest.error is None:
        return 0
    if isinstance(latest.error, Docker15Error) and app.engines:
        return one.report_error(latest.error)
    raise latest.error
