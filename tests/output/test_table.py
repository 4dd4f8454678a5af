"""The 0.6 layout, by recorded tables and its rule; the layout fitted to a terminal."""

import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.output import sanitize, units_06
from docker15_cli.output.table import Fit, fitted, plain, status_style

# -- recorded from Docker 0.6.3; a ¶ ends each line, so that trailing blanks can be seen

PS = """\
ID                  IMAGE               COMMAND                CREATED                  STATUS                  PORTS¶
ce48cc35f453        busybox:latest      sleep 100              Less than a second ago   Up Less than a second   49155->80, 49400->90   ¶
153ab0e44d63        busybox:latest      sleep 100              Less than a second ago   Up Less than a second                          ¶
95e2949ca670        busybox:latest      sh -c trap "echo got   5 seconds ago            Exit 9                                         ¶
53b0822119a5        busybox:latest      nosuchcmd              20 seconds ago           Exit 127                                       ¶
"""  # noqa: E501

PS_WITH_SIZES = """\
ID                  IMAGE               COMMAND             CREATED             STATUS              PORTS                  SIZE¶
ce48cc35f453        busybox:latest      sleep 100           1 seconds ago       Up 1 seconds        49155->80, 49400->90   8.199 kB (virtual 2.038 MB)¶
153ab0e44d63        busybox:latest      sleep 100           1 seconds ago       Up 1 seconds                               8.199 kB (virtual 2.038 MB)¶
"""  # noqa: E501

IMAGES_IN_FULL = """\
REPOSITORY          TAG                 ID                                                                 CREATED             SIZE¶
imp                 v1                  a3c1d078c7c58e977f807f4763f6794d9858fb87ce38806b1b377e8748c9080b   2 seconds ago       2.038 MB (virtual 2.038 MB)¶
<none>              <none>              1121214d3f5ae58446b63b4397938074088c77e56de7de2f6b5310db05d9a027   2 minutes ago       4.096 kB (virtual 2.07 MB)¶
"""  # noqa: E501

HISTORY = """\
ID                  CREATED             CREATED BY¶
com2:latest         1 seconds ago       sh -c echo out; sleep 0.1; rm /etc/group¶
busybox:latest      11 minutes ago      ¶
"""

TOP = """\
USER                PID                 COMMAND¶
root                387                 sleep               100¶
"""

SEARCH = """\
NAME                             DESCRIPTION¶
busybox                          Busybox base image.¶
team1/app                        ¶
someone/with-a-very-long-name    A long description with several lines and ...¶
"""

NO_IMAGES = """\
REPOSITORY          TAG                 ID                  CREATED             SIZE¶
"""

UP, UP_LONG = "Up 1 seconds", "Up Less than a second"
PORTS = "49155->80, 49400->90"
PS_HEADER = ("ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS")
IMAGES_HEADER = ("REPOSITORY", "TAG", "ID", "CREATED", "SIZE")
SIZES = "8.199 kB (virtual 2.038 MB)"
LESS = "Less than a second ago"

