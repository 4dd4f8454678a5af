"""The test engine compared with recordings of the real daemon: images, registries, builds."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests import recordings
from tests.fake_engine import BUSYBOX, Account, Engine
from tests.fake_engine.config import Config, HostConfig
from tests.fake_engine.registry import RemoteLayer, Repository
from tests.fake_engine.replay import Answer, check, full_id, masked, recorded, same, send
from tests.fake_engine.store import Image
from tests.recordings import Exchange
from tests.site import Page, Site

pytestmark = pytest.mark.timeout(60)

RECORDED_HOST = b"127.0.0.1:5063"
JOE = Account("secret")
A, B, SMALL = full_id("f54d15256e8e"), full_id("3bd906b43099"), full_id("2361b033d92a")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        engine.state.images.lookup(BUSYBOX).created = nanoseconds("2026-11-24T11:01:22.343223523Z")
        yield engine


def nanoseconds(text: str) -> int:
    seconds, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(f"{seconds}+00:00")
    return int(moment.timestamp()) * 10**9 + int(fraction.ljust(9, "0"))


def numbered(name: str) -> dict[int, Exchange]:
    return {one.number: one for one in recordings.exchanges(name)}


def add_image(engine: Engine, image_id: str, parent: str = BUSYBOX, **members: object) -> Image:
    layer = engine.state.layer_on(parent, image_id, {})
    image = Image(image_id, layer, parent, **members)  # type: ignore[arg-type]
    image.size = image.size or 8201
    return engine.state.images.add(image)


def add_child(engine: Engine) -> None:
    """Add the two layers on busybox, and the tags, that several recordings show."""
    created = nanoseconds("2026-11-24T11:10:20.743328927Z")
    for image_id, parent, letter in ((A, BUSYBOX, "a"), (B, A, "b")):
        add_image(
            engine,
            image_id,
            parent,
            created=created,
            container=full_id("7c1f4cc7e21e"),
            container_config=Config(
                hostname="7c1f4cc7e21e",
                cmd=["sh", "-c", f"echo {letter} > /{letter}"],
                image=parent[:12],
            ),
            config=Config(),
        )
    for repository, tag, image_id in (
        ("alias", "one", BUSYBOX),
        ("alias", "two", BUSYBOX),
        ("child", "v2", B),
    ):
        engine.state.images.tag(repository, tag, image_id)


def test_images_json(engine: Engine) -> None:
    found = numbered("images_json")
    check(engine, found.pop(1))
    add_child(engine)
    for exchange in found.values():
        check(engine, exchange)


def test_images_inspect(engine: Engine) -> None:
    add_child(engine)
    found = numbered("images_inspect_history")
    for number in (*range(1, 10), 13):
        check(engine, found[number])


@pytest.mark.parametrize("number", [10, 11, 12])
def test_images_history(engine: Engine, number: int) -> None:
    add_child(engine)
    exchange = numbered("images_inspect_history")[number]
    got, wanted = (json.loads(one.body) for one in (send(engine, exchange), recorded(exchange)))
    assert [list(row) for row in got] == [list(row) for row in wanted]  # the order of the members
    assert ordered(got) == ordered(wanted)


def ordered(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The daemon iterates over a Go map, so the order of an image's tags is random."""
    return [{**row, "Tags": sorted(row.get("Tags", []))} for row in rows]  # type: ignore[call-overload]


@pytest.mark.parametrize("number", [1, 2])
def test_images_viz(engine: Engine, number: int) -> None:
    add_child(engine)
    exchange = numbered("images_viz")[number]
    got, wanted = send(engine, exchange), recorded(exchange)
    same(masked(got.head, engine), masked(wanted.head, engine), exchange)
    assert got.body.startswith(b"digraph docker {\n")
    assert got.body.endswith(b" base [style=invisible]\n}\n")
    assert without_order(got.body) == without_order(wanted.body)


