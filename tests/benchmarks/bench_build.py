"""What users wait for when they build and pull: uploads, and the messages of a pull.

Today's client talks to the same server, with its classic builder, which sends what we send.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.accepting import Accepting, listen_unix
from tests.benchmarks.measure import Contender, compare
from tests.benchmarks.programs import both

_MANY = 10_000
_SMALL = 2_000  # bytes
_LARGE = 1024**3
_MESSAGES = 50_000
_LAYERS = 20
_PING = b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nOSType: linux\r\nContent-Length: 0\r\n\r\n"
_VERSION = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
_BUILT = b"Step 1 : FROM busybox\n ---> 570190638ab6\nSuccessfully built 570190638ab6\n"
_BUILT_MESSAGE = json.dumps({"stream": _BUILT.decode()}).encode()


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        _uploads(Path(folder))
        _pull(Path(folder))


def _uploads(folder: Path) -> None:
    many, large = folder / "many", folder / "large"
    make_many(many, _MANY)
    make_large(large, _LARGE)
    with discarding(folder / "discard.sock") as url:
        for title, context in ((f"{_MANY} files of 2 kB", many), ("one file of 1 GiB", large)):
            contenders = both(url, "build", str(context))
            tar = Contender(
                "tar into a pipe", ["sh", "-c", f"tar -C {context} -c . | cat >/dev/null"]
            )
            compare(f"build: upload of {title}", [*contenders, tar], runs=5)


def _pull(folder: Path) -> None:
    with discarding(folder / "pull.sock") as url:
        contenders = both(url, "pull", "busybox")
        compare(f"pull: {_MESSAGES} messages, to a file", contenders, runs=5)
        on_terminal = [replace(one, argv=_on_terminal(one.argv)) for one in contenders]
        compare(f"pull: {_MESSAGES} messages, on a terminal", on_terminal, runs=5)


def _on_terminal(argv: Sequence[str]) -> list[str]:
    """Run the command on its own terminal; the peak memory is that of the larger process."""
    return [sys.executable, "-S", "-c", "import pty, sys; pty.spawn(sys.argv[1:])", *argv]


def make_many(directory: Path, count: int) -> None:
    """Make a context of that many files, a hundred in each directory."""
    for number in range(count):
        path = directory / f"directory{number // 100:03}" / f"file{number:05}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(_SMALL))
    (directory / "Dockerfile").write_text("FROM busybox\n")


def make_large(directory: Path, size: int) -> None:
    """Make a context of one file of that many bytes."""
    directory.mkdir()
    (directory / "Dockerfile").write_text("FROM busybox\n")
    piece = os.urandom(1024**2)
    with (directory / "file").open("wb") as file:
        for _ in range(size // len(piece)):
            file.write(piece)


@contextmanager
def discarding(path: Path) -> Iterator[str]:
    """A server that discards uploads, and sends the messages of a pull; yields its URL."""
    messages = b"".join(_chunk(message + b"\r\n") for message in _pull_messages())

    def begin(connection: socket.socket) -> None:
        threading.Thread(target=_serve, args=(connection, messages), daemon=True).start()

    with closing(Accepting(listen_unix(path), begin)):
        yield f"unix://{path}"


def _serve(connection: socket.socket, messages: bytes) -> None:
    # docker hangs up on its ping, or once it has what it wants.
    with suppress(ConnectionError), connection, connection.makefile("rb") as stream:
        while request := stream.readline():
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.lower().partition(b":")
                length = int(value) if name == b"content-length" else length
            if b"/build" in request:
                _swallow(connection)
                text = _BUILT if b"/v1.5/" in request else _BUILT_MESSAGE
                connection.sendall(_chunked(_chunk(text)))
            elif b"/images/create" in request:
                connection.sendall(_chunked(messages))
            else:
                stream.read(length)
                connection.sendall(_VERSION if b"/version" in request else _PING)


def _swallow(connection: socket.socket) -> None:
    """Read a chunked body to its end, as cheaply as possible, so that the server doesn't count."""
    buffer = bytearray(1024**2)
    ending = b""
    while not ending.endswith(b"\r\n0\r\n\r\n"):
        size = connection.recv_into(buffer)
        if not size:
            return
        ending = (ending + bytes(buffer[max(0, size - 7) : size]))[-7:]


def _chunked(chunks: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _pull_messages() -> Iterator[bytes]:
    for number in range(_MESSAGES):
        message = {
            "status": "Downloading",
            "progress": f"{number / 1000:.4g} MB/50 MB ({number * 100 // _MESSAGES}%)",
            "progressDetail": {"current": number * 1000, "total": _MESSAGES * 1000},
            "id": f"{number % _LAYERS:012x}",
        }
        yield json.dumps(message).encode()


if __name__ == "__main__":
    main()
