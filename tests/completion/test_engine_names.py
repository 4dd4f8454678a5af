"""`docker15 __complete`: the names that an engine has, and silence if there are none."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from docker15_cli.cli import complete_as
from docker15_cli.completion import engine_names
from docker15_cli.dialects.docker_images import familiar
from tests.docker15 import Docker15, Result
from tests.fake_engine import Answer, Engine, Stall
from tools.docs import introspect

pytestmark = pytest.mark.timeout(60)

KNOWN_TO_SHELLS = {
    *("files", "directories", "environment", "keys", "commands", "nothing"),
}
HEAVY = {"click", "requests", "rich", "dataclasses", "http.client", "docker15_cli.cli"}
LATER_ROW = {
    "Id": "ab" * 32,
    "Names": ["/web", "/proxy/alias-of-web"],
    "Image": "docker.io/library/busybox:latest",
    "Status": "Up 2 hours",
}


def complete(docker15: Docker15, kind: str, word: str = "", *more: str) -> dict[str, str]:
    """Names and descriptions."""
    before, *options = more or [""]
    result = docker15("__complete", kind, word, before, *options)
    assert (result.stderr, result.exit_status) == (b"", 0)
    return dict(line.split("\t") for line in result.lines)


def is_silent(result: Result) -> bool:
    return (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


def answer(value: object, *headers: str, status: str = "200 OK") -> Answer:
    head = "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: application/json", *headers])
    return Answer(f"{head}\r\n\r\n{json.dumps(value)}".encode())


def test_every_kind_that_shells_can_not_complete_has_a_finder() -> None:
    used = {kind for command in introspect.program() for kind in kinds(command)}
    assert set(engine_names._FINDERS) == used - KNOWN_TO_SHELLS
    assert set(get_args(complete_as.Kind)) == used | KNOWN_TO_SHELLS | set(complete_as.WORDS)


def kinds(command: introspect.Declared) -> Iterator[str]:
    for kind in (*command.arguments, *(option.kind for option in command.options)):
        if isinstance(kind, str):
            yield kind


@pytest.mark.parametrize(
    "name", ["docker.io/library/busybox:1", "docker.io/joe/app", "sha256:abc", "quay.io/a/b:c"]
)
def test_familiar_names_are_those_of_the_dialects(name: str) -> None:
    assert engine_names._familiar(name) == familiar(name)


def test_networks(docker15: Docker15, engine: Engine) -> None:
    """`host` is offered even if the engine doesn't list it; a 1.5 engine has no networks."""
    assert complete(docker15, "networks") == {}
    rows = [{"Name": "mine", "Driver": "bridge"}, {"Name": "none", "Driver": "null"}]
    engine.faults.arm(answer(rows, "Api-Version: 1.41"), "GET", "/networks")
    assert complete(docker15, "networks") == {"host": "", "none": "null", "mine": "bridge"}


def test_ids_are_names_with_1_5(docker15: Docker15) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    assert list(complete(docker15, "running")) == [container]
    assert list(complete(docker15, "containers", container[:3])) == [container]
    assert complete(docker15, "stopped") == {}
    assert complete(docker15, "containers", "no-hex") == {}
    assert list(complete(docker15, "container-path")) == [f"{container}:"]


def test_a_long_id_that_is_typed_stays_long(docker15: Docker15, engine: Engine) -> None:
    engine.state.add_containers(1)
    (container,) = engine.state.containers
    assert list(complete(docker15, "containers", container.id[:20])) == [container.id[:20]]


def test_images_by_name_and_by_id(docker15: Docker15, engine: Engine) -> None:
    app = engine.state.add_image("localhost:5000/team/app:v1")
    nameless = engine.state.add_image()
    found = complete(docker15, "images")
    assert {"localhost:5000/team/app:v1", "busybox:latest", nameless.id[:12]} == set(found)
    assert found["localhost:5000/team/app:v1"] == app.id[:12]
    assert list(complete(docker15, "images", app.id[:5])) == [app.id[:12]]
    assert set(complete(docker15, "repositories")) == {"localhost:5000/team/app", "busybox"}
    assert set(complete(docker15, "pushable")) == {"localhost:5000/team/app", "busybox"}
    assert set(complete(docker15, "objects", "bus")) == {"busybox:latest"}


def test_ports_of_the_container_before(docker15: Docker15) -> None:
    container = docker15("run", "-d", "-p", "80", "-p", "53/udp", "busybox", "sleep", "300").line
    assert set(complete(docker15, "ports", "", container)) == {"80", "53/udp"}
    assert set(complete(docker15, "ports", "5", container)) == {"53/udp"}
    assert complete(docker15, "ports", "", "nosuch") == {}


def test_changed_paths_one_step_at_a_time(docker15: Docker15, engine: Engine) -> None:
    changes = [("/etc", 0), ("/etc/motd", 1), ("/etc/gone", 2), ("/var", 0), ("/var/log/a", 1)]
    rows = [{"Path": path, "Kind": kind} for path, kind in changes]
    engine.faults.arm(answer(rows), "GET", "/containers/c/changes$", times=None)
    assert list(complete(docker15, "container-path", "c:")) == ["c:/etc/", "c:/var/"]
    assert list(complete(docker15, "container-path", "c:/etc/")) == ["c:/etc/motd"]
    assert list(complete(docker15, "container-path", "c:/v")) == ["c:/var/"]
    assert list(complete(docker15, "container-path", "c:/var/")) == ["c:/var/log/"]


