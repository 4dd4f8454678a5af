"""`image cp` and `volume cp` from one engine to others, without a registry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.real_engines.conftest import emptied
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.relay import Cut, FaultyRelay

pytestmark = pytest.mark.timeout(180)

DEAD = "unix:///nosuch/engine.sock"
_FILL = "mkdir /d/sub; echo x > /d/sub/x; ln -s sub /d/ln; chown -R 12:34 /d/sub; chmod 700 /d/sub"
_LIST = "cd /d; find . | sort | xargs stat -c '%n %a %u %g %F'; cat sub/x"


@pytest.fixture
def both(podman: Podman, dockerd: Dockerd, tmp_path: Path) -> Iterator[list[Docker15]]:
    """docker15 for each of the engines."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(emptied(Docker15(tmp_path, url)))
            for url in (podman.url, dockerd.url)
        ]


@pytest.fixture(params=["from Podman", "from dockerd"])
def way(
    request: pytest.FixtureRequest, both: list[Docker15]
) -> Iterator[tuple[Docker15, Docker15]]:
    """docker15 for the engine to copy from, and for the one to copy to."""
    origin, target = both if request.param == "from Podman" else both[::-1]
    yield origin, target
    for one in both:
        one("volume", "rm", "-f", "d15data", "d15other")


def images(client: Docker15) -> set[str]:
    return set(client("images", "--format", "{{.Repository}}:{{.Tag}}").lines)


def test_images(way: tuple[Docker15, Docker15], tmp_path: Path) -> None:
    origin, target = way
    (tmp_path / "Dockerfile").write_text('FROM busybox\nLABEL of=test\nCMD ["echo", "hi"]\n')
    assert origin("build", "-q", "-t", "team/app:v1", str(tmp_path)).exit_status == 0
    origin("tag", "team/app:v1", "team/other", "v2")
    words = ("image", "cp", "--from", origin.host, "--to", target.host)
    copied = Docker15(tmp_path)(*words, "team/app:v1", "team/other:v2")
    assert copied.exit_status == 0
    assert copied.lines == [f"{target.host}: team/app:v1", f"{target.host}: team/other:v2"]
    assert {"team/app:v1", "team/other:v2"} <= images(target)
    assert target("run", "--rm", "team/app:v1").line == "hi"
    again = Docker15(tmp_path)(*words, "team/app:v1")
    assert again.line == f"{target.host}: team/app:v1 is there already"
    assert again.stderr == b""  # nothing was sent


def test_an_image_keeps_its_name(way: tuple[Docker15, Docker15]) -> None:
    """Podman puts `localhost/` before the names that it loads, and so has it when it saves."""
    origin, target = way
    origin("tag", "busybox", "d15other", "x")
    for one, other in ((origin, target), (target, origin)):
        copied = one("image", "cp", "-q", "--to", other.host, "d15other:x")
        assert (copied.stderr, copied.exit_status) == (b"", 0)
        assert copied.line.startswith(f"{other.host}: d15other:x")
        assert "d15other:x" in images(other)
        assert not any("localhost/" in name for name in images(other))
        one("rmi", "d15other:x")


def test_an_image_by_its_id(way: tuple[Docker15, Docker15], tmp_path: Path) -> None:
    origin, target = way
    (tmp_path / "Dockerfile").write_text("FROM busybox\nLABEL of=id\n")
    origin("build", "-q", "-t", "team/nameless", str(tmp_path))
    (identifier,) = origin("images", "-q", "--no-trunc", "team/nameless").lines
    copied = origin("image", "cp", "-q", "--to", target.host, identifier)
    assert (copied.stderr, copied.exit_status) == (b"", 0)


def test_images_to_many(both: list[Docker15], tmp_path: Path) -> None:
    """One of them is dead, one can't load it, one has it already, and one gets it."""
    podman, dockerd = both
    podman("tag", "busybox", "team/app", "v1")
    with Engine() as old:
        hosts = (podman.host, DEAD, old.url, dockerd.host)
        to = [word for host in hosts for word in ("--to", host)]
        result = podman("image", "cp", "-q", *to, "team/app:v1")
        assert result.exit_status == 1, result
        assert f"{podman.host}: team/app:v1 is there already" in result.lines
        assert f"{dockerd.host}: team/app:v1" in result.lines
        told = result.stderr.decode()
        assert f"can't connect to the engine at {DEAD}" in told
        assert "load needs API 1.7 or later" in told
        assert len(told.splitlines()) == 2


def test_an_image_that_does_not_exist(both: list[Docker15]) -> None:
    podman, dockerd = both
    result = podman("image", "cp", "--to", dockerd.host, "busybox", "d15nosuch")
    assert (result.exit_status, result.stdout) == (1, b"")
    assert "d15nosuch" in result.error


