"""The containers of one engine, and what they use, sampled repeatedly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.contract import operations
from docker15_cli.contract.shapes import Stats
from docker15_cli.errors import AnswerBroken, EngineError, EngineUnreachable, NotFound
from docker15_cli.fanout import targets, workers
from docker15_cli.jsontypes import JsonObject
from docker15_cli.usage.figures import Figures, Processor, figures, processor, row

INTERVAL = 1.0  # seconds between two samples


class Watch:
    """The containers of these names; without any, the running ones, or with `all_` all.

    The list is requested anew each time. Of each container only the CPU times of the last sample
    are kept.
    """

    def __init__(self, app: App, names: Sequence[str], *, all_: bool) -> None:
        self._app = app
        self._all = all_
        self._given = dict.fromkeys(names, "")  # ids by name
        self._is_given = bool(names)
        self._before: dict[str, Processor] = {}

    def find(self) -> int:
        """Look up the named containers; missing ones are reported.

        Returns the exit status. Raises NotSupported.
        """
        self._app.client.require(operations.CONTAINER_STATS)
        status = 0
        for name in list(self._given):
            try:
                found = containers.inspect(self._app.client, name)
                self._given[name] = containers.full_id(found)
            except NotFound as error:
                status = max(status, self._app.report_error(error, name))
                del self._given[name]
        return status

    @property
    def is_over(self) -> bool:
        """Whether containers were named, and none of them is left."""
        return self._is_given and not self._given

    def rows(
        self, *, one_shot: bool, show: Callable[[list[JsonObject]], None] | None = None
    ) -> list[JsonObject]:
        """A row for each container; `show` is called first, with rows without figures.

        With `one_shot` the engine is asked not to wait for a second sample.
        """
        known = self._known()
        if show:
            show([row(*each) for each in known])
        jobs = [workers.Job(partial(self._sample, known_[0], one_shot)) for known_ in known]
        targets.start(self._app, jobs)
        found = []
        for (identifier, name, given), job in zip(known, jobs, strict=True):
            try:
                sample = job.result()
            except NotFound:  # the container has been removed
                self._given.pop(given, None)
                continue
            name = (sample.get("name") or name).lstrip("/") if sample else name
            figures_ = self._figures(identifier, sample)
            found.append(row(identifier, name, given, figures_, sample))
        left = {identifier for identifier, _, _ in known}
        self._before = {one: kept for one, kept in self._before.items() if one in left}
        return found

    def _known(self) -> list[tuple[str, str, str]]:
        """For each container its id, its name, and what the user calls it."""
        if self._is_given:
            return [(identifier, name, name) for name, identifier in self._given.items()]
        rows = containers.list_(self._app.client, all=self._all)
        names = [[name.lstrip("/") for name in row.get("Names") or ("",)] for row in rows]
        return [(row["Id"], name[0], row["Id"][:12]) for row, name in zip(rows, names, strict=True)]

    def _sample(self, identifier: str, one_shot: bool) -> Stats | None:
        """A sample; None if the engine has none. Raises NotFound."""
        try:
            found: Stats = containers.stats(self._app.client, identifier, one_shot=one_shot)
        except NotFound:
            raise
        except EngineError:
            return None
        return found

    def _figures(self, identifier: str, sample: Stats | None) -> Figures | None:
        if sample is None:
            return None
        found = figures(sample, self._before.get(identifier))
        now = processor(sample)
        if now:
            self._before[identifier] = now
        return found


class Latest:
    """The latest rows of an engine, which a thread updates; it calls `notify` each time.

    The thread also connects, as an ssh tunnel ends with the thread that opened it. With
    `reconnects` an engine that can't be reached any more is tried again; meanwhile it has no rows,
    but an `error`.
    """

    def __init__(
        self, app: App, watch: Watch, notify: Callable[[], None], *, reconnects: bool
    ) -> None:
        self.status = 0
        self.rows: list[JsonObject] | None = None
        self.error: BaseException | None = None
        self.has_ended = False
        self.has_found = threading.Event()
        """Set once the containers are known, or that they can't be."""
        self._app = app
        self._watch = watch
        self._notify = notify
        self._reconnects = reconnects
        self._stop = threading.Event()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._work, daemon=True).start()  # a daemon: Ctrl-C does not wait

    def stop(self) -> None:
        """Tell the thread to end, which it does once the engine has answered."""
        self._stop.set()

    def _work(self) -> None:
        try:
            self.status = self._watch.find()
            self.has_found.set()
            first: Callable[[list[JsonObject]], None] | None = self._show
            while not (self._stop.is_set() or self._watch.is_over):
                self._look(first)
                first = None
                self._stop.wait(INTERVAL)
        except BaseException as error:  # raised or reported by the main thread
            self.error = error
        self.has_ended = True
        self.has_found.set()
        self._notify()

    def _look(self, first: Callable[[list[JsonObject]], None] | None) -> None:
        try:
            rows = self._watch.rows(one_shot=True, show=first)
            self.error = None
        except (AnswerBroken, EngineUnreachable) as error:
            if not self._reconnects:
                raise
            rows, self.error = [], error
            self._app.connection.renew()
        self._show(rows)

    def _show(self, rows: list[JsonObject]) -> None:
        self.rows = rows
        self._notify()
