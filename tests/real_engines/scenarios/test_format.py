"""`--format` on every engine: docker's data, the API's, and templates."""

from __future__ import annotations

import json

from tests.real_engines.scenarios.scene import Scene


def test_docker_s_rows(docker15: Scene) -> None:
    container = docker15("run", "-d", "busybox:latest", "sh", "-c", "sleep 60").line
    row = json.loads(docker15("ps", "--format", "json").line)
    assert (row["ID"], row["Image"], row["State"]) == (container, "busybox:latest", "running")
    assert row["Command"].startswith('"sh -c')
    assert list(row) == sorted(row)
    image = json.loads(docker15("images", "--format", "json").line)
    assert (image["Repository"], image["Tag"]) == ("busybox", "latest")
    layers = [json.loads(line) for line in docker15("history", "--format", "json", "busybox").lines]
    assert {"CreatedBy", "CreatedSince", "ID", "Size"} <= layers[0].keys()


def test_the_api_s_objects(docker15: Scene) -> None:
    container = docker15.ended("true")
    row = json.loads(docker15("ps", "-a", "--format", "api").line)
    assert row["Id"].startswith(container)
    assert isinstance(row["Created"], int | float)


def test_inspect(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "exit 7")
    (found,) = json.loads(docker15("inspect", "-f", "json", container).line)
    assert found["State"]["ExitCode"] == 7
    template = '{{define "code"}}{{.ExitCode}}{{end}}{{template "code" .State}} {{.Path | html}}'
    assert docker15("inspect", "-f", template, container).line == "7 sh"
    shown = docker15("inspect", "-f", "{{.State}}", container).line
    # Podman 5 calls it stopped until it has cleaned up.
    assert shown.startswith("map[" if docker15.is_native else ("{exited ", "{stopped "))


def test_a_bad_template(docker15: Scene) -> None:
    container = docker15.ended("true")
    for template in ("{{.Nosuch}}", "{{", "{{nosuch}}", "{{index .ID 999}}"):
        for command in (("ps", "-a"), ("inspect", container), ("info",), ("version",)):
            result = docker15(command[0], "--format", template, *command[1:])
            assert (result.exit_status, result.stdout) == (2, b"")
            assert result.stderr.startswith(b"Error: --format: ")


def test_info_and_version(docker15: Scene) -> None:
    info = json.loads(docker15("info", "--format", "json").line)
    assert {"Debug", "Version", "Context"} <= info["ClientInfo"].keys()
    assert "ClientInfo" not in json.loads(docker15("info", "--format", "api").line)
    version = json.loads(docker15("version", "--format", "json").line)
    assert version["Server"]["Version"]
    assert version["Client"]["Context"] == "default"
