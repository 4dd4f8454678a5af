"""`inside.py ROOT SHARED... -- PROGRAM...`: runs a program in the files of another Debian release.

It has its own mount namespace with a new root: ROOT's programs, read-only, a copy of ROOT's /etc,
the machine's /proc, /sys and /dev, and the SHARED directories at the same paths as on the machine.
All that it mounts, or writes elsewhere, disappears when it ends.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_CLONE_NEWNS = 0x00020000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 0x1, 0x20, 0x1000, 0x4000, 0x40000
_DETACH = 2
_LINKS = ("bin", "sbin", "lib", "lib64")
_EMPTY = ("root", "run", "var/lib", "var/cache", "var/log", "var/tmp", "etc")
_HOSTS = "127.0.0.1 localhost\n::1 localhost\n"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
_libc = ctypes.CDLL(None, use_errno=True)


def main(argv: list[str]) -> None:
    """Become the program. Doesn't return; raises OSError."""
    at = argv.index("--")
    (root, *shared), program = argv[:at], argv[at + 1 :]
    _check(_libc.unshare(_CLONE_NEWNS))
    _mount("none", Path("/"), _REC | _PRIVATE)
    new = _furnish(Path(root), shared)
    os.chdir(new)
    _check(_libc.pivot_root(b".", b"."))
    _check(_libc.umount2(b".", _DETACH))
    os.chdir("/")
    os.environ["PATH"] = _PATH
    os.execvp(program[0], program)


def _furnish(root: Path, shared: list[str]) -> Path:
    """Set up the new root; return its path."""
    new = root / "mnt"
    _mount("tmpfs", new, 0, "tmpfs")
    for name in _EMPTY:
        (new / name).mkdir(parents=True)
    for name in _LINKS:
        (new / name).symlink_to(f"usr/{name}")
    (new / "var/run").symlink_to("/run")
    shutil.copytree(root / "etc", new / "etc", symlinks=True, dirs_exist_ok=True)
    (new / "etc/hosts").write_text(_HOSTS)
    for path in ("/proc", "/sys", "/dev", *shared):
        _bind(Path(path), new)
    (new / "usr").mkdir()
    _mount(str(root / "usr"), new / "usr", _BIND)
    _mount("none", new / "usr", _BIND | _REMOUNT | _RDONLY)
    return new


def _bind(path: Path, new: Path) -> None:
    target = new / path.relative_to("/")
    target.mkdir(parents=True, exist_ok=True)
    _mount(str(path), target, _BIND | _REC)


def _mount(what: str, where: Path, flags: int, kind: str = "none") -> None:
    flag_word = ctypes.c_ulong(flags)
    _check(_libc.mount(what.encode(), os.fsencode(where), kind.encode(), flag_word, None))


def _check(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])
