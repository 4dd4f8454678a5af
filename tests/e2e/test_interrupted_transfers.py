"""Ctrl-C on a terminal, in the middle of a transfer: 130 at once, and the terminal is restored.

For what `export` and `cp` leave behind, see tests/commands.
"""

from __future__ import annotations

import json

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Answer, Engine, Stall
from tests.fake_engine.faults import Fault
from tests.pty import Terminal

LAYER = "6923f7239367"
LARGE = 20_000_000  # bytes: more than any buffer in between holds
MESSAGE = json.dumps({"status": "Working", "progress": "500 kB/1 MB (50%)", "id": LAYER}).encode()
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MESSAGES = Answer(HEAD + b"%x\r\n%b\r\n" % (len(MESSAGE), MESSAGE), hold=True)
BAR = b"500 kB/1 MB (50%)"


@pytest.mark.parametrize(
    ("command", "path", "fault", "shown"),
    [
        ("pull joe/app", "/images/create", MESSAGES, BAR),
        ("push joe/app", "/push", MESSAGES, BAR),
        ("import http://example.org/x", "/images/create", MESSAGES, BAR),
        ("import large", "/images/create", Stall(), b"\x1b[?25l"),
        ("insert busybox http://example.org/x /x", "/insert", MESSAGES, BAR),
        ("build .", "/build", Stall(), b"Uploading context"),
        ("search app", "/images/search", Answer(HEAD + b"1\r\n[\r\n", hold=True), b""),
    ],
)
def test_ctrl_c(
    docker15: Docker15, engine: Engine, command: str, path: str, fault: Fault, shown: bytes
) -> None:
    (docker15.home / "large").write_bytes(bytes(LARGE))
    (docker15.home / "Dockerfile").write_text("FROM busybox\n")
    armed = engine.faults.arm(fault, ".*", path)
    with Terminal(docker15, *command.split()) as terminal:
        terminal.until(lambda: armed.hits > 0)
        terminal.wait_for(shown)
        terminal.type(b"\x03")
        assert terminal.exit_status(5) == 130
        assert not terminal.screen.cursor.hidden
        assert terminal.lines[terminal.screen.cursor.y] in ("", "^C")  # the terminal's own echo
    assert b"Traceback" not in terminal.output