def test_a_transfer_that_breaks_off(both: list[Docker15]) -> None:
    podman, dockerd = both
    podman("tag", "busybox", "team/cut", "v1")
    with FaultyRelay(podman.host, Cut(500_000), match="GET .*(/get|names=)") as relay:
        words = ("image", "cp", "-q", "--from", relay.url, "--to", dockerd.host, "team/cut:v1")
        result = podman(*words)
    assert (result.exit_status, result.stdout) == (1, b"")
    assert len(result.stderr.splitlines()) == 1
    assert "team/cut:v1" not in images(dockerd)


def test_volumes(way: tuple[Docker15, Docker15], tmp_path: Path) -> None:
    origin, target = way
    assert origin("volume", "create", "--label", "of=test", "d15data").exit_status == 0
    filled = origin("run", "--rm", "-v", "d15data:/d", "busybox", "sh", "-c", _FILL)
    assert filled.exit_status == 0
    words = ("volume", "cp", "-q", "--from", origin.host, "--to", target.host, "d15data")
    copied = Docker15(tmp_path)(*words)
    assert (copied.line, copied.exit_status) == (f"{target.host}: d15data", 0)
    listing = ("run", "--rm", "-v", "d15data:/d", "busybox", "sh", "-c", _LIST)
    there = target(*listing)
    assert "./sub 700 12 34 directory" in there.lines
    assert there.stdout == origin(*listing).stdout
    assert target("volume", "inspect", "-f", "{{.Labels.of}}", "d15data").line == "test"
    assert [one("ps", "-a", "-q").lines for one in way] == [[], []]

    again = Docker15(tmp_path)(*words)
    assert (again.exit_status, again.stdout) == (1, b"")
    assert "volume d15data already exists; use --force to copy into it" in again.error
    assert Docker15(tmp_path)(*words, "--force").exit_status == 0


def test_a_volume_that_breaks_off(way: tuple[Docker15, Docker15], tmp_path: Path) -> None:
    """Half of it would look complete."""
    origin, target = way
    make = "head -c 3000000 /dev/urandom > /d/much"
    origin("run", "--rm", "-v", "d15data:/d", "busybox", "sh", "-c", make)
    with FaultyRelay(origin.host, Cut(1_000_000), match="GET .*/archive") as relay:
        words = ("volume", "cp", "-q", "--from", relay.url, "--to", target.host, "d15data")
        result = Docker15(tmp_path)(*words)
    assert (result.exit_status, result.stdout) == (1, b"")
    assert len(result.stderr.splitlines()) == 1
    assert "d15data" not in target("volume", "ls", "-q").lines
    assert [one("ps", "-a", "-q").lines for one in way] == [[], []]


def test_a_reader_that_goes_away(way: tuple[Docker15, Docker15]) -> None:
    """An engine keeps the container locked as long as the archive is open."""
    origin, _ = way
    make = "head -c 30000000 /dev/urandom > /d/much"
    origin("run", "--rm", "-v", "d15data:/d", "busybox", "sh", "-c", make)
    with origin.start("volume", "export", "d15data", read=1000) as process:
        assert process.result().exit_status == 141
    assert origin("ps", "-a", "-q").lines == []


def test_a_volume_into_itself(way: tuple[Docker15, Docker15]) -> None:
    origin, _ = way
    origin("volume", "create", "d15data")
    result = origin("volume", "cp", "--force", "--to", origin.host, "d15data")
    assert (result.exit_status, result.stdout) == (1, b"")
    assert "source and target are the same engine" in result.error


def test_a_volume_as_an_archive(way: tuple[Docker15, Docker15], tmp_path: Path) -> None:
    origin, target = way
    origin("run", "--rm", "-v", "d15data:/d", "busybox", "sh", "-c", _FILL)
    archive = tmp_path / "volume.tar"
    assert origin("volume", "export", "-o", str(archive), "d15data").exit_status == 0
    assert target("volume", "import", "-i", str(archive), "d15other").line == "d15other"
    listing = ("busybox", "sh", "-c", _LIST)
    there = target("run", "--rm", "-v", "d15other:/d", *listing)
    assert there.stdout == origin("run", "--rm", "-v", "d15data:/d", *listing).stdout
    half = target("volume", "import", "d15half", stdin=archive.read_bytes()[:2000])
    assert (half.exit_status, half.stdout) == (1, b"")
    assert len(half.stderr.splitlines()) == 1
    assert "d15half" not in target("volume", "ls", "-q").lines
    missing = origin("volume", "export", "d15nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "d15nosuch" not in origin("volume", "ls", "-q").lines
