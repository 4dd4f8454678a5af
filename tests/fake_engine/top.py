"""The table of a container's processes, from the host's ps, filtered as by lxc-ps."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from .errors import EngineError
from .process import session_members


def table(leader: int, arguments: str) -> dict[str, Any]:
    pids = session_members(leader) if leader else []
    words = ["ps", *arguments.split(), "-p", ",".join(map(str, pids or [1]))]
    output = _run(words)
    lines = output.splitlines()
    titles = lines[0].split() if lines else []
    if "PID" not in titles:
        text = f"{output}No PID field found\n"
        raise EngineError(f"Error trying to use lxc-ps: exit status 1 ({text})")
    position = titles.index("PID")
    rows = [line.split() for line in lines[1:]]
    wanted = {str(pid) for pid in pids}
    return {"Titles": titles, "Processes": [row for row in rows if row[position] in wanted] or None}


def _run(words: list[str]) -> str:
    wide = {**os.environ, "COLUMNS": "10000"}  # nothing is cut
    merged = subprocess.STDOUT
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=merged, env=wide, text=True, check=False
        )
    except OSError as error:
        raise EngineError(f"Error trying to use lxc-ps: {error}") from None
    return done.stdout
