"""Quoting unexpected bytes in an error message."""

LENGTH = 80  # bytes shown


def excerpt(data: bytes | bytearray | memoryview) -> str:
    """Quote the first 80 bytes of `data` on one line, in printable ASCII."""
    return repr(bytes(data[:LENGTH])).removeprefix("b")
