"""The index and the registries behind the engine: in memory, filled by a test."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .config import Config
from .errors import EngineError
from .store import new_id

INDEX = "https://index.docker.io/v1/"
_NAMESPACE = re.compile(r"[a-z0-9_]{4,30}")
_REPOSITORY = re.compile(r"[a-z0-9-_.]+")
LOGIN_REQUIRED = "Authentication is required."


@dataclass
class RemoteLayer:
    """An image in a registry. `download` is the size of its compressed layer."""

    id: str
    parent: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    config: Config | None = None
    size: int = 0
    download: int = 234
    created: int = field(default_factory=time.time_ns)


@dataclass
class Repository:
    tags: dict[str, str] = field(default_factory=dict)
    description: str = ""
    needs_login: bool = False


@dataclass
class Account:
    password: str
    active: bool = True


@dataclass(frozen=True)
class Credentials:
    """The AuthConfig of a request."""

    username: str = ""
    password: str = ""
    server: str = ""

    @classmethod
    def of(cls, value: Any) -> Credentials:
        given = (
            {key.lower(): str(item) for key, item in value.items()}
            if isinstance(value, dict)
            else {}
        )
        return cls(
            given.get("username", ""), given.get("password", ""), given.get("serveraddress", "")
        )

    @classmethod
    def from_header(cls, text: str) -> Credentials:
        """Parse X-Registry-Auth; a malformed one means anonymous."""
        try:
            return cls.of(json.loads(base64.urlsafe_b64decode(text)))
        except (binascii.Error, ValueError):
            return cls()


class Registry:
    """Repositories by the names that clients use, with the registry's host if there is one."""

    def __init__(self) -> None:
        self.index = INDEX
        self.endpoint = "https://registry-1.docker.io/v1/"
        self.reachable = True
        self.repositories: dict[str, Repository] = {}
        self.layers: dict[str, RemoteLayer] = {}
        self.accounts: dict[str, Account] = {}
        self.rejected: dict[str, str] = {}  # usernames, and the error for each
        self.searches: dict[str, list[tuple[str, str]]] = {}  # terms with fixed results
        self.search_errors: dict[str, str] = {}

    # --- for the tests

    def add(
        self,
        name: str,
        tag: str = "latest",
        *,
        files: Mapping[str, bytes] | None = None,
        parents: int = 0,
        download: int = 1_038_000,
        config: Config | None = None,
        description: str = "",
        needs_login: bool = False,
    ) -> RemoteLayer:
        """Add a tag, with an image on top of that many parents, whose layers are small."""
        parent = ""
        for _ in range(parents):
            parent = self._add_layer(RemoteLayer(new_id(), parent)).id
        layer = RemoteLayer(new_id(), parent, files or {}, config, download=download)
        self._add_layer(layer)
        repository = self.repositories.setdefault(name, Repository())
        repository.tags[tag] = layer.id
        repository.description = description or repository.description
        repository.needs_login = needs_login
        return layer

    def _add_layer(self, layer: RemoteLayer) -> RemoteLayer:
        return self.layers.setdefault(layer.id, layer)

    # --- for the engine

    def history(self, image_id: str) -> list[RemoteLayer]:
        """An image and its parents, newest first."""
        layers = []
        while image_id:
            layers.append(self.layers[image_id])
            image_id = self.layers[image_id].parent
        return layers

    def resolve(self, name: str) -> tuple[str, str]:
        """The endpoint, and the name there; a first part that looks like a host is one."""
        host, slash, rest = name.partition("/")
        if not ("." in host or ":" in host or host == "localhost"):
            _validate(name)
            return self.endpoint, name
        if not slash:
            raise EngineError('Invalid repository name (ex: "registry.domain.tld/myrepos")')
        _validate(rest)
        return f"http://{host}/v1/", rest

    def find(self, name: str, tag: str, credentials: Credentials) -> dict[str, str]:
        """The tags to pull, each with its image's id."""
        _, remote = self.resolve(name)
        if not self.reachable:
            raise EngineError(self.unreachable(f"Get {self.index}images/{remote}/ancestry"))
        repository = self.repositories.get(name, Repository())
        self.authorize(repository, credentials)
        tags = {one: found for one, found in repository.tags.items() if tag in ("", one)}
        if not tags:
            text = f"Internal server error: 404 trying to fetch remote history for {remote}"
            raise EngineError(text, 404)
        return tags

    def authorize(self, repository: Repository, credentials: Credentials) -> None:
        account = self.accounts.get(credentials.username)
        known = account is not None and account.active and account.password == credentials.password
        if repository.needs_login and not known:
            raise EngineError(LOGIN_REQUIRED, 401)

    def unreachable(self, what: str) -> str:
        return f"{what}: lookup index.docker.io.: no such host"

    def login(self, credentials: Credentials) -> str:
        """Return a login's Status; an unknown name gets an account that has to be activated."""
        at_index = credentials.server in ("", self.index)
        if at_index and not self.reachable:
            raise EngineError(self.unreachable(f"Server Error: Post {self.index}users/"))
        if credentials.username in self.rejected:
            raise EngineError(self.rejected[credentials.username])
        account = self.accounts.get(credentials.username)
        if account is None:
            self.accounts[credentials.username] = Account(credentials.password, active=False)
            how = "Please use the confirmation link we sent to your e-mail to activate it."
            return f"Account created. {how if at_index else self._see_documentation(credentials)}"
        if not account.active:
            how = "Please check your e-mail for a confirmation link."
            how = how if at_index else self._see_documentation(credentials)
            raise EngineError(f"Login: Your account hasn't been activated. {how}")
        if account.password != credentials.password:
            raise EngineError("Wrong login/password, please try again")
        return "Login Succeeded"

    def _see_documentation(self, credentials: Credentials) -> str:
        registry = f"Please see the documentation of the registry {credentials.server}"
        return f"{registry} for instructions how to activate it."

    def search(self, term: str) -> list[tuple[str, str]]:
        if not self.reachable:
            raise EngineError(self.unreachable(f"Get {self.index}search?q={term}"))
        if term in self.search_errors:
            raise EngineError(self.search_errors[term])
        if term in self.searches:
            return self.searches[term]
        return [
            (name, repository.description)
            for name, repository in self.repositories.items()
            if term in name or term in repository.description
        ]


def _validate(name: str) -> None:
    namespace, slash, repository = name.partition("/")
    if not slash:
        namespace, repository = "library", namespace
    if not _NAMESPACE.fullmatch(namespace):
        allowed = "only [a-z0-9_] are allowed, size between 4 and 30"
        raise EngineError(f"Invalid namespace name ({namespace}), {allowed}")
    if not _REPOSITORY.fullmatch(repository):
        raise EngineError(f"Invalid repository name ({repository}), only [a-z0-9-_.] are allowed")
