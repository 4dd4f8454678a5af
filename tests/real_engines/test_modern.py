"""Today's engines: one of each per run, lent to one test at a time, with nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_engines import modern, raw, roots
from tests.real_engines.conftest import require
from tests.real_engines.servers import processes, until

ROOT = Path(__file__).parents[2]
RUN = """
import os, tempfile
from tests import leftovers
from tests.real_engines import modern
from tests.real_engines.test_fixtures import run_detached
end = leftovers.begin()
with modern.borrowed(NAME) as engine:
    run_detached(engine.socket, "sleep", SECONDS)
print(tempfile.gettempdir(), flush=True)
"""
ENDINGS = {"asked for": "modern.end_all(); end()", "killed": "os.kill(os.getpid(), 9)"}


@pytest.mark.timeout(180)
def test_the_next_borrower_gets_the_same_one() -> None:
    require(modern.missing("podman-sid"))
    with modern.borrowed("podman-sid") as one:
        assert raw.json_of(one.socket, "/version")["Version"] == one.version
    with modern.borrowed("podman-sid") as other:
        assert other == one


@pytest.mark.parametrize("name", ["docker-sid", "podman-sid"])
@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_is_left_of_one(name: str, ending: str) -> None:
    require(modern.missing(name))
    seconds = str(100_000 + os.getpid())  # no other process of the tests sleeps for that time
    script = f"NAME, SECONDS = {name!r}, {seconds!r}\n{RUN}{ending}"
    environ = {key: value for key, value in os.environ.items() if key != "TMPDIR"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    run = Path(done.stdout.split()[0])
    assert run.parent == Path("/tmp")
    assert until(lambda: not run.exists(), 40)
    assert not [line for _, line in processes() if f"{run}/" in line or f"sleep {seconds}" in line]


def test_the_reason_if_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(roots, "_KEPT", tmp_path)
    assert modern.missing("docker-sid").startswith(
        "engines of today need root" if os.geteuid() else f"Debian's sid is not in {tmp_path}: "
    )
