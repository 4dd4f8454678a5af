"""What coverage sees in the processes that forking.py forks, collected in their parent.

Coverage itself would write a database for each process, which takes longer than most commands.
"""

from __future__ import annotations

import _thread
import contextlib
import marshal
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any


def _traced(start: Any) -> Any:
    """Coverage sees only the threads of `threading`; the one of completion isn't one of those."""

    def start_new_thread(work: Any, *arguments: Any) -> int:
        def run(*given: Any) -> None:
            if sys.gettrace() is None:
                sys.settrace(threading.gettrace())
            work(*given)

        identifier: int = start(run, *arguments)
        return identifier

    return start_new_thread


class Arcs:
    """The arcs of this process, by file; none if coverage isn't running."""

    def __init__(self) -> None:
        coverage = sys.modules.get("coverage")
        current = coverage.Coverage.current() if coverage else None
        self._seen: dict[str, set[Any]] | None = current._collector.data if current else None
        self._directory = Path(tempfile.gettempdir())

    def report_at_exit(self) -> None:
        """In a fork: have os._exit() write what is new in it to a file."""
        if self._seen is not None:
            os._exit = self._leaving(os._exit, self._seen)
            _thread.start_new_thread = _traced(_thread.start_new_thread)

    def _leaving(self, leave: Any, seen: dict[str, set[Any]]) -> Any:
        before = {name: len(arcs) for name, arcs in seen.items()}

        def exit_(status: int) -> None:
            try:
                new = {name: arcs for name, arcs in seen.items() if len(arcs) != before.get(name)}
                if new:
                    self._file_of(os.getpid()).write_bytes(marshal.dumps(new))
            finally:
                leave(status)

        return exit_

    def take(self, pid: int) -> None:
        """Add the arcs of a fork that has ended. One that was killed by a signal has left none."""
        if self._seen is None or not (file := self._file_of(pid)).exists():
            return
        with contextlib.suppress(EOFError, ValueError, TypeError):
            for name, arcs in marshal.loads(file.read_bytes()).items():
                self._seen.setdefault(name, set()).update(arcs)
        file.unlink()

    def _file_of(self, pid: int) -> Path:
        return self._directory / f"arcs-{pid}"
