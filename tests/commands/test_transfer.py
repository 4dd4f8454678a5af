"""`docker15 import`, `pull` and `commit`."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, ended
from tests.fake_engine import BUSYBOX, Answer, Engine


def tar_of(**files: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return target.getvalue()


# --- import


@pytest.mark.parametrize(
    ("names", "target"),
    [
        ([], "repo=&tag="),
        (["imp"], "repo=imp&tag="),
        (["imp", "v1"], "repo=imp&tag=v1"),
        (["imp:v1"], "repo=imp&tag=v1"),
        (["localhost:5000/imp"], "repo=localhost%3A5000%2Fimp&tag="),
    ],
)
def test_import_of_stdin(docker15: Docker15, engine: Engine, names: list[str], target: str) -> None:
    """Only the id is on stdout; the tar is sent as it comes, chunked."""
    result = docker15("import", "-", *names, stdin=tar_of(file=b"data"))
    (image,) = (one for one in engine.state.images.graph.values() if one.id != BUSYBOX)
    assert (result.lines, result.exit_status) == ([image.short_id], 0)
    assert (image.layer / "file").read_bytes() == b"data"
    request = engine.requests[-1]
    assert request.target == f"/v1.5/images/create?fromSrc=-&{target}"
    assert request.header("Transfer-Encoding") == "chunked"
    assert request.header("Content-Type") == "plain/text"


def test_import_of_a_file(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "root.tar").write_bytes(tar_of(file=b"data"))
    identifier = docker15("import", "root.tar", "imp").lines[0]
    assert engine.state.images.lookup("imp:latest").short_id == identifier
    assert docker15("run", "imp", "cat", "file").stdout == b"data"


def test_import_of_a_url(docker15: Docker15, engine: Engine) -> None:
    """The engine fetches it; its messages about that are on stderr."""
    result = docker15("import", "http://127.0.0.1:1/root.tar", "imp")
    assert engine.requests[-1].target.startswith(
        "/v1.5/images/create?fromSrc=http%3A%2F%2F127.0.0.1%3A1%2Froot.tar&repo=imp&tag="
    )
    assert engine.requests[-1].body == b""
    assert (result.exit_status, result.stdout) == (1, b"")
    assert result.stderr.splitlines()[-1].startswith(b"Error: ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nosuch.tar", "nosuch.tar: No such file or directory"),
        (".", ". is a directory; pack it first: tar -C . -c . | docker15 import -"),
    ],
)
def test_import_of_something_other_than_a_file(
    docker15: Docker15, engine: Engine, source: str, message: str
) -> None:
    result = docker15("import", source)
    assert result.stderr.decode().splitlines()[0] == f"Error: {message}"
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


def test_import_of_nothing(docker15: Docker15, engine: Engine) -> None:
    """Engines would make an empty image, or answer 500."""
    result = docker15("import", "-", stdin=b"")
    assert (result.error, result.exit_status) == ("stdin is empty: not a tar archive", 1)
    assert engine.requests.connections == 0


def test_import_of_a_terminal(docker15: Docker15, engine: Engine) -> None:
    master, terminal = os.openpty()
    result = docker15("import", "-", stdin=terminal)
    os.close(terminal)
    os.close(master)
    assert (
        "refusing to read a tar archive from a terminal: redirect stdin, or name a file"
        in result.stderr.decode()
    )
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_import_of_something_other_than_a_tar(docker15: Docker15, engine: Engine) -> None:
    result = docker15("import", "-", stdin=b"not a tar" * 1000)
    assert (result.exit_status, result.stdout) == (1, b"")
    assert result.stderr.splitlines()[-1].startswith(b"Error: ")
    assert len(engine.state.images.graph) == 1


def test_import_in_constant_memory(docker15: Docker15, engine: Engine) -> None:
    def tar() -> Iterator[bytes]:
        member = tarfile.TarInfo("big")
        member.size = 256 << 20
        yield member.tobuf()
        for _ in range(256):
            yield bytes(1 << 20)
        yield bytes(1024)

    result = docker15("import", "-", "big", stdin=tar(), measured=True, timeout=55)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert (engine.state.images.lookup("big").layer / "big").stat().st_size == 256 << 20
    assert result.peak_memory < 60e6


# --- pull


def test_pull(docker15: Docker15, engine: Engine) -> None:
    """Plain lines, one for each change of a layer, without counters or escapes."""
    layer = engine.registry.add("team1/app", "v1", files={"f": b""})
    result = docker15("pull", "team1/app:v1")
    name = layer.id[:12]
    assert result.lines[0] == "Pulling repository team1/app"
    assert result.lines[-1] == f"{name}: Download complete"
    assert f"{name}: Downloading" in result.lines
    assert len(set(result.lines)) == len(result.lines)
    assert (b"\x1b" in result.stdout, b"\r" in result.stdout) == (False, False)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert engine.state.images.exists("team1/app:v1")


@pytest.mark.parametrize(
    ("args", "target"),
    [
        (["team1/app"], "fromImage=team1%2Fapp&tag="),
        (["team1/app:v1"], "fromImage=team1%2Fapp&tag=v1"),
        (["-t", "v1", "team1/app"], "fromImage=team1%2Fapp&tag=v1"),
        (["team1/app", "--tag=v1"], "fromImage=team1%2Fapp&tag=v1"),
        (["-t=v1", "team1/app:v1"], "fromImage=team1%2Fapp&tag=v1"),
        (["localhost:5000/app"], "fromImage=localhost%3A5000%2Fapp&tag="),
    ],
)
def test_what_is_pulled(docker15: Docker15, engine: Engine, args: list[str], target: str) -> None:
    for name in ("team1/app", "localhost:5000/app"):
        engine.registry.add(name, "v1")
        engine.registry.add(name, "v2")
    assert docker15("pull", *args).exit_status == 0
    request = engine.requests[-1]
    assert f"{request.method} {request.target}" == f"POST /v1.5/images/create?{target}"
    assert request.header("X-Registry-Auth")
    assert engine.state.images.exists(f"{args[-1].removesuffix(':v1')}:v2") != ("v1" in target)


def test_pull_of_two_tags_at_once(docker15: Docker15, engine: Engine) -> None:
    assert docker15("pull", "-t", "v1", "app:v2").exit_status == 2
    assert engine.requests.connections == 0


@pytest.mark.parametrize("spelling", ["-q", "--quiet"])
def test_pull_quietly(docker15: Docker15, engine: Engine, spelling: str) -> None:
    engine.registry.add("team1/app", "v1")
    assert docker15("pull", spelling, "team1/app:v1").line == "team1/app:v1"
    assert docker15("pull", spelling, "team1/app").line == "team1/app"


def test_a_failed_pull_is_a_failure_although_the_status_was_200(docker15: Docker15) -> None:
    result = docker15("pull", "team1/none")
    assert result.lines == ["Pulling repository team1/none"]
    assert result.error == (
        "Internal server error: 404 trying to fetch remote history for team1/none"
    )
    assert result.exit_status == 1


def test_a_pull_that_breaks_off(docker15: Docker15, engine: Engine) -> None:
    raw = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'13\r\n{"status":"Pulling"\r\n'
    )
    engine.faults.arm(Answer(raw), "POST", "/images/create$")
    result = docker15("pull", "busybox")
    assert (
        result.error
        == f"the engine at {engine.url} closed the connection in the middle of its answer"
    )
    assert result.exit_status == 1


def test_a_pull_whose_stream_is_not_json(docker15: Docker15, engine: Engine) -> None:
    raw = b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"status":"Pulling"}oops'
    engine.faults.arm(Answer(raw), "POST", "/images/create$")
    result = docker15("pull", "busybox")
    assert result.stdout == b"Pulling\n"
    assert result.error.startswith("the engine's message stream can't be read: ")
    assert result.exit_status == 1


# --- commit


def test_commit(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine, "sh", "-c", "echo new > made")
    result = docker15("commit", "-m", "why", "-author", "me <m@x>", container.short_id, "com", "t1")
    image = engine.state.images.lookup("com:t1")
    assert result.line == image.short_id
    assert (image.comment, image.author) == ("why", "me <m@x>")
    assert docker15("run", "com:t1", "cat", "made").line == "new"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ("", "")),
        (["com"], ("com", "")),
        (["com", "t1"], ("com", "t1")),
        (["com:t1"], ("com", "t1")),
        (["localhost:5000/com"], ("localhost%3A5000%2Fcom", "")),
    ],
)
def test_the_name_of_a_commit(
    docker15: Docker15, engine: Engine, names: list[str], expected: tuple[str, str]
) -> None:
    container = ended(engine)
    assert docker15("commit", container.short_id, *names).exit_status == 0
    repository, tag = expected
    assert f"&repo={repository}&" in engine.requests[-1].target
    assert engine.requests[-1].target.endswith(f"&tag={tag}")


@pytest.mark.parametrize("spelling", ["-author=me", "-a=me", "--author=me"])
def test_the_author(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = ended(engine)
    assert docker15("commit", spelling, container.short_id, "com").exit_status == 0
    assert engine.state.images.lookup("com").author == "me"


@pytest.mark.parametrize("spelling", ["-run", "--run"])
def test_the_run_config(docker15: Docker15, engine: Engine, spelling: str) -> None:
    """It is sent as the body, which the daemon reads, and as documented."""
    container = ended(engine)
    config = {"Cmd": ["echo", "a & <b>"], "PortSpecs": ["80"]}
    result = docker15("commit", spelling, json.dumps(config), container.short_id, "com")
    assert result.exit_status == 0
    assert json.loads(engine.requests[-1].body) == config
    assert docker15("run", "com").line == "a & <b>"


def test_the_run_config_is_read_as_go_reads_it(docker15: Docker15, engine: Engine) -> None:
    """Case doesn't matter, null is the default, and keys of later engines are accepted."""
    text = '{"cmd": ["true"], "ENV": null, "memory": 1048576, "Labels": {"a": "b"}}'
    assert docker15("commit", "-run", text, ended(engine).short_id, "com").exit_status == 0
    sent = {"Cmd": ["true"], "Env": None, "Memory": 1 << 20, "Labels": {"a": "b"}}
    assert json.loads(engine.requests[-1].body) == sent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"Cmd": "ls -l"}', 'Cmd takes a list of strings, not "ls -l"'),
        ('{"env": ["A=b", 1]}', 'Env takes a list of strings, not ["A=b", 1]'),
        ('{"User": ["joe"]}', 'User takes a string, not ["joe"]'),
        ('{"Memory": "512m"}', 'Memory takes a whole number, not "512m"'),
        ('{"Memory": true}', "Memory takes a whole number, not true"),
        ('{"Tty": 1}', "Tty takes true or false, not 1"),
        ('{"Volumes": ["/data"]}', 'Volumes takes an object, not ["/data"]'),
    ],
)
def test_a_run_config_that_an_engine_would_ignore(
    docker15: Docker15, engine: Engine, text: str, expected: str
) -> None:
    """A 1.5 daemon would silently make an image without any of it."""
    result = docker15("commit", "-run", text, "c")
    assert result.stderr.decode().splitlines()[0] == f"Error: -run: {expected}"
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


@pytest.mark.parametrize("text", ["bad", "{", "[]", '"Cmd"', "1"])
def test_a_bad_run_config_sends_nothing(docker15: Docker15, engine: Engine, text: str) -> None:
    result = docker15("commit", "-run", text, "c")
    assert result.stderr.startswith(b"Error: -run ")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


def test_commit_of_a_missing_container(docker15: Docker15) -> None:
    result = docker15("commit", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
