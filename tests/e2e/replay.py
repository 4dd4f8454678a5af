"""A daemon that repeats the recorded one's answers, to a client that isn't the recorded one.

Answers are found by method and target, not by the order of connections: docker15 attaches before it
starts, and reads the exit code from `wait` instead of inspecting. Requests that were not recorded
are answered from what the recording shows.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.accepting import Accepting, listen_unix
from tests.fake_engine.http import Connection, Request, read_request
from tests.recordings import DAEMON, Exchange, Run

_MOMENT = re.compile(rb'("Created":)(\d{10})\b')
_DATE = re.compile(rb"^Date: (.*?)\r\n", re.MULTILINE)
_CHUNK = re.compile(rb"([0-9a-f]+)\r\n")
_ATTACH, _WAIT = "/attach", "/wait"
_RAW_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
_SHOWN = 3000  # bytes that the recorder shows of one piece


@dataclass(frozen=True)
class Sent:
    """The comparable part of a request: without Host, User-Agent and what the transport adds."""

    method: str
    target: str
    content_type: str = ""
    registry_auth: str = ""
    body: bytes = b""

    @classmethod
    def recorded(cls, exchange: Exchange) -> Sent:
        head, _, body = exchange.request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        if target.partition("?")[0].endswith(_ATTACH):
            body = b""  # what follows is the container's stdin
        return cls(
            method,
            target,
            headers.get("Content-Type", ""),
            headers.get("X-Registry-Auth", ""),
            body,
        )

    @classmethod
    def received(cls, request: Request) -> Sent:
        return cls(
            request.method,
            request.target,
            request.header("Content-Type"),
            request.header("X-Registry-Auth"),
            request.body.read(),
        )

    @property
    def key(self) -> tuple[object, ...]:
        """The key of its answer; for an attach, the spelling of its flags doesn't matter."""
        path, _, query = self.target.partition("?")
        if path.endswith((_ATTACH, "/commit")):
            return self.method, path
        return self.method, path, sorted(parse_qsl(query, keep_blank_values=True))


def exit_codes(runs: Sequence[Run]) -> dict[str, int]:
    """The exit codes by 12-digit id, from the answers of some runs."""
    found = {}
    for exchange in (exchange for run in runs for exchange in run.exchanges):
        body = body_of(exchange.answer)
        with contextlib.suppress(ValueError, KeyError, TypeError):
            inspected = json.loads(body)
            if not inspected["State"]["Running"]:
                found[inspected["ID"][:12]] = inspected["State"]["ExitCode"]
    return found


