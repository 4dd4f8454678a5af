"""`inspect --as-run`: the `docker15 run` line for a container like an existing one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docker15_cli.api import containers, images
from docker15_cli.app import App
from docker15_cli.container.options import SECTIONS
from docker15_cli.container.read_back import ReadBack, read_back
from docker15_cli.contract.shapes import Inspected
from docker15_cli.errors import NotFound

_SHORT = {
    "env": "-e",
    "publish": "-p",
    "volume": "-v",
    "memory": "-m",
    "workdir": "-w",
    "user": "-u",
    "hostname": "-h",
    "interactive": "-i",
    "tty": "-t",
}


class InspectedContainer(NamedTuple):
    """A container as inspected, and as options; `notes` are lines on what these lack."""

    inspected: Inspected
    options: ReadBack
    notes: Sequence[str]


def read(app: App, container: str) -> InspectedContainer:
    """Inspect a container and its image. Raises NotFound, AnswerBroken."""
    inspected, requested = containers.requested(app.client, container)
    notes = []
    try:
        image = images.inspect_raw(app.client, str(inspected.get("Image")))[1]
    except NotFound:
        image = {}
        notes.append("its image is gone: what that gave by itself is written out")
    config = image.get("Config") or image.get("config") or {}
    joins_several = app.client.dialect.joins_several_networks
    found = read_back(requested, config, joins_several=joins_several)
    return InspectedContainer(inspected, found, [*found.notes, *notes])


def line(app: App, found: InspectedContainer) -> str:
    """The `docker15 run` line, quoted for a shell, and safe to show on a terminal."""
    host = ["-H", app.name] if app.name else []
    return " ".join(map(quoted, ["docker15", *host, "run", *words(found.options)]))


def note_untold(app: App) -> None:
    """Note on stderr what this engine does not report of any container."""
    untold = app.client.dialect.untold
    if untold:
        app.reporter.note(f"# this engine does not report {untold}: add what was given")


def show_notes(app: App, container: str, found: InspectedContainer) -> None:
    """Note on stderr, in comments of the shell, what the line lacks."""
    for note in found.notes:
        app.reporter.note(f"# {container}: {note}")
    name = found.options.options.get("name", container)
    for network, endpoint in found.options.more_networks.items():
        connect = ["docker15", "network", "connect", *_connect_options(endpoint), network, name]
        app.reporter.note(f"# {container}: after the create: {' '.join(map(quoted, connect))}")


def words(found: ReadBack) -> Iterator[str]:
    """The words that follow `docker15 run`."""
    outputs = {"stdout", "stderr"}
    if not outputs & {*found.streams} and "stdin" not in found.streams:
        yield "-d"
    elif {*found.streams} - {"stdin"} != outputs:
        for stream in found.streams:
            yield from ("-a", stream)
    for keys in SECTIONS.values():
        for key in keys:
            if key in found.options:
                yield from _option(key, found.options[key])
    yield found.image
    yield from found.command


def _option(key: str, value: object) -> Iterator[str]:
    name = _SHORT.get(key, f"--{key.replace('_', '-')}")
    if value is True:
        yield name
    elif value is False:
        yield f"{name}=false"
    else:
        for one in value if isinstance(value, tuple) else (value,):
            yield from (name, str(one))


def _connect_options(endpoint: dict[str, object]) -> Iterator[str]:
    ipam = endpoint.get("IPAMConfig")
    addresses = ipam if isinstance(ipam, dict) else {}
    for option, value in (
        ("--alias", endpoint.get("Aliases")),
        ("--ip", addresses.get("IPv4Address")),
        ("--ip6", addresses.get("IPv6Address")),
        ("--link", endpoint.get("Links")),
        ("--link-local-ip", addresses.get("LinkLocalIPs")),
        ("--driver-opt", endpoint.get("DriverOpts")),
    ):
        if isinstance(value, dict):
            value = [f"{key}={text}" for key, text in value.items()]
        for text in value if isinstance(value, list) else [value] if value else []:
            yield from (option, str(text))


def quoted(word: str) -> str:
    """A word quoted for a shell; control characters as in bash's, ksh's and zsh's $'…'."""
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(map(_escaped, word)) + "'"


def _escaped(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "replace"))
