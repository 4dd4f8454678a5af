"""Images as a tree, from the graph that `images -viz` shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docker15_cli.patterns import regex

_EDGE = regex(r'^\s*(base|"[^"]+") -> "([^"]+)"', re.MULTILINE)
_LABEL = regex(r'^\s*"([^"]+)" \[label="[^"\\]*((?:\\n[^"\\]*)*)"', re.MULTILINE)
_ROOT = "base"


def tree(graph: str, sizes: Mapping[str, str]) -> Iterator[str]:
    """A line for each image, below its parent: `└─570190638ab6 2.046 MB Tags: busybox:latest`.

    `graph` is the digraph of `GET /images/viz` (docs/spec/remote-api-1.5.md §3); `sizes` has the
    texts to show, by the ids in the graph.
    """
    children: dict[str, list[str]] = {}
    for parent, child in _EDGE.findall(graph):
        children.setdefault(parent.strip('"'), []).append(child)
    tags = {image: names.split("\\n")[1:] for image, names in _LABEL.findall(graph)}
    pending = _entries(children, _ROOT, "")
    while pending:  # not recursive: a chain of layers can be deeper than Python's stack
        image, indent, is_last = pending.pop()
        names = f" Tags: {', '.join(tags[image])}" if tags.get(image) else ""
        size = f" {sizes[image]}" if image in sizes else ""
        yield f"{indent}{'└─' if is_last else '├─'}{image}{size}{names}"
        pending += _entries(children, image, indent + ("  " if is_last else "│ "))


def _entries(
    children: dict[str, list[str]], parent: str, indent: str
) -> list[tuple[str, str, bool]]:
    """The children of `parent`, in reverse order, as they are popped from the end."""
    images = sorted(children.pop(parent, []))
    return [(image, indent, at == len(images) - 1) for at, image in enumerate(images)][::-1]
