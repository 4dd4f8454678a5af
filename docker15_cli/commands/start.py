"""`docker15 start`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.commands import _targets
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import containers_argument, switch
from docker15_cli.commands._session import Session, exit_status
from docker15_cli.errors import UsageError


@docker15_command(
    "Start stopped containers.",
    usage="CONTAINER [CONTAINER...]",
    examples=("docker15 start CONTAINER", "docker15 start -a -i CONTAINER"),
)
@containers_argument
@switch("-a", "--attach", help="Attach to its output, and exit with its status.")
@switch("-i", "--interactive", help="Attach to its stdin too.")
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
def command(
    app: App,
    containers: Sequence[str],
    attach: bool,
    interactive: bool,
    sig_proxy: bool,
    detach_keys: str,
) -> int:
    if not (attach or interactive):
        action = _targets.name(lambda target: api.start(app.client, target))
        return _targets.each(app, containers, action)
    if len(containers) > 1:
        raise UsageError("-a and -i attach to one container: name one only")
    return _attached(app, containers[0], interactive, sig_proxy)


def _attached(app: App, container: str, interactive: bool, sig_proxy: bool) -> int:
    inspected = api.inspect(app.client, container)
    tty = api.has_tty(inspected)
    stdin = interactive and api.has_open_stdin(inspected)
    # Without `logs`: they would replay what earlier runs wrote.
    stream = api.attach(app.client, container, stdin=stdin, tty=tty)
    try:
        if not api.is_running(inspected):
            api.start(app.client, container)
    except BaseException:
        stream.connection.close()
        raise
    session = Session(app, container, stream, stdin=stdin, tty=tty, proxy=sig_proxy, may_leave=True)
    return exit_status(session.run() or 0)
