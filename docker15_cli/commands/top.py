"""`docker15 top`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

import click

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.errors import Conflict, EngineError, NotFound
from docker15_cli.fanout import engines, targets, workers
from docker15_cli.output import table

_ORDER = ("USER", "PID", "PPID", "%CPU", "STIME", "ELAPSED", "TTY", "TIME", "COMMAND")
_LEAST_OF_ALL = ("ELAPSED", "STIME", "TTY", "PPID", "TIME", "USER")
_NAME, _CPU, _UNKNOWN = "NAME", "%CPU", "-"
_SAME = {"UID": "USER", "C": _CPU, "CMD": "COMMAND", "ARGS": "COMMAND"}  # ps's titles → Podman's
_COMMANDS = ("CMD", "COMMAND", "ARGS")  # titles of columns that may be cut
# The least useful columns of ps -ef (dockerd, 1.5) and of Podman.
_LEAST = ("C", "%CPU", "TTY", "STIME", "ELAPSED", "TIME", "PPID")


@docker15_command(
    usage="[CONTAINER [PS OPTIONS]]",
    multi_engine=MERGED,
    options_first=True,
    examples=("docker15 top", "docker15 top CONTAINER", "docker15 top CONTAINER aux"),
    manual=(
        "Shows the container's processes. What follows CONTAINER are options of ps(1), for "
        "engines that support them.",
        "Without CONTAINER, the processes of all running containers are shown in one table, those "
        "with the highest %CPU since their start first. Columns that engines name differently have "
        "one name; a `-` is a value that an engine does not report.",
    ),
    related=("ps", "stats"),
)
@argument("container", required=False, metavar="CONTAINER", completes="running")
@argument("ps_options", nargs=-1, type=click.UNPROCESSED, completes="nothing")
def command(app: App, container: str | None, ps_options: Sequence[str]) -> int:
    if not container:
        return _show_all(app)
    arguments = " ".join(ps_options)
    answers = engines.gather(app, lambda one: containers.top(one.client, container, arguments))
    for titles, alike in groupby(answers.found, key=lambda answer: answer[1]["Titles"]):
        rows = [(one, row) for one, answer in alike for row in answer["Processes"] or []]
        hosts = [{engines.HOST: one.name} for one, _ in rows]
        cells = [row for _, row in rows]
        engines.show_table(app, hosts, titles, cells, fit=_fit(titles, ps_options))
    return answers.status


def _fit(titles: Sequence[str], ps_options: Sequence[str]) -> table.Fit:
    """The command may be cut; some columns may be dropped, unless the user chose the columns."""
    last = len(titles) - 1
    command = [last] if titles and titles[-1].upper() in _COMMANDS else []
    may_go = () if ps_options else _LEAST
    return table.Fit(cut=command, drop=[titles.index(title) for title in may_go if title in titles])


class _Process:
    """A process: its cells by the titles of their columns, and where it runs."""

    def __init__(self, host: str, container: str, cells: Mapping[str, str]) -> None:
        self.host = {engines.HOST: host}
        self.container = container
        self.cells = cells

    @property
    def cpu(self) -> float:
        """The CPU use in percent; -1 if not known."""
        try:
            return float(self.cells[_CPU].rstrip("%"))
        except (KeyError, ValueError):
            return -1


def _show_all(app: App) -> int:
    """Show the processes of all running containers; return the exit status."""
    answers = engines.gather(app, _processes_of)
    found = [process for _, (_, processes) in answers.found for process in processes]
    found.sort(key=lambda process: -process.cpu)
    there = {title for process in found for title in process.cells}
    shown = [title for title in _ORDER if title in there]
    header = [_NAME, *shown]
    may_go = [header.index(title) for title in _LEAST_OF_ALL if title in header]
    rows = [
        [process.container, *(process.cells.get(title, _UNKNOWN) for title in shown)]
        for process in found
    ]
    if answers.found:
        fit = table.Fit(cut=[len(shown)], drop=may_go)
        engines.show_table(app, [one.host for one in found], header, rows, fit=fit)
    return max([answers.status, *(status for _, (status, _) in answers.found)])


def _processes_of(one: App) -> tuple[int, list[_Process]]:
    """The exit status, and the processes of all running containers on an engine."""
    rows = containers.list_(one.client)
    jobs = [workers.Job(partial(containers.top, one.client, row["Id"])) for row in rows]
    targets.start(one, jobs)
    status, found = 0, []
    for row, job in zip(rows, jobs, strict=True):
        name = containers.name_of(row)
        try:
            told = job.result()
        except (NotFound, Conflict):  # the container has ended meanwhile
            continue
        except EngineError as error:
            status = max(status, one.report_error(error, name))
            continue
        titles = [_SAME.get(title.upper(), title.upper()) for title in told["Titles"]]
        for cells in told["Processes"] or ():
            found.append(_Process(one.name, name, dict(zip(titles, cells, strict=False))))
    return status, found
