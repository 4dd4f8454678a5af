"""What streams in /containers/…: attach and logs, framed unless there is a Tty, and tar files."""

from __future__ import annotations

import base64
import contextlib
import io
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .. import archive, containers, golang
from ..attach import RAW_STREAM, Attach, RawChannel, Wanted, serve
from ..container import Container
from ..errors import EngineError
from ..routes import Route
from ..streams import Sink
from .call import ModernCall, Refusal, version_of
from .containers import changed, find, log

NAMED = version_of("1.42")  # from this version on, the content type says whether there are frames
_RAW, _FRAMED = (f"application/vnd.docker.{kind}-stream" for kind in ("raw", "multiplexed"))
_UPGRADED = (
    "HTTP/1.1 101 UPGRADED\r\nContent-Type: {}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
)
_NUMBERS = {"stdout": 1, "stderr": 2}
_GO_DIRECTORY, _GO_LINK = 1 << 31, 1 << 27
_POLL = 0.01  # seconds between two looks at a followed log


def frame(stream: str, data: bytes) -> bytes:
    return struct.pack(">BxxxL", _NUMBERS[stream], len(data)) + data


class _Framer(Sink):
    """Passes each piece of one stream on as a frame."""

    def __init__(self, sink: Sink, stream: str) -> None:
        super().__init__()
        self._target = sink
        self._stream = stream
        self.add_source, self.end_source = sink.add_source, sink.end_source  # type: ignore[method-assign]
        self.unbound = sink.unbound  # type: ignore[method-assign]

    def put(self, data: bytes) -> None:
        self._target.put(frame(self._stream, data))


class ModernAttach(Attach):
    """An attach whose client chooses the keys that detach; no test types them here.

    `then` is called as soon as no output can be missed.
    """

    then: Callable[[], None] | None = None

    def _is_attached(self) -> None:
        if self.then:
            self.then()

    def _source(self, name: str) -> Sink:
        return self._sink if self._container.config.tty else _Framer(self._sink, name)

    def _replay(self) -> None:
        tty = self._container.config.tty
        for stream, data, _ in self._container.log.entries():
            if stream not in self._wanted.outputs:
                continue
            for line in data.splitlines(keepends=True):
                self._channel.send(line if tty else frame(stream, line))

    def _receive(self) -> bytes:
        return self._channel.receive()

    def _end_output(self) -> None:
        self._sink.end()


def take_over(
    call: ModernCall,
    container: Container,
    wanted: Wanted,
    then: Callable[[], None] | None = None,
) -> None:
    """Hijack the connection, and carry the container's streams until one side ends it."""
    session = ModernAttach(container, RawChannel(call.response.connection), wanted)
    session.then = then
    serve(session, call.response, _head(call, container, with_headers=then is not None))


def _head(call: ModernCall, container: Container, *, with_headers: bool) -> bytes:
    """The head of the answer; an exec's has the headers of every answer."""
    head = RAW_STREAM
    if call.request.header("Upgrade") == "tcp":
        head = _UPGRADED.format(_type(call, container)).encode()
    if not with_headers:
        return head
    lines = "".join(f"{name}: {value}\r\n" for name, value in call.response.headers.items())
    return head.removesuffix(b"\r\n") + lines.encode() + b"\r\n"


def tell_error(call: ModernCall, container: Container, text: str) -> None:
    """Report an error on a connection that is already hijacked, as output of the command."""
    connection = call.response.hijack(_head(call, container, with_headers=True))
    data = f"{text}\r\n".encode()
    connection.send(data if container.config.tty else frame("stdout", data))
    connection.drop()


def attach(call: ModernCall) -> None:
    """Attach. The connection is hijacked before anything can go wrong."""
    try:
        container = find(call)
    except EngineError as error:
        head = RAW_STREAM.replace(b"200 OK", b"404 Not Found")
        connection = call.response.hijack(head + f"{error}\r\n".encode())
        connection.drop()
        return
    log(call, "attach", container)
    take_over(call, container, Wanted.of(call.request))


def _type(call: ModernCall, container: Container) -> str:
    return _RAW if container.config.tty or call.api < NAMED else _FRAMED


def logs(call: ModernCall) -> None:
    container = find(call)
    wanted = [name for name in _NUMBERS if call.flag(name)]
    if not wanted:
        raise Refusal(400, "Bad parameters: you must choose at least one stream")
    follow, timestamps = call.flag("follow"), call.flag("timestamps")
    since, until = (_nanoseconds(call.value(key) or "0") for key in ("since", "until"))
    call.response.headers["Content-Type"] = _type(call, container)
    call.response.flush()
    for stream, line, moment in _tailed(
        _lines(call, container, follow), call.value("tail"), follow
    ):
        if stream not in wanted or moment < since or (until and moment > until):
            continue
        stamp = f"{golang.rfc3339(moment)} ".encode() if timestamps else b""
        data = stamp + line
        call.flushed(data if container.config.tty else frame(stream, data))


