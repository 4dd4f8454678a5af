"""What users see if there is no engine, or a broken one: one line, and what to check."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.accepting import Accepting, listen_unix
from tests.docker15 import Docker15
from tests.e2e.shell import DOCKER15, shell
from tests.fake_containers import ended
from tests.fake_engine import Answer, CloseAfter, Engine, Truncate

COMMANDS = ("ps", "run busybox true", "pull busybox", "logs c", "stop c", "inspect c", "version")
FOREIGN = {
    "a web server": b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: 22\r\n\r\n<html>not here</html>\n",
    "a web server with one page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    b"Connection: close\r\nContent-Length: 21\r\n\r\n<html>welcome</html>\n",
    "a redirection": b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://example.org/\r\n"
    b"Connection: close\r\n"
    b"Content-Length: 19\r\n\r\n<html>moved</html>\n",
}


def listener(place: Path | None) -> tuple[socket.socket, str]:
    """A listener at this path, or, if that is None, on a TCP port; and its address."""
    if place is None:
        server = socket.create_server(("127.0.0.1", 0))
        return server, f"tcp://127.0.0.1:{server.getsockname()[1]}"
    return listen_unix(place), f"unix://{place}"


@contextmanager
def listening(answer: bytes, place: Path | None) -> Iterator[str]:
    """A server that sends this to every client, and hangs up."""
    server, address = listener(place)

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            if not answer.startswith(b"SSH"):
                connection.recv(65536)
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    with closing(Accepting(server, serve)):
        yield address


def expected_status(command: str) -> int:
    return 125 if command.startswith("run") else 1


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_http_that_is_not_an_engine(
    lone_docker15: Docker15, command: str, kind: str, place: Path | None
) -> None:
    with listening(FOREIGN[kind], place) as address:
        result = lone_docker15(*command.split(), host=address)
    if command.startswith("pull") and b" 200 " in FOREIGN[kind]:
        assert result.error.startswith("the engine's message stream can't be read: ")
    else:
        assert result.error.startswith(f"{address} is not a Docker engine ")
        assert result.error.endswith("check the address")
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_ssh_that_is_not_an_engine(
    lone_docker15: Docker15, command: str, place: Path | None
) -> None:
    with listening(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", place) as address:
        result = lone_docker15(*command.split(), host=address)
    assert result.error.startswith(f"{address} does not speak HTTP")
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_hangs_up(lone_docker15: Docker15, command: str, place: Path | None) -> None:
    with listening(b"", place) as address:
        result = lone_docker15(*command.split(), host=address)
    error, _, more = result.error.partition("; ")
    assert error == f"the engine at {address} closed the connection without an answer"
    what_is_left = "a container may have been created: see docker15 ps -a"
    assert more == (what_is_left if command.startswith("run") else "")
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_listens_on_the_port(lone_docker15: Docker15, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    result = lone_docker15(*command.split(), host=address)
    assert result.error == (
        f"can't connect to the engine at {address}: connection refused: "
        "nothing is listening there; is the engine running, and is the address right?"
    )
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        ("nothing", "no such socket; is the engine running, and is the address right?"),
        (
            "dead",
            "connection refused: nothing is listening there; "
            "is the engine running, and is the address right?",
        ),
        (
            "file",
            "connection refused: nothing is listening there; "
            "is the engine running, and is the address right?",
        ),
        ("under a file", "not a socket; check the address"),
    ],
)
def test_a_path_that_is_not_an_engines(lone_docker15: Docker15, make: str, why: str) -> None:
    path = lone_docker15.home / "s"
    if make == "dead":
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
    elif make != "nothing":
        path.write_text("")
    address = f"unix://{path}" + ("/s" if make == "under a file" else "")
    result = lone_docker15("ps", host=address)
    assert result.error == f"can't connect to the engine at {address}: {why}"
    assert result.exit_status == 1


@pytest.mark.parametrize("command", ["ps", "run busybox true"])
def test_no_permission(docker15: Docker15, engine: Engine, command: str) -> None:
    """Even for root, without the capability to ignore permissions, as the owner is another."""
    Path(engine.socket).chmod(0o000)
    powerless = ""
    if os.geteuid() == 0:
        os.chown(engine.socket, 65534, 65534)
        powerless = "setpriv --bounding-set=-dac_override --inh-caps=-dac_override "
    result = shell(docker15, f"{powerless}{DOCKER15} {command}")
    assert result.error == (
        f"can't connect to the engine at {engine.url}: permission denied; "
        "run as root, or join the socket's group (usually docker)"
    )
    assert result.exit_status == expected_status(command)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("unix://relative", "unix:// needs an absolute path"),
        (
            "fd://3",
            "use unix:///path, tcp://host[:port], ssh://[user@]host, host:port or podman://",
        ),
        ("tcp://host:port", "not a port (1-65535): 'port'"),
        ("tcp://host:70000", "not a port (1-65535): '70000'"),
        ("tcp://[::1", "write an IPv6 host as [host]:port"),
        ("tcp://a b", "not a host name: 'a b'"),
        ("tcp://a..b", "not a host name: 'a..b'"),
        ("tcp://.a:1", "not a host name: '.a'"),
        (f"https://{'a' * 64}", f"not a host name: '{'a' * 64}'"),
        ("tcp://*a", "not a host name: '*a'"),
        ("tcp://a[b", "not a host name: 'a[b'"),
        (f"tcp://{'ü' * 60}", f"not a host name: '{'ü' * 60}'"),
        ("ssh://", "not a host name: ''"),
        ("ssh://-oProxyCommand=id", "not a host name: '-oProxyCommand=id'"),
        ("ssh://a;id", "not a host name: 'a;id'"),
        ("ssh://-l@host", "not a user name: '-l'"),
        ("ssh://a`id`@host", "not a user name: 'a`id`'"),
        ("ssh://host:port", "not a port (1-65535): 'port'"),
        ("ssh://host/a b", "not a path for ssh (letters, digits and ._+@/-): '/a b'"),
        ("ssh://host/$(id)", "not a path for ssh (letters, digits and ._+@/-): '/$(id)'"),
    ],
)
def test_a_bad_address(lone_docker15: Docker15, address: str, why: str) -> None:
    for result in (
        lone_docker15("-H", address, "ps"),
        lone_docker15("ps", host=address),
    ):
        assert result.stderr.decode().splitlines()[0].endswith(why)
        assert address in result.stderr.decode()
        assert result.exit_status == 2


def test_a_password_in_an_address_is_refused_and_not_shown(lone_docker15: Docker15) -> None:
    result = lone_docker15("-H", "ssh://user:hunter2@host", "ps")
    assert b"ssh:// does not take a password" in result.stderr
    assert b"hunter2" not in result.stderr
    assert result.exit_status == 2


def test_no_address_and_no_engine(lone_docker15: Docker15) -> None:
    if os.path.exists("/var/run/docker.sock") or os.path.exists("/run/podman/podman.sock"):
        pytest.skip("this machine has an engine where the search looks")
    result = lone_docker15("ps", env={"XDG_RUNTIME_DIR": "/nosuch"})
    assert result.error.startswith(
        "no engine found: no socket at /var/run/docker.sock, /nosuch/podman/podman.sock, "
        "/run/podman/podman.sock, and the on-demand engine is off"
    )
    assert "-H or DOCKER_HOST" in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize(
    ("host", "why"), [("ssh://h", "needs the program ssh"), ("", "podman is not installed")]
)
def test_a_path_that_may_not_be_searched(
    lone_docker15: Docker15, tmp_path: Path, host: str, why: str
) -> None:
    """As left by `su`, which keeps root's own directories in it."""
    if os.path.exists("/var/run/docker.sock") or os.path.exists("/run/podman/podman.sock"):
        pytest.skip("this machine has an engine where the search looks")
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "podman").touch(mode=0o755)
    closed.chmod(0o000)
    powerless = f"{shutil.which('setpriv')} " if os.geteuid() == 0 else ""
    for option in ("bounding-set", "inh-caps") if powerless else ():
        powerless += f"--{option}=-dac_override,-dac_read_search "
    script = f"PATH={closed} DOCKER15_ENGINE= DOCKER_HOST={host}; {powerless}{DOCKER15} ps"
    result = shell(lone_docker15, f"export DOCKER_HOST; {script}")
    assert why in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize("spelling", ["tcp://{}", "http://{}", "{}", "tcp://{}/"])
