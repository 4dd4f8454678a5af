"""`docker15 doctor`."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from operator import itemgetter
from typing import Any

from docker15_cli import __version__
from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.config import completions, hosts
from docker15_cli.config.contexts import DEFAULT, Contexts
from docker15_cli.config.logins import Logins
from docker15_cli.errors import Docker15Error, without_password
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import JsonObject

OK, NOTE, WRONG = "ok", "note", "wrong"
_PATIENCE = 5.0  # seconds for each engine, unless there is a --timeout
_FIELDS: format_option.Fields = {
    name: (name.upper(), itemgetter(name)) for name in ("Check", "State", "Finding", "Advice")
}
_INSTEAD = {"requests-unixsocket": "requests-unixsocket2"}  # → a package with the same module
_OTHERS = 0o077  # the permissions of users who don't own a file

Rows = Iterator[JsonObject]


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 doctor", "docker15 doctor --format json"),
    manual=(
        "Shows which engine is used and why, whether it answers, and which API it speaks; logins "
        "and their files, without secrets; contexts, and groups of `docker15 hosts`; whether the "
        "shell completes docker15, what the terminal can do, and the versions of Python and of "
        "docker15's dependencies. Below a finding is what can be done about it.",
        "The exit status is 1 if something is `wrong`. A `note` is not a fault. An engine has five "
        "seconds to answer, or `--timeout`; none is started.",
        format_option.MANUAL,
    ),
    related=("info", "hosts", "context ls"),
    uses_credentials=True,
)
@format_option.for_rows(lambda: _FIELDS, of_engine=False)
def command(app: App, format_: str) -> int:
    show = format_option.listing(
        app, format_, _FIELDS, lambda found: _show(app, found), of_engine=False
    )
    rows = list(_engines(app))
    for name, check in _CHECKS.items():
        rows += _checked(name, check, app)
    show(rows)
    return int(any(row["State"] == WRONG for row in rows))


def _row(check: str, state: str, finding: str, advice: str = "") -> JsonObject:
    return {"Check": check, "State": state, "Finding": finding, "Advice": advice}


def _checked(name: str, check: Callable[[App], Rows], app: App) -> Rows:
    """The rows of a check. An error becomes a row without advice, as its text has that."""
    try:
        yield from check(app)
    except Docker15Error as error:
        yield _row(name, WRONG, app.connection.error_text(error))


def _engines(app: App) -> Rows:
    options = app.options.connection
    names = [one.name for one in app.engines] or [options.context or options.host]
    app.engines = app.engines_named(names, _PATIENCE)
    answers = engines.gather(app, lambda one: list(_checked("engine", _engine(app), one)))
    for _, rows in answers.found:
        yield from rows


def _engine(app: App) -> Callable[[App], Rows]:
    """The check of one of the engines that `app` names."""

    def check(one: App) -> Rows:
        which = _which(app, one)
        if one.connection.starts_engine:
            one.connection.check_on_demand()
            yield _row("engine", OK, f"{which}; podman is started when a command needs it")
            return
        yield _row("engine", OK, which)
        version = system.version(one.client)
        in_use, kind, reason = one.client.in_use
        told = f"{kind} {version.get('Version', '')}, API {in_use} ({reason})"
        yield _row("engine", OK, told)

    return check


def _which(app: App, one: App) -> str:
    """The engine's address, and what names it."""
    options = one.options.connection
    context, by = app.user.contexts.current_and_source(options.context, options.host)
    address = without_password(one.connection.address)
    if context != DEFAULT:
        address = f"{address or 'the default address'} of the context {context}"
    by = app.named_by or by
    return f"{address}, named by {by}" if by else f"{address}, found on this machine"


def _contexts(app: App) -> Rows:
    warnings: list[str] = []
    contexts = Contexts(app.environ, app.options.connection.config_directory, warnings.append)
    found = contexts.all()
    yield _row("contexts", OK, ", ".join([DEFAULT, *(context.name for context in found)]))
    for context in found:
        if context.error:
            remove = f"docker15 context rm {context.name}"
            yield _row("contexts", WRONG, f"{context.name}: {context.error}", remove)
    chosen = contexts.chosen
    variable = contexts.current_and_source()[1]
    if chosen and chosen != contexts.current():
        text = f"{variable} is set, and overrides the context {chosen} of `context use`"
        yield _row("contexts", NOTE, text, f"unset {variable} to use it")
    yield from (_row("contexts", WRONG, text) for text in warnings)


def _hosts(app: App) -> Rows:
    known = hosts.groups(app.environ)
    if not known:
        yield _row("hosts", OK, f"no groups; define them in {hosts.path(app.environ)}")
    for name in known:
        group = f"{hosts.GROUP}{name}"
        members = hosts.expand([group], app.environ, known)
        yield _row("hosts", OK, f"{group}: {' '.join(map(without_password, members))}")


