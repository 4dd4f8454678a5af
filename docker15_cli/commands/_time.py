"""Moments on the command line: `--since` and `--until`."""

from __future__ import annotations

import re
import time

from docker15_cli.errors import UsageError

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_NUMBER = r"\d{1,18}(?:\.\d{1,18})?"
_PART = re.compile(rf"({_NUMBER})(ms|[smhd])", re.ASCII)
_LENGTH = re.compile(rf"-?(?:{_NUMBER}(?:ms|[smhd]))+", re.ASCII)


def moment(text: str, option: str) -> str:
    """Unix time as it is, RFC 3339, or a length of time before now (`1h30m`) → unix time.

    A length below zero (`-10m`) is after now. Raises UsageError, naming the option.
    """
    if not text or re.fullmatch(_NUMBER, text, re.ASCII):
        return text
    if _LENGTH.fullmatch(text):
        ago = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
        return f"{time.time() + (ago if text.startswith('-') else -ago):.3f}"
    from datetime import datetime

    # Python 3.10 knows neither Z nor more than six digits of a fraction.
    plain = re.sub(r"(\.\d{1,6})\d*", lambda match: match[1].ljust(7, "0"), text, flags=re.ASCII)
    try:
        return str(datetime.fromisoformat(re.sub("[Zz]$", "+00:00", plain)).timestamp())
    except ValueError:
        raise UsageError(f"{option} takes unix time, RFC 3339 or 10m: {text!r}") from None
