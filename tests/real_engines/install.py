"""Installs the Debian packages that tests or demo use: `python3 -m tests.real_engines.install`
with `test` or `demo`. For the tests it also unpacks today's engines (`roots.py`).

Does nothing if all are there. If it can't install (without root or apt-get), it says what is
missing; the tests that need it are then skipped with that reason, or, with CI=true, fail. It runs
before there is a virtual environment, so it uses only the standard library.
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
    "iptables",  # which netavark calls on Debian 12
    "nftables",  # and on Debian 13
]
TEST = [
    *DEMO,
    "aardvark-dns",  # without it, Podman 5 can't disconnect a container from a network
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
    "procps",  # engines use the machine's ps to list a container's processes
]
SETS = {"demo": DEMO, "test": TEST}


def main(argv: list[str]) -> int:
    """Install the set that `argv` names. Returns the exit status."""
    reasons = [provide(SETS[argv[0]])]
    if argv[0] == "test":  # not earlier: apt-get's clean-up would remove these packages
        reasons.append(roots.make_all())
    reasons = list(filter(None, reasons))
    for reason in reasons:
        print(f"not installed: {reason}", file=sys.stderr)
    return 1 if reasons and os.environ.get("CI") == "true" else 0


def provide(packages: list[str]) -> str:
    """Install those that are missing. Returns why that failed; empty if it didn't."""
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
    """Install packages. Returns why that failed; empty if it didn't."""
    if shutil.which("apt-get") is None:
        return "this machine has no apt-get"
    if os.geteuid():
        return f"this needs root: apt-get install {' '.join(packages)}"
    print("installing them with apt-get", flush=True)
    return apt_get("update") or apt_get("install", "--no-install-recommends", *packages)


def apt_get(*arguments: str) -> str:
    """Run apt-get quietly. Returns its output if it failed."""
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
