"""Extracting tars: what comes out is what went in, and nothing outside the target is touched."""

from __future__ import annotations

import errno
import io
import itertools
import os
import random
import shutil
import stat
import subprocess
import tarfile
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docker15_cli.archive import passing
from docker15_cli.archive.unpack import Target, unpack
from docker15_cli.errors import AnswerBroken
from tests.unit.cutting import single_bytes

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
MTIME = 1795518826


def entry(name, data=b"", **fields):
    """A member; a `type` that is no file has no data."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), MTIME, 0o644
    for key, value in fields.items():
        setattr(info, key, value)
    return info, data


def directory(name, mode=0o755, mtime=MTIME):
    return entry(name, type=tarfile.DIRTYPE, mode=mode, mtime=mtime)


def symlink(name, to):
    return entry(name, type=tarfile.SYMTYPE, linkname=to, mode=0o777)


def hard_link(name, to):
    return entry(name, type=tarfile.LNKTYPE, linkname=to)


def packed(*entries, format=tarfile.GNU_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format, errors="surrogateescape") as archive:
        for info, data in entries:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Place:
    """A target in a directory where nothing else may change."""

    def __init__(self, around: Path) -> None:
        self.around = around
        self.target = around / "target"
        self.target.mkdir()
        (around / "secret").write_text("secret")
        (around / "aside").mkdir()
        self.errors: list[str] = []
        self.before = self._outside()

    def extract(self, data, top="top", name="top", chunks=None, **more):
        """Whether all of it was extracted."""
        target = Target(str(self.target), top, name, **more)
        return unpack(chunks or [data], target, self.errors.append)

    def paths(self):
        found = (path.relative_to(self.target) for path in self.target.rglob("*"))
        return sorted(str(path) for path in found)

    def assert_nothing_outside(self):
        assert self._outside() == self.before
        for path in self.target.rglob("*"):
            if not _is_loop(path):
                assert path.resolve().is_relative_to(self.target.resolve()), path

    def _outside(self):
        own = self.target.stat().st_ino
        return {
            str(path): (info.st_mode, info.st_mtime_ns, info.st_nlink, info.st_size)
            for path in [self.around, *self.around.iterdir(), *(self.around / "aside").iterdir()]
            for info in [path.lstat()]
            if info.st_ino != own
        }


def _is_loop(path):
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# --- what comes out is what went in

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda name: name not in (".", ".."))
long_names = st.text("xyé", min_size=60, max_size=85)  # at most 170 bytes
attributes = st.tuples(st.integers(0, 0o777), st.integers(0, 2**33 - 1))
contents = st.binary(max_size=1500)


@st.composite
def trees(draw):
    """A tree as the members of a tar: a directory before what is in it, not always next to it."""
    members = [("top", "directory", b"", *draw(attributes))]
    above: list[str] = ["top"]
    files: list[str] = []
    for _ in range(draw(st.integers(0, 12))):
        path = f"{draw(st.sampled_from(above))}/{draw(st.one_of(names, long_names))}"
        if any(member[0] == path for member in members):
            continue
        kind = draw(st.sampled_from(["directory", "file", "symlink", "hard link"]))
        value = draw(contents)
        if kind == "hard link" and not files:
            kind = "file"
        if kind == "hard link":
            value = draw(st.sampled_from(files)).encode()
        elif kind == "symlink":
            value = draw(names).encode()
        elif kind == "file":
            files.append(path)
        else:
            above.append(path)
        members.append((path, kind, value, *draw(attributes)))
    return members


def tar_of(members, format):
    makers = {
        "directory": lambda path, value: directory(path),
        "file": lambda path, value: entry(path, value),
        "symlink": lambda path, value: symlink(path, value.decode()),
        "hard link": lambda path, value: hard_link(path, value.decode()),
    }
    entries = []
    for path, kind, value, mode, mtime in members:
        info, data = makers[kind](path, value)
        info.mode, info.mtime = mode, mtime
        entries.append((info, data))
    return packed(*entries, format=format)


@given(trees(), st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]), st.randoms())
@settings(deadline=None, max_examples=60)
def test_a_tree_comes_out_as_it_went_in(members, format, rng):
    data = tar_of(members, format)
    places = sorted(rng.randrange(len(data)) for _ in range(rng.randrange(6)))
    pieces = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    with tempfile.TemporaryDirectory() as around:
        place = Place(Path(around))
        assert place.extract(data, chunks=pieces), place.errors
        _check_tree(place.target, members)


def _check_tree(root, members):
    expected = {path: member for member in members for path in [member[0]]}
    found = {str(path.relative_to(root)) for path in root.rglob("*")}
    assert found == set(expected)
    for path, kind, value, mode, mtime in members:
        info = (root / path).lstat()
        if kind == "symlink":
            assert os.readlink(root / path) == value.decode()
        elif kind == "directory":
            assert stat.S_ISDIR(info.st_mode)
        elif kind == "file":
            assert (root / path).read_bytes() == value
        else:
            assert info.st_ino == (root / value.decode()).lstat().st_ino
        if kind in ("file", "directory"):
            assert (stat.S_IMODE(info.st_mode), info.st_mtime) == (mode, mtime)
        if kind == "symlink":
            assert info.st_mtime == mtime


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_every_format_even_byte_by_byte(place, format):
    data = packed(directory("top"), entry("top/f", b"x" * 700), entry("top/g"), format=format)
    assert place.extract(data, chunks=single_bytes(data))
    assert (place.target / "top/f").read_bytes() == b"x" * 700
    assert place.paths() == ["top", "top/f", "top/g"]


def test_a_fraction_of_a_second_is_kept(place):
    info, data = entry("top/f", pax_headers={"mtime": "1795518826.123456789"})
    place.extract(packed((info, data), format=tarfile.PAX_FORMAT))
    assert (place.target / "top/f").stat().st_mtime_ns == 1795518826123456789


def test_names_that_are_not_utf_8(place):
    place.extract(packed(entry("top/\udcff\udcfe", b"x")))
    assert os.listdir(os.fsencode(place.target / "top")) == [b"\xff\xfe"]


def test_directories_that_are_not_in_the_tar_are_made(place):
    assert place.extract(packed(entry("top/a/b/f", b"x")))
    assert place.paths() == ["top", "top/a", "top/a/b", "top/a/b/f"]


def test_a_directory_is_not_open_to_others_before_it_has_its_mode(place):
    """What is private in the container is not readable while it is being copied."""
    data = packed(directory("top", 0o700), entry("top/f", b"x" * 5000, mode=0o600))
    modes: list[int] = []

    def watched() -> Iterator[bytes]:
        for at in range(0, len(data), 512):
            paths = [path for path in place.target.rglob("*") if path.is_file() or path.is_dir()]
            modes.extend(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths)
            yield data[at : at + 512]

    place.extract(data, chunks=watched())
    assert modes
    assert not any(modes)


# --- where it goes


@pytest.mark.parametrize(
    ("top", "name", "expected"),
    [
        ("top", "top", ["top", "top/f"]),
        ("top", "other", ["other", "other/f"]),
        ("top", "", ["f"]),
        ("", "", ["top", "top/f"]),
        ("", "all", ["all", "all/top", "all/top/f"]),
    ],
)
def test_the_top_is_renamed_or_left_out(place, top, name, expected):
    assert place.extract(packed(directory("top"), entry("top/f")), top, name)
    assert place.paths() == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([entry("f", b"x"), directory("sub"), entry("sub/g", b"y")], ["top/f", "top/sub/g"]),
        ([directory("top"), entry("top/f", b"x")], ["top/f"]),  # not all engines leave it out
        ([entry("top", b"x")], ["top"]),
    ],
)
def test_the_contents_of_a_directory_without_its_name(place, members, expected):
    assert place.extract(packed(*members), may_be_bare=True), place.errors
    files = [path for path in place.target.rglob("*") if path.is_file()]
    assert sorted(str(path.relative_to(place.target)) for path in files) == expected


def test_an_empty_directory_without_its_name(place):
    assert place.extract(packed(), may_be_bare=True)
    assert (place.target / "top").is_dir()


def test_the_targets_own_directory_keeps_its_attributes(place):
    place.target.chmod(0o750)
    place.extract(packed(directory("top", 0o777, 0), entry("top/f")), name="")
    assert stat.S_IMODE(place.target.stat().st_mode) == 0o750


def test_files_and_links_are_replaced_and_directories_are_merged(place):
    top = place.target / "top"
    (top / "d").mkdir(parents=True)
    (top / "d/own").write_text("own")
    (top / "f").write_text("old")
    os.link(top / "f", place.target / "kept")  # a replaced file's other names keep the old one
    (top / "l").symlink_to("/etc/passwd")
    assert place.extract(
        packed(directory("top"), directory("top/d"), entry("top/d/x"), entry("top/f", b"new"),
               entry("top/l", b"new"))
    )  # fmt: skip
    assert place.paths() == ["kept", "top", "top/d", "top/d/own", "top/d/x", "top/f", "top/l"]
    assert (top / "f").read_text() == (top / "l").read_text() == "new"
    assert (place.target / "kept").read_text() == "old"
    assert not (top / "l").is_symlink()


@pytest.mark.parametrize(
    "member",
    [entry("top/d"), symlink("top/d", "f"), hard_link("top/d", "top/f")],
    ids=["file", "symlink", "hard link"],
)
def test_a_directory_is_not_replaced(place, member):
    (place.target / "top/d").mkdir(parents=True)
    assert not place.extract(packed(entry("top/f"), member))
    assert place.errors == ["top/d: a directory of that name is there"]
    assert place.paths() == ["top", "top/d", "top/f"]


def test_a_hard_link_over_its_own_file(place):
    """rename() of two names of one file does nothing, and leaves both."""
    data = packed(entry("top/f", b"x"), hard_link("top/g", "top/f"), hard_link("top/g", "top/f"))
    assert place.extract(data)
    assert place.paths() == ["top", "top/f", "top/g"]


def test_a_single_file_where_a_directory_is_wanted(place):
    assert not place.extract(packed(entry("top", b"x")), only_directory=True)
    assert (place.errors, place.paths()) == (["top: is no directory, and one is wanted"], [])


# --- hostile tars

SPECIAL = {
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "fifo",
    b"V": "member of an unknown kind",
}
REFUSED = [
    (entry("/top/abs"), "leads out of the target"),
    (entry("../top/up"), "leads out of the target"),
    (entry("top/../../secret"), "leads out of the target"),
    (entry("top/a/../b"), "leads out of the target"),
    (entry("other/f"), "is not below top"),
    (entry(".bashrc"), "is not below top"),
    (symlink("top/l", "/etc/passwd"), "is a link to /etc/passwd, which leads out"),
    (symlink("top/l", "../secret"), "is a link to ../secret, which leads out"),
    (symlink("top/d/l", "../../secret"), "which leads out"),
    (symlink("top/l", "d/../../secret"), "which leads out"),
    (symlink("top", "secret"), "which leads out"),
    (hard_link("top/l", "secret"), "is not below top"),
    (hard_link("top/l", "../secret"), "leads out of the target"),
    (hard_link("top/l", "/etc/passwd"), "leads out of the target"),
    (hard_link("top/l", "top/nosuch"), "is not there as a file"),
    (hard_link("top/l", "top"), "is not there as a file"),
    (hard_link("top/l", "top/d"), "is not there as a file"),
    *((entry("top/x", type=kind), f"is a {text}") for kind, text in SPECIAL.items()),
]


@pytest.mark.parametrize(
    ("member", "reason"),
    REFUSED,
    ids=[f"{info.name} {info.type.decode()} {info.linkname}" for (info, _), _ in REFUSED],
)
def test_what_is_unsafe_is_named_and_left_out(place, member, reason):
    data = packed(directory("top/d"), entry("top/before"), member, entry("top/zz", b"after"))
    assert not place.extract(data)
    (error,) = place.errors
    assert error.startswith(f"{member[0].name}: ")
    assert reason in error
    assert place.paths() == ["top", "top/before", "top/d", "top/zz"]
    place.assert_nothing_outside()


def test_nothing_is_written_through_a_link(place):
    """Neither through one of the tar, nor through one that is there."""
    (place.target / "top").mkdir()
    (place.target / "top/there").symlink_to(place.around / "aside")
    data = packed(
        directory("top/d"), symlink("top/l", "d"), entry("top/l/f"), directory("top/there"),
        entry("top/there/f"), hard_link("top/h", "top/there/f"), entry("top/there", b"a file"),
    )  # fmt: skip
    assert not place.extract(data)
    # Of what is in a directory that is left out, no more is said.
    assert [error.partition(":")[0] for error in place.errors] == ["top/l/f", "top/there", "top/h"]
    assert os.listdir(place.target / "top/d") == []
    assert (place.target / "top/there").read_text() == "a file"  # the link itself is replaced
    place.assert_nothing_outside()


def test_a_link_that_was_a_directory_a_moment_ago(place):
    """The open path is no reason to trust a name."""
    data = packed(
        directory("top/d"), entry("top/d/f"), symlink("top/s", "d"),
        hard_link("top/s/x", "top/d/f"), entry("top/d/g"),
    )  # fmt: skip
    assert not place.extract(data)
    assert place.paths() == ["top", "top/d", "top/d/f", "top/d/g", "top/s"]


parts = st.sampled_from(["top", "a", "b", "..", ".", "", "l", "secret", "aside", "\n", "x" * 300])
paths = st.lists(parts, min_size=1, max_size=5).map("/".join)
kinds = st.sampled_from(
    [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]
)
hostile = st.lists(
    st.tuples(kinds, st.one_of(paths, paths.map("top/{}".format)), paths), max_size=12
)


@given(hostile, st.sampled_from(["top", ""]), st.sampled_from(["top", "", "new"]))
@settings(deadline=None, max_examples=300)
def test_nothing_outside_is_ever_touched(members, top, name):
    entries = [entry(path, b"evil", type=kind, linkname=to) for kind, path, to in members]
    for info, _ in entries:
        info.size = info.size if info.type == tarfile.REGTYPE else 0
    with tempfile.TemporaryDirectory() as around:
        place = Place(Path(around))
        (place.target / "old").symlink_to("top")
        place.extract(packed(directory("top"), *entries), top, name)
        place.assert_nothing_outside()
        assert not any(".docker15" in path for path in place.paths())


def test_setuid_and_setgid_are_dropped(place):
    place.extract(packed(directory("top", 0o7755), entry("top/f", b"x", mode=0o6755)))
    assert stat.S_IMODE((place.target / "top/f").stat().st_mode) == 0o755
    assert stat.S_IMODE((place.target / "top").stat().st_mode) == 0o1755


def test_names_are_shown_without_what_controls_a_terminal(place):
    data = packed(entry("top/\x1b[31m\nred", b"x"), entry("../\x1b[31m\nred\udcff", b"x"))
    assert not place.extract(data)
    assert place.paths() == ["top", "top/\x1b[31m\nred"]
    assert place.errors == [
        r"../\x1b[31m\nred\xff: is a name that leads out of the target",
    ]


@pytest.mark.parametrize("format", ["gnu", "posix"])
@pytest.mark.skipif(shutil.which("tar") is None, reason="there is no tar to make it with")
def test_a_sparse_file_is_left_out(place, format):
    """A few bytes can claim to be a file of any size. No engine sends one."""
    source = place.around / "aside/top"
    source.mkdir()
    with (source / "bomb").open("wb") as file:
        file.truncate(1 << 40)
        for at in range(30):  # a map that needs more than one block
            file.seek(at << 30)
            file.write(b"data")
    (source / "zz").write_text("after")
    argv = ["tar", "-C", str(source.parent), f"--format={format}", "-S", "--sort=name", "-c", "top"]
    data = subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout
    assert not place.extract(data)
    assert len(place.errors) == 1
    assert "is a sparse file" in place.errors[0]
    assert place.paths() == ["top", "top/zz"]


def test_a_long_name_without_an_end(place):
    """An extension of 8 GiB is not read into memory."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 * 1024**3 - 1
    endless = (bytes(1 << 20) for _ in range(10_000))
    with pytest.raises(AnswerBroken, match="a header of 8589934591 bytes"):
        place.extract(b"", chunks=[info.tobuf(tarfile.GNU_FORMAT), *endless])


