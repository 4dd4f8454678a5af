"""What docker's config.json and environment set for commands: used as by docker (F15)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.pty import Terminal

API = "1.52"
PROXY = "http://proxy:3128"


def is_modern(engine: Engine) -> bool:
    return engine.state.logs_everything


def parameter(request: Any, name: str) -> str:
    """A parameter of the query, "" if it is missing."""
    query: dict[str, list[str]] = parse_qs(request.target.partition("?")[2])
    return query.get(name, [""])[0]


def configure(client: Docker15, **value: Any) -> None:
    (client.home / ".docker").mkdir(exist_ok=True)
    (client.home / ".docker" / "config.json").write_text(json.dumps(value))


@pytest.fixture(params=["", API])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A 1.5 engine, and one of today's."""
    with Engine(api=request.param) as running:
        yield running


def variables(client: Docker15, *options: str) -> set[str]:
    """A container's variables, which may include a proxy's settings."""
    lines = client("run", "-rm", *options, "busybox", "env").lines
    return {line for line in lines if "PROXY" in line.upper()}


def test_f15_proxies_go_into_containers(docker15: Docker15, engine: Engine) -> None:
    configure(docker15, proxies={"default": {"httpProxy": PROXY, "noProxy": "local"}})
    names = {f"{name}={PROXY}" for name in ("HTTP_PROXY", "http_proxy")}
    others = {"NO_PROXY=local", "no_proxy=local"}
    assert variables(docker15) == names | others
    assert variables(docker15, "-e", "HTTP_PROXY=mine", "-e", "NO_PROXY=") == {
        "HTTP_PROXY=mine",
        f"http_proxy={PROXY}",
        "NO_PROXY=",
        "no_proxy=local",
    }


def test_f15_proxies_of_one_engine(docker15: Docker15, engine: Engine) -> None:
    default = {"httpProxy": "http://default"}
    configure(docker15, proxies={"default": default, engine.url: {"httpsProxy": PROXY}})
    assert variables(docker15) == {f"HTTPS_PROXY={PROXY}", f"https_proxy={PROXY}"}


def test_f15_proxies_are_build_arguments(docker15: Docker15, engine: Engine) -> None:
    configure(docker15, proxies={"default": {"httpProxy": PROXY}})
    arguments = ["--build-arg", "http_proxy=mine"] if is_modern(engine) else []
    built = docker15("build", *arguments, "-", stdin=b"FROM busybox\n")
    assert built.exit_status == 0
    (request,) = (one for one in engine.requests if "/build" in one.target)
    sent = parameter(request, "buildargs")
    expected = {"HTTP_PROXY": PROXY, "http_proxy": "mine"} if is_modern(engine) else None
    assert (json.loads(sent) if sent else None) == expected


def test_f15_http_headers_are_sent_with_every_request(docker15: Docker15, engine: Engine) -> None:
    headers = {"X-Meta": "a b", "user-agent": "mine", "Host": "other", "Content-Length": "7"}
    configure(docker15, HttpHeaders=headers)
    assert docker15("ps").exit_status == 0
    assert docker15("run", "busybox", "true").exit_status == 0
    assert docker15("build", "-", stdin=b"FROM busybox\n").exit_status == 0
    for request in engine.requests:
        assert request.header("X-Meta") == "a b"
        assert (request.header("User-Agent") or "").startswith("Docker-Client/")
        assert request.header("Host") != "other"
        assert request.header("Content-Length") != "7"


def test_f15_traces_do_not_show_the_values_of_http_headers(
    docker15: Docker15, engine: Engine
) -> None:
    configure(docker15, HttpHeaders={"Authorization": "Bearer s3cret"})
    traced = docker15("-D", "ps")
    assert traced.exit_status == 0
    assert b"'Authorization': '***'" in traced.stderr
    assert b"s3cret" not in traced.stderr
    assert engine.requests[-1].header("Authorization") == "Bearer s3cret"


def test_f15_the_headers_of_the_variable_replace_them(docker15: Docker15, engine: Engine) -> None:
    configure(docker15, HttpHeaders={"X-Meta": "file"})
    env = {"DOCKER_CUSTOM_HEADERS": 'X-One=1,"X-Two=a,b=c"'}
    assert docker15("ps", env=env).exit_status == 0
    request = engine.requests[-1]
    names = ("X-Meta", "X-One", "X-Two")
    assert [request.header(name) for name in names] == [None, "1", "a,b=c"]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"HttpHeaders": {"a b": "c"}}, "'a b' is not an HTTP header"),
        ({"HttpHeaders": {"a": "c\r\nX: y"}}, "'a' is not an HTTP header"),
        ({"HttpHeaders": {"a": 1}}, "config.json has HttpHeaders of the wrong type"),
        ({"HttpHeaders": []}, ""),
        ({"psFormat": 7}, "config.json has psFormat of the wrong type"),
    ],
)
def test_f15_values_of_the_wrong_type(
    docker15: Docker15, engine: Engine, value: dict[str, Any], error: str
) -> None:
    configure(docker15, **value)
    result = docker15("ps")
    assert error in result.stderr.decode()
    assert result.exit_status == (1 if error else 0)
    assert not error or len(engine.requests) == 0


def test_f15_a_broken_file_sets_nothing(docker15: Docker15, engine: Engine) -> None:
    configure(docker15)
    path = docker15.home / ".docker" / "config.json"
    path.write_text("{")
    result = docker15("ps")
    assert (result.exit_status, len(result.lines)) == (0, 1)
    assert result.stderr.decode().startswith(f"Warning: {path} is not JSON (line 1)")


