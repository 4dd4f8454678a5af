"""Go's nil values: for fields that docker's own types have, but that an engine leaves out."""


class NilList(list[object]):
    """Empty, and `null` in JSON."""


class NilMap(dict[str, object]):
    """Empty, and `null` in JSON."""


class NilPointer:
    """`<nil>`, and `null` in JSON."""

    def __bool__(self) -> bool:
        return False
