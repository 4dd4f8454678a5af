"""The engine's only error: as with the daemon, the first words of its text decide the status."""

from __future__ import annotations

_STATUS_OF_PREFIX = (
    ("No such", 404),
    ("Bad parameter", 400),
    ("Conflict", 409),
    ("Impossible", 406),
    ("Wrong login/password", 401),
)


class EngineError(Exception):
    """A failure. `code` is what a stream of JSON messages adds to the text."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    @property
    def status(self) -> int:
        if "hasn't been activated" in self.message:
            return 403
        matches = (
            status for prefix, status in _STATUS_OF_PREFIX if self.message.startswith(prefix)
        )
        return next(matches, 500)
