"""Concatenated JSON objects: however they are cut, the result is that of json for the whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.wire import jsonmessage
from docker15_cli.wire.jsonmessage import DecodeError, Decoder, error_of, messages
from tests.cutting import cut, single_bytes

TEXT = st.text() | st.text(alphabet='"\\{}[] ,:\nué€🐳', max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUES, max_size=4), max_size=6)
SPACE = st.text(alphabet=" \t\r\n", max_size=3)


@st.composite
def written(draw: st.DrawFn, objects: list[dict[str, Any]]) -> bytes:
    """The objects as a stream, each with or without escapes, with any whitespace in between."""
    parts = [
        draw(SPACE) + json.dumps(each, ensure_ascii=draw(st.booleans())) + draw(SPACE)
        for each in objects
    ]
    return "".join(parts).encode("utf-8")


def failure(pieces: list[bytes], limit: int = jsonmessage.LIMIT) -> tuple[list[Any], str]:
    """The objects returned before the error, and the error's text."""
    decoder = Decoder(limit)
    objects = []
    with pytest.raises(DecodeError) as caught:
        for piece in pieces:
            objects += decoder.feed(piece)
        decoder.close()
    return objects, str(caught.value)


@given(st.data(), OBJECTS)
def test_any_cut_gives_the_same_objects(data: st.DataObject, objects: list[dict[str, Any]]) -> None:
    stream = data.draw(written(objects))
    assert list(messages([stream])) == objects
    assert list(messages(data.draw(cut(st.just(stream))))) == objects
    assert list(messages(single_bytes(stream))) == objects


@given(st.data(), OBJECTS, st.sampled_from([b"x", b"[1]", b"}", b",", b'"', b"1", b"<html>{}"]))
def test_what_comes_before_junk_does_not_depend_on_the_cut(
    data: st.DataObject, objects: list[dict[str, Any]], junk: bytes
) -> None:
    stream = data.draw(written(objects)) + junk + b'{"after":1}'
    before, text = failure(data.draw(cut(st.just(stream))))
    assert before == objects
    assert text.startswith("not a stream of JSON messages: ")


@given(st.data(), st.text(alphabet='{}":,[]\\a1 \n', max_size=40), st.booleans())
def test_nonsense_gives_the_same_however_it_is_cut(
    data: st.DataObject, nonsense: str, good: bool
) -> None:
    def outcome(pieces: list[bytes]) -> tuple[list[Any], bool]:
        decoder, objects = Decoder(), []
        try:
            for piece in pieces:
                objects += decoder.feed(piece)
            decoder.close()
        except DecodeError:
            return objects, False
        return objects, True

    stream = b'{"a":"}"} ' * good + nonsense.encode()
    whole = outcome([stream])
    assert outcome(data.draw(cut(st.just(stream)))) == whole
    assert outcome(single_bytes(stream)) == whole


@given(st.data(), OBJECTS)
def test_the_end_within_an_object_is_an_error(
    data: st.DataObject, objects: list[dict[str, Any]]
) -> None:
    last = json.dumps({"a": [{"b": '"\\{'}, "}"]}).encode()
    length = data.draw(st.integers(1, len(last) - 1))
    stream = data.draw(written(objects)) + last[:length]
    before, text = failure(data.draw(cut(st.just(stream))))
    assert before == objects
    assert text.startswith("the stream ended within a JSON message: ")


@given(st.data(), st.binary(max_size=60))
def test_invalid_utf8_is_replaced(data: st.DataObject, junk: bytes) -> None:
    value = bytes(byte for byte in junk if byte >= 0x20 and byte not in b'"\\')
    stream = b'{"a":"' + value + b'"}\n{"b":1}'
    objects = list(messages(data.draw(cut(st.just(stream)))))
    assert objects == [{"a": value.decode("utf-8", "replace")}, {"b": 1}]


def test_a_pull_as_recorded() -> None:
    chunks = [
        b'{"status":"Pulling repository none/such"}\r\n',
        b'{"error":"Internal server error: 404 trying","errorDetail":{"code":404,"message":'
        b'"Internal server error: 404 trying"}}\r\n',
    ]
    first, second = messages(chunks)
    assert first == {"status": "Pulling repository none/such"}
    assert error_of(first) is None
    assert error_of(second) == (404, "Internal server error: 404 trying")


