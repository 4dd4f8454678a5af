"""`docker15 cp`: where files go. For what is extracted, see tests/archive/test_unpack.py."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.commands.conftest import BIG
from tests.docker15 import Docker15, Result
from tests.fake_containers import NO_ID, await_request, created
from tests.fake_engine import Engine
from tests.fake_engine.container import Container
from tests.fake_engine.faults import Answer, CloseAfter, Fault, Stall, Truncate
from tests.pty import Terminal

TREE = ["d", "d/f", "d/l", "d/sub", "d/sub/g"]


@pytest.fixture
def container(engine: Engine, big: bytes) -> Container:
    made = created(engine, "true")
    (made.rootfs / "d/sub").mkdir(parents=True)
    (made.rootfs / "d/f").write_text("f of the container")
    (made.rootfs / "d/f").chmod(0o640)
    os.utime(made.rootfs / "d/f", (1e9, 1e9))
    (made.rootfs / "d/sub/g").write_text("g")
    (made.rootfs / "d/l").symlink_to("sub/g")
    (made.rootfs / "big").write_bytes(big)
    return made


def paths(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def unpacked(result: Result) -> None:
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


def test_the_request(docker15: Docker15, engine: Engine, container: Container) -> None:
    """It is the original's request."""
    unpacked(docker15("cp", f"{container.short_id}:/d/f", "there"))
    copy = engine.requests[-1]
    assert (copy.method, copy.target) == ("POST", f"/v1.5/containers/{container.short_id}/copy")
    assert copy.header("Content-Type") == "application/json"
    assert copy.body == b'{"Resource":"/d/f","HostPath":"there"}'


# --- as with `cp -r`

SITUATIONS = [
    # source, host path, and what exists there: "" for a directory, else a file
    ("d/f", "new", {}),
    ("d/f", ".", {}),
    ("d/f", "there", {"there": None}),
    ("d/f", "there/", {"there": None}),
    ("d/f", "there/other", {"there": None}),
    ("d/f", "old", {"old": "old"}),
    ("d/f", "there", {"there/f": "old"}),
    ("d", "new", {}),
    ("d", "new/", {}),
    ("d", ".", {}),
    ("d", "there", {"there": None}),
    ("d", "there/new", {"there": None}),
    ("d/", "there", {"there": None}),
    ("d/", "new", {}),
    ("d", "there", {"there/d/f": "old", "there/d/own": "own"}),
    ("d/.", "there", {"there/f": "old", "there/own": "own"}),
    ("d/.", "new", {}),
    ("d/sub/..", "there", {"there": None}),
    ("big", "new", {}),
    # failures
    ("d/f", "new/", {}),
    ("d/f", "no/new", {}),
    ("d/f", "old/", {"old": "old"}),
    ("d/f", "there", {"there/f": None}),
    ("d/f/", "new", {}),
    ("d", "no/new", {}),
    ("d", "old", {"old": "old"}),
    ("d", "there", {"there/d": "old"}),
    ("nosuch", "new", {}),
    ("d/f", "", {}),
]


