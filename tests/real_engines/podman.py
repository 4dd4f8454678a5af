"""A private Podman: `with Podman(directory) as podman:`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.real_engines.private import CAP_SYS_RESOURCE, PrivateEngine, lacks_capability
from tests.real_engines.servers import STOP_LIMIT, StartError


class Podman(PrivateEngine):
    """`podman system service` whose two configuration files keep all of its state private.

    `environ` names these files, so that the podman command, and an engine that docker15 itself
    starts, use the same storage. `state` is for what Podman keeps until the machine's next boot.
    """

    import_query = "repo=docker.io/library/busybox:latest"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        containers, storage = self.runtime / "containers.conf", self.runtime / "storage.conf"
        self.state = self.runtime / "lib"  # the paths of its sockets are 79 characters longer
        containers.write_text(self._containers_conf())
        self.environ["PODMAN_IGNORE_CGROUPSV1_WARNING"] = "1"  # that is up to the machine
        self.environ["CONTAINERS_CONF"] = str(containers)
        self.environ["CONTAINERS_STORAGE_CONF"] = str(storage)
        self._use_driver("overlay")

    @staticmethod
    def missing() -> str:
        if shutil.which("podman") is None:
            return "podman is not installed"
        return "podman's tests need root" if os.geteuid() else ""

    def argv(self) -> list[str]:
        return ["podman", "system", "service", "--time=0", self.url]

    def allow_plain(self, *hosts: str) -> None:
        """Before its start, allow registries without TLS, as dockerd always does on 127.0.0.1."""
        configuration = self.runtime / "registries.conf"
        rows = [f'[[registry]]\nlocation = "{host}"\ninsecure = true\n' for host in hosts]
        configuration.write_text("".join(rows))
        self.environ["CONTAINERS_REGISTRIES_CONF"] = str(configuration)

    def start(self) -> None:
        try:
            super().start()
        except StartError:  # overlay doesn't work on every filesystem
            self._use_driver("vfs")
            super().start()

    def remove_containers(self) -> None:
        if any(self.storage.iterdir()):
            subprocess.run(
                ["podman", "rm", "--all", "--force", "--time=0", "--volumes"],
                env=self.environ,
                stdout=subprocess.DEVNULL,
                check=False,
                timeout=STOP_LIMIT,
            )

    def _use_driver(self, driver: str) -> None:
        Path(self.environ["CONTAINERS_STORAGE_CONF"]).write_text(
            f'[storage]\ndriver = "{driver}"\n'
            f'graphroot = "{self.storage}"\nrunroot = "{self.runtime}/run"\n'
        )

    def _containers_conf(self) -> str:
        containers = ['log_driver = "k8s-file"', f'seccomp_profile = "{self.seccomp}"']
        if lacks_capability(CAP_SYS_RESOURCE):  # then limits can't be raised, which podman tries
            containers += ['default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]']
        engine = [
            'cgroup_manager = "cgroupfs"',
            'events_logger = "file"',
            'lock_type = "file"',  # by default, all engines of a user share one memory segment
            f'tmp_dir = "{self.state}"',
        ]
        if not Path("/sys/fs/cgroup/cgroup.controllers").exists():
            engine += ['runtime = "runc"']  # crun requires a pure cgroup v2
        return "\n".join(["[containers]", *containers, "[engine]", *engine, ""])
