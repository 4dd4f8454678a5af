"""Build contexts: tarfile and GNU tar unpack what was packed."""

from __future__ import annotations

import io
import os
import socket
import stat
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docker15_cli.archive.ignore import Ignore, parse
from docker15_cli.archive.pack import (
    ARCHIVE,
    check,
    compressed,
    is_archive,
    pack,
    pack_dockerfile,
    pack_special,
)
from docker15_cli.errors import Docker15Error
from tests.archives import extract_all

BLOCK = 512
LARGE = 3 * 512 * 1024 + 5  # bytes: several pieces, and not a whole number of blocks
NOBODY = 65534


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = tmp_path / "context"
    root.mkdir()
    return root


def joined(pieces: Iterable[bytes | memoryview]) -> bytes:
    """The pieces joined, each copied before the next one comes."""
    return b"".join(map(bytes, pieces))


def packed(root: Path, ignored: Ignore | None = None, dockerfile: bytes | None = None) -> bytes:
    """The archive of a context that can be packed, without warnings."""
    warnings: list[str] = []
    rules = ignored or Ignore()
    check(str(root), rules)
    data = joined(pack(str(root), rules, warnings.append, dockerfile))
    assert not warnings
    return data


def members(data: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {member.name: member for member in tar.getmembers()}


def names(data: bytes) -> list[str]:
    return sorted(members(data))


def content(data: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        file = tar.extractfile(name)
        assert file
        return file.read()


# -- what is in it


def test_a_file_has_its_mode_and_time_and_no_owner(context: Path) -> None:
    file = context / "run.sh"
    file.write_bytes(b"echo\n")
    if os.geteuid() == 0:
        os.chown(file, NOBODY, NOBODY)
    file.chmod(0o4755)
    os.utime(file, ns=(0, 1_380_000_000_999_999_999))
    member = members(packed(context))["run.sh"]
    assert (member.mode, member.mtime, member.size) == (0o4755, 1_380_000_000, 5)
    assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
    assert not member.pax_headers


def test_the_root_comes_first_then_each_directory_before_its_content(context: Path) -> None:
    (context / "b" / "c").mkdir(parents=True)
    (context / "a").mkdir(mode=0o700)
    for path in ("z", "b/file", "b/c/file", "a/file"):
        (context / path).touch()
    with tarfile.open(fileobj=io.BytesIO(packed(context))) as tar:
        assert tar.getnames() == [".", "z", "a", "a/file", "b", "b/file", "b/c", "b/c/file"]
        assert tar.getmember("a").mode == 0o700
        assert tar.getmember("a").isdir()


def test_symlinks_are_links_whatever_they_point_to(context: Path) -> None:
    targets = {
        "file": "x",
        "up": "../../etc/passwd",
        "nowhere": "no such",
        "long": "d/" * 200 + "é",
    }
    (context / "x").write_text("content")
    (context / "dir").mkdir()
    (context / "to-dir").symlink_to("dir")
    for name, target in targets.items():
        (context / name).symlink_to(target)
    found = members(packed(context))
    assert {name: found[name].linkname for name in targets} == targets
    assert all(found[name].issym() for name in [*targets, "to-dir"])


def test_hard_links_are_sent_once(context: Path) -> None:
    (context / "sub").mkdir()
    (context / "a").write_bytes(b"x" * 10_000)
    os.link(context / "a", context / "sub" / "b")
    (context / "same").write_bytes(b"x" * 10_000)
    found = members(packed(context))
    assert (found["sub/b"].islnk(), found["sub/b"].linkname) == (True, "a")
    assert found["a"].isreg()
    assert found["same"].isreg()
    assert len(packed(context)) < 25_000


def test_a_hard_link_to_a_file_outside_is_a_file(context: Path) -> None:
    (context.parent / "outside").write_text("content")
    os.link(context.parent / "outside", context / "inside")
    data = packed(context)
    assert members(data)["inside"].isreg()
    assert content(data, "inside") == b"content"


@pytest.mark.parametrize(
    "name",
    [
        "n" * 100,
        "n" * 101,
        "n" * 255,
        "d" * 200 + "/" + "n" * 255,
        "ünïcödé",
        "名" * 80,
        "line\nbreak",
        os.fsdecode(b"latin-1 \xe9"),
        " blanks ",
        "100%=path=\n20 path=x\n",
    ],
)
def test_any_name_is_kept(context: Path, name: str) -> None:
    path = context / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(name, errors="surrogateescape")
    data = packed(context)
    assert content(data, name) == os.fsencode(name)
    unpacked = context.parent / "unpacked"
    unpacked.mkdir()
    subprocess.run(["tar", "-x", "-C", unpacked], input=data, check=True)
    assert (unpacked / name).read_bytes() == os.fsencode(name)


@pytest.mark.parametrize("mtime", [0, -1, -1_000_000_000, 8**11 - 1, 8**11])
def test_any_time_is_kept(context: Path, mtime: int) -> None:
    file = context / "file"
    file.touch()
    os.utime(file, ns=(0, mtime * 10**9))
    assert members(packed(context))["file"].mtime == mtime


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 512 * 1024, LARGE])
def test_any_size_is_kept(context: Path, size: int) -> None:
    (context / "a").write_bytes(os.urandom(size))
    (context / "b").write_bytes(b"after it")
    data = packed(context)
    assert content(data, "a") == (context / "a").read_bytes()
    assert content(data, "b") == b"after it"
    assert len(data) % BLOCK == 0


