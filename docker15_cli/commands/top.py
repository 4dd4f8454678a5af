"""`docker15 top`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli.command import MERGED, argument, container_argument
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.fanout import engines
from docker15_cli.output import table

_COMMANDS = ("CMD", "COMMAND", "ARGS")  # titles of columns that may be cut
# The least useful columns of ps -ef (dockerd, 1.5) and of Podman.
_LEAST = ("C", "%CPU", "TTY", "STIME", "ELAPSED", "TIME", "PPID")


@docker15_command(
    usage="CONTAINER [PS OPTIONS]",
    multi_engine=MERGED,
    options_first=True,
    examples=("docker15 top CONTAINER", "docker15 top CONTAINER aux"),
    manual=(
        "Shows the container's processes. What follows CONTAINER are options of ps(1), for "
        "engines that support them.",
    ),
    related=("ps",),
)
@container_argument(completes="running")
@argument("ps_options", nargs=-1, type=click.UNPROCESSED, completes="nothing")
def command(app: App, container: str, ps_options: Sequence[str]) -> int:
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