RECORDED = {
    PS: [
        PS_HEADER,
        ("ce48cc35f453", "busybox:latest", "sleep 100", LESS, UP_LONG, PORTS, ""),
        ("153ab0e44d63", "busybox:latest", "sleep 100", LESS, UP_LONG, "", ""),
        (
            "95e2949ca670",
            "busybox:latest",
            'sh -c trap "echo got',
            "5 seconds ago",
            "Exit 9",
            "",
            "",
        ),
        ("53b0822119a5", "busybox:latest", "nosuchcmd", "20 seconds ago", "Exit 127", "", ""),
    ],
    PS_WITH_SIZES: [
        (*PS_HEADER, "SIZE"),
        ("ce48cc35f453", "busybox:latest", "sleep 100", "1 seconds ago", UP, PORTS, SIZES),
        ("153ab0e44d63", "busybox:latest", "sleep 100", "1 seconds ago", UP, "", SIZES),
    ],
    IMAGES_IN_FULL: [
        IMAGES_HEADER,
        (
            "imp",
            "v1",
            "a3c1d078c7c58e977f807f4763f6794d9858fb87ce38806b1b377e8748c9080b",
            "2 seconds ago",
            "2.038 MB (virtual 2.038 MB)",
        ),
        (
            "<none>",
            "<none>",
            "1121214d3f5ae58446b63b4397938074088c77e56de7de2f6b5310db05d9a027",
            "2 minutes ago",
            "4.096 kB (virtual 2.07 MB)",
        ),
    ],
    HISTORY: [
        ("ID", "CREATED", "CREATED BY"),
        ("com2:latest ", "1 seconds ago", "sh -c echo out; sleep 0.1; rm /etc/group"),
        ("busybox:latest ", "11 minutes ago", ""),
    ],
    TOP: [("USER", "PID", "COMMAND"), ("root", "387", "sleep", "100")],
    NO_IMAGES: [IMAGES_HEADER],
}


def laid_out(rows, **options):
    return "".join(f"{line}¶\n" for line in plain(rows, **options))


@pytest.mark.parametrize("recorded", RECORDED)
def test_plain_is_the_recorded_layout(recorded):
    assert laid_out(RECORDED[recorded]) == recorded


def test_plain_with_a_wider_least_width_is_the_search_layout():
    rows = [
        ("NAME", "DESCRIPTION"),
        ("busybox", "Busybox base image."),
        ("team1/app", ""),
        ("someone/with-a-very-long-name", "A long description with several lines and ..."),
    ]
    assert laid_out(rows, least=33) == SEARCH


def test_a_column_ends_at_a_row_that_lacks_it():
    rows = [("a" * 20, "b"), ("c",), ("d", "e")]
    assert laid_out(rows) == f"{'a' * 20}   b¶\nc¶\n{'d':20}e¶\n"


def test_a_row_of_a_thousand_cells_is_laid_out():
    rows = [["x"] * 3000, ["y"]]
    assert laid_out(rows, least=2) == "x   " * 2999 + "x¶\ny¶\n"


def test_nothing_is_laid_out_as_nothing():
    assert list(plain([])) == []
    assert list(plain([[], ["a"]])) == ["", "a"]


CELLS = st.text(st.sampled_from("ab é日"), max_size=9)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8)


def width_by_the_rule(rows, at, column, least):
    """The longest cell among neighbouring rows that all have a cell after this one."""
    first = last = at
    while first > 0 and len(rows[first - 1]) > column + 1:
        first -= 1
    while last < len(rows) - 1 and len(rows[last + 1]) > column + 1:
        last += 1
    return max([least, *(len(row[column]) + 3 for row in rows[first : last + 1])])


@given(ROWS, st.integers(0, 12))
def test_plain_follows_the_rule_of_columns(rows, least):
    expected = []
    for at, (*cells, last) in enumerate(rows):
        widths = [width_by_the_rule(rows, at, column, least) for column in range(len(cells))]
        padded = [
            cell + " " * (width - len(cell)) for cell, width in zip(cells, widths, strict=True)
        ]
        expected.append("".join(padded) + last)
    assert list(plain(rows, least)) == expected


# -- on a terminal

HEADER = ("ID", "IMAGE", "COMMAND", "STATUS", "PORTS")
ROWS_SHOWN = [
    ("ce48cc35f453", "registry.example.com/team/app:1", "sleep 100", "Up 2 hours", "49153->80"),
    ("153ab0e44d63", "busybox:latest", "sh -c while true", "Exit 0", ""),
]


def shown(width, **options):
    return list(fitted(HEADER, ROWS_SHOWN, width, **options))


def test_fitted_is_the_plain_layout_if_there_is_room():
    assert shown(103) == [line.rstrip() for line in plain([HEADER, *ROWS_SHOWN])]


