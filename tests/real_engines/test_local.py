"""The on-demand engine (`podman://`), with a real podman on private storage."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli import library
from docker15_cli.errors import EngineUnreachable, UsageError
from docker15_cli.transport import on_demand
from tests.real_engines import raw
from tests.real_engines.conftest import require
from tests.real_engines.podman import Podman
from tests.real_engines.servers import processes, until

FIND_ENGINE = (
    "import os\n"
    "from docker15_cli.errors import Docker15Error\n"
    "from docker15_cli.transport import on_demand\n"
    "try:\n"
    "    print(on_demand.socket_of_running_engine(os.environ))\n"
    "except Docker15Error as error:\n"
    "    raise SystemExit(f'Error: {error}')\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Podman]:
    """Podman's private storage without an engine: docker15 starts one, and this ends it."""
    require(Podman.missing())
    place = Podman(tmp_path / "engine")
    place.environ["XDG_RUNTIME_DIR"] = str(place.runtime)
    place.environ["DOCKER15_ENGINE_IDLE"] = "60"
    yield place
    for service in services(place):
        os.kill(service, signal.SIGTERM)
    place.stop()


def services(place: Podman) -> list[int]:
    """The ids of the running service processes."""
    listening = f"unix://{place.runtime}/docker15/"
    return [pid for pid, command in processes() if listening in command]


def directory_of(place: Podman) -> Path:
    return place.runtime / "docker15"


def find_engine(place: Podman) -> subprocess.Popen[str]:
    """Do what a docker15 command does first, in another process."""
    return subprocess.Popen(
        [sys.executable, "-c", FIND_ENGINE],
        env=place.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def replace_podman(place: Podman, script: str) -> None:
    """Put a `podman` made of `script` first on the PATH."""
    wrapper = place.runtime / "bin" / "podman"
    wrapper.parent.mkdir()
    wrapper.write_text(f"#!/bin/sh\n{script}\n")
    wrapper.chmod(0o755)
    place.environ["PATH"] = f"{wrapper.parent}:{place.environ['PATH']}"


def test_it_is_started_once_and_reused(place: Podman) -> None:
    path = on_demand.socket_of_running_engine(place.environ)
    assert path == str(directory_of(place) / "engine.sock")
    assert raw.json_of(path, "/version")["ApiVersion"]
    assert on_demand.socket_of_running_engine(place.environ) == path
    assert len(services(place)) == 1


def test_its_directory_and_log_are_private(place: Podman) -> None:
    on_demand.socket_of_running_engine(place.environ)
    assert directory_of(place).stat().st_mode & 0o777 == 0o700
    assert (directory_of(place) / "engine.log").stat().st_mode & 0o777 == 0o600


def test_only_one_of_twenty_commands_at_once_starts_it(place: Podman) -> None:
    racers = [find_engine(place) for _ in range(20)]
    for racer in racers:
        assert racer.communicate(timeout=40) == (f"{directory_of(place)}/engine.sock\n", "")
    assert len(services(place)) == 1


def test_it_survives_ctrl_c_at_the_command_that_started_it(place: Podman) -> None:
    path = on_demand.socket_of_running_engine(place.environ)
    (service,) = services(place)
    assert os.getsid(service) == service
    assert os.readlink(f"/proc/{service}/fd/0") == "/dev/null"
    assert os.readlink(f"/proc/{service}/cwd") == "/"
    assert raw.answers(path)


def test_its_containers_do_not_inherit_ignored_signals(place: Podman) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in a script's background job
    try:
        on_demand.socket_of_running_engine(place.environ)
    finally:
        signal.signal(signal.SIGINT, before)
    (service,) = services(place)
    status = Path(f"/proc/{service}/status").read_text().splitlines()
    ignored = next(line.split()[1] for line in status if line.startswith("SigIgn:"))
    assert not int(ignored, 16) & 1 << (signal.SIGINT - 1)


def test_it_ends_when_idle_and_is_started_again(place: Podman) -> None:
    place.environ["DOCKER15_ENGINE_IDLE"] = "1"
    path = on_demand.socket_of_running_engine(place.environ)
    (first,) = services(place)
    assert until(lambda: not services(place), 30)
    assert on_demand.socket_of_running_engine(place.environ) == path
    assert services(place) != [first]
    assert raw.answers(path)


def test_there_is_an_engine_at_the_very_moment_it_ends(place: Podman) -> None:
    """Commands that come exactly after its idle time, which is the worst moment."""
    place.environ["DOCKER15_ENGINE_IDLE"] = "1"
    moments = random.Random(15)
    for _ in range(5):
        path = on_demand.socket_of_running_engine(place.environ)
        assert raw.answers(path)
        time.sleep(1 + moments.uniform(-0.0015, 0.0005))  # this moment is what is tested


def test_a_killed_one_is_replaced(place: Podman) -> None:
    on_demand.socket_of_running_engine(place.environ)
    (service,) = services(place)
    os.kill(service, signal.SIGKILL)
    assert until(lambda: service not in services(place), 30)
    assert raw.answers(on_demand.socket_of_running_engine(place.environ))


def test_a_stale_socket_is_replaced(place: Podman) -> None:
    directory_of(place).mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(directory_of(place) / "engine.sock"))
    assert raw.answers(on_demand.socket_of_running_engine(place.environ))


