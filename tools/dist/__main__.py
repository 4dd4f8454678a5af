"""`make dist`: all that a release consists of, the same bytes wherever the same versions make it.

setuptools makes the wheel and the source distribution; of the latter, whose members it takes with
the times and owners that they have here, the archive is written anew. Needs git, and the packages
`build` and `setuptools`; nothing of the network.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.dist import bundled, pyz, sbom

SOURCES = Path(__file__).parents[2]


def main() -> None:
    """Into dist/, which is made anew."""
    dist = SOURCES / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    make(dist)


def make(dist: Path) -> None:
    """Into a directory that does not exist."""
    epoch = int(_git("log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory() as copy:
        for name in _git("ls-files", "-z").rstrip("\0").split("\0"):
            _copy(SOURCES / name, Path(copy, name))
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), copy]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    (source,) = dist.glob("*.tar.gz")
    source.write_bytes(normalized(source.read_bytes(), epoch))
    (wheel,) = dist.glob("*.whl")
    distributions = bundled.distributions()
    pyz.write(dist / "docker15.pyz", wheel, distributions, epoch)
    name = f"docker15-{bundled.VERSION}.cdx.json"
    (dist / name).write_text(sbom.text(distributions, epoch))


def _git(*args: str) -> str:
    command = ["git", *args]
    return subprocess.run(command, cwd=SOURCES, stdout=-1, text=True, check=True).stdout


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def normalized(data: bytes, epoch: int) -> bytes:
    """A tar.gz with the same members, sorted, all of them root's and of the time `epoch`."""
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as before,
        gzip.GzipFile("", "wb", fileobj=packed, mtime=epoch) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before.getmembers(), key=lambda one: one.name):
            content = before.extractfile(member) if member.isreg() else None
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = epoch
            member.pax_headers = {}
            after.addfile(member, content)
    return packed.getvalue()


if __name__ == "__main__":
    main()
