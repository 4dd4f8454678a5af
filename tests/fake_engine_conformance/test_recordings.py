"""The reader of the recordings."""

from __future__ import annotations

import pytest

from tests import recordings

FILES = sorted(path.stem for path in (recordings.WIRE / "0.6.3").glob("*.txt"))


def test_bytes_of_an_exchange() -> None:
    exchange = recordings.exchanges("version_info_routing")[3]
    assert (exchange.number, exchange.title) == (4, "version under /v1.6 (newer than the daemon)")
    assert exchange.request == b"GET /v1.6/version HTTP/1.1\r\nHost: x\r\n\r\n"
    assert exchange.answer.startswith(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain")
    assert exchange.answer.endswith(b" GMT\r\n\r\n")
    assert not exchange.truncated
    assert not exchange.closed


def test_escapes() -> None:
    assert recordings.unescape(r"a\r\n\t\x00\xff\\x") == b"a\r\n\t\x00\xff\\x"
    assert recordings.unescape("e\xe9") == b"e\xc3\xa9"


def test_steps_of_a_conversation() -> None:
    exchange = recordings.exchanges("containers_attach")[18]
    said = [(step.sender, step.data) for step in exchange.steps[2:6]]
    assert said == [(">", b"hello\n"), ("<", b"hello\n"), (">", b"world\n"), ("<", b"world\n")]
    assert exchange.remarks == [
        "(client half-closes: shutdown(SHUT_WR))",
        "server closed the connection",
    ]
    assert exchange.closed


def test_truncated_exchange() -> None:
    exchange = recordings.exchanges("images_create")[0]
    assert exchange.truncated
    assert exchange.answer.endswith(b'{"status":"2361b033d92a"}')


def test_run_of_the_client() -> None:
    cat, count, killed, *_ = recordings.runs("client_run_stdin")
    assert cat.argv == ["run", "-i", "busybox", "cat"]
    assert (cat.stdin, cat.stdout, cat.stderr) == (b"line1\nline2\n", b"line1\nline2\n", b"")
    assert (cat.exit_status, cat.truncated) == (0, False)
    assert [one.request.split(b" ")[0] for one in cat.exchanges] == [b"POST"] * 3 + [b"GET"]
    attach = cat.exchanges[2]
    assert attach.answer.endswith(b"raw-stream\r\n\r\nline1\nline2\n")
    assert count.truncated
    assert count.argv == ["run", "-i", "busybox", "sh", "-c", "wc -c"]
    assert killed.exit_status is None


def test_run_on_a_terminal() -> None:
    run = recordings.runs("client_idx_login")[0]
    assert (run.argv, run.comment) == (["login"], "on a terminal 30x100 ")
    assert run.terminal.startswith(b"Username: joe\r\nPassword: \r\n")


@pytest.mark.parametrize("name", FILES)
def test_every_recording_can_be_read(name: str) -> None:
    if name == "client_no_daemon":  # it has no wire data
        assert recordings.runs(name) == []
        return
    if name.startswith("client_"):
        found = [one for run in recordings.runs(name) for one in run.exchanges]
    else:
        found = recordings.exchanges(name)
    assert found
    assert all(one.request for one in found)
