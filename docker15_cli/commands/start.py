"""`docker15 start`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docker15_cli.api import container_life
from docker15_cli.api import containers as api
from docker15_cli.app import App
from docker15_cli.attach.options import DETACHING, session_options
from docker15_cli.cli.command import ALL, ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.shared_options import CONCURRENT, SELECTING, containers_argument
from docker15_cli.errors import UsageError
from docker15_cli.fanout import targets
from docker15_cli.waiting import goals


def _refuse_several(given: Mapping[str, Any]) -> None:
    if given["attach"] or given["interactive"]:
        raise UsageError("with several engines or --filter, start takes neither -a nor -i")


@docker15_command(
    usage="CONTAINER [CONTAINER...]",
    selects=ALL,
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    examples=(
        "docker15 start CONTAINER",
        "docker15 start -a -i CONTAINER",
        "docker15 start --wait --wait-timeout 30s CONTAINER",
    ),
    manual=(
        "With `-a`, attaches to the container, and exits with its exit status; with `-i`, sends "
        "it stdin.",
        CONCURRENT,
        SELECTING,
        goals.MANUAL,
        goals.PORTS,
        DETACHING,
    ),
    related=("attach", "create", "stop"),
)
@containers_argument(completes="stopped")
@switch("-a", "--attach", help="Attach to its output, and exit with its status.")
@switch("-i", "--interactive", help="Attach to its stdin too.")
@session_options
@goals.wait_options
def command(
    app: App,
    containers: Sequence[str],
    attach: bool,
    interactive: bool,
    sig_proxy: bool,
    detach_keys: str,
    wait: goals.Goal | None,
    wait_timeout: float | None,
) -> int:
    goals.check(wait, wait_timeout)
    if not (attach or interactive):
        return _start_all(app, containers, wait, wait_timeout)
    if wait is not None:
        raise UsageError("Conflicting options: --wait and -a or -i")
    if len(containers) > 1:
        raise UsageError("can't attach to several containers: -a and -i take only one")
    from docker15_cli.attach.container import attach_to
    from docker15_cli.terminal.signals import SignalPipe

    # Attach first, so that no output is missed; the session starts it, if it is not running yet.
    container = containers[0]
    inspected = api.inspect(app.client, container)
    with SignalPipe() as signals:
        session = attach_to(
            app,
            container,
            inspected,
            signals,
            stdin=interactive,
            proxy=sig_proxy,
            detach_keys=detach_keys,
        )
        return session.run()


def _start_all(
    app: App, containers: Sequence[str], goal: goals.Goal | None, timeout: float | None
) -> int:
    def start(target: str) -> None:
        container_life.start(app.client, target)

    if goal is None:
        return targets.each(app, containers, targets.printing_name(start))
    from docker15_cli.waiting import wait

    wait.require(app, goal)

    def start_and_wait(target: str) -> None:
        wait.run(app, target, lambda: start(target), goal, timeout)

    return targets.each(app, containers, targets.printing_name(start_and_wait))
