"""The user's logins, by registry. No registry is ever contacted from here.

docker15's own (.dockercfg) take precedence, then those of DOCKER_AUTH_CONFIG, of docker's
config.json, and of Podman's auth.json.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from pathlib import Path

from docker15_cli.config import files
from docker15_cli.config.credentials import (
    INDEX_HOSTS,
    Credentials,
    address,
    host_of,
    match,
    of_entry,
)
from docker15_cli.config.dockercfg import INDEX, DockerCfg, encode_auth
from docker15_cli.config.login_file import LoginFile, PodmanLoginFile
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

VARIABLE = "DOCKER_AUTH_CONFIG"
_LOCAL_HOST = regex(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?", re.ASCII)


class Logins:
    """The logins of one user. `directory` is the value of `--config`.

    All methods raise Docker15Error, naming the file, if .dockercfg or config.json is broken. If a
    file can't be read (it is a directory, say), or a helper fails, it has no logins, and `warn` is
    called with the reason.
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
        self._auth_jsons = _auth_jsons(environ, is_isolated=bool(directory))

    def find(self, registry: str, repository: str = "") -> Credentials | None:
        """The login for a registry's host or URL; None without one.

        With a `repository` (HOST/PATH) Podman's logins for parts of the registry are used, too.
        """
        entries = self._readable_entries()
        key = match(entries, registry)
        if key is not None:
            return of_entry(self.path, key, entries[key])
        for file in (self._of_variable, self._of_docker()):
            login = file.find(registry)
            if login:
                return login
        found = (file.find_for(repository, registry) for file in self._of_podman())
        return next(filter(None, found), None)

    def all(self) -> dict[str, Credentials]:
        """All logins, by the registry's host, or by the URL for the index.

        Addresses with a path are kept as they are, except for URLs of a registry that has another
        login. Broken entries are left out, with a warning.
        """
        return {name: login for name, (login, _) in self.with_files().items()}

    def with_files(self) -> dict[str, tuple[Credentials, str]]:
        """`all`, each login with the path of the file that has it, or that names its helper."""
        found: dict[str, tuple[Credentials, str]] = {}
        for file in (*reversed(self._of_podman()), self._of_docker(), self._of_variable):
            for server, login in file.all():
                found[address(server)] = login, file.name
        for server, entry in self._readable_entries().items():
            try:
                found[address(server)] = of_entry(self.path, server, entry), str(self.path)
            except Docker15Error as error:
                self._warn(str(error))
        return {name: login for name, login in found.items() if not _is_shadowed(name, found)}

    def stored(self, url: str) -> Credentials | None:
        """The login in .dockercfg for exactly this URL: a password must not be sent elsewhere."""
        entries = self._dockercfg.read()
        return of_entry(self.path, url, entries[url]) if url in entries else None

    def store(self, url: str, credentials: Credentials) -> None:
        """Store a login in .dockercfg."""
        auth = encode_auth(credentials.username, credentials.password)
        self._dockercfg.store(url, auth, credentials.email)

    def remove(self, server: str) -> list[str]:
        """Remove the login for a URL, or all for a host ("": the index); return their keys."""
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
        """The URL, as 0.6 writes it, for a login to `server` ("": the index). Raises UsageError.

        0.6 asked the registry whether it speaks https. Here the scheme is an earlier login's, else
        https, except for registries on this machine.
        """
        scheme, separator, address = server.rpartition("://")
        host, _, path = address.partition("/")
        if not server or (host in INDEX_HOSTS and not path):
            return INDEX
        if not host or "@" in host or not server.isprintable() or " " in server:
            raise UsageError(
                f"not a registry: {server!r}; use HOST[:PORT], or its URL without a login"
            )
        if not separator:
            urls = [key for key in self._dockercfg.read() if "://" in key]
            return match(urls, host) or f"{_likely_scheme(host)}://{host}/v1/"
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

    def _of_docker(self) -> LoginFile:
        config = files.read_config_json(self._config_json, self._warn)
        return LoginFile(self._config_json, config, self._environ, self._fail)

    @cached_property
    def _of_variable(self) -> LoginFile:
        """DOCKER_AUTH_CONFIG's logins; none, with a warning, if it is broken: as in docker."""
        text = self._environ.get(VARIABLE, "")
        try:
            config = files.parse(VARIABLE, text) if text.strip() else {}
            found = self._in_variable({"auths": config.get("auths")})
            found.check()
            return found
        except Docker15Error as error:
            self._warn(str(error))
            return self._in_variable({})

    def _in_variable(self, logins: JsonObject) -> LoginFile:
        return LoginFile(VARIABLE, logins, self._environ, self._fail)

    def _of_podman(self) -> list[PodmanLoginFile]:
        """The logins of `podman login`; a broken file is left out, with a warning, as not ours."""
        found = []
        for path in self._auth_jsons:
            try:
                config = files.read_config_json(path, self._warn)
                file = PodmanLoginFile(path, config, self._environ, self._fail)
                file.check()
                found.append(file)
            except Docker15Error as error:
                self._warn(str(error))
        return found

    def _fail(self, error: Docker15Error) -> None:
        """Warn, once, why a login is not available; not an error, as it may not be needed."""
        text = str(error)
        if text not in self.failures:
            self.failures.append(text)
            self._warn(text)


def _auth_jsons(environ: Mapping[str, str], *, is_isolated: bool) -> list[str]:
    """The paths of Podman's auth.json, in its order; none if the user names another directory."""
    if named := environ.get("REGISTRY_AUTH_FILE"):
        return [named]
    if is_isolated:
        return []
    runtime = environ.get("XDG_RUNTIME_DIR")
    places = [
        os.path.join(runtime, "containers") if runtime else f"/run/containers/{os.getuid()}",
        os.path.join(
            environ.get("XDG_CONFIG_HOME") or os.path.join(files.home(environ), ".config"),
            "containers",
        ),
    ]
    return [os.path.join(place, "auth.json") for place in places]


def _is_shadowed(name: str, found: Container[str]) -> bool:
    """Whether `name` is a URL of a registry that has another login in `found`.

    docker stores tokens under further URLs of the index, which engines would take for logins.
    """
    if "://" not in name or name == INDEX:
        return False
    host = host_of(name)
    return (INDEX if host == host_of(INDEX) else host) in found


def _likely_scheme(host: str) -> str:
    return "http" if _LOCAL_HOST.fullmatch(host) else "https"
