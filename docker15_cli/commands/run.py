"""`docker15 run`, as in docs/spec/remote-api-1.5.md §6, in the order of docs/spec/cli.md §7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from docker15_cli.app import App
from docker15_cli.attach.container import remove_after_run
from docker15_cli.attach.detaching import parse_keys
from docker15_cli.attach.options import DETACHING, session_options
from docker15_cli.cli.command import ON_REQUEST
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.cli.versioned import VERSIONED
from docker15_cli.container import create
from docker15_cli.container.options import SECTIONS, container_options
from docker15_cli.container.run import Run, failing_before
from docker15_cli.container.spec import build_spec
from docker15_cli.errors import UsageError
from docker15_cli.terminal.signals import SignalPipe
from docker15_cli.waiting import goals


def _refuse_several(given: Mapping[str, Any]) -> None:
    if not given["detach"] or given["interactive"]:
        raise UsageError("with several engines, run needs -d, and can't take -i")
    if given["cidfile"]:
        raise UsageError("with several engines, run can't take --cidfile: it is a single file")


@docker15_command(
    usage="IMAGE [COMMAND] [ARG...]",
    multi_engine=ON_REQUEST,
    refuses_several=_refuse_several,
    finishes=True,
    options_first=True,
    h_is_hostname=True,
    sections={
        **SECTIONS,
        "Waiting": ("wait", "wait_timeout"),
        "Several engines": ("all_hosts", "parallel"),
    },
    examples=(
        "docker15 run busybox echo hello",
        "docker15 run -i busybox md5sum < FILE",
        "docker15 run -d -p 8080:80 -v /srv/www:/www busybox httpd -f -h /www",
        "docker15 run -d --wait=log:ready busybox sh -c 'echo ready; sleep 60'",
    ),
    manual=(
        "Creates a container, attaches to it, starts it, and exits with its exit status. A "
        "missing image is pulled. Options end at IMAGE: what follows is the container's command.",
        "With `-d`, prints the container's id and leaves it running. With `-i`, stdin is sent to "
        "the container; with `-t`, the container has a terminal.",
        "With `-rm`, docker15 removes the container when it has exited; with `-d` as well, the "
        "engine does, from API 1.25 on.",
        VERSIONED,
        goals.MANUAL,
        goals.PORTS,
        DETACHING,
    ),
    related=("attach", "build", "create", "logs", "ps", "rm"),
    uses_credentials=True,
)
@switch("-d", "--detach", help="Run in the background, and print the id.")
@goals.wait_options
@session_options
@container_options
def command(
    app: App,
    image: str,
    command: Sequence[str],
    attach: Sequence[str],
    detach: bool,
    sig_proxy: bool,
    detach_keys: str,
    wait: goals.Goal | None,
    wait_timeout: float | None,
    **options: Any,
) -> int:
    if detach and attach:
        raise UsageError("Conflicting options: -a and -d")
    if wait is not None and not detach:
        raise UsageError("--wait needs -d: attached, run waits until the container exits")
    goals.check(wait, wait_timeout)
    parse_keys(detach_keys)
    streams = attach or _default_streams(detach, options["interactive"])
    wanted = build_spec(
        app.environ, image, command, options, streams, auto_remove=detach and options["rm"]
    )
    with SignalPipe() as signals, ExitStack() as cleanup:
        with failing_before():
            _require(app, wait)
            container = create.create(app, wanted, signals)
        run = Run(app, container, wanted, signals)
        if wanted.removed:
            cleanup.push(partial(remove_after_run, app, container, signals))
        stream = run.start()
        if stream is None:
            cleanup.pop_all()  # by the engine
            signals.release()
            _wait(app, container, wait, wait_timeout)
            return 0
        session = run.session(stream, sig_proxy, detach_keys)
        try:
            status = session.run(wait=run.has_output)
        except BrokenPipeError:
            if sig_proxy and not wanted.removed:
                run.stop_unread()
            raise
        if session.detached:
            cleanup.pop_all()  # it keeps running
        return status


def _require(app: App, goal: goals.Goal | None) -> None:
    """Raise NotSupported if the engine does not know the goal to wait for."""
    if goal is not None:
        from docker15_cli.waiting import wait

        wait.require(app, goal)


def _wait(app: App, container: str, goal: goals.Goal | None, timeout: float | None) -> None:
    if goal is not None:
        from docker15_cli.waiting import wait

        wait.reach(app, container, goal, timeout, is_new=True)


def _default_streams(detach: bool, interactive: bool) -> tuple[str, ...]:
    if detach:
        return ()
    return ("stdin", "stdout", "stderr") if interactive else ("stdout", "stderr")
