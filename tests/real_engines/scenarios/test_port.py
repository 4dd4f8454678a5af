"""`docker15 port` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_port(docker15: Scene, free_port: int) -> None:
    ports = ("-p", f"{free_port}:80", "-p", f"{free_port}:53/udp")
    container = docker15("run", "-d", *ports, "busybox", "sleep", "60").line
    assert docker15("port", container, "80").line == str(free_port)
    assert docker15("port", container, "53/udp").line == str(free_port)
    missing = docker15("port", container, "81")
    assert missing.error == f"No private port '81' allocated on {container}"
    row = docker15("ps").lines[1]
    assert f"{free_port}->53/udp, {free_port}->80" in row
