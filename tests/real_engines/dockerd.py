"""A private dockerd: `with Dockerd(directory) as dockerd:`."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tests.certificates import Certificates
from tests.real_engines import raw
from tests.real_engines.private import PrivateEngine
from tests.real_engines.servers import free_port


class Dockerd(PrivateEngine):
    """dockerd with its own bridge, so that several can run side by side. It leaves iptables alone.

    If no bridge can be created, its containers have no network but loopback. It also listens on a
    port of 127.0.0.1: with `certificates`, for TLS clients that have one.
    """

    import_query = "repo=busybox&tag=latest"

    def __init__(self, directory: Path, certificates: Certificates | None = None) -> None:
        super().__init__(directory)
        self.bridge = "none"
        self._port = free_port()
        self._certificates = certificates
        self.variables = certificates.environ | {"DOCKER_TLS_VERIFY": "1"} if certificates else {}

    @property
    def tcp_url(self) -> str:
        """The address where it listens besides its socket."""
        return f"tcp://127.0.0.1:{self._port}"

    @staticmethod
    def missing() -> str:
        if shutil.which("dockerd") is None:
            return "dockerd is not installed (package docker.io)"
        return "dockerd needs root" if os.geteuid() else ""

    def argv(self) -> list[str]:
        return [
            "dockerd",
            f"--data-root={self.storage}",
            f"--exec-root={self.runtime}/exec",
            f"--pidfile={self.runtime}/pid",
            f"--host={self.url}",
            f"--host={self.tcp_url}",
            *(self._certificates.options() if self._certificates else ["--tls=false"]),
            f"--bridge={self.bridge}",
            f"--seccomp-profile={self.seccomp}",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-masq=false",
        ]

    def start(self) -> None:
        name = f"d15-{secrets.token_hex(4)}"  # several runs may share a network
        if _make_bridge(name):
            self.bridge = name
        super().start()

    def stop(self) -> None:
        super().stop()
        if self.bridge != "none":
            _ip("link", "delete", self.bridge)
            self.bridge = "none"

    def remove_containers(self) -> None:
        for container in raw.json_of(self.socket, "/containers/json?all=1"):
            raw.request(self.socket, "DELETE", f"/containers/{container['Id']}?force=1&v=1")


def _make_bridge(name: str) -> bool:
    """Create a bridge with its own subnet, one of 16,384 in 10.192.0.0/10."""
    second, third = 192 + secrets.randbelow(64), secrets.randbelow(256)
    return (
        _ip("link", "add", name, "type", "bridge")
        and _ip("address", "add", f"10.{second}.{third}.1/24", "dev", name)
        and _ip("link", "set", name, "up")
    )


def _ip(*arguments: str) -> bool:
    if shutil.which("ip") is None:
        return False
    return subprocess.run(["ip", *arguments], capture_output=True, check=False).returncode == 0
