"""`docker15 top`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.commands import _hosts
from docker15_cli.commands._options import TOGETHER, container_argument
from docker15_cli.commands._options import command as docker15_command


@docker15_command(
    "Show what runs in a container.",
    usage="CONTAINER [PS OPTIONS]",
    several=TOGETHER,
    options_first=True,
    examples=("docker15 top CONTAINER", "docker15 top CONTAINER aux"),
)
@container_argument
@click.argument("ps_options", nargs=-1, type=click.UNPROCESSED)
def command(app: App, container: str, ps_options: Sequence[str]) -> int:
    arguments = " ".join(ps_options)
    answers = _hosts.gather(app, lambda one: containers.top(one.client, container, arguments))
    for titles, alike in groupby(answers.found, key=lambda answer: answer[1]["Titles"]):
        rows = [(one, row) for one, answer in alike for row in answer["Processes"] or []]
        hosts = [{_hosts.HOST: one.name} for one, _ in rows]
        _hosts.show_table(app, hosts, titles, [row for _, row in rows])
    return answers.status
