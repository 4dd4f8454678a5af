"""`docker15 attach`."""

from __future__ import annotations

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.attach.container import attach_to, not_running
from docker15_cli.attach.options import DETACHING, session_options
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.terminal.signals import SignalPipe


@docker15_command(
    usage="CONTAINER",
    examples=("docker15 attach CONTAINER", "docker15 attach --no-stdin CONTAINER | tee LOG"),
    manual=(
        "Attaches the terminal, or stdin, stdout and stderr, to a running container. "
        "docker15-logs(1) shows what it has written before.",
        DETACHING,
    ),
    related=("logs", "run", "start"),
)
@container_argument(completes="running")
@switch("-nostdin", "--no-stdin", help="Do not attach stdin.")
@session_options
def command(app: App, container: str, no_stdin: bool, sig_proxy: bool, detach_keys: str) -> int:
    inspected = api.inspect(app.client, container)
    if not api.is_running(inspected):
        raise not_running()
    with SignalPipe() as signals:
        session = attach_to(
            app,
            container,
            inspected,
            signals,
            stdin=not no_stdin,
            proxy=sig_proxy,
            detach_keys=detach_keys,
            type_eof=False,  # others may still be typing
        )
        return session.run()
