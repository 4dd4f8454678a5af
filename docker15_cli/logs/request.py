"""What `logs` is asked for on the command line, or by a call of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from docker15_cli.api.client import Client
from docker15_cli.contract import features

if TYPE_CHECKING:
    from docker15_cli.cli.container_filters import ContainerFilters


class LogRequest(NamedTuple):
    """Whose logs to show, and how.

    The containers are `containers`, by name or id, or those that match `filters`. `tail` is a
    number of lines, None for all. `since` and `until` are Unix times in seconds, or "".
    `follows_name` implies `follow`.
    """

    containers: Sequence[str]
    filters: ContainerFilters | None
    follow: bool
    follows_name: bool
    timestamps: bool
    details: bool
    tail: int | None
    since: str
    until: str

    def require(self, client: Client) -> None:
        """Raise NotSupported, naming the API version needed, if the engine lacks something."""
        wanted = {
            features.LOGS_FOLLOW_NAME: self.follows_name,
            features.LOGS_OPTIONS: self.timestamps,
            features.LOGS_DETAILS: self.details,
            features.LOGS_SINCE: self.since,
            features.LOGS_UNTIL: self.until,
        }
        for feature, is_wanted in wanted.items():
            if is_wanted:
                client.require(feature)
