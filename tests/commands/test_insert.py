"""`docker15 insert`."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator

import pytest

from tests.docker15 import Docker15
from tests.e2e.test_bounds import sending
from tests.fake_engine import Engine
from tests.fake_engine.faults import Answer
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
    """The daemon answers 200 even if something went wrong."""
    result = docker15("insert", image, f"{site}/{page}", "/etc/x")
    assert result.error == (
        f"{image}: nothing inserted: no such image, or {site}/{page} can't be fetched"
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
    assert b"closed the connection in the middle of its answer" in result.stderr
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_a_full_disk(docker15: Docker15, site: str) -> None:
    """With a later engine, the client fetches the file; a limit simulates the full disk."""
    full = (resource.RLIMIT_FSIZE, (0, 0))
    with Engine(api="1.44") as engine:
        result = docker15(
            *("insert", "busybox", f"{site}/file", "/x"),
            host=engine.url,
            preexec_fn=lambda: resource.setrlimit(*full),
        )
    assert result.error.startswith("can't store the download: No usable temporary directory")
    assert (result.exit_status, result.stdout) == (1, b"")


@pytest.fixture
def later(docker15: Docker15) -> Iterator[Docker15]:
    """docker15 with a later engine, for which the client fetches the file itself."""
    with Engine(api="1.44") as engine:
        yield Docker15(docker15.home, engine.url)


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "unix:///run/docker.sock", "data:,x"]
)
def test_a_redirection_to_something_other_than_a_web_page(later: Docker15, to: str) -> None:
    """H12: a server must not choose which local file goes into an image."""
    with Site({"/x": Page(status=302, headers={"Location": to})}) as site:
        result = later("insert", "busybox", f"{site.url}/x", "/x")
    assert result.error.startswith(f"can't fetch {site.url}/x: ")
    assert (result.stdout, result.exit_status) == (b"", 1)


def test_redirections_are_shown_with_debug(later: Docker15) -> None:
    """H12: without a login in the address."""
    with Site({"/y": Page(b"data")}) as there:
        to = f"http://user:secret@{there.host}/y"
        with Site({"/x": Page(status=302, headers={"Location": to})}) as site:
            result = later("-D", "insert", "busybox", f"{site.url}/x", "/x")
            assert result.exit_status == 0 or b"secret" not in result.stderr
    shown = f"302: {site.url}/x redirects to http://***@{there.host}/y"
    assert any(line.endswith(shown) for line in result.stderr.decode().splitlines())


def test_endless_redirections(later: Docker15) -> None:
    """H12."""
    with Site({"/x": Page(status=302, headers={"Location": "/x?again"})}) as site:
        result = later("insert", "busybox", f"{site.url}/x", "/x")
    assert result.error.startswith(f"can't fetch {site.url}/x: ")
    assert result.exit_status == 1
    assert len(site.log) < 15


def test_an_endless_head(later: Docker15) -> None:
    """H12: 1 GB of headers."""
    head = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000
    for piece in (b"X: y\r\n" * 100_000, b"X" * 1_000_000):
        with sending(head, piece, 1000) as address:
            url = address.replace("tcp:", "http:")
            result = later("insert", "busybox", f"{url}/x", "/x", measured=True)
        assert result.error.startswith(f"can't fetch {url}/x: ")
        assert result.exit_status == 1
        assert result.peak_memory < 64 * 1024 * 1024


def test_an_endless_file_is_interrupted(later: Docker15) -> None:
    """H12."""
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with sending(head, b"x" * 1_000_000, 8000) as address:
        url = address.replace("tcp:", "http:")
        page = Page(status=302, headers={"Location": f"{url}/x"})
        with (
            Site({"/x": page}) as site,
            later.start("-D", "insert", "busybox", f"{site.url}/x", "/x") as process,
        ):
            process.wait_for(b"redirects to", "stderr")
            process.send_signal(signal.SIGINT)
            assert process.result().exit_status == 130
