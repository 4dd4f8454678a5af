"""Running containers, and commands in them, without a terminal and without signal handlers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from docker15_cli.api import execs
from docker15_cli.app import App
from docker15_cli.attach import exec as attached
from docker15_cli.attach.container import remove_after_run
from docker15_cli.container.create import create
from docker15_cli.container.environment import environment
from docker15_cli.container.run import Run
from docker15_cli.container.spec import build_spec
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import Json
from docker15_cli.library import options
from docker15_cli.library.outlet import Outlet
from docker15_cli.output.units_06 import short_id
from docker15_cli.terminal.signals import SignalPipe

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import ExecConfig

_OUTPUT = ("stdout", "stderr")


def create_only(app: App, image: str, command: Sequence[str], given: Mapping[str, Json]) -> str:
    """Create a container; return its id as the engine sends it."""
    with _created(app, image, command, given, _streams(given)) as (run, _):
        return run.container


def run_detached(app: App, image: str, command: Sequence[str], given: Mapping[str, Json]) -> str:
    """Create a container and start it; return its id as the engine sends it.

    The message of an error of the start has the short id.
    """
    with _created(app, image, command, given, ()) as (run, _):
        try:
            run.start()
        except Docker15Error as error:
            name = short_id(run.container)
            if name not in str(error):  # the caller has no other way to find it
                error.args = (f"{name}: {error}",)
            raise
        return run.container


def run_attached(
    app: App,
    outlet: Outlet,
    image: str,
    command: Sequence[str],
    given: Mapping[str, Json],
    *,
    remove: bool,
) -> int:
    """Create a container, run it attached, and return its exit status.

    `outlet` is the app's streams. An exception before the container's end stops it, or removes it
    with `remove`. Raises AnswerBroken if output is lost, Docker15Error if the removal fails.
    """
    with ExitStack() as cleanup:
        made = _created(app, image, command, given, _streams(given), remove)
        run, signals = cleanup.enter_context(made)
        if remove:
            cleanup.push(partial(remove_after_run, app, run.container, signals))
        stream = run.start()
        assert stream is not None  # its output is attached
        session = run.session(stream)
        try:
            status = session.run()
        except BaseException:
            if not remove:
                run.stop_unread()
            raise
        if session.has_lost_output:
            outlet.check()
    outlet.check(Docker15Error)
    return status


def _streams(given: Mapping[str, Json]) -> Sequence[str]:
    """The streams to attach, now or later."""
    return ("stdin", *_OUTPUT) if given.get("interactive") else _OUTPUT


@contextmanager
def _created(
    app: App,
    image: str,
    command: Sequence[str],
    given: Mapping[str, Json],
    streams: Sequence[str],
    remove: bool = False,
) -> Iterator[tuple[Run, SignalPipe]]:
    values = {**options.of_container(given), "rm": remove}
    wanted = build_spec(app.environ, image, command, values, streams)
    with SignalPipe(listens=False) as signals:
        yield Run(app, create(app, wanted, signals), wanted, signals), signals


def run_exec(
    app: App,
    outlet: Outlet,
    container: str,
    command: Sequence[str],
    *,
    stdin: bool,
    tty: bool,
    env: options.Texts,
    user: str,
    workdir: str,
    privileged: bool,
) -> int:
    """Run a command in a running container; return its exit status.

    `outlet` is the app's streams. Raises AnswerBroken if output is lost.
    """
    config: ExecConfig = {
        "AttachStdin": stdin,
        "AttachStdout": True,
        "AttachStderr": True,
        "Tty": tty,
        "Cmd": list(command),
        "User": user,
        "Privileged": privileged,
    }
    if env:
        config["Env"] = environment(app.environ, (), options.texts(env), "env")
    if workdir:
        config["WorkingDir"] = workdir
    attached.require(app.client, config)
    identifier = execs.create(app.client, container, config)
    with SignalPipe(listens=False) as signals:
        status = attached.run(app, container, identifier, config, signals=signals)
    outlet.check()
    return status
