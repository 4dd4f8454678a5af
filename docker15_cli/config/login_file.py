"""A file with logins in docker's form: docker's config.json, or Podman's auth.json.

{"auths": {SERVER: {"auth": base64 of user:password, …}}, "credHelpers": {SERVER: NAME},
 "credsStore": NAME}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from docker15_cli.config import files
from docker15_cli.config.credentials import Credentials, host_of, is_part, match, of_entry
from docker15_cli.config.dockercfg import INDEX
from docker15_cli.config.helpers import Helper, Secret
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import JsonObject


class LoginFile:
    """The logins of one file: its content, `config`, and its path or variable, `name`.

    In docker's order: the credential helper that the file names for the registry (credHelpers),
    else the one for all registries (credsStore), then the file itself (auths). If a helper fails,
    it has no login, and `fail` is called with the error. All methods raise Docker15Error, naming
    the file, if it is broken.
    """

    def __init__(
        self,
        name: str,
        config: JsonObject,
        environ: Mapping[str, str],
        fail: Callable[[Docker15Error], None],
    ) -> None:
        self.name = name
        self._config = config
        self._environ = environ
        self._fail = fail

    def check(self) -> None:
        """Raise Docker15Error if the file does not have docker's form."""
        self._object("auths")
        self._object("credHelpers")

    def find(self, registry: str) -> Credentials | None:
        """The login for a registry's host or URL; None without one."""
        helpers = self._object("credHelpers")
        key = match(helpers, registry)
        helper = self._config.get("credsStore") if key is None else helpers[key]
        if helper:
            host = host_of(registry)
            server = key or (INDEX if host == host_of(INDEX) else host)
            found = self._ask(str(helper), server)
            if found:
                return found
        entries = self._entries()
        key = match(entries, registry)
        return None if key is None else of_entry(self.name, key, entries[key])

    def all(self) -> Iterator[tuple[str, Credentials]]:
        """All servers with their logins; of two for the same server, the later one counts.

        A broken entry is left out, and `fail` is called with the error.
        """
        for server, entry in self._entries().items():
            try:
                yield server, of_entry(self.name, server, entry)
            except Docker15Error as error:
                self._fail(error)
        store = str(self._config.get("credsStore") or "")
        for server in self._servers(store) if store else ():
            yield from self._from_helper(store, server)
        for server, helper in self._object("credHelpers").items():
            yield from self._from_helper(str(helper), server)

    def _from_helper(self, helper: str, server: str) -> Iterator[tuple[str, Credentials]]:
        login = self._ask(helper, server)
        if login:
            yield server, login

    def _ask(self, helper: str, server: str) -> Credentials | None:
        """A helper's login for a server; None if it has none, or fails."""
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

    def _entries(self) -> JsonObject:
        """The logins in the file, without the empty entries that docker keeps for a helper's."""
        return {key: entry for key, entry in self._object("auths").items() if entry}

    def _object(self, key: str) -> JsonObject:
        value = self._config.get(key) or {}
        if not isinstance(value, dict):
            raise files.broken(self.name, f"has {key}, which is not a JSON object")
        return value


class PodmanLoginFile(LoginFile):
    """An auth.json, which may have logins for parts of a registry, such as `host/a`.

    Only `find_for` uses these: engines know no such logins.
    """

    def find_for(self, repository: str, registry: str) -> Credentials | None:
        """The login for a repository (HOST/PATH): that of its longest part, else `registry`'s.

        None without one.
        """
        entries, part = super()._entries(), repository
        while "/" in part:
            if part in entries:
                return of_entry(self.name, part, entries[part])
            part = part.rpartition("/")[0]
        return self.find(registry)

    def _entries(self) -> JsonObject:
        return {key: entry for key, entry in super()._entries().items() if not is_part(key)}


def _of_secret(secret: Secret) -> Credentials:
    return Credentials(secret.username, secret.password, identity_token=secret.identity_token)
