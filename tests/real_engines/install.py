"""Installs the Debian packages that tests and demo use, by `python3 -m tests.real_engines.install`
with `test` or `demo`. For the tests it also unpacks the engines of today (`roots.py`).

Does nothing when all are there. Where it can't install (no root, no apt-get) it says what is
missing: the tests that need it are then skipped, with their reason. With CI=true that is a failure.
Runs before there is a virtual environment, so on the standard library alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.real_engines import roots

DEMO = [
    "podman",
    "busybox-static",
    "runc",
    "netavark",
    "iptables",  # what netavark calls on Debian 12
    "nftables",  # and on 13
]
TEST = [
    *DEMO,
    "aardvark-dns",  # without it, Podman 5 can't take a container off a network
    "catatonit",  # for --init on Podman
    "docker.io",
    "docker-registry",
    "iproute2",
    "openssh-client",
    "openssh-server",
    "bash-completion",
    "fish",
    "zsh",
    "tmux",
    "man-db",
    "mandoc",
    "procps",  # engines ask the machine's ps what a container runs
]
SETS = {"demo": DEMO, "test": TEST}


def main(argv: list[str]) -> int:
    """`argv`: the name of a set. Returns the exit status."""
    reasons = [provide(SETS[argv[0]])]
    if argv[0] == "test":  # not meanwhile: where apt-get cleans up, it would take away the others
        reasons.append(roots.make_all())
    reasons = list(filter(None, reasons))
    for reason in reasons:
        print(f"not installed: {reason}", file=sys.stderr)
    return 1 if reasons and os.environ.get("CI") == "true" else 0


def provide(packages: list[str]) -> str:
    """Install what is missing of them. Returns why that failed."""
    absent = [package for package in packages if not is_installed(package)]
    if not absent:
        return ""
    print(f"Debian packages missing: {' '.join(absent)}", flush=True)
    return install(absent)


def is_installed(package: str) -> bool:
    if shutil.which("dpkg-query") is None:
        return False
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, check=False).stdout == b"installed"


def install(packages: list[str]) -> str:
    """Returns why it failed; empty when all are installed."""
    if shutil.which("apt-get") is None:
        return "this machine has no apt-get"
    if os.geteuid():
        return f"this needs root: apt-get install {' '.join(packages)}"
    print("installing them with apt-get", flush=True)
    return apt_get("update") or apt_get("install", "--no-install-recommends", *packages)


def apt_get(*arguments: str) -> str:
    """Run it quietly. Returns what it said if it failed."""
    argv = ["apt-get", "--quiet", "--yes", "--option=DPkg::Lock::Timeout=300", *arguments]
    done = subprocess.run(
        argv,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else f"{' '.join(argv)}:\n{done.stdout}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
