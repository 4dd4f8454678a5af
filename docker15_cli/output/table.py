"""Tables: the layout of Docker 0.6 for files and pipes, and a fitted one for terminals."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby, zip_longest

from .human import sanitize
from .streams import Streams

Row = Sequence[str]
Style = Callable[[str], tuple[str, str]]
"""Given a cell's text: what to write before and after it."""

_Entry = tuple[Row, list[int]]  # a row and the widths of its cells but the last

_GAP = 3
_LEAST_WIDTH = 20
_BOLD, _DIM, _RESET = "\033[1m", "\033[2m", "\033[0m"
_GREEN, _YELLOW = "\033[32m", "\033[33m"


def show(
    streams: Streams,
    header: Row,
    rows: Iterable[Row],
    *,
    shrink: Sequence[int] = (),
    styles: Mapping[int, Style] | None = None,
    least: int = _LEAST_WIDTH,
    cut: bool = True,
) -> None:
    """Write a table to stdout: `fitted` to a terminal, unless nothing may be `cut`; else `plain`.

    `styles` are for where data may be coloured.
    """
    chosen = (styles or {}) if streams.colour else None
    if streams.stdout_isatty and cut:
        lines = fitted(header, rows, streams.width, shrink=shrink, styles=chosen, least=least)
    elif streams.stdout_isatty:
        lines = map(sanitize, plain([header, *rows], least))
    else:
        lines = plain([header, *rows], least, chosen)
    streams.write("".join(f"{line}\n" for line in lines))


def plain(
    rows: Iterable[Row], least: int = _LEAST_WIDTH, styles: Mapping[int, Style] | None = None
) -> Iterator[str]:
    """Lines, without line breaks, laid out as Docker 0.6 did.

    A column is as wide as its longest cell and a gap of three, and not less than `least`. A row's
    last cell belongs to no column and is not padded: give the row a trailing "" to have the one
    before it padded. A column ends at a row that has no such cell; rows below it line up afresh.

    Cells are written as they are; one with a tab or a line break in it spoils the layout. `styles`
    are those of `fitted`.
    """
    table: list[_Entry] = [(row, []) for row in rows]
    _measure(table, least)
    padded = ([*map(str.ljust, row, widths), *row[-1:]] for row, widths in table)
    return map("".join, padded if styles is None else _styled(padded, styles))


def _styled(rows: Iterable[list[str]], styles: Mapping[int, Style]) -> Iterator[list[str]]:
    """The rows with colour, but for the room behind a cell; the first is the header."""
    for number, row in enumerate(rows):
        yield [
            _coloured(cell, _bold if number == 0 else styles.get(column, _unstyled))
            for column, cell in enumerate(row)
        ]


def _coloured(cell: str, style: Style) -> str:
    text = cell.rstrip(" ")
    before, after = style(text) if text else ("", "")
    return f"{before}{text}{after}{cell[len(text) :]}"


def _measure(table: list[_Entry], least: int) -> None:
    """Append to each row's widths the width of every cell but the last."""
    blocks = [table]
    for column in count():
        blocks = [run for block in blocks for run in _runs(block, column)]
        if not blocks:
            return
        for block in blocks:
            width = max(least, max(len(row[column]) for row, _ in block) + _GAP)
            for _, widths in block:
                widths.append(width)


def _runs(block: list[_Entry], column: int) -> Iterator[list[_Entry]]:
    """The stretches of neighbouring rows in which `column` is not past or at the last cell."""
    for belongs, run in groupby(block, key=lambda entry: len(entry[0]) > column + 1):
        if belongs:
            yield list(run)


