"""`docker15 run`. Byte exactness and signals are in tests/e2e, -rm in test_run_rm.py."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path

import pytest

from tests.docker15 import Docker15, Result
from tests.fake_containers import STOPPABLE, await_request, only_container
from tests.fake_engine import Answer, Engine, refusal
from tests.fake_engine.attach import Attach
from tests.fake_engine.config import Config

# --- output and status


def test_output(docker15: Docker15) -> None:
    assert docker15("run", "busybox", "echo", "hi").line == "hi"


def test_the_merged_streams_are_stdout(docker15: Docker15) -> None:
    """1.5 has only one stream."""
    result = docker15("run", "busybox", "sh", "-c", "echo out; sleep 0.05; echo err >&2")
    assert (result.stdout, result.stderr) == (b"out\nerr\n", b"")


@pytest.mark.parametrize("code", [0, 1, 7, 125, 126, 127, 130, 137, 255])
def test_the_containers_status(docker15: Docker15, code: int) -> None:
    result = docker15("run", "busybox", "sh", "-c", f"exit {code}")
    assert (result.exit_status, result.stdout, result.stderr) == (code, b"", b"")


def test_a_missing_command(docker15: Docker15) -> None:
    """0.6.3 starts it anyway; its init says what is wrong, and exits with 127."""
    result = docker15("run", "busybox", "nosuchcmd")
    assert result.exit_status == 127
    assert result.stdout.endswith(b"Unable to locate nosuchcmd\n")


def test_nothing_is_lost_of_a_container_that_exits_at_once(docker15: Docker15) -> None:
    """Not even a last line without a newline, which is not in the log."""
    for _ in range(10):
        result = docker15("run", "busybox", "sh", "-c", "seq 200; printf end; exit 3")
        assert result.stdout == b"".join(b"%d\n" % n for n in range(1, 201)) + b"end"
        assert result.exit_status == 3


def test_the_order_of_the_requests(docker15: Docker15, engine: Engine) -> None:
    """Attach before start, `wait` next to the stream, and the log to check for lost output."""
    assert docker15("run", "busybox", "true").exit_status == 0
    path = f"/v1.5/containers/{only_container(engine)}"
    assert engine.requests.lines == [
        "POST /v1.5/containers/create",
        f"POST {path}/attach?logs=1&stderr=1&stdout=1&stream=1",
        f"POST {path}/start",
        f"POST {path}/wait",
        f"POST {path}/attach?logs=1&stdout=1&stderr=1",
    ]


def test_an_engine_that_only_attaches_to_running_containers(
    docker15: Docker15, engine: Engine
) -> None:
    """Then the order is the documented one: start, then attach."""
    engine.faults.arm(refusal(406, "Impossible to attach to a stopped container"), "POST", "attach")
    assert docker15("run", "busybox", "sh", "-c", "echo hi; exit 3").exit_status == 3
    kinds = [line.split("?")[0].rpartition("/")[2] for line in engine.requests.lines]
    assert kinds == ["create", "attach", "start", "attach", "json", "wait", "attach"]  # the log


@pytest.mark.parametrize("script", ["echo hi; sleep 1; exit 3", "sleep 1; echo hi; exit 3"])
@pytest.mark.parametrize("command", ["run", "logs -f"])
def test_a_process_that_ends_while_its_log_is_replayed(
    docker15: Docker15,
    engine: Engine,
    command: str,
    script: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The engine has answered by then, and an attach that is too late stays open for ever.

    What is written after the replay never comes on that stream.
    """
    follow = Attach._follow

    def follow_late(attach: Attach) -> None:
        attach._container.wait()
        follow(attach)

    monkeypatch.setattr(Attach, "_follow", follow_late)
    words = ["busybox", "sh", "-c", script]
    if command == "run":
        refused = refusal(406, "Impossible to attach to a stopped container")
        engine.faults.arm(refused, "POST", "attach")
        assert docker15("run", *words) == Result(b"hi\n", b"", 3)
    else:
        container = docker15("run", "-d", *words).line
        assert docker15("logs", "-f", container).line == "hi"


@pytest.mark.parametrize("spelling", [["-it"], ["-i", "-t"], ["--interactive", "--tty"], ["-ti"]])
def test_a_tty_without_a_terminal(docker15: Docker15, engine: Engine, spelling: list[str]) -> None:
    result = docker15("run", *spelling, "busybox", "sh", "-c", "tty; exit 4", stdin=b"")
    assert result.stdout.startswith(b"/dev/pts/")
    assert result.stdout.endswith(b"\r\n")
    assert result.exit_status == 4


