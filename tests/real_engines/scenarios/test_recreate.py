"""`docker15 recreate` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene

SCRIPT = "trap exit TERM; while :; do sleep 0.1; done"


def _run(docker15: Scene, *options: str) -> str:
    """Run a container whose /data has a file."""
    script = f"echo kept > /data/file; echo up; {SCRIPT}"
    args = ("run", "-d", *options, "-v", "/data", "busybox", "sh", "-c", script)
    return docker15(*args).line


def test_recreate(docker15: Scene) -> None:
    if docker15.version in ("1.5", "1.12"):
        made = _run(docker15)
        docker15.refused(docker15("recreate", "-m", "64m", made), "1.17")
        assert docker15("inspect", "-f", "{{.State.Running}}", made).line == "true"
        return
    before = _run(docker15, "--name", "web", "-e", "A=old", "-e", "B=b")
    volume = _volume(docker15, before)
    result = docker15("recreate", "-e", "A=new", "-m", "64m", "--wait=log:up", "web")
    assert result.exit_status == 0, result
    (made,) = result.lines
    assert made != before
    assert docker15("ps", "-a", "-q").lines == [made]
    assert docker15("inspect", "-f", "{{.HostConfig.Memory}}", "web").line == str(64 * 2**20)
    variables = docker15("inspect", "-f", "{{.Config.Env}}", "web").line
    assert {"A=new", "B=b"} <= {*variables.strip("[]").split()}
    assert "A=old" not in variables
    assert _volume(docker15, "web") == volume


def _volume(docker15: Scene, container: str) -> str:
    """The name of the volume at /data."""
    template = '{{range .Mounts}}{{if eq .Destination "/data"}}{{.Name}}{{end}}{{end}}'
    return docker15("inspect", "-f", template, container).line


def test_it_is_as_it_was(docker15: Scene) -> None:
    if docker15.version in ("1.5", "1.12"):
        return
    before = _run(docker15, "--name", "web")
    result = docker15("recreate", "--wait=log:down", "--wait-timeout", "1", "web")
    assert result.exit_status == 124
    assert "web was put back as it was" in result.stderr.decode().splitlines()
    assert docker15("ps", "-q").lines == [before]
    assert docker15("inspect", "-f", "{{.State.Running}}", "web").line == "true"
