"""A real registry, Debian's docker-registry: `with Registry(directory) as registry:`."""

from __future__ import annotations

import http.client
import shutil
from pathlib import Path

from tests.real_engines.servers import Server, free_port

USER, PASSWORD = "joe", "secret"
_HTPASSWD = "joe:$2b$04$34yUt3inIKMYYuDICQPmnuYJjRz7lmiHBoQSeu8VtL8xpVILgL1d2\n"  # bcrypt, cost 4


class Registry(Server):
    """`docker-registry serve` on a port of 127.0.0.1; `host` is its name in image names.

    With `protected`, it admits only USER, with PASSWORD.
    """

    def __init__(self, directory: Path, *, protected: bool = False) -> None:
        directory.mkdir()
        self.host = f"127.0.0.1:{free_port()}"
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

    def start(self) -> None:
        argv = ["docker-registry", "serve", str(self._config)]
        self.spawn(argv, self._answers, self._log)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, timeout=5)
        try:
            connection.request("GET", "/v2/")
            return connection.getresponse().status in (200, 401)
        except OSError:
            return False
        finally:
            connection.close()
