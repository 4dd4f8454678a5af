"""`make dist`: the wheel and the source distribution, the same bytes wherever they are made.

setuptools makes both; of the source distribution, whose members it takes with the times and owners
that they have here, the archive is written anew. Needs the package `build`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

_SOURCES = Path(__file__).parents[1]
_DIST = _SOURCES / "dist"
_SUMS = "SHA256SUMS"


def main() -> None:
    """Into dist/, which is made anew, with the sums of what is in it."""
    shutil.rmtree(_DIST, ignore_errors=True)
    epoch = _time_of_last_commit()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    command = [sys.executable, "-m", "build", "--outdir", str(_DIST), str(_SOURCES)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    for archive in _DIST.glob("*.tar.gz"):
        archive.write_bytes(normalized(archive.read_bytes(), epoch))
    made = sorted(_DIST.iterdir())
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in made]
    (_DIST / _SUMS).write_text("".join(sums))


def _time_of_last_commit() -> int:
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=_SOURCES, capture_output=True, text=True, check=True)
    return int(done.stdout)


def normalized(data: bytes, epoch: int) -> bytes:
    """A tar.gz with the same members, sorted, all of them root's and of the time `epoch`."""
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as before,
        gzip.GzipFile("", "wb", fileobj=packed, mtime=epoch) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before.getmembers(), key=lambda one: one.name):
            mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            plain = {"uid": 0, "gid": 0, "uname": "", "gname": "", "mtime": epoch, "mode": mode}
            same = member.replace(**plain, deep=False)  # type: ignore[arg-type]
            same.pax_headers = {}
            after.addfile(same, before.extractfile(member) if member.isreg() else None)
    return packed.getvalue()


if __name__ == "__main__":
    main()
