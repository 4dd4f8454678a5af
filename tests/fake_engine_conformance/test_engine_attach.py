"""The test engine's hijacked connections, on raw sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import recordings
from tests.fake_engine import Engine
from tests.fake_engine.attach import RAW_STREAM
from tests.fake_engine.config import Config, HostConfig
from tests.fake_engine.container import Container
from tests.fake_engine.replay import Client, full_id
from tests.real_engines.servers import until
from tests.recordings import CLIENT, DAEMON, Exchange

LIVE = "stream=1&stdin=1&stdout=1&stderr=1"
READ = "logs=1&stream=1&stdout=1&stderr=1"
WAIT = "until [ -e go ]; do sleep .01; done"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(tcp=True) as engine:
        yield engine


def create(engine: Engine, *cmd: str, **members: object) -> Container:
    config = Config(image="busybox", cmd=list(cmd), **members)  # type: ignore[arg-type]
    return engine.state.create(config)


def start(engine: Engine, *cmd: str, **members: object) -> Container:
    container = create(engine, *cmd, **members)
    container.start(HostConfig())
    return container


def attach(
    engine: Engine,
    container: Container,
    query: str = LIVE,
    *,
    tcp: bool = False,
    early: bytes = b"",
) -> Client:
    client = Client(engine, tcp=tcp)
    target = f"/v1.5/containers/{container.short_id}/attach?{query}"
    client.send(f"POST {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert client.receive(len(RAW_STREAM)) == RAW_STREAM
    return client


def eventually(condition: Callable[[], object]) -> None:
    assert until(lambda: bool(condition()), 20)


def once_attached(container: Container, action: Callable[[], object]) -> None:
    """Do this in a thread, as soon as a client is attached."""

    def wait() -> None:
        eventually(lambda: container.outputs["stdout"].followers)
        action()

    threading.Thread(target=wait, daemon=True).start()


def go_on_once_attached(container: Container) -> None:
    """Let a script that waits for it (`WAIT`) go on as soon as a client is attached."""
    once_attached(container, (container.rootfs / "go").touch)


def converse(engine: Engine, exchange: Exchange) -> None:
    """Replay a conversation: what the daemon sent must come before the client goes on."""
    client = Client(engine)
    for step in exchange.steps:
        if step.sender == CLIENT:
            client.send(step.data)
        elif step.sender == DAEMON:
            assert client.receive(len(step.data)) == step.data, exchange.title
        elif "half-closes" in step.remark:
            client.half_close()
        elif step.remark == "(client closes)":
            client.close()
            return
    if exchange.closed:
        assert client.receive_all() == b"", exchange.title
    else:
        assert client.silent(), exchange.title


def conversation(number: int) -> Exchange:
    return recordings.exchanges("containers_attach")[number - 1]


def recorded_container(engine: Engine, short_id: str, *cmd: str, **members: object) -> Container:
    engine.state.ids.append(full_id(short_id))
    return start(engine, *cmd, **members)


def test_recorded_live_output(engine: Engine) -> None:
    """stdout and stderr come as they are written, without frames."""
    script = f"echo o1; sleep .1; echo e1 >&2; {WAIT}; echo e2 >&2; sleep .1; echo o2; sleep .3; "
    script += "echo o3; sleep .1; echo e3 >&2"
    container = recorded_container(engine, "3f7bba63a44b", "sh", "-c", script)
    eventually(lambda: list(container.log.read(["stderr"])))
    go_on_once_attached(container)
    converse(engine, conversation(16))


def test_recorded_bytes_that_are_not_in_the_log(engine: Engine) -> None:
    script = r"printf 'no newline'; sleep .1; printf '\001\377\n'; sleep .1; printf tail"
    container = recorded_container(engine, "b80d9149bc28", "sh", "-c", f"{WAIT}; {script}")
    go_on_once_attached(container)
    converse(engine, conversation(17))
    converse(engine, conversation(18))


def test_recorded_stdin_with_stdin_once(engine: Engine) -> None:
    recorded_container(engine, "bae486201996", "cat", open_stdin=True, stdin_once=True)
    converse(engine, conversation(19))
    assert engine.state.containers["bae486201996"].wait() == 0


def test_recorded_early_stdin_is_lost(engine: Engine) -> None:
    recorded_container(engine, "1a58d71e1e8c", "cat", open_stdin=True, stdin_once=True)
    converse(engine, conversation(21))


def test_recorded_stdin_without_stdin_once(engine: Engine) -> None:
    """A half-close ends the attach and not the process, which the next attach finds running."""
    container = recorded_container(engine, "ee2f04b37efd", "cat", open_stdin=True)
    converse(engine, conversation(22))
    converse(engine, conversation(23))
    assert container.running
    eventually(lambda: b"".join(container.log.read(["stdout"])) == b"hello\nagain\n")
    converse(engine, conversation(25))


def test_recorded_stdin_of_a_container_without_one(engine: Engine) -> None:
    recorded_container(engine, "833b2aa72aa1", "sleep", "100")
    converse(engine, conversation(26))


def test_recorded_attach_before_the_start(engine: Engine) -> None:
    engine.state.ids.append(full_id("b6c16520947e"))
    container = create(engine, "echo", "x")
    once_attached(container, lambda: container.start(HostConfig()))
    converse(engine, conversation(33))


def test_recorded_websocket(engine: Engine) -> None:
    container = recorded_container(engine, "b41a634aacbe", "sh", "-c", f"{WAIT}; echo ws; sleep .2")
    go_on_once_attached(container)
    converse(engine, conversation(34))


def test_recorded_websocket_without_the_handshake(engine: Engine) -> None:
    recorded_container(engine, "b41a634aacbe", "sleep", "100")
    converse(engine, conversation(35))


def test_websocket_input(engine: Engine) -> None:
    container = start(engine, "cat", open_stdin=True, stdin_once=True)
    request = conversation(34).request.replace(b"b41a634aacbe", container.short_id.encode())
    client = Client(engine)
    client.send(request.replace(b"logs=1", b"stdin=1"))
    client.receive(len(conversation(34).answer.partition(b"\r\n\r\n")[0]) + 4)
    client.send(b"\x81\x83" + b"mask" + bytes(a ^ b for a, b in zip(b"hi\n", b"mas", strict=True)))
    assert client.receive(5) == b"\x81\x03hi\n"
    client.send(b"\x88\x80mask")
    assert client.receive_all() == b"\x88\x02\x03\xe8"


@pytest.mark.parametrize("once", [True, False])
def test_recorded_tcp_half_close(engine: Engine, once: bool) -> None:
    container = start(engine, "cat", open_stdin=True, stdin_once=once)
    client = attach(engine, container, tcp=True)
    client.send(b"hello\n")
    assert client.receive(6) == b"hello\n"
    client.half_close()
    assert client.receive_all() == b""
    assert container.running is not once


def test_recorded_tcp_is_only_half_closed_by_the_daemon(engine: Engine) -> None:
    container = start(engine, "echo", "x")
    container.wait()
    client = attach(engine, container, "logs=1&stdout=1", tcp=True)
    assert client.receive_all() == b"x\n"
    for _ in range(3):
        client.send(b"after the end\n")  # no reset
        assert client.receive_all() == b""


def test_recorded_shell_that_ends_leaves_the_attach_open(engine: Engine) -> None:
    container = start(engine, "sh", tty=True, open_stdin=True)
    client = attach(engine, container)
    client.send(b"exit 4\n")
    assert container.wait() == 4
    eventually(lambda: not client.silent(0.05))
    client.send(b"x")
    eventually(lambda: not client.silent(0.05))
    assert client.silent()
    client.half_close()
    assert client.receive_all().endswith(b"x")


def test_without_lingering_the_attach_ends_with_the_shell() -> None:
    with Engine(lingering_attach=False) as engine:
        container = start(engine, "sh", tty=True, open_stdin=True)
        client = attach(engine, container)
        client.send(b"exit 4\n")
        assert b"exit 4\r\n" in client.receive_all()


def test_terminal_of_run_ends_with_the_shell(engine: Engine) -> None:
    container = create(engine, "sh", tty=True, open_stdin=True, stdin_once=True)
    client = attach(engine, container)
    container.start(HostConfig())
    client.send(b"exit 9\n")
    assert b"exit 9\r\n" in client.receive_all()
    assert container.wait() == 9


def test_terminal_half_close_ends_the_attach_only(engine: Engine) -> None:
    container = start(engine, "sh", tty=True, open_stdin=True, stdin_once=True)
    client = attach(engine, container)
    client.half_close()
    client.receive_all()
    assert container.running


def test_the_container_has_its_own_terminal(engine: Engine) -> None:
    script = "stty size; test -t 0 && tty >/dev/tty; echo $TERM"
    container = create(engine, "sh", "-c", f"read line; {script}", tty=True, open_stdin=True)
    client = attach(engine, container)
    container.start(HostConfig())
    with pytest.raises(Exception, match="errno 0"):
        container.resize(40, 120)
    client.send(b"go\n")
    container.wait()
    client.half_close()
    lines = client.receive_all().split(b"\r\n")
    assert lines[0] == b"go"  # the echo
    assert lines[1] == b"40 120"
    assert lines[2].startswith(b"/dev/")
    assert lines[3:] == [b"xterm", b""]


def test_interrupt_typed_on_a_terminal(engine: Engine) -> None:
    container = create(
        engine, "sh", "-c", "trap 'exit 7' INT; echo ready; sleep 9", tty=True, open_stdin=True
    )
    client = attach(engine, container)
    container.start(HostConfig())
    assert client.receive(7) == b"ready\r\n"
    client.send(b"\x03")
    assert container.wait() == 7


@pytest.mark.parametrize("keys", [[b"\x10", b"\x11"]])
def test_detach_keys(engine: Engine, keys: list[bytes]) -> None:
    container = create(engine, "cat", tty=True, open_stdin=True, stdin_once=True)
    client = attach(engine, container)
    container.start(HostConfig())
    for key in keys:
        client.send(key)
        client.wait_until_read()
    assert client.receive_all() == b""
    assert container.running


def test_detach_keys_in_one_write_do_not_detach(engine: Engine) -> None:
    container = create(engine, "cat", tty=True, open_stdin=True)
    client = attach(engine, container)
    container.start(HostConfig())
    client.send(b"\x10\x11")
    assert client.receive(2) == b"^P"
    client.send(b"a\n")
    assert b"a\r\n" in client.receive(5)
    assert container.running


def test_lone_ctrl_p_is_swallowed(engine: Engine) -> None:
    container = create(engine, "cat", tty=True, open_stdin=True)
    client = attach(engine, container)
    container.start(HostConfig())
    client.send(b"\x10")
    client.wait_until_read()
    client.send(b"a\n")
    assert client.receive(3) == b"a\r\n"


def test_logs_and_stream_give_everything(engine: Engine) -> None:
    container = start(engine, "sh", "-c", "echo one; sleep .3; echo two")
    eventually(lambda: list(container.log.read(["stdout"])))
    assert attach(engine, container, READ).receive_all() == b"one\ntwo\n"


def test_several_attaches(engine: Engine) -> None:
    container = create(engine, "cat", open_stdin=True, stdin_once=True)
    writer, reader = attach(engine, container), attach(engine, container, READ)
    container.start(HostConfig())
    writer.send(b"to both\n")
    assert [one.receive(8) for one in (writer, reader)] == [b"to both\n"] * 2
    writer.half_close()
    assert [one.receive_all() for one in (writer, reader)] == [b"", b""]


@pytest.mark.parametrize(("stream", "wanted"), [("stdout", b"out\n"), ("stderr", b"err\n")])
def test_one_stream(engine: Engine, stream: str, wanted: bytes) -> None:
    container = create(engine, "sh", "-c", "echo out; echo err >&2")
    client = attach(engine, container, f"stream=1&{stream}=1")
    container.start(HostConfig())
    assert client.receive_all() == wanted


def test_stdin_alone_ends_with_the_container(engine: Engine) -> None:
    container = create(engine, "head", "-n", "1", open_stdin=True)
    client = attach(engine, container, "stream=1&stdin=1")
    container.start(HostConfig())
    client.send(b"line\n")
    assert client.receive_all() == b""
    assert b"".join(container.log.read(["stdout"])) == b"line\n"


def test_stdin_before_the_start_waits_for_it(engine: Engine) -> None:
    container = create(engine, "cat", open_stdin=True, stdin_once=True)
    client = attach(engine, container)
    client.send(b"early bird\n")
    client.half_close()
    client.wait_until_read()
    container.start(HostConfig())
    assert client.receive_all() == b"early bird\n"


def test_fresh_stdin_for_the_next_start(engine: Engine) -> None:
    container = create(engine, "cat", open_stdin=True, stdin_once=True)
    for text in (b"first\n", b"second\n"):
        client = attach(engine, container)
        container.start(HostConfig())
        client.send(text)
        client.half_close()
        assert client.receive_all() == text
        container.wait()


@pytest.mark.parametrize("tcp", [False, True])
def test_both_directions_at_once_byte_for_byte(engine: Engine, tcp: bool) -> None:
    container = create(engine, "cat", open_stdin=True, stdin_once=True)
    client = attach(engine, container, tcp=tcp)
    container.start(HostConfig())
    data = bytes(range(256)) * (1 << 15)

    def write() -> None:
        client.send(data)
        client.half_close()

    writer = threading.Thread(target=write)
    writer.start()
    assert client.receive_all() == data
    writer.join()


def test_slow_peer_holds_the_container_back(engine: Engine, tmp_path: Path) -> None:
    """Output that nobody reads isn't collected: the process waits."""
    done = tmp_path / "done"
    container = create(engine, "sh", "-c", f"head -c 50000000 /dev/zero; : > {done}")
    client = attach(engine, container, "stream=1&stdout=1")
    container.start(HostConfig())
    assert not until(done.exists, 0.5)  # time enough for all of it
    assert len(client.receive_all()) == 50_000_000
    assert container.wait() == 0


