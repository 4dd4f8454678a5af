"""Names of images: the one place that says what one is, and what is wrong with another.

    [REGISTRY[:PORT]/]PATH[:TAG][@DIGEST]

This is the grammar of the reference package that later engines and their registries use. A 1.5
engine has a wider one (upper case, say), and judges for itself; but nowhere may a name silently
become another one, as `app:` and `app:1:2` would.
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
_LONGEST = 255  # characters of a name, less the tag and the digest

TWO_TAGS, EMPTY_TAG = "it has two tags", "its tag is empty"


class Name(NamedTuple):
    """A name, taken apart; `tag` may be a digest, and is "" where there is none."""

    repository: str
    tag: str


def split(text: str) -> Name:
    """`[REGISTRY/]PATH[:TAG][@DIGEST]` → both halves; a registry's port is not a tag.

    With a digest a tag says nothing, and is left out, as docker has it.
    """
    named, _, digest = text.partition("@")
    repository, colon, tag = named.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = named, ""
    return Name(repository, digest or tag)


def ambiguity(text: str) -> str:
    """What could make another name of this one, on any engine; "" for nothing."""
    named, _, _ = text.partition("@")
    _, colon, tag = named.rpartition("/")[2].partition(":")
    if ":" in tag:
        return TWO_TAGS
    return EMPTY_TAG if colon and not tag else ""


def problem(text: str, *, is_new: bool = False) -> str:
    """Why this is not a name by the grammar, for after a colon; "" where it is one.

    A name that `is_new`, which an image is to get, has no digest, and does not look like an id.
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
    """As docker tells it from a user's name."""
    return "." in first or ":" in first or first == "localhost" or first != first.lower()