def test_the_spellings_of_an_address(lone_docker15: Docker15, spelling: str) -> None:
    with Engine(tcp=True) as engine:
        bare = engine.tcp_url.removeprefix("tcp://")
        address = spelling.format(bare)
        assert lone_docker15("images", "-q", host=address).exit_status == 0
        assert lone_docker15("run", "busybox", "echo", "hi", host=address).line == "hi"
    with Engine(tcp=True) as engine:
        port = engine.tcp_url.rpartition(":")[2]
        assert lone_docker15("images", "-q", host=f":{port}").exit_status == 0


def test_the_host_that_an_engine_is_told(lone_docker15: Docker15) -> None:
    with Engine(tcp=True) as engine:
        assert lone_docker15("images", "-q", host=engine.tcp_url).exit_status == 0
        assert lone_docker15("run", "busybox", "true", host=engine.tcp_url).exit_status == 0
        bare = engine.tcp_url.removeprefix("tcp://")
        assert {request.header("Host") for request in engine.requests} == {bare}


@pytest.mark.parametrize("command", ["ps", "logs c"])
@pytest.mark.parametrize("host", ["[fe80::1%nosuch]", "ho%st", "ü.invalid"])
def test_hosts_that_are_impossible_in_a_url(
    lone_docker15: Docker15, host: str, command: str
) -> None:
    result = lone_docker15(*command.split(), host=f"tcp://{host}:1")
    assert result.error.startswith("can't connect to the engine at tcp://")
    assert result.exit_status == 1