@pytest.mark.parametrize(
    "record", [b"5", b"x path=y\n", b"0 path=y\n", b"99999999999999999999 a=b\n", b"12 size=-99\n"]
)
def test_bad_pax_headers(place, record):
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, len(record)
    data = info.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\0") + packed(entry("top/f"))
    with pytest.raises(AnswerBroken, match="bad"):
        place.extract(data)


class _Counted:
    """A list that only counts."""

    def __init__(self) -> None:
        self.count = 0

    def append(self, report: str) -> None:
        self.count += 1


def test_very_many_members_need_no_more_memory(place):
    header = packed(directory("top/d"), entry("top/f", b"x"), entry("../no"))[: 4 * 512]
    target, reports, peaks = Target(str(place.target), "top", "top"), _Counted(), []

    def repeated(count: int) -> Iterator[bytes]:
        yield from itertools.repeat(header, count)
        yield bytes(1024)

    counts = (500, 12_000)
    for count in counts:
        tracemalloc.start()
        assert not unpack(repeated(count), target, reports.append)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert reports.count == sum(counts)
    assert peaks[1] - peaks[0] < 10 * (counts[1] - counts[0])  # bytes; a name of each is 60


def test_no_descriptor_is_left_open(place):
    before = len(os.listdir("/proc/self/fd"))
    deep = "/".join("d" * 50)
    place.extract(packed(entry(f"top/{deep}/f"), *(member for member, _ in REFUSED)))
    assert len(os.listdir("/proc/self/fd")) == before


