"""Logging in to registries, and the credentials of a pull or a push."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.config.credentials import Credentials, registry_of, repository_of
from docker15_cli.config.dockercfg import INDEX
from docker15_cli.errors import Docker15Error, EngineError, NotSupported, UsageError
from docker15_cli.output.sanitize import sanitize
from docker15_cli.output.streams import STDERR
from docker15_cli.terminal import prompt

_UNAUTHORIZED = 401


@dataclass(frozen=True)
class LoginArguments:
    """The credentials on the command line; None if not given."""

    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    email: str | None = None


def auth_for(app: App, image: str) -> str:
    """The value of X-Registry-Auth for an image's registry; "" without a login."""
    found = app.config.find(registry_of(image), repository_of(image))
    return found.header() if found else ""


def require_all_tags(app: App, verb: str, tag: str) -> None:
    """Raise UsageError if a tag is given, too, NotSupported if the engine can't `verb` all tags."""
    if tag:
        raise UsageError(f"Conflicting options: -a and the tag {tag}")
    if not app.client.dialect.transfers_all_tags:
        raise NotSupported(f"Podman can't {verb} all tags of a repository: {verb} each by its name")


def with_login(app: App, verb: str, image: str, transfer: Callable[[str], None]) -> None:
    """Call `transfer` with X-Registry-Auth's value; if a login is needed, ask, and call it again.

    Asks only at a terminal; otherwise raises an EngineError that says what to do.
    """
    try:
        transfer(auth_for(app, image))
    except EngineError as error:
        if not is_refusal(error):
            raise
        if not (app.streams.stdin_isatty and app.streams.stderr_isatty):
            raise login_needed(app, error, image) from None
        registry = registry_of(image)
        server = "" if registry == INDEX else registry
        app.streams.note(f"Please login prior to {verb}:")
        log_in(app, server, LoginArguments(), trust_stored=False)
        transfer(auth_for(app, image))


def login_needed(app: App, error: EngineError, image: str = "") -> EngineError:
    """A registry's refusal, with what to do added, and why credential helpers failed.

    `image` is "" if the registry is not known.
    """
    registry = registry_of(image) if image else "SERVER"
    login = "docker15 login" if registry == INDEX else f"docker15 login {registry}"
    reasons = [str(error).rstrip("."), *app.config.failures]
    return EngineError(f"{': '.join(reasons)}: log in with `{login}` first", error.status)


@contextmanager
def advising(app: App, image: str = "") -> Iterator[None]:
    """Raise a registry's refusal in here as `login_needed`; `image` is as there."""
    try:
        yield
    except EngineError as error:
        if not is_refusal(error):
            raise
        raise login_needed(app, error, image) from None


def is_refusal(error: EngineError) -> bool:
    """Whether the error is a registry's that requires a login, or rejects the one given."""
    return error.status == _UNAUTHORIZED


def all_logins(app: App) -> dict[str, dict[str, str]]:
    """All logins by registry, for X-Registry-Config: only the engine knows which a build needs."""
    found = {}
    for registry, login in app.config.all().items():
        found[registry] = {"username": login.username, "password": login.password}
        if login.identity_token:
            found[registry]["identitytoken"] = login.identity_token
    return found


def log_in(app: App, server: str, given: LoginArguments, *, trust_stored: bool = True) -> None:
    """Have the engine log in to `server` ("": the index), store the login, and print the Status.

    What is not given is taken from the stored login of the same user, or asked for; the password
    is only taken with `trust_stored`. Raises UsageError, EngineError, Docker15Error.
    """
    url = app.config.login_url(server)
    if server:
        app.streams.flushed_line(f"Login against server at {url}")
    app.client.announce_login()  # warn before the password is typed
    stored = app.config.stored(url) or Credentials()
    if not trust_stored:
        stored = dataclasses.replace(stored, password="")
    credentials = _complete(app, given, stored)
    credentials.check()
    try:
        status = system.auth(
            app.client,
            username=credentials.username,
            password=credentials.password,
            email=credentials.email,
            server=url,
        )
    except EngineError as error:
        if error.status == _UNAUTHORIZED and given.password is None and credentials == stored:
            text = f"{error}; the stored password was used: give another with -p, or log out first"
            raise EngineError(text, error.status) from None
        raise
    app.config.store(url, credentials)
    if status:
        app.streams.line(status)


def _complete(app: App, given: LoginArguments, stored: Credentials) -> Credentials:
    """Ask for what is missing, with 0.6's questions in their order. Raises UsageError."""
    may_ask = app.streams.stdin_isatty
    username = given.username
    if not username and may_ask:
        username = _ask(app, "Username", stored.username) or stored.username
    is_stored = bool(stored.password) and username == stored.username
    password = given.password
    if password is None and is_stored:
        password = stored.password
    elif password is None and may_ask:
        password = _ask_secret(app, "Password")
    if not username or password is None:
        raise UsageError("a login without a terminal needs -u and -p (or --password-stdin)")
    if not password:
        raise Docker15Error("Password Required")
    email = given.email
    if email is None:
        is_known = is_stored or not may_ask
        email = (not is_known and _ask(app, "Email", stored.email)) or stored.email
    return Credentials(username, password, email)


def _ask(app: App, label: str, default: str) -> str:
    def ask(show: Callable[[], None]) -> str | None:
        show()
        return prompt.read_line(app.streams.stdin)

    return _answer(app, f"{label} ({default}): " if default else f"{label}: ", ask)


def _ask_secret(app: App, label: str) -> str:
    with prompt.Silence(app.streams.stdin) as silence:
        return _answer(app, f"{label}: ", silence.ask)


def _answer(app: App, question: str, ask: Callable[[Callable[[], None]], str | None]) -> str:
    """The line that `ask` reads after it has shown the question."""
    line = None
    try:
        line = ask(lambda: app.streams.write_to(STDERR, sanitize(question).encode()))
    finally:
        if line is None:  # nothing has ended the question's line
            app.streams.write_to(STDERR, b"\n")
    if line is None:
        raise Docker15Error("not logged in: no answer")
    return line