def body_of(answer: bytes) -> bytes:
    """An answer's body without its framing; for a truncated answer, as much as there is."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"Transfer-Encoding: chunked" not in head:
        return body
    whole = b""
    while (size := _CHUNK.match(body)) and int(size[1], 16):
        start = size.end()
        whole += body[start : start + int(size[1], 16)]
        body = body[start + int(size[1], 16) + 2 :]
    return whole


class Replay:
    """Serves the answers of one run on a unix socket, until the end of the `with` block."""

    def __init__(self, run: Run, codes: dict[str, int]) -> None:
        self.sent: list[Sent] = []
        self.changed = threading.Condition()
        self._run = run
        self._codes = codes
        self._left = list(run.exchanges)
        self._streaming = 0
        self._written: dict[str, bytes] = {}  # what was received on streams, by their paths
        self._directory = Path(tempfile.mkdtemp(prefix="docker15-replay-"))
        self._open: list[Connection] = []
        self._threads: list[threading.Thread] = []
        self.url = f"unix://{self._directory}/s"

    def __enter__(self) -> Replay:
        self._accepting = Accepting(listen_unix(self._directory / "s"), self._begin)
        return self

    def __exit__(self, *_error: object) -> None:
        self._accepting.close()
        for connection in self._open:
            connection.drop()
        with self.changed:
            self.changed.notify_all()
        for thread in self._threads:
            thread.join(10)
        shutil.rmtree(self._directory)

    def wait_for(self, *endings: str) -> None:
        """Wait until, for each of these endings, a request whose path has it has come."""
        with self.changed:
            assert self.changed.wait_for(lambda: all(map(self._has_seen, endings)), 30)

    def _has_seen(self, ending: str) -> bool:
        return any(sent.target.partition("?")[0].endswith(ending) for sent in self.sent)

    def _spawn(self, target: Any, *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _begin(self, sock: socket.socket) -> None:
        connection = Connection(sock, "", len(self._open))
        self._open.append(connection)
        self._spawn(self._serve, connection)

    def _serve(self, connection: Connection) -> None:
        with contextlib.suppress(OSError), connection.sock:
            while request := read_request(connection, lambda request: lambda piece: None):
                sent = Sent.received(request)
                with self.changed:
                    self.sent.append(sent)
                    self.changed.notify_all()
                if not self._answer(connection, sent):
                    return

    def _answer(self, connection: Connection, sent: Sent) -> bool:
        path = sent.target.partition("?")[0]
        if path.endswith(_ATTACH) and is_log_read(sent, self._run):
            connection.send_raw(_RAW_STREAM + self._written.get(path, b""))
            return False
        exchange = self._take(sent)
        if exchange and path.endswith(_ATTACH):
            self._replay_stream(connection, exchange)
            return False
        if exchange:
            connection.send_raw(at_present(exchange))
        elif path.endswith(_WAIT) and path.split("/")[-2] in self._codes:
            self._await_the_end()
            with self.changed:  # it ends when it has read everything
                self.changed.wait_for(lambda: not self._streaming, 30)
            connection.send_raw(_json({"StatusCode": self._codes[path.split("/")[-2]]}))
        elif path.endswith(_WAIT):
            connection.closed.wait()  # as far as we know, it keeps running
        elif path.endswith(_ATTACH) and self._has_seen("/create"):
            connection.send_raw(_RAW_STREAM)
            connection.closed.wait()  # the original failed before it attached
        elif path.endswith("/json") and self._is_known(path.split("/")[-2]):
            connection.send_raw(_json({"ID": path.split("/")[-2], "State": {"Running": False}}))
        elif path == "/_ping":
            connection.send_raw(_text(404, "404 page not found"))
        else:
            connection.send_raw(_text(404, f"No such container: {path.split('/')[-2]}"))
        return True

    def _is_known(self, container: str) -> bool:
        """Whether the recorded client attached to it."""
        ways = [(Sent.recorded(one).target, one.answer) for one in self._run.exchanges]
        return any(f"/{container}{_ATTACH}" in way and b" 200 " in got[:20] for way, got in ways)

    def _take(self, sent: Sent) -> Exchange | None:
        """The next recorded exchange for a request; the last one is used again."""
        fitting = [one for one in self._left if Sent.recorded(one).key == sent.key]
        if len(fitting) > 1:
            self._left.remove(fitting[0])
        return fitting[0] if fitting else None

    def _replay_stream(self, connection: Connection, exchange: Exchange) -> None:
        """Send the head at once, and the output once the container is started and has its input."""
        head, blank, output = exchange.answer.partition(b"\r\n\r\n")
        connection.send_raw(head + blank)
        if b" 200 " not in head:
            connection.send_raw(output)
            return
        self._stream(1)
        self._await_the_end()
        if any(step.sender and step.sender != DAEMON for step in exchange.steps[1:]):
            while connection.sock.recv(65536):
                pass
        self._stream(-1)
        path = Sent.recorded(exchange).target.partition("?")[0]
        self._written[path] = self._written.get(path, b"") + output
        connection.send_raw(output)

    def _stream(self, change: int) -> None:
        with self.changed:
            self._streaming += change
            self.changed.notify_all()

    def _await_the_end(self) -> None:
        """Wait until the container has been started, and stopped if the recorded one was."""
        recorded = {Sent.recorded(one).target.partition("?")[0] for one in self._run.exchanges}
        endings = [one for one in ("/start", "/stop") if any(p.endswith(one) for p in recorded)]
        self.wait_for(*endings)


def is_log_read(sent: Sent, run: Run) -> bool:
    """Whether it reads a log only to check a stream for lost output, unlike `logs` itself."""
    is_attach = sent.target.partition("?")[0].endswith(_ATTACH)
    return is_attach and "stream=1" not in sent.target and run.argv[0] != "logs"


def at_present(exchange: Exchange) -> bytes:
    """The answer with its times moved to now, with at least half a second until the next second.

    Both times have ten digits: the framing stays as it was. A truncated list ends with its last
    whole row.
    """
    answer = exchange.answer
    dated = _DATE.search(answer)
    if not dated:
        return answer
    if exchange.truncated:
        answer = _repaired(answer, dated[0])
    if not _MOMENT.search(answer):
        return answer
    now = time.time()
    if now % 1 > 0.5:
        time.sleep(1 - now % 1)
    shift = int(time.time()) - int(parsedate_to_datetime(dated[1].decode()).timestamp())
    return _MOMENT.sub(lambda found: b"%b%d" % (found[1], int(found[2]) + shift), answer)


def _repaired(answer: bytes, date: bytes) -> bytes:
    rows = body_of(answer[:_SHOWN])
    rows = rows[: rows.rindex(b"},{") + 1] + b"]"
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n%b\r\n%b" % (len(rows), date, rows)
    )


def _json(value: object) -> bytes:
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


def _text(status: int, text: str) -> bytes:
    body = text.encode() + b"\n"
    return (
        b"HTTP/1.1 %d Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (status, len(body), body)
    )
