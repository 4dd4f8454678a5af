"""Files, processes, ports and events on today's engines."""

from __future__ import annotations

import io
import itertools
import os
import re
import signal
import socket
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.real_engines.servers import free_port, until
from tests.site import Page, Site

pytestmark = pytest.mark.timeout(240)

MAKE = (
    "umask 022; mkdir -p /d/sub; echo one > /d/f; chmod 4640 /d/f; ln /d/f /d/hard; "
    "echo two > /d/sub/g; ln -s sub/g /d/l; ln -s /etc/passwd /d/abs; mkfifo /d/pipe; rm /etc/group"
)
EXTRACTED = ["d", "d/abs", "d/f", "d/hard", "d/l", "d/sub", "d/sub/g"]
MEGABYTE = 1024 * 1024


@pytest.fixture
def container(docker15: Docker15) -> str:
    """A container that has created files, and exited."""
    name = docker15("run", "-d", "busybox", "sh", "-c", MAKE).line
    assert docker15("wait", name).line == "0"
    return name


def paths(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def tar_names(data: bytes) -> set[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {name.removeprefix("./") for name in archive.getnames()}


# --- cp and export


def test_cp_a_directory(docker15: Docker15, container: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    result = docker15("cp", f"{container}:/d", "there")
    assert result.error == "d/pipe: is a fifo, which is not extracted"
    assert result.exit_status == 1
    assert paths(tmp_path / "there") == EXTRACTED
    assert os.readlink(tmp_path / "there/d/abs") == "/etc/passwd"  # F13
    copied = tmp_path / "there/d"
    assert (copied / "f").stat().st_mode & 0o7777 == 0o640
    assert (copied / "f").stat().st_nlink == 2
    assert os.readlink(copied / "l") == "sub/g"
    assert time.time() - (copied / "f").stat().st_mtime < 300


def test_cp_under_other_names(docker15: Docker15, container: str, tmp_path: Path) -> None:
    for source, target in (("/d/f", "new"), ("d/f", "."), ("/d/sub", "dir"), ("/d/sub/.", ".")):
        result = docker15("cp", f"{container}:{source}", target)
        assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert paths(tmp_path) == ["dir", "dir/g", "f", "g", "new"]
    assert (tmp_path / "new").read_text() == "one\n"


def test_cp_of_a_link_copies_its_target(docker15: Docker15, tmp_path: Path) -> None:
    make = "mkdir -p /d; echo one > /d/f; ln -s d/f /lf; ln -s /d /ld; ln -s nowhere /d/l"
    name = docker15("run", "-d", "busybox", "sh", "-c", make).line
    assert docker15("wait", name).line == "0"
    for source, target in (
        ("/lf", "."),
        ("/ld", "."),
        ("/ld/", "new"),
        ("/ld/.", "."),
        ("/lf", "n"),
    ):
        result = docker15("cp", f"{name}:{source}", target)
        assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert paths(tmp_path) == ["f", "l", "ld", "ld/f", "ld/l", "lf", "n", "new", "new/f", "new/l"]
    assert (tmp_path / "lf").read_text() == (tmp_path / "n").read_text() == "one\n"
    assert not (tmp_path / "lf").is_symlink()
    for source in ("/d/l", "/lf/"):
        assert docker15("cp", f"{name}:{source}", "x").exit_status == 1
    assert not (tmp_path / "x").exists()


def test_cp_a_whole_root(docker15: Docker15, container: str, tmp_path: Path) -> None:
    docker15("cp", f"{container}:/", "root")
    assert {"bin/busybox", "etc/passwd", "d/f"} <= set(paths(tmp_path / "root"))


def test_cp_to_stdout(docker15: Docker15, container: str) -> None:
    result = docker15("cp", f"{container}:/d", "-")
    assert tar_names(result.stdout) == {*EXTRACTED, "d/abs", "d/pipe"}


def test_cp_of_a_missing_path(docker15: Docker15, container: str, tmp_path: Path) -> None:
    for source, words in ((f"{container}:/nosuch", "nosuch"), ("nosuch:/d", "container")):
        result = docker15("cp", source, ".")
        assert words in result.error
        assert result.exit_status == 1
    assert docker15("cp", f"{container}:/d/f/", "x").exit_status == 1
    assert paths(tmp_path) == []


def test_a_large_file_is_byte_exact(docker15: Docker15, tmp_path: Path) -> None:
    command = "dd if=/dev/urandom of=/big bs=1048576 count=50 2>&-; md5sum /big"
    container = docker15("run", "-d", "busybox", "sh", "-c", command).line
    docker15("wait", container)
    digest = docker15("logs", container).stdout.split()[0]
    result = docker15("cp", f"{container}:/big", ".", measured=True)
    assert result.exit_status == 0
    assert result.peak_memory < 64 * MEGABYTE
    with (tmp_path / "big").open("rb") as file:
        run = docker15("run", "-i", "busybox", "md5sum", stdin=file)
    assert run.stdout.split()[0] == digest
    exported = docker15("export", "-o", "tar", container, measured=True)
    assert exported.exit_status == 0
    assert exported.peak_memory < 64 * MEGABYTE
    with tarfile.open(tmp_path / "tar") as archive:
        member = archive.extractfile("big")
        assert member is not None
        assert member.read() == (tmp_path / "big").read_bytes()


def test_export(docker15: Docker15, container: str) -> None:
    result = docker15("export", container)
    assert {"bin/busybox", "d/f", "d/pipe"} <= tar_names(result.stdout)
    missing = docker15("export", "nosuch")
    assert "o such container" in missing.error
    assert missing.exit_status == 1


# --- cp into a container


@pytest.fixture
def other(docker15: Docker15) -> str:
    """A container with a few files that has not been started."""
    made = docker15("run", "-d", "busybox", "sh", "-c", "mkdir /there; echo old > /old").line
    docker15("wait", made)
    return made


COPIED_IN = [
    # what is copied, where to, and what is new then
    ("tree/f", "/new", ["/new"]),
    ("tree/f", "/there", ["/there/f"]),
    ("tree/f", "there/", ["/there/f"]),
    ("tree/f", "/old", []),
    ("tree", "/new", ["/new", "/new/f", "/new/l", "/new/sub", "/new/sub/g"]),
    ("tree/", "/there", ["/there/tree", "/there/tree/f", "/there/tree/l", "/there/tree/sub",
                         "/there/tree/sub/g"]),
    ("tree/.", "/there/", ["/there/f", "/there/l", "/there/sub", "/there/sub/g"]),
    ("tree/sub", "/there/new/", ["/there/new", "/there/new/g"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "path", "new"), COPIED_IN, ids=str)
def test_cp_into_a_container(
    docker15: Docker15, other: str, tmp_path: Path, source: str, path: str, new: list[str]
) -> None:
    (tmp_path / "tree/sub").mkdir(parents=True)
    (tmp_path / "tree/f").write_bytes(b"x" * 3_000_000)
    (tmp_path / "tree/f").chmod(0o4711)
    (tmp_path / "tree/sub/g").write_text("g")
    (tmp_path / "tree/l").symlink_to("sub/g")
    before = set(docker15("diff", other).lines)
    result = docker15("cp", source, f"{other}:{path}")
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    added = {line[2:] for line in set(docker15("diff", other).lines) - before if line[0] == "A"}
    assert sorted(added) == new
    if source == "tree/f":
        (file,) = new or ["/old"]
        docker15("cp", f"{other}:{file}", "back")
        assert (tmp_path / "back").read_bytes() == b"x" * 3_000_000
        assert (tmp_path / "back").stat().st_mode & 0o777 == 0o711


def test_cp_through_links_of_a_container(docker15: Docker15, tmp_path: Path) -> None:
    make = "mkdir /real; echo old > /f; ln -s real /lr; ln -s /real /la; ln -s f /lf"
    container = docker15("run", "-d", "busybox", "sh", "-c", make).line
    docker15("wait", container)
    (tmp_path / "new").write_text("new\n")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/g").write_text("g")
    for source, target in (
        *(("new", "/lr"), ("new", "/la/x"), ("new", "/lf")),
        *(("tree", "/la"), ("tree/.", "/lr/"), ("tree", "/lr/z")),
    ):
        result = docker15("cp", source, f"{container}:{target}")
        assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    for source in ("/real", "/f"):
        assert docker15("cp", f"{container}:{source}", ".").exit_status == 0
    assert paths(tmp_path / "real") == ["g", "new", "tree", "tree/g", "x", "z", "z/g"]
    assert (tmp_path / "f").read_text() == "new\n"


def test_cp_of_a_file_that_is_said_to_be_a_directory(
    docker15: Docker15, other: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_text("x")
    for source in ("f/", "f/."):
        result = docker15("cp", source, f"{other}:/there")
        assert (result.error, result.exit_status) == (f"{source}: Not a directory", 1)


def test_cp_a_tar_into_a_container(docker15: Docker15, container: str, other: str) -> None:
    data = docker15("cp", f"{container}:/d/sub", "-").stdout
    assert docker15("cp", "-", f"{other}:/there", stdin=data).exit_status == 0
    assert docker15("cp", f"{other}:/there/sub/g", "-").stdout.count(b"two\n") == 1
    nothing = docker15("cp", "-", f"{other}:/there", stdin=b"")  # as from a command that has failed
    assert (nothing.error, nothing.exit_status) == ("stdin is empty: not a tar archive", 1)


def test_cp_of_a_stdin_that_cannot_be_read(docker15: Docker15, other: str, tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as write_only:
        result = docker15("cp", "-", f"{other}:/there", stdin=write_only)
    assert (result.error, result.exit_status) == ("can't read stdin: Bad file descriptor", 1)


def test_cp_of_special_files(docker15: Docker15, other: str, tmp_path: Path) -> None:
    """F9: a fifo is copied, a socket left out with a message, which doesn't mention builds."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d/f").write_text("f")
    for name in ("pipe", "d/pipe"):
        os.mkfifo(tmp_path / name)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "d/s"))
    result = docker15("cp", "d", f"{other}:/there")
    assert result.stderr == b"WARNING: d/s is a socket: left out\n"
    assert result.exit_status == 0
    result = docker15("cp", "pipe", f"{other}:/there/other")
    assert (result.stderr, result.exit_status) == (b"", 0)
    copied = docker15("cp", f"{other}:/there", "-").stdout
    with tarfile.open(fileobj=io.BytesIO(copied)) as archive:
        kinds = {member.name: member.type for member in archive}
    fifos = {name for name, kind in kinds.items() if kind == tarfile.FIFOTYPE}
    assert fifos == {"there/d/pipe", "there/other"}
    assert "there/d/f" in kinds
    assert "there/d/s" not in kinds


def test_cp_into_a_container_fails(docker15: Docker15, other: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    (tmp_path / "d").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
    for source, target, words in (
        ("f", f"{other}:/nosuch/x", "/nosuch/x: no such directory"),
        ("f", f"{other}:/nosuch/", "no such directory"),
        ("-", f"{other}:/old", "no such directory"),
        ("nosuch", f"{other}:/x", "nosuch: No such file or directory"),
        ("s", f"{other}:/x", "can't copy a socket: s"),
        ("f", "nosuch:/x", "o such container"),
    ):
        result = docker15("cp", source, target)
        assert words in result.error
        assert result.exit_status == 1
    assert docker15("cp", "d", f"{other}:/old").error == f"{other}:/old: not a directory"
    assert docker15("cp", f"{other}:/old", "old").exit_status == 0
    assert (tmp_path / "old").read_text() == "old\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_cp_into_a_container(
    docker15: Docker15, other: str, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    """The engine extracts as it reads: what it has got is there, and the container works."""
    is_under_way = threading.Event()

    def endless() -> Iterator[bytes]:
        endless_file = tarfile.TarInfo("endless")
        endless_file.size = 1 << 40
        yield endless_file.tobuf()
        for megabyte in itertools.count():
            if megabyte == 16:
                is_under_way.set()
            yield bytes(1_000_000)

    with docker15.start("cp", "-", f"{other}:/there", stdin=endless()) as process:
        assert is_under_way.wait(30)
        process.send_signal(number)
        result = process.result()
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", status)
    (tmp_path / "f").write_text("x")
    assert docker15("cp", "f", f"{other}:/there").exit_status == 0
    assert docker15("rm", other).line == other


# --- diff, top, port


def test_diff(docker15: Docker15, container: str) -> None:
    lines = docker15("diff", container).lines
    assert {"C /etc", "D /etc/group", "A /d", "A /d/f", "A /d/sub/g"} <= set(lines)
    missing = docker15("diff", "nosuch")
    assert missing.error.endswith("o such container: nosuch")
    assert missing.exit_status == 1


@pytest.mark.usefixtures("ps")
def test_top(docker15: Docker15, container: str) -> None:
    running = docker15("run", "-d", "busybox", "sleep", "301").line
    titles, row = lone_process(docker15, "top", running)
    assert titles.split()[1] == "PID"
    assert row.endswith("sleep 301")
    titles, row = lone_process(docker15, "top", running, "-o", "pid,args")
    assert titles.split() == ["PID", "COMMAND"]
    assert row.split()[-2:] == ["sleep", "301"]
    ended = "is not running|can only be used on running containers"  # the latter is Podman 5's
    for name, words in ((container, ended), ("nosuch", "o such container: nosuch")):
        result = docker15("top", name)
        assert re.search(words, result.error)
        assert (result.stdout, result.exit_status) == (b"", 1)


def lone_process(docker15: Docker15, *command: str) -> list[str]:
    """The titles and the only row, once the runtime's own process is gone."""
    lines: list[str] = []

    def shown() -> bool:
        lines[:] = docker15(*command).lines
        return len(lines) == 2

    assert until(shown, 30), lines
    return lines


def test_port(docker15: Docker15) -> None:
    tcp, udp = str(free_port()), str(free_port())
    ports = ["-p", f"{tcp}:80", "-p", f"{udp}:53/udp"]
    container = docker15("run", "-d", *ports, "busybox", "sleep", "300").line
    assert docker15("inspect", "-f", "{{.State.Running}}", container).line == "true"
    assert docker15("port", container).lines == [f"53/udp -> {udp}", f"80/tcp -> {tcp}"]
    assert docker15("port", container, "80").line == tcp
    assert docker15("port", container, "53/udp").line == udp
    missing = docker15("port", container, "53")
    assert missing.error == f"No private port '53' allocated on {container}"


# --- events


def test_past_events(docker15: Docker15) -> None:
    since = str(int(time.time()))
    container = docker15("run", "-d", "busybox", "true").line
    docker15("wait", container)
    docker15("rm", container)
    for end in ("0s", str(int(time.time()) + 1)):
        found = docker15("events", "--since", since, "--until", end)
        lines = [line for line in found.lines if f"] {container}: " in line]
        assert all("(from busybox" in line for line in lines)
        statuses = [line.rpartition(") ")[2] for line in lines]
        wanted = ["create", "start", "die", "destroy"]
        assert [status for status in statuses if status in wanted] == wanted
        assert (found.stderr, found.exit_status) == (b"", 0)


def test_events_as_they_happen(docker15: Docker15) -> None:
    with docker15.start("events", "--format", "{{.Action}} {{.ID}}", "--since", "1s") as process:
        container = docker15("run", "-d", "busybox", "true").line
        process.wait_for(f"die {container}".encode())
        process.send_signal(signal.SIGINT)
        result = process.result()
    assert (result.exit_status, result.stderr) == (130, b"")


def test_events_that_match(docker15: Docker15) -> None:
    since = str(int(time.time()))
    container = docker15("run", "-d", "busybox", "true").line
    docker15("wait", container)
    filters = ["--filter", f"container={container}", "--filter", "event=die"]
    (line,) = docker15("events", "--since", since, "--until", "0s", *filters).lines
    assert f"] {container}: (from busybox" in line
    assert line.endswith(") die")


# --- images -viz and insert


def test_images_viz(docker15: Docker15, container: str) -> None:
    image = docker15("commit", container, "team/child", "v2").line
    parent = docker15("images", "-q", "busybox").line
    graph = docker15("images", "-viz").lines
    assert graph[0] == "digraph docker {"
    assert graph[-2:] == [" base [style=invisible]", "}"]
    style = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
    assert f' base -> "{parent}" [style=invis]' in graph
    assert f' "{parent}" -> "{image}"' in graph
    assert f' "{image}" [label="{image}\\nteam/child:v2",{style}];' in graph
    docker15("rm", container)
    docker15("rmi", "team/child:v2")


@pytest.fixture
def site() -> Iterator[str]:
    pages = {
        "/file": Page(b"inserted\n", counted=False),
        "/short": Page(b"inserted\n", headers={"Content-Length": "100"}, counted=False),
        "/moved": Page(status=302, headers={"Location": "/file"}),
        "/to-a-file": Page(status=302, headers={"Location": "file:///etc/passwd"}),
    }
    with Site(pages) as site:
        yield site.url


def test_insert(docker15: Docker15, site: str) -> None:
    """These engines have no endpoint for it."""
    for page in ("file", "moved"):
        result = docker15("insert", "busybox", f"{site}/{page}", "/made/for/it")
        (image,) = result.lines
        progress = result.stderr.decode().splitlines()
        assert progress[0] == "Downloading"
        assert progress[-1].startswith(image)
        shown = docker15("run", "-rm", image, "cat", "/made/for/it").stdout
        assert shown == b"inserted\n"
        docker15("rmi", image)
    assert docker15("ps", "-a", "-q").lines == []


@pytest.mark.parametrize(
    ("image", "page", "path", "words", "status"),
    [
        ("nosuch", "/file", "/x", "nosuch", 1),
        ("busybox", "/nosuch", "/x", "/nosuch: 404 Not Found", 1),
        ("busybox", "/short", "/x", "/short was interrupted", 1),
        ("busybox", "/to-a-file", "/x", "/to-a-file: ", 1),
        ("busybox", "/file", "/d/", "insert creates one file, and '/d/' does not name one", 2),
    ],
)
def test_an_insert_that_fails(
    docker15: Docker15, site: str, image: str, page: str, path: str, words: str, status: int
) -> None:
    """It leaves no container and no image."""
    before = docker15("images", "-a", "-q").lines
    result = docker15("insert", image, f"{site}{page}", path)
    assert words in result.stderr.decode()
    assert (result.stdout, result.exit_status) == (b"", status)
    assert docker15("ps", "-a", "-q").lines == []
    assert docker15("images", "-a", "-q").lines == before
