"""What is in docker15.pyz besides docker15: its dependencies, as this environment has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

from docker15_cli import __version__ as VERSION
from tools.dependencies import declared

__all__ = ["VERSION", "distributions", "files", "name_of", "required", "requirements"]

# Not the accelerators, which are for one Python: all that have them work without.
_LEFT_OUT = (".so", ".pyc")
_OF_INSTALLATION = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "WHEEL")


def distributions() -> list[metadata.Distribution]:
    """The dependencies, and theirs, sorted by name. Raises PackageNotFoundError."""
    found: dict[str, metadata.Distribution] = {}
    names = required()
    while names:
        one = metadata.distribution(names.pop())
        if name_of(one) not in found:
            found[name_of(one)] = one
            names += requirements(one)
    return [found[name] for name in sorted(found)]


def required() -> list[str]:
    """The names of what docker15 itself needs."""
    return sorted(map(_name, declared()))


def name_of(distribution: metadata.Distribution) -> str:
    """Its normalized name."""
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()


def requirements(distribution: metadata.Distribution) -> list[str]:
    """The names of what it needs everywhere: a condition is an extra, or an older Python."""
    return sorted(_name(line) for line in distribution.requires or () if ";" not in line)


def files(distribution: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    """The paths and contents of its modules and data, and of its own metadata, licences included."""
    for file in distribution.files or ():
        path = PurePosixPath(file)
        is_wanted = path.suffix not in _LEFT_OUT and path.name not in _OF_INSTALLATION
        if is_wanted and ".." not in path.parts:
            yield str(path), Path(file.locate()).read_bytes()


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]*\w", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()
