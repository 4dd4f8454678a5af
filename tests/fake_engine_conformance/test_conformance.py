"""Every endpoint of API 1.5, by the conformance table: requests, answers, errors."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docker15_cli import api
from docker15_cli.api.client import Client
from docker15_cli.api.encoding import USER_AGENT
from docker15_cli.contract import operations
from docker15_cli.dialects.native import NATIVE
from docker15_cli.errors import Conflict, Docker15Error, EngineError, NotFound
from docker15_cli.transport.address import Endpoint
from tests import recordings
from tests.accepting import Accepting, listen_unix
from tests.fake_engine_conformance.conformance import ENDPOINTS, TABLE, Row

EACH = pytest.mark.parametrize("row", TABLE, ids=[row.endpoint for row in TABLE])


class Daemon:
    """Gives every request the same answer, and stores the bytes of the last request."""

    def __init__(self, path: Path, answer: bytes) -> None:
        self.request = b""
        self._answer = answer
        self.close = Accepting(listen_unix(path), self._serve).close

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            self.request = _read_request(connection)
            connection.sendall(self._answer)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    while len(body) < (int(length[1]) if length else 0) or (
        b"chunked" in head and not body.endswith(b"0\r\n\r\n")
    ):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def answering(folder: Path, answer: bytes) -> Iterator[tuple[Client, Daemon]]:
    path = folder / "s"
    daemon = Daemon(path, answer)
    try:
        yield Client(Endpoint("unix", path=str(path)), dialect=NATIVE), daemon
    finally:
        daemon.close()


def recorded_answer(row: Row) -> bytes:
    name, number = row.recorded
    (exchange,) = (found for found in recordings.exchanges(name) if found.number == number)
    if not row.cut:
        return exchange.answer
    head, _, body = exchange.answer.partition(b"\r\n\r\n")
    size, _, data = body.partition(b"\r\n")
    return head + b"\r\n\r\n" + size + b"\r\n" + data[: int(size, 16)] + row.cut


def test_every_endpoint_has_a_row() -> None:
    assert [row.endpoint for row in TABLE] == ENDPOINTS


def test_every_operation_of_the_api_has_an_endpoint() -> None:
    """No function requests anything that isn't in the table; `archive` is for later engines."""
    source = "".join(path.read_text() for path in Path(api.__path__[0]).glob("*.py"))
    used = {getattr(operations, name) for name in re.findall(r"operations\.([A-Z_]+)", source)}
    rooms = ("containers.", "images.", "system.")
    found = {one.name for one in used if one.name.startswith(rooms) and not one.since}
    # `logs` is an attach in the dialects, and `facts` an endpoint that only Podman has.
    assert len(found) == len(ENDPOINTS) + 2


@EACH
def test_the_request(row: Row, tmp_path: Path) -> None:
    with answering(tmp_path, recorded_answer(row)) as (client, daemon):
        row.call(client)
    head, _, body = daemon.request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    expected = {"Host: localhost", f"User-Agent: {USER_AGENT}"}
    expected |= {f"Content-Type: {row.kind}"} if row.kind else set()
    expected |= {row.header} if row.header else set()
    if row.kind and "chunked" not in row.header:
        expected.add(f"Content-Length: {len(row.body or b'')}")
    assert line == f"{row.sent} HTTP/1.1"
    assert set(headers) - {"Accept-Encoding: identity"} == expected
    assert body == (row.body or b"")


@EACH
def test_the_recorded_answer(row: Row, tmp_path: Path) -> None:
    with answering(tmp_path, recorded_answer(row)) as (client, _):
        value = row.call(client)
    assert row.shape(value), value


@pytest.mark.parametrize(
    ("row", "status"),
    [(row, status) for row in TABLE for status in row.errors],
    ids=[f"{row.endpoint} {status}" for row in TABLE for status in row.errors],
)
def test_an_error_status(row: Row, status: int, tmp_path: Path) -> None:
    text = b"The daemon says <why>\n"
    head = b"HTTP/1.1 %d Reason\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d"
    answer = head % (status, len(text)) + b"\r\n\r\n" + text
    kinds = {404: NotFound, 409: Conflict}
    with (
        answering(tmp_path, answer) as (client, _),
        pytest.raises(Docker15Error) as raised,
    ):
        row.call(client)
    assert type(raised.value) is kinds.get(status, EngineError)
    assert isinstance(raised.value, EngineError)
    assert raised.value.status == status
    assert str(raised.value) == "The daemon says <why>"
