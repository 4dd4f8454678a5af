"""Names of images: the only place that decides what is a valid name, and why others are not.

    [REGISTRY[:PORT]/]PATH[:TAG][@DIGEST]

This is the grammar of Go's `reference` package, which later engines and registries use. A 1.5
engine accepts more (uppercase, say), and checks names itself; but a name must never silently turn
into another one, as `app:` and `app:1:2` would.
"""

import re
from typing import NamedTuple

from docker15_cli.patterns import regex

_WORD = r"[a-z0-9]+"
_COMPONENT = regex(rf"{_WORD}(?:(?:[._]|__|-+){_WORD})*", re.ASCII)
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY = regex(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?", re.ASCII)
_TAG = regex(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = regex(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}", re.ASCII)
_ID = regex(r"[0-9a-f]{64}", re.ASCII)
_LONGEST = 255  # characters of a name, without tag and digest

TWO_TAGS, EMPTY_TAG = "it has two tags", "its tag is empty"


class Name(NamedTuple):
    """An image's name in two parts; `tag` may be a digest, and is "" if there is neither."""

    repository: str
    tag: str


def split(text: str) -> Name:
    """Split `[REGISTRY/]PATH[:TAG][@DIGEST]`; a registry's port is not a tag.

    A tag next to a digest has no effect, and is left out, as in docker.
    """
    named, _, digest = text.partition("@")
    repository, colon, tag = named.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = named, ""
    return Name(repository, digest or tag)


def ambiguity(text: str) -> str:
    """Why some engine might take `text` for another name: TWO_TAGS, EMPTY_TAG, or "" if not."""
    named, _, _ = text.partition("@")
    _, colon, tag = named.rpartition("/")[2].partition(":")
    if ":" in tag:
        return TWO_TAGS
    return EMPTY_TAG if colon and not tag else ""


def problem(text: str, *, is_new: bool = False) -> str:
    """Why `text` is not a valid name, to be put after a colon; "" if it is one.

    With `is_new`, for a name that an image will get, it must not have a digest or look like an id.
    """
    if not text:
        return "it is empty"
    if any(character.isspace() or not character.isprintable() for character in text):
        return "it has a space or a control character"
    if found := ambiguity(text):
        return found
    named, at, digest = text.partition("@")
    if at and (is_new or not _DIGEST.fullmatch(digest)):
        return "a new name can't have a digest" if is_new else "what follows the @ is not a digest"
    repository, tag = split(named)
    if tag and not _TAG.fullmatch(tag):
        return "a tag has at most 128 letters, digits, `_`, `.` and `-`"
    if is_new and _ID.fullmatch(repository):
        return "it looks like an id"
    return _problem_of_path(repository)


def _problem_of_path(repository: str) -> str:
    registry, slash, path = repository.partition("/")
    if not (slash and _is_registry(registry)):
        registry, path = "", repository
    if registry and not _REGISTRY.fullmatch(registry):
        return f"{registry!r} is not a registry"
    if len(repository) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if any("A" <= character <= "Z" for character in path):
        return "it has uppercase letters"
    if not all(_COMPONENT.fullmatch(component) for component in path.split("/")):
        return "a name has lowercase letters and digits, separated by single `.`, `_` or `-`"
    return ""


def _is_registry(first: str) -> bool:
    """Whether the first component of a name is a registry, not a user, by docker's rule."""
    return "." in first or ":" in first or first == "localhost" or first != first.lower()
