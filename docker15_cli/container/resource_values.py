"""Parsers for limits, devices and GPUs.

They raise ValueError, whose text says what the option takes.
"""

import re
from collections.abc import Callable

from docker15_cli.cli.values import comma_separated, is_number, pairs, size
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

_LOWEST_WEIGHT, _HIGHEST_WEIGHT = 10, 1000
_DEVICE_RULE = regex(r"[acb] (?:\d+|\*):(?:\d+|\*) [rwm]{1,3}", re.ASCII)
_GPU_KEYS = ("capabilities", "count", "device", "driver", "options")
_GPU = "gpu"  # the capability that every request has
_ALL = -1


def integer(lowest: int, highest: int) -> Callable[[str], int]:
    """A parser for an integer in a range."""

    def parse(text: str) -> int:
        if not (re.fullmatch(r"-?\d{1,9}", text, re.ASCII) and lowest <= int(text) <= highest):
            raise ValueError(f"takes a number from {lowest} to {highest}: {text!r}")
        return int(text)

    return parse


def weight(text: str) -> int:
    """A block I/O weight, 10 to 1000; 0 turns it off."""
    return 0 if text == "0" else integer(_LOWEST_WEIGHT, _HIGHEST_WEIGHT)(text)


def weight_device(text: str) -> JsonObject:
    """`/dev/NAME:WEIGHT` → WeightDevice."""
    path, value = _of_device(text, "/dev/NAME:WEIGHT")
    return {"Path": path, "Weight": weight(value)}


def rate_in_bytes(text: str) -> JsonObject:
    """`/dev/NAME:BYTES`, with a unit or without → ThrottleDevice, in bytes per second."""
    path, value = _of_device(text, "/dev/NAME:BYTES")
    return {"Path": path, "Rate": size(value)}


def rate(text: str) -> JsonObject:
    """`/dev/NAME:N` → ThrottleDevice, in operations per second."""
    path, value = _of_device(text, "/dev/NAME:N")
    if not is_number(value):
        raise ValueError(f"takes /dev/NAME:N, a whole number: {text!r}")
    return {"Path": path, "Rate": int(value)}


def _of_device(text: str, form: str) -> tuple[str, str]:
    path, colon, value = text.partition(":")
    if not (path.startswith("/dev/") and colon):
        raise ValueError(f"takes {form}: {text!r}")
    return path, value


def device_rule(text: str) -> str:
    """Check `TYPE MAJOR:MINOR RIGHTS`, as in Linux's device cgroup; returned unchanged."""
    if not _DEVICE_RULE.fullmatch(text):
        raise ValueError(f"takes TYPE MAJOR:MINOR RIGHTS, such as 'c 1:3 rwm': {text!r}")
    return text


def gpus(text: str) -> JsonObject:
    """`all`, `N` or `KEY=VALUE,…`, quoted as in CSV → DeviceRequest."""
    fields: dict[str, str] = {}
    for field in comma_separated(text) or [""]:
        key, equals, value = field.partition("=")
        key, value = (key, value) if equals else ("count", key)
        if key not in _GPU_KEYS:
            raise ValueError(f"takes all, N, or {', '.join(_GPU_KEYS)} with a value: {text!r}")
        if key in fields:
            raise ValueError(f"takes {key} only once: {text!r}")
        fields[key] = value
    return _device_request(fields, text)


def _device_request(fields: dict[str, str], text: str) -> JsonObject:
    devices = fields["device"].split(",") if "device" in fields else None
    capabilities = [*filter(None, fields.get("capabilities", "").split(",")), _GPU]
    return {
        "Driver": fields.get("driver", ""),
        "Count": _count(fields.get("count", "0" if devices else "1"), text),
        "DeviceIDs": devices,
        "Capabilities": [capabilities],
        "Options": pairs(comma_separated(fields["options"])) if fields.get("options") else {},
    }


def _count(text: str, given: str) -> int:
    if text in ("all", str(_ALL)):
        return _ALL
    if not is_number(text):
        raise ValueError(f"takes all or a number of GPUs: {given!r}")
    return int(text)
