"""`docker15 insert` on every engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real_engines.scenarios.scene import Scene
from tests.site import Page, Site


@pytest.fixture
def url() -> Iterator[str]:
    with Site({"/motd": Page(b"inserted\n")}) as site:
        yield f"{site.url}/motd"


def test_insert(docker15: Scene, url: str) -> None:
    """F26: it works on engines without that endpoint, too, as the manual page says."""
    inserted = docker15("insert", "busybox", url, "/etc/motd")
    assert inserted.exit_status == 0
    (image,) = inserted.lines
    assert len(image) == 12
    assert docker15("run", image, "cat", "etc/motd").line == "inserted"
    assert docker15("insert", "nosuch", url, "/etc/motd").exit_status == 1
