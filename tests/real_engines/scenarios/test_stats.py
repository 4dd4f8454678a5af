"""`docker15 stats` on every engine."""

from __future__ import annotations

import json
import signal

from tests.real_engines.scenarios.scene import Scene

_WORK = "while :; do :; done"


def test_stats(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sh", "-c", _WORK).line
    result = docker15("stats", "--no-stream", "--format", "json")
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.17")
        return
    row = json.loads(result.line)
    assert row["ID"] == container
    assert row["Name"] == docker15("inspect", "-f", "{{.Name}}", container).line.lstrip("/")
    assert float(row["CPUPerc"].rstrip("%")) > 1
    assert not row["MemUsage"].startswith("0B")
    assert int(row["PIDs"]) >= 1
    with docker15.start("stats", "--format", "{{.ID}} {{.CPUPerc}}") as process:
        process.wait_for(b"%\n")
        process.send_signal(signal.SIGINT)
        live = process.result()
    assert live.lines[0].startswith(f"{container} ")
    assert live.lines[0] != f"{container} 0.00%"
    docker15("kill", container)
    assert docker15("stats", "--no-stream", "-a", "--format", "{{.PIDs}}").line == "0"
    assert docker15("stats", "--no-stream", "--format", "{{.ID}}").lines == []
