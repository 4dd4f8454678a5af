"""`docker15 start`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.commands import _targets
from docker15_cli.commands._attaching import attached_to
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.commands._options import containers_argument, switch
from docker15_cli.commands._session import session_options
from docker15_cli.errors import UsageError


@docker15_command(
    "Start stopped containers.",
    usage="CONTAINER [CONTAINER...]",
    examples=("docker15 start CONTAINER", "docker15 start -a -i CONTAINER"),
)
@containers_argument
@switch("-a", "--attach", help="Attach to its output, and exit with its status.")
@switch("-i", "--interactive", help="Attach to its stdin too.")
@session_options
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
    # Attach first, so that nothing is missed; the session starts it, if it does not run yet.
    container = containers[0]
    inspected = api.inspect(app.client, container)
    session = attached_to(
        app, container, inspected, stdin=interactive, proxy=sig_proxy, detach_keys=detach_keys
    )
    return session.run()
