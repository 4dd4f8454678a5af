"""A run of the tests leaves nothing behind, and names failures at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import docker15_cli
from tests.real_engines.conftest import require
from tests.real_engines.servers import processes, until

ROOT = Path(docker15_cli.__file__).parents[1]
RUN = """
import os, pathlib, subprocess, sys, tempfile
from tests import leftovers
end = leftovers.begin(pathlib.Path(sys.argv[1]))
run = tempfile.mkdtemp()
subprocess.Popen(["sleep", "4321"], start_new_session=True)
subprocess.Popen(["sleep", "4322"], start_new_session=True, env={}, cwd=run)
subprocess.Popen(["sleep", "4323"], start_new_session=True, env={"HOME": run})
print(run, os.stat("/proc/self/ns/net").st_ino, os.stat("/proc/self/ns/mnt").st_ino, flush=True)
"""
ENDINGS = {"asked for": "end()", "an error": "1 / 0", "killed": "os.kill(os.getpid(), 9)"}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_is_left_however_a_run_ends(ending: str, tmp_path: Path) -> None:
    more = tmp_path / "more"
    (more / "in it").mkdir(parents=True)
    environ = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
    done = subprocess.run(
        [sys.executable, "-c", RUN + ending, str(more)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    run = Path(done.stdout.split()[0]).parent
    assert run.parent == Path("/tmp")
    assert until(lambda: not run.exists() and not more.exists(), 30)
    assert not [line for _, line in processes() if line.startswith("sleep 432")]


def test_root_has_mounts_and_a_network_of_its_own() -> None:
    require("" if os.geteuid() == 0 else "needs root")
    script = (
        "import os, socket; from tests import leftovers\n"
        "names = [f'/proc/self/ns/{kind}' for kind in ('net', 'mnt')]\n"
        "before = [os.stat(name).st_ino for name in names]\n"
        "assert leftovers.get_apart()\n"
        "assert not set(before) & {os.stat(name).st_ino for name in names}\n"
        "assert [name for _, name in socket.if_nameindex()] == ['lo']\n"
        "with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "    socket.create_connection(server.getsockname()).close()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_failures_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_good(): pass\ndef test_bad(): assert 0\n")
    argv = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-n", "1", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    before_the_summary = done.stdout.partition("= FAILURES =")[0].splitlines()
    assert [line for line in before_the_summary if line.endswith("test_it.py::test_bad failed")]
    assert done.returncode == 1


def test_nothing_compiled_is_put_among_the_sources() -> None:
    """The Makefile configures its virtual environment's Python that way."""
    if not Path(sys.prefix, ".installed").exists():
        pytest.skip("this virtual environment was not made by `make venv`")
    script = "import docker15_cli; print(docker15_cli.__cached__)"
    done = subprocess.run([sys.executable, "-c", script], env={}, stdout=subprocess.PIPE, text=True)
    assert Path(done.stdout).is_relative_to(sys.prefix)
