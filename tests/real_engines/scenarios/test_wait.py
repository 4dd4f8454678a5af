"""`docker15 wait` on every engine."""

from __future__ import annotations

import re

from tests.docker15 import Process
from tests.real_engines.scenarios.scene import Scene
from tests.real_engines.servers import until


def test_wait(docker15: Scene) -> None:
    first = docker15("run", "-d", "busybox", "sh", "-c", "sleep 0.5; exit 3").line
    second = docker15("run", "-d", "busybox", "true").line
    result = docker15("wait", first, second, "nosuch")
    assert (result.lines, result.exit_status) == (["3", "0"], 1)
    assert "nosuch" in result.error


def _wait(docker15: Scene, condition: str, container: str) -> Process:
    """Start `wait`, until the engine has answered that request, or how the container is."""
    process = docker15.start("-D", "wait", "--condition", condition, container)
    answered = re.compile(rb"> .*/(json|wait\?condition=).*\n< 200")
    assert until(lambda: bool(answered.search(process.stderr)), 30), process.stderr
    return process


def test_a_next_exit_and_a_removal(docker15: Scene) -> None:
    made = docker15("create", "busybox", "sh", "-c", "sleep 0.5; exit 3").line
    with _wait(docker15, "next-exit", made) as process:
        assert docker15("start", made).line == made
        assert process.result().lines == ["3"]
    with _wait(docker15, "removed", made) as process:
        assert docker15("rm", made).line == made
        assert process.result().lines == ["3"]


def test_the_time_is_up(docker15: Scene) -> None:
    made = docker15("run", "-d", "busybox", "sleep", "60").line
    late = docker15("wait", "--timeout", "500ms", made)
    assert (late.exit_status, late.error) == (124, f"{made} has not ended after 0.5s")
    gone = docker15("wait", "--condition", "removed", "--timeout", "1", made)
    assert (gone.exit_status, gone.error) == (124, f"{made} has not been removed after 1s")


def test_a_start_is_waited_for(docker15: Scene) -> None:
    """Each goal that every engine supports, with run, start and restart."""
    script = "echo up; sleep 60"
    made = docker15("run", "-d", "--wait", "busybox", "sh", "-c", script).line
    docker15("kill", made)
    docker15("wait", made)
    assert docker15("start", "--wait=log:^up$", made).line == made
    assert docker15("restart", "-t", "0", "--wait=running", made).line == made
    assert docker15("restart", "-t", "0", "--wait=log:^up$", made).line == made
    late = docker15("restart", "-t", "0", "--wait=log:down", "--wait-timeout", "1", made)
    assert late.exit_status == 124
    assert f"{made} was not seen writing 'down' within 1s" in late.error


def test_a_last_line_without_a_newline(docker15: Scene) -> None:
    result = docker15("run", "-d", "--wait=log:^up$", "busybox", "sh", "-c", "sleep 1; printf up")
    if docker15.is_native:  # which only keeps whole lines
        assert result.exit_status == 1
    else:
        assert result.line


def test_one_that_ends_first(docker15: Scene) -> None:
    args = ("--wait=log:nothing", "busybox", "sh", "-c")
    result = docker15("run", "-d", *args, "exit 3")
    assert result.exit_status == 3
    (made,) = result.lines
    assert f"{made} ended with status 3 before it was seen writing 'nothing'" in result.error
    assert docker15("run", "-d", *args, "exit 0").exit_status == 1


def test_without_a_health_check(docker15: Scene) -> None:
    made = docker15("create", "busybox", "sleep", "60").line
    result = docker15("start", "--wait=healthy", made)
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.24")
        return
    assert result.exit_status == 1
    assert "has no health check: run it with --health-cmd" in result.error


def test_a_health_check(docker15: Scene) -> None:
    if docker15.version in ("1.5", "1.12", "1.44", "1.52", "podman"):
        return  # the test engine has no health checks, and those of Podman are run by systemd
    options = ["--health-cmd", "[ -e /up ]", "--health-interval", "500ms", "--wait"]
    made = docker15("run", "-d", *options, "busybox", "sh", "-c", "sleep 1; touch /up; sleep 60")
    assert docker15("inspect", "-f", "{{.State.Health.Status}}", made.line).line == "healthy"
    assert docker15("wait", "--condition", "healthy", made.line).line == "healthy"
    never = ["--health-cmd", "false", "--wait", "--wait-timeout", "2"]
    late = docker15("run", "-d", *never, "busybox", "sleep", "60")
    assert late.exit_status == 124
    assert "was not healthy within 2s (it is starting)" in late.error


def test_a_port(docker15: Scene) -> None:
    if docker15.version in ("1.5", "1.44", "1.52"):
        return  # the test engine's containers have no network
    script = "sleep 1; exec httpd -f -p 80"
    result = docker15("run", "-d", "--wait=port:80", "busybox", "sh", "-c", script)
    if docker15.version == "1.12" and result.exit_status:
        assert "can't check port 80" in result.error
        return
    made = result.line
    late = docker15("start", "--wait=port:81", "--wait-timeout", "1", made)
    assert late.exit_status == 124
    assert "was not listening on port 81 within 1s (it is running)" in late.error
