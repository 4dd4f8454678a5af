"""API 1.5 itself, as Docker 0.6.2 and 0.6.3 speak it: nothing to translate."""

from __future__ import annotations

from docker15_cli.dialects import Dialect

NATIVE = Dialect("native", reason="the engine's answers name no version", swallowed_key=b"\x10")
