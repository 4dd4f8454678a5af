"""An sshd on 127.0.0.1, with its own keys and configuration: `with Sshd() as sshd:`."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from getpass import getuser
from pathlib import Path
from typing import Any

from tests.docker15 import Docker15
from tests.leftovers import new_directory
from tests.real_engines.servers import Server, descendants, free_port, processes, until

_SERVER = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {files}/host_key
AuthorizedKeysFile {files}/user_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
SetEnv PATH={path}
"""
# The default key exchange costs each side a tenth of a second of processor time.
_CLIENT = """\
Host far
    HostName 127.0.0.1
    Port {port}
Host *
    IdentityFile {files}/user_key
    IdentitiesOnly yes
    KexAlgorithms curve25519-sha256
    UserKnownHostsFile {files}/known_hosts
    StrictHostKeyChecking yes
"""
_NO_PENALTIES = "PerSourcePenalties=no"
# The system's own ssh, which uses an option's first value; it reads no other configuration.
_WRAPPER = """\
#!/bin/sh
echo "$@" >> '{files}/calls'
exec {ssh} -F '{files}/config' {options} "$@"
"""


class Sshd(Server):
    """Admits the user who runs the tests, with a key that only its own `ssh` has.

    `options` are further lines of its configuration.
    """

    def __init__(self, *options: str) -> None:
        self.options = options
        self.files = new_directory()
        self.scratch = self.files / "tmp"  # where docker15 has its own files
        self.scratch.mkdir()
        (self.files / "calls").touch()
        self.port = free_port()

    @staticmethod
    def missing() -> str:
        """Why it can't run here; empty if it can."""
        if shutil.which("ssh") is None:
            return "ssh is not installed (package openssh-client)"
        return "" if _executable() else "sshd is not installed (package openssh-server)"

    @property
    def address(self) -> str:
        return f"ssh://{getuser()}@127.0.0.1:{self.port}"

    def environ(self) -> dict[str, str]:
        """The environment in which `ssh` is the one that knows this sshd."""
        path = f"{self.files}/bin:{os.environ['PATH']}"
        return {"PATH": path, "TMPDIR": str(self.scratch)}

    def docker15(self, home: Path, path: str = "") -> SshDocker15:
        """docker15 for the engine whose socket on the remote side is at `path`."""
        return SshDocker15(home, self.address + path, self.environ())

    def use_client(self, *options: str) -> None:
        """Set options of ssh that come before those it is called with."""
        wrapper = self.files / "bin" / "ssh"
        wrapper.parent.mkdir(exist_ok=True)
        text = _WRAPPER.format(files=self.files, ssh=shutil.which("ssh"), options=" ".join(options))
        wrapper.write_text(text)
        wrapper.chmod(0o755)

    def clients(self) -> list[int]:
        """The ids of docker15's ssh processes."""
        return [pid for pid, command in processes() if f"{self.scratch}/" in command]

    def calls(self) -> int:
        """How many times ssh was called."""
        return len((self.files / "calls").read_text().splitlines())

    def sessions(self) -> list[int]:
        """The ids of the processes that serve its connections."""
        assert self.process is not None
        return descendants(self.process.pid)

    def end_sessions(self, number: signal.Signals = signal.SIGKILL) -> None:
        for pid in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def leaves_nothing(self) -> bool:
        """Whether, soon, no ssh of docker15 is running and no file is left."""
        return until(lambda: not self.clients() and not any(self.scratch.iterdir()), 20)

    def start(self) -> None:
        for name in ("host_key", "user_key"):
            self.make_key(name)
        self.know_host("host_key")
        self.use_client()
        client = _CLIENT.format(files=self.files, port=self.port)
        (self.files / "config").write_text(client)
        server = _SERVER.format(files=self.files, port=self.port, path=os.environ["PATH"])
        (self.files / "sshd_config").write_text("\n".join([server, *self.options, ""]))
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # it requires an empty directory
        argv = [_executable(), "-f", str(self.files / "sshd_config")]
        # Since 9.8 it refuses for a while whoever has ended connections as these tests do.
        if subprocess.run([*argv, "-t", "-o", _NO_PENALTIES], capture_output=True).returncode == 0:
            argv += ["-o", _NO_PENALTIES]
        self.spawn([*argv, "-D", "-e"], self._answers, self.files / "log")

    def make_key(self, name: str) -> None:
        """Make a new key in `files`, replacing an old one of that name."""
        for file in (self.files / name, self.files / f"{name}.pub"):
            file.unlink(missing_ok=True)
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.files / name)]
        subprocess.run(argv, check=True)

    def know_host(self, name: str) -> None:
        """Have the client take the key of that name for the host's."""
        kind, key, *_ = (self.files / f"{name}.pub").read_text().split()
        (self.files / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {kind} {key}\n")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self) -> None:
        if self.process is not None:
            self.end_sessions(signal.SIGCONT)
            self.end_sessions()
        super().stop()
        shutil.rmtree(self.files, ignore_errors=True)


class SshDocker15(Docker15):
    """docker15 whose `ssh` is one of a test."""

    def __init__(self, home: Path, host: str, more: Mapping[str, str]) -> None:
        super().__init__(home, host)
        self._more = more

    def environment(self, host: str | None = None, **more: Any) -> dict[str, str]:
        return super().environment(host, **{**self._more, **more})


def _executable() -> str:
    return shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin") or ""
