"""Streams of JSON objects with nothing or white space between them (pull, push, build, events).

They may be split anywhere, even within a character. An object that arrives in pieces is parsed
once, when its end has arrived; until then each byte is examined once, however small the pieces are.

Source: Remote API 1.5, "JSON message stream" (errors and progress); RFC 8259 (JSON).
"""

from collections.abc import Iterable, Iterator, Mapping
from json import JSONDecoder

from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.patterns import regex
from docker15_cli.wire.excerpt import excerpt

LIMIT = 64 * 1024 * 1024  # bytes of one object

_parse_at = JSONDecoder().raw_decode
_SPACE = regex(rb"[ \t\r\n]*")
# A complete string; or a brace, or the beginning of a string whose end has not arrived yet.
_TOKEN = regex(rb'"[^"]*"|([{}"])')
# The counts in a message: `"progress":"1.2 MB/10 MB (12%)"`, `"progressDetail":{"current":1200}`.
_COUNT = regex(
    rb'"progress(?:Detail": ?\{"current":[^{}]*\}|": ?"[^"]*(?:[%a]\)|[0-9] ?[kMGTPE]?B) *")'
)
_ONE_LINE = regex(rb"\{.*\}\r?")


class DecodeError(ValueError):
    """The bytes are not a stream of JSON objects; the message is one line."""


class Decoder:
    """Incremental decoder of concatenated JSON objects."""

    __slots__ = ("_depth", "_error", "_escaped", "_limit", "_message", "_quoted")

    def __init__(self, limit: int = LIMIT) -> None:
        """`limit` is the most bytes of one object."""
        self._limit = limit
        self._message = bytearray()  # the part of the current object that has arrived,
        self._depth = 0  # how many of its braces are open,
        self._quoted = False  # whether a string is open,
        self._escaped = False  # and whether the last byte was a backslash
        self._error: DecodeError | None = None

    def feed(self, data: bytes | bytearray | memoryview) -> list[JsonObject]:
        """Decode the next bytes, split anywhere; return the objects that they complete, in order.

        Invalid UTF-8 becomes U+FFFD.

        Raises DecodeError for anything but an object, or for one that is too long. The objects
        before it are returned first, and the error is raised by the next call, so that the result
        does not depend on how the stream was split.
        """
        if self._error:
            raise self._error
        found: list[JsonObject] = []
        try:
            self._decode(bytes(data), found)
        except DecodeError as error:
            self._error = error
            if not found:
                raise
        return found

    def close(self) -> None:
        """Call this at the end of the stream; raises DecodeError if that is within an object."""
        if self._error:
            raise self._error
        if self._message:
            raise DecodeError(f"the stream ended within a JSON message: {excerpt(self._message)}")

    def _decode(self, data: bytes, found: list[JsonObject]) -> None:
        masked = self._mask(data)
        at = self._advance(data, masked, 0, found) if self._message else 0
        if len(data) <= self._limit:
            at = _decode_whole(data, at, found)
        while at < len(data):
            at = self._advance(data, masked, at, found)

    def _mask(self, data: bytes) -> bytes:
        """Overwrite escapes, so that each remaining quote begins or ends a string."""
        masked = b"_" + data[1:] if self._escaped and data else data
        masked = masked.replace(rb"\\", b"__").replace(rb"\"", b"__")
        self._escaped = masked.endswith(b"\\") if masked else self._escaped
        return masked

    def _advance(self, data: bytes, masked: bytes, at: int, found: list[JsonObject]) -> int:
        """Consume the bytes from `at` to the end of an object, or all; return where they end."""
        if not self._message:
            at = _skip_space(data, at)
            if at == len(data):
                return at
        end = self._find_end(masked, at)
        if len(self._message) + end - at > self._limit:
            raise DecodeError(f"a JSON message is longer than {self._limit} bytes")
        self._message += data[at:end]
        if not self._depth:
            found.append(_parse(self._message))
            self._message.clear()
        return end

    def _find_end(self, masked: bytes, at: int) -> int:
        """Follow strings and braces from `at`; return the end of the object, or of the bytes."""
        if self._quoted:
            at = masked.find(b'"', at) + 1
            if not at:
                return len(masked)
            self._quoted = False
        for token in _TOKEN.finditer(masked, at):
            mark = token[1]
            if mark == b"{":
                self._depth += 1
            elif mark == b"}":
                self._depth -= 1
                if not self._depth:
                    return token.end()
            elif mark:
                self._quoted = True
                break
        return len(masked)


def _decode_whole(data: bytes, at: int, found: list[JsonObject]) -> int:
    """Decode complete objects, the usual case, at a third of the cost; return where they end.

    Incomplete or invalid ones are left to the decoder.
    """
    text, index = "", 0
    try:
        text = str(data[at : data.rfind(b"}") + 1], "utf-8")
        while index < len(text):
            if text[index] == "{":
                message, index = _parse_at(text, index)
                found.append(message)
            elif text[index] in " \t\r\n":
                index += 1
            else:
                break
    except (ValueError, RecursionError):
        pass
    return at + len(text[:index].encode())


def _skip_space(data: bytes, at: int) -> int:
    """The beginning of the next object, or the end of the bytes."""
    space = _SPACE.match(data, at)
    at = space.end() if space else at
    if data[at : at + 1] not in (b"{", b""):
        raise DecodeError(f"not a stream of JSON messages: {excerpt(memoryview(data)[at:])}")
    return at


def _parse(message: bytearray) -> JsonObject:
    try:
        parsed: JsonObject = _parse_at(message.decode(errors="replace"))[0]
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not a JSON message: {excerpt(message)}") from error
    return parsed


def messages(chunks: Iterable[bytes]) -> Iterator[JsonObject]:
    """Each object of a stream, as soon as it is complete. Raises DecodeError.

    Counts that are superseded within the same piece are left out: see `newest_counts`.
    """
    decoder = Decoder()
    for chunk in chunks:
        yield from decoder.feed(newest_counts(chunk))
    decoder.close()


def newest_counts(piece: bytes) -> bytes:
    """`piece` without the messages that a later one repeats with another count.

    Both must be complete, on lines of their own, and with only counts between them. A fast pull
    sends hundreds of such messages in one piece: nobody could see them, and decoding them would
    cost five times as much.
    """
    lines = piece.split(b"\n")
    if len(lines) < 4:
        return piece
    uncounted = _COUNT.sub(b"", piece).split(b"\n")
    if len(lines) != len(uncounted):  # a count spans lines: it is another format
        return piece
    kept = [lines[0]]  # the first line may lack its beginning, the last one its end
    newest: dict[bytes, bytes] = {}
    for line, rest in zip(lines[1:-1], uncounted[1:-1], strict=True):
        if newest.pop(rest, None) or (rest != line and _ONE_LINE.fullmatch(rest)):
            newest[rest] = line
        else:
            kept += (*newest.values(), line)
            newest.clear()
    return b"\n".join([*kept, *newest.values(), lines[-1]])


def error_of(message: Mapping[str, Json]) -> tuple[int | None, str] | None:
    """The (code, text) of a message that reports a failure, None for any other.

    The code is 401 if a login is needed, and None if the engine sends none. `errorDetail` takes
    precedence over the older `error`; an empty one is not a failure.
    """
    if "error" not in message and "errorDetail" not in message:
        return None
    detail = message.get("errorDetail")
    detail = detail if isinstance(detail, Mapping) else {}
    code = detail.get("code")
    code = code if code and isinstance(code, int) else None
    text = detail.get("message") or message.get("error")
    if not text and not code:
        return None
    return code, str(text or f"error {code}").strip()
