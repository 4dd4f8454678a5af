"""Parsers for options of `run` and `create`.

They raise ValueError, whose text says what the option takes.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from docker15_cli.cli.values import (
    comma_separated,
    is_address,
    is_number,
    pairs,
    put,
    read_text,
    size,
)
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.patterns import regex

RESTARTS = ("no", "always", "unless-stopped", "on-failure")
ULIMITS = frozenset(
    {
        *("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile"),
        *("nproc", "rss", "rtprio", "rttime", "sigpending", "stack"),
    }
)
_PORT = r"\d{1,5}(?:-\d{1,5})?"
_PUBLISHED = regex(
    rf"(?:(?:(?P<address>\[[^\]]*\]|[^:\[\]]+):)?(?P<public>{_PORT})?:)?"
    rf"(?P<private>{_PORT})(?:/(?P<protocol>tcp|udp|sctp))?",
    re.IGNORECASE | re.ASCII,
)
_CDI = regex(r"[A-Za-z][\w.-]*/[A-Za-z][\w-]*=[A-Za-z0-9][\w.:-]*", re.ASCII)
_LAST_PORT = 65535
_SECCOMP_WORDS = ("unconfined", "builtin")


def number(text: str) -> int:
    """An integer, -1 or more; -1 means unlimited."""
    if not re.fullmatch(r"-1|\d+", text, re.ASCII):
        raise ValueError(f"takes a number: {text!r}")
    return int(text)


def nano_cpus(text: str) -> int:
    """A number of CPUs, such as 1.5 → billionths of a CPU."""
    match = re.fullmatch(r"(\d*)(?:\.(\d{0,9}))?", text, re.ASCII)
    billionths = int(f"{match[1]}{(match[2] or '').ljust(9, '0')}") if match else 0
    if not billionths:
        raise ValueError(f"takes a number of processors, such as 1.5: {text!r}")
    return billionths


def restart_policy(text: str) -> JsonObject:
    """`no`, `always`, `unless-stopped`, `on-failure[:N]` → RestartPolicy."""
    name, colon, count = text.partition(":")
    if name not in RESTARTS or (colon and not (name == "on-failure" and is_number(count))):
        raise ValueError(f"takes no, always, unless-stopped or on-failure[:N]: {text!r}")
    return {"Name": name, "MaximumRetryCount": int(count or 0)}


def ulimit(text: str) -> JsonObject:
    """`NAME=SOFT[:HARD]` → Ulimit; -1 means unlimited."""
    name, _, limits = text.partition("=")
    match = re.fullmatch(r"(-1|\d+)(?::(-1|\d+))?", limits, re.ASCII)
    if name not in ULIMITS or not match:
        raise ValueError(f"takes NAME=SOFT[:HARD], such as nofile=1024:2048: {text!r}")
    soft, hard = int(match[1]), int(match[2] or match[1])
    if hard != -1 and (soft == -1 or soft > hard):
        raise ValueError(f"takes a soft limit no higher than the hard one: {text!r}")
    return {"Name": name, "Soft": soft, "Hard": hard}


def device(text: str) -> dict[str, str]:
    """`/HOST[:/CONTAINER][:rwm]` → DeviceMapping; a CDI device, `VENDOR/CLASS=NAME` → {"cdi": it}.

    versioned_options.py makes requests of the latter.
    """
    if _CDI.fullmatch(text):
        return {"cdi": text}
    host, *rest = text.split(":")
    rights = "rwm"
    if rest and re.fullmatch("[rwm]+", rest[-1]):
        rights = rest.pop()
    inside = rest[0] if rest else host
    if len(rest) > 1 or not (host.startswith("/") and inside.startswith("/")):
        raise ValueError(f"takes /DEVICE[:/DEVICE][:rwm]: {text!r}")
    return {"PathOnHost": host, "PathInContainer": inside, "CgroupPermissions": rights}


def capabilities(texts: Iterable[str]) -> list[str]:
    """Capabilities as docker sends them: upper case, with CAP_ except for ALL, sorted, unique."""
    found = set()
    for text in texts:
        word = text.upper()
        if not word:
            raise ValueError(f"takes a capability, such as NET_ADMIN, or ALL: {text!r}")
        found.add(word if word == "ALL" or word.startswith("CAP_") else f"CAP_{word}")
    return sorted(found)


def security_option(text: str) -> str:
    """The option unchanged, except `seccomp=FILE`: engines expect the content of the file."""
    name, separator, value = text.partition("=")
    if not separator:
        name, separator, value = text.partition(":")
    if not value and name != "no-new-privileges":
        raise ValueError(f"takes no-new-privileges or KEY=VALUE: {text!r}")
    if name != "seccomp" or value in _SECCOMP_WORDS:
        return text
    try:
        return f"seccomp={json.dumps(json.loads(read_text(value)), separators=(',', ':'))}"
    except json.JSONDecodeError as error:
        raise ValueError(f"seccomp={value}: not valid JSON ({error})") from None


def tmpfs(texts: Iterable[str]) -> dict[str, str]:
    """`/PATH[:OPTIONS]` each → options by path."""
    found = {}
    for text in texts:
        path, _, options = text.partition(":")
        if not path.startswith("/"):
            raise ValueError(f"takes /PATH[:OPTIONS]: {text!r}")
        found[path] = options
    return found


def ulimits(texts: Iterable[str]) -> list[JsonObject]:
    """`ulimit` for each; of two with the same name the last one counts."""
    return list({limit["Name"]: limit for limit in map(ulimit, texts)}.values())


class Port(NamedTuple):
    """A published port; the engine chooses the address or public port if it is "".

    `public` may be a range, "8000-8010", for any free port in it.
    """

    address: str
    public: str
    private: str
    protocol: str


def short_port(text: str) -> str:
    """docker's long form, `target=80,published=8080,protocol=udp`, as the short 8080:80/udp."""
    if "=" not in text:
        return text
    fields = dict(field.partition("=")[::2] for field in text.split(","))
    target, public = fields.pop("target", ""), fields.pop("published", "")
    protocol = fields.pop("protocol", "tcp")
    if not target or fields.pop("mode", "host") not in ("host", "ingress") or fields:
        raise ValueError(f"takes target=PRIVATE,published=PUBLIC,protocol=PROTO: {text!r}")
    ports = f"{public}:{target}" if public else target
    return ports if protocol == "tcp" else f"{ports}/{protocol}"


