"""App: what a command works with. Created by `main.py`, or by a test. It prints nothing itself.

It has three parts: what the user wants (`options`, and the files in `user`), the connection to one
engine (`connection`), and where errors go (`reporter`).
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
    WaitFailed,
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

# Errors that keep their exit status when reported; any other counts as 1.
_WITH_STATUS = (TemplateFailed, WaitFailed)


class GlobalOptions(Record):
    """The options in front of the command; `api_version` is the one to force, or ""."""

    connection: ConnectionOptions = ConnectionOptions()
    api_version: str = ""
    debug: bool = False


class Reporter:
    """Reports one engine's errors and warnings on stderr, with the `label` in front.

    With a label, NotFound errors are kept in `not_found`, by target, instead of shown: another
    engine may have the target. `has_failed`: the engine could not say whether it has the targets.
    `forgives_missing`: a missing target is reported, but is not a failure. `warned` holds the
    warnings already shown.
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
        """Show `text`, the text of `error`, with the `target`; return the exit status."""
        if self.label and isinstance(error, NotFound):
            self.not_found[target] = error
            return 0
        if isinstance(error, EngineError) and target not in text:
            text = f"{target}: {text}"
        if self.forgives_missing and isinstance(error, NotFound):
            self._streams.note(text)
            return 0
        self.has_failed = self.has_failed or not target or isinstance(error, EngineUnreachable)
        self._streams.error(self.labelled(text))
        return error.exit_status if isinstance(error, _WITH_STATUS) else 1

    def labelled(self, text: str) -> str:
        """An error's text with the label in front, unless the text contains it."""
        return text if self.label in text else f"{self.label}: {text}"

    def warn(self, text: str) -> None:
        """Show a warning, but only once, as several engines may cause the same one."""
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
        """The settings in docker's config.json for commands and requests.

        Reads `context` first, and raises as it does, so that a broken file is reported only once.
        """
        from docker15_cli.config.settings import Settings

        _ = self.context
        return Settings(self._environ, self._options.config_directory, self._warn)

    @cached_property
    def contexts(self) -> Contexts:
        """The user's docker contexts, to be read."""
        from docker15_cli.config.contexts import Contexts

        return Contexts(self._environ, self._options.config_directory, self._warn)

    @cached_property
    def context_store(self) -> ContextStore:
        """The user's docker contexts, to be changed."""
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
        """The engine's address as the user wrote it. Starts nothing. Raises Docker15Error."""
        from docker15_cli.config.contexts import DEFAULT
        from docker15_cli.transport.discovery import default_address

        options = self._options.connection
        name = self._user.contexts.current(options.context, options.host)
        if name == DEFAULT:
            return default_address(options, self._environ)
        return self._user.contexts.find(name).host

    @property
    def starts_engine(self) -> bool:
        """Whether it is the engine that docker15 starts on demand. Raises Docker15Error."""
        from docker15_cli.transport.address import ON_DEMAND

        return self.address == ON_DEMAND

    def check_on_demand(self) -> None:
        """Raise EngineUnreachable if the on-demand engine can't be started. Starts nothing."""
        from docker15_cli.transport.discovery import check_on_demand

        check_on_demand(self._environ)

    def error_text(self, error: object) -> str:
        """The text of an error, with the reason for a lost ssh connection added if there is one."""
        is_broken = isinstance(error, AnswerBroken | EngineUnreachable)
        reason = self._tunnel.death_reason if self._tunnel and is_broken else ""
        return f"{error} ({reason})" if reason else str(error)

    @property
    def has_ended(self) -> bool:
        """Whether the ssh tunnel, if there is one, has ended. For use before a request."""
        return self._tunnel is not None and self._tunnel.has_ended

    def renew(self) -> None:
        """Make the next call of `client` open another ssh tunnel, if this one has ended."""
        if self._tunnel and (self._client is None or self._tunnel.death_reason):
            self._tunnel.close()
            self._tunnel = self._client = None

    def close(self) -> None:
        """Close the connections to the engine, and stop what was started to reach it."""
        if self._client:
            self._client.close()
        if self._tunnel:
            self._tunnel.close()


