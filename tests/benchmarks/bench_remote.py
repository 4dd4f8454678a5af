"""A real dockerd over its socket, TCP, TLS and ssh: how long `ps` and a stream take."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.measure import Contender, compare
from tests.certificates import Certificates
from tests.real_engines import rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.sshd import Sshd

_SIZE = 32 * 1024 * 1024  # bytes


def main() -> None:
    """Print all figures."""
    reason = rootfs.missing() or Dockerd.missing()
    if reason:
        print(f"nothing to measure: {reason}")
        return
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as name, ExitStack() as stack:
        folder = Path(name)
        plain = stack.enter_context(Dockerd(folder / "plain"))
        certificates = Certificates(folder / "certificates")
        secure = stack.enter_context(Dockerd(folder / "secure", certificates))
        tar = rootfs.build(folder / "rootfs.tar")
        for engine in (plain, secure):
            engine.import_busybox(tar)
        ways = {
            "unix": {"DOCKER_HOST": plain.url},
            "tcp": {"DOCKER_HOST": plain.tcp_url},
            "TLS": {"DOCKER_HOST": secure.tcp_url, **secure.variables},
        }
        if not Sshd.missing():
            sshd = stack.enter_context(Sshd())
            ways["ssh"] = {"DOCKER_HOST": sshd.address + plain.socket, **sshd.environ()}
        for way, variables in ways.items():
            compare(f"ps over {way}", list(_clients(variables, "ps")))
        _streams(folder, ways)


def _streams(folder: Path, ways: Mapping[str, Mapping[str, str]]) -> None:
    file = folder / "random"
    file.write_bytes(os.urandom(_SIZE))
    for way, variables in ways.items():
        args = ("run", "--rm", "-i", "busybox", "cat")
        contenders = list(_clients(variables, *args, stdin=str(file)))
        compare(f"{_SIZE >> 20} MiB in and out over {way}", contenders, runs=3)


def _clients(
    variables: Mapping[str, str], *args: str, stdin: str = os.devnull
) -> Iterator[Contender]:
    environ = {**os.environ, **variables}
    ours = str(Path(sys.executable).with_name("docker15"))
    yield Contender("docker15", [ours, *args], environ, stdin)
    docker = shutil.which("docker")
    if docker:
        yield Contender("docker", [docker, *args], environ, stdin)


if __name__ == "__main__":
    main()
