"""The progress of transfers: bars on a terminal, plain lines elsewhere. Only this imports rich."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import IO, TYPE_CHECKING, cast

from docker15_cli.errors import Docker15Error, OutputError
from docker15_cli.jsontypes import Json
from docker15_cli.output.layers import read as read_layer
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDERR, STDOUT, Streams
from docker15_cli.output.units_06 import size

if TYPE_CHECKING:
    from rich.table import Table

    from docker15_cli.output.layers import Layer

_REDRAW = 0.1  # seconds between two updates of the screen
_HEARTBEAT = 60.0  # seconds without a line while something is transferred
_BAR, _SHORTEST_BAR, _BESIDE_BAR = 30, 8, 62  # columns

Message = Mapping[str, Json]
Clock = Callable[[], float]


def show(
    messages: Iterable[Message], streams: Streams, *, on: int = STDERR, quiet: bool = False
) -> None:
    """Show a transfer `on` STDOUT or STDERR, or just wait for its end.

    On a terminal there is a bar for each layer; elsewhere a line for each change of a layer's
    status, or every minute if only its counts change. Raises whatever `messages` raises.
    """
    if quiet:
        for _ in messages:
            pass
    elif streams.is_live(on):
        with _Bars(streams, on) as bars:
            for message in messages:
                bars.update(message)
    else:
        write = streams.flushed_line if on == STDOUT else streams.note
        for line in lines(messages):
            write(line)


def show_but_result(messages: Iterable[Message], streams: Streams) -> str:
    """Like `show`, but return the last line, which is the result, instead of showing it.

    "" if there is none.
    """
    rest = _WithoutLastLine(messages)
    show(rest, streams)
    return rest.line


def lines(messages: Iterable[Message], clock: Clock = time.monotonic) -> Iterator[str]:
    """A line for each change of a status, and one a minute if only the counts change."""
    shown: dict[str, str] = {}
    latest = clock()
    for message in messages:
        layer = read_layer(message)
        key = layer.key
        if not key or shown.get(key) != layer.status:
            line = layer.line
        elif layer.count and clock() - latest >= _HEARTBEAT:
            line = _counted(layer)
        else:
            continue
        if line:
            shown[key] = layer.status
            latest = clock()
            yield line


class Upload:
    """Iterates over the pieces of an upload, and shows on stderr how much has been sent.

    On a terminal that is updated in place, elsewhere it is a line every minute. Use it as a context
    manager around the sending.
    """

    def __init__(
        self, pieces: Iterable[bytes | memoryview], streams: Streams, clock: Clock = time.monotonic
    ) -> None:
        self._pieces = pieces
        self._streams = streams
        self._clock = clock
        self._live = streams.is_live(STDERR)
        self._size = 0
        self._is_open = False  # the current line has no end yet

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, *_error: object) -> None:
        self.finish()

    def __iter__(self) -> Iterator[bytes | memoryview]:
        interval = _REDRAW if self._live else _HEARTBEAT
        shown = self._clock()
        for piece in self._pieces:
            if self._live and not self._is_open:
                self._show()
            yield piece
            self._size += len(piece)
            now = self._clock()
            if now - shown >= interval:
                shown = now
                self._show()
        self.finish()

    def finish(self) -> None:
        """End the line: everything has been sent."""
        if self._is_open:
            self._show()
            self._streams.write_to(STDERR, b"\n")
            self._is_open = False

    def _show(self) -> None:
        text = f"Uploading context {size(self._size)}"
        if self._live:
            self._is_open = True
            self._streams.write_to(STDERR, f"\r{text}\x1b[K".encode())
        else:
            self._streams.note(text)


class _WithoutLastLine:
    """Messages without the last one that is a line of its own; with it, if there is an error."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.line = ""
        self._messages = messages

    def __iter__(self) -> Iterator[Message]:
        try:
            for message in self._messages:
                layer = read_layer(message)
                yield from self._released()
                if layer.key:
                    yield message
                else:
                    self.line = layer.status
        except Docker15Error:
            yield from self._released()
            raise

    def _released(self) -> Iterator[Message]:
        if self.line:
            yield {"status": self.line}
        self.line = ""


