"""Today's Docker and Podman: packages of other Debian releases, unpacked and kept.

`make_all()` needs root and the machine's own Debian mirror: apt-get resolves the dependencies, and
dpkg-deb unpacks the packages. Nothing is installed: `inside.py` starts a program in such a root. It
runs before there is a virtual environment, so it uses only the standard library.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SUITES = ("trixie", "sid")
"""Debian's releases: with Docker 26.1 and Podman 5.4, and with the newest, now 28.5 and 5.8."""

PACKAGES = (
    *("docker.io", "containerd", "runc", "iptables", "nftables", "procps"),
    *("podman", "netavark", "aardvark-dns", "catatonit"),
)
_KEPT = Path("/var/cache/docker15-engines")  # root's only, since root runs what is in it
_KEY = hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:8]
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_OF_THE_MACHINE = ("sourceparts", "preferences", "preferencesparts")
_USERS = {"passwd": "root:x:0:0:root:/root:/bin/sh\n", "group": "root:x:0:\ndocker:x:101:\n"}


def directory(suite: str) -> Path:
    """Where a release's root is, once it is made."""
    return _KEPT / f"{suite}-{_KEY}"


def missing(suite: str) -> str:
    """Why its engines can't be started; empty if they can."""
    if os.geteuid():
        return "engines of today need root"
    if directory(suite).is_dir():
        return ""
    return (
        f"Debian's {suite} is not in {_KEPT}: `python3 -m tests.real_engines.install test` says why"
    )


def make_all() -> str:
    """Make the missing ones, at the same time. Returns why that failed; empty if it didn't."""
    absent = [suite for suite in SUITES if missing(suite)]
    if not absent:
        return ""
    if os.geteuid() or shutil.which("apt-get") is None:
        return "Docker and Podman of today can be unpacked by root only, with apt-get"
    print(f"unpacking Docker and Podman of Debian's {' and '.join(absent)}", flush=True)
    _KEPT.mkdir(mode=0o700, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor() as threads:
            return "\n".join(filter(None, threads.map(_make, absent)))


def _make(suite: str) -> str:
    if not missing(suite):  # another run was faster
        return ""
    for old in _KEPT.glob(f"{suite}-*"):
        shutil.rmtree(old)
    work = _KEPT / f"{suite}-part"
    (work / "root").mkdir(parents=True)
    try:
        _unpack(_download(suite, work), work / "root")
        _configure(work / "root")
        (work / "root").rename(directory(suite))
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or ""
        return f"Debian's {suite}: {said.strip() or error}"
    finally:
        shutil.rmtree(work)
    return ""


def _download(suite: str, work: Path) -> list[Path]:
    """Download the packages, and all that they need on an empty machine."""
    for name in ("lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources").write_text(f"deb [signed-by={_KEYRING}] {_mirror()} {suite} main\n")
    options = {
        "Dir::State": work,
        "Dir::State::lists": work / "lists",
        "Dir::State::status": work / "status",
        "Dir::Cache": work / "cache",
        "Dir::Etc::sourcelist": work / "sources",
        **{f"Dir::Etc::{name}": "/dev/null" for name in _OF_THE_MACHINE},
        "APT::Sandbox::User": "root",  # nobody else may write there
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Update::Error-Mode": "any",
        "Acquire::Check-Valid-Until": "false",  # a mirror may be out of date
    }
    words = [f"--option={name}={value}" for name, value in options.items()]
    _run("apt-get", *words, "--quiet", "--quiet", "update")
    _run("apt-get", *words, "--quiet", "--quiet", "--yes", "--no-install-recommends",
         "--download-only", "install", *PACKAGES)  # fmt: skip
    return sorted((work / "cache/archives").glob("*.deb"), key=lambda one: -one.stat().st_size)


def _mirror() -> str:
    """The mirror that this machine's own packages come from."""
    rows = _run("apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)").splitlines()
    ours = [row for row in rows if row.startswith("Debian ")]
    ours = ours or [row for row in rows if "security" not in row]
    if not ours:
        raise OSError("apt-get knows no mirror")
    return ours[0].split()[-1]


def _unpack(packages: list[Path], root: Path) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(lambda one: _run("dpkg-deb", "--extract", str(one), str(root)), packages))


def _configure(root: Path) -> None:
    """Do what the packages' scripts would do, as far as engines need it."""
    for name in ("iptables", "ip6tables"):
        for task in ("", "-save", "-restore"):
            (root / f"usr/sbin/{name}{task}").symlink_to("xtables-nft-multi")
    for name, text in _USERS.items():
        (root / f"etc/{name}").write_text(text)
    (root / "mnt").mkdir(exist_ok=True)  # for inside.py


def _run(*argv: str) -> str:
    """Return its stdout. Raises CalledProcessError with its stderr."""
    return subprocess.run(
        argv,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    ).stdout
