"""`docker15 start`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.attach.options import DETACHING, session_options
from docker15_cli.cli.command import CONCURRENT, ON_REQUEST, containers_argument, switch
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError
from docker15_cli.fanout import targets


def _refuse_several(given: Mapping[str, Any]) -> None:
    if given["attach"] or given["interactive"]:
        raise UsageError("with several engines, start takes neither -a nor -i")


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    examples=("docker15 start CONTAINER", "docker15 start -a -i CONTAINER"),
    manual=(
        "With `-a`, attaches to the container, and exits with its exit status; with `-i`, sends "
        "it stdin.",
        CONCURRENT,
        DETACHING,
    ),
    related=("attach", "create", "stop"),
)
@containers_argument(completes="stopped")
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
        action = targets.printing_name(lambda target: api.start(app.client, target))
        return targets.each(app, containers, action)
    if len(containers) > 1:
        raise UsageError("can't attach to several containers: -a and -i take only one")
    from docker15_cli.attach.container import attached_to
    from docker15_cli.terminal.signals import SignalPipe

    # Attach first, so that no output is missed; the session starts it, if it is not running yet.
    container = containers[0]
    inspected = api.inspect(app.client, container)
    with SignalPipe() as signals:
        session = attached_to(
            app,
            container,
            inspected,
            signals,
            stdin=interactive,
            proxy=sig_proxy,
            detach_keys=detach_keys,
        )
        return session.run()
