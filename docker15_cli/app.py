"""App: what a command works with. Made by `main.py`, by hand in tests. Prints nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from docker15_cli.output.streams import Streams
from docker15_cli.transport.wanted import Wanted

if TYPE_CHECKING:
    from docker15_cli.api.client import Client
    from docker15_cli.config.contexts import Contexts
    from docker15_cli.config.credentials import Config
    from docker15_cli.transport.endpoint import Endpoint
    from docker15_cli.transport.ssh import Tunnel


class App:
    """The user's streams and environment, the global options, and the client they lead to."""

    def __init__(self, environ: Mapping[str, str], streams: Streams | None = None) -> None:
        self.environ = environ
        self.streams = streams or Streams(environ)
        self.wanted = Wanted()  # -H, --context, --tls…, --timeout, --config
        self.api_version: str | None = None  # --api-version
        self.debug = False  # -D
        self._tunnel: Tunnel | None = None

    @cached_property
    def config(self) -> Config:
        """The user's credentials."""
        from docker15_cli.config.credentials import Config

        return Config(self.environ, self.wanted.config_directory)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts that docker keeps for the user."""
        from docker15_cli.config.contexts import Contexts

        return Contexts(self.environ, self.wanted.config_directory)

    @property
    def context(self) -> str:
        """The name of the context that is used. Raises UsageError, Docker15Error."""
        return self.contexts.current(self.wanted.context, self.wanted.host)

    @property
    def default_address(self) -> str:
        """The address of the engine that is used without a context."""
        from docker15_cli.transport.endpoint import default_address

        return default_address(self.wanted, self.environ)

    @cached_property
    def client(self) -> Client:
        """The client of the engine that the options and the environment mean.

        Raises UsageError for a bad address, NotSupported for a version that docker15 does not
        speak, EngineUnreachable where there is no engine.
        """
        from docker15_cli.api.client import Client
        from docker15_cli.transport.endpoint import resolve

        forced = self.api_version or self.environ.get("DOCKER_API_VERSION") or ""
        endpoint = resolve(self.wanted, self.environ)
        if endpoint.kind == "ssh":
            endpoint = self._through_ssh(endpoint)
        if endpoint.tls and not endpoint.tls.verify:
            self.streams.note(f"Warning: nobody checks who answers at {endpoint}; use --tlsverify")
        note = self.streams.note
        return Client(endpoint, forced=forced, trace=note if self.debug else None, warn=note)

    def close(self) -> None:
        """End what was started on the way to the engine."""
        if self._tunnel:
            self._tunnel.close()

    @property
    def obituary(self) -> str:
        """Why the way to the engine is gone, where it is: it explains other errors."""
        return self._tunnel.obituary if self._tunnel else ""

    def _through_ssh(self, far: Endpoint) -> Endpoint:
        """Somebody at the terminal may be asked; no script may."""
        from docker15_cli.transport.ssh import Tunnel

        forced = self.environ.get("SSH_ASKPASS_REQUIRE") in ("force", "prefer")
        self._tunnel = Tunnel(far, self.environ, may_ask=self.streams.stdin_isatty or forced)
        return self._tunnel.open()
