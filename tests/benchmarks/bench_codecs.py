"""What the codecs cost, each in relation to the least that any decoder must do.

Run by hand: ``python -m tests.benchmarks.bench_codecs``. The ratios can be compared across
machines, the seconds can't. Each figure is the best of three runs; making the data isn't timed.
"""

import json
from collections.abc import Callable
from functools import partial
from time import perf_counter

from docker15_cli.wire.http1 import BodyReader, Head, Headers
from docker15_cli.wire.jsonmessage import messages
from docker15_cli.wire.multiplex import Demultiplexer, frame

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PAYLOAD = bytes(32 * KIB)
PART = 16 * MIB  # what is fed repeatedly, up to 1 GiB of payload


def main() -> None:
    print(f"{'':<52}{'codec s':>9}{'least s':>9}{'ratio':>7}")
    for name, message in large_messages().items():
        text = json.dumps(message).encode()
        report(
            f"one message of {len(text) / 1e6:.1f} MB, {name}, in 4 KiB pieces",
            partial(decode, cut(text, 4 * KIB)),
            partial(json.loads, text),
        )
    stream, array = small_messages(50_000)
    for size in (4 * KIB, 64 * KIB, len(stream)):
        report(
            f"50,000 messages of {len(stream) // 50_000} bytes in pieces of {size:,}",
            partial(decode, cut(stream, size)),
            partial(json.loads, array),
        )
    frames = frame(1, PAYLOAD) * (PART // len(PAYLOAD))
    chunks = (b"8000\r\n" + PAYLOAD + b"\r\n") * (PART // len(PAYLOAD))
    for name, codec, data in (("frames", demultiplex, frames), ("chunks", dechunk, chunks)):
        for size in (64 * KIB, MIB):
            pieces = cut(data, size)
            report(
                f"1 GiB in {name} of 32 KiB, in pieces of {size:,}",
                partial(codec, pieces, GIB // PART),
                partial(slices, pieces, GIB // PART),
            )


def report(name: str, codec: Callable[[], object], least: Callable[[], object]) -> None:
    seconds, reference = best(codec), best(least)
    print(f"{name:<52}{seconds:9.3f}{reference:9.3f}{seconds / reference:7.1f}")


def best(run: Callable[[], object]) -> float:
    """The shortest of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def decode(pieces: list[bytes]) -> int:
    return sum(1 for _ in messages(pieces))


def large_messages() -> dict[str, dict[str, object]]:
    return {
        "one string": {"stream": "x" * 8_000_000},
        "many keys": {f"key{number}": f"the value of {number}" for number in range(220_000)},
        "all escapes": {"stream": '\n"\\' * 1_333_333},
        "all braces": {"list": [{}] * 2_000_000},
    }


def small_messages(count: int) -> tuple[bytes, bytes]:
    """Small messages as a stream, and as a JSON array that json can parse in one call."""
    texts = [
        json.dumps({"status": "Downloading", "progress": f"{number} kB/1 GB", "id": "6923f7239367"})
        for number in range(count)
    ]
    return "\r\n".join(texts).encode(), f"[{','.join(texts)}]".encode()


def demultiplex(pieces: list[bytes], times: int) -> int:
    decoder = Demultiplexer()
    return sum(
        len(payload) for _ in range(times) for each in pieces for _, payload in decoder.feed(each)
    )


def dechunk(pieces: list[bytes], times: int) -> int:
    head = Head(200, "OK", Headers([("Transfer-Encoding", "chunked")]), "1.1", b"")
    reader = BodyReader(head)
    return sum(len(part) for _ in range(times) for each in pieces for part in reader.feed(each))


def slices(pieces: list[bytes], times: int) -> int:
    """A view of every 32 KiB, as if there were no framing."""
    total = 0
    for _ in range(times):
        for piece in pieces:
            view = memoryview(piece)
            for at in range(0, len(view), len(PAYLOAD)):
                total += len(view[at : at + len(PAYLOAD)])
    return total


if __name__ == "__main__":
    main()
