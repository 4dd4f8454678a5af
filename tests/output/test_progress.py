"""The progress of transfers: lines in a file, and what is shown on a terminal."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import struct
import termios
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyte
import pytest

from docker15_cli.errors import Docker15Error, EngineError
from docker15_cli.output import progress
from docker15_cli.output.streams import STDERR, STDOUT, Streams

A, B = "6923f7239367", "fe1af0929cfd"
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"
TIMEOUT = 30.0  # seconds

# A pull as reported by 0.6.3, and what docker15 writes to a file.
PULL = [
    {"status": "Pulling repository busybox"},
    {"status": "Pulling", "progress": "image (latest) from busybox", "id": A},
    {"status": "Pulling", "progress": "dependend layers", "id": A},
    {"status": "Pulling", "progress": "metadata", "id": A},
    {"status": "Pulling", "progress": "fs layer", "id": A},
    {"status": "Downloading", "progress": "36.86 kB/1.038 MB (4%)", "id": A},
    {"status": "Downloading", "progress": "  386 kB/1.038 MB (37%)", "id": A},
    {"status": "Downloading", "progress": "1.038 MB/1.038 MB (100%)", "id": A},
    {"status": "Download", "progress": "complete", "id": A},
    {"status": "Download", "progress": "complete", "id": A},
]
PULL_LINES = [
    "Pulling repository busybox",
    f"{A}: Pulling image (latest) from busybox",
    f"{A}: Pulling dependend layers",
    f"{A}: Pulling metadata",
    f"{A}: Pulling fs layer",
    f"{A}: Downloading",
    f"{A}: Download complete",
]


def ticks(layer: str, *amounts: int, total: int = 1_000_000) -> Iterator[dict[str, Any]]:
    for amount in amounts:
        detail = {"current": amount, "total": total}
        yield {"status": "Downloading", "progressDetail": detail, "progress": "[=> ]", "id": layer}


# -- lines


def test_a_line_for_each_change_of_status() -> None:
    assert list(progress.lines(PULL)) == PULL_LINES


def test_layers_that_take_turns_do_not_repeat_themselves() -> None:
    pairs = zip(ticks(A, *range(5)), ticks(B, *range(5)), strict=True)
    turns = list(itertools.chain.from_iterable(pairs))
    assert list(progress.lines(turns)) == [f"{A}: Downloading", f"{B}: Downloading"]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ({"status": "Importing", "progress": "524288/? (n/a)"}, ["Importing"]),
        ({"status": "Importing", "progress": "524288/? (n/a)"}, ["Importing"]),
        ({"status": "Pulling fs layer", "progressDetail": {}, "id": A}, [f"{A}: Pulling fs layer"]),
        (
            {"status": "Pulling from library/busybox", "id": "1"},
            ["1: Pulling from library/busybox"],
        ),
        ({"id": "id as status", "status": "id as status"}, ["id as status"]),
        ({"status": "odd", "progress": "7/8", "progressDetail": "no object"}, ["odd 7/8"]),
        ({"status": "odd", "progress": "1..2 MB/9 MB (1%)"}, ["odd"]),
        ({"status": None, "id": None}, []),
        ({}, []),
    ],
)
def test_a_message_alone(message: dict[str, Any], lines: list[str]) -> None:
    assert list(progress.lines([message])) == lines


def test_the_same_line_twice_is_two_lines() -> None:
    assert list(progress.lines([{"status": "x"}, {"status": "x"}])) == ["x", "x"]


def test_a_sign_of_life_once_a_minute() -> None:
    clock = itertools.count(step=7)
    found = list(progress.lines(ticks(A, *range(0, 250_000, 10_000)), lambda: next(clock)))
    assert found == [
        f"{A}: Downloading",
        f"{A}: Downloading 90 kB/1 MB (9%)",
        f"{A}: Downloading 180 kB/1 MB (18%)",
    ]


def test_the_last_line_is_the_result(screen: Screen) -> None:
    messages = [{"status": "Downloading from URL"}, *ticks("", 1, 2), {"status": "a3c1d078c7c5"}]
    assert progress.show_but_result(messages, screen.pipe) == "a3c1d078c7c5"
    assert screen.piped() == b"Downloading from URL\nDownloading\n"
    assert progress.show_but_result([], screen.pipe) == ""


def test_without_a_result_nothing_is_withheld(screen: Screen) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield {"status": "Downloading from URL"}
        raise EngineError("404")

    with pytest.raises(EngineError):
        progress.show_but_result(broken(), screen.pipe)
    assert screen.piped() == b"Downloading from URL\n"


def test_quiet_says_nothing_but_waits(screen: Screen) -> None:
    messages = iter(PULL)
    progress.show(messages, screen.streams, on=STDOUT, quiet=True)
    assert list(messages) == []
    assert screen.output == b""


# -- a terminal


class Screen:
    """A terminal's screen, with `streams` on it, and a `pipe` next to it."""

    def __init__(self, rows: int, columns: int) -> None:
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._pipe = os.pipe()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._output = bytearray()
        self.streams = self.on_terminal({"TERM": "xterm"})
        self.pipe = Streams({"TERM": "xterm"}, stdout=self._pipe[1], stderr=self._pipe[1])

    def on_terminal(self, environ: dict[str, str]) -> Streams:
        return Streams(environ, stdin=self._slave, stdout=self._slave, stderr=self._slave)

    def piped(self) -> bytes:
        return os.read(self._pipe[0], 65536)

    @property
    def output(self) -> bytes:
        """All that was written to the terminal."""
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._master, 65536):
                self._output += data
                self._stream.feed(data)
        return bytes(self._output)

    @property
    def lines(self) -> list[str]:
        assert self.output is not None
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> list[str]:
        return [line for line in self.lines if line]

    def until(self, condition: Callable[[list[str]], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not condition(self.lines):
            assert time.monotonic() < deadline, "\n".join(self.lines)
            time.sleep(0.01)

    def close(self) -> None:
        for fd in (self._master, self._slave, *self._pipe):
            os.close(fd)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Screen]:
    rows, columns = getattr(request, "param", (24, 100))
    for name, value in {"LINES": rows, "COLUMNS": columns, "TERM": "xterm"}.items():
        monkeypatch.setenv(name, str(value))  # rich reads the process's own environment
    monkeypatch.delenv("NO_COLOR", raising=False)
    made = Screen(rows, columns)
    yield made
    made.close()


def of_size(rows: int, columns: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("screen", [(rows, columns)], indirect=True)


def shown(screen: Screen, messages: Iterable[dict[str, Any]]) -> list[str]:
    """The screen's lines at the end."""
    progress.show(messages, screen.streams, on=STDOUT)
    return screen.text


def test_a_bar_for_each_layer(screen: Screen) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield {"status": "Pulling repository busybox"}
        yield from ticks(A, 250_000)
        yield {"status": "Downloading", "progress": "1.5 MB/3 MB (50%)", "id": B}
        yield {"status": "Buffering to disk", "progress": "524288/? (n/a)"}
        screen.until(lambda lines: "Buffering" in lines[3])
        first, second, third, fourth = screen.text
        assert first == "Pulling repository busybox"
        assert second.startswith(f"{A}: Downloading")
        assert second.endswith("━ 250 kB/1 MB (25%)")
        assert third.endswith("━ 1.5 MB/3 MB (50%)")
        assert fourth.split() == ["Buffering", "to", "disk", "524.3", "kB"]

    progress.show(messages(), screen.streams, on=STDOUT)


def test_finished_layers_stay_on_the_screen_as_lines(screen: Screen) -> None:
    messages = [
        *PULL,
        *ticks(B, 1),
        {"status": "Pull complete", "id": B},
        {"status": "Status: new"},
    ]
    assert shown(screen, messages) == [
        "Pulling repository busybox",
        f"{A}: Download complete",
        f"{B}: Pull complete",
        "Status: new",
    ]


def test_a_tag_is_not_a_layer(screen: Screen) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield {"status": "Pulling from joe/app", "id": "latest"}
        yield {"status": "Pulling fs layer", "progressDetail": {}, "id": A}
        rows = ["latest: Pulling from joe/app", f"{A}: Pulling fs layer"]  # not as a table
        screen.until(lambda lines: lines[:2] == rows)

    progress.show(messages(), screen.streams, on=STDOUT)


@of_size(24, 40)
def test_a_long_line_is_not_broken_between_its_words(screen: Screen) -> None:
    digest = f"Digest: sha256:{'0123456789abcdef' * 4}"
    assert "".join(shown(screen, [{"status": digest}])) == digest


def test_a_layer_without_a_count_has_no_bar(screen: Screen) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield from ticks(A, 500_000)
        screen.until(lambda lines: "50%" in lines[0])
        yield {"status": "Extracting", "progressDetail": {}, "id": A}
        screen.until(lambda lines: lines[0] == f"{A}: Extracting")

    progress.show(messages(), screen.streams, on=STDOUT)


@of_size(10, 100)
def test_more_layers_than_the_screen_has_lines(screen: Screen) -> None:
    identifiers = [f"{number:012d}" for number in range(40)]

    def messages() -> Iterator[dict[str, Any]]:
        for identifier in identifiers:
            yield from ticks(identifier, 100_000)
        for identifier in identifiers[:33]:
            yield {"status": "Download complete", "id": identifier}
        screen.until(lambda lines: any("33 of 40 layers done" in line for line in lines))
        *rows, total, last = screen.lines
        assert [row[:12] for row in rows if "Downloading" in row] == identifiers[33:]
        assert total.endswith("700 kB/7 MB")
        assert last == ""

    progress.show(messages(), screen.streams, on=STDOUT)
    assert screen.text[-1].startswith(identifiers[-1])


@of_size(6, 100)
def test_a_layer_that_will_be_extracted_is_not_done_when_downloaded(screen: Screen) -> None:
    identifiers = [f"{number:012d}" for number in range(10)]

    def messages() -> Iterator[dict[str, Any]]:
        for identifier in identifiers:
            yield {"status": "Verifying Checksum", "progressDetail": {}, "id": identifier}
            yield {"status": "Download complete", "progressDetail": {}, "id": identifier}
        screen.until(lambda lines: any("0 of 10 layers done" in line for line in lines))
        for identifier in identifiers[:4]:
            yield {"status": "Pull complete", "progressDetail": {}, "id": identifier}
        screen.until(lambda lines: any("4 of 10 layers done" in line for line in lines))

    progress.show(messages(), screen.streams, on=STDOUT)


@of_size(24, 60)
def test_a_narrow_screen_has_no_bars(screen: Screen) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield from ticks(A, 250_000)
        screen.until(
            lambda lines: lines[0].split() == f"{A}: Downloading 250 kB/1 MB (25%)".split()
        )

    progress.show(messages(), screen.streams, on=STDOUT)


@of_size(24, 200)
def test_text_from_the_engine_controls_nothing(screen: Screen) -> None:
    hostile = "[red]x[/red] :smile: 1.2.3.4 \x1b[2J\x1b]0;title\x07\u202e"
    expected = "[red]x[/red] :smile: 1.2.3.4 [2J]0;title"
    messages: list[dict[str, Any]] = [
        {"status": hostile},
        {"status": f"Pulling {hostile}", "id": f"{A}{hostile}"},
        {"status": hostile, "progressDetail": {"current": 1, "total": 2}, "id": B},
    ]

    def slowly() -> Iterator[dict[str, Any]]:
        yield from messages
        screen.until(lambda lines: B in lines[2])

    progress.show(slowly(), screen.streams, on=STDOUT)
    assert screen.text[0] == expected
    assert f"{B}: {expected}" in screen.text[2]
    assert b"title\x07" not in screen.output
    assert b"\x1b[2J" not in screen.output


def test_not_a_redraw_for_each_message(screen: Screen) -> None:
    begun = time.monotonic()
    progress.show(ticks(A, *range(50_000)), screen.streams, on=STDOUT)
    looks = (time.monotonic() - begun) / 0.1
    assert screen.output.count(b"Downloading") <= looks + 4  # the first, the last, and when done


def test_a_silent_engines_last_message_is_on_the_screen(screen: Screen) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield from ticks(A, *range(100_000, 900_000, 1000))
        yield {"status": "Verifying Checksum", "id": A}
        screen.until(lambda lines: lines[0] == f"{A}: Verifying Checksum")

    progress.show(messages(), screen.streams, on=STDOUT)


@pytest.mark.parametrize("failure", [EngineError("no space"), KeyboardInterrupt()])
def test_the_cursor_is_restored_whatever_happens(screen: Screen, failure: BaseException) -> None:
    def messages() -> Iterator[dict[str, Any]]:
        yield from ticks(A, 250_000)
        screen.until(lambda lines: "25%" in lines[0])
        raise failure

    with pytest.raises(type(failure)):
        progress.show(messages(), screen.streams, on=STDOUT)
    assert screen.text == [f"{A}: Downloading 250 kB/1 MB (25%)"]
    assert screen.output.rfind(SHOW) > screen.output.rfind(HIDE) >= 0


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {}, {"TERM": "xterm", "NO_COLOR": "1"}])
def test_a_terminal_that_wants_lines_gets_them(screen: Screen, environ: dict[str, str]) -> None:
    progress.show(PULL, screen.on_terminal(environ), on=STDOUT)
    assert screen.text == PULL_LINES
    assert b"\x1b" not in screen.output


