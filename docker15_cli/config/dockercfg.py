"""Docker 0.6's `.dockercfg`, which holds credentials.

It is `{SERVER: {"auth": base64 of user:password, "email": ADDRESS}}`. Very old ones have two lines,
`auth = BASE64` and `email = ADDRESS`, for the index.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from docker15_cli.config.files import parse, read_text
from docker15_cli.errors import Docker15Error
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
        """Store a login. Other keys of the entry for `server`, and other servers, stay.

        Nothing is written if the login is already there: the file may not be writable.
        """
        login = {"auth": auth, "email": email}
        if _has(self.read(), server, login):
            return
        with self._locked() as (path, entries):
            entry = entries.get(server)
            others = entry if isinstance(entry, dict) else {}
            entries[server] = login | {
                key: value for key, value in others.items() if key not in login
            }
            _replace(path, _go_json(entries))

    def remove(self, servers: Iterable[str]) -> None:
        """Forget logins. If none is left, the file is removed."""
        with self._locked() as (path, entries):
            for server in servers:
                entries.pop(server, None)
            if entries:
                _replace(path, _go_json(entries))
            else:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[tuple[Path, JsonObject]]:
        """The file that the path leads to, and its entries, while nobody else can change it."""
        try:
            path = self.path.resolve()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _lock(path.with_name(f"{path.name}.lock")):
                yield path, self.read()
        except RuntimeError as error:  # a loop of links, before Python 3.13
            raise Docker15Error(f"{self.path} is a loop of symbolic links") from error
        except OSError as error:
            raise Docker15Error(f"can't write {self.path}: {error.strerror}") from error


def _has(entries: JsonObject, server: str, login: Mapping[str, str]) -> bool:
    entry = entries.get(server)
    return isinstance(entry, dict) and login.items() <= entry.items()


def encode_auth(username: str, password: str) -> str:
    """An entry's `auth`."""
    import base64

    return base64.b64encode(f"{username}:{password}".encode()).decode()


def decode_auth(auth: str) -> tuple[str, str]:
    """An entry's `auth` → user name and password. Raises ValueError.

    It may have line breaks: base64(1) makes them.
    """
    import base64

    data = base64.b64decode("".join(auth.split()), validate=True)
    username, colon, password = data.decode().partition(":")
    if not colon:
        raise ValueError("there is no colon in it")
    return username, password.strip("\0")  # 0.6 may have written its padding


def _go_json(entries: JsonObject) -> str:
    """JSON as 0.6 writes it: compact, with sorted servers."""
    return json.dumps(dict(sorted(entries.items())), ensure_ascii=False, separators=(",", ":"))


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Let in one process at a time. The lock file is removed together with the lock."""
    import fcntl

    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            if not _is_at(fd, path):  # its holder has removed it: this lock means nothing
                continue
            try:
                yield
            finally:
                path.unlink()
            return
        finally:
            os.close(fd)


def _is_at(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def _replace(path: Path, text: str) -> None:
    """Write a file completely or not at all, readable only for its owner."""
    import tempfile  # a slow import that only a login needs

    fd, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)  # its mode is 0600
    temporary = Path(name)
    try:
        # Lone surrogates, which UTF-8 can't encode, become JSON escapes again.
        with os.fdopen(fd, "w", encoding="utf-8", errors="backslashreplace") as file:
            _keep_owner(fd, path)
            file.write(text)
            file.flush()
            os.fsync(fd)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep_owner(fd: int, path: Path) -> None:
    """Keep the owner: with sudo, a file in somebody's home must stay theirs."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        before = path.stat()
        os.fchown(fd, before.st_uid, before.st_gid)
