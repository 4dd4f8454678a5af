"""The command line that Tab was pressed on, and its engine, asked over a plain socket.

Imported while somebody waits: no requests, http.client, typing or dataclasses.
"""

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence

from docker15_cli.transport import endpoint
from docker15_cli.wire.http1 import BodyReader, Head, HeadParser, build_request

_SWITCHES = {"D"}  # short ones, which may stand before another in a word: -DH ADDR
_READ_SIZE = 256 * 1024

Row = Mapping[str, object]


class Line:
    """The command line: the word to complete, the argument before it, and the global options."""

    def __init__(
        self, word: str, before: str, options: Sequence[str], environ: Mapping[str, str]
    ) -> None:
        self.word = word
        self.before = before
        self.environ = environ
        self.is_native = True  # until an answer says that it is of a later engine
        self._options = options
        self._prefix = "/v1.5"

    def option(self, short: str, long: str) -> str:
        """The last value of an option, in any of its spellings; "" without one."""
        found = ""
        for word, following in zip(self._options, [*self._options[1:], ""], strict=False):
            bare = word.lstrip("-")
            name, equals, value = bare.partition("=")
            switches, letter, rest = bare.partition(short) if short else ("", "", "")
            if bare == word:
                continue
            if name in (short, long):
                found = value if equals else following
            elif letter and set(switches) <= _SWITCHES and not word.startswith("--"):
                found = rest.removeprefix("=") or following
        return os.path.expandvars(found)

    def get(self, path: str) -> object:
        """The engine's JSON answer. Raises whatever goes wrong.

        An engine that refuses 1.5 names the version that it speaks (engines.md §1).
        """
        head, body = self._fetch(path)
        newest = head.headers.get("Api-Version")
        self.is_native = not newest
        if head.status == 400 and newest:
            self._prefix = f"/v{newest}"
            head, body = self._fetch(path)
        if head.status != 200:
            raise ValueError(f"HTTP status {head.status}")
        return json.loads(body)

    def rows(self, path: str) -> Iterator[Row]:
        """The objects of an answer that is an array."""
        answer = self.get(path)
        rows = answer if isinstance(answer, list) else ()
        return (row for row in rows if isinstance(row, dict))

    def _fetch(self, path: str) -> tuple[Head, bytes]:
        engine = endpoint.find(self.option("H", "host"), self.environ)
        with _dial(engine) as sock:
            sock.sendall(build_request("GET", self._prefix + path, "docker", (), None))
            head = _read_head(sock)
            return head, _read_body(sock, head)


def _dial(engine: endpoint.Endpoint) -> socket.socket:
    if engine.kind == "ssh":
        raise OSError("getting there takes longer than anybody waits for a Tab")
    if engine.kind != "unix":
        return socket.create_connection((engine.host, engine.port))
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(engine.path)
    return sock


def _read_head(sock: socket.socket) -> Head:
    parser = HeadParser()
    while data := sock.recv(_READ_SIZE):
        head = parser.feed(data)
        if head:
            return head
    raise EOFError


def _read_body(sock: socket.socket, head: Head) -> bytes:
    reader = BodyReader(head)
    body = bytearray().join(reader.feed(head.leftover))
    while not reader.done:
        data = sock.recv(_READ_SIZE)
        if not data:
            reader.close()
            break
        body += b"".join(reader.feed(data))
    return bytes(body)
