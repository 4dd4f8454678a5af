"""The question before something is removed."""

from __future__ import annotations

from collections.abc import Iterable

from docker15_cli.errors import Docker15Error
from docker15_cli.output.streams import STDERR, Streams
from docker15_cli.terminal import prompt

_QUESTION = "Are you sure you want to continue? [y/N] "
_YES = ("y", "yes")


def confirm(streams: Streams, lines: Iterable[str], not_asking: str) -> bool:
    """Show `lines`, what will be removed, on stderr, and ask; return whether stdin answers yes.

    `not_asking` is the option that skips the question. Raises Docker15Error, which names it, if
    there is no answer.
    """
    streams.note("WARNING! This will remove:")
    for line in lines:
        streams.note(line)
    answer = None
    try:
        streams.write_to(STDERR, _QUESTION.encode())
        answer = prompt.read_line(streams.stdin)
    finally:
        if answer is None or not streams.stdin_isatty:  # nothing has ended the question's line
            streams.write_to(STDERR, b"\n")
    if answer is None:
        raise Docker15Error(f"nothing was removed: no answer on stdin; {not_asking} does not ask")
    return answer.partition("\n")[0].strip().lower() in _YES
