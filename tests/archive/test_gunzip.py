"""Decompressing gzip: archive/gunzip.py."""

from __future__ import annotations

import gzip
import os

import pytest

from docker15_cli.archive.gunzip import gunzipped
from docker15_cli.errors import Docker15Error

DATA = os.urandom(300_000) + bytes(3_000_000)


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("size", [7, 4096, 1 << 20])
@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("padding", [b"", bytes(1000)])
def test_gzip_data(size: int, members: int, padding: bytes) -> None:
    sent = pieces(gzip.compress(DATA, 1) * members + padding, size)
    got = list(gunzipped(sent, "x"))
    assert b"".join(got) == DATA * members
    assert max(map(len, got)) <= 256 * 1024


@pytest.mark.parametrize("data", [b"", b"\x1f", b"BZh9", b"plain" * 1000])
def test_other_data(data: bytes) -> None:
    assert b"".join(gunzipped(pieces(data, 100), "x")) == data


@pytest.mark.parametrize("cut", [2, 12, 1000, 100_000])
def test_truncated_data(cut: int) -> None:
    with pytest.raises(Docker15Error, match="can't decompress x: it ends too soon"):
        list(gunzipped(pieces(gzip.compress(DATA)[:cut], 4096), "x"))


def test_damaged_data() -> None:
    data = bytearray(gzip.compress(DATA))
    data[-6] ^= 1  # a byte of the checksum
    with pytest.raises(Docker15Error, match="can't decompress x: Error -3"):
        list(gunzipped([bytes(data)], "x"))