def published(text: str) -> list[Port]:
    """The ports of `[[ADDRESS:][PUBLIC]:]PRIVATE[/PROTO]`, with `FIRST-LAST` for several ports.

    A range of public ports for one private port stands for any of them. `:80` means public port 80,
    as at 1.5; with `ADDRESS::80` the engine chooses.
    """
    match = _PUBLISHED.fullmatch(text)
    private = list(_range(match["private"])) if match else []
    public = list(_range(match["public"] or "")) if match else []
    address = ((match["address"] if match else None) or "").strip("[]")
    if match and len(private) == 1 < len(public):
        public = [match["public"]]
    if match is None or (match["public"] and len(public) != len(private)) or not private:
        raise ValueError(f"takes [[ADDRESS:]PUBLIC:]PRIVATE[/PROTO], ports or ranges: {text!r}")
    if address and not is_address(address):
        raise ValueError(f"takes an IP address before the ports: {text!r}")
    if not public:
        public = private if text.startswith(":") else [""] * len(private)
    protocol = (match["protocol"] or "tcp").lower()
    return [Port(address, *numbers, protocol) for numbers in zip(public, private, strict=True)]


def _range(text: str) -> Iterator[str]:
    """The ports of `FIRST-LAST`; none if they are out of range."""
    first, _, last = text.partition("-")
    if first and int(last or first) <= _LAST_PORT:
        yield from map(str, range(int(first), int(last or first) + 1))


