"""Reading docker's contexts: names for engines, with what is needed to reach them.

context_store.py changes them.

    contexts/meta/DIGEST/meta.json            {"Name", "Metadata", "Endpoints": {"docker": {…}}}
    contexts/tls/DIGEST/docker/ca.pem         and cert.pem, key.pem
    config.json                               {"currentContext": NAME}

in ~/.docker, where DIGEST is the SHA-256 of the name. `default` has no file: it stands for -H,
DOCKER_HOST or this machine's engine.
"""

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from docker15_cli.config import files
from docker15_cli.errors import Docker15Error

DEFAULT = "default"
_OF_PODMAN = "Podman's connection"
_VARIABLES = ("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINER_CONNECTION")
_ADDRESSES = ("DOCKER_HOST", "CONTAINER_HOST")


class Context(NamedTuple):
    """One context. `error` is why it can't be used, "" if it can.

    `ca`, `cert` and `key` are paths, "" if missing. So is `identity`, an ssh key, which only
    Podman's connections have.
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
        """Whether a TCP connection uses TLS: as in docker, any of its settings implies that."""
        return bool(self.skip_verify or self.ca or self.cert or self.key)


def directory_of(name: str) -> str:
    """The name of a context's directories below `meta` and `tls`: its own name's digest."""
    from hashlib import sha256

    return sha256(name.encode(errors="surrogatepass")).hexdigest()


class Contexts:
    """The contexts of one user, and Podman's connections.

    `directory` is the value of `--config`; `warn` is called with a line if a file can't be read.
    """

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
        return self.current_and_source(option, host)[0]

    def current_and_source(self, option: str = "", host: str = "") -> tuple[str, str]:
        """`current`, and the variable or the file that it comes from.

        The latter is "" if the context is given on the command line, or is only the default.
        """
        if option or host:
            return option or DEFAULT, ""
        for variable in _VARIABLES:
            if value := self._environ.get(variable):
                return DEFAULT if variable in _ADDRESSES else value, variable
        chosen = self.chosen
        return (chosen, self._config_json) if chosen else (DEFAULT, "")

    def find(self, name: str) -> Context:
        """The context of this name. Raises Docker15Error if there is none, or it can't be used."""
        found = self._read(directory_of(name))
        if found is None:
            found = next((each for each in self._of_podman if each.name == name), None)
        if found is None:
            known = ", ".join([DEFAULT, *(context.name for context in self.all())])
            raise Docker15Error(f"no such context: {name!r}; the contexts are {known}")
        if found.error:
            raise Docker15Error(found.error)
        return found

    def has(self, name: str) -> bool:
        """Whether there is a context, or a connection of Podman's, of this name."""
        if name == DEFAULT:
            return True
        is_dockers = os.path.exists(self._path("meta", directory_of(name), "meta.json"))
        return is_dockers or any(each.name == name for each in self._of_podman)

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
        """Podman's connections; none if the user names another directory, which is then all."""
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
        """The name in config.json, which `context use` sets; "" if not set."""
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
