"""The engines that `podman system connection` has named, which are used like contexts.

    podman-connections.json   {"Connection": {"Connections": {NAME: {"URI", "Identity"}}}}
    containers.conf           [engine.service_destinations.NAME] with uri and identity

in ~/.config/containers; the second one also in /etc/containers, where root's are. Podman 5 writes
the first file, and Podman 4 the second. They are only read.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from functools import partial

from docker15_cli.config import files
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import JsonObject

_SYSTEM_CONF = "/etc/containers/containers.conf"


def connections(
    environ: Mapping[str, str], warn: Callable[[str], None]
) -> dict[str, tuple[str, str]]:
    """Address and path of the ssh key ("" without one), by name.

    A broken file is left out, and `warn` is called with a line that names it.
    """
    confs = [environ["CONTAINERS_CONF"]] if environ.get("CONTAINERS_CONF") else []
    confs = confs or [_SYSTEM_CONF, _path(environ, "containers.conf")]
    found: dict[str, tuple[str, str]] = {}
    for read in (*(partial(_of_conf, conf) for conf in confs), partial(_of_json, environ)):
        try:
            rows = read()
        except Docker15Error as error:
            warn(str(error))
            continue
        for name, row in rows.items():
            known = {key.lower(): value for key, value in files.as_object(row).items()}
            address, identity = known.get("uri"), known.get("identity") or ""
            if isinstance(address, str) and isinstance(identity, str) and address:
                found[name] = address, identity
    return found


def _of_json(environ: Mapping[str, str]) -> JsonObject:
    path = environ.get("PODMAN_CONNECTIONS_CONF") or _path(environ, "podman-connections.json")
    text = files.read_text(path)
    value = files.parse(path, text) if text and text.strip() else {}
    return files.as_object(files.as_object(value.get("Connection")).get("Connections"))


def _of_conf(path: str) -> JsonObject:
    text = files.read_text(path)
    value = _toml(path, text) if text else {}
    return files.as_object(files.as_object(value.get("engine")).get("service_destinations"))


def _toml(path: str, text: str) -> JsonObject:
    """The content of a TOML file; {} before Python 3.11, which can't parse it."""
    try:
        tomllib = importlib.import_module("tomllib")
    except ImportError:
        return {}
    try:
        return files.as_object(tomllib.loads(text))
    except ValueError as error:  # tomllib's own, or Python's, for thousands of digits, say
        raise files.broken(path, f"is not TOML ({error})") from None
    except RecursionError:
        raise files.broken(path, "is nested too deeply") from None


def _path(environ: Mapping[str, str], name: str) -> str:
    configured = environ.get("XDG_CONFIG_HOME") or os.path.join(files.home(environ), ".config")
    return os.path.join(configured, "containers", name)