def test_a_size_of_more_than_8_gib(context: Path) -> None:
    size = 8 * 1024**3
    with (context / "sparse").open("wb") as file:
        file.truncate(size)
    pieces = pack(str(context), Ignore(), print)
    head = b""
    while len(head) < 8 * BLOCK:
        head += next(pieces)
    with tarfile.open(fileobj=io.BytesIO(head), mode="r|") as tar:
        tar.next()
        member = tar.next()
    assert member
    assert (member.name, member.size) == ("sparse", size)


def test_large_pieces_however_small_the_files(context: Path) -> None:
    for number in range(2000):
        (context / str(number)).write_bytes(b"x" * 600)
    *pieces, _ = map(bytes, pack(str(context), Ignore(), print))
    assert pieces
    assert min(map(len, pieces)) >= 256 * 1024


def test_it_is_read_while_it_is_packed(context: Path) -> None:
    (context / "a").write_bytes(bytes(LARGE))
    (context / "b").write_text("before")
    pieces = map(bytes, pack(str(context), Ignore(), print))
    begun = next(pieces)
    (context / "b").write_text("after!")
    assert content(begun + b"".join(pieces), "b") == b"after!"


# -- random trees, packed and unpacked

NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda name: name not in (".", "..") and len(name.encode()) < 200)
FILES = st.tuples(st.binary(max_size=2000), st.integers(0o400, 0o777))
TREES = st.recursive(
    st.dictionaries(NAMES, FILES, max_size=4),
    lambda children: st.dictionaries(NAMES, st.one_of(FILES, children), max_size=4),
    max_leaves=8,
)


def plant(tree: dict[str, Any], directory: Path) -> None:
    for name, node in tree.items():
        if isinstance(node, dict):
            (directory / name).mkdir()
            plant(node, directory / name)
        else:
            (directory / name).write_bytes(node[0])
            (directory / name).chmod(node[1])


