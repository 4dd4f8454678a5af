"""Which credentials are for which registry. No registry is ever contacted from here.

A registry is identified by the host and port in front of image names, and the index, where names
without a host come from, by its URL. docker15's own logins (.dockercfg) come first, then docker's,
in docker's order: the credential helper that config.json names for the registry (credHelpers), else
the one for all registries (credsStore), then config.json itself (auths).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docker15_cli.config import files
from docker15_cli.config.dockercfg import INDEX, DockerCfg, decode_auth, encode_auth
from docker15_cli.config.files import FilePath
from docker15_cli.config.helpers import Helper, Secret
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.patterns import regex

_INDEX_HOSTS = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_LOCAL_HOST = regex(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?", re.ASCII)
_REGISTRY_PATHS = ("", "v1", "v2")  # the paths of URLs that mean a whole registry


@dataclass(frozen=True)
class Credentials:
    """A login. Its repr does not show the secrets."""

    username: str = ""
    password: str = field(default="", repr=False)
    email: str = ""
    identity_token: str = field(default="", repr=False)

    def check(self) -> None:
        """Raise UsageError for values that .dockercfg or a registry could not parse again."""
        if ":" in self.username:
            raise UsageError(
                "a user name can't have a colon in it: .dockercfg stores NAME:PASSWORD"
            )
        named = {"user name": self.username, "password": self.password, "email": self.email}
        for name, value in named.items():
            if any(character in value for character in "\r\n\0"):
                raise UsageError(f"the {name} has a line break or a NUL in it")
            try:
                value.encode()
            except UnicodeEncodeError:
                raise UsageError(f"the {name} is not UTF-8") from None

    def header(self) -> str:
        """The value of X-Registry-Auth: 0.6's AuthConfig, in its order, as URL-safe base64."""
        wanted = {"username": self.username, "password": self.password}
        config = {key: value for key, value in wanted.items() if value}
        config |= {"auth": "", "email": self.email}
        if self.identity_token:
            config["identitytoken"] = self.identity_token
        text = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
        for character in "<>":  # as Go 1.1 does
            text = text.replace(character, f"\\u{ord(character):04x}")
        return base64.urlsafe_b64encode(text.encode()).decode()


class Config:
    """The user's logins. `directory` is that of `--config`.

    All methods raise Docker15Error, naming the file, if a file is broken. If a file can't be read
    (it is a directory, say), or a helper does not work, there is no login, and `warn` is told why.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        directory: str = "",
        warn: Callable[[str], None] = files.ignore_warning,
    ) -> None:
        directory = directory or environ.get("DOCKER_CONFIG", "")
        home = files.home(environ)
        self._environ = environ
        self._warn = warn
        self.failures: list[str] = []  # why helpers failed
        self.path = Path(directory or home, ".dockercfg")
        self._dockercfg = DockerCfg(self.path)
        self._config_json = files.config_json(environ, directory)

    def find(self, registry: str) -> Credentials | None:
        """The credentials for a registry's host or URL; None means anonymous."""
        entries = self._readable_entries()
        key = _match(entries, registry)
        if key is not None:
            return _credentials(self.path, key, entries[key])
        return self._find_in_config_json(registry)

    def all(self) -> dict[str, Credentials]:
        """All logins, by the registry's host, or by the URL for the index.

        Addresses with a path are kept as they are, except for URLs of a registry that has another
        login. Broken entries are left out, with a warning.
        """
        found: dict[str, Credentials] = {}
        path = self._config_json
        config = files.read_config_json(path, self._warn)
        self._gather(path, _entries(path, config), found)
        store = config.get("credsStore")
        if store:
            for server in self._servers(str(store)):
                _add(found, server, self._ask(str(store), server))
        for server, helper in _object(path, config, "credHelpers").items():
            _add(found, server, self._ask(str(helper), server))
        self._gather(self.path, self._readable_entries(), found)
        return {name: login for name, login in found.items() if not _is_shadowed(name, found)}

    def stored(self, url: str) -> Credentials | None:
        """The login in .dockercfg for exactly this URL: a password must not be sent elsewhere."""
        entries = self._dockercfg.read()
        return _credentials(self.path, url, entries[url]) if url in entries else None

    def store(self, url: str, credentials: Credentials) -> None:
        """Keep a login in .dockercfg."""
        auth = encode_auth(credentials.username, credentials.password)
        self._dockercfg.store(url, auth, credentials.email)

    def remove(self, server: str) -> list[str]:
        """Forget the login for a URL, or all for a host (`""`: the index); the removed keys."""
        wanted = server or INDEX
        found = [
            key
            for key in self._dockercfg.read()
            if key == wanted or ("://" not in server and host_of(key) == host_of(wanted))
        ]
        if found:
            self._dockercfg.remove(found)
        return found

    def login_url(self, server: str = "") -> str:
        """The URL for a login to `server`, in the forms of 0.6. Raises UsageError.

        0.6 asked the registry whether it speaks https. Here an earlier login decides, else the
        host: https, except for registries on this machine.
        """
        scheme, separator, address = server.rpartition("://")
        host, _, path = address.partition("/")
        if not server or (host in _INDEX_HOSTS and not path):
            return INDEX
        if not host or "@" in host or not server.isprintable() or " " in server:
            raise UsageError(
                f"not a registry: {server!r}; use HOST[:PORT], or its URL without a login"
            )
        if not separator:
            urls = [key for key in self._dockercfg.read() if "://" in key]
            return _match(urls, host) or f"{_likely_scheme(host)}://{host}/v1/"
        if scheme not in ("http", "https"):
            raise UsageError(f"{server}: a registry's URL begins with http:// or https://")
        return f"{scheme}://{host}/{path or 'v1/'}"

    def _readable_entries(self) -> JsonObject:
        """The entries of .dockercfg; none, with a warning, if it can't be read."""
        try:
            return self._dockercfg.read()
        except files.Unreadable as error:
            self._warn(str(error))
            return {}

    def _find_in_config_json(self, registry: str) -> Credentials | None:
        path = self._config_json
        config = files.read_config_json(path, self._warn)
        auths = _entries(path, config)
        helpers = _object(path, config, "credHelpers")
        key = _match(helpers, registry)
        helper = config.get("credsStore") if key is None else helpers[key]
        if helper:
            host = host_of(registry)
            server = key or (INDEX if host == host_of(INDEX) else host)
            found = self._ask(str(helper), server)
            if found:
                return found
        key = _match(auths, registry)
        return None if key is None else _credentials(path, key, auths[key])

    def _ask(self, helper: str, server: str) -> Credentials | None:
        """A helper's login for a server; None if the helper does not work."""
        try:
            secret = Helper(helper, self._environ).get(server)
        except Docker15Error as error:
            self._fail(error)
            return None
        return _of_secret(secret) if secret else None

    def _servers(self, helper: str) -> list[str]:
        try:
            return Helper(helper, self._environ).servers()
        except Docker15Error as error:
            self._fail(error)
            return []

    def _fail(self, error: Docker15Error) -> None:
        """Warn that a helper did not work; not an error, since a login may not be needed."""
        text = str(error)
        if text not in self.failures:
            self.failures.append(text)
            self._warn(text)

    def _gather(self, path: FilePath, entries: JsonObject, found: dict[str, Credentials]) -> None:
        for server, entry in entries.items():
            try:
                _add(found, server, _credentials(path, server, entry))
            except Docker15Error as error:
                self._warn(str(error))


