"""Where the user's files are."""

from __future__ import annotations

import os

import pytest

from docker15_cli.config.files import home


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    assert home({"HOME": "/somewhere"}) == "/somewhere"
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 1_234_567)
    assert home({}) == "/"
