"""Names for engines: groups in docker15's own file, docker's contexts and Podman's connections.

    ~/.config/docker15/hosts       NAME = MEMBER MEMBER…

A member is an address, the name of a context, or @NAME of another group. `-H @NAME` stands for all
members of a group, `-H NAME` for a context. Tab imports this module: no typing, re or pathlib.
"""

import os
from collections.abc import Callable, Mapping, Sequence

from docker15_cli.config import files
from docker15_cli.errors import Docker15Error, UsageError, without_password

GROUP = "@"  # in front of a group's name
_COMMENT = "#"
_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")


def path(environ: Mapping[str, str]) -> str:
    """The path of the file with the groups."""
    configured = environ.get("XDG_CONFIG_HOME") or os.path.join(files.home(environ), ".config")
    return os.path.join(configured, "docker15", "hosts")


def groups(environ: Mapping[str, str]) -> dict[str, list[str]]:
    """The members of each group, as they are written.

    Raises Docker15Error, naming the file and the line, if it can't be read or is broken.
    """
    file = path(environ)
    found: dict[str, list[str]] = {}
    for number, line in enumerate((files.read_text(file) or "").split("\n"), 1):
        text = line.partition(_COMMENT)[0].strip()
        if not text:
            continue
        name, equals, members = text.partition("=")
        name = name.strip()
        if not (equals and is_name(name)):
            shown = without_password(text)
            raise Docker15Error(f"{file}, line {number}: write NAME = HOST HOST…, not {shown!r}")
        if name in found:
            raise Docker15Error(f"{file}, line {number}: {name} is already defined")
        if "," in members:
            raise Docker15Error(f"{file}, line {number}: separate hosts with spaces, not commas")
        found[name] = members.split()
    return found


def expand(
    given: Sequence[str],
    environ: Mapping[str, str],
    known: Mapping[str, Sequence[str]] | None = None,
) -> list[str]:
    """The addresses and names in `given`, with each group replaced by its members; no duplicates.

    `known` are the `groups`, if they have been read already. Raises UsageError for an unknown
    group, Docker15Error for one that contains itself, and as `groups` does.
    """
    if not any(word.startswith(GROUP) for word in given):
        return list(dict.fromkeys(given))
    if known is None:
        known = groups(environ)
    found: dict[str, None] = {}
    done: set[str] = set()
    left = [(word, False) for word in reversed(given)]  # True: all members of the group are done
    within: set[str] = set()
    while left:
        word, is_left = left.pop()
        if is_left:
            within.remove(word)
            done.add(word)
        elif not word.startswith(GROUP):
            found[word] = None
        elif word in within:
            raise Docker15Error(f"{path(environ)}: the group {word} contains itself")
        elif word not in done:
            within.add(word)
            members = _members(word, known, environ)
            left += [(word, True), *((member, False) for member in reversed(members))]
    return list(found)


def _members(
    word: str, known: Mapping[str, Sequence[str]], environ: Mapping[str, str]
) -> Sequence[str]:
    name = word.removeprefix(GROUP)
    if name not in known:
        there = ", ".join(f"{GROUP}{each}" for each in known) or "none"
        raise UsageError(f"no such group: {word}; {path(environ)} has {there}")
    return known[name]


def is_name(word: str) -> bool:
    """Whether `word` can be the name of a context or a group; some addresses can, too."""
    return bool(word) and _NAME_CHARACTERS.issuperset(word)


def context_named(word: str, has: Callable[[str], bool]) -> str:
    """`word` if it is a context's name, else "": it is an address.

    A context hides a machine of the same name, which can be given as `tcp://NAME`.
    """
    return word if is_name(word) and has(word) else ""
