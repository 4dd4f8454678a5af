"""What is known of an operation by its name, which is that of the API's function for it."""

from __future__ import annotations

from typing import Any

from docker15_cli.api import shapes

# What an engine knows without doing anything, unless it has to count sizes.
QUICK = frozenset(
    {
        "containers.inspect",
        "containers.list",
        "containers.top",
        "images.history",
        "images.inspect",
        "images.list",
        "system.info",
        "system.version",
    }
)

# Of an answer in 1.5's shape, by operation. What is not here is any JSON.
ANSWERS: dict[str, Any] = {
    "archive.find": shapes.PathStat,
    "containers.changes": list[shapes.Change],
    "containers.create": shapes.Created,
    "containers.inspect": shapes.Container,
    "containers.list": list[shapes.ContainerRow],
    "containers.top": shapes.Processes,
    "containers.wait": shapes.Ended,
    "execs.create": shapes.Created,
    "execs.inspect": shapes.ExecRuns | shapes.ExecEnded,
    "images.history": list[shapes.HistoryRow],
    "images.insert": shapes.Progress,
    "images.inspect": shapes.Image,
    "images.list": list[shapes.ImageRow],
    "images.remove": list[shapes.Removed],
    "images.search": list[shapes.SearchRow],
    "system.auth": dict[str, Any],
    "system.commit": shapes.Created,
    "system.events": shapes.Event,
    "system.info": shapes.Info,
}

# Their 1.5 form means something else to Podman, and no form means the same to both.
ASK_FIRST = frozenset(
    {
        "containers.copy",
        "containers.top",  # Podman would run a ps in the container first, and then list it
        "containers.wait",
        "images.import_",
        "images.pull",
        "images.push",
        "images.viz",
        "system.auth",
        "system.build",
        "system.commit",
    }
)
