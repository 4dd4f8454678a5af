"""The command line in which Tab was pressed, and requests to its engine over a plain socket.

Imported while somebody waits: no requests, http.client, typing or dataclasses.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence

from docker15_cli.transport import discovery
from docker15_cli.transport.connection import Connection, dial, receive
from docker15_cli.transport.options import ConnectionOptions
from docker15_cli.wire.http1 import BodyReader, Head, build_request, read_head
from docker15_cli.wire.whole import WholeBody

_SWITCHES = {"D"}  # short switches, which may stand before another option in a word: -DH ADDR

Row = Mapping[str, object]


class CompletionLine:
    """The command line: the word to complete, the argument before it, and the global options."""

    def __init__(
        self, word: str, before: str, options: Sequence[str], environ: Mapping[str, str]
    ) -> None:
        self.word = word
        self.before = before
        self.environ = environ
        self.is_native = True  # API 1.5, until an answer comes from a later engine
        self._options = options
        self._prefix = "/v1.5"

    def option(self, short: str, long: str) -> str:
        """The last value of an option, in any of its spellings; "" without one."""
        found = self._values(short, long)
        return found[-1] if found else ""

    def _values(self, short: str, long: str) -> list[str]:
        found = []
        for word, following in zip(self._options, [*self._options[1:], ""], strict=False):
            bare = word.lstrip("-")
            name, equals, value = bare.partition("=")
            switches, letter, rest = bare.partition(short) if short else ("", "", "")
            if bare == word:
                continue
            if name in (short, long):
                found.append(value if equals else following)
            elif letter and set(switches) <= _SWITCHES and not word.startswith("--"):
                found.append(rest.removeprefix("=") or following)
        return [os.path.expandvars(value) for value in found]

    def _engine(self) -> tuple[str, str]:
        """The address and the context that the line names, "" for none; the first of several."""
        context = self.option("c", "context")
        listed = "" if context else self.environ.get("DOCKER_HOSTS", "")
        given = self._values("H", "host") or listed.split(",")
        first = next(filter(None, map(str.strip, given)), "")
        if not first or "/" in first or ":" in first:
            return first, context
        from docker15_cli.config import hosts
        from docker15_cli.config.contexts import Contexts

        first = hosts.expand([first], self.environ)[0]
        contexts = Contexts(self.environ, self.option("", "config"))
        named = hosts.context_named(first, contexts.has)
        return ("", named) if named else (first, context)

    def get(self, path: str) -> object:
        """The engine's JSON answer to `GET path`. Raises whatever goes wrong.

        An engine that refuses 1.5 names the version that it speaks (docs/spec/engines.md §1), and
        is asked again.
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

    def rows(self, path: str, key: str = "") -> Iterator[Row]:
        """The objects in an answer's array: the answer itself, or what it has under `key`."""
        answer = self.get(path)
        if key:
            answer = answer.get(key) if isinstance(answer, dict) else None
        rows = answer if isinstance(answer, list) else ()
        return (row for row in rows if isinstance(row, dict))

    def _wanted(self) -> ConnectionOptions:
        host, context = self._engine()
        return ConnectionOptions(
            host=host,
            context=context,
            proxy=self.option("", "proxy"),
            tls=self._switch("tls"),
            tls_verify=self._switch("tlsverify"),
            tls_ca=self.option("", "tlscacert"),
            tls_cert=self.option("", "tlscert"),
            tls_key=self.option("", "tlskey"),
            config_directory=self.option("", "config"),
        )

    def _switch(self, name: str) -> bool | None:
        """The value of a global switch, False for `=false`; None if it is not given."""
        for word in reversed(self._options):
            found, equals, value = word.lstrip("-").partition("=")
            if found == name and word.startswith("-"):
                return not equals or value[:1] in ("t", "T", "1")
        return None

    def _fetch(self, path: str) -> tuple[Head, bytes]:
        engine = discovery.find(self._wanted(), self.environ)
        if engine.kind == "ssh":
            raise OSError("getting there takes longer than anybody waits for a Tab")
        connection = dial(engine)
        try:
            connection.sendall(
                build_request("GET", engine.prefix + self._prefix + path, "docker", (), None)
            )
            head = read_head(lambda: receive(connection))
            return head, _read_body(connection, head)
        finally:
            connection.close()


def _read_body(connection: Connection, head: Head) -> bytes:
    reader = BodyReader(head)
    body = WholeBody(head.status)
    data: bytes | memoryview = head.leftover
    while all(map(body.add, reader.feed(data))) and not reader.done:
        data = receive(connection)
        if not data:
            reader.close()
            break
    return bytes(body)
