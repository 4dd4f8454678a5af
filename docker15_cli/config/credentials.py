"""Whose credentials go to which registry. No registry is ever contacted from here.

A registry is known by the host and port that image names have in front; the index, where names
without one come from, by its URL. Where docker15 logged in comes first (.dockercfg), then what
docker keeps: config.json, and the credential helpers that it names.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docker15_cli.config import files
from docker15_cli.config.files import INDEX, DockerCfg
from docker15_cli.errors import Docker15Error, UsageError

_INDEX_HOSTS = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_LOCAL_HOST = re.compile(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?", re.ASCII)
_TOKEN_USER = "<token>"  # so a helper says that its secret is an identity token
_NOT_FOUND = "credentials not found"  # what helpers say, with another than status 0
_HELPER_LIMIT = 60.0  # seconds; a helper may have to ask its user


@dataclass(frozen=True)
class Credentials:
    """A login. Its secrets are in no repr."""

    username: str = ""
    password: str = field(default="", repr=False)
    email: str = ""
    identity_token: str = field(default="", repr=False)

    def check(self) -> None:
        """Raise UsageError for what .dockercfg or a registry could not tell apart again."""
        if ":" in self.username:
            raise UsageError("a user name can't have a colon in it: .dockercfg has NAME:PASSWORD")
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
    """What the user has logged in to. `directory` is that of `--config`.

    Everything raises Docker15Error, naming the file or the helper, for one that is broken.
    """

    def __init__(self, environ: Mapping[str, str], directory: str = "") -> None:
        directory = directory or environ.get("DOCKER_CONFIG", "")
        home = files.home(environ)
        self._environ = environ
        self.path = Path(directory or home, ".dockercfg")
        self._dockercfg = DockerCfg(self.path)
        self._config_json = Path(directory or home / ".docker", "config.json")

    def find(self, registry: str) -> Credentials | None:
        """The credentials for a registry's host or URL; None: anonymous."""
        entries = self._dockercfg.read()
        key = _match(entries, registry)
        if key is not None:
            return _credentials(self.path, key, entries[key])
        return self._find_in_config_json(registry)

    def stored(self, url: str) -> Credentials | None:
        """What .dockercfg has for exactly this URL: a password must not go to another."""
        entries = self._dockercfg.read()
        return _credentials(self.path, url, entries[url]) if url in entries else None

    def store(self, url: str, credentials: Credentials) -> None:
        """Keep a login in .dockercfg."""
        auth = files.encode_auth(credentials.username, credentials.password)
        self._dockercfg.store(url, auth, credentials.email)

    def remove(self, server: str) -> list[str]:
        """Forget a login to a URL, or all to a host (`""`: the index); what .dockercfg had."""
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
        """The URL that a login to `server` is about: 0.6's forms of it. Raises UsageError.

        0.6 asked the registry whether it speaks https. Here an earlier login tells, else the host:
        https it is, but for this machine's own.
        """
        scheme, separator, address = server.rpartition("://")
        host, _, path = address.partition("/")
        if not server or (host in _INDEX_HOSTS and not path):
            return INDEX
        if not host or "@" in host or not server.isprintable() or " " in server:
            raise UsageError(f"{server!r} is no registry: HOST[:PORT], or its URL without a login")
        if not separator:
            urls = [key for key in self._dockercfg.read() if "://" in key]
            return _match(urls, host) or f"{_likely_scheme(host)}://{host}/v1/"
        if scheme not in ("http", "https"):
            raise UsageError(f"{server}: a registry's URL begins with http:// or https://")
        return f"{scheme}://{host}/{path or 'v1/'}"

    def _find_in_config_json(self, registry: str) -> Credentials | None:
        path = self._config_json
        text = files.read_text(path)
        if text is None:
            return None
        config = files.parse(path, text)
        auths = {key: entry for key, entry in _object(path, config, "auths").items() if entry}
        key = _match(auths, registry)
        if key is not None:
            return _credentials(path, key, auths[key])
        helpers = _object(path, config, "credHelpers")
        key = _match(helpers, registry)
        helper = config.get("credsStore") if key is None else helpers[key]
        host = host_of(registry)
        server = key or (INDEX if host == host_of(INDEX) else host)
        return ask_helper(str(helper), server, self._environ) if helper else None


