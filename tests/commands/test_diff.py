"""`docker15 diff`."""

from __future__ import annotations

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, created, ended
from tests.fake_engine import Engine
from tests.fake_engine.faults import Answer


def test_what_a_container_changed(docker15: Docker15, engine: Engine) -> None:
    script = "echo x > new; rm etc/group; echo x >> etc/passwd; mkdir d"
    container = ended(engine, "sh", "-c", script)
    lines = docker15("diff", container.short_id).lines
    wanted = ["A /d", "C /etc", "D /etc/group", "C /etc/passwd", "A /new"]
    assert [line for line in lines if "/dev" not in line] == wanted
    assert engine.requests.lines == [f"GET /v1.5/containers/{container.short_id}/changes"]


def test_no_changes(docker15: Docker15, engine: Engine) -> None:
    """For a container that never ran, the daemon says null."""
    result = docker15("diff", created(engine, "true").short_id)
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)


def test_an_unknown_kind_and_unusual_names(docker15: Docker15, engine: Engine) -> None:
    body = '[{"Path":"/a\\tb é","Kind":0},{"Path":"/c","Kind":7}]'.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    engine.faults.arm(Answer(head % len(body) + body), "GET", "/changes")
    assert docker15("diff", "x").stdout == "C /a\tb é\n? /c\n".encode()


def test_a_missing_container(docker15: Docker15) -> None:
    result = docker15("diff", NO_ID)
    assert (result.error, result.exit_status) == (f"No such container: {NO_ID}", 1)