def test_fitted_first_gives_up_empty_space_from_the_right():
    header, rows = ("A", "B", "C"), [("aaaa", "bbbb", "cccc")]
    assert list(fitted(header, rows, 44))[1] == f"{'aaaa':20}{'bbbb':20}cccc"
    assert list(fitted(header, rows, 33))[1] == f"{'aaaa':20}{'bbbb':9}cccc"
    assert list(fitted(header, rows, 19))[1] == f"{'aaaa':8}{'bbbb':7}cccc"


FIT = Fit({3: units_06.brief_time}, cut=[2], drop=[2, 3])


def test_fitted_first_shortens_times():
    """F18; and no more than necessary."""
    assert shown(90, fit=FIT)[1].endswith("   Up 2 hours   49153->80")
    assert shown(86, fit=FIT) == [
        "ID             IMAGE                             COMMAND            STATUS   PORTS",
        "ce48cc35f453   registry.example.com/team/app:1   sleep 100          Up 2h    49153->80",
        "153ab0e44d63   busybox:latest                    sh -c while true   Exit 0",
    ]


def test_fitted_then_cuts_cells_that_are_only_read():
    assert shown(80, fit=FIT) == [
        "ID             IMAGE                             COMMAND      STATUS   PORTS",
        "ce48cc35f453   registry.example.com/team/app:1   sleep 100    Up 2h    49153->80",
        "153ab0e44d63   busybox:latest                    sh -c whi…   Exit 0",
    ]


def test_fitted_then_drops_columns_in_the_order_given():
    assert shown(73, fit=FIT) == [
        "ID               IMAGE                             STATUS       PORTS",
        "ce48cc35f453     registry.example.com/team/app:1   Up 2 hours   49153->80",
        "153ab0e44d63     busybox:latest                    Exit 0",
    ]
    assert shown(60, fit=FIT) == [
        "ID               IMAGE                             PORTS",
        "ce48cc35f453     registry.example.com/team/app:1   49153->80",
        "153ab0e44d63     busybox:latest",
    ]


def test_fitted_finally_folds_lines():
    assert shown(50, fit=FIT) == [
        "ID             IMAGE",
        "  PORTS",
        "ce48cc35f453   registry.example.com/team/app:1",
        "  49153->80",
        "153ab0e44d63   busybox:latest",
    ]
    for width in (8, 20, 32):  # too narrow for that cell, or for an indent
        assert "registry.example.com/team/app:1" in shown(width, fit=FIT)


def test_fitted_without_a_fit_cuts_nothing():
    for width in (8, 40, 80):
        words = " ".join(shown(width)).split()
        assert words == " ".join(plain([HEADER, *ROWS_SHOWN])).split()


def test_fitted_wide_characters_take_two_cells():
    rows = [("日本語", "x"), ("e\u0301a", "y")]
    assert list(fitted(("A", "B"), rows, 40, least=5)) == [
        "A        B",
        "日本語   x",
        "e\u0301a       y",
    ]
    narrow = fitted(("A", "B"), rows, 9, fit=Fit(cut=[0]))
    assert list(narrow) == ["A       B", "日本…   x", "e\u0301a      y"]


def test_fitted_sanitises_what_it_shows():
    rows = [("a\x1b[2Jb\nc\u202e", "x")]
    assert list(fitted(("A", "B"), rows, 40, least=5))[1] == "a[2Jb c   x"


def test_fitted_shows_words_beyond_the_titles_in_their_own_columns():
    rows = [("387", "sleep", "100"), ("1", "sh", "-c", "a")]
    assert list(fitted(("PID", "CMD"), rows, 80, least=8)) == [
        "PID     CMD",
        "387     sleep   100",
        "1       sh      -c      a",
    ]


def test_colour_is_off_without_styles():
    assert "\033" not in "".join(shown(100))


