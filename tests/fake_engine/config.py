"""What a client sends: a container's Config (create, commit) and its HostConfig (start)."""

from __future__ import annotations

import copy
from dataclasses import Field, dataclass, fields, replace
from typing import Any, TypeVar, cast

from .errors import EngineError

_GO_TYPES: dict[str, tuple[type, str]] = {
    "str": (str, "string"),
    "int": (int, "int64"),
    "bool": (bool, "bool"),
    "list[str] | None": (list, "[]string"),
    "list[Any] | None": (list, "[]docker.KeyValuePair"),
    "dict[str, Any] | None": (dict, "map[string]struct {}"),
}
_JSON_NAMES = {
    str: "string", int: "number", float: "number", bool: "bool", list: "array", dict: "object"
}  # fmt: skip

T = TypeVar("T")


@dataclass
class Config:
    """What a container runs, and how. The fields are in the daemon's order."""

    hostname: str = ""
    domainname: str = ""
    user: str = ""
    memory: int = 0
    memory_swap: int = 0
    cpu_shares: int = 0
    attach_stdin: bool = False
    attach_stdout: bool = False
    attach_stderr: bool = False
    port_specs: list[str] | None = None
    tty: bool = False
    open_stdin: bool = False
    stdin_once: bool = False
    env: list[str] | None = None
    cmd: list[str] | None = None
    dns: list[str] | None = None
    image: str = ""
    volumes: dict[str, Any] | None = None
    volumes_from: str = ""
    working_dir: str = ""
    entrypoint: list[str] | None = None
    network_disabled: bool = False
    privileged: bool = False

    def to_json(self) -> dict[str, Any]:
        return {_go_name(one.name): getattr(self, one.name) for one in fields(self)}

    def copy(self) -> Config:
        return copy.deepcopy(self)


@dataclass
class HostConfig:
    binds: list[str] | None = None
    lxc_conf: list[Any] | None = None
    container_id_file: str = ""


def _go_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def from_json(cls: type[T], value: Any) -> T:
    """Decode as Go does: keys in any case, unknown ones ignored, null treated as absent."""
    if value is None:
        return cls()
    if not isinstance(value, dict):
        kind = _JSON_NAMES[type(value)]
        raise EngineError(
            f"json: cannot unmarshal {kind} into Go value of type docker.{cls.__name__}"
        )
    members: dict[str, Field[Any]] = cast(Any, cls).__dataclass_fields__
    known = {one.name.replace("_", ""): one for one in members.values()}
    given = {}
    for key, member in value.items():
        target = known.get(key.lower())
        if target is not None and member is not None:
            _check(member, str(target.type))
            given[target.name] = member
    return cls(**given)


def _check(member: Any, annotation: str) -> None:
    wanted, go_name = _GO_TYPES[annotation]
    kind = type(member)
    if kind is not wanted:
        raise EngineError(
            f"json: cannot unmarshal {_JSON_NAMES[kind]} into Go value of type {go_name}"
        )
    if annotation == "list[str] | None":
        for item in member:
            _check(item, "str")


def merge(user: Config, image: Config) -> Config:
    """The container's config where it has a value, else the image's; some lists are joined."""
    plain = (
        "user", "memory", "memory_swap", "cpu_shares", "tty", "open_stdin", "stdin_once",
        "cmd", "entrypoint", "working_dir", "volumes_from",
    )  # fmt: skip
    merged = replace(user, **{name: getattr(user, name) or getattr(image, name) for name in plain})
    merged.env = _join(user.env, image.env, lambda entry: entry.partition("=")[0])
    merged.port_specs = _join(
        user.port_specs, image.port_specs, lambda spec: spec.rpartition(":")[2]
    )
    merged.dns = _join(user.dns, image.dns, lambda server: server)
    merged.volumes = {**user.volumes, **(image.volumes or {})} if user.volumes else image.volumes
    return merged.copy()


def _join(user: list[str] | None, image: list[str] | None, key: Any) -> list[str] | None:
    if not user:
        return image
    taken = {key(item) for item in user}
    return user + [item for item in image or [] if key(item) not in taken]


def same_result(one: Config, other: Config) -> bool:
    """Whether build steps with these configs have the same result, as the build cache sees it."""
    if one.open_stdin or other.open_stdin:
        return False
    names = (
        "attach_stdout", "attach_stderr", "user", "memory", "memory_swap", "cpu_shares", "tty",
        "volumes_from",
    )  # fmt: skip
    lists = ("cmd", "dns", "env", "port_specs", "entrypoint", "volumes")
    return all(getattr(one, name) == getattr(other, name) for name in names) and all(
        (getattr(one, name) or None) == (getattr(other, name) or None) for name in lists
    )
