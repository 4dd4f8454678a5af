"""docker15 as a plugin of docker's command line, `docker d15 …`.

docker finds a plugin by its file, `docker-NAME`. NAME may only have lowercase letters and digits,
and begins with a letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli import __version__

NAME = "d15"
PROGRAM = f"docker-{NAME}"
_METADATA, _COMPLETE = "docker-cli-plugin-metadata", "__complete"


def answer(args: Sequence[str]) -> str | None:
    """The answer to docker's own questions to a plugin; None for a command line of the user's.

    The metadata is JSON. Completion is answered with nothing: docker's protocol for it differs from
    that of docker15's scripts.
    """
    if args[:1] == [_METADATA]:
        import json

        facts = {
            "SchemaVersion": "0.1.0",
            "Vendor": "docker15",
            "Version": __version__,
            "ShortDescription": "docker15: one client for every Docker engine, and Podman",
        }
        return f"{json.dumps(facts)}\n"
    return "" if args[:1] == [_COMPLETE] else None


def without_plugin_name(args: Sequence[str]) -> list[str]:
    """The arguments that docker passes on, its whole command line, without NAME.

    docker's options in front of NAME are docker15's, too.
    """
    own = list(args)
    if NAME in own:
        own.remove(NAME)  # only its first occurrence
    return own
