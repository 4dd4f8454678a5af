"""Times and sizes as in Docker 0.6, and text made safe for a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.units_06 import (
    ago,
    brief_size,
    brief_time,
    brief_virtual_size,
    duration,
    shown_image,
    size,
)

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "Less than a second"),
        (0.999, "Less than a second"),
        (1, "1 seconds"),
        (1.999, "1 seconds"),
        (59.9, "59 seconds"),
        (MINUTE, "About a minute"),
        (2 * MINUTE - 1, "About a minute"),
        (2 * MINUTE, "2 minutes"),
        (HOUR - 1, "59 minutes"),
        (HOUR, "About an hour"),
        (2 * HOUR - 1, "About an hour"),
        (2 * HOUR, "2 hours"),
        (48 * HOUR - 1, "47 hours"),
        (2 * DAY, "2 days"),
        (14 * DAY - 1, "13 days"),
        (14 * DAY, "2 weeks"),
        (90 * DAY - 1, "12 weeks"),
        (90 * DAY, "3 months"),
        (2 * 365 * DAY - 1, "24 months"),
        (2 * 365 * DAY, "2.000000 years"),
        (1000 * DAY, "2.739726 years"),
        (2 * 365 * DAY + 0.5 * 365 * DAY, "2.500000 years"),
    ],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("created", "now", "text"),
    [
        (1795518786, 1795518793.9, "7 seconds ago"),
        (1795518793, 1795518793.2, "Less than a second ago"),
        (1795519999, 1795518793, "Less than a second ago"),
        (0, 1795518793, "56.935527 years ago"),
    ],
)
def test_ago(created, now, text):
    assert ago(created, now) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (4096, "4.096 kB"),
        (8197, "8.197 kB"),
        (8199, "8.199 kB"),
        (12288, "12.29 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1000 kB"),
        (1_000_000, "1 MB"),
        (2_037_551, "2.038 MB"),
        (2_070_000, "2.07 MB"),
        (180_100_000, "180.1 MB"),
        (1_500_000_000, "1.5 GB"),
        (2_000_000_000_000, "2 TB"),
        (2**63 - 1, "9.223 EB"),
        (10**22, "1e+04 EB"),
        (-1, "-1 B"),
    ],
)
def test_size(count, text):
    assert size(count) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é 日本 😀 [red] :smile:", "plain, é 日本 😀 [red] :smile:"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07x", "]0;titlex"),
        ("a\tb\nc\rd\x0be\x0cf", "a b c d e f"),
        ("nul\x00 del\x7f csi\x9b31m nel\x85x", "nul del csi31m nel x"),
        ("a\u2028b\u2029c", "a b c"),
        ("left\u202eright\u2066x\u2069", "leftrightx"),
        ("lone \ud800\udfff", "lone \ufffd\ufffd"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
    ],
)
def test_sanitize(text, shown):
    assert sanitize(text) == shown


def test_sanitize_keeps_what_the_caller_requests():
    assert sanitize("a\tb\nc\x1b", keep="\n") == "a b\nc"
    assert sanitize("a\tb\nc\x1b", keep="\t\n") == "a\tb\nc"


@given(st.text())
def test_sanitized_text_stays_one_line_and_can_be_written(text):
    shown = sanitize(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    shown.encode()  # would raise on a lone surrogate
    assert sanitize(shown) == shown


@pytest.mark.parametrize(
    ("text", "brief"),
    [
        ("Less than a second ago", "0s"),
        ("1 seconds ago", "1s"),
        ("1 second ago", "1s"),
        ("About a minute ago", "1m"),
        ("12 minutes ago", "12m"),
        ("About an hour ago", "1h"),
        ("3 days ago", "3d"),
        ("2 weeks ago", "2w"),
        ("24 months ago", "24mo"),
        ("2.500000 years ago", "2y"),
        ("N/A", "N/A"),
        ("Up 2 hours", "Up 2h"),
        ("Up About a minute (healthy)", "Up 1m (healthy)"),
        ("Exited (137) 3 weeks ago", "Exited (137) 3w"),
        ("Exit 0", "Exit 0"),
        ("Restarting (1) Less than a second ago", "Restarting (1) 0s"),
        ("Created", "Created"),
        ("", ""),
    ],
)
def test_shortened_times(text, brief):
    assert brief_time(text) == brief


@pytest.mark.parametrize(
    ("text", "own", "virtual"),
    [
        ("1.984 MB (virtual 1.984 MB)", "1.98MB", "1.98MB"),
        ("5 B (virtual 12.29 GB)", "5B", "12.3GB"),
        ("999.9 kB", "1e+03kB", "1e+03kB"),
        ("0 B", "0B", "0B"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_shortened_sizes(text, own, virtual):
    assert (brief_size(text), brief_virtual_size(text)) == (own, virtual)


@pytest.mark.parametrize(
    ("image", "shown"),
    [("a" * 64, "a" * 12), (f"app:1@sha256:{'a' * 64}", "app:1"), ("app", "app"), ("", "")],
)
def test_shown_image(image, shown):
    assert shown_image(image, no_trunc=False) == shown
    assert shown_image(image, no_trunc=True) == image