def registry_of(image: str) -> str:
    """The registry in an image's name: a host, or the URL of the index."""
    host, slash, _ = image.partition("/")
    is_host = "." in host or ":" in host or host == "localhost"
    return host if slash and is_host and host not in _INDEX_HOSTS else INDEX


def host_of(server: str) -> str:
    """`http(s)://HOST/v1/`, `HOST/v1/` or `HOST` → HOST; all hosts of the index count as one."""
    host = server.rpartition("://")[2].partition("/")[0].lower()
    return "index.docker.io" if host in _INDEX_HOSTS else host


def _add(found: dict[str, Credentials], server: str, login: Credentials | None) -> None:
    """Add a login, replacing an earlier one."""
    if login:
        found[_address(server)] = login


def _is_shadowed(name: str, found: Mapping[str, Credentials]) -> bool:
    """Whether engines would take this URL for a registry that has another login.

    docker stores tokens under further URLs of the index.
    """
    if "://" not in name or name == INDEX:
        return False
    host = host_of(name)
    return (INDEX if host == host_of(INDEX) else host) in found


def _address(server: str) -> str:
    """A registry's name for an engine: its host; of the index its URL; what has a path, as it is.

    One name for each, for an engine takes any of several.
    """
    host, _, path = server.rpartition("://")[2].partition("/")
    if path.strip("/") not in _REGISTRY_PATHS:
        return server
    return INDEX if host.lower() in _INDEX_HOSTS else host


def _match(keys: Iterable[str], registry: str) -> str | None:
    """The key for `registry`: the same text, the form that 0.6 wrote, or any with its host."""
    keys = list(keys)
    host = host_of(registry)
    for exact in (registry, f"https://{host}/v1/", f"http://{host}/v1/"):
        if exact in keys:
            return exact
    return next((key for key in keys if host_of(key) == host), None)


def _likely_scheme(host: str) -> str:
    return "http" if _LOCAL_HOST.fullmatch(host) else "https"


def _credentials(path: FilePath, server: str, entry: Json) -> Credentials:
    """The login in an entry of either file. Raises Docker15Error, without quoting the entry."""
    try:
        auth = entry.get("auth") or ""
        username, password = decode_auth(auth) if auth else ("", "")
        return _of_texts(
            username or entry.get("username") or "",
            password or entry.get("password") or "",
            entry.get("email") or "",
            entry.get("identitytoken") or "",
        )
    except (AttributeError, TypeError, ValueError):
        raise Docker15Error(
            f"{path}: the entry for {server} can't be read: repair it, or log out of {server} first"
        ) from None


def _of_texts(
    username: Any = "", password: Any = "", email: Any = "", identity_token: Any = ""
) -> Credentials:
    """Raises AttributeError for what is not text, ValueError for text with lone surrogates."""
    texts = (username, password, email, identity_token)
    for text in texts:
        text.encode()
    return Credentials(*texts)


def _of_secret(secret: Secret) -> Credentials:
    return Credentials(secret.username, secret.password, identity_token=secret.identity_token)


def _entries(path: FilePath, config: JsonObject) -> JsonObject:
    """The logins in config.json itself; docker leaves empty entries for those kept by a helper."""
    return {key: entry for key, entry in _object(path, config, "auths").items() if entry}


def _object(path: FilePath, config: JsonObject, key: str) -> JsonObject:
    value = config.get(key) or {}
    if not isinstance(value, dict):
        raise files.broken(path, f"has {key} that is not a JSON object")
    return value
