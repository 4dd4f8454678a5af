"""Tars on stdout: for `export` and `cp`."""

from __future__ import annotations

from collections.abc import Iterable

from docker15_cli.app import App
from docker15_cli.archive.passing import whole
from docker15_cli.errors import UsageError


def require_no_terminal(app: App, instead: str) -> None:
    """Raise UsageError where a tar would be shown to a person."""
    if app.streams.stdout_isatty:
        raise UsageError(f"a tar is nothing to read: redirect stdout, or {instead}")


def to_stdout(app: App, chunks: Iterable[bytes]) -> None:
    """Pass a tar on. Raises AnswerBroken where it has no end."""
    for chunk in whole(chunks):
        app.streams.write_to(1, chunk)
