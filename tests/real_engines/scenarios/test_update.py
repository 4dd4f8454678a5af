"""`docker15 update` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_update(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "60").line
    result = docker15("update", "-m", "64m", "--memory-swap", "128m", "-c", "200", container)
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.22")
        return
    assert (result.lines, result.exit_status) == ([container], 0)
    if docker15.version != "podman":  # whose inspect shows what a container was created with
        shown = "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.CpuShares}}"
        assert docker15("inspect", "-f", shown, container).line == "67108864 134217728 200"
    missing = docker15("update", "-c", "100", "nosuch", container)
    assert (missing.exit_status, missing.lines) == (1, [container])
    assert "nosuch" in missing.error


def test_a_restart_policy(docker15: Scene) -> None:
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(docker15("update", "--restart", "no", "x"), "1.23")
        return
    container = docker15("create", "--restart", "always", "busybox", "true").line
    result = docker15("update", "--restart", "on-failure:3", container)
    if "needs Podman 5" in result.stderr.decode():
        assert docker15.version == "podman"
        return
    assert result.line == container
    shown = "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}"
    assert docker15("inspect", "-f", shown, container).line == "on-failure 3"