# -- uploads


def test_an_upload_is_counted_in_place(screen: Screen) -> None:
    clock = itertools.count()
    chunks = [b"x" * 1000, b"y" * 500]
    with progress.Upload(chunks, screen.streams, lambda: next(clock)) as upload:
        pieces = iter(upload)
        assert next(pieces) == b"x" * 1000
        assert screen.text == ["Uploading context 0 B"]
        assert next(pieces) == b"y" * 500
        assert screen.text == ["Uploading context 1 kB"]
        assert list(pieces) == []
        screen.streams.note("Step 1")
    assert screen.text == ["Uploading context 1.5 kB", "Step 1"]


def test_an_upload_that_breaks_off_leaves_a_line(screen: Screen) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 1000
        raise Docker15Error("gone")

    with pytest.raises(Docker15Error), progress.Upload(pieces(), screen.streams) as upload:
        list(upload)
    screen.streams.error("gone")
    assert screen.text == ["Uploading context 1 kB", "Error: gone"]


def test_an_upload_elsewhere_gives_a_sign_of_life_once_a_minute(screen: Screen) -> None:
    clock = itertools.count(step=25)
    with progress.Upload([b"x" * 1000] * 6, screen.pipe, lambda: next(clock)) as upload:
        assert len(list(upload)) == 6
    assert screen.piped() == b"Uploading context 3 kB\nUploading context 6 kB\n"


def test_a_short_upload_elsewhere_says_nothing(screen: Screen) -> None:
    with progress.Upload([b"x"], screen.pipe) as upload:
        assert list(upload) == [b"x"]
    screen.pipe.note("the end")
    assert screen.piped() == b"the end\n"


def test_an_upload_is_shown_on_stderr(screen: Screen) -> None:
    stdout, stderr = os.pipe(), screen.streams.stderr
    streams = Streams({"TERM": "xterm"}, stdout=stdout[1], stderr=stderr)
    assert streams.is_live(STDERR)
    assert not streams.is_live(STDOUT)
    with progress.Upload([b"x"], streams) as upload:
        list(upload)
    assert screen.text == ["Uploading context 1 B"]
    os.close(stdout[1])
    assert os.read(stdout[0], 1) == b""
    os.close(stdout[0])