# --- what is created


def test_all_options_reach_the_container(docker15: Docker15, engine: Engine) -> None:
    script = "hostname_=$HOSTNAME; echo $hostname_ $A $HERE; pwd"
    result = docker15(
        "run", "-h", "web.example.org", "-e", "A=b c", "-e", "HERE", "-w", "/tmp", "-u", "root",
        "-m", "64m", "-c=512", "-p", "49382:80", "-dns", "8.8.8.8", "-v", "/docker15-data",
        "-lxc-conf", "a=b", "-privileged", "-n=true", "busybox", "sh", "-c", script,
        env={"HERE": "there"},
    )  # fmt: skip
    (container,) = engine.state.containers
    assert result.lines == ["web b c there", str(container.rootfs / "tmp")]
    config = container.config
    assert (config.hostname, config.domainname) == ("web", "example.org")
    assert (config.memory, config.cpu_shares) == (64 * 1024**2, 512)
    assert (config.port_specs, config.dns, config.privileged) == (["49382:80"], ["8.8.8.8"], True)
    assert container.host_config.lxc_conf == [{"Key": "a", "Value": "b"}]
    assert list(container.volumes.sources or {}) == ["/docker15-data"]


def test_a_bind(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("from the host\n")
    (tmp_path / "file").chmod(0o644)
    result = docker15("run", "-v", f"{tmp_path}:/mnt:ro", "busybox", "cat", "mnt/file")
    assert result.line == "from the host"
    (container,) = engine.state.containers
    assert container.volumes.sources == {"/mnt": str(tmp_path)}
    assert container.volumes.writable == {"/mnt": False}


def test_the_volumes_of_others(docker15: Docker15, engine: Engine) -> None:
    first = docker15("run", "-d", "-v", "/docker15-data", "busybox", "true").line
    assert docker15("run", "-volumes-from", first, "busybox", "true").exit_status == 0
    one, two = engine.state.containers
    assert one.volumes.sources == two.volumes.sources


def test_an_entrypoint(docker15: Docker15) -> None:
    assert docker15("run", "-entrypoint", "echo", "busybox", "a", "-b").line == "a -b"


def test_options_after_the_image_are_the_containers(docker15: Docker15) -> None:
    assert docker15("run", "busybox", "echo", "-d", "--rm", "--", "-i").line == "-d --rm -- -i"
    assert docker15("run", "--", "busybox", "echo", "-h").line == "-h"


def test_warnings_are_on_stderr(docker15: Docker15, engine: Engine) -> None:
    engine.state.memory_limit = engine.state.swap_limit = False
    result = docker15("run", "-m", "64m", "busybox", "echo", "hi")
    assert result.stdout == b"hi\n"
    assert result.stderr.decode().splitlines() == [
        "WARNING: Your kernel does not support memory limit capabilities. Limitation discarded.",
        "WARNING: Your kernel does not support memory swap capabilities. Limitation discarded.",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-d", "-a", "stdout"], "Conflicting options: -a and -d"),
        (["-p", "x"], "-p takes [[ADDRESS:]PUBLIC:]PRIVATE[/PROTO], ports or ranges: 'x'"),
        (["--cpus", "many"], "--cpus takes a number of processors, such as 1.5: 'many'"),
        (["-rm", "--restart", "always"], "Conflicting options: --restart and -rm"),
        (["-w", "tmp"], "The working directory is invalid. It needs to be an absolute path: tmp"),
        (["-v", "/"], "Invalid volume: the path in the container can't be '/': '/'"),
        (["-rm=perhaps"], "--rm takes true or false, not 'perhaps'"),
        (["-m", "lots"], "-m takes bytes, or a number with k, m or g: 'lots'"),
        (["--detach-keys", "ctrl-"], "--detach-keys: not a key: 'ctrl-'"),
        (["-a", "stdoutx"], "Invalid value for '-a' / '--attach'"),
        (["--pull", "often"], "Invalid value for '--pull'"),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, options: list[str], message: str
) -> None:
    result = docker15("run", *options, "busybox", "true")
    error, hint = result.stderr.decode().splitlines()
    assert error.startswith(f"Error: {message}")
    assert hint == "See `docker15 run --help`."
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


@pytest.mark.parametrize("command", ["run", "create"])
def test_an_unset_variable_for_an_image(docker15: Docker15, command: str) -> None:
    result = docker15(command, "", "true")
    assert result.stderr.startswith(b"Error: IMAGE is empty")
    assert result.exit_status == 2


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--name", "web"], "a container's name (--name) needs API 1.6 or later"),
        (["--platform", "linux/arm64"], "--platform needs API 1.41 or later"),
        (["--label", "a=b", "--init"], "--init needs API 1.25 or later"),
        (["-d", "-rm"], "-rm without staying attached needs API 1.25 or later"),
        (["-p", "8000-8010:80"], "-p with a range for one port needs API 1.21 or later"),
        (
            ["-v", "data:/data"],  # F27
            "-v data:/PATH, a named volume (for a local directory, write ./data), "
            "needs API 1.21 or later",
        ),
    ],
)
def test_options_that_the_engine_lacks(
    docker15: Docker15, engine: Engine, options: list[str], error: str
) -> None:
    result = docker15("run", *options, "busybox", "true")
    assert result.error == f"{error}; this engine speaks 1.5"
    assert result.exit_status == 125
    assert len(engine.state.containers) == 0


