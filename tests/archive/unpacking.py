"""Tars made in memory, and a place to extract them to that checks its surroundings."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

from docker15_cli.archive.unpack import Target, unpack

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
MTIME = 1795518826


def entry(name, data=b"", **fields):
    """A member; it has data only if its `type` is that of a file."""
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
    """A target in a directory in which nothing else may change."""

    def __init__(self, around: Path) -> None:
        self.around = around
        self.target = around / "target"
        self.target.mkdir()
        (around / "secret").write_text("secret")
        (around / "aside").mkdir()
        self.errors: list[str] = []
        self.before = self._outside()

    def extract(self, data, top="top", name="top", chunks=None, **more):
        """Extract a tar; return whether that was complete."""
        target = Target(str(self.target), top, name, **more)
        return unpack(chunks or [data], target, self.errors.append)

    def paths(self):
        return sorted(str(path.relative_to(self.target)) for path in walk(self.target))

    def assert_nothing_outside(self):
        """Check that nothing was written outside, even if a link leads there."""
        assert self._outside() == self.before

    def _outside(self):
        own = self.target.stat().st_ino
        return {
            str(path): (info.st_mode, info.st_mtime_ns, info.st_nlink, info.st_size)
            for path in [self.around, *self.around.iterdir(), *(self.around / "aside").iterdir()]
            for info in [path.lstat()]
            if info.st_ino != own
        }


def walk(root):
    """All paths below `root`; Python 3.10's Path.rglob stops at some links."""
    for directory, directories, files in os.walk(root):
        yield from (Path(directory, name) for name in (*directories, *files))