def test_a_socket_whose_name_is_not_utf8(lone_docker15: Docker15, tmp_path: Path) -> None:
    with Engine() as engine:
        odd = tmp_path / os.fsdecode(b"odd\xff")
        odd.symlink_to(engine.url.removeprefix("unix://"))
        assert lone_docker15("images", "-q", host=f"unix://{odd}").exit_status == 0


def test_input_and_output_over_tcp(lone_docker15: Docker15) -> None:
    """Including the half-close."""
    with Engine(tcp=True) as engine:
        data = os.urandom(4 << 20)
        result = lone_docker15("run", "-i", "busybox", "cat", host=engine.tcp_url, stdin=data)
    assert (result.stdout == data, result.exit_status) == (True, 0)


# --- an engine that breaks


@pytest.mark.parametrize("command", ["ps -a", "images", "inspect ID", "info"])
@pytest.mark.parametrize("reset", [False, True])
def test_it_dies_in_the_middle_of_its_answer(
    docker15: Docker15, engine: Engine, command: str, reset: bool
) -> None:
    container = ended(engine)
    engine.state.add_containers(30)
    engine.faults.arm(CloseAfter(5, reset=reset), "GET", times=None)
    result = docker15(*command.replace("ID", container.short_id).split())
    assert (
        result.error
        == f"the engine at {engine.url} closed the connection in the middle of its answer"
    )
    assert (result.exit_status, result.stdout.strip(b"[]\n")) == (1, b"")