def test_the_images_own_command(docker15: Docker15, engine: Engine) -> None:
    engine.state.add_image("app", parent="busybox", config=Config(cmd=["echo", "mine"]))
    assert docker15("run", "app").line == "mine"
    assert docker15("run", "app", "echo", "yours").line == "yours"


# --- failures before the container runs


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["busybox"], "No command specified"),
        (["-m", "100", "busybox", "true"], "Memory limit must be given in bytes (minimum 524288"),
        (["--pull", "never", "nosuch", "true"], "No such image: nosuch (tag: latest)"),
    ],
)
def test_125(docker15: Docker15, args: list[str], message: str) -> None:
    result = docker15("run", *args)
    assert result.error.startswith(message)
    assert (result.exit_status, result.stdout) == (125, b"")


@pytest.mark.parametrize("path", ["/create$", "/attach$", "/start$"])
def test_an_engine_that_goes_away_before_the_container_runs(
    docker15: Docker15, engine: Engine, path: str
) -> None:
    engine.faults.arm(Answer(b""), "POST", path)
    result = docker15("run", "busybox", "echo", "hi")
    error, _, what_is_left = result.error.partition("; ")
    assert error == f"the engine at {engine.url} closed the connection without an answer"
    known = {"/create$": "a container may have been created", "/start$": "may have been started"}
    assert known.get(path, "") in what_is_left
    assert (result.exit_status, result.stdout) == (125, b"")


def test_an_engine_that_goes_away_while_it_runs(docker15: Docker15, engine: Engine) -> None:
    with docker15.start("run", "busybox", *STOPPABLE) as process:
        process.wait_for(b"ready")
        await_request(engine, "/wait")
        engine.drop_connections()
        result = process.result()
    assert "engine" in result.error
    assert result.exit_status not in (0, 3)


def test_too_few_file_descriptors(docker15: Docker15) -> None:
    few = (resource.RLIMIT_NOFILE, (7, 7))
    result = docker15("run", "busybox", "true", preexec_fn=lambda: resource.setrlimit(*few))
    assert result.error == "docker15 can't continue: Too many open files"
    assert (result.exit_status, result.stdout) == (1, b"")


# --- pulling a missing image


def test_a_missing_image_is_pulled(docker15: Docker15, engine: Engine) -> None:
    engine.registry.add("team1/app", files={"note": b"pulled\n"})
    result = docker15("run", "team1/app", "cat", "note")
    assert (result.exit_status, result.stdout) == (0, b"pulled\n")
    said = result.stderr.decode().splitlines()
    assert said[0] == "Unable to find image 'team1/app' (tag: latest) locally"
    assert said[1] == "Pulling repository team1/app"
    assert said[-1].endswith(": Download complete")
    assert b"\x1b" not in result.stderr
    kinds = [line.split("?")[0].removeprefix("POST /v1.5/") for line in engine.requests.lines[:3]]
    assert kinds == ["containers/create", "images/create", "containers/create"]


@pytest.mark.parametrize(
    ("options", "pulls"),
    [([], 0), (["--pull=always"], 1), (["-pull", "never"], 0), (["--pull", "missing"], 0)],
)
def test_when_to_pull(docker15: Docker15, engine: Engine, options: list[str], pulls: int) -> None:
    engine.registry.add("busybox")
    assert docker15("create", *options, "busybox", "true").exit_status == 0
    asked = [line for line in engine.requests.lines if "images/create" in line]
    assert len(asked) == pulls


