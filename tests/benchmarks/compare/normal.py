"""Removing what varies from one run to the next, or only in docker's wording."""

from __future__ import annotations

import re

_ALWAYS = [
    (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d\d:?\d\d)( [A-Z]{3,4})?)?", "TIME"),
    (r"\b(Less than a second|About an? \w+|\d+ (second|minute|hour)s?)( ago)?\b", "AGE"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
    (r'("HostPort": ")[3-6]\d{4}"', r'\1ANY"'),  # chosen by the engine
    (r"/tmp/d15-\w+/", "/TMP/"),
    (r"Flag --\S+ has been deprecated, .*\n", ""),  # which docker writes to stdout
]
_IDS = [
    (r"\b[0-9a-f]{64}\b", "ID"),
    (r"\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{12}\b", "SHORT"),
    (r"(?<=--> )[0-9a-f]{11}\b", "SHORT"),  # a step of Podman's builds
]
_NOTES = [  # what docker says on stderr about itself
    r"DEPRECATED: The legacy builder is deprecated[\s\S]*?(\n\n|\Z)",
    r" *Install the buildx.*\n *https.*\n*",
    r"WARNING! Using --password via the CLI is insecure.*\n",
    r"WARNING: Error loading config file.*\n",
]


def output(text: str, *, keeps_ids: bool) -> str:
    """stdout without times, temporary paths and (where they can't be the same) ids."""
    for pattern, word in [*_ALWAYS, *([] if keeps_ids else _IDS)]:
        text = re.sub(pattern, word, text)
    return text


def in_order(text: str) -> str:
    """Sort lines that an engine lists in any order."""
    return "".join(sorted(text.splitlines(keepends=True)))


def errors(text: str) -> str:
    """stderr without docker's notes."""
    for pattern in _NOTES:
        text = re.sub(pattern, "", text)
    return text.strip()