def without_order(graph: bytes) -> list[list[bytes]]:
    return sorted(sorted(re.split(rb"\\n|\"", line)) for line in graph.splitlines())


def test_images_tag_and_delete(engine: Engine) -> None:
    add_child(engine)
    for exchange in recordings.exchanges("images_tag"):
        check(engine, exchange)
    deletions = numbered("images_delete")
    for number in range(1, 9):
        check(engine, deletions[number])
    assert sorted(engine.state.images.tags()) == sorted(
        (repository, tag, BUSYBOX)
        for repository, tag in (
            ("t6", "form"),
            ("busybox", "latest"),
            ("t2", "latest"),
            ("a:b", "latest"),
            ("ABC", "latest"),
            ("alias", "two"),
        )
    )
    used = add_image(engine, full_id("a33ff69252fa"))
    engine.state.images.tag("inuse", "", used.id)
    for short_id, image in (("44b8e0afde56", "ABC"), ("39a8d58cbb1b", "inuse")):
        engine.state.ids.append(full_id(short_id))
        container = engine.state.create(Config(image=image, cmd=["sleep", "30"]))
        container.start(HostConfig())
    engine.state.images.untag("busybox", "latest")  # the list shows an image's first name
    engine.state.images.untag("alias", "")
    for name in ("t6", "t2", "a:b"):
        engine.state.images.untag(name, "")
    for number in range(9, 14):
        check(engine, deletions[number])