def test_a_removed_directory_is_made_again(place: Podman) -> None:
    path = on_demand.socket_of_running_engine(place.environ)
    for file in directory_of(place).iterdir():
        file.unlink()
    directory_of(place).rmdir()
    assert raw.answers(on_demand.socket_of_running_engine(place.environ))
    assert Path(path).exists()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exec /usr/bin/podman --no-such-option", "unknown flag: --no-such-option"),
        ("echo first >&2; echo 'Error: the disk is tired' >&2; exit 3", "the disk is tired"),
        ("exit 1", "podman printed nothing"),
        (r"printf 'Error: \033[31mred\033[0m\n'; exit 1", "[31mred[0m"),
    ],
)
def test_podman_that_fails_is_quoted(place: Podman, script: str, words: str) -> None:
    replace_podman(place, script)
    with pytest.raises(EngineUnreachable) as caught:
        on_demand.socket_of_running_engine(place.environ)
    message = str(caught.value)
    assert f"the on-demand engine can't be started: {words} (podman's exit status " in message
    assert f"log: {directory_of(place)}/engine.log" in message
    assert list(directory_of(place).glob("*.sock")) == []


def test_podman_that_is_never_ready_is_ended(
    place: Podman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_demand, "START_LIMIT", 1.0)
    replace_podman(place, "echo still thinking; sleep 600; :")
    with pytest.raises(EngineUnreachable, match="not ready after 1 s: still thinking"):
        on_demand.socket_of_running_engine(place.environ)
    assert services(place) == []


