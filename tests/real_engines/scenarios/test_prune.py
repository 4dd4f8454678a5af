"""`docker15 container|image|network|volume|system prune` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene

NO_NETWORKS = ("1.5", "1.12")


def test_containers(docker15: Scene) -> None:
    running = docker15("run", "-d", "busybox", "sleep", "60").line
    stopped = docker15.ended("true")
    made = docker15("create", "busybox", "true").line
    shown = docker15("container", "prune", "--dry-run")
    assert {row.split()[1] for row in shown.lines[1:-1]} == {stopped, made}
    assert shown.lines[-1].startswith("Total: 2 containers: ")
    declined = docker15("container", "prune", stdin=b"n\n")
    assert (declined.exit_status, declined.stdout) == (0, b"")
    result = docker15("container", "prune", stdin=b"y\n")
    assert result.exit_status == 0
    assert {line[:12] for line in result.lines[1:3]} == {stopped, made}
    assert result.lines[0] == "Deleted Containers:"
    assert result.lines[-1].startswith("Total reclaimed space: ")
    assert docker15("ps", "-a", "-q").lines == [running]


def test_images(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "echo new > /new")
    docker15("commit", container, "d15prune", "v1")
    lost = docker15("images", "-q", "d15prune").line
    docker15("commit", container, "d15prune", "v1")
    newest = docker15("images", "-q", "d15prune").line
    if lost == newest:  # an engine in which the same content is the same image
        docker15("tag", "-f", "busybox", "d15prune", "v1")
    docker15("tag", "busybox", "d15used", "v1")
    shown = docker15("image", "prune", "--dry-run")
    assert lost in shown.stdout.decode()
    result = docker15("image", "prune", "-f")
    assert result.lines[0] == "Deleted Images:"
    assert f"deleted: {lost}" in result.lines
    assert "d15used" in docker15("images").stdout.decode()
    everything = docker15("image", "prune", "-a", "-f")
    assert everything.exit_status == 0
    assert f"deleted: {newest}" in everything.lines
    left = docker15("images").stdout.decode()
    assert "d15used" in left
    assert "d15prune" not in left


def test_networks(docker15: Scene) -> None:
    if docker15.version in NO_NETWORKS:
        docker15.refused(docker15("network", "prune", "-f"), "1.21")
        return
    labels = ("--label", "of=d15prune")
    for name in ("d15used", "d15unused"):
        docker15("network", "create", *labels, name)
    try:
        docker15("create", "--network", "d15used", "--name", "d15c", "busybox", "true")
        result = docker15("network", "prune", "-f", "--filter", "label=of=d15prune")
        assert result.lines == ["Deleted Networks:", "d15unused", ""]
        names = docker15("network", "ls", "--format", "{{.Name}}").lines
        assert "d15used" in names
        docker15("rm", "d15c")
        result = docker15("network", "prune", "-f", "--filter", "label=of=d15prune")
        assert result.lines == ["Deleted Networks:", "d15used", ""]
    finally:
        docker15("network", "rm", "-f", "d15used", "d15unused")


def test_volumes(docker15: Scene) -> None:
    if docker15.version in NO_NETWORKS:
        docker15.refused(docker15("volume", "prune", "-f"), "1.21")
        return
    labels = ("--label", "of=d15prune")
    unnamed = docker15("volume", "create", *labels).line
    for name in ("d15used", "d15unused"):
        docker15("volume", "create", *labels, name)
    docker15("create", "-v", "d15used:/x", "--name", "d15c", "busybox", "true")
    of_this = ("--filter", "label=of=d15prune")
    assert docker15("volume", "prune", "-f", *of_this).lines[:2] == ["Deleted Volumes:", unnamed]
    assert docker15("volume", "prune", "-a", "-f", *of_this).lines[1:3] == ["d15unused", ""]
    docker15("rm", "-f", "d15c")
    assert docker15("volume", "prune", "-a", "-f", *of_this).lines[1:3] == ["d15used", ""]


def test_the_system(docker15: Scene) -> None:
    running = docker15("run", "-d", "busybox", "sleep", "60").line
    stopped = docker15.ended("sh", "-c", "echo new > /new")
    docker15("commit", stopped, "d15prune", "v1")
    image = docker15("images", "-q", "d15prune").line
    shown = docker15("system", "prune", "-a", "--dry-run")
    assert {"container", "image"} <= {row.split()[0] for row in shown.lines[1:-1]}
    result = docker15("system", "prune", "-a", "-f")
    assert result.exit_status == 0
    assert any(line.startswith(stopped) for line in result.lines)
    assert f"deleted: {image}" in result.lines
    assert docker15("ps", "-a", "-q").lines == [running]
    assert docker15("images").lines[1].split()[0] == "busybox"
