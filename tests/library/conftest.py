"""An engine of each kind, and the library connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from docker15_cli import library
from tests.fake_engine import Engine


class Pair(NamedTuple):
    """A test engine, and the library's object for it."""

    fake: Engine
    engine: library.Engine


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Nothing of the developer's environment."""
    return {"HOME": str(tmp_path), "DOCKER15_ENGINE": "none"}


def _pair(api: str, environ: dict[str, str]) -> Iterator[Pair]:
    with Engine(api=api) as fake, library.connect(fake.url, environ=environ, warn=_fail) as engine:
        yield Pair(fake, engine)


def _fail(text: str) -> None:
    raise AssertionError(f"unexpected: {text}")


@pytest.fixture(params=["1.5", "1.52"])
def pair(request: pytest.FixtureRequest, environ: dict[str, str]) -> Iterator[Pair]:
    """Each kind in turn."""
    yield from _pair("" if request.param == "1.5" else request.param, environ)


@pytest.fixture
def old(environ: dict[str, str]) -> Iterator[Pair]:
    yield from _pair("", environ)


@pytest.fixture
def new(environ: dict[str, str]) -> Iterator[Pair]:
    yield from _pair("1.52", environ)
