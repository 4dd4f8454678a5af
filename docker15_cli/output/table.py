"""Tables: the layout of Docker 0.6 for files and pipes, and a fitted one for terminals.

On a terminal that is too narrow, a table shrinks in these steps, no further than necessary:

1. Columns lose width that no cell needs.
2. Times and sizes are shortened: `2h`, `1.98MB`.
3. Text that is only read (a command, a description) is cut, with an ellipsis.
4. Whole columns are dropped, the least useful first.
5. Lines fold between columns; a cell that is wider than the terminal wraps at its edge.

So what users copy into the next command (an id, a name, an image, a tag, a port, an address) is
shown in full on any terminal, and none of these columns is ever dropped. A pipe always gets the
full table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby, zip_longest
from typing import NamedTuple

from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import Streams

Row = Sequence[str]
Style = Callable[[str], tuple[str, str]]
"""Given a cell's text: what to write before and after it."""


class Fit(NamedTuple):
    """How a table may shrink if there is no room, by the indices of its columns.

    `brief` has functions that shorten a cell, `cut` the columns whose text may be cut down to the
    width of their title, `drop` those that may be dropped; each is used in its order. Other columns
    are shown in full.
    """

    brief: Mapping[int, Callable[[str], str]] = {}
    cut: Sequence[int] = ()
    drop: Sequence[int] = ()

    def behind(self, columns: int) -> "Fit":
        """The Fit for the same table with this many more `columns` in front."""
        return Fit(
            {column + columns: write for column, write in self.brief.items()},
            [column + columns for column in self.cut],
            [column + columns for column in self.drop],
        )


_Entry = tuple[Row, list[int]]  # a row, and the widths of its cells except the last

_GAP = 3
_INDENT = "  "  # of the later lines of a folded row
_LEAST_WIDTH = 20
_BOLD, _DIM, _RESET = "\033[1m", "\033[2m", "\033[0m"
_GREEN, _YELLOW = "\033[32m", "\033[33m"


def show(
    streams: Streams,
    header: Row,
    rows: Iterable[Row],
    *,
    fit: Fit | None = None,
    styles: Mapping[int, Style] | None = None,
    least: int = _LEAST_WIDTH,
    no_trunc: bool = False,
) -> None:
    """Write a table to stdout: `fitted` on a terminal, unless `no_trunc`; else `plain`.

    `fit`, `styles` and `least` are as there; `styles` only apply if data may be coloured.
    """
    chosen = (styles or {}) if streams.colour else None
    if streams.stdout_isatty and not no_trunc:
        lines = fitted(header, rows, streams.width, fit=fit, styles=chosen, least=least)
    elif streams.stdout_isatty:
        lines = map(sanitize, plain([header, *rows], least))
    else:
        lines = plain([header, *rows], least, chosen)
    streams.write("".join(f"{line}\n" for line in lines))


def plain(
    rows: Iterable[Row], least: int = _LEAST_WIDTH, styles: Mapping[int, Style] | None = None
) -> Iterator[str]:
    """Lines, without line breaks, laid out as Docker 0.6 did.

    A column is as wide as its longest cell plus a gap of three, and at least `least`. The last cell
    of a row does not belong to a column and is not padded: give the row a trailing "" to have the
    cell before it padded. A column ends at a row without such a cell; rows below that are aligned
    separately.

    Cells are written unchanged; a tab or a line break in one spoils the layout. `styles` are as in
    `fitted`.
    """
    table: list[_Entry] = [(row, []) for row in rows]
    _measure(table, least)
    padded = ([*map(str.ljust, row, widths), *row[-1:]] for row, widths in table)
    return map("".join, padded if styles is None else _styled(padded, styles))


def _styled(rows: Iterable[list[str]], styles: Mapping[int, Style]) -> Iterator[list[str]]:
    """The rows with colours, except for the padding of cells; the first row is the header."""
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
    """Append to each row's widths those of all its cells except the last."""
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
    """The runs of consecutive rows in which `column` comes before the last cell."""
    for belongs, run in groupby(block, key=lambda entry: len(entry[0]) > column + 1):
        if belongs:
            yield list(run)


def fitted(
    header: Row,
    rows: Iterable[Row],
    width: int,
    *,
    fit: Fit | None = None,
    styles: Mapping[int, Style] | None = None,
    least: int = _LEAST_WIDTH,
) -> Iterator[str]:
    """Lines, without line breaks, for a terminal of `width` cells.

    If there is room, the layout is that of `plain`; if not, the table shrinks as `fit` allows. No
    line is wider than the terminal, unless a single cell with a line of its own is.

    Cells are sanitized. `styles` has the styles of some columns, by index; None means no colour at
    all, else the header is bold.
    """
    table = [_clean(header), *map(_clean, rows)]
    columns = dict(enumerate(map(list, zip_longest(*table, fillvalue=""))))
    widths = _fitted(columns, width, fit or Fit(), least)
    lines = _folded(widths, width)
    bold = {} if styles is None else dict.fromkeys(columns, _bold)
    for number in range(len(table)):
        row = {column: columns[column][number] for column in widths}
        style = (styles or {}) if number else bold
        for at, (indent, line) in enumerate(lines):
            text = _line({column: row[column] for column in line}, widths, style)
            if text or at == 0:
                yield f"{indent}{text}" if text else ""