# --- tars that break off


@given(st.integers(0, 200), st.randoms())
@settings(deadline=None, max_examples=80)
def test_what_is_there_after_a_tar_that_broke_off_is_whole(seed, rng):
    source = random.Random(seed)
    files = {f"top/{at}": source.randbytes(source.randrange(3000)) for at in range(5)}
    data = packed(*(entry(name, content) for name, content in files.items()))
    end = sum(512 + len(content) + -len(content) % 512 for content in files.values())
    with tempfile.TemporaryDirectory() as around:
        place = Place(Path(around))
        (place.target / "top").mkdir()
        (place.target / "top/4").write_text("old")
        with pytest.raises(AnswerBroken):
            place.extract(data[: rng.randrange(end)])
        for path in (place.target / "top").iterdir():
            content = path.read_bytes()
            old = path.name == "4" and content == b"old"
            assert old or content == files[f"top/{path.name}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "broke off"),
        (b"No such container", "broke off"),
        (b"x" * 2000, "this is no tar"),
        (bytes(1024), "the tar is empty"),
        (packed(entry("top/f"))[:512], "broke off"),  # no end
    ],
)
def test_what_is_no_tar(place, data, message):
    with pytest.raises(AnswerBroken, match=message):
        place.extract(data)


def test_an_exception_leaves_no_temporary_file(place):
    def interrupted() -> Iterator[bytes]:
        yield packed(entry("top", b"x" * 5000))[:1024]
        raise KeyboardInterrupt

    (place.target / "top").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        place.extract(b"", chunks=interrupted())
    assert place.paths() == ["top"]
    assert (place.target / "top").read_text() == "old"


# --- the end of a tar that is passed on


@pytest.mark.parametrize("size", [1, 511, 512, 4096])
def test_a_whole_tar_is_passed_on_unchanged(size):
    data = packed(entry("f", b"content"))
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(passing.whole(chunks)) == data


@pytest.mark.parametrize("data", [b"", b"text", packed(entry("f", b"x" * 9000))[:8192]])
def test_a_tar_without_its_end_is_told(data):
    with pytest.raises(AnswerBroken, match="broke off"):
        list(passing.whole([data]))