class _Bars:
    """Rows on a terminal, one for each layer, redrawn in place by a thread until the end."""

    def __init__(self, streams: Streams, on: int) -> None:
        from rich.console import Console
        from rich.live import Live

        self._lock = threading.Lock()
        self._layers: dict[str, Layer] = {}
        self._has_changed = False
        self._extracts = False
        self._console = Console(
            file=cast(IO[str], _Terminal(streams, on)),
            force_terminal=True,
            markup=False,
            emoji=False,
            highlight=False,
        )
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            get_renderable=self._table,
        )
        self._ended = threading.Event()
        self._redrawer = threading.Thread(target=self._redraw, daemon=True)

    def __enter__(self) -> _Bars:
        self._live.start()
        self._redrawer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._ended.set()
            self._redrawer.join()
            self._settle()
        finally:
            self._live.stop()  # this shows the cursor again

    def update(self, message: Message) -> None:
        """Update the state by a message; the thread will show it."""
        layer = read_layer(message)
        if layer.key:
            with self._lock:
                self._layers[layer.key] = layer
                self._has_changed = True
                self._extracts = self._extracts or layer.is_extracted
        elif layer.status:
            self._settle(layer.status)

    def _settle(self, *more: str) -> None:
        """Replace the rows by permanent lines, and `more` below them."""
        with self._lock:
            settled = [_counted(layer) for layer in self._layers.values()]
            self._layers.clear()
        if not (settled or more):
            return
        with self._console:  # in a single write, so that nothing flickers
            self._live.refresh()
            # The terminal wraps long lines itself, so that they can be copied as one.
            self._console.print("\n".join(map(sanitize, [*settled, *more])), soft_wrap=True)

    def _redraw(self) -> None:
        with contextlib.suppress(OutputError, BrokenPipeError):  # the main thread notices, too
            while not self._ended.wait(_REDRAW):
                if self._has_changed:
                    self._has_changed = False
                    self._live.refresh()

    def _table(self) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        with self._lock:
            layers = list(self._layers.values())
        table = Table.grid(padding=(0, 1))
        for _ in range(4):
            table.add_column(no_wrap=True)
        screen = self._console.size
        done = {layer.key for layer in layers if layer.is_done(extracts=self._extracts)}
        shown = _fitting(layers, done, screen.height - 1)
        width = min(_BAR, screen.width - _BESIDE_BAR)
        for layer in shown:
            bar = ProgressBar(total=100, completed=layer.percent, width=width)
            has_bar = layer.amounts[1] and width >= _SHORTEST_BAR
            label, status = sanitize(layer.label.strip()), sanitize(layer.status)
            table.add_row(label, status, bar if has_bar else "", layer.counted)
        if len(shown) < len(layers):
            table.add_row("", f"{len(done)} of {len(layers)} layers done", "", _sizes(layers))
        return table


class _Terminal(io.TextIOBase):
    """The file that rich writes to."""

    encoding = "utf-8"

    def __init__(self, streams: Streams, on: int) -> None:
        self._streams = streams
        self._on = on

    def write(self, text: str) -> int:
        self._streams.write_to(self._on, text.encode(errors="replace"))
        return len(text)


def _counted(layer: Layer) -> str:
    return f"{layer.line} {layer.counted}".strip()


def _fitting(layers: Sequence[Layer], done: Set[str], height: int) -> list[Layer]:
    """The layers to show, in order: all, or, if they don't fit, unfinished ones first."""
    if len(layers) <= height:
        return list(layers)
    by_interest = sorted(layers, key=lambda layer: layer.key in done)
    chosen = {layer.key for layer in by_interest[: max(1, height - 1)]}
    return [layer for layer in layers if layer.key in chosen]


def _sizes(layers: Sequence[Layer]) -> str:
    """How much has been transferred, of how much; "" if that is not counted."""
    received, expected = (
        int(sum(each)) for each in zip(*(layer.amounts for layer in layers), strict=True)
    )
    return f"{size(received)}/{size(expected)}" if expected else ""