def test_an_import_as_recorded_has_nothing_between_its_objects() -> None:
    recorded = (
        b'{"status":"Downloading from http://127.0.0.1:5063/nosuch"}'
        b'{"error":"Got HTTP status code \\u003e= 400: 404 Not Found","errorDetail":'
        b'{"message":"Got HTTP status code \\u003e= 400: 404 Not Found"}}'
    )
    for pieces in ([recorded], single_bytes(recorded)):
        status, error = messages(pieces)
        assert status == {"status": "Downloading from http://127.0.0.1:5063/nosuch"}
        assert error_of(error) == (None, "Got HTTP status code >= 400: 404 Not Found")


def test_an_object_is_returned_with_its_last_byte() -> None:
    decoder = Decoder()
    assert decoder.feed(b'{"status":"create"') == []
    assert decoder.feed(memoryview(b"}")) == [{"status": "create"}]
    assert decoder.feed(b"") == []
    decoder.close()


@pytest.mark.parametrize(
    "pieces",
    [
        [b'{"a":"\\', b"", b'"}"}'],  # an escaped quote
        [b'{"a":"\\\\', b'"}{"b":1}'],  # an escaped backslash before the closing quote
        [b'{"a":"\\\\\\', b'"{"}'],
        [b'{"a":"\xf0\x9f', b"\x90", b'\xb3"}'],
        [b'{"a":{"b":"}', b'"}', b"}{", b"}"],
    ],
)
def test_cuts_at_difficult_places(pieces: list[bytes]) -> None:
    decoder = json.JSONDecoder()
    text, at, expected = b"".join(pieces).decode(), 0, []
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        expected.append(value)
    assert list(messages(pieces)) == expected


def test_messages_closes_the_stream() -> None:
    stream = messages([b'{"a":1}{', b'"b"'])
    assert next(stream) == {"a": 1}
    with pytest.raises(DecodeError, match="ended within"):
        next(stream)


def test_whole_messages_go_without_the_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonmessage, "_TOKEN", None)
    assert list(messages([b'{"a":"\xc3\xa9"}\r\n{}\t\n', b' {"b":1}'])) == [
        {"a": "é"},
        {},
        {"b": 1},
    ]


def test_an_object_in_many_pieces_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    parse = jsonmessage._parse_at

    def counting(text: str, at: int = 0) -> tuple[Any, int]:
        calls.append(len(text))
        return parse(text, at)

    monkeypatch.setattr(jsonmessage, "_parse_at", counting)
    message = {"stream": '{}"\\' * 500, "more": [{}] * 50}
    stream = json.dumps(message).encode()
    assert list(messages(single_bytes(stream))) == [message]
    assert calls == [len(stream)]


@pytest.mark.parametrize(
    "stream",
    [
        b"<html><body>Bad Gateway</body></html>",
        b"[]",
        b"null",
        b'"text"',
        b"Error: no such thing\n",
        b"\x15\x03\x01\x00\x02",
        b"{]}",
        b'{"a":1,}',
        b'{"a":\\"}',
        b"{" + b'"a":{' * 100_000 + b"}" * 100_001,
        b'{"a":' + b"1" * 5000 + b"}",
    ],
)
def test_anything_but_an_object_is_a_one_line_error(stream: bytes) -> None:
    for pieces in ([b'{"first":1}', stream], [b'{"first":1}' + stream]):
        objects, text = failure(pieces)
        assert objects == [{"first": 1}]
        assert text.isprintable()
        assert len(text) < 400


@given(st.data(), st.integers(0, 40))
def test_an_object_may_be_as_long_as_the_limit(data: st.DataObject, length: int) -> None:
    message = {"a": "x" * length}
    stream = json.dumps(message).encode()
    pieces = data.draw(cut(st.just(b"{} " + stream)))
    decoder = Decoder(limit=len(stream))
    assert [each for piece in pieces for each in decoder.feed(piece)] == [{}, message]
    decoder.close()
    objects, text = failure(pieces, limit=len(stream) - 1)
    assert objects == [{}]
    assert text == f"a JSON message is longer than {len(stream) - 1} bytes"