def _logins(app: App) -> Rows:
    warnings: list[str] = []
    directory = app.options.connection.config_directory
    found = Logins(app.environ, directory, warnings.append).with_files()
    for server, (login, file) in found.items():
        whose = login.username or "a token"
        yield _row("logins", OK, f"{without_password(server)}: {whose}, from {file}")
    if not found:
        yield _row("logins", OK, "none: registries are accessed anonymously")
    for file in dict.fromkeys(file for _, file in found.values()):
        if _is_open(file):
            yield _row("logins", NOTE, f"{file} is readable by other users", f"chmod 600 {file}")
    yield from (_row("logins", WRONG, text) for text in warnings)


def _is_open(file: str) -> bool:
    """Whether other users may read the file; False for a variable's name, which is not a file."""
    try:
        return bool(os.stat(file).st_mode & _OTHERS)  # noqa: PTH116 - a variable is not a path
    except OSError:
        return False


def _completion(app: App) -> Rows:
    shell = completions.of_user(app.environ)
    if not shell:
        text = "SHELL is not bash, zsh or fish"
        yield _row("completion", NOTE, text, "docker15 completion --install SHELL")
    elif path := completions.found(shell, app.environ):
        step = completions.next_step(shell, app.environ, path)
        yield _row("completion", NOTE if step else OK, f"{shell}: {path}", step)
    else:
        text = f"{shell} finds no completion script for docker15"
        yield _row("completion", NOTE, text, "docker15 completion --install")


def _terminal(app: App) -> Rows:
    name = app.environ.get("TERM", "")
    if not app.streams.stdout_isatty:
        yield _row("terminal", OK, "none: stdout is not a terminal")
    elif name in ("", "dumb"):
        text = f"TERM={name}: no colours, no progress bars"
        yield _row("terminal", NOTE, text, "set TERM to its type, such as xterm-256color")
    else:
        colours = "colours" if app.streams.colour else "no colours (NO_COLOR)"
        yield _row("terminal", OK, f"{name}, {app.streams.width} columns, {colours}")


def _versions(app: App) -> Rows:
    text = f"docker15 {__version__}, Python {platform.python_version()} at {sys.executable}"
    yield _row("versions", OK, text)
    there = {}
    for requirement in _requirements():
        name = re.split(r"[^\w.-]", requirement)[0]
        installed, version = _installed(name)
        there[installed] = version
        if not version:
            yield _row("versions", WRONG, f"{name} is not installed", f"install {requirement}")
        # A substitute has version numbers of its own.
        elif installed == name and not _is_within(version, requirement):
            text = f"docker15 is not tested with {installed} {version}: it needs {requirement}"
            yield _row("versions", NOTE, text, "install a matching version if something fails")
    listed = ", ".join(f"{name} {version}" for name, version in there.items() if version)
    yield _row("versions", OK, listed or "docker15 runs from source")


def _requirements() -> Iterable[str]:
    """The requirements that docker15 declares, as NAME<TOO_NEW,>=OLDEST."""
    try:
        declared = metadata.requires("docker15") or []
    except metadata.PackageNotFoundError:
        return ()
    return [line for line in declared if ";" not in line]


def _installed(name: str) -> tuple[str, str]:
    """The name and version of the installed package, or of its substitute; "" if none."""
    for each in (name, _INSTEAD.get(name, name)):
        try:
            return each, metadata.version(each)
        except metadata.PackageNotFoundError:
            continue
    return name, ""


def _is_within(version: str, requirement: str) -> bool:
    bounds = re.findall(r"(>=|<)([\d.]+)", requirement)
    have = _parts(version)
    return all(have >= _parts(to) if sign == ">=" else have < _parts(to) for sign, to in bounds)


def _parts(version: str) -> list[int]:
    """The numbers of a version, which sort released versions."""
    found = re.match(r"[\d.]+", version)
    return [int(part) for part in found[0].split(".") if part] if found else []


_CHECKS: Mapping[str, Callable[[App], Rows]] = {
    "contexts": _contexts,
    "hosts": _hosts,
    "logins": _logins,
    "completion": _completion,
    "terminal": _terminal,
    "versions": _versions,
}


def _show(app: App, found: Iterable[Mapping[str, Any]]) -> None:
    """Show a line for each finding, and its advice on a line below."""
    for row in found:
        app.streams.line(f"{row['State']:<6} {row['Check']:<11} {row['Finding']}")
        if row["Advice"]:
            app.streams.line(f"{'':<18} → {row['Advice']}")