@pytest.mark.parametrize(("source", "host_path", "before"), SITUATIONS, ids=str)
def test_as_gnu_cp(
    docker15: Docker15,
    container: Container,
    tmp_path: Path,
    source: str,
    host_path: str,
    before: dict[str, str | None],
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for directory in (ours, theirs):
        directory.mkdir()
        _make(directory, before)
    # To cp, `d/sub/..` has no name; docker has always cleaned paths.
    original = f"{container.rootfs}/{source.replace('d/sub/..', 'd')}"
    argv = ["cp", "-r", "--remove-destination", original, host_path]
    expected = subprocess.run(argv, cwd=theirs, stderr=subprocess.PIPE, check=False)
    result = docker15("cp", f"{container.short_id}:/{source}", host_path, cwd=ours)
    assert paths(ours) == paths(theirs)
    assert _contents(ours) == _contents(theirs)
    assert bool(result.exit_status) == bool(expected.returncode), expected.stderr
    assert bool(result.stderr) == bool(expected.returncode)


def _make(directory: Path, before: dict[str, str | None]) -> None:
    for name, content in before.items():
        if content is None:
            (directory / name).mkdir(parents=True)
        else:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(content)


def _contents(directory: Path) -> dict[str, bytes | str]:
    return {
        str(path.relative_to(directory)): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        for path in directory.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_modes_and_times_are_kept(docker15: Docker15, container: Container, tmp_path: Path) -> None:
    (container.rootfs / "d").chmod(0o2750)
    (container.rootfs / "d/f").chmod(0o4640)
    os.utime(container.rootfs / "d", (1e9, 1e9))
    unpacked(docker15("cp", f"{container.short_id}:d", "."))
    for path, mode in ((tmp_path / "d", 0o40750), (tmp_path / "d/f", 0o100640)):
        assert (path.stat().st_mode, path.stat().st_mtime) == (mode, 1e9)


def test_a_whole_root(docker15: Docker15, container: Container, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for target in ("there", "new"):
        unpacked(docker15("cp", f"{container.short_id}:/", target))
        assert {"d", "big", "etc"} <= set(os.listdir(tmp_path / target))


def test_through_links_of_the_user(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "to-directory").symlink_to("real")
    (tmp_path / "to-file").symlink_to("real/x")
    unpacked(docker15("cp", f"{container.short_id}:/d/f", "to-directory"))
    unpacked(docker15("cp", f"{container.short_id}:/d/f", "to-file"))
    assert paths(tmp_path / "real") == ["f", "x"]
    assert (tmp_path / "to-file").is_symlink()


def test_special_files_are_not_replaced(
    docker15: Docker15, engine: Engine, container: Container, tmp_path: Path
) -> None:
    """Especially not /dev/null."""
    os.mkfifo(tmp_path / "pipe")
    for target in ("pipe", os.devnull):
        result = docker15("cp", f"{container.short_id}:/d/f", target)
        assert result.error == f"{target}: neither a file nor a directory; refusing to replace it"
        assert result.exit_status == 1
    assert not any("copy" in line for line in engine.requests.lines)


def test_links_in_a_circle(docker15: Docker15, container: Container, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    result = docker15("cp", f"{container.short_id}:/d/f", "loop")
    assert result.error == "loop: Too many levels of symbolic links"
    assert (tmp_path / "loop").is_symlink()


# --- what is left out


def test_links_are_kept_and_devices_named(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    """F13: even absolute links and those that lead outside, which used to be left out."""
    (container.rootfs / "d/abs").symlink_to("/etc/passwd")
    (container.rootfs / "d/out").symlink_to("../../../etc")
    os.mkfifo(container.rootfs / "d/pipe")
    result = docker15("cp", f"{container.short_id}:/d", ".")
    assert result.stderr.decode() == "Error: d/pipe: is a fifo, which is not extracted\n"
    assert result.exit_status == 1
    assert os.readlink(tmp_path / "d/abs") == "/etc/passwd"
    assert os.readlink(tmp_path / "d/out") == "../../../etc"
    assert paths(tmp_path) == sorted([*TREE, "d/abs", "d/out"])


# --- a link as the source

LINKS = [
    # its target, from /d; what is requested; what comes
    ("f", "d/link", {"link": b"f of the container"}),
    ("/etc/passwd", "d/link", {"link": b"passwd of the container"}),
    ("../d/./f", "d/link", {"link": b"f of the container"}),
    ("sub", "d/link", {"link/g": b"g"}),
    ("sub", "d/link/.", {"g": b"g"}),
    ("l", "d/link", {"link": b"g"}),  # itself a link
]


@pytest.mark.parametrize(("to", "path", "expected"), LINKS)
def test_a_link_that_is_named_is_followed(
    docker15: Docker15,
    container: Container,
    tmp_path: Path,
    to: str,
    path: str,
    expected: dict[str, bytes],
) -> None:
    """F12: a 1.5 daemon sends the link itself, but for an absolute one that leads nowhere on its
    own machine, it says that there is no such file."""
    (container.rootfs / "etc/passwd").write_text("passwd of the container")
    (container.rootfs / "d/link").symlink_to(to)
    (tmp_path / "there").mkdir()
    unpacked(docker15("cp", f"{container.short_id}:/{path}", "there"))
    assert _contents(tmp_path / "there") == expected


def test_a_link_that_leads_nowhere(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    """F12: neither a circular nor a dangling one leaves anything behind."""
    (container.rootfs / "d/self").symlink_to("self")
    (container.rootfs / "d/nowhere").symlink_to("nosuch")
    for name in ("self", "nowhere"):
        result = docker15("cp", f"{container.short_id}:/d/{name}", ".")
        assert result.exit_status == 1
        assert result.stderr.count(b"\n") == 1
    assert os.listdir(tmp_path) == []


def test_a_daemon_that_only_sends_links(
    docker15: Docker15, engine: Engine, container: Container, tmp_path: Path
) -> None:
    """F12, from a malicious daemon: it is asked forty times, and no more."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("f")
        info.type, info.linkname = tarfile.SYMTYPE, "f"
        archive.addfile(info)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(out.getvalue())
    for _ in range(50):
        engine.faults.arm(Answer(head + out.getvalue()), "POST", "/copy")
    result = docker15("cp", f"{container.short_id}:/d/f", ".")
    assert result.error == f"{container.short_id}:/d/f: too many levels of symbolic links"
    assert sum("copy" in line for line in engine.requests.lines) == 40
    assert os.listdir(tmp_path) == []


def test_a_daemon_that_sends_something_else(
    docker15: Docker15, engine: Engine, container: Container, tmp_path: Path
) -> None:
    """A file that was not requested is not written next to the one that was."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in (".bashrc", "f", "../f"):
            archive.addfile(tarfile.TarInfo(name))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(out.getvalue())
    engine.faults.arm(Answer(head + out.getvalue()), "POST", "/copy")
    result = docker15("cp", f"{container.short_id}:/d/f", ".")
    assert result.exit_status == 1
    assert paths(tmp_path) == ["f"]


# --- transfers that break off

FAULTS = [CloseAfter(BIG // 2), CloseAfter(BIG // 2, reset=True), CloseAfter(0)]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("source", ["big", "d/../big"])
def test_a_file_is_replaced_once_the_new_one_is_complete(
    docker15: Docker15,
    engine: Engine,
    container: Container,
    tmp_path: Path,
    fault: Fault,
    source: str,
) -> None:
    (tmp_path / "old").write_text("old")
    engine.faults.arm(fault, "POST", "/copy")
    result = docker15("cp", f"{container.short_id}:/{source}", "old")
    assert "closed the connection in the middle of its answer" in result.error
    assert result.exit_status == 1
    assert (tmp_path / "old").read_text() == "old"
    assert os.listdir(tmp_path) == ["old"]


def test_a_tar_without_its_end(docker15: Docker15, engine: Engine, container: Container) -> None:
    engine.faults.arm(Truncate(), "POST", "/copy")
    result = docker15("cp", f"{container.short_id}:/d", ".")
    assert "closed the connection in the middle of its answer" in result.error


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing(
    docker15: Docker15,
    engine: Engine,
    container: Container,
    tmp_path: Path,
    number: signal.Signals,
    status: int,
) -> None:
    engine.faults.arm(Stall(BIG // 2), "POST", "/copy")
    with docker15.start("cp", f"{container.short_id}:/big", ".") as process:
        await_request(engine, "/copy")
        process.send_signal(number)
        result = process.result()
    assert (result.stderr, result.exit_status) == (b"", status)
    assert os.listdir(tmp_path) == []


# --- a tar on stdout


def test_stdout(docker15: Docker15, container: Container) -> None:
    result = docker15("cp", f"{container.short_id}:/d", "-")
    with tarfile.open(fileobj=io.BytesIO(result.stdout)) as archive:
        assert sorted(archive.getnames()) == TREE
    assert (result.stderr, result.exit_status) == (b"", 0)


def test_a_terminal_is_refused(docker15: Docker15, engine: Engine, container: Container) -> None:
    with Terminal(docker15, "cp", f"{container.short_id}:/d", "-") as terminal:
        terminal.wait_for(
            b"refusing to write a tar archive to a terminal: redirect stdout, or name a directory"
        )
        assert terminal.exit_status() == 2
    assert engine.requests.lines == []


def test_a_reader_that_has_enough(docker15: Docker15, container: Container) -> None:
    result = docker15("cp", f"{container.short_id}:/big", "-", read=1000)
    assert (result.stderr, result.exit_status) == (b"", 141)


def test_memory_does_not_grow_with_the_file(docker15: Docker15, container: Container) -> None:
    with (container.rootfs / "big").open("wb") as file:
        file.truncate(128 * 1024 * 1024)
    result = docker15("cp", f"{container.short_id}:/big", ".", measured=True)
    assert result.exit_status == 0
    assert result.peak_memory < 64 * 1024 * 1024


# --- errors


@pytest.mark.parametrize("source", ["x", "x:", ":/x", "/x"])
def test_a_bad_source(docker15: Docker15, source: str) -> None:
    result = docker15("cp", source, ".")
    assert result.stderr.startswith(b"Error: Resource not specified: cp takes CONTAINER:PATH")
    assert result.exit_status == 2


def test_from_one_container_to_another(docker15: Docker15, tmp_path: Path) -> None:
    """The message says what to type instead; but a local directory may have such a name."""
    result = docker15("cp", "a:/x", "b:/y")
    error = result.stderr.decode().splitlines()[0]
    assert error.endswith("between two containers: docker15 cp a:/x - | docker15 cp - b:/y")
    assert result.exit_status == 2
    (tmp_path / "b:").mkdir()
    assert docker15("cp", "nosuch:/x", "b:/y").error == "No such container: nosuch"


def test_into_a_container_at_1_5(docker15: Docker15, container: Container, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    for source in ("f", "-", "nosuch"):
        result = docker15("cp", source, f"{container.short_id}:/")
        assert result.error == (
            "copying into a container needs API 1.20 or later; this engine speaks 1.5"
        )
        assert result.exit_status == 1


def test_a_missing_container(docker15: Docker15) -> None:
    result = docker15("cp", f"{NO_ID}:/x", ".")
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)


def test_a_missing_path(docker15: Docker15, container: Container) -> None:
    result = docker15("cp", f"{container.short_id}:/nosuch", ".")
    assert result.error.endswith("/nosuch: no such file or directory")
    assert result.exit_status == 1


def test_a_directory_that_may_not_be_written(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    """The error contains nothing but its name; files can't be created in /proc."""
    result = docker15("cp", f"{container.short_id}:/d/f", "/proc/self")
    assert result.error.startswith("f: ")
    assert result.exit_status == 1


def test_names_reach_the_engine_as_they_are(
    docker15: Docker15, engine: Engine, container: Container, tmp_path: Path
) -> None:
    name = 'é "%2f?#&\\:\n'
    (container.rootfs / name).write_text("x")
    unpacked(docker15("cp", f"{container.short_id}:/{name}", "."))
    assert os.listdir(tmp_path) == [name]
    assert json.loads(engine.requests[-1].body)["Resource"] == f"/{name}"


def test_f28_a_local_file_whose_name_has_a_colon(lone_docker15: Docker15) -> None:
    """It can't mean a copy from one container to another."""
    (lone_docker15.home / "te:st").write_text("data")
    with Engine(api="1.52") as engine:
        lone_docker15.host = engine.url
        container = lone_docker15("run", "-d", "busybox", "true").line
        for name in ("te:st", "./te:st"):
            copied = lone_docker15("cp", name, f"{container}:/tmp/")
            assert (copied.exit_status, copied.stderr) == (0, b"")
            lone_docker15("cp", f"{container}:/tmp/te:st", "back")
            assert (lone_docker15.home / "back").read_text() == "data"
            (lone_docker15.home / "back").unlink()


def test_f28_the_hint_if_no_container_has_that_name(docker15: Docker15) -> None:
    (docker15.home / "te:st").write_text("data")
    copied = docker15("cp", "te:st", ".")
    assert copied.exit_status == 1
    assert copied.error.endswith("; to name the local file, write ./te:st")


# --- several sources


def test_several_sources_go_into_a_directory(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    sources = [f"{container.short_id}:/d/f", f"{container.short_id}:/d/sub"]
    unpacked(docker15("cp", *sources, ".", cwd=tmp_path))
    assert (tmp_path / "f").read_text() == "f of the container"
    assert (tmp_path / "sub/g").read_text() == "g"


def test_one_that_fails_does_not_stop_the_others(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    sources = [f"{container.short_id}:/nosuch", f"{container.short_id}:/d/f"]
    result = docker15("cp", *sources, ".", cwd=tmp_path)
    assert result.error.startswith(sources[0])
    assert result.exit_status == 1
    assert (tmp_path / "f").exists()


@pytest.mark.parametrize(
    ("sources", "target", "message", "status"),
    [
        (["C:/d/f", "C:/d/l"], "nosuch", "nosuch: not a directory, as several sources require", 1),
        (["C:/d/f", "C:/d/l"], "-", "cp takes only one source if it or the target is a tar", 2),
        (["C:/d/f", "file"], ".", "Resource not specified: cp takes CONTAINER:PATH, not file", 2),
        (["C:/d/f", ""], ".", "CONTAINER:PATH is empty", 2),
    ],
)
def test_several_sources_that_can_not_be_copied(
    *,
    docker15: Docker15,
    engine: Engine,
    container: Container,
    sources: list[str],
    target: str,
    message: str,
    status: int,
) -> None:
    named = [source.replace("C:", f"{container.short_id}:") for source in sources]
    result = docker15("cp", *named, target)
    assert result.stderr.decode().startswith(f"Error: {message}")
    assert result.exit_status == status
    assert engine.requests.connections == 0


@pytest.mark.parametrize("option", ["-L", "--follow-link", "-q", "--quiet"])
def test_options_without_an_effect(
    docker15: Docker15, container: Container, tmp_path: Path, option: str
) -> None:
    unpacked(docker15("cp", option, f"{container.short_id}:/d/l", str(tmp_path / "new")))
    assert (tmp_path / "new").read_text() == "g"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_owners_are_kept_on_request(
    docker15: Docker15, container: Container, tmp_path: Path
) -> None:
    os.chown(container.rootfs / "d/f", 5, 6)
    for option, owner in ((["-a"], (5, 6)), ([], (0, 0))):
        unpacked(docker15("cp", *option, f"{container.short_id}:/d/f", str(tmp_path / "new")))
        info = (tmp_path / "new").stat()
        assert (info.st_uid, info.st_gid) == owner


def test_several_sources_go_into_a_container(tmp_path: Path) -> None:
    """With their owners, which have to be requested from Podman."""
    (tmp_path / "one").write_text("1")
    (tmp_path / "two").mkdir()
    (tmp_path / "two/f").write_text("2")
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        name = docker15("create", "busybox", "true").line
        unpacked(docker15("cp", "-a", "one", "two", f"{name}:/tmp", cwd=tmp_path))
        (made,) = engine.state.containers
        assert paths(made.rootfs / "tmp") == ["one", "two", "two/f"]
        puts = [one.target for one in engine.requests if one.method == "PUT"]
        result = docker15("cp", "one", "two", f"{name}:/tmp/one", cwd=tmp_path)
    assert all("copyUIDGID=0" in target for target in puts)
    assert result.error == f"{name}:/tmp/one: not a directory, as several sources require"
