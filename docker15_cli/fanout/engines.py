"""Several engines at once: asked concurrently, shown in the order given. Only done in this module.

An engine that fails causes a line on stderr and exit status 1; the others are still shown. It is
enough if a container or an image is on one of them.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

from docker15_cli.app import App
from docker15_cli.errors import Docker15Error
from docker15_cli.fanout import workers
from docker15_cli.jsontypes import Json
from docker15_cli.output import table
from docker15_cli.output.streams import STDERR, STDOUT, Streams

Result = TypeVar("Result")
HOST = "Host"
"""The field in rows and objects for their engine's address, as the user gave it."""

_READ_SIZE = 64 * 1024
_LONGEST = 1024 * 1024  # bytes; a longer line is shown in parts


class Answers(Generic[Result]):
    """The engines' answers, each with its App, in the order given, and the exit status."""

    def __init__(self, found: Sequence[tuple[App, Result]], status: int = 0) -> None:
        self.found = found
        self.status = status


def gather(app: App, ask: Callable[[App], Result]) -> Answers[Result]:
    """Ask each engine. Errors of a single engine are raised, those of several are shown."""
    if not app.engines:
        return Answers([(app, ask(app))])
    jobs = [workers.Job(partial(ask, one)) for one in app.engines]
    workers.start(jobs, len(jobs))
    found: list[tuple[App, Result]] = []
    status = 0
    for one, job in zip(app.engines, jobs, strict=True):
        try:
            found.append((one, job.result()))
        except Docker15Error as error:
            status = max(status, one.report_error(error))
    return Answers(found, max(status, report_not_found(app)))


def show_rows(
    app: App, ask: Callable[[App], Iterable[Any]], show: Callable[[list[Any]], None]
) -> int:
    """Show the rows of all engines together, with a Host if there are several; return the status.

    If no engine has answered, nothing is shown.
    """
    answers = gather(app, ask)
    if answers.found:
        pairs = ((one, row) for one, answer in answers.found for row in answer)
        show([{**row, HOST: one.name} if app.engines else row for one, row in pairs])
    return answers.status


def host_of(app: App, row: Mapping[str, Json]) -> str:
    """The engine that a row came from, by the name the user gave it."""
    return str(row[HOST]) if app.engines else app.name or str(app.client.endpoint)


def show_table(
    app: App,
    found: Iterable[Mapping[str, Json]],
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    fit: table.Fit | None = None,
    styles: Mapping[int, table.Style] | None = None,
    **layout: Any,
) -> None:
    """`table.show`, with a HOST column if there are several; `rows` are the cells of `found`."""
    if app.engines:
        header = (HOST.upper(), *header)
        rows = ([str(row[HOST]), *cells] for row, cells in zip(found, rows, strict=True))
        fit = fit.behind(1) if fit else None
        styles = {column + 1: style for column, style in (styles or {}).items()}
    table.show(app.streams, header, rows, fit=fit, styles=styles, **layout)


def show_heading(app: App) -> None:
    """Show the heading above the output of one of several engines."""
    if app.name:
        app.streams.line(f"{HOST}: {app.name}")


def report_not_found(app: App) -> int:
    """Report targets that none of the engines that answered has; return the exit status."""
    answered = [one.reporter for one in app.engines if not one.reporter.has_failed]
    status = 0
    for target, error in answered[0].not_found.items() if answered else ():
        if all(target in one.not_found for one in answered):
            text = f"{error} (on none of {len(answered)} engines)"
            if answered[0].forgives_missing:
                app.streams.note(text)
                continue
            app.streams.error(text)
            status = 1
    return status


def each(app: App, run: Callable[[App], int | None], *, labelled: bool) -> int:
    """Run a command for each engine; return the exit status.

    It writes to pipes, whose lines are shown as they come; `labelled` puts the engine's address in
    front of each.
    """
    runs = [EngineRun(app.streams, one, run, labelled=labelled) for one in app.engines]
    poll = select.poll()
    open_pipes: dict[int, tuple[LabelledPipe, EngineRun]] = {}
    for one in runs:
        for pipe in one.pipes:
            open_pipes[pipe.fd] = (pipe, one)
            poll.register(pipe.fd, select.POLLIN)
        threading.Thread(target=one.work, daemon=True).start()
    status = 0
    while open_pipes:
        for fd, _ in poll.poll():
            pipe, one = open_pipes[fd]
            if pipe.pass_on():
                continue
            poll.unregister(fd)
            del open_pipes[fd]
            if not any(other is one for _, other in open_pipes.values()):
                status = max(status, one.finish())
    return max(status, report_not_found(app))


class EngineRun:
    """The run of a command for one engine: a thread that writes to pipes."""

    def __init__(
        self, shared: Streams, app: App, run: Callable[[App], int | None], *, labelled: bool
    ) -> None:
        label = f"{app.name}: " if labelled else ""
        self._app = app
        self._run = run
        self._status = 0
        self._error: BaseException | None = None
        (out, stdout), (err, stderr) = os.pipe(), os.pipe()
        self.pipes = (
            LabelledPipe(out, shared, STDOUT, label),
            LabelledPipe(err, shared, STDERR, label),
        )
        app.streams = Streams(app.environ, stdin=shared.stdin, stdout=stdout, stderr=stderr)

    def work(self) -> None:
        streams = self._app.streams
        try:
            self._status = self._run(self._app) or 0
        except BaseException as error:  # finish() reports it
            self._error = error
        with suppress(Docker15Error, BrokenPipeError):
            streams.flush()
        os.close(streams.stdout)
        os.close(streams.stderr)

    def finish(self) -> int:
        """Show why it failed, if it did; return its exit status. Raises other exceptions."""
        if isinstance(self._error, Docker15Error):
            return self._app.report_error(self._error)
        if self._error:
            raise self._error
        return self._status


class LabelledPipe:
    """A run's stdout or stderr, to be passed on to the user's."""

    def __init__(self, fd: int, shared: Streams, stream: int, label: str) -> None:
        self.fd = fd
        self._shared = shared
        self._show = shared.line if stream == STDOUT else shared.note
        self._label = label
        self._rest = b""

    def pass_on(self) -> bool:
        """Read, and show complete lines; False at the end."""
        data = os.read(self.fd, _READ_SIZE)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data:
            os.close(self.fd)
            lines = [self._rest] if self._rest else []
        elif len(self._rest) > _LONGEST:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._show(self._label + line.decode("utf-8", "surrogateescape"))
        self._shared.flush()
        return bool(data)
