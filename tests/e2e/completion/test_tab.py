"""Tab in real interactive shells, with the test engine: what is typed, and the result.

With 1.5, containers have no names, so their ids are completed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.e2e.completion.conftest import OpenShell
from tests.e2e.completion.shells import Program, Shell
from tests.fake_engine import Engine

pytestmark = pytest.mark.timeout(120)

STATIC = [
    ("docker15 sto", "docker15 stop "),
    ("docker15 help sto", "docker15 help stop "),
    ("docker15 completion fi", "docker15 completion fish "),
    ("docker15 --deb", "docker15 --debug "),
    ("docker15 -D im", "docker15 -D im"),
    ("docker15 ps --no", "docker15 ps --no-trunc "),
    ("docker15 ps -not", "docker15 ps -notrunc "),
    ("docker15 run -priv", "docker15 run -privileged "),
    ("docker15 run --pull=al", "docker15 run --pull=always "),
    ("docker15 run -pull al", "docker15 run -pull always "),
    ("docker15 run --restart un", "docker15 run --restart unless-stopped "),
    ("docker15 create --cap-add NET_A", "docker15 create --cap-add NET_ADMIN "),
    ("docker15 run --mount type=b", "docker15 run --mount type=bind,source="),
    ("docker15 run --attach stdi", "docker15 run --attach stdin "),
    ("docker15 run -it -a stdi", "docker15 run -it -a stdin "),
    ("docker15 run -ita stdi", "docker15 run -ita stdin "),
    ("docker15 kill -s HU", "docker15 kill -s HUP "),
    ("docker15 events --filter ev", "docker15 events --filter event="),
    ("docker15 logs --tail=a", "docker15 logs --tail=all "),
    ("docker15 recreate --pull=mi", "docker15 recreate --pull=missing "),
    ("docker15 recreate --cap-add NET_A", "docker15 recreate --cap-add NET_ADMIN "),
    ("docker15 run -d --wait=he", "docker15 run -d --wait=healthy "),
    ("docker15 start --wait=po", "docker15 start --wait=port:"),
    ("docker15 search bus", "docker15 search bus"),
    ("docker15 syst", "docker15 system "),
    ("docker15 container att", "docker15 container attach "),
    ("docker15 container ls --no", "docker15 container ls --no-trunc "),
    ("docker15 -D image ls --qui", "docker15 -D image ls --quiet "),
    ("docker15 container nosuch ", "docker15 container nosuch "),
    ("docker15 nosuchcommand ", "docker15 nosuchcommand "),
    ("docker15 ps --nosuch", "docker15 ps --nosuch"),
]


@dataclass
class World:
    """An engine with containers, and a shell that uses it."""

    engine: Engine
    shell: Shell
    running: str
    stopped: str


@pytest.fixture(scope="module")
def world(open_shell: OpenShell, home: Path) -> Iterator[World]:
    with Engine() as engine:
        engine.state.add_image("localhost:5000/team/app:v1")
        docker15 = Docker15(home, engine.url)
        engine.state.ids += ["1f" * 32, "2e" * 32]  # the ids have no common beginning
        running = docker15("run", "-d", "-p", "80", "busybox", "sleep", "300").line
        stopped = docker15("create", "busybox", "true").line
        yield World(engine, open_shell({"DOCKER_HOST": engine.url}), running, stopped)


@pytest.mark.parametrize(("typed", "becomes"), STATIC)
def test_what_is_static_needs_no_process(
    world: World, program: Program, typed: str, becomes: str
) -> None:
    before = program.runs
    assert world.shell.line(typed) == becomes
    assert program.runs == before


def test_hosts(world: World, home: Path) -> None:
    """Schemes, groups and contexts."""
    file = home / ".config" / "docker15" / "hosts"
    file.parent.mkdir(parents=True)
    file.write_text("web = tcp://a tcp://b\n")
    Docker15(home)("context", "create", "lab", "--docker", "host=tcp://lab:1")
    try:
        for typed, becomes in (("pod", "podman://"), ("@w", "@web "), ("la", "lab ")):
            assert world.shell.line(f"docker15 -H {typed}") == f"docker15 -H {becomes}"
        assert world.shell.line("docker15 --host=@w") == "docker15 --host=@web "
    finally:
        file.unlink()
        Docker15(home)("context", "rm", "lab")


@pytest.mark.parametrize("command", ["attach", "stop", "kill", "top", "port"])
def test_running_containers(world: World, command: str) -> None:
    assert world.shell.line(f"docker15 {command} ") == f"docker15 {command} {world.running} "


def test_stopped_containers(world: World) -> None:
    assert world.shell.line("docker15 start ") == f"docker15 start {world.stopped} "
    line = "docker15 start --wait "  # its value could only come after =
    assert world.shell.line(line) == f"{line}{world.stopped} "


@pytest.mark.parametrize(
    "command", ["rm", "logs", "commit", "diff", "export", "wait", "inspect", "recreate"]
)
def test_all_containers(world: World, command: str) -> None:
    world.shell.offers(f"docker15 {command} ", world.running, world.stopped)


def test_what_was_given_is_not_offered_again(world: World) -> None:
    line = f"docker15 rm {world.running} "
    assert world.shell.line(line) == f"{line}{world.stopped} "


def test_options_between_the_arguments(world: World) -> None:
    line = f"docker15 rm {world.running} -f "
    assert world.shell.line(line) == f"{line}{world.stopped} "
    assert world.shell.line("docker15 stop -t 5 ") == f"docker15 stop -t 5 {world.running} "
    assert world.shell.line("docker15 stop -- ") == f"docker15 stop -- {world.running} "


@pytest.mark.parametrize("command", ["run", "run -it -p 80:80", "create", "rmi", "tag", "history"])
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bus", "busybox:latest"),
        ("busybox:", "busybox:latest"),
        ("busybox:la", "busybox:latest"),
        ("loc", "localhost:5000/team/app:v1"),
        ("localhost:5000/te", "localhost:5000/team/app:v1"),
        ("localhost:5000/team/app:", "localhost:5000/team/app:v1"),
    ],
)
def test_images(world: World, command: str, typed: str, name: str) -> None:
    assert world.shell.line(f"docker15 {command} {typed}") == f"docker15 {command} {name} "


def test_images_have_no_tag_if_there_is_no_choice(world: World) -> None:
    typed = "docker15 push localhost:5000/"
    assert world.shell.line(typed) == "docker15 push localhost:5000/team/app "


def test_inspect_has_images_too(world: World) -> None:
    assert world.shell.line("docker15 inspect busy") == "docker15 inspect busybox:latest "


@pytest.mark.parametrize("typed", ["", "r", "-", "--no", "/"])
def test_the_containers_command_is_its_own(world: World, typed: str) -> None:
    line = f"docker15 run busybox:latest {typed}"
    assert world.shell.line(line) == line
    assert world.shell.line(f"docker15 run -i busybox sh {typed}") == (
        f"docker15 run -i busybox sh {typed}"
    )


def test_cp(world: World, home: Path) -> None:
    start = world.running[:4]
    assert world.shell.line(f"docker15 cp {start}") == f"docker15 cp {world.running}:"
    out_of = f"docker15 cp {world.running}:/etc "
    assert world.shell.line(f"{out_of}root") == f"{out_of}rootfs.tar "


def test_cp_offers_what_the_container_has_changed(world: World, home: Path) -> None:
    docker15 = Docker15(home, world.engine.url)
    script = "echo > etc/made-by-it; echo made; sleep 300"
    changed = docker15("run", "-d", "busybox", "sh", "-c", script).line
    try:
        with docker15.start("logs", "-f", changed) as logs:
            logs.wait_for(b"made")
        line = f"docker15 cp {changed}:/etc/made"
        assert world.shell.line(line) == f"{line}-by-it "
    finally:
        docker15("rm", "-f", changed)


def test_ports(world: World) -> None:
    line = f"docker15 port {world.running} "
    assert world.shell.line(line) == f"{line}80 "


def test_files(world: World, home: Path) -> None:
    shell = world.shell
    assert shell.line("docker15 import roo") == "docker15 import rootfs.tar "
    assert shell.line("docker15 import with") == "docker15 import with\\ blank "
    assert shell.line("docker15 build cont").startswith("docker15 build context/")
    assert shell.line("docker15 run --env-file roo") == "docker15 run --env-file rootfs.tar "
    assert shell.line("docker15 run -cidfile=roo") == "docker15 run -cidfile=rootfs.tar "
    assert shell.line(f"docker15 -H unix://{home}/root") == f"docker15 -H unix://{home}/rootfs.tar "


def test_variables(world: World) -> None:
    assert world.shell.line("docker15 run -e DOCKER15_E") == "docker15 run -e DOCKER15_ENGINE "


def test_detach_keys(world: World) -> None:
    typed = "docker15 attach --detach-keys ctrl-a,ctrl-z"
    assert world.shell.line(typed).rstrip() == typed
    world.shell.offers("docker15 attach --detach-keys ctrl-a,ctrl-", "ctrl-b", "ctrl-z")


def test_fields_of_a_template(world: World) -> None:
    typed = "docker15 ps --format '{{.Na"
    assert world.shell.line(typed).rstrip() == "docker15 ps --format '{{.Names}}'"


@pytest.mark.parametrize("option", ["-H {}", "-H={}", "-H{}", "--host {}", "--host={}", "-DH {}"])
def test_the_engine_that_the_line_names(world: World, option: str) -> None:
    with Engine() as other:
        other.state.add_image("only/there:v2")
        line = f"docker15 {option.format(other.url)} rmi only"
        assert world.shell.line(line) == f"{line}/there:v2 "


def test_servers_with_a_login(world: World, home: Path) -> None:
    entry = {"auth": "am9lOnNlY3JldA==", "email": ""}
    dockercfg = home / ".dockercfg"
    dockercfg.write_text(json.dumps({"https://registry.example:5000/v1/": entry}))
    for command in ("login", "logout"):
        line = f"docker15 {command} reg"
        assert world.shell.line(line) == f"docker15 {command} registry.example:5000 "


def test_an_alias(world: World, home: Path, shell_name: str) -> None:
    if shell_name == "fish":  # docker itself may have a completion, which this one replaces
        (home / ".config/fish/completions").mkdir(parents=True, exist_ok=True)
        script = "docker15 completion --alias docker fish > ~/.config/fish/completions/docker.fish"
        world.shell.run(script)
    world.shell.run("alias docker=docker15")
    if shell_name == "bash":
        world.shell.run("source <(docker15 completion --alias docker bash)")
    assert world.shell.line("docker stop ") == f"docker stop {world.running} "
    assert world.shell.line("docker ps -not") == "docker ps -notrunc "


def test_descriptions(world: World, shell_name: str) -> None:
    if shell_name == "bash":
        assert world.running in world.shell.line("docker15 stop ")  # bash can't show any
        return
    shown = world.shell.offers("docker15 rm ", world.running, world.stopped)
    assert "busybox:latest, Up" in shown
    world.shell.offers("docker15 rmi ", "570190638ab6")
    world.shell.offers("docker15 ps --", "Do not truncate output")
    world.shell.offers("docker15 s", "Start stopped containers", "Stop running containers")


@pytest.mark.parametrize("state", ["no engine", "no docker15"])
def test_without_names_nothing_is_shown(open_shell: OpenShell, home: Path, state: str) -> None:
    environ = {"DOCKER_HOST": f"unix://{home}/nosuch.sock"}
    shell = open_shell(environ | ({"PATH": "/usr/bin:/bin"} if state == "no docker15" else {}))
    for line in ("docker15 stop ", "docker15 rmi b", "docker15 cp nosuch", "docker15 inspect "):
        assert shell.line(line) == line
        assert shell.shown == [f"$ {line}%"]
    for typed, becomes in STATIC:
        assert shell.line(typed) == becomes
