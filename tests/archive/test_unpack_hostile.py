"""Extracting malicious tars: nothing outside the target is touched, whatever they try."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docker15_cli.archive.unpack import Target, unpack
from docker15_cli.errors import AnswerBroken
from tests.archive.unpacking import Place, directory, entry, hard_link, packed, symlink

SPECIAL = {
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "fifo",
    b"V": "member of an unknown type",
}
REFUSED = [
    (entry("/top/abs"), "leads out of the target"),
    (entry("../top/up"), "leads out of the target"),
    (entry("top/../../secret"), "leads out of the target"),
    (entry("top/a/../b"), "leads out of the target"),
    (entry("other/f"), "is not below top"),
    (entry(".bashrc"), "is not below top"),
    (hard_link("top/l", "secret"), "is not below top"),
    (hard_link("top/l", "../secret"), "leads out of the target"),
    (hard_link("top/l", "/etc/passwd"), "leads out of the target"),
    (hard_link("top/l", "top/nosuch"), "does not exist as a file"),
    (hard_link("top/l", "top"), "does not exist as a file"),
    (hard_link("top/l", "top/d"), "does not exist as a file"),
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


@pytest.mark.parametrize("to", ["/etc/passwd", "../secret", "../../aside", "d/../../secret", "."])
def test_links_that_lead_outside_are_kept_unchanged(place, to):
    """F13: of 820 links in a Debian image's /etc, 607 were left out."""
    assert place.extract(packed(directory("top/d"), symlink("top/l", to), symlink("top/d/l", to)))
    assert place.errors == []
    assert os.readlink(place.target / "top/l") == os.readlink(place.target / "top/d/l") == to
    place.assert_nothing_outside()


def test_a_link_to_an_impossible_name(place):
    member = entry("top/l", type=tarfile.SYMTYPE, pax_headers={"linkpath": "a\0b"})
    assert not place.extract(packed(member, format=tarfile.PAX_FORMAT))
    assert place.errors == ["top/l: is a link to an impossible file name"]


def test_a_link_may_have_several_names_too(place):
    """The second name is another link, not its target."""
    data = packed(symlink("top/l", "../secret"), hard_link("top/m", "top/l"))
    assert place.extract(data), place.errors
    assert os.readlink(place.target / "top/m") == "../secret"
    place.assert_nothing_outside()


OUT = "../aside"  # in top, to a directory that must stay empty
THROUGH = [
    symlink("top/l", OUT),
    entry("top/l/f", b"evil"),
    directory("top/l/d", 0o700, 1),
    directory("top/l", 0o777, 1),
    hard_link("top/l/h", "top/f"),
    hard_link("top/h", "top/l/../../secret"),
    entry("top/f", b"f"),
]


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("first", range(len(THROUGH)))
def test_no_order_of_members_writes_through_a_link(place, first, absolute):
    """F13: each of them first, followed by three others in every order."""
    to = str(place.around / "aside") if absolute else OUT
    members = [symlink("top/l", to), *THROUGH[1:]]
    others = [member for member in members if member is not members[first]]
    for order in itertools.permutations(others, 3):
        place.extract(packed(directory("top"), members[first], *order, *members))
        place.assert_nothing_outside()
        shutil.rmtree(place.target / "top")


def test_nothing_is_written_through_a_link(place):
    """Neither through one from the tar, nor through an existing one."""
    (place.target / "top").mkdir()
    (place.target / "top/there").symlink_to(place.around / "aside")
    data = packed(
        directory("top/d"), symlink("top/l", "d"), entry("top/l/f"), directory("top/there"),
        entry("top/there/f"), hard_link("top/h", "top/there/f"), entry("top/there", b"a file"),
    )  # fmt: skip
    assert not place.extract(data)
    # There is no further message for the contents of a directory that is left out.
    assert [error.partition(":")[0] for error in place.errors] == ["top/l/f", "top/there", "top/h"]
    assert os.listdir(place.target / "top/d") == []
    assert (place.target / "top/there").read_text() == "a file"  # the link itself is replaced
    place.assert_nothing_outside()


