"""The containers of one engine, and what they use: a sample of each, again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.contract import operations
from docker15_cli.contract.shapes import Stats
from docker15_cli.errors import EngineError, NotFound
from docker15_cli.fanout import targets, workers
from docker15_cli.jsontypes import JsonObject
from docker15_cli.usage.figures import Figures, Processor, figures, processor, row

INTERVAL = 1.0  # seconds between two samples


class Watch:
    """The containers of these names; or without any, those that run, or `all_`.

    Which these are is asked anew each time. Of each container only what the processor had done by
    the last sample is kept.
    """

    def __init__(self, app: App, names: Sequence[str], *, all_: bool) -> None:
        self._app = app
        self._all = all_
        self._given = dict.fromkeys(names, "")  # and their ids
        self._is_given = bool(names)
        self._before: dict[str, Processor] = {}

    def find(self) -> int:
        """Look up the containers by their names; those that are missing are reported.

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
        """A row for each container. `show` is given those without figures, as soon as it is known.

        With `one_shot` the engine is not asked to wait for a second sample.
        """
        known = self._known()
        if show:
            show([row(*each) for each in known])
        jobs = [workers.Job(partial(self._sample, known_[0], one_shot)) for known_ in known]
        limit = min(targets.AT_ONCE, self._app.client.endpoint.at_once)
        if len(jobs) > 1 and limit > 1:
            workers.start(jobs, limit)
        found = []
        for (identifier, name, given), job in zip(known, jobs, strict=True):
            try:
                sample = job.result()
            except NotFound:  # it has gone
                self._given.pop(given, None)
                continue
            name = (sample.get("name") or name).lstrip("/") if sample else name
            figures_ = self._figures(identifier, sample)
            found.append(row(identifier, name, given, figures_, sample))
        left = {identifier for identifier, _, _ in known}
        self._before = {one: kept for one, kept in self._before.items() if one in left}
        return found

    def _known(self) -> list[tuple[str, str, str]]:
        """The id, the name, and what it is called by, of each container."""
        if self._is_given:
            return [(identifier, name, name) for name, identifier in self._given.items()]
        rows = containers.list_(self._app.client, all=self._all)
        names = [[name.lstrip("/") for name in row.get("Names") or ("",)] for row in rows]
        return [(row["Id"], name[0], row["Id"][:12]) for row, name in zip(rows, names, strict=True)]

    def _sample(self, identifier: str, one_shot: bool) -> Stats | None:
        """None if the engine can't tell."""
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
    """The latest rows of an engine, which a thread brings up to date."""

    def __init__(self, watch: Watch, tell: Callable[[], None]) -> None:
        self.rows: list[JsonObject] | None = None
        self.error: BaseException | None = None
        self.has_ended = False
        self._watch = watch
        self._tell = tell
        self._stop = threading.Event()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._work, daemon=True).start()  # Ctrl-C doesn't wait for it

    def stop(self) -> None:
        """Let the thread end, if it is not waiting for the engine."""
        self._stop.set()

    def _work(self) -> None:
        try:
            first: Callable[[list[JsonObject]], None] | None = self._show
            while not (self._stop.is_set() or self._watch.is_over):
                self._show(self._watch.rows(one_shot=True, show=first))
                first = None
                self._stop.wait(INTERVAL)
        except BaseException as error:  # the main thread raises it, or reports it
            self.error = error
        self.has_ended = True
        self._tell()

    def _show(self, rows: list[JsonObject]) -> None:
        self.rows = rows
        self._tell()