def registry_of(image: str) -> str:
    """Where an image's name says that it lives: a registry's host, or the index (its URL)."""
    host, slash, _ = image.partition("/")
    is_host = "." in host or ":" in host or host == "localhost"
    return host if slash and is_host and host not in _INDEX_HOSTS else INDEX


def host_of(server: str) -> str:
    """`http(s)://HOST/v1/`, `HOST/v1/` or `HOST` → HOST; the index's hosts are one."""
    host = server.rpartition("://")[2].partition("/")[0].lower()
    return "index.docker.io" if host in _INDEX_HOSTS else host


def _match(keys: Iterable[str], registry: str) -> str | None:
    """The key that means `registry`: as it is, as 0.6 wrote it, or any with its host."""
    keys = list(keys)
    host = host_of(registry)
    for exact in (registry, f"https://{host}/v1/", f"http://{host}/v1/"):
        if exact in keys:
            return exact
    return next((key for key in keys if host_of(key) == host), None)


def _likely_scheme(host: str) -> str:
    return "http" if _LOCAL_HOST.fullmatch(host) else "https"


def _credentials(path: Path, server: str, entry: Any) -> Credentials:
    """An entry's content, of either file. Raises Docker15Error without telling any of it."""
    try:
        auth = entry.get("auth") or ""
        username, password = files.decode_auth(auth) if auth else ("", "")
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
    """Raises AttributeError for what is no text, ValueError for text that is not whole."""
    texts = (username, password, email, identity_token)
    for text in texts:
        text.encode()
    return Credentials(*texts)


def _object(path: Path, config: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = config.get(key) or {}
    if not isinstance(value, dict):
        raise files.broken(path, f"has {key} that are no JSON object")
    return value


def ask_helper(
    helper: str, server: str, environ: Mapping[str, str], limit: float = _HELPER_LIMIT
) -> Credentials | None:
    """What `docker-credential-HELPER get` has for a server; None where it has nothing.

    Raises Docker15Error, naming the helper: it is missing, fails, takes too long, talks nonsense.
    """
    program = f"docker-credential-{helper}"
    if "/" in program or not program.isprintable():  # no NUL either, and no half a character
        raise Docker15Error(f"{helper!r} is no credential helper: no program can be called that")
    output = _run_helper(program, server, environ, limit)
    if output is None:
        return None
    try:
        answer = json.loads(output)
        username, secret = answer["Username"], answer["Secret"]
        if username == _TOKEN_USER:
            return _of_texts(identity_token=secret)
        return _of_texts(username, secret)
    except (AttributeError, ValueError, RecursionError, TypeError, KeyError):
        raise Docker15Error(f"{program} answered something else than credentials") from None


def _run_helper(
    program: str, server: str, environ: Mapping[str, str], limit: float
) -> bytes | None:
    import subprocess  # few have a helper

    try:
        done = subprocess.run(  # names and secrets go through pipes, where no `ps` shows them
            [program, "get"],
            input=server.encode(),
            stdout=subprocess.PIPE,
            env=dict(environ),
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Docker15Error(f"{program} did not answer within {limit:g} s") from None
    except OSError as error:
        raise Docker15Error(f"can't run credential helper {program}: {error.strerror}") from None
    if done.returncode == 0:
        return done.stdout
    text = " ".join(done.stdout.decode(errors="replace").split())
    if _NOT_FOUND in text:
        return None
    raise Docker15Error(f"{program} failed: {text or f'exit status {done.returncode}'}")
