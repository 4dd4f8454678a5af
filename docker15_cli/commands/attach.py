"""`docker15 attach`."""

from __future__ import annotations

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.commands._attaching import attached_to
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import container_argument, switch
from docker15_cli.commands._session import session_options
from docker15_cli.errors import Docker15Error


@docker15_command(
    "Attach to a running container.",
    usage="CONTAINER",
    examples=("docker15 attach CONTAINER", "docker15 attach --no-stdin CONTAINER | tee LOG"),
)
@container_argument
@switch("-nostdin", "--no-stdin", help="Do not send stdin.")
@session_options
def command(app: App, container: str, no_stdin: bool, sig_proxy: bool, detach_keys: str) -> int:
    inspected = api.inspect(app.client, container)
    if not api.is_running(inspected):
        raise Docker15Error("Impossible to attach to a stopped container, start it first")
    session = attached_to(
        app, container, inspected, stdin=not no_stdin, proxy=sig_proxy, detach_keys=detach_keys
    )
    return session.run()