def tar(files: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return output.getvalue()


def with_body(exchange: Exchange, body: bytes) -> bytes:
    """A recorded request with this body, if the recording doesn't show all of its own."""
    head = exchange.request.partition(b"\r\n\r\n")[0]
    if b"Transfer-Encoding: chunked" in head:
        return b"%b\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (head, len(body), body)
    length = b"Content-Length: %d" % len(body)
    return re.sub(rb"Content-Length: \d+", length, head) + b"\r\n\r\n" + body


def test_import_from_the_body(engine: Engine) -> None:
    found = numbered("images_create")
    archive = tar({"hello.txt": b"hello\n"})
    for number in (1, 2, 3, 6, 7):
        check(engine, complete(found[number]), with_body(found[number], archive))
    check(engine, found[4])
    check(engine, complete(found[5]), with_body(found[5], b"x" * 600))
    small = engine.state.images.lookup("small:v1")
    assert (small.size, small.comment) == (4102, "Imported from -")
    assert (small.layer / "hello.txt").read_bytes() == b"hello\n"
    assert ("a:b", "latest") in [
        (repository, tag) for repository, tag, _ in engine.state.images.tags()
    ]


def complete(exchange: Exchange) -> Exchange:
    """Only their request is truncated: the answer is complete."""
    for step in exchange.steps:
        step.truncated = step.truncated and step.sender == recordings.DAEMON
    return exchange


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_import_of_a_compressed_tar(engine: Engine, compress: Callable[[bytes], bytes]) -> None:
    exchange = numbered("images_create")[1]
    check(engine, complete(exchange), with_body(exchange, compress(tar({"empty": b""}))))
    assert (engine.state.images.lookup("small:v1").layer / "empty").read_bytes() == b""


@pytest.fixture
def web() -> Iterator[bytes]:
    """The host of a web server that replaces the recorded one."""
    pages = {
        "/file": Page(b"inserted file\n"),
        "/Dockerfile": Page(b"FROM busybox\nRUN echo remote\n"),
        "/rootfs.tar": Page(tar({"big": bytes(2_130_000)})),
    }
    with Site(pages) as site:
        yield site.host.encode()


def over(web: bytes, engine: Engine, exchange: Exchange) -> tuple[Answer, Answer]:
    """The answer to a request that names the web server, and the recorded answer."""
    got = send(engine, exchange, exchange.request.replace(RECORDED_HOST, web))
    pieces = tuple(masked(piece, engine).replace(web, RECORDED_HOST) for piece in got.pieces)
    wanted = recorded(exchange)
    same(masked(got.head, engine), masked(wanted.head, engine), exchange)
    return Answer(got.head, pieces), masked_answer(wanted, engine)


def masked_answer(answer: Answer, engine: Engine) -> Answer:
    return Answer(answer.head, tuple(masked(piece, engine) for piece in answer.pieces))


PROGRESS = re.compile(
    rb'("status":"(?:Importing|Downloading|Pushing)","progress":)'
    rb'" *[0-9.]+ k?M?B/([0-9.]+ k?M?B) \(\d+%\)"'
)


def told(answer: Answer) -> list[bytes]:
    """The messages, with a transfer's progress as one, as their number depends on the reads."""
    messages: list[bytes] = []
    for piece in answer.pieces:
        message = PROGRESS.sub(rb'\1"N/\2"', piece)
        message = re.sub(rb'("Pushing","progress":)"N/[^"]*"', rb'\1"N/TAR"', message)
        message = re.sub(rb'("Buffering to disk","progress":)"\d+/', rb'\1"N/', message)
        if not messages or messages[-1] != message or b"progress" not in message:
            messages.append(message)
    return messages


@pytest.mark.parametrize("number", [8, 9])
def test_import_from_a_url(engine: Engine, web: bytes, number: int) -> None:
    got, wanted = over(web, engine, numbered("images_create")[number])
    assert told(wanted) == told(got)[: len(told(wanted))]
    short_id = engine.state.images.lookup("urlimp" if number == 8 else "urlimp2").short_id
    assert got.pieces[-2:] == (b"{}", b'{"status":"%b"}' % short_id.encode())


@pytest.mark.parametrize("number", [10, 11, 12])
def test_import_from_a_bad_url(engine: Engine, web: bytes, number: int) -> None:
    got, wanted = over(web, engine, numbered("images_create")[number])
    assert got.pieces == wanted.pieces


def add_small(engine: Engine) -> None:
    add_image(engine, SMALL, parent="", size=4102)
    engine.state.registry.layers[SMALL] = RemoteLayer(SMALL)
    engine.state.registry.repositories["127.0.0.1:5063/team1/small"] = Repository({"v1": SMALL})


@pytest.mark.parametrize("number", [*range(14, 23)])
def test_pull(engine: Engine, number: int) -> None:
    add_small(engine)
    check(engine, numbered("images_create")[number])


def test_pull_without_a_network(engine: Engine) -> None:
    engine.registry.reachable = False
    check(engine, numbered("images_create")[13])


def test_push(engine: Engine) -> None:
    add_image(engine, SMALL, parent="", size=4102)
    engine.state.images.tag("127.0.0.1:5063/team1/small", "v1", SMALL)
    engine.registry.accounts["joe"] = JOE
    found = numbered("images_push")
    first = found.pop(1)
    assert told(send(engine, first)) == told(recorded(first))
    unreachable = found.pop(6)
    for exchange in found.values():
        check(engine, exchange)
    engine.registry.reachable = False
    check(engine, unreachable)


def test_push_and_pull_of_two_layers(engine: Engine) -> None:
    parent, child = full_id("fe1af0929cfd"), full_id("f59a357a0d75")
    created = 1795518617 * 10**9
    add_image(engine, parent, "", size=2037544, created=created)
    add_image(engine, child, parent, created=created)
    name = "127.0.0.1:5063/team1/big"
    for tag, image_id in (("child", child), ("base", parent)):
        engine.state.images.tag(name, tag, image_id)
    found = numbered("images_push_pull_download")
    pushed = told(recorded(found[1]))[:-1]  # cut in the middle of its end
    assert told(send(engine, found[1]))[: len(pushed)] == pushed
    engine.state.images.delete(f"{name}:child")
    engine.state.images.delete(f"{name}:base")
    engine.registry.layers[parent].download = 1_038_000
    engine.registry.layers[child].download = 234
    del engine.registry.repositories[name].tags["base"]
    assert told(send(engine, found[2])) == told(recorded(found[2]))
    engine.state.images.delete(name + ":child")
    pulled = told(recorded(found[3]))
    assert told(send(engine, found[3]))[: len(pulled)] == pulled
    check(engine, found[4])


def test_index(engine: Engine) -> None:
    image = full_id("6923f7239367")
    registry = engine.registry
    registry.index = registry.endpoint = "http://127.0.0.1:5063/v1/"
    registry.accounts |= {"joe": JOE, "inactive": Account("x", active=False)}
    found = numbered("index_variant")
    searched = [tuple(row.values()) for row in json.loads(recorded(found[3]).body)]
    registry.searches |= {"busybox": searched, "": searched}
    registry.search_errors |= {
        "err": "Unexepected status code 503",
        "bad": "invalid character 'o' in literal null (expecting 'u')",
    }
    engine.state.images.delete("busybox")
    add_image(engine, image, "", size=2037544)
    for name, tag in (("busybox", "latest"), ("team1/app", "v1")):
        engine.state.images.tag(name, tag, image)
    pushed = told(recorded(found[1]))
    assert told(send(engine, found[1]))[: len(pushed)] == pushed
    for number in range(2, 10):
        check(engine, found[number])
    for name in ("busybox", "team1/app"):
        engine.state.images.delete(f"{name}:{'v1' if '/' in name else 'latest'}")
    registry.layers[image].download = 1_038_000
    pulled = told(recorded(found[10]))
    assert told(send(engine, found[10]))[: len(pulled)] == pulled
    for number in range(11, 16):
        check(engine, found[number])
    engine.state.ids.append(full_id("3161521f525b"))
    container = engine.state.create(Config(image="busybox", cmd=["true"], network_disabled=True))
    container.start(HostConfig())
    container.wait()
    check(engine, found[16])
    check(engine, found[17])


def test_search_without_a_network(engine: Engine) -> None:
    engine.registry.reachable = False
    for exchange in recordings.exchanges("images_search"):
        check(engine, exchange)


def test_auth(engine: Engine) -> None:
    engine.registry.reachable = False  # for the default index; the private one exists
    engine.registry.accounts |= {"joe": JOE, "inactive": Account("secret", active=False)}
    engine.registry.rejected |= {
        "bad": 'Registration: "Bad email"',
        "odd": "Unexpected status code [502] : oops",
    }
    for exchange in recordings.exchanges("auth"):
        check(engine, exchange)


def test_insert(engine: Engine, web: bytes) -> None:
    found = numbered("images_insert")
    engine.state.ids.extend(full_id(one) for one in ("d1b0a3c1a7eb", "d4651171a57d"))
    got, wanted = over(web, engine, found[1])
    assert got.pieces == wanted.pieces
    image = engine.state.images.lookup("d4651171a57d")
    assert (image.layer / "etc/inserted").read_bytes() == b"inserted file\n"
    for number in range(2, 6):
        got, wanted = over(web, engine, found[number])
        assert got.pieces == wanted.pieces
    engine.state.ids.append(full_id("a7d47f146a69"))
    got, wanted = over(web, engine, found[6])
    assert got.pieces == wanted.pieces


def test_inspect_of_inserted_and_imported_images(engine: Engine, web: bytes) -> None:
    found = numbered("commit")
    engine.state.ids.extend(full_id(one) for one in ("d1b0a3c1a7eb", "d4651171a57d"))
    over(web, engine, numbered("images_insert")[1])
    for number in (3, 6):
        exchange = numbered("images_create")[number]
        check(engine, complete(exchange), with_body(exchange, tar({"hello.txt": b"hello\n"})))
    got, wanted = over(web, engine, found[26])
    assert b"http://127.0.0.1:5063/file" in wanted.body
    assert got.pieces == wanted.pieces
    for number in (28, 29):
        check(engine, found[number])