def test_one_that_accepts_but_never_answers_is_not_replaced(
    place: Podman, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = on_demand.socket_of_running_engine(place.environ)
    (service,) = services(place)
    monkeypatch.setattr(on_demand, "START_LIMIT", 0.2)
    os.kill(service, signal.SIGSTOP)
    stat = Path(f"/proc/{service}/stat")
    assert until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", 30)
    try:
        with pytest.raises(EngineUnreachable, match="did not answer within"):
            on_demand.socket_of_running_engine(place.environ)
    finally:
        os.kill(service, signal.SIGCONT)
    assert services(place) == [service]
    assert raw.answers(path)


def test_a_command_waits_for_another_only_for_a_limited_time(
    place: Podman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_demand, "START_LIMIT", 0.3)
    directory = str(directory_of(place))
    with on_demand._open_directory(directory) as descriptor:
        assert on_demand._try_lock(descriptor)
        with pytest.raises(EngineUnreachable, match="another command has been trying"):
            on_demand.socket_of_running_engine(place.environ)


def test_no_podman(place: Podman) -> None:
    empty = place.runtime / "empty"
    empty.mkdir()
    place.environ["PATH"] = str(empty)
    assert not on_demand.installed(place.environ)
    with pytest.raises(EngineUnreachable, match="needs podman"):
        on_demand.socket_of_running_engine(place.environ)


def test_podman_that_cannot_be_executed(place: Podman) -> None:
    replace_podman(place, "")
    wrapper = place.runtime / "bin" / "podman"
    place.environ["PATH"] = str(wrapper.parent)
    wrapper.write_bytes(b"\x00 no program")
    assert on_demand.installed(place.environ)
    with pytest.raises(EngineUnreachable, match="Exec format error"):
        on_demand.socket_of_running_engine(place.environ)
    wrapper.chmod(0o644)
    assert not on_demand.installed(place.environ)


def test_a_full_disk(place: Podman) -> None:
    """The log can't be written: that is a clear error, or the engine has no log."""
    directory_of(place).mkdir(mode=0o700)
    (directory_of(place) / "engine.log").symlink_to("/dev/full")
    replace_podman(place, "echo words; exit 1")
    with pytest.raises(EngineUnreachable, match="podman printed nothing"):
        on_demand.socket_of_running_engine(place.environ)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_start_leaves_nothing_half_started(
    place: Podman, number: signal.Signals
) -> None:
    """A Ctrl-C, whenever it comes, leaves no service or a working one; a kill is no obstacle."""
    moments = random.Random(15)
    served = f"{directory_of(place)}/engine.sock"
    for _ in range(12):
        command = find_engine(place)
        time.sleep(moments.uniform(0.02, 0.2))  # any moment will do
        command.send_signal(number)
        command.communicate(timeout=30)
        if number == signal.SIGINT:  # a killed command can't end it: it ends when idle
            # On a busy machine, it may take some time to end, or to answer.
            assert until(lambda: len(services(place)) == int(raw.answers(served)), 30)
        for service in services(place):
            os.kill(service, signal.SIGKILL)
        assert until(lambda: not services(place), 30)
    assert raw.answers(on_demand.socket_of_running_engine(place.environ))


def test_a_directory_that_others_may_enter_is_refused(place: Podman) -> None:
    directory_of(place).mkdir()
    directory_of(place).chmod(0o750)
    with pytest.raises(EngineUnreachable, match=r"docker15: other users can enter it"):
        on_demand.socket_of_running_engine(place.environ)


def test_somebody_elses_directory_is_refused(place: Podman) -> None:
    """H10: the message says what to do."""
    directory_of(place).mkdir(mode=0o700)
    os.chown(directory_of(place), 12345, -1)
    with pytest.raises(EngineUnreachable, match="belongs to user 12345; set XDG_RUNTIME_DIR to "):
        on_demand.socket_of_running_engine(place.environ)


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/tmp"), Path.touch])
def test_anything_but_a_directory_is_refused(place: Podman, make: object) -> None:
    assert callable(make)
    make(directory_of(place))
    with pytest.raises(EngineUnreachable, match=r"Not a directory; set XDG_RUNTIME_DIR to"):
        on_demand.socket_of_running_engine(place.environ)


def test_a_path_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    with pytest.raises(EngineUnreachable, match="the path is too long"):
        on_demand.socket_of_running_engine({"XDG_RUNTIME_DIR": str(long)})


@pytest.mark.parametrize("runtime", ["", "relative", "/nowhere", "/etc/passwd"])
def test_without_a_usable_runtime_directory_it_is_in_tmp(runtime: str) -> None:
    assert on_demand._directory({"XDG_RUNTIME_DIR": runtime}) == f"/tmp/docker15-{os.geteuid()}"


def test_somebody_elses_runtime_directory_is_not_used(tmp_path: Path) -> None:
    """As after `sudo -E`."""
    if os.geteuid():
        pytest.skip("only root can give a directory away")
    os.chown(tmp_path, 12345, -1)
    assert on_demand._directory({"XDG_RUNTIME_DIR": str(tmp_path)}) == "/tmp/docker15-0"


def test_a_runtime_directory_that_others_write_to_is_not_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o770)
    assert (
        on_demand._directory({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"/tmp/docker15-{os.geteuid()}"
    )


@pytest.mark.parametrize("idle", ["x", "-1", "1.5", "٣", "9999999999", " "])
def test_a_bad_idle_time_is_a_usage_error(idle: str) -> None:
    with pytest.raises(UsageError, match="DOCKER15_ENGINE_IDLE"):
        on_demand.socket_of_running_engine({"DOCKER15_ENGINE_IDLE": idle})


def test_the_library_starts_it_again(place: Podman) -> None:
    """It ends when idle, and a program may be idle for longer than that."""
    with library.connect("podman://", environ=place.environ) as engine:
        assert engine.containers() == []
        (first,) = services(place)
        os.kill(first, signal.SIGTERM)
        assert until(lambda: first not in services(place), 30)
        assert engine.containers() == []
        assert services(place) not in ([], [first])
