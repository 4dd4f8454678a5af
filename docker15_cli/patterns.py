"""Regular expressions that are compiled when they are first used: all of ps's would take 10 ms."""

from __future__ import annotations

import re

from docker15_cli.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, AnyStr


class _Pattern:
    """What a re.Pattern is, once something is asked of it."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Find an attribute of the pattern, and keep it: the next look-up does not come here."""
        found = getattr(re.compile(self._source, self._flags), name)  # `re` keeps what it compiles
        setattr(self, name, found)
        return found


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As re.compile, whose errors are raised by the first use. For what a module has at its top."""
    return _Pattern(source, flags)  # type: ignore[return-value]