class App:
    """The user's streams, environment, options and files, and the connection to their engine.

    With several engines, `engines` has an App for each; with one engine it is empty. The `name` of
    such an App is what the user called the engine, and its streams may differ. `named_by` is the
    option, or DOCKER_HOSTS, that names the engine; "" if none does.
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
        self.named_by = ""
        self.engines: Sequence[App] = ()
        self.reporter = reporter or Reporter(self.streams)
        self._use(options or GlobalOptions(), user)

    def _use(self, options: GlobalOptions, user: UserFiles | None = None) -> None:
        self.options = options
        self.user = user or UserFiles(self.environ, options.connection, self.reporter)
        self.connection = Connection(options, self.environ, self.user, self.reporter)

    def configure(self, options: GlobalOptions, hosts: Sequence[str]) -> None:
        """Apply the global options; `hosts` are the values of -H, by default those of DOCKER_HOSTS.

        They are addresses, names of contexts, or groups (config/hosts.py); duplicates are ignored.
        Raises UsageError for a bad address among several, and for an unknown group; Docker15Error
        for a broken file.
        """
        listed = "" if options.connection.context else self.environ.get("DOCKER_HOSTS", "")
        given = [host.strip() for host in hosts or listed.split(",")]
        names = self._expanded([host for host in given if host])
        context = options.connection.context
        self.named_by = "-H" if hosts else "--context" if context else listed and "DOCKER_HOSTS"
        if names[0] and context:
            raise UsageError("-H and --context both name an engine: leave one out")
        self._use(options._replace(connection=options.connection._replace(host=names[0])))
        if len(names) == 1:
            self._use(self._connected_to(names[0]))
        else:
            self.engines = self.engines_named(names)
            check_addresses([one.options.connection.host for one in self.engines])
            self._use(self.engines[0].options, self.engines[0].user)

    def on(self, engines: Sequence[App]) -> App:
        """A copy of this App whose several engines are `engines`."""
        import copy

        several = copy.copy(self)
        several.engines = engines
        return several

    def others(self, given: Sequence[str]) -> list[App]:
        """An App for each engine in `given`, which is as for -H. Raises as `configure` does."""
        found = self.engines_named(self._expanded([name for name in given if name]))
        check_addresses([one.options.connection.host for one in found])
        return found

    def engines_named(self, names: Sequence[str], timeout: float | None = None) -> list[App]:
        """An App for each engine, given by its address or the name of a context.

        `timeout`, in seconds, is the default of `--timeout`.
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
        """The names given, with groups replaced by their members; [""] for none."""
        if not given:
            return [""]
        from docker15_cli.config import hosts

        found = hosts.expand(given, self.environ)
        if not found:
            raise UsageError(f"no hosts in {' '.join(given)}; see `docker15 hosts`")
        return found

    def _connected_to(self, name: str, timeout: float | None = None) -> GlobalOptions:
        """The options for one engine, given by its address or the name of a context."""
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

        ssh may ask the user questions at a terminal, and with a single engine.
        """
        return self.connection.client(may_ask=self.streams.stdin_isatty and not self.name)

    @property
    def config(self) -> Logins:
        """The user's credentials."""
        return self.user.credentials

    @property
    def settings(self) -> Settings:
        """The settings in docker's config.json for commands and requests. Raises Docker15Error."""
        return self.user.settings

    @property
    def default_address(self) -> str:
        """The address of the engine that is used without a context."""
        from docker15_cli.transport.discovery import default_address

        return default_address(self.options.connection, self.environ)

    @property
    def default_tls(self) -> Tls | None:
        """The TLS settings for that engine; None for no TLS. Raises UsageError."""
        from docker15_cli.transport.options import tls_for

        return tls_for(self.default_address, self.options.connection, self.environ)

    def report_error(self, error: Docker15Error, target: str = "") -> int:
        """Show an error, naming the target and the engine; return the exit status.

        A NotFound from one of several engines is kept instead of shown.
        """
        return self.reporter.error(error, self.connection.error_text(error), target)

    def close(self) -> None:
        """Close the connections to the engines, and stop what was started to reach them."""
        for one in (self, *self.engines):
            one.connection.close()


def check_addresses(addresses: Sequence[str]) -> None:
    """Raise UsageError for a bad address, before any engine is contacted; "" is ignored."""
    from docker15_cli.transport.address import ON_DEMAND, parse

    for address in addresses:
        if address not in ("", ON_DEMAND):
            parse(address)
