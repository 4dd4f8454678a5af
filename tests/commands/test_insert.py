"""`docker15 insert`."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest

from tests.cli import Docker15
from tests.engine import Engine
from tests.engine.faults import Answer
from tests.site import Page, Site

CONTENT = b"to be inserted\n"


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server that has /file."""
    with Site({"/file": Page(CONTENT)}) as site:
        yield site.url


def test_the_new_image(docker15: Docker15, engine: Engine, site: str) -> None:
    result = docker15("insert", "busybox", f"{site}/file", "/etc/x")
    (short_id,) = result.lines
    image = engine.state.images.lookup(short_id)
    assert (image.id[:12], result.exit_status) == (short_id, 0)
    assert (image.layer / "etc/x").read_bytes() == CONTENT
    progress = result.stderr.decode().splitlines()
    assert progress[0] == "Downloading"
    assert progress[-1] == image.id


def test_the_request(docker15: Docker15, engine: Engine, site: str) -> None:
    docker15("insert", "localhost:5000/a/b:tag", f"{site}/file?a=b&c", "/é x")
    request = engine.requests[-1]
    path = "/v1.5/images/localhost:5000/a/b:tag/insert"
    url = f"{site}/file?a=b&c".replace(":", "%3A").replace("/", "%2F")
    url = url.replace("?", "%3F").replace("=", "%3D").replace("&", "%26")
    assert request.target == f"{path}?path=%2F%C3%A9+x&url={url}"
    assert request.method == "POST"


@pytest.mark.parametrize(("image", "page"), [("nosuch", "file"), ("busybox", "nosuch")])
def test_an_empty_id_is_a_failure(docker15: Docker15, site: str, image: str, page: str) -> None:
    """The daemon answers 200, whatever went wrong."""
    result = docker15("insert", image, f"{site}/{page}", "/etc/x")
    assert result.error == (
        f"{image}: nothing is inserted: no such image, or {site}/{page} can't be fetched"
    )
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_an_error_in_the_stream(docker15: Docker15, site: str) -> None:
    result = docker15("insert", "busybox", f"{site}/file", "/")
    assert result.error.endswith("is a directory")
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_a_stream_that_breaks_off(docker15: Docker15, engine: Engine) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    engine.faults.arm(Answer(head + b'18\r\n{"status":"Downloading"}\r\n'), "POST", "/insert")
    result = docker15("insert", "busybox", "http://x/", "/x")
    assert b"broke off" in result.stderr
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_nothing_can_be_kept(docker15: Docker15, site: str) -> None:
    """A later engine's client fetches the file, and the limit stands for a full disk."""
    full = (resource.RLIMIT_FSIZE, (0, 0))
    with Engine(api="1.44") as engine:
        result = docker15(
            *("insert", "busybox", f"{site}/file", "/x"),
            host=engine.url,
            preexec_fn=lambda: resource.setrlimit(*full),
        )
    assert result.error.startswith("can't keep what is fetched: No usable temporary directory")
    assert (result.exit_status, result.stdout) == (1, b"")
