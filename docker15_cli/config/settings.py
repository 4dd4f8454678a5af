"""The settings in docker's config.json besides logins and contexts, which work as in docker.

{"proxies": {"default": {"httpProxy": URL, …}, ADDRESS: {…}}, "HttpHeaders": {NAME: VALUE},
 "detachKeys": KEYS, "psFormat": TEMPLATE, "imagesFormat": TEMPLATE,
 "pruneFilters": [FILTER, …]}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from docker15_cli.config import files
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

HEADERS_VARIABLE = "DOCKER_CUSTOM_HEADERS"

_PROXIES: Mapping[str, str] = {
    "httpProxy": "HTTP_PROXY",
    "httpsProxy": "HTTPS_PROXY",
    "noProxy": "NO_PROXY",
    "ftpProxy": "FTP_PROXY",
    "allProxy": "ALL_PROXY",
}
_HEADER_NAME = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_HEADER_VALUE = regex(r"[ -~\t\x80-\U0010ffff]*")
# Headers of the connection itself, which can't be set; Go ignores them, too.
_RESERVED = frozenset(
    {
        *("connection", "content-length", "expect", "host", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    }
)


class Settings:
    """The settings of one user. `directory` is the value of `--config`.

    If the file can't be read or is broken, nothing is set, and `warn` is called with the reason.
    All methods raise Docker15Error, naming the file, for a value of the wrong type.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        directory: str = "",
        warn: Callable[[str], None] = files.ignore_warning,
    ) -> None:
        self._environ = environ
        self._path = files.config_json(environ, directory)
        self._warn = warn

    @cached_property
    def _config(self) -> JsonObject:
        try:
            return files.read_config_json(self._path, self._warn)
        except Docker15Error as error:  # an engine can still be named in another way
            self._warn(str(error))
            return {}

    @property
    def detach_keys(self) -> str:
        """The default of `--detach-keys`; "" if not set, like the ones below."""
        return self._text("detachKeys")

    @property
    def ps_format(self) -> str:
        """The default of `ps --format`."""
        return self._format("psFormat")

    @property
    def images_format(self) -> str:
        """The default of `images --format`."""
        return self._format("imagesFormat")

    @property
    def volumes_format(self) -> str:
        """The default of `volume ls --format`."""
        return self._format("volumesFormat")

    @property
    def networks_format(self) -> str:
        """The default of `network ls --format`."""
        return self._format("networksFormat")

    @property
    def prune_filters(self) -> list[str]:
        """Filters, KEY=VALUE, that are added to those of every prune."""
        wanted = self._config.get("pruneFilters") or []
        if not (isinstance(wanted, list) and all(isinstance(one, str) for one in wanted)):
            raise self._broken("pruneFilters")
        return wanted

    def proxies(self, addresses: Iterable[str]) -> dict[str, str]:
        """The proxy variables for containers and builds on an engine with one of `addresses`.

        In uppercase and in lowercase: programs read either.
        """
        known = self._object("proxies")
        key = next((address for address in addresses if address in known), "default")
        wanted = known.get(key) or {}
        if not _is_texts(wanted):
            raise self._broken(f"proxies.{key}")
        found = {name: wanted[key] for key, name in _PROXIES.items() if wanted.get(key)}
        return found | {name.lower(): value for name, value in found.items()}

    def headers(self) -> dict[str, str]:
        """HTTP headers for every request, from DOCKER_CUSTOM_HEADERS, else from the file.

        Raises UsageError, Docker15Error if they are malformed.
        """
        wanted = self._of_variable()
        if wanted is None:
            wanted = self._object("HttpHeaders")
            if not _is_texts(wanted):
                raise self._broken("HttpHeaders")
        for name, value in wanted.items():
            if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
                raise Docker15Error(f"{name!r} is not an HTTP header: see HttpHeaders")
        return {name: value for name, value in wanted.items() if name.lower() not in _RESERVED}

    def _of_variable(self) -> dict[str, str] | None:
        """`NAME=VALUE,…` in CSV syntax; None if the variable is not set. Raises UsageError."""
        text = self._environ.get(HEADERS_VARIABLE, "")
        if not text:
            return None
        import csv

        try:
            pairs = [field.partition("=") for field in next(csv.reader([text], strict=True))]
        except csv.Error:
            pairs = [("", "", "")]
        if not all(name.strip() and equals for name, equals, _ in pairs):
            raise UsageError(f"{HEADERS_VARIABLE} takes NAME=VALUE, several separated by commas")
        return {name.strip(): value for name, _, value in pairs}

    def _format(self, key: str) -> str:
        """The default of a `--format`; `table`, docker's name for its own table, means none."""
        text = self._text(key)
        return "" if text == "table" else text

    @property
    def stats_format(self) -> str:
        """The default of `stats --format`."""
        return self._format("statsFormat")

    def _text(self, key: str) -> str:
        value = self._config.get(key) or ""
        if not isinstance(value, str):
            raise self._broken(key)
        return value

    def _object(self, key: str) -> JsonObject:
        value = self._config.get(key) or {}
        if not isinstance(value, dict):
            raise self._broken(key)
        return value

    def _broken(self, key: str) -> Docker15Error:
        return files.broken(self._path, f"has {key} of the wrong type")


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
