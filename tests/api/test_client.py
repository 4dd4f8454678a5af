"""An engine may take an upload as slowly as it likes: timeouts are for connecting and reading."""

from __future__ import annotations

import pytest

from docker15_cli.api.client import Client
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.transport.discovery import resolve
from docker15_cli.transport.options import ConnectionOptions
from tests.fake_engine import Delay, Engine

PIECE = bytes(1024 * 1024)


@pytest.mark.parametrize("transport", ["unix", "tcp"])
def test_an_upload_may_wait_longer_than_connecting(transport: str) -> None:
    with Engine(tcp=True) as engine:
        engine.faults.arm(Delay(0.5), "POST", "/build")
        url = engine.tcp_url if transport == "tcp" else engine.url
        client = Client(resolve(ConnectionOptions(url, timeout=0.1), {}))
        answer = client.stream(operations.BUILD, Request("POST", "/build"), iter([PIECE] * 20))
        assert b"Error build" in b"".join(answer)
