"""docker15 with other versions of its dependencies than those of the tests.

`make venv` has installed them. `nox` does the same with each Python, and runs more tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_engine import Engine
from tests.real_engines.conftest import require
from tools import dependencies

SOURCES = Path(__file__).parents[2]
# All help, as in the checked-in pages and scripts.
HELP = """
from pathlib import Path
from tools.docs.__main__ import generated
print(*[name for name, text in generated().items() if Path(name).read_text() != text])
"""
# The main function of a command line, with the modules that it has imported.
IMPORTED = """
import atexit, os, sys
from docker15_cli.main import _run
status = _run(sys.argv[1:])
print(*[sys.modules[name].__file__ for name in ("click", "requests_unixsocket", "rich")
        if name in sys.modules], file=sys.stderr)
sys.exit(status)
"""
MANY = 30  # calls to a local engine: more than docker15 makes without requests
ROOMS = ["tests/output/test_progress.py", "tests/transport/test_calls.py"]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=dependencies.sets())
def installed(request: pytest.FixtureRequest) -> Path:
    """A directory with that set's packages, for the front of the path."""
    directory = dependencies.directory(request.param)
    require("" if directory.exists() else f"there is no {directory}: run `make venv`")
    return directory


def python(installed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(installed), "DOCKER15_ENGINE": "none"}
    return subprocess.run(
        [sys.executable, *args], cwd=SOURCES, env=environ, capture_output=True, text=True
    )


def test_the_help_is_the_same(installed: Path) -> None:
    assert python(installed, "-c", HELP).stdout == "\n"


def test_the_modules_that_use_them(installed: Path) -> None:
    done = python(installed, "-m", "pytest", "-qq", "-p", "no:cacheprovider", "-n", "0", *ROOMS)
    assert done.returncode == 0, done.stdout


def test_calls_by_requests(installed: Path, engine: Engine) -> None:
    names = ["busybox"] * MANY
    done = python(installed, "-c", IMPORTED, "-H", engine.url, "inspect", "-f", "{{.Id}}", *names)
    assert len(done.stdout.split()) == MANY
    click, unixsocket = done.stderr.split()
    assert click.startswith(str(installed))
    assert unixsocket.startswith(str(installed))
