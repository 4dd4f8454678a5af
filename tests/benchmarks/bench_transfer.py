"""export, cp and import of 256 MiB on a real Podman, against today's docker."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.benchmarks.bench_start import docker, docker15
from tests.benchmarks.measure import Contender, compare
from tests.engines import rootfs
from tests.engines.podman import Podman

_SIZE = 256 * 1024 * 1024  # bytes


def main() -> None:
    """Print all figures; nothing where there is no Podman."""
    if Podman.missing():
        print(Podman.missing())
        return
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        tar = rootfs.build(Path(folder) / "rootfs.tar")
        with Podman(Path(folder) / "podman") as engine:
            engine.import_busybox(tar)
            _measure(engine, Path(folder))


def _measure(engine: Podman, folder: Path) -> None:
    container = _container(engine.url)
    export = ("export", container)
    contenders = [docker15(*export, host=engine.url), *docker(*export, host=engine.url)]
    compare("export", contenders, runs=3)
    copy = ("cp", f"{container}:/big", "-")
    contenders = [docker15(*copy, host=engine.url), *docker(*copy, host=engine.url)]
    compare("cp to stdout", contenders, runs=3)
    tar = folder / "big.tar"
    with tarfile.open(tar, "w") as archive:
        file = folder / "big"
        file.write_bytes(os.urandom(_SIZE))
        archive.add(file, "big")
    ours = docker15("import", "-", "ours", host=engine.url)
    theirs = docker("import", "-", "theirs", host=engine.url)
    fed = [Contender(each.name, each.argv, each.environ, str(tar)) for each in (ours, *theirs)]
    compare("import", fed, runs=3)


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
