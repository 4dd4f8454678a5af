"""What a scenario works with: docker15 with one engine and one API version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.docker15 import Result
from tests.in_process import InProcess
from tests.real_engines import raw
from tests.real_engines.registry import PASSWORD, USER
from tests.real_engines.scenarios.matrix import FORCED, REFUSAL
from tests.real_engines.servers import until

_LISTED = 10  # seconds; usually a few milliseconds
_ID = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")


class Scene(InProcess):
    """docker15 for the engine at `url`, with API `version`.

    `variables` are in its environment. `registry` and `index` are hosts, "" for the defaults.
    """

    def __init__(
        self,
        home: Path,
        url: str,
        version: str,
        properties: list[tuple[str, object]],
        variables: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(home, url, variables)
        self.version = version
        self.registry = ""
        self.index = ""
        self.loses_outputs = False  # the engine: of one in some hundreds of short containers
        self._properties = properties

    @property
    def is_native(self) -> bool:
        """Whether the engine speaks 1.5 itself."""
        return self.version == "1.5"

    def environment(self, host: str | None = None, **more: str) -> dict[str, str]:
        forced = {"DOCKER_API_VERSION": self.version} if self.version in FORCED else {}
        return super().environment(host, **(forced | more))

    def refused(self, result: Result, version: str) -> None:
        """Check that `result` is a refusal that names the version that has what was requested."""
        assert f"needs API {version} or later; this engine speaks " in result.error
        assert (result.exit_status, result.stdout) == (1, b"")
        self._properties.append((REFUSAL, f"refusal: {version}"))

    def login(self) -> Result:
        """Log in to the registry."""
        server = (self.registry,) if self.registry else ()
        return self("login", "-u", USER, "-p", PASSWORD, "-e", "joe@example.org", *server)

    def ended(self, *command: str) -> str:
        """The id of a container that has run a command to its end.

        dockerd answers a wait some milliseconds before its lists show that the container has ended.
        """
        container = self("run", "-d", "busybox", *command).line
        self("wait", container)
        assert until(lambda: container not in self("ps", "-q").lines, _LISTED)
        return container

    def ended_with_log(self, *command: str) -> str:
        """`ended`, for a command whose output the engine has in its log.

        If the engine sometimes loses output, another container is made until the log isn't empty.
        """
        container = self.ended(*command)
        while self.loses_outputs and not self._log(container):
            container = self.ended(*command)
        return container

    def _log(self, container: str) -> bytes:
        target = f"/containers/{container}/logs?stdout=1&stderr=1"
        return raw.request(self.host.removeprefix("unix://"), "GET", target)[1]


def normal(text: str, **names: str) -> list[str]:
    """The lines of some output, with known ids replaced by the given names, others by ID."""
    for name, identifier in names.items():
        text = re.sub(rf"\b{identifier}[0-9a-f]*", name, text)
    return _ID.sub("ID", text).splitlines()