def test_vanished_peer_does_not_hold_the_container(engine: Engine) -> None:
    container = create(engine, "head", "-c", "50000000", "/dev/zero")
    client = attach(engine, container, "stream=1&stdout=1")
    container.start(HostConfig())
    client.receive(1)
    client.close()
    assert container.wait() == 0


def test_kill_with_a_peer_that_does_not_read(engine: Engine) -> None:
    container = create(engine, "yes")
    client = attach(engine, container, "stream=1&stdout=1")
    container.start(HostConfig())
    assert client.receive(2) == b"y\n"
    container.kill()
    assert container.wait() == 137
    assert client.receive_all().startswith(b"y\ny\n")


def test_what_a_container_leaves_behind_ends_with_it(engine: Engine) -> None:
    container = create(engine, "sh", "-c", "sleep 60 & echo $!")
    client = attach(engine, container, "stream=1&stdout=1")
    container.start(HostConfig())
    pid = int(client.receive_all())
    eventually(lambda: gone(pid))


def gone(pid: int) -> bool:
    """Whether a process has ended; its parent may not have noticed yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except OSError:
        return True


def test_ghost(engine: Engine) -> None:
    container = start(engine, "sleep", "9")
    container.ghost = True
    message = b"Error: Impossible to attach to a ghost container\n"
    assert attach(engine, container).receive_all() == message


def test_stop_of_the_engine_ends_every_attach() -> None:
    before = threading.enumerate()  # an engine of another test may still have a client
    with Engine(tcp=True) as engine:
        clients = [
            attach(engine, start(engine, "sleep", "60", open_stdin=True), tcp=tcp)
            for tcp in (False, True)
        ]
        clients.append(attach(engine, create(engine, "true")))
        root = engine.state.root
    assert [client.receive_all() for client in clients] == [b"", b"", b""]
    assert not root.exists()
    added = [one for one in threading.enumerate() if one not in before]
    assert not [one for one in added if one.name.startswith("engine")]
    with pytest.raises(OSError, match=r"No such file|refused"):
        socket.socket(socket.AF_UNIX).connect(engine.socket)
