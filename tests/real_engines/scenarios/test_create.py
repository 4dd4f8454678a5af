"""`docker15 create` on every engine."""

from __future__ import annotations

from docker15_cli.dialects.base import version_key
from tests.real_engines.scenarios.scene import Scene


def test_create(docker15: Scene) -> None:
    container = docker15("create", "busybox", "sh", "-c", "echo made; exit 5").line
    assert len(container) == 12
    assert docker15("ps", "-q").lines == []
    assert docker15("ps", "-a", "-q").line == container
    result = docker15("start", "-a", container)
    assert (result.stdout, result.exit_status) == (b"made\n", 5)


def test_a_range_of_ports_to_choose_from(docker15: Scene) -> None:
    """The engine chooses a port of the range; if it can't, nothing is created."""
    result = docker15("create", "-p", "18000-18010:80", "busybox", "true")
    if docker15.version == "podman":
        assert result.error == "Podman can't choose a port from a range: -p 18000-18010:80/tcp"
    elif version_key(docker15.version) < version_key("1.21"):
        docker15.refused(result, "1.21")
    elif docker15.registry:  # the test engine keeps 1.5's notation for ports
        where = '{{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}}'
        assert docker15("inspect", "-f", where, result.line).line == "18000-18010"
    assert docker15("ps", "-a", "-q").lines == result.lines
