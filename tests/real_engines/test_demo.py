"""`make demo` works, and would report it if it didn't."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import demo
from tests.real_engines import rootfs
from tests.real_engines.conftest import require
from tests.real_engines.podman import Podman


def test_the_demo_runs_to_its_end() -> None:
    require(Podman.missing() or rootfs.missing())
    if not Path(sys.executable).with_name("docker15").exists():
        pytest.skip("docker15 is not installed in this virtual environment")
    environ = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=Path(demo.__file__).parents[1],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"demo: {len(demo.STEPS)} steps, all as expected" in done.stdout


@pytest.mark.parametrize(
    "step",
    [
        demo.Step("echo one two", "one\n"),
        demo.Step("echo one; exit 3", "one\n"),
        demo.Step("echo one", "one\n", status=3),
        demo.Step("echo one; echo trouble >&2", "one\n"),
    ],
)
def test_a_step_that_is_not_as_expected_fails(step: demo.Step, tmp_path: Path) -> None:
    with pytest.raises(demo.DemoError, match="step 2: echo one"):
        demo._play([demo.Step("true", ""), step], tmp_path, dict(os.environ))


def test_a_step_can_use_what_an_earlier_one_printed(tmp_path: Path) -> None:
    steps = [demo.Step("echo 12", r"(?P<id>\d+)\n"), demo.Step("echo x{id}", r"x{id}\n")]
    demo._play(steps, tmp_path, dict(os.environ))
