"""export, cp and import of 256 MiB on real engines, compared with today's docker.

The share of Python's start shows in the processor times, and in the copy of a small file.
Podman has two import endpoints. docker uses the one that leaves the whole tar in /var/tmp, so curl
shows the time of the other one, which leaves nothing.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.measure import Contender, compare
from tests.benchmarks.programs import both, docker15, if_there
from tests.real_engines import rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine

_SIZE = 256 * 1024 * 1024  # bytes
_BEFORE = set(Path("/var/tmp").glob("api_load*"))


def main() -> None:
    """Print all figures of the engines that are installed."""
    engines: tuple[type[PrivateEngine], ...] = (Podman, Dockerd)
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        rootfs_tar = rootfs.build(Path(folder) / "rootfs.tar")
        tar = _tar(Path(folder))
        for engine in engines:
            name = engine.__name__
            if engine.missing():
                print(f"no {name}: {engine.missing()}")
                continue
            with engine(Path(folder) / name) as running:
                running.import_busybox(rootfs_tar)
                _measure(name, running.url, tar)


def _measure(name: str, url: str, tar: Path) -> None:
    container = _container(url)
    for title, args in (
        ("export", ("export", container)),
        ("cp to stdout", ("cp", f"{container}:/big", "-")),
        ("cp of a small file", ("cp", f"{container}:/etc/passwd", "-")),
    ):
        compare(f"{title}, {name}", both(*args, host=url), runs=9)
    ours = [docker15("import", "-", "ours", host=url)]
    theirs = if_there("import", "-", "theirs", host=url)
    curl = [_curl(url)] if name == Podman.__name__ else []
    fed = [replace(each, stdin=str(tar), after=_tidy) for each in (*ours, *theirs, *curl)]
    compare(f"import, {name}", fed, runs=9)


def _curl(url: str) -> Contender:
    """The import that docker15 uses on Podman."""
    socket = url.removeprefix("unix://")
    endpoint = "http://d/v4.0.0/libpod/images/import?reference=curl"
    options = ("-sfT", "-", "-X", "POST", "--unix-socket", socket)
    return Contender("curl, docker15's endpoint", ["curl", *options, endpoint])


def _tidy() -> None:
    """Write to the disk what is left in memory, so that the next one's time doesn't include it."""
    for left in set(Path("/var/tmp").glob("api_load*")) - _BEFORE:
        left.unlink()


def _tar(folder: Path) -> Path:
    """Make a tar with a large file in it."""
    path = folder / "big.tar"
    with tarfile.open(path, "w") as archive:
        file = folder / "big"
        file.write_bytes(os.urandom(_SIZE))
        archive.add(file, "big")
    return path


def _container(url: str) -> str:
    """A stopped container that has written one big file."""
    script = f"head -c {_SIZE} /dev/urandom > /big"
    create = docker15("create", "busybox", "sh", "-c", script, host=url)
    made = subprocess.run(
        create.argv, env=create.environ, capture_output=True, text=True, check=True
    )
    container = made.stdout.strip()
    start = docker15("start", "-a", container, host=url)
    subprocess.run(start.argv, env=start.environ, check=True)
    return container


if __name__ == "__main__":
    main()
