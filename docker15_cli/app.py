"""App: what a command works with. Created by `main.py`, or by a test. It prints nothing itself.

It has three parts: what the user asked for (`options`, and the files in `user`), the connection to
one engine (`connection`), and where errors go (`reporter`).
"""

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
    TemplateFailed,
    UsageError,
)
from docker15_cli.output.streams import Streams
from docker15_cli.record import Record
from docker15_cli.transport.options import ConnectionOptions as ConnectionOptions

if TYPE_CHECKING:
    from docker15_cli.api.client import Client
    from docker15_cli.config.context_store import ContextStore
    from docker15_cli.config.contexts import Contexts
    from docker15_cli.config.logins import Logins
    from docker15_cli.config.settings import Settings
    from docker15_cli.transport.address import Endpoint, Tls
    from docker15_cli.transport.ssh import Tunnel


class GlobalOptions(Record):
    """The options in front of the command; `api_version` is "" unless one is forced."""

    connection: ConnectionOptions = ConnectionOptions()
    api_version: str = ""
    debug: bool = False


class Reporter:
    """Reports one engine's errors and warnings on stderr, with the `label` in front.

    With a label, NotFound errors are kept in `not_found`, by target: another engine may have the
    target. `has_failed`: the engine could not say whether it has it. `forgives_missing`: a missing
    target is reported, but is not a failure. `warned` holds the warnings already shown.
    """

    def __init__(self, streams: Streams, label: str = "", warned: set[str] | None = None) -> None:
        self.label = label
        self.not_found: dict[str, NotFound] = {}
        self.has_failed = False
        self.forgives_missing = False
        self._streams = streams
        self._warned = set() if warned is None else warned

    def of_engine(self, label: str) -> Reporter:
        """A reporter for one of several engines; all of them share the warnings already shown."""
        return Reporter(self._streams, label, self._warned)

    def error(self, error: Docker15Error, text: str, target: str = "") -> int:
        """Show `text`, which says why something failed, and return the exit status."""
        if self.label and isinstance(error, NotFound):
            self.not_found[target] = error
            return 0
        if isinstance(error, EngineError) and target not in text:
            text = f"{target}: {text}"
        if self.forgives_missing and isinstance(error, NotFound):
            self._streams.note(text)
            return 0
        self.has_failed = self.has_failed or not target or isinstance(error, EngineUnreachable)
        self._streams.error(text if self.label in text else f"{self.label}: {text}")
        return error.exit_status if isinstance(error, TemplateFailed) else 1

    def warn(self, text: str) -> None:
        """Show a warning, but only once: several engines may cause the same one."""
        if text not in self._warned:
            self._warned.add(text)
            self.note(f"Warning: {text}")

    def note(self, text: str) -> None:
        """Show a line that is not an error."""
        self._streams.note(f"{self.label}: {text}" if self.label else text)