def fitted(
    header: Row,
    rows: Iterable[Row],
    width: int,
    *,
    shrink: Sequence[int] = (),
    styles: Mapping[int, Style] | None = None,
    least: int = _LEAST_WIDTH,
) -> Iterator[str]:
    """Lines, without line breaks, none wider than `width` terminal cells.

    Where there is room the layout is that of `plain`. Where there is not, columns first give up the
    room that no cell needs, from the right; then the columns in `shrink` are cut, in that order,
    and after them the rest from the right, none below its title's width. What is still too wide
    falls off at the right edge.

    Cells are sanitised. `styles` has a style for some columns; with None there is no colour at all,
    else the header is bold.
    """
    title = _clean(header)
    table = [_clean(row) for row in rows]
    needed = [max(map(_cells, column)) for column in zip_longest(title, *table, fillvalue="")]
    widths = [max(least, need + _GAP) for need in needed[:-1]] + needed[-1:]
    _fit(widths, needed, [_cells(name) for name in title], width, shrink)
    bold = {} if styles is None else dict.fromkeys(range(len(widths)), _bold)
    yield _line(title, widths, width, bold)
    for row in table:
        yield _line(row, widths, width, styles or {})


def status_style(cell: str) -> tuple[str, str]:
    """The style of a STATUS cell: green while up, dim once it has ended, yellow in trouble."""
    if cell.startswith(("Restarting", "Dead")) or "(unhealthy)" in cell or "(Paused)" in cell:
        return _YELLOW, _RESET
    if cell.startswith("Up"):
        return _GREEN, _RESET
    return (_DIM, _RESET) if cell.startswith("Exit") else ("", "")


def _bold(_cell: str) -> tuple[str, str]:
    return _BOLD, _RESET


def _unstyled(_cell: str) -> tuple[str, str]:
    return "", ""


def _clean(row: Row) -> list[str]:
    """The row's cells, safe to show, without the empty ones at its end."""
    cells = [sanitize(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fit(
    widths: list[int], needed: list[int], titles: list[int], width: int, shrink: Sequence[int]
) -> None:
    """Narrow the columns until they, with their gaps, add up to `width` or can give no more."""
    backwards = range(len(widths) - 1, -1, -1)
    for column in backwards[1:]:
        _narrow(widths, column, needed[column] + _GAP, width)
    for column in (*(column for column in shrink if column < len(widths)), *backwards):
        title = titles[column] if column < len(titles) else 1
        gap = _GAP if column < len(widths) - 1 else 0
        _narrow(widths, column, max(1, title) + gap, width)


def _narrow(widths: list[int], column: int, floor: int, width: int) -> None:
    """Take from one column what all of them together have too much, down to `floor`."""
    excess = max(0, sum(widths) - width)
    widths[column] = max(min(floor, widths[column]), widths[column] - excess)


def _line(row: list[str], widths: list[int], width: int, styles: Mapping[int, Style]) -> str:
    """One row, cut at `width`; a gap stays free behind every cell but the last."""
    pieces: list[str] = []
    start = used = 0
    for column, cell in enumerate(row):
        room = min(widths[column] - (_GAP if column < len(row) - 1 else 0), width - start)
        if room <= 0:
            break
        if cell:
            text = _shorten(cell, room)
            before, after = styles[column](cell) if column in styles else ("", "")
            pieces += (" " * (start - used), before, text, after)
            used = start + _cells(text)
        start += widths[column]
    return "".join(pieces)


def _shorten(text: str, room: int) -> str:
    """`text`, or as much of it as fits into `room` terminal cells with an ellipsis behind."""
    if _cells(text) <= room:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += _cells(character)
        if taken > room - 1:
            return f"{text[:index]}…"
    return text


def _cells(text: str) -> int:
    """The number of terminal cells `text` takes."""
    return len(text) if text.isascii() else sum(map(_character_cells, text))


def _character_cells(character: str) -> int:
    from unicodedata import category, east_asian_width  # rarely needed

    if character == "\ufe0f":  # makes the character before it a picture, which may be a cell wider
        return 1
    if category(character) in ("Mn", "Me", "Cf"):  # drawn over its neighbour, or not at all
        return 0
    is_wide = east_asian_width(character) in ("W", "F") or "\U0001f1e6" <= character <= "\U0001faff"
    return 2 if is_wide else 1


def shortened(text: str, room: int) -> str:
    """`text`, sanitised, or as much of it as fits into `room` terminal cells with an ellipsis."""
    return _shorten(sanitize(text), room)
