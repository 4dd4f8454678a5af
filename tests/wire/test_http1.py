"""HTTP/1.1 on our own sockets: heads, bodies, and what comes after them, however it is cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.wire.http1 import (
    HEAD_LIMIT,
    LINE_LIMIT,
    BodyReader,
    Head,
    Headers,
    HeadParser,
    HTTPError,
    IncompleteBody,
    build_request,
)
from tests.cutting import cut, single_bytes

ATTACH = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"


def parse(pieces: list[bytes]) -> Head:
    """The head in `pieces`; what follows it in later pieces is added to its leftover."""
    parser = HeadParser()
    for number, piece in enumerate(pieces):
        if head := parser.feed(piece):
            head.leftover += b"".join(pieces[number + 1 :])
            return head
    parser.close()
    raise AssertionError("unreachable")


def head_of(*fields: tuple[str, str], status: int = 200) -> Head:
    return Head(status, "", Headers(fields), "1.1", b"")


def read(reader: BodyReader, pieces: list[bytes]) -> bytes:
    body = b""
    for piece in pieces:
        for part in reader.feed(piece):
            assert len(part) > 0
            body += part
    return body


# --- requests


def test_a_request_without_a_body() -> None:
    request = build_request("POST", "/v1.5/containers/e9/attach?logs=1", "x", [("A", "b c")], None)
    assert (
        request == b"POST /v1.5/containers/e9/attach?logs=1 HTTP/1.1\r\nHost: x\r\nA: b c\r\n\r\n"
    )


def test_a_request_with_a_body_has_its_length() -> None:
    assert build_request("POST", "/", "x", [], b"\r\n\x00").endswith(
        b"\r\nContent-Length: 3\r\n\r\n\r\n\x00"
    )
    assert build_request("POST", "/", "x", [], b"").endswith(b"\r\nContent-Length: 0\r\n\r\n")


def test_a_header_is_sent_as_latin_1() -> None:
    assert b"A: \xe9\r\n" in build_request("GET", "/", "x", [("A", "é")], None)


@pytest.mark.parametrize("bad", ["\r", "\n", "\x00", "éĀ", "\ud800"])
@pytest.mark.parametrize("place", range(5))
def test_a_request_refuses_what_it_cannot_carry(bad: str, place: int) -> None:
    parts = ["GET", "/x", "host", "Name", "value"]
    parts[place] += bad
    method, target, host, name, value = parts
    with pytest.raises(ValueError) as caught:
        build_request(method, target, host, [(name, value)], None)
    assert type(caught.value) is ValueError  # not UnicodeEncodeError, which contains all the text
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["", "a b", "a:", "é"])
def test_the_name_of_a_header_is_one_word(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a header"):
        build_request("GET", "/", "x", [(name, "")], None)


@pytest.mark.parametrize("parts", [("G T", "/"), ("GET", "/a b"), ("GET", ""), ("", "/")])
def test_a_request_line_has_three_words(parts: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="not a"):
        build_request(*parts, "x", [], None)


def test_a_refused_header_does_not_show_its_value() -> None:
    with pytest.raises(ValueError, match="X-Registry-Auth") as caught:
        build_request("GET", "/", "x", [("X-Registry-Auth", "c2VjcmV0\n")], None)
    assert "c2VjcmV0" not in str(caught.value)


@given(st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=20))
def test_no_header_value_can_add_a_line(value: str) -> None:
    try:
        request = build_request("GET", "/", "x", [("A", value)], None)
    except ValueError:
        return
    assert request.count(b"\n") == request.count(b"\r") == 4


# --- heads


def test_an_attach_as_recorded_keeps_what_came_with_the_head() -> None:
    for pieces in ([ATTACH + b"out1\nerr1\n"], single_bytes(ATTACH + b"out1\nerr1\n")):
        head = parse(pieces)
        assert (head.status, head.reason, head.http_version) == (200, "OK", "1.1")
        assert dict(head.headers) == {"content-type": "application/vnd.docker.raw-stream"}
        assert head.headers["Content-TYPE"] == "application/vnd.docker.raw-stream"
        assert "content-length" not in head.headers
        assert head.leftover == b"out1\nerr1\n"


def test_informational_answers_are_skipped_as_recorded() -> None:
    stream = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
        b"HTTP/1.1 201 Created\r\nContent-Length: 21\r\n\r\n"
        b'{"Id":"e2a7fddc167d"}'
    )
    for pieces in ([stream], single_bytes(stream)):
        head = parse(pieces)
        assert head.status == 201
        assert list(head.headers) == ["content-length"]
        assert head.leftover == b'{"Id":"e2a7fddc167d"}'


def test_switching_protocols_is_an_answer() -> None:
    head = parse([b"HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n\x01\x00"])
    assert (head.status, head.reason, head.leftover) == (101, "UPGRADED", b"\x01\x00")
    reader = BodyReader(head, "POST")
    assert reader.done
    assert (reader.feed(head.leftover), reader.leftover) == ([], b"\x01\x00")


@pytest.mark.parametrize(
    "stream",
    [
        b"HTTP/1.0 404\nA: 1\nB:\t 2 \na:3\n\nrest",
        b"HTTP/1.0 404 \r\nA: 1\r\nB:2\r\na: 3\r\n\r\nrest",
        b"HTTP/1.0 404\r\nA: 1\nB: 2\r\na: 3\n\r\nrest",
    ],
)
def test_tolerated_heads(stream: bytes) -> None:
    for pieces in ([stream], single_bytes(stream)):
        head = parse(pieces)
        assert (head.status, head.reason, head.http_version) == (404, "", "1.0")
        assert dict(head.headers) == {"a": "1, 3", "b": "2"}
        assert head.leftover == b"rest"


FIELDS = st.lists(
    st.tuples(
        st.text(alphabet="abcXYZ-019", min_size=1, max_size=5),
        st.text(alphabet="aé\xff:;, \t\x85", max_size=10).map(lambda text: text.strip(" \t")),
    ),
    max_size=5,
)


@given(st.data(), FIELDS, st.sampled_from([b"\r\n", b"\n"]), st.binary(max_size=20))
def test_any_cut_gives_the_same_head(
    data: st.DataObject, fields: list[tuple[str, str]], end: bytes, leftover: bytes
) -> None:
    lines = [b"HTTP/1.1 299 Fine by me"]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in fields]
    stream = end.join([*lines, b"", leftover])
    head = parse(data.draw(cut(st.just(stream))))
    assert (head.status, head.reason, head.leftover) == (299, "Fine by me", leftover)
    assert head.headers.keys() == {name.lower() for name, _ in fields}
    for name in head.headers:
        values = [value for each, value in fields if each.lower() == name]
        assert head.headers[name] == ", ".join(values)


@pytest.mark.parametrize(
    ("junk", "shown"),
    [
        (b"\x15\x03\x03\x00\x02\x02\x46", r"'\x15\x03\x03\x00\x02\x02F'"),  # a TLS alert
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", r"'SSH-2.0-OpenSSH_9.2p1\r\n'"),
        (b"{}", "'{}'"),
    ],
)
def test_what_is_not_http_is_refused_at_once_and_shown(junk: bytes, shown: str) -> None:
    with pytest.raises(HTTPError) as caught:
        HeadParser().feed(junk)
    assert str(caught.value) == f"the answer is not HTTP: {shown}"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA : 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: 1\r\n\r\n",
    ],
)
def test_a_malformed_head_is_refused(head: bytes) -> None:
    for pieces in ([head], single_bytes(head)):
        with pytest.raises(HTTPError, match=r"^not an HTTP") as caught:
            parse(pieces)
        assert str(caught.value).isprintable()


def test_a_head_is_bounded() -> None:
    def head(size: int) -> bytes:
        start, end = b"HTTP/1.1 200 OK\r\nA: ", b"\r\n\r\n"
        return start + b"x" * (size - len(start) - len(end)) + end

    assert parse([head(HEAD_LIMIT) + b"y" * HEAD_LIMIT]).leftover == b"y" * HEAD_LIMIT
    too_long = head(HEAD_LIMIT + 1)
    for pieces in ([too_long], [too_long[:-1], too_long[-1:]], [too_long[:-4] + b"xxxx"]):
        with pytest.raises(HTTPError, match="longer than 65536 bytes"):
            parse(pieces)


def test_the_end_before_the_head_is_an_error() -> None:
    with pytest.raises(HTTPError, match="the connection ended without an answer"):
        parse([])
    with pytest.raises(HTTPError, match=r"in an answer's head: 'HTTP/1\.1 20'"):
        parse([b"HTTP/1.1 20"])


# --- bodies

CHUNKED = head_of(("Transfer-Encoding", "Chunked"), ("Content-Length", "3"))


@pytest.mark.parametrize(
    ("head", "method"),
    [
        (head_of(status=204), "POST"),
        (head_of(("Content-Length", "5"), status=304), "GET"),
        (head_of(("Content-Length", "5")), "HEAD"),
        (head_of(("Transfer-Encoding", "chunked")), "HEAD"),
        (head_of(("Content-Length", "0")), "GET"),
    ],
)
def test_no_body(head: Head, method: str) -> None:
    reader = BodyReader(head, method)
    assert reader.done
    assert reader.feed(b"next") == []
    assert reader.feed(b" answer") == []
    assert reader.leftover == b"next answer"
    reader.close()


def test_events_as_recorded() -> None:
    body = (
        b'51\r\n{"status":"create","id":"3084ca3b8b40","from":"busybox:latest",'
        b'"time":1795518445}\r\n'
        b'38\r\n{"status":"untag","id":"1acaabe91466","time":1795518447}\r\n'
    )
    reader = BodyReader(CHUNKED)
    create, untag = reader.feed(body)
    assert bytes(create).endswith(b'"time":1795518445}')
    assert bytes(untag) == b'{"status":"untag","id":"1acaabe91466","time":1795518447}'
    with pytest.raises(IncompleteBody):
        reader.close()
    assert reader.feed(b"0\r\n\r\n") == []
    assert reader.done
    reader.close()


@st.composite
def chunked(draw: st.DrawFn, body: bytes) -> bytes:
    """The body in chunks of random sizes, with extensions, leading zeros and trailers."""
    places = sorted({0, len(body), *draw(st.lists(st.integers(0, len(body)), max_size=5))})
    stream = b""
    for start, end in pairwise(places):
        size = draw(st.sampled_from(["%x", "%X", "00%x"])) % (end - start)
        extension = draw(st.sampled_from(["", ";a", ' ; a="b;c"']))
        stream += f"{size}{extension}\r\n".encode() + body[start:end] + b"\r\n"
    trailers = draw(st.sampled_from([b"", b"A: b\r\n", b"A: b\r\nC: d\r\n"]))
    return stream + b"0\r\n" + trailers + b"\r\n"


@given(st.data(), st.binary(max_size=60), st.binary(max_size=10))
def test_any_cut_gives_the_same_chunked_body(
    data: st.DataObject, body: bytes, leftover: bytes
) -> None:
    stream = data.draw(chunked(body))
    reader = BodyReader(CHUNKED)
    assert read(reader, data.draw(cut(st.just(stream + leftover)))) == body
    assert (reader.done, reader.leftover) == (True, leftover)
    reader.close()

    early = BodyReader(CHUNKED)
    length = data.draw(st.integers(0, len(stream) - 1))
    assert body.startswith(read(early, [stream[:length]]))
    assert not early.done
    with pytest.raises(IncompleteBody):
        early.close()


@given(st.data(), st.binary(min_size=1, max_size=60), st.binary(max_size=10))
def test_any_cut_gives_the_same_counted_body(
    data: st.DataObject, body: bytes, leftover: bytes
) -> None:
    head = head_of(("Content-Length", str(len(body))))
    reader = BodyReader(head)
    assert read(reader, data.draw(cut(st.just(body + leftover)))) == body
    assert (reader.done, reader.leftover) == (True, leftover)
    reader.close()

    early = BodyReader(head)
    length = data.draw(st.integers(0, len(body) - 1))
    assert read(early, [body[:length]]) == body[:length]
    with pytest.raises(IncompleteBody):
        early.close()


@given(cut(st.binary(max_size=60)))
def test_without_a_length_the_body_goes_on_until_the_end(pieces: list[bytes]) -> None:
    reader = BodyReader(head_of(("Transfer-Encoding", "identity")))
    assert read(reader, pieces) == b"".join(pieces)
    assert not reader.done
    reader.close()
    assert (reader.done, reader.leftover) == (True, b"")


def test_a_body_is_passed_on_without_collecting_or_copying() -> None:
    data = bytes(1000)
    for head in (head_of(), head_of(("Content-Length", "9999"))):
        (piece,) = BodyReader(head).feed(data)
        assert piece.obj is data
    reader = BodyReader(CHUNKED)
    reader.feed(b"ffffffffffff\r\n")
    (piece,) = reader.feed(data)
    assert piece.obj is data


def test_a_reader_keeps_no_view_of_a_buffer() -> None:
    buffer = bytearray(b"5\r\nhel")
    reader = BodyReader(CHUNKED)
    assert [bytes(piece) for piece in reader.feed(buffer)] == [b"hel"]
    buffer.clear()  # a view that is left would cause a BufferError
    assert [bytes(piece) for piece in reader.feed(b"lo\r\n0\r\n\r\n")] == [b"lo"]


@pytest.mark.parametrize(
    ("stream", "body"),
    [
        (b"xyz\r\n", b""),
        (b"\r\n", b""),
        (b"-1\r\n", b""),
        (b"0x5\r\nhello", b""),
        (b"11111111111111111\r\n", b""),
        (b"5\r\nhello!\r\n", b"hello"),
        (b"5\r\nhello\r\nHTTP/1.1 200 OK\r\n", b"hello"),
        (b"5;" + b"x" * LINE_LIMIT, b""),
        (b"0\r\nA: " + b"x" * LINE_LIMIT, b""),
    ],
)
def test_a_malformed_chunk_is_an_error_after_what_came_before(stream: bytes, body: bytes) -> None:
    for pieces in ([stream], single_bytes(stream)):
        reader = BodyReader(CHUNKED)
        received = b""
        with pytest.raises(HTTPError) as caught:
            for piece in pieces:
                received += b"".join(reader.feed(piece))
            reader.close()
        assert not isinstance(caught.value, IncompleteBody)
        assert str(caught.value).isprintable()
        assert received == body
        for again in (reader.close, lambda r=reader: r.feed(b"5\r\nhello\r\n")):
            with pytest.raises(HTTPError):
                again()
        assert not reader.done


@pytest.mark.parametrize("length", ["", "-1", "+1", "1.0", "0x1", "1, 2", "1,", "9" * 20, "²"])
def test_a_malformed_length_is_refused(length: str) -> None:
    with pytest.raises(HTTPError, match="not a Content-Length"):
        BodyReader(head_of(("Content-Length", length)))


def test_a_repeated_length_is_accepted() -> None:
    reader = BodyReader(head_of(("Content-Length", "5"), ("Content-Length", "5")))
    assert read(reader, [b"hello"]) == b"hello"
    assert reader.done


def test_an_unknown_transfer_encoding_is_refused() -> None:
    with pytest.raises(HTTPError, match="'gzip, chunked'"):
        BodyReader(head_of(("Transfer-Encoding", "gzip, chunked")))
