"""`docker15 history`."""

from __future__ import annotations

import json
import re

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import ended
from tests.fake_engine import Engine
from tests.pty import Terminal

LONG = "echo " + "x" * 100


@pytest.fixture
def image(engine: Engine) -> str:
    """An image committed from a container; its first tag is wider than a column."""
    container = ended(engine, "sh", "-c", LONG)
    image = engine.state.commit(container)
    engine.state.images.tag("team1/with-a-long-name", "v1", image.id)
    return image.short_id


def test_table(docker15: Docker15, image: str) -> None:
    """A blank follows the tag, as in 0.6, and nothing is cut."""
    header, first, base = docker15("history", image).lines
    name = "team1/with-a-long-name:v1"
    assert header.split("   ")[0] == "ID"
    assert header.index("CREATED") == len(f"{name}    ")
    assert first.startswith(f"{name}    ")
    assert re.search(rf" ago {{3,}}sh -c {LONG}$", first)
    assert base.startswith("busybox:latest ")
    assert base.rstrip().endswith(" ago")


def test_quiet(docker15: Docker15, engine: Engine, image: str) -> None:
    base = engine.state.images.lookup("busybox").short_id
    assert docker15("history", "-q", image).lines == [image, base]


def test_format(docker15: Docker15, image: str) -> None:
    template = "{{.ID}} {{.CreatedBy}}|{{.Size}}"
    shown = docker15("history", "--format", template, image).lines[0]
    assert shown == f"{image} {f'sh -c {LONG}'[:44]}…|"  # docker's templates cut here
    shown = docker15("history", "--no-trunc", "--format", template, image).lines[0]
    assert shown.endswith(f" sh -c {LONG}|")
    first = json.loads(docker15("history", "--format", "api", image).lines[0])
    assert first["Tags"] == ["team1/with-a-long-name:v1"]
    (first, *_) = docker15("history", "--format", "json", image).lines
    assert first == docker15("history", "--format", "{{json .}}", image).lines[0]
    assert json.loads(first)["ID"] == image
    assert docker15("history", "--format", "{{.Nope}}", image).exit_status == 2


def test_on_a_terminal_it_fits(docker15: Docker15, image: str) -> None:
    with Terminal(docker15, "history", image, columns=80, rows=10) as terminal:
        assert terminal.exit_status() == 0
        assert len(terminal.lines[1]) == 80
        assert terminal.lines[1].endswith("x…")
        assert terminal.lines[2].startswith("busybox:latest ")


def test_on_a_terminal_nothing_is_cut_on_request(docker15: Docker15, image: str) -> None:
    with Terminal(docker15, "history", "-notrunc", image) as terminal:
        assert terminal.exit_status() == 0
    assert LONG.encode() in terminal.output


def test_a_missing_image(docker15: Docker15) -> None:
    result = docker15("history", "nosuch")
    assert (result.error, result.exit_status) == ("Image does not exist: nosuch", 1)
