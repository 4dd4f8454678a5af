"""`stats`: a table of what containers use, once, or again and again."""

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
from docker15_cli.output.streams import STDOUT, Streams
from docker15_cli.usage.figures import SHOWN, SORTS, fields
from docker15_cli.usage.screen import Screen, Wake
from docker15_cli.usage.watch import INTERVAL, Latest, Watch

_Row = Mapping[str, Json]
_LEAST = 10  # columns, on a screen that is drawn again and again
_FIT = table.Fit(cut=(1,), drop=(6, 5, 7, 0, 4))


class Shown:
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
        """In the order that is asked for, else as they come."""
        return sorted(rows, key=SORTS[self._sort]) if self._sort else list(rows)  # type: ignore[arg-type]

    def write(self, rows: Sequence[_Row]) -> None:
        """Write them to stdout."""
        self._list(rows)
        self._app.streams.flush()

    def lines(self, rows: Sequence[_Row], width: int) -> list[str]:
        """The lines for a screen; columns do not become narrower from one call to the next."""
        if not self.is_table:
            return [sanitize(line)[:width] for line in self._formatted(rows)]
        header, cells = self._cells(self.sorted(rows))
        longest = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
        before = self._widths or longest
        self._widths = [max(pair) for pair in zip(longest, before, strict=True)]
        padded = [list(map(str.ljust, one, self._widths[:-1])) + one[-1:] for one in cells]
        fit = _FIT.behind(1) if self._app.engines else _FIT
        styles: dict[int, table.Style] | None = {} if self._app.streams.colour else None
        return list(table.fitted(header, padded, width, fit=fit, styles=styles, least=_LEAST))

    def forget_widths(self) -> None:
        """The window has another size."""
        self._widths = []

    def _formatted(self, rows: Sequence[_Row]) -> list[str]:
        """What a `--format` would print."""
        held, collected = self._app.streams, _Collected(self._app.environ)
        self._app.streams = collected
        try:
            self._list(rows)
        finally:
            self._app.streams = held
        return collected.lines

    def _list(self, rows: Sequence[_Row]) -> None:
        found = self.sorted(rows)
        self._listing(list(map(self._sample, found)) if self._gives_samples else found)

    def _sample(self, row: _Row) -> JsonObject:
        """The engine's own, with its Host if there are several."""
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


class _Collected(Streams):
    """Keeps lines instead of writing them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)


def once(app: App, shown: Shown, names: Sequence[str], *, all_: bool) -> int:
    """Show the figures of the moment; return the exit status."""

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
        shown.write(rows)
    return status


def live(app: App, shown: Shown, names: Sequence[str], *, all_: bool) -> int:
    """Show the figures until a signal ends docker15, or no container that was named is left."""
    answers = engines.gather(app, lambda one: _found(one, names, all_=all_))
    status = max([answers.status, *(status for _, (status, _) in answers.found)])
    wake = Wake()
    latest = [(one, Latest(watch, wake)) for one, (_, watch) in answers.found if not watch.is_over]
    for _, one_latest in latest:
        one_latest.start()
    try:
        if app.streams.is_live(STDOUT):
            _draw(app, shown, latest, wake)
        else:
            _write(app, shown, latest, wake)
    finally:
        for _, one_latest in latest:
            one_latest.stop()
    return max([status, *(_ended(app, one, one_latest) for one, one_latest in latest)])


def _found(app: App, names: Sequence[str], *, all_: bool) -> tuple[int, Watch]:
    watch = Watch(app, names, all_=all_)
    return watch.find(), watch


_All = Sequence[tuple[App, Latest]]


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


def _draw(app: App, shown: Shown, latest: _All, wake: Wake) -> None:
    with Screen(app.streams) as screen:

        def draw() -> None:
            if any(one_latest.rows is not None for _, one_latest in latest):
                _, columns = screen.size
                screen.draw(shown.lines(_rows(app, latest), columns))

        def resized() -> None:
            shown.forget_widths()
            draw()

        while not _is_over(latest):
            screen.wait(wake.fileno(), resized)
            wake.clear()
            draw()


def _write(app: App, shown: Shown, latest: _All, wake: Wake) -> None:
    """One table after the other, of all engines; the first when there is a second sample."""
    has_begun = False
    while not _is_over(latest):
        time.sleep(INTERVAL)
        wake.clear()
        rows = _rows(app, latest)
        if has_begun or all(row["Figures"] and row["Figures"].cpu is not None for row in rows):
            has_begun = True
            shown.write(rows)


def _ended(app: App, one: App, latest: Latest) -> int:
    """Report why an engine shows no more. Raises what a single one did."""
    if latest.error is None:
        return 0
    if isinstance(latest.error, Docker15Error) and app.engines:
        return one.report_error(latest.error)
    raise latest.error
