"""All command lines: those that only look, and those that change something."""

from __future__ import annotations

from tests.benchmarks.compare.lines_change import CHANGING
from tests.benchmarks.compare.lines_create import OPTIONS
from tests.benchmarks.compare.lines_networks import CONNECTING
from tests.benchmarks.compare.lines_read import READING
from tests.benchmarks.compare.lines_templates import TEMPLATES
from tests.benchmarks.compare.model import Line

_GROUPS = (*READING, *TEMPLATES, *CHANGING, *CONNECTING, OPTIONS)
LINES = tuple(Line(text, group) for group in _GROUPS for text in group.lines)