def _fitted(columns: dict[int, list[str]], width: int, fit: Fit, least: int) -> dict[int, int]:
    """The widths, including gaps, of the columns that are shown; shortens their cells."""
    dropped = _dropped(columns, width, fit)
    shown = [column for column in columns if column not in dropped]
    needed = {column: _needed(columns[column]) for column in shown}
    widths = {column: max(least, needed[column] + _GAP) for column in shown}
    if shown:
        widths[shown[-1]] = needed[shown[-1]]
    for column in reversed(shown[:-1]):
        _narrow(widths, column, needed[column] + _GAP, width)
    for column in filter(widths.__contains__, fit.brief):
        if sum(widths.values()) > width:
            columns[column] = _written(columns[column], fit.brief[column])
            gap = _GAP if column != shown[-1] else 0
            _narrow(widths, column, _needed(columns[column]) + gap, width)
    for column in filter(widths.__contains__, fit.cut):
        gap = _GAP if column != shown[-1] else 0
        title = min(_cells(columns[column][0]), width)
        _narrow(widths, column, max(1, title) + gap, width)
    return widths


def _dropped(columns: Mapping[int, list[str]], width: int, fit: Fit) -> set[int]:
    """The columns to drop; if even that is not enough, all that may be dropped."""
    smallest = {}
    for column, cells in columns.items():
        if column in fit.cut:
            cells = cells[:1]
        elif column in fit.brief:
            cells = _written(cells, fit.brief[column])
        smallest[column] = max(1, _needed(cells)) + _GAP
    dropped: set[int] = set()
    for column in fit.drop:
        if sum(smallest[each] for each in smallest.keys() - dropped) - _GAP <= width:
            break
        dropped.add(column)
    return dropped


def _written(cells: Sequence[str], write: Callable[[str], str]) -> list[str]:
    """A column's cells, shortened by `write`, except for the title."""
    return [*cells[:1], *map(write, cells[1:])]


def _needed(cells: Iterable[str]) -> int:
    return max(map(_cells, cells), default=0)


def _folded(widths: Mapping[int, int], width: int) -> list[tuple[str, list[int]]]:
    """The lines of a row, each with its indent and columns, if one line is too narrow for all."""
    lines: list[tuple[str, list[int]]] = [("", [])]
    used = 0
    last = next(reversed(widths), -1)
    for column, wanted in widths.items():
        bare = wanted - (_GAP if column != last else 0)
        if lines[-1][1] and used + bare > width:
            indent = _INDENT if len(_INDENT) + bare <= width else ""
            lines.append((indent, []))
            used = len(indent)
        lines[-1][1].append(column)
        used += wanted
    return lines


def status_style(cell: str) -> tuple[str, str]:
    """The style of a STATUS cell: green if up, dim if ended, yellow if in trouble."""
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
    """The row's cells, made safe to show, without empty ones at the end."""
    cells = [sanitize(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _narrow(widths: dict[int, int], column: int, floor: int, width: int) -> None:
    """Narrow one column by the excess width of the whole table, but not below `floor`."""
    excess = max(0, sum(widths.values()) - width)
    widths[column] = max(min(floor, widths[column]), widths[column] - excess)


def _line(row: Mapping[int, str], widths: Mapping[int, int], styles: Mapping[int, Style]) -> str:
    """One line of a row, with a gap after each cell except the last."""
    pieces: list[str] = []
    start = used = 0
    last = next(reversed(widths), -1)
    for column, cell in row.items():
        if cell:
            text = _shorten(cell, widths[column] - (_GAP if column != last else 0))
            before, after = styles[column](cell) if column in styles else ("", "")
            pieces += (" " * (start - used), before, text, after)
            used = start + _cells(text)
        start += widths[column]
    return "".join(pieces)


def _shorten(text: str, room: int) -> str:
    """`text`, or as much of it as fits into `room` terminal cells together with an ellipsis."""
    if _cells(text) <= room:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += _cells(character)
        if taken > room - 1:
            return f"{text[:index]}…"
    return text


def _cells(text: str) -> int:
    """The number of terminal cells that `text` occupies."""
    return len(text) if text.isascii() else sum(map(_character_cells, text))


def _character_cells(character: str) -> int:
    from unicodedata import category, east_asian_width  # rarely needed

    if character == "\ufe0f":  # makes the character before it an emoji, which may be a cell wider
        return 1
    if category(character) in ("Mn", "Me", "Cf"):  # combining, or invisible
        return 0
    is_wide = east_asian_width(character) in ("W", "F") or "\U0001f1e6" <= character <= "\U0001faff"
    return 2 if is_wide else 1