@pytest.mark.parametrize("command", ["ps -a", "rm ID", "wait ID", "start -a ID", "export ID"])
@pytest.mark.parametrize("head", [b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\nContent-"])
def test_it_dies_in_the_head_of_its_answer(
    docker15: Docker15, engine: Engine, command: str, head: bytes
) -> None:
    container = ended(engine)
    method, path = ("GET", "json|export") if "-" in command else (".*", container.short_id)
    engine.faults.arm(Answer(head), method, path, times=None)
    result = docker15(*command.replace("ID", container.short_id).split())
    assert result.error == f"the engine at {engine.url} closed the connection without an answer"
    assert (result.exit_status, result.stdout) == (1, b"")


@pytest.mark.parametrize("command", ["ps -a", "ps -a -q", "ps -a --format json"])
def test_a_truncated_list_is_an_error(docker15: Docker15, engine: Engine, command: str) -> None:
    """All rows are there, but not the end of the body, so more could be missing."""
    engine.state.add_containers(30)
    engine.faults.arm(Truncate(), "GET", "/containers/json$")
    result = docker15(*command.split())
    assert (
        result.error
        == f"the engine at {engine.url} closed the connection in the middle of its answer"
    )
    assert (result.exit_status, result.stdout) == (1, b"")


@pytest.mark.parametrize("reset", [False, True])
def test_it_dies_while_it_is_waited_for(docker15: Docker15, engine: Engine, reset: bool) -> None:
    engine.faults.arm(CloseAfter(5, reset=reset), "POST", "/wait$")
    result = docker15("run", "busybox", "sh", "-c", "echo hi; sleep 0.3")
    assert (result.stdout, result.stderr, result.exit_status) == (b"hi\n", b"", 0)  # sent again
    engine.faults.arm(CloseAfter(5, reset=reset), "POST", "/wait$", times=None)
    result = docker15("run", "busybox", "sh", "-c", "echo hi; sleep 0.3")
    assert result.stdout == b"hi\n"
    assert f"the engine at {engine.url}" in result.error
    assert result.exit_status == 1


@pytest.mark.parametrize("body", [b"[1,2", b"\xff\xfe", b"text"])
@pytest.mark.parametrize("command", ["ps", "images", "info", "inspect c", "run busybox true"])
def test_an_answer_that_is_not_json(
    docker15: Docker15, engine: Engine, command: str, body: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    engine.faults.arm(Answer(head % len(body) + body), times=None)
    result = docker15(*command.split())
    assert result.error.startswith(f"{engine.url} is not a Docker engine ")
    assert (result.exit_status, result.stdout.strip(b"[]\n")) == (expected_status(command), b"")


# --- another engine


@pytest.mark.parametrize("command", ["ps", "run busybox true", "logs c"])
def test_an_engine_that_is_too_old(docker15: Docker15, engine: Engine, command: str) -> None:
    """It answers requests of a newer version than its own with an empty 404."""
    raw = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    engine.faults.arm(Answer(raw), path="^/v1.5/", times=None)
    result = docker15(*command.split())
    assert result.error == f"the engine at {engine.url} does not speak API 1.5"
    assert result.exit_status == expected_status(command)


def test_an_engine_with_cors_headers(lone_docker15: Docker15) -> None:
    with Engine(cors=True) as engine:
        assert lone_docker15("run", "busybox", "echo", "hi", host=engine.url).line == "hi"


# -- JSON that is not what an engine answers


@pytest.mark.parametrize(
    ("body", "args"),
    [
        (b"null", ("info",)),
        (b"[]", ("version",)),
        (b'{"message": "hello"}', ("ps",)),
        (b'[{"Id": "1"}]', ("ps",)),
        (b"[1]", ("images",)),
        (b"{}", ("wait", "x")),
        (b"{}", ("commit", "x")),
        (b'"text"', ("history", "x")),
        (b"[" * 100_000, ("ps",)),
        (b"[" + b"9" * 5000 + b"]", ("images",)),
    ],
)
def test_json_of_another_shape(
    docker15: Docker15, engine: Engine, body: bytes, args: tuple[str, ...]
) -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    engine.faults.arm(Answer(head % len(body) + body), r".*", r".*", times=None)
    result = docker15(*args)
    assert "is not a Docker engine (it answered 200 OK)" in result.error
    assert result.exit_status == 1
