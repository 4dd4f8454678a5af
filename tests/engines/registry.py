"""A real registry, Debian's docker-registry: `with Registry(directory) as registry:`."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.engines.private import START_LIMIT, StartError, end, until

if TYPE_CHECKING:
    from typing_extensions import Self

USER, PASSWORD = "joe", "secret"
_HTPASSWD = "joe:$2b$04$34yUt3inIKMYYuDICQPmnuYJjRz7lmiHBoQSeu8VtL8xpVILgL1d2\n"  # bcrypt, cost 4


class Registry:
    """`docker-registry serve` on a port of its own of 127.0.0.1; `host` is its name in images.

    With `protected` it knows USER and PASSWORD, and nobody else.
    """

    def __init__(self, directory: Path, *, protected: bool = False) -> None:
        directory.mkdir()
        self.host = f"127.0.0.1:{_free_port()}"
        self._log = directory / "log"
        self._config = directory / "config.yml"
        auth = ""
        if protected:
            (directory / "htpasswd").write_text(_HTPASSWD)
            auth = f"auth: {{htpasswd: {{realm: test, path: {directory}/htpasswd}}}}\n"
        self._config.write_text(
            f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {directory}/data}}}}\n"
            f'http: {{addr: "{self.host}"}}\n{auth}'
        )

    @staticmethod
    def missing() -> str:
        return "" if shutil.which("docker-registry") else "docker-registry is not installed"

    def __enter__(self) -> Self:
        argv = ["setpriv", "--pdeathsig", "TERM", "docker-registry", "serve", str(self._config)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ)
            )
        if not until(self._answers, START_LIMIT):
            end(self._process)
            raise StartError(f"docker-registry did not start:\n{self._log.read_text()[-2000:]}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        end(self._process)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, timeout=5)
        try:
            connection.request("GET", "/v2/")
            return connection.getresponse().status in (200, 401)
        except OSError:
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
