"""Values as today's docker shows them with `--format`."""

import time

import pytest

from docker15_cli.output import units_docker

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "Less than a second ago"),
        (0.9, "Less than a second ago"),
        (1.9, "1 second ago"),
        (2, "2 seconds ago"),
        (MINUTE, "About a minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (HOUR, "About an hour ago"),
        (1.5 * HOUR - 1, "About an hour ago"),
        (1.5 * HOUR, "2 hours ago"),
        (47.4 * HOUR, "47 hours ago"),
        (47.5 * HOUR, "2 days ago"),
        (13.9 * DAY, "13 days ago"),
        (14 * DAY, "2 weeks ago"),
        (59.9 * DAY, "8 weeks ago"),
        (60 * DAY, "2 months ago"),
        (729 * DAY, "24 months ago"),
        (730 * DAY, "2 years ago"),
        (1000 * DAY, "2 years ago"),
    ],
)
def test_ago(seconds, text):
    assert units_docker.ago(1_700_000_000 - seconds, 1_700_000_000) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0B"), (999, "999B"), (1984162, "1.98MB"), (999_999, "1e+03kB"), (12_288, "12.3kB")],
)
def test_size(count, text):
    assert units_docker.size(count) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [("UTC", "2013-10-07T12:03:11Z"), ("CET-1CEST,M3.5.0,M10.5.0/3", "2013-10-07T14:03:11+02:00")],
)
def test_rfc3339(monkeypatch, zone, text):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert units_docker.rfc3339(1381147391) == text
    monkeypatch.undo()
    time.tzset()


def test_shortened():
    assert units_docker.shortened("twenty characters...", 20) == "twenty characters..."
    assert units_docker.shortened("twenty-one characters", 20) == "twenty-one characte…"
