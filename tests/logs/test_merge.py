"""Lines of many logs, merged in one order."""

from __future__ import annotations

import threading
import time

from docker15_cli.api.attached_stream import STDOUT
from docker15_cli.logs.entries import Entry
from docker15_cli.logs.merge import Merge, Outlet
from tests.real_engines.servers import until


def lines(*times: int) -> list[Entry]:
    return [Entry(time, STDOUT, b"", b"%d" % time) for time in times]


class Shown:
    """A merge in a thread, and what it has shown."""

    def __init__(self, merge: Merge) -> None:
        self.times: list[int] = []
        self.events: list[str] = []
        self.error: BaseException | None = None
        self._merge = merge
        self._changed = threading.Condition()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._merge.run(self._show, lambda: self._note("flush"), lambda: self._note("settled"))
        except ZeroDivisionError as error:
            self.error = error

    def _show(self, outlet: Outlet, line: Entry) -> None:
        with self._changed:
            self.times.append(line.time)
            self.events.append(f"{line.time}")
            self._changed.notify()

    def _note(self, event: str) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify()

    def wait_for(self, *times: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.times == list(times), 30), self.times

    def wait_for_flush(self) -> None:
        """Wait until a flush is the latest event."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.events[-1:] == ["flush"], 30), self.events

    def end(self) -> list[int]:
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.times


def test_in_the_order_of_their_times() -> None:
    merge = Merge()
    outlets = [merge.outlet() for _ in range(3)]
    shown = Shown(merge)
    for outlet, times in zip(outlets, ((1, 4, 7), (2, 5, 8), (3, 6, 9)), strict=True):
        outlet.put(lines(*times[:1]))
        outlet.put(lines(*times[1:]))
    for outlet in outlets:
        outlet.close()
    assert shown.end() == list(range(1, 10))
    assert shown.events.count("settled") == 1


def test_lines_of_one_log_stay_in_their_order() -> None:
    merge = Merge()
    first, second = merge.outlet(), merge.outlet()
    first.put(lines(5, 1, 6))
    second.put(lines(2, 5, 5))
    first.close()
    second.close()
    assert Shown(merge).end() == [2, 5, 1, 5, 5, 6]


def test_an_earlier_line_is_waited_for() -> None:
    merge = Merge()
    slow, fast = merge.outlet(), merge.outlet()
    fast.put(lines(2))
    shown = Shown(merge)
    time.sleep(0.1)  # time enough for showing it by mistake
    assert shown.times == []
    slow.put(lines(1))
    shown.wait_for(1)
    slow.catch_up()
    shown.wait_for(1, 2)
    fast.close()
    slow.put(lines(0))
    slow.close()
    assert shown.end() == [1, 2, 0]


def test_but_not_for_long_if_the_logs_are_followed() -> None:
    merge = Merge(patience=0.2)
    slow, fast = merge.outlet(), merge.outlet()
    fast.put(lines(2))
    shown = Shown(merge)
    shown.wait_for(2)
    slow.close()
    fast.close()
    shown.end()
    assert shown.events.count("settled") == 1


def test_it_flushes_before_a_pause() -> None:
    merge = Merge()
    outlet = merge.outlet()
    outlet.catch_up()
    outlet.put(lines(1, 2))
    shown = Shown(merge)
    shown.wait_for(1, 2)
    shown.wait_for_flush()
    outlet.put(lines(3))
    shown.wait_for(1, 2, 3)
    outlet.close()
    shown.end()
    assert [event for event in shown.events if event != "settled"][:3] == ["1", "2", "flush"]


def test_no_lines_are_read_ahead() -> None:
    """A log waits until its lines are taken."""
    merge = Merge()
    held, other = merge.outlet(), merge.outlet()
    put = []

    def work() -> None:
        for number in range(100):
            held.put(lines(number))
            put.append(number)
        held.close()

    thread = threading.Thread(target=work, daemon=True)
    shown = Shown(merge)
    thread.start()
    time.sleep(0.2)  # time enough for putting more by mistake
    assert len(put) <= 2
    other.close()
    assert shown.end() == list(range(100))


def test_a_busy_log_does_not_starve_the_others() -> None:
    merge = Merge()
    pouring, other = merge.outlet(), merge.outlet()
    pouring.catch_up()
    other.catch_up()
    has_ended = threading.Event()

    def pour() -> None:
        while not has_ended.is_set():
            pouring.put(lines(1))
        pouring.close()

    thread = threading.Thread(target=pour, daemon=True)
    shown = Shown(merge)
    thread.start()
    other.put(lines(2))
    other.put(lines(3))
    other.close()
    assert until(lambda: 3 in shown.times, 30)
    has_ended.set()
    shown.end()


def test_a_log_that_is_added_later() -> None:
    merge = Merge()
    first = merge.outlet()
    shown = Shown(merge)
    second = merge.outlet()
    first.put(lines(2))
    first.close()
    second.put(lines(1))
    second.close()
    assert shown.end() == [1, 2]


def test_an_error_is_raised_where_lines_are_shown() -> None:
    merge = Merge()
    merge.outlet()
    shown = Shown(merge)
    merge.fail(ZeroDivisionError())
    shown.end()
    assert isinstance(shown.error, ZeroDivisionError)


def test_many_at_a_time() -> None:
    merge = Merge()
    outlets = [merge.outlet() for _ in range(50)]

    def work(outlet: Outlet, number: int) -> None:
        for begin in range(0, 200, 10):
            outlet.put(lines(*(50 * time + number for time in range(begin, begin + 10))))
        outlet.close()

    for number, outlet in enumerate(outlets):
        threading.Thread(target=work, args=(outlet, number), daemon=True).start()
    assert Shown(merge).end() == list(range(10000))