def test_an_engine_that_refuses_1_5_is_asked_again(docker15: Docker15, engine: Engine) -> None:
    refusal = answer({"message": "too old"}, "Api-Version: 1.51", status="400 Bad Request")
    engine.faults.arm(refusal, "GET", "^/v1.5/")
    engine.faults.arm(answer([LATER_ROW], "Api-Version: 1.51"), "GET", "^/v1.51/containers/json")
    assert complete(docker15, "containers") == {"web": "busybox:latest, Up 2 hours"}


def test_names_and_ids_of_later_engines(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(answer([LATER_ROW], "Api-Version: 1.41"), "GET", "/json", times=None)
    assert list(complete(docker15, "running", "ab")) == ["ab" * 6]
    assert list(complete(docker15, "running", "w")) == ["web"]
    image = {"Id": f"sha256:{'cd' * 32}", "RepoTags": ["docker.io/joe/app:v1"]}
    engine.faults.clear()
    engine.faults.arm(answer([image], "Api-Version: 1.41"), "GET", "/images/json", times=None)
    assert complete(docker15, "images", "j") == {"joe/app:v1": "cd" * 6}
    assert list(complete(docker15, "images", "docker.io/")) == ["docker.io/joe/app:v1"]
    assert list(complete(docker15, "pushable")) == ["joe/app:v1"]


def test_images_that_only_a_digest_names(docker15: Docker15, engine: Engine) -> None:
    """F4; Podman lists the digest among the tags."""
    digest, other = f"sha256:{'ab' * 32}", f"sha256:{'ef' * 32}"
    rows = [
        {"Id": "1" * 64, "RepoTags": [], "RepoDigests": [f"docker.io/joe/app@{digest}"]},
        {"Id": "2" * 64, "RepoTags": [f"h:5/b@{other}"], "RepoDigests": [f"h:5/b@{other}"]},
        {"Id": "3" * 64, "RepoTags": ["c:1", f"c@{digest}"], "RepoDigests": [f"c@{digest}"]},
    ]
    engine.faults.arm(answer(rows, "Api-Version: 1.41"), "GET", "/images/json", times=None)
    assert list(complete(docker15, "images")) == [f"joe/app@{digest}", f"h:5/b@{other}", "c:1"]
    assert list(complete(docker15, "repositories")) == ["joe/app", "h:5/b", "c"]


def test_names_that_look_like_options_are_not_offered(docker15: Docker15, engine: Engine) -> None:
    """H7: neither of images, volumes and networks."""
    names = ["--help", "-rf", "good"]
    image = {"Id": "1" * 64, "RepoTags": [f"{name}:1" for name in names]}
    volumes = {"Volumes": [{"Name": name} for name in names]}
    networks = [{"Name": name} for name in names]
    for path, value in (("/images/json", [image]), ("/volumes$", volumes), ("/networks", networks)):
        engine.faults.arm(answer(value, "Api-Version: 1.41"), "GET", path, times=None)
    assert list(complete(docker15, "images")) == ["good:1"]
    assert list(complete(docker15, "binds")) == ["good:"]
    assert list(complete(docker15, "networks")) == ["host", "none", "good"]


def test_volumes_of_later_engines(docker15: Docker15, engine: Engine) -> None:
    assert is_silent(docker15("__complete", "binds", "", ""))
    volumes = {"Volumes": [{"Name": "data", "Driver": "local"}, {"Name": "ab" * 32}]}
    engine.faults.arm(answer(volumes), "GET", "/volumes$", times=None)
    assert complete(docker15, "binds") == {"data:": "local"}
    assert set(complete(docker15, "binds", "aba")) == {f"{'ab' * 32}:"}


def test_bad_names_are_not_offered(docker15: Docker15, engine: Engine) -> None:
    """A shell would run some of these, and a terminal would obey others."""
    traps = ["$(touch gone)", "`id`", "a b", "x\ny", "\x1b[2J", "a;b", "*", "'", "é"]
    traps += ["--help", "-rf", "-", "--"]  # H7: options
    rows = [{**LATER_ROW, "Names": [f"/{name}"]} for name in traps]
    good = {**LATER_ROW, "Names": ["/good"], "Status": "Up\t\x1b[31m\n2 hours"}
    engine.faults.arm(answer([*rows, good]), "GET", "/containers/json")
    assert complete(docker15, "containers") == {"good": "busybox:latest, Up[31m2 hours"}


@pytest.mark.parametrize(
    "body", [None, {}, [None], [{"Id": 5, "Names": 7, "Status": None}], "text", [[]]]
)
@pytest.mark.parametrize("kind", ["containers", "images", "objects", "ports", "binds"])
def test_an_answer_of_another_shape(
    docker15: Docker15, engine: Engine, kind: str, body: object
) -> None:
    engine.faults.arm(answer(body), times=None)
    result = docker15("__complete", kind, "", "c")
    assert (result.stderr, result.exit_status) == (b"", 0)


def test_an_answer_that_breaks_off(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[{}"), times=None)
    assert is_silent(docker15("__complete", "containers", "", ""))


@pytest.mark.parametrize("after", [None, 5])
def test_an_engine_that_does_not_answer(
    docker15: Docker15, engine: Engine, after: int | None
) -> None:
    engine.state.add_containers(3)
    engine.faults.arm(Stall(after), times=None)
    assert is_silent(docker15("__complete", "containers", "", "", timeout=10))


@pytest.mark.parametrize(
    "host", ["unix:///nosuch", "tcp://127.0.0.1:1", "tcp://host.invalid", "fd://", "unix://x", "::"]
)
def test_no_engine(lone_docker15: Docker15, host: str) -> None:
    assert is_silent(lone_docker15("__complete", "containers", "", "", "-H", host))
    assert is_silent(lone_docker15("__complete", "containers", "", "", host=host))


@pytest.mark.parametrize("args", [[], ["containers"], ["nosuch", "", ""], ["containers", ""]])
def test_wrong_calls(docker15: Docker15, args: list[str]) -> None:
    assert is_silent(docker15("__complete", *args))


def test_a_listener_that_never_accepts(lone_docker15: Docker15, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "full.sock"))
        listener.listen(0)
        waiting = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(str(tmp_path / "full.sock"))
        url = f"unix://{tmp_path}/full.sock"
        assert is_silent(lone_docker15("__complete", "containers", "", "", host=url, timeout=10))
        for each in waiting:
            each.close()


@pytest.mark.parametrize("by", ["option", "environment"])
def test_only_the_first_of_several_engines_is_asked(
    lone_docker15: Docker15, engine: Engine, by: str
) -> None:
    other = "unix:///nosuch/engine.sock"
    options = ["-H", engine.url, "-H", other] if by == "option" else []
    environ = {} if by == "option" else {"DOCKER_HOSTS": f"{engine.url}, {other}"}
    result = lone_docker15("__complete", "images", "bus", "", *options, env=environ)
    assert result.line.startswith("busybox:latest\t")


def test_ssh_takes_too_long_for_a_tab(lone_docker15: Docker15) -> None:
    assert is_silent(lone_docker15("__complete", "images", "", "", "-H", "ssh://127.0.0.1:1"))


def test_the_on_demand_engine_is_not_started(lone_docker15: Docker15) -> None:
    tools = lone_docker15.home / "tools"
    tools.mkdir()
    (tools / "podman").write_text(f"#!/bin/sh\ntouch {lone_docker15.home}/started\n")
    (tools / "podman").chmod(0o755)
    runtime = lone_docker15.home / "runtime"
    runtime.mkdir(mode=0o700)
    environ = {"PATH": str(tools), "XDG_RUNTIME_DIR": str(runtime), "DOCKER15_ENGINE": ""}
    assert is_silent(
        lone_docker15("__complete", "containers", "", "", "-H", "podman://", env=environ)
    )
    assert not (lone_docker15.home / "started").exists()
    assert list(runtime.iterdir()) == []


def test_the_on_demand_engine_is_asked_if_it_is_running(
    docker15: Docker15, engine: Engine, tmp_path: Path
) -> None:
    directory = tmp_path / "docker15"
    directory.mkdir(mode=0o700)
    (directory / "engine.sock").symlink_to(engine.socket)
    tmp_path.chmod(0o700)
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    result = docker15("__complete", "images", "", "", "-H", "podman://", env=environ)
    assert result.line.startswith("busybox:latest")


def test_servers(lone_docker15: Docker15) -> None:
    urls = ["https://index.docker.io/v1/", "http://localhost:5000/v1/"]
    entries = {url: {"auth": "am9lOnNlY3JldA==", "email": ""} for url in urls}
    (lone_docker15.home / ".dockercfg").write_text(json.dumps(entries))
    assert set(complete(lone_docker15, "servers")) == {"index.docker.io", "localhost:5000"}
    assert set(complete(lone_docker15, "servers", "http")) == set(urls)
    other = lone_docker15.home / "other"
    other.mkdir()
    (other / ".dockercfg").write_text("broken")
    assert complete(lone_docker15, "servers", "", "", "--config", str(other)) == {}


def test_a_variable_in_the_address(docker15: Docker15, engine: Engine) -> None:
    result = docker15(
        *("__complete", "images", "bus", "", "-H", "unix://$SOCKET"),
        host="unix:///nosuch",
        env={"SOCKET": engine.socket},
    )
    assert result.line.startswith("busybox:latest")


@pytest.mark.parametrize("kind", ["containers", "images", "objects"])
def test_what_it_imports(docker15: Docker15, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "docker15_cli", "__complete", kind, "", ""],
        env=docker15.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time")}
    assert "docker15_cli.completion.engine_names" in imported
    assert not imported & HEAVY
