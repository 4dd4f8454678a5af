"""Records: typed fields with defaults, without importing typing (3 ms) or dataclasses (7 ms).

Only for what shell completion imports, where that time is noticed; NamedTuple is for the rest.
"""

from __future__ import annotations

__all__ = ["TYPE_CHECKING", "Record"]

TYPE_CHECKING = False  # as in typing: type checkers treat it as True
if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:

    class Record:
        """A value whose fields are the annotations of the subclass, like a NamedTuple's.

        But it is not a tuple: it can't be unpacked.
        """

        def __init__(self, *values: object, **named: object) -> None:
            self.__dict__.update(zip(self._fields(), values, strict=False))
            self.__dict__.update(named)  # the class's attributes are the defaults

        def _replace(self, **changes: object) -> Record:
            return type(self)(**(self.__dict__ | changes))

        def __eq__(self, other: object) -> bool:
            return type(self) is type(other) and self._values() == other._values()

        def __hash__(self) -> int:
            return hash(self._values())

        def __repr__(self) -> str:
            fields = zip(self._fields(), self._values(), strict=True)
            return f"{type(self).__name__}({', '.join(f'{at}={value!r}' for at, value in fields)})"

        @classmethod
        def _fields(cls) -> tuple[str, ...]:
            return tuple(cls.__annotations__)

        def _values(self) -> tuple[object, ...]:
            return tuple(getattr(self, field) for field in self._fields())
