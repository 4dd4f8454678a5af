"""The fields of a listing's rows, for `--format` and tables."""

from collections.abc import Callable, Mapping
from typing import Any

from docker15_cli.jsontypes import Json

# Name of a field in templates → (title in a `table`, value for a row of the API).
Fields = Mapping[str, tuple[str, Callable[[Mapping[str, Json]], object]]]
# The same for fields with an argument, such as `.Label "key"`; both functions receive it.
Methods = Mapping[str, tuple[Callable[[Any], str], Callable[[Mapping[str, Json], Any], object]]]
