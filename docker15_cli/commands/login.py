"""`docker15 login`."""

from __future__ import annotations

import os
from collections.abc import Iterator

from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.registry_login import LoginArguments, log_in
from docker15_cli.errors import Docker15Error, UsageError

_LONGEST = 64 * 1024  # bytes; anything longer is not a password


@docker15_command(
    usage="[SERVER]",
    examples=(
        "docker15 login",
        "docker15 login -u joe --password-stdin registry.example.com < FILE",
        "docker15 login http://localhost:5000",
    ),
    manual=(
        "Asks for what is not given: user name, password, e-mail address. The engine checks them, "
        "and only what it accepts is stored. SERVER is a host or a URL.",
        "A password on the command line is visible to other users: `--password-stdin` reads it "
        "from stdin.",
    ),
    related=("logout", "pull", "push"),
    uses_credentials=True,
)
@argument("server", required=False, default="", completes="servers")
@option("-u", "--username", metavar="NAME", completes="nothing", help="Your user name.")
@option(
    "-p",
    "--password",
    metavar="PASSWORD",
    completes="nothing",
    help="Your password; other users can see it.",
)
@option(
    "-e",
    "--email",
    metavar="ADDRESS",
    completes="nothing",
    help="Your e-mail address, for a new account.",
)
@switch("--password-stdin", help="Read the password from stdin.")
def command(
    app: App,
    server: str,
    username: str | None,
    password: str | None,
    email: str | None,
    password_stdin: bool,
) -> None:
    if password_stdin:
        if password is not None:
            raise UsageError("Conflicting options: -p and --password-stdin")
        if not username:
            raise UsageError("--password-stdin needs -u")
        password = _read_password(app)
    log_in(app, server, LoginArguments(username, password, email))


def _read_password(app: App) -> str:
    """The password on stdin: all of it, without the line break that `echo` and editors append."""
    if app.streams.stdin_isatty:
        raise UsageError("--password-stdin reads from a file or a pipe, not from a terminal")
    data = b"".join(_chunks(app.streams.stdin))
    if len(data) > _LONGEST:
        raise UsageError("stdin is too long to be a password")
    return data.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")


def _chunks(fd: int) -> Iterator[bytes]:
    left = _LONGEST + 1
    try:
        while left > 0 and (chunk := os.read(fd, left)):
            left -= len(chunk)
            yield chunk
    except OSError as error:
        raise Docker15Error(f"can't read stdin: {error.strerror}") from error
