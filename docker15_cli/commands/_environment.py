"""A process's environment, as options give it: for `run`, `create`, `exec` and `build`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docker15_cli.commands import _values
from docker15_cli.errors import UsageError


def environment(
    environ: Mapping[str, str], files: Sequence[str], pairs: Sequence[str], option: str = "-e"
) -> list[str]:
    """`NAME=VALUE` of `option` and `--env-file`; a NAME alone has the value of `environ`, if any.

    Raises UsageError.
    """
    try:
        lines = [line for file in files for line in _values.lines(file)]
    except ValueError as error:
        raise UsageError(f"--env-file {error}") from None
    found = []
    for pair in [*lines, *pairs]:
        name, equals, _ = pair.partition("=")
        if not name:
            raise UsageError(f"{option} takes NAME or NAME=VALUE: {pair!r}")
        if equals:
            found.append(pair)
        elif name in environ:  # not set here: not set there
            found.append(f"{name}={environ[name]}")
    return found
