"""docs/install.md: its commands are run, or else checked elsewhere."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from tests import readme
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tools.dependencies import declared

TEXT = (readme.README.parent / "docs/install.md").read_text()
BLOCKS = readme.blocks(TEXT)
# The first command of a block → why it isn't run here.
NOT_RUN = {
    "pipx install .": "it needs the network; tests/project/test_dist.py has the wheel",
    "chmod +x docker15.pyz": "tests/project/test_dist.py makes and runs it",
    "sha256sum --check --ignore-missing SHA256SUMS": "`make dist` makes the file by sha256sum",
    "sudo apt install build-essential": "it installs packages: docs/releasing.md has its trial",
    "docker d15 -H @web ps": "tests/e2e/test_docker_plugin.py does",
}


@pytest.mark.parametrize(
    "block", [pytest.param(each, id=each.name) for each in BLOCKS if each.name not in NOT_RUN]
)
def test_a_block_runs(block: readme.Block, tmp_path: Path) -> None:
    readme.prepare(tmp_path)
    with Engine() as engine:
        readme.run(block, Docker15(tmp_path, engine.url))


def test_the_excluded_blocks_exist() -> None:
    assert set(NOT_RUN) <= {block.name for block in BLOCKS}


def test_versions_are_the_declared_ones() -> None:
    """The versions of Python and of the dependencies."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(readme.README.parent / "setup.cfg")
    python = config["options"]["python_requires"].removeprefix(">=")
    assert f"Python {python} or newer" in TEXT
    sentence = " ".join(TEXT.partition("The dependencies are ")[2].partition("\n\n")[0].split())
    for requirement in declared():
        name, oldest = requirement.partition(",")[0].split(">=")
        assert f"{name} {oldest}" in sentence
