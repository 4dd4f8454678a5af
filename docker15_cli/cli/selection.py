"""`--filter` in place of names: selecting a command's containers, on one engine or several."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli import container_rows
from docker15_cli.cli.confirm import confirm
from docker15_cli.cli.container_filters import NONE_MATCHES, ContainerFilters
from docker15_cli.contract.shapes import ContainerRow
from docker15_cli.errors import Docker15Error, NotFound
from docker15_cli.fanout import engines, runs
from docker15_cli.output import table, units_06

_SHOWN = ("ID", "Image", "Status", "Names")
_LEAST_WIDTH = 10  # columns

Function = Callable[..., int | None]
"""A command's function: (app, arguments…) → exit status."""


class Selection:
    """The containers that the pairs of `--filter` select; asks each engine when it is made.

    `all_`: also stopped ones. `state`: only those in it ("": any), unless the pairs name a status.
    """

    def __init__(self, app: App, pairs: Sequence[str], *, all_: bool, state: str) -> None:
        keys = {pair.partition("=")[0].strip().lower() for pair in pairs}
        if state and not keys & {"status", "status!"}:
            pairs = [*pairs, f"status={state}"]
        filters = ContainerFilters(pairs)
        answers = engines.gather(app, lambda one: filters.list_(one, all=all_))
        self._app = app
        self._found = dict(answers.found)
        self._status = answers.status

    def confirm(self) -> bool:
        """Show the containers, and ask whether to remove them; True if there are none."""
        fields = container_rows.fields(no_trunc=False)
        rows = [
            [one.name, *(str(fields[name][1](row)) for name in _SHOWN)]
            for one, row in self._pairs()
        ]
        if not rows:
            return True
        lines = [[engines.HOST.upper(), *(fields[name][0] for name in _SHOWN)], *rows]
        if not self._app.engines:
            lines = [cells for _, *cells in lines]
        return confirm(self._app.streams, table.plain(lines, _LEAST_WIDTH), "-y")

    def run(
        self, function: Function, given: Mapping[str, Any], *, at_once: int | None, finishes: bool
    ) -> int:
        """Call a command's `function` for the containers; return the exit status.

        `given` are its other arguments. A command that takes a single `container`, and what to run
        in it, is called for each. `at_once` and `finishes` are as in runs.each.
        """
        if not any(self._found.values()):
            if self._found:
                self._app.streams.note(NONE_MATCHES)
            return self._status
        if "container" in given:
            status = self._run_in_each(function, given, at_once)
        elif self._app.engines:
            run = self._on_engine(function, given)
            answered = self._app.on(list(self._found))
            status = runs.each(answered, run, labelled=True, at_once=at_once, finishes=finishes)
        else:
            status = self._on_engine(function, given)(self._app)
        return max(self._status, status)

    def _pairs(self) -> Iterator[tuple[App, ContainerRow]]:
        return ((one, row) for one, rows in self._found.items() for row in rows)

    def _on_engine(self, function: Function, given: Mapping[str, Any]) -> Callable[[App], int]:
        def run(one: App) -> int:
            ids = [units_06.short_id(row["Id"]) for row in self._found[one]]
            return function(one, **given, containers=ids) or 0 if ids else 0

        return run

    def _run_in_each(
        self, function: Function, given: Mapping[str, Any], at_once: int | None
    ) -> int:
        """Call `function` for each container; their lines are labelled like those of engines."""
        words = [given["container"], *given["command"]]
        ids = {_as_engine(one, row): row["Id"] for one, row in self._pairs()}

        def run(part: App) -> int | None:
            arguments = {**given, "container": ids[part], "command": words}
            try:
                return function(part, **arguments)
            except NotFound as error:  # removed meanwhile; no other engine can have it
                raise Docker15Error(str(error)) from None

        return runs.each(self._app.on(list(ids)), run, labelled=True, at_once=at_once)


def _as_engine(engine: App, row: ContainerRow) -> App:
    part = copy.copy(engine)
    part.name = " ".join(filter(None, (engine.name, containers.name_of(row))))
    part.reporter = engine.reporter.of_engine(part.name)
    return part
