"""App: what a command works with. Made by `main.py`, by hand in tests. Prints nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineError,
    EngineUnreachable,
    NotFound,
)
from docker15_cli.output.streams import Streams
from docker15_cli.transport.options import ConnectionOptions

if TYPE_CHECKING:
    from docker15_cli.api.client import Client
    from docker15_cli.config.contexts import Contexts
    from docker15_cli.config.credentials import Config
    from docker15_cli.config.settings import Settings
    from docker15_cli.transport.address import Endpoint
    from docker15_cli.transport.ssh import Tunnel


class App:
    """The user's streams and environment, the global options, and the client they lead to.

    Of several engines each has an App of its own (`engines`), whose `name` is the address that the
    user gave; `missed` is what that engine does not have, and another may; `has_failed`
    says that it did not tell. `forgives_missing`: what no engine has is told, and no failure.
    """

    def __init__(self, environ: Mapping[str, str], streams: Streams | None = None) -> None:
        self.environ = environ
        self.streams = streams or Streams(environ)
        self._user = self.streams  # where errors go
        self.wanted = ConnectionOptions()  # -H, --context, --tls…, --timeout, --config
        self.api_version: str | None = None  # --api-version
        self.debug = False  # -D
        self.name = ""
        self.missed: dict[str, NotFound] = {}
        self.has_failed = False
        self.forgives_missing = False
        self._warned: set[str] = set()  # one for all engines
        self._client: Client | None = None
        self._tunnel: Tunnel | None = None
        self._engines: list[App] = []

    def use_hosts(self, given: Sequence[str]) -> None:
        """Take the addresses of `-H`, or else of DOCKER_HOSTS; each once. Raises UsageError."""
        listed = "" if self.wanted.context else self.environ.get("DOCKER_HOSTS", "")
        hosts = [host.strip() for host in given or listed.split(",")]
        named = list(dict.fromkeys(filter(None, hosts)))
        if len(named) > 1:
            self.contexts.current(self.wanted.context, named[0])  # refuses both
            _check(named)
            self._engines = [self._at(host) for host in named]
        elif named:
            self.wanted = self.wanted._replace(host=named[0])

    @property
    def engines(self) -> Sequence[App]:
        """An App for each engine where there are several, in the order given; else none."""
        return self._engines

    def _at(self, host: str) -> App:
        import copy

        one = copy.copy(self)
        one.name = host
        one.wanted = self.wanted._replace(host=host)
        one.missed = {}
        return one

    def failed(self, error: Docker15Error, target: str = "") -> int:
        """Show why something failed, naming the target and the engine; the exit status.

        What one of several engines does not have is not shown, but kept.
        """
        if self.name and isinstance(error, NotFound):
            self.missed[target] = error
            return 0
        if self.forgives_missing and isinstance(error, NotFound):
            self._user.note(str(error))
            return 0
        self.has_failed = self.has_failed or not target or isinstance(error, EngineUnreachable)
        text = self.explained(error)
        if isinstance(error, EngineError) and target not in text:
            text = f"{target}: {text}"
        self._user.error(text if self.name in text else f"{self.name}: {text}")
        return 1

    def explained(self, error: object) -> str:
        """The text of an error, and why the way to the engine is gone, if it is."""
        is_broken = isinstance(error, AnswerBroken | EngineUnreachable)
        obituary = self._tunnel.obituary if self._tunnel and is_broken else ""
        return f"{error} ({obituary})" if obituary else str(error)

    @cached_property
    def config(self) -> Config:
        """The user's credentials."""
        from docker15_cli.config.credentials import Config

        return Config(self.environ, self.wanted.config_directory, self.warn)

    @cached_property
    def settings(self) -> Settings:
        """What docker's config.json sets for commands and requests.

        Raises as `context` does, where that is needed too: a broken file is told of once.
        """
        from docker15_cli.config.settings import Settings

        self.contexts.current(self.wanted.context, self.wanted.host)
        return Settings(self.environ, self.wanted.config_directory, self.warn)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts that docker keeps for the user."""
        from docker15_cli.config.contexts import Contexts

        return Contexts(self.environ, self.wanted.config_directory, self.warn)

    @property
    def context(self) -> str:
        """The name of the context that is used. Raises UsageError, Docker15Error."""
        return self.contexts.current(self.wanted.context, self.wanted.host)

    @property
    def default_address(self) -> str:
        """The address of the engine that is used without a context."""
        from docker15_cli.transport.discovery import default_address

        return default_address(self.wanted, self.environ)

    @property
    def client(self) -> Client:
        """The client of the engine that the options and the environment mean, made once.

        Raises UsageError for a bad address, NotSupported for a version that docker15 does not
        speak, EngineUnreachable where there is no engine.
        """
        # No cached_property: before Python 3.12 it would let one engine wait for another.
        if self._client is None:
            self._client = self._connected()
        return self._client

    def _connected(self) -> Client:
        from docker15_cli.api.client import Client
        from docker15_cli.transport.discovery import resolve

        forced = self.api_version or self.environ.get("DOCKER_API_VERSION") or ""
        endpoint = resolve(self.wanted, self.environ)
        if endpoint.kind == "ssh":
            endpoint = self._through_ssh(endpoint)
        if endpoint.tls and not endpoint.tls.verify:
            self._note(f"Warning: nobody checks who answers at {endpoint}; use --tlsverify")
        trace = self._note if self.debug else None
        headers = self.settings.headers()
        return Client(endpoint, forced=forced, trace=trace, warn=self._note, headers=headers)

    def warn(self, text: str) -> None:
        """A warning on stderr, once: several may come upon the same."""
        if text not in self._warned:
            self._warned.add(text)
            self._note(f"Warning: {text}")

    def _note(self, text: str) -> None:
        """A line on stderr; of several engines it tells which."""
        self._user.note(f"{self.name}: {text}" if self.name else text)

    def close(self) -> None:
        """End what was started on the way to the engine."""
        for one in (self, *self._engines):
            if one._tunnel:
                one._tunnel.close()

    def _through_ssh(self, far: Endpoint) -> Endpoint:
        """Somebody at the terminal may be asked, but not for several engines; no script may."""
        from docker15_cli.transport.ssh import Tunnel

        forced = self.environ.get("SSH_ASKPASS_REQUIRE") in ("force", "prefer")
        asks = self.streams.stdin_isatty and not self.name
        self._tunnel = Tunnel(far, self.environ, may_ask=forced or asks)
        return self._tunnel.open()


def _check(addresses: Sequence[str]) -> None:
    """Raise UsageError for a bad one, before any of them is asked."""
    from docker15_cli.transport.address import ON_DEMAND, parse

    for address in addresses:
        if address != ON_DEMAND:
            parse(address)