class UserFiles:
    """The user's credentials, docker settings and contexts, each read when first needed.

    All engines share them.
    """

    def __init__(
        self, environ: Mapping[str, str], options: ConnectionOptions, reporter: Reporter
    ) -> None:
        self._environ = environ
        self._options = options
        self._warn = reporter.warn

    @cached_property
    def credentials(self) -> Logins:
        """The logins to registries."""
        from docker15_cli.config.logins import Logins

        return Logins(self._environ, self._options.config_directory, self._warn)

    @cached_property
    def settings(self) -> Settings:
        """What docker's config.json sets for commands and requests.

        Reads `context` first, and raises as it does, so that a broken file is reported only once.
        """
        from docker15_cli.config.settings import Settings

        _ = self.context
        return Settings(self._environ, self._options.config_directory, self._warn)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts that docker keeps for the user."""
        from docker15_cli.config.contexts import Contexts

        return Contexts(self._environ, self._options.config_directory, self._warn)

    @cached_property
    def context_store(self) -> ContextStore:
        """The same contexts, to be changed."""
        from docker15_cli.config.context_store import ContextStore

        return ContextStore(self._environ, self._options.config_directory)

    @property
    def context(self) -> str:
        """The name of the context in use. Raises Docker15Error."""
        return self.contexts.current(self._options.context, self._options.host)


class Connection:
    """The connection to one engine: its client, created on first use, and its ssh tunnel if any."""

    def __init__(
        self,
        options: GlobalOptions,
        environ: Mapping[str, str],
        user: UserFiles,
        reporter: Reporter,
    ) -> None:
        self._options = options
        self._environ = environ
        self._user = user
        self._reporter = reporter
        self._client: Client | None = None
        self._tunnel: Tunnel | None = None

    def client(self, *, may_ask: bool) -> Client:
        """The client for the engine that the options and the environment name; created once.

        With `may_ask`, ssh may ask the user for a password. Raises UsageError for a bad address,
        NotSupported for an API version that docker15 does not speak, EngineUnreachable if there is
        no engine.
        """
        # Not a cached_property: before Python 3.12 its lock would make engines wait for each other.
        if self._client is None:
            self._client = self._connected(may_ask)
        return self._client

    def _connected(self, may_ask: bool) -> Client:
        from docker15_cli.api.client import Client
        from docker15_cli.transport.discovery import resolve

        forced = self._options.api_version or self._environ.get("DOCKER_API_VERSION") or ""
        endpoint = resolve(self._options.connection, self._environ)
        if endpoint.kind == "ssh":
            endpoint = self._through_ssh(endpoint, may_ask)
        note = self._reporter.note
        if endpoint.tls and not endpoint.tls.verify:
            note(f"Warning: the certificate of {endpoint} is not verified; use --tlsverify")
        trace = note if self._options.debug else None
        headers = self._user.settings.headers()
        return Client(endpoint, forced=forced, trace=trace, warn=note, headers=headers)

    def _through_ssh(self, remote: Endpoint, may_ask: bool) -> Endpoint:
        from docker15_cli.transport.ssh import Tunnel

        forced = self._environ.get("SSH_ASKPASS_REQUIRE") in ("force", "prefer")
        self._tunnel = Tunnel(remote, self._environ, may_ask=forced or may_ask)
        return self._tunnel.open()

    @property
    def address(self) -> str:
        """The engine's address, as it is written. Starts nothing. Raises Docker15Error."""
        from docker15_cli.config.contexts import DEFAULT
        from docker15_cli.transport.discovery import default_address

        options = self._options.connection
        if options.context in ("", DEFAULT):
            return default_address(options, self._environ)
        return self._user.contexts.find(options.context).host

    @property
    def starts_engine(self) -> bool:
        """Whether the engine is the one that docker15 starts on demand. Raises Docker15Error."""
        from docker15_cli.transport.address import ON_DEMAND

        return self.address == ON_DEMAND

    def error_text(self, error: object) -> str:
        """The text of an error, and why the connection to the engine was lost, if it was."""
        is_broken = isinstance(error, AnswerBroken | EngineUnreachable)
        reason = self._tunnel.death_reason if self._tunnel and is_broken else ""
        return f"{error} ({reason})" if reason else str(error)

    def close(self) -> None:
        """Stop what was started to reach the engine."""
        if self._tunnel:
            self._tunnel.close()