def harvest(directory: Path) -> dict[str, Any]:
    return {
        path.name: harvest(path)
        if path.is_dir()
        else (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for path in directory.iterdir()
    }


@given(TREES)
@settings(deadline=None)
def test_tarfile_unpacks_what_was_packed(tree: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        context, unpacked = Path(directory, "context"), Path(directory, "unpacked")
        context.mkdir()
        plant(tree, context)
        with tarfile.open(fileobj=io.BytesIO(packed(context))) as tar:
            extract_all(tar, unpacked)
        assert harvest(unpacked) == tree


# -- what is left out or replaced


def test_ignored_trees_are_not_walked(context: Path) -> None:
    for path in ("node_modules/x/y", "src/a.c", "src/a.o", "src/keep.o"):
        (context / path).parent.mkdir(parents=True, exist_ok=True)
        (context / path).touch()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(context / "node_modules" / "socket"))
    rules = parse("node_modules\n**/*.o\n!src/keep.o")
    assert names(packed(context, rules)) == [".", "src", "src/a.c", "src/keep.o"]


def test_exceptions_are_found_in_an_ignored_tree(context: Path) -> None:
    for path in ("a/b/c", "a/b/d", "a/x/y", "Dockerfile", ".dockerignore"):
        (context / path).parent.mkdir(parents=True, exist_ok=True)
        (context / path).touch()
    rules = parse("*\n!a/b/c", [".dockerignore", "Dockerfile"])
    assert names(packed(context, rules)) == [".", ".dockerignore", "Dockerfile", "a/b/c"]


def test_another_dockerfile_takes_the_place_of_the_context_s_own(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM own")
    (context / "sub").mkdir()
    (context / "sub" / "Dockerfile").write_text("FROM sub")
    data = packed(context, dockerfile=b"FROM other")
    assert names(data) == [".", "Dockerfile", "sub", "sub/Dockerfile"]
    assert content(data, "Dockerfile") == b"FROM other"
    assert content(data, "sub/Dockerfile") == b"FROM sub"


def test_a_dockerfile_alone() -> None:
    data = pack_dockerfile(b"FROM busybox\n")
    assert len(data) == 2048  # as 0.6.3 sends it
    assert content(data, "Dockerfile") == b"FROM busybox\n"
    assert members(data)["Dockerfile"].mtime == 0


# -- files that change meanwhile


def pack_while(context: Path, change: str) -> tuple[Iterator[bytes], bytes, list[str]]:
    """Begin to pack `file`, and then change it with this shell command."""
    warnings: list[str] = []
    (context / "file").write_bytes(b"x" * LARGE)
    (context / "next").write_text("untouched")
    pieces = map(bytes, pack(str(context), Ignore(), warnings.append))
    begun = next(pieces)
    subprocess.run(["sh", "-c", change], cwd=context, check=True)
    return pieces, begun, warnings


def test_a_file_that_grows_is_cut_with_a_warning(context: Path) -> None:
    pieces, begun, warnings = pack_while(context, "echo more >> file")
    data = begun + b"".join(pieces)
    assert content(data, "file") == b"x" * LARGE
    assert content(data, "next") == b"untouched"
    assert warnings == [
        f"WARNING: {context}/file grew while it was being read: "
        f"only its first {LARGE} bytes are sent"
    ]


def test_a_file_that_gets_shorter_is_an_error(context: Path) -> None:
    pieces, _, _ = pack_while(context, "truncate -s 600000 file")
    with pytest.raises(Docker15Error, match=f"^{context}/file shrank while it was being read"):
        list(pieces)


def test_a_file_that_vanishes_is_an_error(context: Path) -> None:
    pieces, _, _ = pack_while(context, "rm next")
    with pytest.raises(Docker15Error, match=f"^can't read {context}/next: No such file"):
        list(pieces)


def test_a_file_that_becomes_a_fifo_is_sent_as_one_at_once(context: Path) -> None:
    pieces, before, _ = pack_while(context, "rm next; mkfifo next")
    assert members(before + b"".join(pieces))["next"].isfifo()


def test_a_file_that_becomes_a_link_is_not_followed(context: Path) -> None:
    pieces, _, _ = pack_while(context, "ln -sf /etc/passwd next")
    with pytest.raises(Docker15Error, match=f"^can't read {context}/next: Too many levels"):
        list(pieces)


# -- files that can't be packed


def test_a_socket_is_left_out_with_a_warning(context: Path) -> None:
    """F8: the build failed for a false reason; docker leaves sockets out."""
    (context / "sub").mkdir()
    (context / "sub/file").touch()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(context / "sub" / "s"))
    check(str(context), Ignore())
    warnings: list[str] = []
    data = joined(pack(str(context), Ignore(), warnings.append))
    assert names(data) == [".", "sub", "sub/file"]
    assert warnings == [f"WARNING: {context}/sub/s is a socket: left out"]
    assert names(packed(context, parse("sub/s"))) == [".", "sub", "sub/file"]


def test_a_fifo_is_sent(context: Path) -> None:
    """F8."""
    os.mkfifo(context / "pipe", 0o640)
    os.utime(context / "pipe", (1e9, 1e9))
    member = members(packed(context))["pipe"]
    assert (member.isfifo(), member.mode, member.mtime, member.size) == (True, 0o640, 1e9, 0)


DEVICES = [(stat.S_IFCHR, 1, 3), (stat.S_IFBLK, 259, 1_048_575), (stat.S_IFCHR, 4095, 7)]


@pytest.mark.parametrize(("kind", "major", "minor"), DEVICES)
def test_a_device_is_sent_with_its_numbers(kind: int, major: int, minor: int) -> None:
    """F8. With a faked stat, as only root may make devices, and not everywhere."""
    numbers = {"st_rdev": os.makedev(major, minor), "st_mtime_ns": 10**18}
    status = os.stat_result((kind | 0o600, 0, 0, 1, 0, 0, 0, 0, 1e9, 0), numbers)
    member = members(pack_special("dev", status))["dev"]
    assert member.type == (tarfile.CHRTYPE if kind == stat.S_IFCHR else tarfile.BLKTYPE)
    assert (member.devmajor, member.devminor, member.mode) == (major, minor, 0o600)


def test_a_device_of_the_context_is_sent(context: Path) -> None:
    """F8."""
    try:
        os.mknod(context / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root may make a device")
    member = members(packed(context))["null"]
    assert (member.ischr(), member.devmajor, member.devminor) == (True, 1, 3)


@pytest.mark.parametrize(
    ("changed", "mode", "named"),
    [("sub/file", 0, "sub/file"), ("sub", 0, "sub"), ("sub", 0o444, "sub/file")],
)
def test_an_unreadable_file_is_named_before_anything_is_packed(
    changed: str, mode: int, named: str
) -> None:
    with tempfile.TemporaryDirectory() as context, as_nobody(Path(context)):
        (Path(context) / "sub").mkdir()
        (Path(context) / "sub" / "file").touch()
        (Path(context) / changed).chmod(mode)
        with pytest.raises(
            Docker15Error, match=f"^can't read {context}/{named}: Permission denied"
        ):
            check(context, Ignore())
        check(context, parse("sub"))


@contextmanager
def as_nobody(directory: Path) -> Iterator[None]:
    """Run as nobody, who owns the directory, since root may read everything."""
    if os.geteuid():
        yield
        return
    os.chown(directory, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(Docker15Error, match=f"^can't read {tmp_path}/nowhere: No such file"):
        check(str(tmp_path / "nowhere"), Ignore())


@pytest.mark.parametrize("suffix", ["", "/", "//"])
def test_the_root_may_be_a_link_and_end_with_a_slash(context: Path, suffix: str) -> None:
    (context / "file").touch()
    link = context.parent / "link"
    link.symlink_to(context)
    assert names(joined(pack(f"{link}{suffix}", Ignore(), print))) == [".", "file"]


# -- recognising archives


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("layout", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tars_are_archives(mode: str, layout: int) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=layout) as tar:  # type: ignore[call-overload]
        tar.addfile(tarfile.TarInfo("ü"))
    assert is_archive(buffer.getvalue()[:BLOCK])


def test_what_gnu_tar_writes_for_old_ones_is_an_archive(context: Path) -> None:
    (context / "file").write_text("x")
    command = ["tar", "--format=v7", "-c", "-C", str(context), "."]
    assert is_archive(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


@pytest.mark.parametrize(
    "head", [b"", b"FROM busybox\n", b"# " + b"x" * 600, bytes(BLOCK), b"BZ", b"0" * BLOCK]
)
def test_others_are_not(head: bytes) -> None:
    assert not is_archive(head)


@pytest.mark.parametrize("owner", [(5, 6), (3_000_000, 4_000_000)])
def test_owners_that_are_kept(context: Path, owner: tuple[int, int]) -> None:
    """By their numbers, even those that don't fit into a header."""
    if os.geteuid():
        pytest.skip("only root can give files away")
    (context / "d").mkdir()
    (context / "f").write_text("f")
    (context / "d" / "g").symlink_to("f")
    os.link(context / "f", context / "h")
    os.mkfifo(context / "p")
    for path in context.rglob("*"):
        os.chown(path, *owner, follow_symlinks=False)
    data = joined(pack(str(context), Ignore(), print, purpose=ARCHIVE))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        found = {member.name: (member.uid, member.gid) for member in tar if member.name != "."}
    assert found == dict.fromkeys(("d", "d/g", "f", "h", "p"), owner)


def test_compressed(context: Path) -> None:
    (context / "f").write_bytes(bytes(LARGE))
    data = joined(compressed(pack(str(context), Ignore(), print)))
    assert len(data) < LARGE // 100
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
        assert tar.getmember("f").size == LARGE
