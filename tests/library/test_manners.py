"""What a library must not do to its program."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import tracemalloc
import warnings
from pathlib import Path

import pytest

from docker15_cli import library
from tests.docker15 import sleeps
from tests.fake_engine import Engine, Fault
from tests.fake_engine.http import Connection
from tests.library import example
from tests.real_engines.servers import until

from .conftest import Pair

_PIECES, _PIECE = 600, 100_000


def test_the_program_in_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, api in enumerate(("", "1.52")):
        with Engine(api=api) as fake:
            home = tmp_path / str(number)
            dead = f"unix://{tmp_path}/dead.sock"
            # The same engine twice, by two names of its socket.
            (tmp_path / f"again{number}.sock").symlink_to(fake.socket)
            again = f"unix://{tmp_path}/again{number}.sock"
            example.prepare(monkeypatch, home, fake.url, fake.url, dead, again)
            example.run(api or "1.5")


def test_nothing_is_printed_and_signals_are_left_alone(
    pair: Pair, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a library handles no signals")

    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(signal, "signal", refuse)
    monkeypatch.setattr(signal, "set_wakeup_fd", refuse)
    pair.fake.registry.add("other")
    pair.engine.run("other", ["cat"], stdin=b"x")
    box = pair.engine.run_detached("busybox", ["sh", "-c", "echo a; sleep 0.1"])
    list(pair.engine.logs(box, follow=True))
    pair.engine.build(b"FROM busybox\nRUN true\n")
    monkeypatch.undo()
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_ends_a_run_and_its_container(new: Pair) -> None:
    main, main_id = threading.get_ident(), threading.get_native_id()

    def is_under_way() -> bool:
        return any(each.running for each in new.fake.state.containers) and sleeps(main_id)

    def interrupt() -> None:
        assert until(is_under_way, 20)
        signal.pthread_kill(main, signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        new.engine.run("busybox", ["sleep", "50"])
    assert new.engine.containers(all=True) == []


def test_several_threads(new: Pair) -> None:
    found: list[bytes] = []

    def work(number: int) -> None:
        found.append(new.engine.run("busybox", ["echo", str(number)]).stdout)

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [b"0\n", b"1\n", b"2\n", b"3\n"]


def test_no_socket_is_left_open(pair: Pair) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with library.connect(pair.fake.url, environ={"HOME": "/nonexistent"}) as engine:
            engine.run("busybox", ["echo", "hi"])
            with pytest.raises(library.OutputError):
                engine.run("busybox", ["yes"], limit=10)


def test_warnings(new: Pair, environ: dict[str, str]) -> None:
    environ["DOCKER_DEFAULT_PLATFORM"] = "linux/amd64"
    said: list[str] = []
    with Engine() as fake:
        fake.registry.add("other")
        with library.connect(fake.url, environ=environ, warn=said.append) as engine:
            engine.pull("other:latest")
        assert said == ["DOCKER_DEFAULT_PLATFORM is ignored: this engine's API has no platforms"]
        with (
            library.connect(fake.url, environ=environ) as engine,
            pytest.warns(library.EngineWarning, match="DOCKER_DEFAULT_PLATFORM is ignored"),
        ):
            engine.pull("other:latest")


class LongLog(Fault):
    """A log of 60 MB, in frames."""

    def before(self, connection: Connection) -> bool:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
        connection.send_raw(head)
        frame = b"\1\0\0\0" + _PIECE.to_bytes(4, "big") + bytes(_PIECE)
        for _ in range(_PIECES):
            connection.send_raw(frame)
        return True


def test_memory_does_not_grow_with_a_log(new: Pair) -> None:
    box = new.engine.create("busybox", ["true"])
    new.fake.faults.arm(LongLog(), "GET", r"/logs")
    tracemalloc.start()
    try:
        size = sum(len(data) for _, data in new.engine.logs(box))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == _PIECES * _PIECE
    assert peak < 8_000_000


def test_what_it_imports() -> None:
    """Nothing of the command line, and nothing that only some calls need."""
    unwanted = "click rich requests urllib3 ssl http.client subprocess asyncio"
    script = (
        "import sys; from docker15_cli import library; "
        f"print(*[name for name in {unwanted.split()} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == []
