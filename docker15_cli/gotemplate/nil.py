"""Go's values for what is not there: docker's own types have a field, an engine leaves it out."""


class NilList(list[object]):
    """Empty, and `null` in JSON."""


class NilMap(dict[str, object]):
    """Empty, and `null` in JSON."""


class NilPointer:
    """`<nil>`, and `null` in JSON."""

    def __bool__(self) -> bool:
        return False
