"""A login, and the registry that it is for: the host and port at the beginning of image names.

The index (Docker Hub), whose images have no host in their names, is identified by its URL.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docker15_cli import jsontext
from docker15_cli.config.dockercfg import INDEX, decode_auth
from docker15_cli.config.files import FilePath
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import Json

INDEX_HOSTS = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_REGISTRY_PATHS = ("", "v1", "v2")  # the paths of URLs that stand for a whole registry


@dataclass(frozen=True)
class Credentials:
    """A login. Its repr does not show the secrets."""

    username: str = ""
    password: str = field(default="", repr=False)
    email: str = ""
    identity_token: str = field(default="", repr=False)

    def check(self) -> None:
        """Raise UsageError for values that could not be read back by .dockercfg or a registry."""
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
        text = jsontext.escape(jsontext.encode(config), jsontext.HTML_OF_0_6)
        return base64.urlsafe_b64encode(text.encode()).decode()


def registry_of(image: str) -> str:
    """The registry in an image's name: a host, or the URL of the index."""
    host, slash, _ = image.partition("/")
    is_host = "." in host or ":" in host or host == "localhost"
    return host if slash and is_host and host not in INDEX_HOSTS else INDEX


def repository_of(image: str) -> str:
    """HOST/PATH of an image, without tag or digest, in full as Podman writes it."""
    name = image.partition("@")[0]
    place, slash, last = name.rpartition("/")
    name = f"{place}{slash}{last.partition(':')[0]}"
    if registry_of(image) != INDEX:
        return name
    path = name.removeprefix("docker.io/").removeprefix("index.docker.io/")
    return f"docker.io/{path}" if "/" in path else f"docker.io/library/{path}"


def host_of(server: str) -> str:
    """The HOST of `http(s)://HOST/v1/`, `HOST/v1/` or `HOST`; the same for all of the index's."""
    host = server.rpartition("://")[2].partition("/")[0].lower()
    return "index.docker.io" if host in INDEX_HOSTS else host


def address(server: str) -> str:
    """The name of a registry in what engines are sent: its host, or the URL of the index.

    An address with a path is returned unchanged. Each registry has only one such name, as an engine
    would take any of several.
    """
    if is_part(server):
        return server
    host = server.rpartition("://")[2].partition("/")[0]
    return INDEX if host.lower() in INDEX_HOSTS else host


def is_part(server: str) -> bool:
    """Whether an address has a path, and so stands for a part of a registry."""
    path = server.rpartition("://")[2].partition("/")[2]
    return path.strip("/") not in _REGISTRY_PATHS


def match(keys: Iterable[str], registry: str) -> str | None:
    """The best key for `registry`: the same text, 0.6's URL of its host, or any of its host."""
    keys = list(keys)
    host = host_of(registry)
    for exact in (registry, f"https://{host}/v1/", f"http://{host}/v1/"):
        if exact in keys:
            return exact
    return next((key for key in keys if host_of(key) == host), None)


def of_entry(path: FilePath, server: str, entry: Json) -> Credentials:
    """The login in an entry of `path`, of .dockercfg's form. Raises Docker15Error.

    The error does not quote the entry, which is secret.
    """
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
    """Credentials of values that are texts.

    Raises AttributeError for any that is not, ValueError for lone surrogates.
    """
    texts = (username, password, email, identity_token)
    for text in texts:
        text.encode()
    return Credentials(*texts)