def test_a_link_that_was_a_directory_a_moment_ago(place):
    """An open directory is no reason to trust its name."""
    data = packed(
        directory("top/d"), entry("top/d/f"), symlink("top/s", "d"),
        hard_link("top/s/x", "top/d/f"), entry("top/d/g"),
    )  # fmt: skip
    assert not place.extract(data)
    assert place.paths() == ["top", "top/d", "top/d/f", "top/d/g", "top/s"]


# Swaps directories for links to argv[1] and back until stdin ends; then prints how often.
SWAPPER = """
import itertools, os, select, sys
count = 0
for name in itertools.cycle(sys.argv[2:]):
    if select.select([0], [], [], 0)[0]:
        break
    aside = f"{name}-{count}"
    try:
        os.rename(name, aside)
        os.symlink(sys.argv[1], name)
        count += 1
        os.unlink(name)
        os.rename(aside, name)
    except OSError:
        pass
print(count)
"""


def test_a_directory_that_becomes_a_link_while_it_is_written_to(place):
    """F13: at any moment, between any two system calls of ours."""
    entries = [directory("top"), directory("top/d/e")]
    for number in range(200):
        entries += [
            entry(f"top/d/e/{number % 7}", b"evil"),
            hard_link(f"top/d/h{number % 5}", f"top/d/e/{number % 7}"),
            entry(f"top/x{number % 3}/f", b"evil"),
            directory("top/d/e", 0o700, number),
            symlink(f"top/d/l{number % 3}", "../../aside"),
        ]
    data = packed(*entries)
    place.extract(data)
    names = [str(place.target / "top" / name) for name in ("d/e", "d", "x0", "x1")]
    argv = [sys.executable, "-c", SWAPPER, str(place.around / "aside"), *names]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as swapper:
        for _ in range(2):
            place.extract(data)
        swaps, _ = swapper.communicate(timeout=30)
    assert int(swaps) > 10
    place.assert_nothing_outside()


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


def test_names_are_shown_without_control_characters(place):
    data = packed(entry("top/\x1b[31m\nred", b"x"), entry("../\x1b[31m\nred\udcff", b"x"))
    assert not place.extract(data)
    assert place.paths() == ["top", "top/\x1b[31m\nred"]
    assert place.errors == [
        r"../\x1b[31m\nred\xff: leads out of the target directory",
    ]


@pytest.mark.parametrize("format", ["gnu", "posix"])
@pytest.mark.skipif(shutil.which("tar") is None, reason="there is no tar to make it with")
def test_a_sparse_file_is_left_out(place, format):
    """A few bytes can claim to be a file of any size. No engine sends such files."""
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


def test_an_endless_name(place):
    """An extension of 8 GiB is not read into memory."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 * 1024**3 - 1
    endless = itertools.repeat(bytes(1 << 20), 10_000)
    chunks = itertools.chain([info.tobuf(tarfile.GNU_FORMAT)], endless)
    with pytest.raises(AnswerBroken, match="a header of 8589934591 bytes"):
        place.extract(b"", chunks=chunks)


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
    """A list that only counts its items."""

    def __init__(self) -> None:
        self.count = 0

    def append(self, report: str) -> None:
        self.count += 1


def test_very_many_members_need_no_more_memory(place):
    header = packed(directory("top/d"), entry("top/f", b""), entry("../no", b""))[: 3 * 512]
    target, reports, peaks = Target(str(place.target), "top", "top"), _Counted(), []

    def repeated(count: int) -> Iterator[bytes]:
        yield from itertools.repeat(header, count)
        yield bytes(1024)

    counts = (500, 4_000)
    unpack(repeated(1), target, _Counted().append)  # what is only made once
    for count in counts:
        tracemalloc.start()
        assert not unpack(repeated(count), target, reports.append)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert reports.count == sum(counts)
    assert peaks[1] - peaks[0] < 10 * (counts[1] - counts[0])  # bytes; each name has 60


def test_no_descriptor_is_left_open(place):
    before = len(os.listdir("/proc/self/fd"))
    deep = "/".join("d" * 50)
    place.extract(packed(entry(f"top/{deep}/f"), *(member for member, _ in REFUSED)))
    assert len(os.listdir("/proc/self/fd")) == before
