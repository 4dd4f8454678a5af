"""A run leaves nothing behind, however it ends: no process, mount, network device or file.

`begin()` gives this process, and all that it starts, a directory for their files and, as root and
where that is allowed, private mounts and a private network, which end with the last of them.
Where mounts are private, and there is enough memory, the directory is in memory: engines make and
remove many small files. Another process, this file's `main`, learns from a pipe that this one has
ended: normally, by Ctrl-C or by SIGKILL. It kills what belongs to the directory, and removes it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import itertools
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PREFIX = "d15-"
GRACE = 3.0  # seconds for processes that are about to end
LIMIT = 20.0  # seconds after which processes that can't be killed are left behind
ROOM = 8 * 1024**3  # bytes of memory for all files of a run, which takes 3.6 GiB

_CLONE_NEWNS, _CLONE_NEWNET = 0x00020000, 0x40000000
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1
_MEMORY_LIMITS = (  # in bytes; of cgroup v2 and v1
    "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"
)  # fmt: skip


def begin(*more: Path) -> Callable[[], None]:
    """From now on put temporary files into a directory of this run; `more` are removed as well.

    Returns the function that ends the run: when it returns, everything is gone.
    """
    is_apart = get_apart()
    directory = tempfile.mkdtemp(prefix=PREFIX, dir="/tmp")
    if is_apart and available_memory() >= ROOM:
        path, options = directory.encode(), f"size={ROOM}".encode()
        # The source's name shows in mountinfo; if mounting fails, the directory is on the disk.
        ctypes.CDLL(None).mount(path, path, b"tmpfs", ctypes.c_ulong(0), options)
    Path(directory).chmod(0o711)  # some tests run as nobody
    os.environ["TMPDIR"] = tempfile.tempdir = directory
    watcher = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, directory, *map(str, more)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},  # so that it belongs to no other run
        cwd="/",
        start_new_session=True,
    )

    def end() -> None:
        watcher.communicate()

    return end


def get_apart() -> bool:
    """Get private mounts and a private network (127.0.0.1 and ::1). False if that is impossible."""
    libc = ctypes.CDLL(None)
    if os.geteuid() or libc.unshare(_CLONE_NEWNS | _CLONE_NEWNET):
        return False
    libc.mount(b"none", b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _IFF_UP))
    return True


def available_memory() -> int:
    """Bytes that can be used without swapping; no more than the control group's limit."""
    found = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text())
    amounts = [int(found[1]) * 1024 if found else 0]
    for limit in _MEMORY_LIMITS:
        with contextlib.suppress(OSError, ValueError):  # no such file, or "max"
            amounts.append(int(Path(limit).read_text()))
    return min(amounts)


def new_directory() -> Path:
    """Make a directory with a short path: in this run's, or, if there is none, in /tmp."""
    run = Path(tempfile.gettempdir())
    if not run.name.startswith(PREFIX):
        return Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    for number in itertools.count(1):
        with contextlib.suppress(FileExistsError):
            (run / str(number)).mkdir(mode=0o700)
            break
    return run / str(number)


def remove_tree(directory: Path) -> None:
    """Remove a directory, after unmounting what is mounted on it or in it.

    dockerd mounts its own directory on itself where mounts are private, as in a container.
    """
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for point in reversed(mounts):
        if point == str(directory) or point.startswith(f"{directory}/"):
            subprocess.run(["umount", "--lazy", point], check=False, timeout=LIMIT)
    deadline = time.monotonic() + LIMIT
    shutil.rmtree(directory, ignore_errors=True)
    while directory.exists():  # a container's monitor has just written its last file
        time.sleep(0.05)
        shutil.rmtree(directory, ignore_errors=time.monotonic() < deadline)


def main(directories: list[str]) -> None:
    """Wait for the end of stdin, then remove what is left of the run."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    texts = [directory.encode() for directory in directories]
    begun = time.monotonic()
    while (left := list(_belonging(texts))) and time.monotonic() < begun + LIMIT:
        for pid in left if time.monotonic() > begun + GRACE else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    for directory in directories:
        remove_tree(Path(directory))


def _belonging(texts: list[bytes]) -> Iterator[int]:
    """The ids of the other processes that have to do with one of these directories."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                traces = _traces(entry)
                if any(text in traces for text in texts):
                    yield int(entry.name)


def _traces(process: Path) -> bytes:
    """A process's command line, environment, directory and, for a container, its root mounts."""
    mounts = (process / "mountinfo").read_bytes().splitlines()
    roots = [line for line in mounts if line.split()[4] == b"/"]
    command, environ = ((process / name).read_bytes() for name in ("cmdline", "environ"))
    return b"\n".join([command, environ, os.fsencode((process / "cwd").readlink()), *roots])


if __name__ == "__main__":
    main(sys.argv[1:])