def _nanoseconds(text: str) -> int:
    whole, _, fraction = text.partition(".")
    return int(whole) * 10**9 + int(fraction[:9].ljust(9, "0"))


Line = tuple[str, bytes, int]


def _lines(call: ModernCall, container: Container, follow: bool) -> Iterator[Line | None]:
    """The log in lines; None stands for the end of what there is, when more may come."""
    seen, pending = 0, dict.fromkeys(_NUMBERS, b"")
    moments = dict.fromkeys(_NUMBERS, 0)
    while True:
        ended = not container.running
        data = list(container.log.entries())
        told = 0
        for stream, piece, moment in data:
            fresh = piece[max(0, seen - told) :]
            told += len(piece)
            moments[stream] = moment
            *whole, pending[stream] = (pending[stream] + fresh).split(b"\n")
            for line in whole:
                yield stream, line + b"\n", moment
        seen = told
        if not follow or ended:
            break
        yield None
        if call.response.connection.closed.wait(_POLL) or call.response.connection.peer_gone():
            return
    for stream, rest in pending.items():
        if rest and ended:  # else the rest of it may still come
            yield stream, rest, moments[stream]


def _tailed(lines: Iterable[Line | None], tail: str, follow: bool) -> Iterator[Line]:
    kept: deque[Line] = deque(maxlen=int(tail) if tail.isdigit() else None)
    live = False
    for line in lines:
        if line is None:
            live = True
            yield from kept
            kept.clear()
        elif live and follow:
            yield line
        else:
            kept.append(line)
    yield from kept


def resize(call: ModernCall) -> None:
    one = find(call)
    check_size(call)
    if not one.running:
        raise Refusal(409, f"container {one.id} is not running")
    with contextlib.suppress(EngineError):  # the daemon of 1.5 complains though it works
        containers.resize(call)
    call.empty(200)


def check_size(call: ModernCall) -> None:
    for key, name in (("h", "height"), ("w", "width")):
        if not call.value(key).isdigit():
            text = f'invalid resize {name} "{call.value(key)}": invalid syntax'
            raise Refusal(400, text)


# --- files


def _located(call: ModernCall) -> tuple[Container, Path]:
    container = find(call)
    asked = call.value("path")
    path = container.inside(asked)
    wants_directory = asked.endswith(("/", "/."))
    if wants_directory:
        path = _followed(container, path)
    if not (path.is_dir() if wants_directory else path.exists() or path.is_symlink()):
        text = f"Could not find the file {asked} in container {call.name}"
        raise Refusal(404, text)
    return container, path


def _followed(container: Container, path: Path) -> Path:
    """Where a link in the container leads."""
    while path.is_symlink():
        above = path.parent.relative_to(container.rootfs)
        path = container.inside(str(Path("/") / above / path.readlink()))
    return path


def _describe(call: ModernCall, container: Container, path: Path) -> None:
    info = path.lstat()
    kind, target = (_GO_DIRECTORY if path.is_dir() else 0), ""
    if path.is_symlink():
        kind = _GO_LINK
        target = f"/{_followed(container, path).relative_to(container.rootfs)}"
    stat = {
        "name": path.name,
        "size": info.st_size,
        "mode": info.st_mode & 0o777 | kind,
        "mtime": golang.rfc3339(info.st_mtime_ns),
        "linkTarget": target,
    }
    text = base64.b64encode(golang.encode(stat)).decode()
    call.response.headers["X-Docker-Container-Path-Stat"] = text


def changes(call: ModernCall) -> None:
    rows = [{"Path": path, "Kind": kind} for path, kind in changed(call, find(call))]
    call.json(rows or None)


def find_in_archive(call: ModernCall) -> None:
    _describe(call, *_located(call))
    call.response.headers["Content-Type"] = ""


def get_archive(call: ModernCall) -> None:
    container, path = _located(call)
    _describe(call, container, path)
    call.response.headers["Content-Type"] = "application/x-tar"
    inside = call.value("path").endswith("/.")
    archive.pack(path, "." if inside else path.name, call.response, container.mountpoints)


def put_archive(call: ModernCall) -> None:
    _, path = _located(call)
    if not path.is_dir():
        raise Refusal(400, "extraction point is not a directory")
    archive.unpack(io.BytesIO(call.request.body.read()), path)
    call.empty(200)


ROUTES: list[Route] = [
    ("POST", "/containers/{name}/attach", attach),
    ("GET", "/containers/{name}/logs", logs),
    ("POST", "/containers/{name}/resize", resize),
    ("GET", "/containers/{name}/changes", changes),
    ("GET", "/containers/{name}/export", containers.export),
    ("HEAD", "/containers/{name}/archive", find_in_archive),
    ("GET", "/containers/{name}/archive", get_archive),
    ("PUT", "/containers/{name}/archive", put_archive),
]