def test_an_endless_object_is_refused_at_the_limit() -> None:
    decoder = Decoder(limit=1000)
    decoder.feed(b'{"a":"')
    for _ in range(9):
        decoder.feed(b"x" * 100)
    with pytest.raises(DecodeError, match="longer than 1000 bytes"):
        decoder.feed(b"x" * 100)


def test_an_error_stays() -> None:
    decoder = Decoder()
    assert decoder.feed(b"{} junk") == [{}]
    for _ in range(2):
        with pytest.raises(DecodeError, match="'junk'"):
            decoder.feed(b"{}")
    with pytest.raises(DecodeError, match="'junk'"):
        decoder.close()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, None),
        ({"status": "Downloading", "progress": "1 kB/2 kB (50%)"}, None),
        ({"errorDetail": None}, None),
        ({"error": ""}, None),
        ({"error": "", "errorDetail": {}}, None),
        ({"error": "old"}, (None, "old")),
        ({"error": "old", "errorDetail": None}, (None, "old")),
        ({"error": "old", "errorDetail": "text"}, (None, "old")),
        ({"error": "old", "errorDetail": {"message": "new"}}, (None, "new")),
        ({"error": "old", "errorDetail": {"code": 401}}, (401, "old")),
        ({"errorDetail": {"code": 401, "message": "log in"}}, (401, "log in")),
        ({"errorDetail": {"code": 401}}, (401, "error 401")),
        ({"errorDetail": {"code": 0, "message": "exit status 3\n"}}, (None, "exit status 3")),
    ],
)
def test_error_of(message: dict[str, Any], error: tuple[int | None, str] | None) -> None:
    assert error_of(message) == error


COUNTS = [
    lambda number: {},
    lambda number: {"progress": f"  {number} MB/99 MB ({number}%)"},
    lambda number: {"progress": f"{number}/? (n/a)"},
    lambda number: {"progressDetail": {"current": number}, "progress": f"[=>  ] {number} MB/9 GB"},
]
MESSAGES = st.builds(
    lambda status, count, number, layer: {"status": status, **count(number), "id": layer},
    st.sampled_from(["Downloading", "Extracting", "Retrying in 5 s"]),
    st.sampled_from(COUNTS),
    st.integers(0, 99),
    st.sampled_from("ab"),
)


@given(st.data(), st.lists(MESSAGES, max_size=40), st.sampled_from(["\r\n", "\n", ""]))
def test_only_outdated_counts_are_left_out(
    data: st.DataObject, everything: list[dict[str, Any]], end: str
) -> None:
    def seen(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The state of the layers at each message without a count, and at the end."""
        layers: dict[str, Any] = {}
        moments: list[dict[str, Any]] = []
        for each in found:
            layers = {**layers, each["id"]: each}
            if "progress" not in each:
                moments.append(layers)
        return [*moments, layers]

    stream = "".join(json.dumps(each) + end for each in everything).encode()
    newest = list(messages(data.draw(cut(st.just(stream)))))
    assert seen(newest) == seen(everything)
    assert all(each in everything for each in newest)


def test_a_flood_of_counts_is_not_decoded() -> None:
    lines = [
        b'{"status":"Downloading","progress":"%d MB/1 GB (0%%)","id":"a"}' % n for n in (1, 2, 3)
    ]
    stream = b"\n".join([b"{}", *lines, b'{"status":"Done","id":"a"}', b"{}"])
    statuses = [each.get("progress") or each.get("status") for each in messages([stream])]
    assert statuses == [None, "3 MB/1 GB (0%)", "Done", None]


@pytest.mark.parametrize(
    "texts",
    [
        ["layer 1 of 2", "layer 2 of 2"],  # a text, not a count
        ["endpoint: http://a/b", "endpoint: http://a/c"],
    ],
)
def test_a_status_in_the_progress_is_kept(texts: list[str]) -> None:
    lines = [json.dumps({"status": "Pulling", "progress": text, "id": "a"}) for text in texts]
    stream = "\n".join(["{}", *lines, "{}"]).encode()
    assert [each.get("progress") for each in messages([stream])] == [None, *texts, None]
