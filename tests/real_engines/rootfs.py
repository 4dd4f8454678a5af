"""A small root filesystem for containers, made from the machine's own static busybox."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

FILES = {
    "etc/passwd": b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "etc/group": b"root:x:0:\nnogroup:x:65534:\n",
}
DIRECTORIES = {"bin": 0o755, "etc": 0o755, "root": 0o700, "tmp": 0o1777, "var": 0o755}


def missing() -> str:
    """Why no root filesystem can be made here; empty if it can."""
    busybox = shutil.which("busybox")
    if busybox is None:
        return "busybox is not installed (package busybox-static)"
    with Path(busybox).open("rb") as file:
        dynamic = b"/ld-linux" in file.read(4096)
    return "busybox is not a static one (package busybox-static)" if dynamic else ""


def build(path: Path) -> Path:
    """Write the tar to `path`, with the same bytes every time. Returns `path`."""
    if reason := missing():
        raise RuntimeError(reason)
    busybox = Path(shutil.which("busybox") or "")
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, mode in sorted(DIRECTORIES.items()):
            tar.addfile(_entry(name, mode, tarfile.DIRTYPE))
        for name, content in sorted(FILES.items()):
            _add_file(tar, name, content, 0o644)
        _add_file(tar, "bin/busybox", busybox.read_bytes(), 0o755)
        for applet in _applets(busybox):
            link = _entry(f"bin/{applet}", 0o777, tarfile.SYMTYPE)
            link.linkname = "busybox"
            tar.addfile(link)
    return path


def _applets(busybox: Path) -> list[str]:
    listed = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True)
    return sorted(set(listed.stdout.split()) - {"busybox"})


def _add_file(tar: tarfile.TarFile, name: str, content: bytes, mode: int) -> None:
    entry = _entry(name, mode, tarfile.REGTYPE)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _entry(name: str, mode: int, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)  # owned by root, dated 1970
    entry.mode = mode
    entry.type = kind
    return entry
