"""Repeating a listing: on a terminal it is redrawn in place, elsewhere written again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error
from docker15_cli.fanout import workers
from docker15_cli.fanout.engines import HOST
from docker15_cli.jsontypes import Json
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDOUT
from docker15_cli.usage.screen import Screen, Wake, collected

_Row = Mapping[str, Json]
Ask = Callable[[App], Sequence[_Row]]
Show = Callable[[Sequence[_Row]], None]


class _Answers:
    """The latest rows of all engines, and the errors of those that have none."""

    def __init__(self, app: App, ask: Ask) -> None:
        self.rows: list[_Row] = []
        self.problems: list[str] = []
        self._app = app
        self._ask = ask

    def renew(self) -> None:
        """Ask each engine. Raises Docker15Error for a single one."""
        jobs = [(one, workers.Job(partial(self._ask, one))) for one in self._app.engines]
        if jobs:
            workers.start([job for _, job in jobs], len(jobs))
            rows, problems = self._gathered(jobs)
        else:
            rows, problems = list(self._ask(self._app)), []
        self.rows, self.problems = rows, problems

    def _gathered(
        self, jobs: Sequence[tuple[App, workers.Job[Sequence[_Row]]]]
    ) -> tuple[list[_Row], list[str]]:
        rows: list[_Row] = []
        problems = []
        for one, job in jobs:
            try:
                rows += [{**row, HOST: one.name} for row in job.result()]
            except Docker15Error as error:
                problems.append(one.reporter.labelled(one.connection.error_text(error)))
        return rows, problems


def watch(app: App, seconds: float, ask: Ask, show: Show) -> None:
    """Every `seconds` call `ask` for each engine, and `show` with all rows, until a signal.

    Of several engines one that fails has a line of its own. With a single one its error is raised.
    """
    answers = _Answers(app, ask)
    answers.renew()
    if app.streams.is_live(STDOUT):
        _draw(app, answers, seconds, show)
    else:
        _write(app, answers, seconds, show)


def _write(app: App, answers: _Answers, seconds: float, show: Show) -> None:
    reported: list[str] = []
    while True:
        for problem in answers.problems:
            if problem not in reported:
                app.streams.error(problem)
        reported = answers.problems
        show(answers.rows)
        app.streams.flush()
        time.sleep(seconds)
        answers.renew()


def _draw(app: App, answers: _Answers, seconds: float, show: Show) -> None:
    wake, stop = Wake(), threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not stop.wait(seconds):
                answers.renew()
                wake()
        except BaseException as error:  # raised by the main thread
            failed.append(error)
            wake()

    with Screen(app.streams) as screen:

        def draw() -> None:
            _, columns = screen.size
            found = collected(app, lambda: show(answers.rows))
            lines = [_cut(line, columns) for line in found]
            screen.draw(lines, [sanitize(text)[:columns] for text in answers.problems])

        draw()
        threading.Thread(target=work, daemon=True).start()  # a daemon: Ctrl-C does not wait
        try:
            while not failed:
                screen.wait(wake.fileno(), draw)
                wake.clear()
                draw()
        finally:
            stop.set()
    raise failed[0]


def _cut(line: str, columns: int) -> str:
    """`line`, cut to the width; a line with colours is a table's, which fits."""
    return line if "\033" in line else line[:columns]
