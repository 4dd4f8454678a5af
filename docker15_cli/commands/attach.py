"""`docker15 attach`."""

from __future__ import annotations

import click

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import container_argument, switch
from docker15_cli.commands._session import Session, exit_status
from docker15_cli.errors import Docker15Error


@docker15_command(
    "Attach to a running container.",
    usage="CONTAINER",
    examples=("docker15 attach CONTAINER", "docker15 attach --no-stdin CONTAINER | tee LOG"),
)
@container_argument
@switch("-nostdin", "--no-stdin", help="Do not send stdin.")
@switch(
    "-sig-proxy",
    "--sig-proxy",
    default=True,
    help="Send signals to the container.  [default: true]",
)
@click.option(
    "--detach-keys",
    default="ctrl-p,ctrl-q",
    metavar="KEYS",
    help="Keys that detach from a terminal.",
)
def command(app: App, container: str, no_stdin: bool, sig_proxy: bool, detach_keys: str) -> int:
    inspected = api.inspect(app.client, container)
    if not api.is_running(inspected):
        raise Docker15Error("Impossible to attach to a stopped container, start it first")
    tty = api.has_tty(inspected)
    stdin = api.has_open_stdin(inspected) and not no_stdin
    stream = api.attach(app.client, container, stdin=stdin, tty=tty)
    session = Session(app, container, stream, stdin=stdin, tty=tty, proxy=sig_proxy, may_leave=True)
    return exit_status(session.run() or 0)
