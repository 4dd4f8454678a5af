"""Extracting tars: what went in comes out, in the right place."""

from __future__ import annotations

import os
import random
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docker15_cli.archive import passthrough
from docker15_cli.errors import AnswerBroken, Docker15Error
from tests.archive.unpacking import FORMATS, Place, directory, entry, hard_link, packed, symlink
from tests.cutting import single_bytes

# --- what comes out is what went in

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda name: name not in (".", ".."))
long_names = st.text("xyé", min_size=60, max_size=85)  # at most 170 bytes
attributes = st.tuples(st.integers(0, 0o777), st.integers(0, 2**33 - 1))
contents = st.binary(max_size=1500)


@st.composite
def trees(draw):
    """A tree as tar members: a directory precedes its contents, though not always directly."""
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
    """What is private in the container can't be read while it is being copied."""
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
    assert place.errors == ["top/d: a directory of that name exists"]
    assert place.paths() == ["top", "top/d", "top/f"]


def test_a_hard_link_over_its_own_file(place):
    """rename() with two names of the same file does nothing, and leaves both."""
    data = packed(entry("top/f", b"x"), hard_link("top/g", "top/f"), hard_link("top/g", "top/f"))
    assert place.extract(data)
    assert place.paths() == ["top", "top/f", "top/g"]


def test_a_single_file_where_a_directory_is_wanted(place):
    def chunks():
        yield packed(entry("top", b"x"))[:512]
        pytest.fail("what is of no use is read on")

    with pytest.raises(Docker15Error, match=r"^top: not a directory$"):
        place.extract(None, chunks=chunks(), only_directory=True)
    assert (place.errors, place.paths()) == ([], [])


# --- tars that break off


@given(st.integers(0, 200), st.randoms())
@settings(deadline=None, max_examples=80)
def test_files_extracted_before_a_tar_breaks_off_are_complete(seed, rng):
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
        (b"", "truncated"),
        (b"No such container", "truncated"),
        (b"x" * 2000, "not a tar archive"),
        (bytes(1024), "the tar archive is empty"),
        (packed(entry("top/f"))[:512], "truncated"),  # no end
    ],
)
def test_data_that_is_not_a_tar(place, data, message):
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


# --- the end of a tar that is only passed on


@pytest.mark.parametrize("size", [1, 511, 512, 4096])
def test_a_whole_tar_is_passed_on_unchanged(size):
    data = packed(entry("f", b"content"))
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(passthrough.require_complete_tar(chunks)) == data


@pytest.mark.parametrize("data", [b"", b"text", packed(entry("f", b"x" * 9000))[:8192]])
def test_a_tar_without_its_end_is_reported(data):
    with pytest.raises(AnswerBroken, match="truncated"):
        list(passthrough.require_complete_tar([data]))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("owner", [(5, 6), (3_000_000, 4_000_000)])
def test_owners_are_kept_on_request(tmp_path: Path, format: str, owner: tuple[int, int]) -> None:
    if format == "ustar" and owner[0] > 8**7:
        pytest.skip("it has no room for them")
    fields = {"uid": owner[0], "gid": owner[1]}
    top, link = directory("top"), symlink("top/l", "f")
    for info, _ in (top, link):
        info.uid, info.gid = owner
    data = packed(top, entry("top/f", b"f", **fields), link, format=FORMATS[format])
    for name, expected in (("mine", (0, 0)), ("theirs", owner)):
        (tmp_path / name).mkdir()
        place = Place(tmp_path / name)
        place.extract(data, keeps_owners=name == "theirs")
        for path in ("top", "top/f", "top/l"):
            info = (place.target / path).lstat()
            assert (info.st_uid, info.st_gid) == expected