def test_an_image_that_does_not_exist(docker15: Docker15, engine: Engine) -> None:
    result = docker15("run", "team1/none", "true")
    assert result.stderr.decode().splitlines() == [
        "Unable to find image 'team1/none' (tag: latest) locally",
        "Pulling repository team1/none",
        "Error: Internal server error: 404 trying to fetch remote history for team1/none",
    ]
    assert (result.exit_status, result.stdout) == (125, b"")


# --- -d and -a


@pytest.mark.parametrize("spelling", ["-d", "--detach", "-detach", "-d=true"])
def test_detached(docker15: Docker15, engine: Engine, spelling: str) -> None:
    identifier = docker15("run", spelling, "busybox", "sleep", "60").line
    (container,) = engine.state.containers
    assert (identifier, container.running) == (container.short_id, True)
    assert [line.rpartition("/")[2] for line in engine.requests.lines] == ["create", "start"]


def test_stdin_is_not_read_without_i(docker15: Docker15) -> None:
    """It is neither waited for nor taken from the next reader."""
    reader, writer = os.pipe()
    os.write(writer, b"for the next one\n")
    with os.fdopen(reader, "rb") as stdin:
        assert docker15("run", "busybox", "echo", "hi", stdin=stdin).line == "hi"
        os.close(writer)
        assert stdin.read() == b"for the next one\n"


@pytest.mark.parametrize(
    ("options", "stdout"),
    [
        (["-a", "stdout"], b"out\n"),
        (["-a", "STDOUT"], b"out\n"),
        (["-a=stderr"], b"err\n"),
        (["-a", "stdout", "-a", "stderr"], b"out\nerr\n"),
        (["--attach", "stdout", "--attach=stderr"], b"out\nerr\n"),
    ],
)
def test_attached_outputs(docker15: Docker15, options: list[str], stdout: bytes) -> None:
    result = docker15(
        "run", *options, "busybox", "sh", "-c", "echo out; sleep 0.05; echo err >&2; exit 5"
    )
    assert (result.stdout, result.exit_status) == (stdout, 5)


def test_attached_stdin_alone(docker15: Docker15, engine: Engine) -> None:
    """The id is shown, stdin is sent to its end, and the container runs on without us."""
    result = docker15("run", "-i", "-a", "stdin", "busybox", "sh", "-c", "cat; exit 6", stdin=b"zz")
    (container,) = engine.state.containers
    assert result.line == container.short_id
    assert container.wait() == 6


def test_attached_stdin_and_stdout(docker15: Docker15) -> None:
    result = docker15("run", "-i", "-a", "stdin", "-a", "stdout", "busybox", "cat", stdin=b"zz")
    assert (result.stdout, result.exit_status) == (b"zz", 0)


# --- -cidfile


@pytest.mark.parametrize("spelling", [["-cidfile=cid"], ["-cidfile", "cid"], ["--cidfile=cid"]])
def test_cidfile(docker15: Docker15, engine: Engine, tmp_path: Path, spelling: list[str]) -> None:
    assert docker15("run", *spelling, "busybox", "true").exit_status == 0
    assert (tmp_path / "cid").read_text() == only_container(engine)
    assert json.loads(engine.requests[2].body)["ContainerIDFile"] == "cid"
    assert os.listdir(tmp_path) == ["cid"]


def test_a_cidfile_is_written_before_the_container_runs(docker15: Docker15, tmp_path: Path) -> None:
    with docker15.start("run", "-cidfile=cid", "busybox", *STOPPABLE) as process:
        process.wait_for(b"ready")
        assert docker15("stop", (tmp_path / "cid").read_text()).exit_status == 0
        assert process.result().exit_status == 3


def test_an_existing_cidfile_is_refused(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "cid").write_text("of another")
    result = docker15("run", "-cidfile=cid", "busybox", "true")
    assert result.stderr.decode().splitlines() == [
        "Error: cid file found, make sure the other container isn't running or delete cid",
        "See `docker15 run --help`.",
    ]
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0
    assert (tmp_path / "cid").read_text() == "of another"


def test_no_cidfile_if_nothing_is_created(docker15: Docker15, tmp_path: Path) -> None:
    assert docker15("run", "-cidfile=cid", "busybox").exit_status == 125
    assert os.listdir(tmp_path) == []
