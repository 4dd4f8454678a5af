"""All command lines: those that only look, and those that change something."""

from __future__ import annotations

from tests.benchmarks.compare.lines_change import CHANGING
from tests.benchmarks.compare.lines_read import READING
from tests.benchmarks.compare.lines_templates import TEMPLATES
from tests.benchmarks.compare.model import Line

LINES = tuple(
    Line(text, group) for group in (*READING, *TEMPLATES, *CHANGING) for text in group.lines
)