class App:
    """The user's streams, environment, options and files, and the connection to their engine.

    With several engines, `engines` holds an App for each (it is empty for one engine). The `name`
    of such an App is the address that the user gave, and its streams may be different ones.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        streams: Streams | None = None,
        options: GlobalOptions | None = None,
        *,
        name: str = "",
        reporter: Reporter | None = None,
        user: UserFiles | None = None,
    ) -> None:
        self.environ = environ
        self.streams = streams or Streams(environ)
        self.name = name
        self.engines: Sequence[App] = ()
        self.reporter = reporter or Reporter(self.streams)
        self._use(options or GlobalOptions(), user)

    def _use(self, options: GlobalOptions, user: UserFiles | None = None) -> None:
        self.options = options
        self.user = user or UserFiles(self.environ, options.connection, self.reporter)
        self.connection = Connection(options, self.environ, self.user, self.reporter)

    def configure(self, options: GlobalOptions, hosts: Sequence[str]) -> None:
        """Take the global options, and the engines from `-H`, else DOCKER_HOSTS, without repeats.

        They are addresses, names of contexts, or groups (config/hosts.py). Raises UsageError for a
        bad address among several, and for an unknown group; Docker15Error for a broken file.
        """
        listed = "" if options.connection.context else self.environ.get("DOCKER_HOSTS", "")
        given = [host.strip() for host in hosts or listed.split(",")]
        names = self._expanded([host for host in given if host])
        if names[0] and options.connection.context:
            raise UsageError("-H and --context both name an engine: leave one out")
        self._use(options._replace(connection=options.connection._replace(host=names[0])))
        if len(names) == 1:
            self._use(self._connected_to(names[0]))
        else:
            self.engines = self.engines_named(names)
            hosts = [one.options.connection.host for one in self.engines]
            check_addresses([host for host in hosts if host])  # before any of them is contacted
            self._use(self.engines[0].options, self.engines[0].user)

    def engines_named(self, names: Sequence[str], timeout: float | None = None) -> list[App]:
        """An App for each engine, by its address or by the name of a context.

        `timeout` is in seconds, unless the user gave another one.
        """
        each = [self._connected_to(name, timeout) for name in names]
        user = UserFiles(self.environ, each[0].connection, self.reporter)
        return [
            App(
                self.environ,
                self.streams,
                of_one,
                name=name,
                reporter=self.reporter.of_engine(name),
                user=user,
            )
            for name, of_one in zip(names, each, strict=True)
        ]

    def _expanded(self, given: Sequence[str]) -> list[str]:
        """The names that are given, with the members of groups in their place; [""] for none."""
        if not given:
            return [""]
        from docker15_cli.config import hosts

        found = hosts.expand(given, self.environ)
        if not found:
            raise UsageError(f"there is no host in {' '.join(given)}: see `docker15 hosts`")
        return found

    def _connected_to(self, name: str, timeout: float | None = None) -> GlobalOptions:
        """The options for one engine, by its address or the name of a context."""
        connection = self.options.connection
        if connection.timeout is None:
            connection = connection._replace(timeout=timeout)
        if name:
            from docker15_cli.config.hosts import context_named

            context = context_named(name, self.user.contexts.has)
            connection = connection._replace(host="" if context else name, context=context)
        return self.options._replace(connection=connection)

    @property
    def client(self) -> Client:
        """The engine's client. Raises as `Connection.client` does.

        ssh may ask the user, but only at a terminal and with a single engine.
        """
        return self.connection.client(may_ask=self.streams.stdin_isatty and not self.name)

    @property
    def config(self) -> Logins:
        """The user's credentials."""
        return self.user.credentials

    @property
    def settings(self) -> Settings:
        """What docker's config.json sets for commands and requests. Raises as `context` does."""
        return self.user.settings

    @property
    def default_address(self) -> str:
        """The address of the engine used when there is no context."""
        from docker15_cli.transport.discovery import default_address

        return default_address(self.options.connection, self.environ)

    @property
    def default_tls(self) -> Tls | None:
        """How that engine is reached by TLS, if it is. Raises UsageError."""
        from docker15_cli.transport.options import tls_for

        return tls_for(self.default_address, self.options.connection, self.environ)

    def report_error(self, error: Docker15Error, target: str = "") -> int:
        """Show why something failed, naming the target and the engine; return the exit status.

        A NotFound from one of several engines is kept instead of shown.
        """
        return self.reporter.error(error, self.connection.error_text(error), target)

    def close(self) -> None:
        """Stop what was started to reach the engines."""
        for one in (self, *self.engines):
            one.connection.close()


def check_addresses(addresses: Sequence[str]) -> None:
    """Raise UsageError for a bad address, before any engine is contacted."""
    from docker15_cli.transport.address import ON_DEMAND, parse

    for address in addresses:
        if address != ON_DEMAND:
            parse(address)