def test_colour_does_not_change_the_text():
    coloured = shown(81, fit=Fit(cut=[2]), styles={3: status_style})
    header, up, ended = coloured
    assert header.startswith("\033[1mID\033[0m")
    assert "\033[32mUp 2 hours\033[0m" in up
    assert "\033[2mExit 0\033[0m" in ended
    for code in ("\033[0m", "\033[1m", "\033[2m", "\033[32m"):
        coloured = [line.replace(code, "") for line in coloured]
    assert coloured == shown(81, fit=Fit(cut=[2]))


def test_a_style_sees_the_whole_cell():
    seen = []

    def style(cell):
        seen.append(cell)
        return "", ""

    list(fitted(("A",), [("a long cell",)], 5, fit=Fit(cut=[0]), styles={0: style}))
    assert seen == ["a long cell"]


def test_plain_with_colour_is_plain_without():
    rows = [("ID", "STATUS", "PORTS"), ("1", "Up 2 hours", ""), ("2", "", "80")]
    coloured = list(plain(rows, styles={1: status_style}))
    assert coloured[0].startswith("\033[1mID\033[0m" + " " * 18 + "\033[1mSTATUS")
    assert coloured[1] == f"{'1':20}\033[32mUp 2 hours\033[0m          "
    assert coloured[2] == f"{'2':20}{'':20}80"
    assert [re.sub(r"\033\[\d+m", "", line) for line in coloured] == list(plain(rows))


@pytest.mark.parametrize(
    ("status", "style"),
    [
        ("Up 2 hours", ("\033[32m", "\033[0m")),
        ("Up 2 hours (healthy)", ("\033[32m", "\033[0m")),
        ("Up 2 hours (unhealthy)", ("\033[33m", "\033[0m")),
        ("Up 2 hours (Paused)", ("\033[33m", "\033[0m")),
        ("Restarting (1) 2 seconds ago", ("\033[33m", "\033[0m")),
        ("Exit 0", ("\033[2m", "\033[0m")),
        ("Exited (0) 2 hours ago", ("\033[2m", "\033[0m")),
        ("Created", ("", "")),
        ("", ("", "")),
    ],
)
def test_status_style(status, style):
    assert status_style(status) == style


TERMINAL_CELLS = st.text(
    st.sampled_from("abc …é日한\u0301\u200d\ufe0f\x1b\n\u202e❤🛠👨👩🏽🇩🪿"), max_size=30
)


@given(
    st.lists(TERMINAL_CELLS, max_size=5),
    st.lists(st.lists(TERMINAL_CELLS, max_size=6), max_size=4),
    st.integers(1, 60),
    st.permutations(range(5)),
    st.booleans(),
)
def test_fitted_is_as_wide_as_the_terminal(header, rows, width, order, colour):
    """Except for a wider cell in a column that may not be cut, which has its own line."""
    cut, drop = [order[0]], [order[1]]
    fit = Fit({order[2]: lambda text: text[:2]}, cut, drop)
    styles = {1: status_style, 2: lambda _cell: ("\033[2m", "\033[0m")} if colour else None
    cells = {sanitize.sanitize(cell) for row in (header, *rows) for cell in row}
    whole = cells | {cell[:2] for cell in cells}
    screen = pyte.Screen(width + 1, 60)
    stream = pyte.Stream(screen)
    for line in fitted(header, rows, width, fit=fit, styles=styles):
        text = re.sub(r"\033\[\d+m", "", line)
        if text.removeprefix("  ") in whole or text in whole:
            continue
        screen.reset()
        stream.feed(line)
        assert screen.cursor.y == 0
        assert width not in screen.buffer[0]


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=5),
    st.integers(1, 60),
    st.permutations(range(5)),
)
def test_fitted_shows_copyable_cells_completely(rows, width, order):
    """F18: on any terminal, every cell of a column that is in no list."""
    fit = Fit({order[0]: lambda text: text[:2]}, cut=order[1:2], drop=order[2:4])
    shown = "".join(f" {line} \n" for line in fitted((), rows, width, fit=fit))
    for column in {*range(6)} - {*order[:4]}:
        for row in rows:
            cell = row[column] if column < len(row) else ""
            assert cell.strip() in shown
