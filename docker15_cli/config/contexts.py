"""Docker's contexts: names for engines, with what is needed to reach them. Read here, and
changed by context_store.py.

    contexts/meta/DIGEST/meta.json            {"Name", "Metadata", "Endpoints": {"docker": {…}}}
    contexts/tls/DIGEST/docker/ca.pem         and cert.pem, key.pem
    config.json                               {"currentContext": NAME}

in ~/.docker, where DIGEST is the SHA-256 of the name. `default` has no file: it means -H,
DOCKER_HOST or the engine of this machine.
"""

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from docker15_cli.config import files
from docker15_cli.errors import Docker15Error

DEFAULT = "default"
_OF_PODMAN = "Podman's connection"


class Context(NamedTuple):
    """One context. Files that it does not have are ""; `error` is why it can't be used.

    `identity` is the file of a key for ssh, which only Podman's connections have.
    """

    name: str
    host: str = ""
    description: str = ""
    skip_verify: bool = False
    ca: str = ""
    cert: str = ""
    key: str = ""
    error: str = ""
    identity: str = ""

    @property
    def has_tls(self) -> bool:
        """Whether TCP uses TLS: as in docker, any of these settings means that."""
        return bool(self.skip_verify or self.ca or self.cert or self.key)


class Contexts:
    """The contexts of one user. `directory` is that of `--config`; `warn` gets a line if
    config.json can't be read."""

    def __init__(
        self,
        environ: Mapping[str, str],
        directory: str = "",
        warn: Callable[[str], None] = files.ignore_warning,
    ) -> None:
        self._environ = environ
        self._warn = warn
        self._config_json = files.config_json(environ, directory)
        self._directory = files.docker_directory(environ, directory)
        self._is_isolated = bool(directory or environ.get("DOCKER_CONFIG"))

    def current(self, option: str = "", host: str = "") -> str:
        """The name of the context in use, given the values of `--context` and `-H`.

        The command line takes precedence over DOCKER_HOST, DOCKER_CONTEXT, Podman's CONTAINER_HOST
        and CONTAINER_CONNECTION, and the choice of `context use`, in this order.
        """
        if option:
            return option
        environ = self._environ
        if host or environ.get("DOCKER_HOST"):
            return DEFAULT
        if environ.get("CONTAINER_HOST"):
            return environ.get("DOCKER_CONTEXT") or DEFAULT
        named = environ.get("DOCKER_CONTEXT") or environ.get("CONTAINER_CONNECTION")
        return named or self.chosen or DEFAULT

    def find(self, name: str) -> Context:
        """A context by its name. Raises Docker15Error, naming the existing ones."""
        from hashlib import sha256

        found = self._read(sha256(name.encode(errors="surrogatepass")).hexdigest())
        if found is None:
            found = next((each for each in self._of_podman if each.name == name), None)
        if found is None:
            known = ", ".join([DEFAULT, *(context.name for context in self.all())])
            raise Docker15Error(f"no such context: {name!r}; there are {known}")
        if found.error:
            raise Docker15Error(found.error)
        return found

    def has(self, name: str) -> bool:
        """Whether there is a context, or a connection of Podman's, of this name."""
        if name == DEFAULT:
            return True
        from hashlib import sha256

        digest = sha256(name.encode(errors="surrogatepass")).hexdigest()
        is_docker_s = os.path.exists(self._path("meta", digest, "meta.json"))
        return is_docker_s or any(each.name == name for each in self._of_podman)

    def all(self) -> list[Context]:
        """All contexts except the default one, sorted by name, with Podman's connections."""
        try:
            digests = os.listdir(self._path("meta"))
        except OSError:
            digests = []
        found = [context for digest in digests if (context := self._read(digest))]
        names = {context.name for context in found}
        return sorted([*found, *(each for each in self._of_podman if each.name not in names)])

    @cached_property
    def _of_podman(self) -> list[Context]:
        """Podman's connections; none for who names another directory, and wants only that."""
        if self._is_isolated:
            return []
        from docker15_cli.config.podman_connections import connections

        return [
            Context(name, address, _OF_PODMAN, identity=identity)
            for name, (address, identity) in connections(self._environ, self._warn).items()
            if name.isprintable() and name != DEFAULT
        ]

    def _path(self, *parts: str) -> str:
        return os.path.join(self._directory, "contexts", *parts)

    @property
    def chosen(self) -> str:
        """The name in config.json, which `context use` sets; "" if there is none."""
        config = files.read_config_json(self._config_json, self._warn)
        return str(config.get("currentContext") or "")

    def _read(self, digest: str) -> Context | None:
        path = self._path("meta", digest, "meta.json")
        try:
            text = files.read_text(path)
            if text is None:
                return None
            meta = files.parse(path, text)
        except Docker15Error as error:
            return Context(digest[:12], error=str(error))
        name = str(meta.get("Name") or digest[:12])
        endpoint = files.as_object(files.as_object(meta.get("Endpoints")).get("docker"))
        ca, cert, key = (
            files.path_if_exists(self._path("tls", digest, "docker", f"{file}.pem"))
            for file in ("ca", "cert", "key")
        )
        return Context(
            name,
            str(endpoint.get("Host") or ""),
            str(files.as_object(meta.get("Metadata")).get("Description") or ""),
            endpoint.get("SkipTLSVerify") is True,
            ca,
            cert,
            key,
            "" if endpoint else f"context {name!r} does not name a Docker engine",
        )
