"""`--platform OS/ARCH[/VARIANT]`, for the endpoints that take its parts as JSON."""

from __future__ import annotations

from docker15_cli.contract.shapes import Platform
from docker15_cli.errors import UsageError
from docker15_cli.patterns import regex

_PLATFORM = regex(r"([\w.-]+)/([\w.-]+)(?:/([\w.-]+))?")
_SYNONYMS = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386"}
# The variant that an architecture without one implies, and the one that is always left out.
_IMPLIED = {"arm": "v7"}
_UNSAID = {("arm64", "v8"), ("arm64", "8"), ("amd64", "v1")}


def parsed(text: str, option: str) -> Platform:
    """The parts, normalized as in images' own platforms. Raises UsageError naming `option`."""
    match = _PLATFORM.fullmatch(text.lower())
    if not match:
        raise UsageError(f"{option} takes OS/ARCH[/VARIANT], such as linux/arm64: {text!r}")
    architecture = _SYNONYMS.get(match[2], match[2])
    variant = match[3] or _IMPLIED.get(architecture, "")
    found = Platform(architecture=architecture, os=match[1])
    if variant and (architecture, variant) not in _UNSAID:
        found["variant"] = variant
    return found
