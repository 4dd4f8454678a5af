"""Regular expressions compiled on first use: compiling all those of `ps` would take 10 ms."""

from __future__ import annotations

import re

from docker15_cli.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, AnyStr


class _Pattern:
    """A stand-in that becomes a re.Pattern when it is first used."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """An attribute of the pattern, stored so that the next lookup does not get here."""
        found = getattr(re.compile(self._source, self._flags), name)  # `re` caches the pattern
        setattr(self, name, found)
        return found


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like re.compile, but errors are raised on first use. For patterns at module level."""
    return _Pattern(source, flags)  # type: ignore[return-value]
