"""docker15.pyz: docker15 and its dependencies in one file, for a machine that has only Python."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import Distribution
from pathlib import Path

from tools.dist import bundled

_INTERPRETER = b"#!/usr/bin/env python3\n"
PACKED = "docker15.zip"  # as pyz_start.py has it
_START = Path(__file__).with_name("pyz_start.py")
_EARLIEST = 315532800  # 1980, before which a zip has no times


def write(target: Path, wheel: Path, dependencies: Sequence[Distribution], epoch: int) -> None:
    """Write the executable; all in it has the time `epoch`."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if ".data/" not in name and not name.endswith("/"):
                files[name] = archive.read(name)
    for one in dependencies:
        files.update(bundled.files(one))
    start = _START.read_text().replace("@NAME@", f"{bundled.VERSION}-{_digest(files)}")
    epoch = max(epoch, _EARLIEST)
    # A zip in a zip: Python reads the list of what is in the outer one at each start.
    both = {"__main__.py": start.encode(), PACKED: _zipped(files, epoch)}
    target.write_bytes(_INTERPRETER + _zipped(both, epoch))
    target.chmod(0o755)


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()[:16]


def _zipped(files: Mapping[str, bytes], epoch: int) -> bytes:
    packed = io.BytesIO()
    moment = time.gmtime(epoch)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, moment[:6])
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()
