"""jq, or, if it isn't installed, as much of it as the lines need.

That is the options -r, -c and -s, and as filters paths, `.[]`, `keys`, `length` and `select(PATH ==
TEXT)`, with `|` between them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

PIPE = "|"
_STEP = re.compile(r"\.(\w+)|\[(\d*)\]|\.(?=\[|$)")
_SELECT = re.compile(r"select\((\S+) == (.*)\)")


def read(command: list[str], content: bytes) -> bytes:
    """What `jq …` prints for this input."""
    if shutil.which("jq"):
        done = subprocess.run(command, input=content, capture_output=True, check=False)
        return done.stdout + done.stderr
    options, (program,) = {word for word in command[1:] if word[0] == "-"}, command[-1:]
    values = list(_documents(content.decode()))
    lines = []
    for value in [values] if "-s" in options else values:
        for found in _filtered(program.split(" | "), value):
            is_raw = "-r" in options and isinstance(found, str)
            layout: dict[str, Any] = {"indent": 2}
            if "-c" in options:
                layout = {"separators": (",", ":")}
            lines.append(found if is_raw else json.dumps(found, ensure_ascii=False, **layout))
    return "".join(f"{line}\n" for line in lines).encode()


def _documents(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    while text := text[at:].lstrip():
        value, at = decoder.raw_decode(text)
        yield value


def _filtered(filters: list[str], value: Any) -> Iterator[Any]:
    if not filters:
        yield value
        return
    for found in _through(filters[0].strip(), value):
        yield from _filtered(filters[1:], found)


def _through(one: str, value: Any) -> Iterator[Any]:
    if one == "keys":
        yield sorted(value) if isinstance(value, dict) else list(range(len(value)))
    elif one == "length":
        yield len(value)
    elif match := _SELECT.fullmatch(one):
        if list(_along(match[1], value)) == [json.loads(match[2])]:
            yield value
    else:
        yield from _along(one, value)


def _along(path: str, value: Any) -> Iterator[Any]:
    values = [value]
    for match in _STEP.finditer(path):
        name, index = match.groups()
        if name:
            values = [one.get(name) for one in values]
        elif index:
            values = [one[int(index)] for one in values]
        elif index == "":
            values = [inner for one in values for inner in one]
    yield from values