def exposed(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """`PORT[/PROTO]` or `FIRST-LAST[/PROTO]` each → ExposedPorts."""
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        if ":" in text:
            raise ValueError(f"takes PORT[/PROTO]: {text!r}")
        found |= {f"{port.private}/{port.protocol}": {} for port in published(text)}
    return found


def _boolean(text: str) -> bool:
    """A boolean of a mount; "" stands for a key without a value, which is true.

    docker accepts fewer words here than in switches (`types.parse_bool`).
    """
    if text in ("", "1", "true"):
        return True
    if text in ("0", "false"):
        return False
    raise ValueError(f"takes true or false, not {text!r}")


def _mode(text: str) -> int:
    if not re.fullmatch("[0-7]{1,4}", text):
        raise ValueError(f"takes an octal mode, not {text!r}")
    return int(text, 8)


def _text(text: str) -> str:
    return text


# For a key of a mount: the type of mount that has it ("": all), the path of its value, the parser.
_Field = tuple[str, str, Callable[[str], Any]]

MOUNT: Mapping[str, _Field] = {
    "type": ("", "Type", _text),
    "source": ("", "Source", _text),
    "target": ("", "Target", _text),
    "readonly": ("", "ReadOnly", _boolean),
    "consistency": ("", "Consistency", _text),
    "bind-propagation": ("bind", "BindOptions.Propagation", _text),
    "bind-nonrecursive": ("bind", "BindOptions.NonRecursive", _boolean),
    "bind-recursive": ("bind", "BindOptions", lambda text: _recursion(text)),
    "volume-nocopy": ("volume", "VolumeOptions.NoCopy", _boolean),
    "volume-label": ("volume", "VolumeOptions.Labels", lambda text: pairs([text])),
    "volume-driver": ("volume", "VolumeOptions.DriverConfig.Name", _text),
    "volume-opt": ("volume", "VolumeOptions.DriverConfig.Options", lambda text: pairs([text])),
    "volume-subpath": ("volume", "VolumeOptions.Subpath", _text),
    "tmpfs-size": ("tmpfs", "TmpfsOptions.SizeBytes", size),
    "tmpfs-mode": ("tmpfs", "TmpfsOptions.Mode", _mode),
    "image-subpath": ("image", "ImageOptions.Subpath", _text),
}
# What engines ignore before an API version, although they take mounts.
_MOUNT_SINCE = (
    ("BindOptions", "NonRecursive", "1.40", "--mount without recursion"),
    ("BindOptions", "ReadOnlyNonRecursive", "1.44", "--mount with bind-recursive=writable"),
    ("BindOptions", "ReadOnlyForceRecursive", "1.44", "--mount with bind-recursive=readonly"),
    ("VolumeOptions", "Subpath", "1.45", "--mount with volume-subpath"),
)
RECURSIONS: Mapping[str, str] = {
    "enabled": "",
    "disabled": "NonRecursive",
    "writable": "ReadOnlyNonRecursive",
    "readonly": "ReadOnlyForceRecursive",
}
_MOUNT_ALIASES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly"}
_MOUNT_TYPES = ("bind", "volume", "tmpfs", "image")


def _recursion(text: str) -> dict[str, bool]:
    if text not in RECURSIONS:
        raise ValueError(f"takes {', '.join(RECURSIONS)}, not {text!r}")
    return {RECURSIONS[text]: True} if RECURSIONS[text] else {}


def mount(text: str) -> JsonObject:
    """`type=bind|volume|tmpfs|image,source=…,target=…` and more, as in CSV → Mount.

    A bind's source that begins with a dot is relative to the working directory, as in docker.
    """
    fields = [field.partition("=") for field in comma_separated(text)]
    named = [(_MOUNT_ALIASES.get(key.lower(), key.lower()), value) for key, _, value in fields]
    kind = dict(named).get("type", "volume").lower()
    if kind not in _MOUNT_TYPES:
        raise ValueError(f"takes type=bind, volume, tmpfs or image: {text!r}")
    made: JsonObject = {}
    for key, value in [*named, ("type", kind)]:
        only, path, parse = MOUNT.get(key, (None, "", _text))
        if only is None or only not in ("", kind):
            raise ValueError(f"doesn't take {key} with type={kind}: {text!r}")
        try:
            parsed = parse(value)
        except ValueError as error:
            raise ValueError(f"{key} {error}") from None
        if parsed != {}:
            put(made, path, parsed)
    if kind == "bind" and made.get("Source", "").startswith("."):
        made["Source"] = absolute(made["Source"])
    _check_mount(made, text)
    return made


def absolute(source: str) -> str:
    """The absolute path of a bind's source; links are not resolved."""
    try:
        return os.path.abspath(source)
    except FileNotFoundError:
        raise ValueError(f"{source}: the working directory no longer exists") from None


def mount_needs(mounts: Iterable[Mapping[str, Json]]) -> Iterator[tuple[str, str]]:
    """The API versions that mounts need, each with the option that needs it."""
    for made in mounts:
        for options, key, version, what in _MOUNT_SINCE:
            if (made.get(options) or {}).get(key):
                yield version, what


def _check_mount(made: Mapping[str, Json], text: str) -> None:
    source = made.get("Source", "")
    if not made.get("Target", "").startswith("/"):
        raise ValueError(f"takes target=/PATH, an absolute path: {text!r}")
    if made["Type"] == "bind" and not source.startswith("/"):
        raise ValueError(f"takes source=/PATH for type=bind, an absolute path: {text!r}")
    if made["Type"] == "image" and not source:
        raise ValueError(f"takes source=IMAGE for type=image: {text!r}")
    options = made.get("BindOptions", {})
    if {"ReadOnlyNonRecursive", "ReadOnlyForceRecursive"} & options.keys():
        _check_readonly(made, options, text)
    if made["Type"] == "tmpfs" and source:
        raise ValueError(f"doesn't take source with type=tmpfs: {text!r}")


def _check_readonly(made: Mapping[str, Json], options: Mapping[str, Json], text: str) -> None:
    if not made.get("ReadOnly"):
        raise ValueError(f"takes bind-recursive=writable or =readonly only with readonly: {text!r}")
    if "ReadOnlyForceRecursive" in options and options.get("Propagation") != "rprivate":
        raise ValueError(
            f"takes bind-recursive=readonly only with bind-propagation=rprivate: {text!r}"
        )
