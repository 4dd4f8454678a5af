"""The test engine compared with recordings of the real daemon: builds."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests import recordings
from tests.fake_engine import Engine
from tests.fake_engine.replay import Answer, masked, recorded, same, send
from tests.fake_engine_conformance.test_engine_recorded_images import tar, web, with_body
from tests.recordings import Exchange

__all__ = ["web"]

pytestmark = pytest.mark.timeout(60)

# The contents of the recorded contexts; paths are relative, as there is no chroot.
DOCKERFILE = """FROM busybox
RUN echo hello > h; echo visible
ADD f.txt /dir/f.txt
ENV A b
EXPOSE 80
MAINTAINER me <m@x>
CMD ["cat","/h"]
"""
FAILURES = {
    5: "FROM busybox\nRUN echo out; echo err >&2; exit 7\n",
    6: "FROM busybox\nFOO bar\n",
    7: "FROM busybox\nADD nosuch /x\n",
    8: "FROM busybox\nADD ../x /x\n",
    9: "FROM nosuch\n",
    10: "RUN x\n",
    11: "",
}
_ID = re.compile(rb"\b[0-9a-f]{12}\b")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


def exchange(number: int) -> Exchange:
    return recordings.exchanges("build")[number - 1]


def context(dockerfile: str, files: Mapping[str, bytes] | None = None) -> bytes:
    return tar({"Dockerfile": dockerfile.encode(), **(files or {"f.txt": b"f\n"})})


def lines(answer: Answer) -> list[bytes]:
    """The chunks, with each id replaced by the number of its first appearance."""
    seen: dict[bytes, bytes] = {}
    text = answer.body.replace(b"echo hello > /h;", b"echo hello > h;")
    text = _ID.sub(lambda found: seen.setdefault(found[0], b"ID%d" % len(seen)), text)
    return text.splitlines(keepends=True)


def build(engine: Engine, number: int, body: bytes) -> Answer:
    one = exchange(number)
    got = send(engine, one, with_body(one, body))
    same(masked(got.head, engine), masked(recorded(one).head, engine), one)
    return got


@pytest.mark.parametrize("number", [1, 16, 20, 23])
def test_build(engine: Engine, number: int) -> None:
    got, wanted = build(engine, number, context(DOCKERFILE)), recorded(exchange(number))
    if number == 1:
        assert [len(piece) for piece in got.pieces] == [
            len(piece.replace(b"> /h", b"> h")) for piece in wanted.pieces
        ]
        assert lines(got) == lines(wanted)
        return
    # The recorded builds find the first RUN in the cache.
    assert [line for line in lines(got) if line.startswith(b"Step")] == [
        line for line in lines(wanted) if line.startswith(b"Step")
    ]


def test_build_again_uses_the_cache(engine: Engine) -> None:
    build(engine, 1, context(DOCKERFILE))
    got = build(engine, 2, context(DOCKERFILE))
    assert lines(got) == lines(recorded(exchange(2)))


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_build_of_a_compressed_context(engine: Engine, compress: Callable[[bytes], bytes]) -> None:
    build(engine, 1, context(DOCKERFILE))
    got = build(engine, 22, compress(context(DOCKERFILE)))
    assert lines(got) == lines(recorded(exchange(22)))


def test_build_without_cache_removes_containers(engine: Engine) -> None:
    got = build(engine, 3, context(DOCKERFILE))
    assert lines(got) == lines(recorded(exchange(3)))
    assert len(engine.state.containers) == 0


def test_quiet_build_leaves_out_the_output_of_commands(engine: Engine) -> None:
    got = build(engine, 4, context(DOCKERFILE))
    assert lines(got) == lines(recorded(exchange(4)))


@pytest.mark.parametrize("number", FAILURES)
def test_failing_build(engine: Engine, number: int) -> None:
    engine.registry.reachable = number != 9
    got = build(engine, number, context(FAILURES[number]))
    wanted = recorded(exchange(number))
    place = f"{engine.state.root}/tmp".encode()
    moved = Answer(got.head, tuple(piece.replace(place, b"/tmp") for piece in got.pieces))
    assert sorted(lines(moved)) == sorted(lines(wanted))  # stdout and stderr come in any order
    assert moved.pieces[-1] == wanted.pieces[-1]


def test_build_without_a_dockerfile(engine: Engine) -> None:
    assert build(engine, 12, tar({"x": b""})).pieces == recorded(exchange(12)).pieces


@pytest.mark.parametrize("number", [13, 15])
def test_build_with_a_bad_request(engine: Engine, number: int) -> None:
    body = b"" if number == 13 else context(DOCKERFILE)
    assert build(engine, number, body).pieces == recorded(exchange(number)).pieces


def test_build_of_something_else(engine: Engine) -> None:
    assert build(engine, 14, b"x" * 600).pieces == recorded(exchange(14)).pieces


def test_build_with_a_form_type_loses_its_body(engine: Engine) -> None:
    assert build(engine, 21, context(DOCKERFILE)).pieces == recorded(exchange(21)).pieces


@pytest.mark.parametrize("number", [17, 18])
def test_build_from_a_url(engine: Engine, web: bytes, number: int) -> None:
    one = exchange(number)
    got = send(engine, one, one.request.replace(b"127.0.0.1:5063", web))
    same(masked(got.head, engine), masked(recorded(one).head, engine), one)
    assert lines(got) == lines(recorded(one))


def test_build_from_a_missing_git_repository(engine: Engine) -> None:
    one = exchange(19)
    request = one.request.replace(b"git://127.0.0.1/nosuch", b"git://127.0.0.1:1/nosuch")
    got = send(engine, one, request)
    same(masked(got.head, engine), masked(recorded(one).head, engine), one)
    assert got.body.startswith(b"Error trying to use git: exit status 128 (Cloning into '")
    assert got.body.endswith(b")\n")


def test_history_and_inspect_of_a_build(engine: Engine) -> None:
    build(engine, 1, context(DOCKERFILE))
    got, wanted = (rows(one) for one in (send(engine, exchange(24)), recorded(exchange(24))))
    assert got[:-1] == wanted[:-1]
    got_image, wanted_image = (
        json.loads(one.body) for one in (send(engine, exchange(25)), recorded(exchange(25)))
    )
    assert list(got_image) == list(wanted_image)
    for image in (got_image, wanted_image):
        for key in ("id", "parent", "created", "container"):
            del image[key]
        for key in ("config", "container_config"):
            image[key]["Hostname"] = image[key]["Image"] = ""
    assert got_image == wanted_image


def rows(answer: Answer) -> list[tuple[str, list[str]]]:
    text = answer.body.replace(b"> /h", b"> h").replace(rb"\u003e /h", rb"\u003e h")
    return [(row.get("CreatedBy", ""), row.get("Tags", [])) for row in json.loads(text)]


def test_files_of_a_build(engine: Engine) -> None:
    inner = tar({"inside": b"unpacked\n"})
    files = {"f.txt": b"f\n", "tree/a": b"a\n", "inner.tar": inner}
    dockerfile = "FROM busybox\nENV D dir\nADD f.txt /$D/\nADD tree /tree\nADD inner.tar /inner\n"
    build(engine, 1, context(dockerfile, files))
    layer = engine.state.images.lookup("built:v1").layer
    found = {name: (layer / name).read_bytes() for name in ("dir/f.txt", "tree/a", "inner/inside")}
    assert found == {"dir/f.txt": b"f\n", "tree/a": b"a\n", "inner/inside": b"unpacked\n"}


def test_config_of_a_build(engine: Engine) -> None:
    steps = (
        'ENTRYPOINT ["echo"]', "VOLUME /data", "USER daemon", "WORKDIR /tmp", "CMD a b",
        "EXPOSE 22 80", "ENV HOME /root",
    )  # fmt: skip
    build(engine, 1, context("\n".join(("FROM busybox", *steps))))
    config = engine.state.images.lookup("built:v1").config
    assert config is not None
    assert (config.entrypoint, config.volumes) == (["echo"], {"/data": {}})
    assert (config.user, config.working_dir) == ("daemon", "/tmp")
    assert (config.cmd, config.port_specs) == (["/bin/sh", "-c", "a b"], ["22", "80"])
    assert "HOME=/root" in (config.env or [])
