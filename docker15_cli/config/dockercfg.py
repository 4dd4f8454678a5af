"""Docker 0.6's `.dockercfg`, which holds credentials.

It is `{SERVER: {"auth": base64 of user:password, "email": ADDRESS}}`. Very old ones have two lines,
`auth = BASE64` and `email = ADDRESS`, for the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from docker15_cli.config.files import parse, read_text
from docker15_cli.config.writing import locked, replace
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

INDEX = "https://index.docker.io/v1/"

_ANCIENT = regex(r"auth = (\S+)\r?\nemail = (\S*)\s*", re.ASCII)


class DockerCfg:
    """A .dockercfg file. Every method reads the file anew.

    All methods raise Docker15Error, naming the file, if it can't be read (Unreadable) or written,
    or is broken: a broken file is never overwritten.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> JsonObject:
        """The entries by server; empty if there is no file."""
        text = read_text(self.path)
        if not (text and text.strip()):
            return {}
        if ancient := _ANCIENT.fullmatch(text):
            return {INDEX: {"auth": ancient[1], "email": ancient[2]}}
        return parse(self.path, text)

    def store(self, server: str, auth: str, email: str) -> None:
        """Store a login. Other keys of the entry for `server`, and other entries, are kept.

        Nothing is written if the login is already stored: the file may not be writable.
        """
        login = {"auth": auth, "email": email}
        if _has(self.read(), server, login):
            return
        with locked(self.path) as path:
            entries = self.read()
            entry = entries.get(server)
            others = entry if isinstance(entry, dict) else {}
            entries[server] = login | {
                key: value for key, value in others.items() if key not in login
            }
            replace(path, _go_json(entries))

    def remove(self, servers: Iterable[str]) -> None:
        """Remove the entries of `servers`; with the last one also the file."""
        with locked(self.path) as path:
            entries = self.read()
            for server in servers:
                entries.pop(server, None)
            if entries:
                replace(path, _go_json(entries))
            else:
                path.unlink(missing_ok=True)


def _has(entries: JsonObject, server: str, login: Mapping[str, str]) -> bool:
    entry = entries.get(server)
    return isinstance(entry, dict) and login.items() <= entry.items()


def encode_auth(username: str, password: str) -> str:
    """The `auth` of an entry: base64 of user:password."""
    import base64

    return base64.b64encode(f"{username}:{password}".encode()).decode()


def decode_auth(auth: str) -> tuple[str, str]:
    """The user name and password in an entry's `auth`. Raises ValueError.

    It may have line breaks, as base64(1) writes them.
    """
    import base64

    data = base64.b64decode("".join(auth.split()), validate=True)
    username, colon, password = data.decode().partition(":")
    if not colon:
        raise ValueError("there is no colon in it")
    return username, password.strip("\0")  # 0.6 may have written its padding


def _go_json(entries: JsonObject) -> bytes:
    """JSON as 0.6 writes it: compact, sorted by server."""
    from docker15_cli import jsontext

    text = jsontext.encode(dict(sorted(entries.items())))
    # Lone surrogates, which UTF-8 can't encode, become JSON escapes again.
    return text.encode(errors="backslashreplace")