def test_f15_formats(docker15: Docker15, engine: Engine) -> None:
    configure(docker15, psFormat="{{.Command}}!", imagesFormat="table {{.Repository}}")
    docker15("run", "busybox", "true")
    assert re.fullmatch('"true ?"!', docker15("ps", "-a").line)
    assert docker15("ps", "-a", "--format", "x").line == "x"
    assert len(docker15("ps", "-a", "-q").line) == 12
    assert docker15("images").lines == ["REPOSITORY", "busybox"]
    assert len(docker15("images", "-q").line) == 12
    configure(docker15, psFormat="table")
    assert docker15("ps").lines[0].startswith("ID  ")


def test_f15_detach_keys(docker15: Docker15, engine: Engine) -> None:
    configure(docker15, detachKeys="ctrl-x,q")
    with Terminal(docker15, "run", "-i", "-t", "busybox", "cat") as terminal:
        terminal.type(b"hi\r")
        terminal.wait_for(b"hi\r\nhi\r\n")
        terminal.type(b"\x18q")
        assert terminal.exit_status() == 0
    assert len(docker15("ps", "-q").lines) == 1


def platforms(engine: Engine) -> list[str]:
    """The platform in the last request that may have one."""
    kinds = ("/build", "/images/create", "/containers/create")
    found = [one for one in engine.requests if any(kind in one.target for kind in kinds)]
    return [parameter(one, "platform") for one in found]


@pytest.mark.parametrize(
    "command",
    ["run {} busybox true", "create {} busybox true", "pull {} team/app", "build {} -"],
)
def test_f15_the_default_platform(docker15: Docker15, engine: Engine, command: str) -> None:
    engine.registry.add("team/app")
    env = {"DOCKER_DEFAULT_PLATFORM": "linux/amd64"}
    done = docker15(*command.format("").split(), env=env, stdin=b"FROM busybox\n")
    assert done.exit_status == 0
    if not is_modern(engine):
        warning = "Warning: DOCKER_DEFAULT_PLATFORM is ignored: this engine's API has no platforms"
        assert done.stderr.decode().splitlines() == [warning]
        assert set(platforms(engine)) == {""}
        return
    assert done.stderr == b""
    assert set(platforms(engine)) == {"linux/amd64"}
    option = command.format("--platform=linux/arm64").split()
    assert docker15(*option, env=env, stdin=b"FROM busybox\n").exit_status == 0
    assert platforms(engine)[-1] == "linux/arm64"


def test_the_default_platform_only_of_the_pull(lone_docker15: Docker15) -> None:
    """Between API 1.32 and 1.41, a create has none: its image is pulled for the platform."""
    env = {"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}
    with Engine(api="1.40", minimum="1.24") as engine:
        engine.registry.add("team/app")
        result = lone_docker15("create", "team/app", "true", env=env, host=engine.url)
        assert "Warning" not in result.stderr.decode()
        assert platforms(engine) == ["", "linux/arm64", ""]


def test_the_default_platform_of_an_import(lone_docker15: Docker15) -> None:
    env = {"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}
    with Engine(api="1.52") as engine:
        lone_docker15("import", "http://example.org/x", env=env, host=engine.url)
        assert platforms(engine) == ["linux/arm64"]


# --- F14, F33


def test_f14_a_variable_that_is_not_set_here(docker15: Docker15, engine: Engine) -> None:
    """Later engines remove it from the image's variables; with 1.5, it was set to "" (F33)."""
    docker15("build", "-t", "with", "-", stdin=b"FROM busybox\nENV Q image\n")
    lines = docker15("run", "-e", "Q", "with", "env").lines
    assert [line for line in lines if line.startswith("Q")] == ([] if is_modern(engine) else ["Q="])
    lines = docker15("run", "-e", "Q", "with", "env", env={"Q": "mine"}).lines
    assert [line for line in lines if line.startswith("Q")] == ["Q=mine"]


# --- F31, F3


@pytest.mark.parametrize("option", ["--net=none", "--network=none", "-n=false"])
def test_f31_no_network(docker15: Docker15, engine: Engine, option: str) -> None:
    assert docker15("run", option, "busybox", "true").exit_status == 0
    (container,) = engine.state.containers
    *_, request = (one for one in engine.requests if "/containers/create" in one.target)
    body = json.loads(request.body)
    if is_modern(engine):
        assert body["HostConfig"]["NetworkMode"] == "none"
    else:
        assert container.config.network_disabled
        (start,) = (one for one in engine.requests if one.target.endswith("/start"))
        assert b"NetworkMode" not in start.body


@pytest.mark.parametrize("option", ["--net=bridge", "--network=default", "--restart=no"])
def test_f31_what_is_the_default_in_1_5(docker15: Docker15, engine: Engine, option: str) -> None:
    assert docker15("run", option, "busybox", "true").exit_status == 0


def test_f3_several_networks(docker15: Docker15, engine: Engine) -> None:
    options = ["--network", "a", "--network-alias", "db", "--network", "b"]
    created = docker15("create", *options, "busybox", "true")
    if not is_modern(engine):
        assert "--network needs API 1.11 or later" in created.error
        return
    assert created.exit_status == 0
    *_, request = (one for one in engine.requests if "/containers/create" in one.target)
    body = json.loads(request.body)
    assert body["HostConfig"]["NetworkMode"] == "a"
    assert body["NetworkingConfig"]["EndpointsConfig"] == {"a": {"Aliases": ["db"]}, "b": {}}
