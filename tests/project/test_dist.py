"""`make dist`: what a release consists of, and that it works with nothing but Python."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from docker15_cli import __version__
from tests.fake_engine import Engine
from tests.real_engines.conftest import require
from tools.dist import bundled
from tools.dist.__main__ import SOURCES, make
from tools.dist.pyz import PACKED

pytestmark = pytest.mark.timeout(180)
NAMES = {
    f"docker15-{__version__}-py3-none-any.whl",
    f"docker15-{__version__}.tar.gz",
    f"docker15-{__version__}.cdx.json",
    "docker15.pyz",
}
PLAIN_PYTHON = (sys.executable, "-I", "-S")  # without what pip installs
MANY = 30  # calls to a local engine: more than docker15 makes without requests


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(
        "" if (SOURCES / ".git").exists() else "this is not a git checkout, which dist/ is made of"
    )
    directory = tmp_path_factory.mktemp("dist") / "made"
    make(directory)
    return directory


def sums(directory: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.iterdir()
    }


def pyz(dist: Path, *args: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(cache), "DOCKER15_ENGINE": "none"}
    command = [*PLAIN_PYTHON, str(dist / "docker15.pyz"), *args]
    return subprocess.run(command, env=environ, capture_output=True, text=True)


def test_it_is_reproducible(dist: Path, tmp_path: Path) -> None:
    make(tmp_path / "again")
    assert sums(dist).keys() == NAMES
    assert sums(tmp_path / "again") == sums(dist)


def test_the_source_distribution_is_complete(dist: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=SOURCES, stdout=-1, text=True, check=True)
    with tarfile.open(dist / f"docker15-{__version__}.tar.gz") as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert set(tracked.stdout.split()) <= packed
    assert "docker15_cli/completion/scripts/docker15.bash" in packed


def test_the_wheel_has_pages_and_scripts(dist: Path) -> None:
    names = zipfile.ZipFile(dist / f"docker15-{__version__}-py3-none-any.whl").namelist()
    data = f"docker15-{__version__}.data"
    wanted = {f"share/man/man1/{page.name}" for page in (SOURCES / "man").iterdir()}
    wanted |= {
        "share/bash-completion/completions/docker15.bash",
        "share/zsh/site-functions/_docker15",
        "share/fish/vendor_completions.d/docker15.fish",
    }
    assert {f"{data}/data/{name}" for name in wanted} <= set(names)
    assert f"{data}/scripts/docker15" in names


def test_the_executable_without_pip(dist: Path, engine: Engine, tmp_path: Path) -> None:
    host = ("-H", engine.url)
    done = pyz(dist, *host, "run", "busybox", "echo", "hello", cache=tmp_path)
    assert (done.stdout, done.stderr) == ("hello\n", "")
    many = pyz(dist, *host, "inspect", "-f", "{{.Id}}", *["busybox"] * MANY, cache=tmp_path)
    assert (len(many.stdout.split()), many.stderr) == (MANY, "")
    assert pyz(dist, "completion", "zsh", cache=tmp_path).stdout.startswith("#compdef docker15")
    (directory,) = (tmp_path / "docker15").iterdir()  # and nothing half unpacked
    assert directory.stat().st_mode & 0o777 == 0o700


def test_two_starts_at_once(dist: Path, tmp_path: Path) -> None:
    command = [*PLAIN_PYTHON, str(dist / "docker15.pyz"), "--version"]
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    started = [subprocess.Popen(command, env=environ, stdout=-1, text=True) for _ in range(2)]
    said = f"Docker15 version {__version__}, API 1.5\n"
    assert [process.communicate()[0] for process in started] == [said] * 2
    assert len(list((tmp_path / "docker15").iterdir())) == 1


def test_a_place_where_it_cannot_unpack_itself(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "docker15").touch()
    done = pyz(dist, "--version", cache=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Error: docker15.pyz can't unpack itself into {tmp_path}/docker15: File exists; set "
        "XDG_CACHE_HOME to a directory that can be written\n"
    )


def test_a_directory_where_others_can_write(dist: Path, tmp_path: Path) -> None:
    parent = tmp_path / "docker15"
    parent.mkdir(mode=0o700)
    parent.chmod(0o777)
    done = pyz(dist, "--version", cache=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: {parent} can be changed by other users: set XDG_CACHE_HOME\n"


def test_its_contents(dist: Path, tmp_path: Path) -> None:
    document = json.loads((dist / f"docker15-{__version__}.cdx.json").read_text())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    listed = {each["name"]: each["version"] for each in document["components"]}
    with zipfile.ZipFile(dist / "docker15.pyz") as outer:
        packed_file = io.BytesIO(outer.read(PACKED))
    with zipfile.ZipFile(packed_file) as archive:
        found = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        archive.extractall(tmp_path)
    packed = {
        bundled.name_of(one): one.version for one in metadata.distributions(path=[str(tmp_path)])
    }
    assert len(found) == len(packed)
    assert packed == {**listed, "docker15": __version__}
