"""Changing docker's contexts: what contexts.py reads, written as docker writes it."""

from __future__ import annotations

import contextlib
import io
import json
import lzma
import os
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from docker15_cli.config import files, reading
from docker15_cli.config.contexts import DEFAULT, directory_of
from docker15_cli.config.writing import locked, replace
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.jsontypes import JsonObject
from docker15_cli.patterns import regex

TLS_FILES = ("ca", "cert", "key")  # the keys of `--docker`; with .pem, the names of the files
_NAME = regex(r"[a-zA-Z0-9][a-zA-Z0-9_.+-]+", re.ASCII)
_FILE_NAME = regex(r"[a-zA-Z0-9_+-][a-zA-Z0-9_.+-]{0,31}", re.ASCII)
_META = "meta.json"
_MEMBERS = 64  # most members of an archive; docker writes four
# What the standard library raises for archives that are broken, or in a format that it lacks.
_BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, UnicodeDecodeError, EOFError),
    *(zlib.error, lzma.LZMAError, NotImplementedError, OSError),
)


class StoredContext:
    """A context as it is stored: its meta.json, and its TLS files by endpoint and name."""

    def __init__(
        self, meta: JsonObject, tls: Mapping[str, Mapping[str, bytes]] | None = None
    ) -> None:
        self.meta = meta
        self.tls = {endpoint: dict(found) for endpoint, found in (tls or {}).items()}

    @property
    def description(self) -> str:
        """The user's description; "" without one."""
        return str(files.as_object(self.meta.get("Metadata")).get("Description") or "")

    def with_name(self, name: str) -> StoredContext:
        """A copy with another name."""
        return StoredContext({**self.meta, "Name": name}, self.tls)

    def with_description(self, text: str) -> StoredContext:
        """A copy with another description; without one if `text` is ""."""
        metadata = {**files.as_object(self.meta.get("Metadata")), "Description": text}
        if not text:
            del metadata["Description"]
        return StoredContext({**self.meta, "Metadata": metadata}, self.tls)

    def with_engine(self, endpoint: JsonObject, tls: Mapping[str, bytes]) -> StoredContext:
        """A copy with another engine: its `endpoint`, and its TLS files by name."""
        endpoints = {**files.as_object(self.meta.get("Endpoints")), "docker": endpoint}
        others = {name: found for name, found in self.tls.items() if name != "docker"}
        return StoredContext(
            {**self.meta, "Endpoints": endpoints}, others | ({"docker": tls} if tls else {})
        )


def new(name: str) -> StoredContext:
    """A context with only a name."""
    return StoredContext({"Name": name, "Metadata": {}, "Endpoints": {}})


def endpoint(address: str, *, skip_verify: bool) -> JsonObject:
    """An engine's entry in meta.json's Endpoints."""
    return {"Host": address, "SkipTLSVerify": skip_verify}


def check_name(name: str) -> None:
    """Raise UsageError for what can't be the name of a new context."""
    if name == DEFAULT:
        raise UsageError(
            f"{DEFAULT!r} is a reserved context name: it is the engine without a context"
        )
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"not a valid context name: {name!r}; use two or more letters, digits, or _.+-"
        )


class ContextStore:
    """The contexts of one user, to be changed. `directory` is the value of `--config`.

    All methods raise Docker15Error, naming the file, if one is broken or can't be written.
    """

    def __init__(self, environ: Mapping[str, str], directory: str = "") -> None:
        self._config_json = Path(files.config_json(environ, directory))
        self._directory = Path(files.docker_directory(environ, directory), "contexts")

    def meta_directory(self, name: str) -> Path:
        """The directory with the meta.json of a context."""
        return self._directory / "meta" / directory_of(name)

    def tls_directory(self, name: str) -> Path:
        """The directory of a context's TLS files; they are in a directory for each endpoint."""
        return self._directory / "tls" / directory_of(name)

    def has(self, name: str) -> bool:
        """Whether there is a context of this name."""
        return (self.meta_directory(name) / _META).exists()

    def read(self, name: str) -> StoredContext:
        """The context of this name. Raises Docker15Error if there is none."""
        path = self.meta_directory(name) / _META
        text = files.read_text(path)
        if text is None:
            raise missing(name)
        return StoredContext(files.parse(path, text), self._read_tls(name))

    def create(self, context: StoredContext) -> None:
        """Write a new context. Raises Docker15Error if its name is taken."""
        name = str(context.meta["Name"])
        with self._locked():
            if self.has(name):
                raise Docker15Error(
                    f"context {name!r} already exists; see `docker15 context update`"
                )
            self._write(name, context)

    def update(self, context: StoredContext) -> None:
        """Replace a context. The old files stay until the new ones are complete."""
        with self._locked():
            self._write(str(context.meta["Name"]), context)

    def remove(self, name: str) -> None:
        """Remove a context and its files, if there is one."""
        with self._locked():
            for folder in (self.meta_directory(name), self.tls_directory(name)):
                _remove(folder)

    def use(self, name: str) -> None:
        """Make `name` the current context in config.json; the rest of the file is kept."""
        with locked(self._config_json) as path:
            text = files.read_text(path)
            config = files.parse(path, text) if text and text.strip() else {}
            if name == DEFAULT:
                config.pop("currentContext", None)
            else:
                config["currentContext"] = name
            try:
                data = _json(config, "\t")
            except Docker15Error as error:
                raise Docker15Error(f"can't write {path}: {error}") from None
            replace(path, data)

    def _read_tls(self, name: str) -> dict[str, dict[str, bytes]]:
        found: dict[str, dict[str, bytes]] = {}
        try:
            for path in sorted(self.tls_directory(name).glob("*/*")):
                found.setdefault(path.parent.name, {})[path.name] = reading.read_bytes(path)
        except OSError as error:
            raise Docker15Error(f"can't read {error.filename}: {error.strerror}") from error
        return found

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process change the store at a time. An OSError becomes a Docker15Error."""
        with locked(self._directory / "store"):
            try:
                yield
            except OSError as error:
                named = error.filename or self._directory
                raise Docker15Error(f"can't change {named}: {error.strerror}") from error

    def _write(self, name: str, context: StoredContext) -> None:
        """Write the TLS files, if they have changed, then meta.json. Raises OSError."""
        meta = _json(context.meta)
        folder = self.meta_directory(name)
        folder.mkdir(parents=True, exist_ok=True)
        if context.tls != self._read_tls(name):
            self._replace_tls(name, context.tls)
        replace(folder / _META, meta)
        (folder / _META).chmod(0o644)

    def _replace_tls(self, name: str, tls: Mapping[str, Mapping[str, bytes]]) -> None:
        folder = self.tls_directory(name)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))  # mode 0700
        try:
            for endpoint_, contents in tls.items():
                (made / endpoint_).mkdir(mode=0o700)
                for file, data in contents.items():
                    replace(made / endpoint_ / file, data)
            _remove(folder)
            if tls:
                made.rename(folder)
        finally:
            _remove(made)


def _remove(folder: Path) -> None:
    """Remove a directory, or a link in its place, if there is one. Raises OSError."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _json(value: JsonObject, indent: str | None = None) -> bytes:
    """JSON that Go can read. Raises Docker15Error for NaN and infinity."""
    separators = None if indent else (",", ":")
    try:
        text = json.dumps(
            value, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False
        )
    except ValueError:
        raise Docker15Error("a number in it is too large") from None
    return text.encode(errors="backslashreplace")


def missing(name: str) -> Docker15Error:
    """The error for the name of a context that does not exist."""
    return Docker15Error(f"no such context: {name!r}; see `docker15 context ls`")


# --- archives


def pack(context: StoredContext) -> bytes:
    """A tar archive of the context, as `docker context export` writes it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        _add(archive, _META, _json(context.meta), 0o644)
        if context.tls:
            _add(archive, "tls", None)
        for endpoint_, contents in context.tls.items():
            _add(archive, f"tls/{endpoint_}", None)
            for file, data in contents.items():
                _add(archive, f"tls/{endpoint_}/{file}", data)
    return buffer.getvalue()


def _add(archive: tarfile.TarFile, name: str, data: bytes | None, mode: int = 0o600) -> None:
    member = tarfile.TarInfo(name)
    if data is None:
        member.type, member.mode = tarfile.DIRTYPE, 0o700
    else:
        member.size, member.mode = len(data), mode
    archive.addfile(member, io.BytesIO(data or b""))


def unpack(data: bytes, what: str) -> StoredContext:
    """The context in a tar or zip archive. Raises Docker15Error, which calls the archive `what`.

    Nothing is stored yet. A member that does not belong to a context is an error.
    """
    meta: JsonObject | None = None
    tls: dict[str, dict[str, bytes]] = {}
    try:
        for number, (name, content) in enumerate(_members(data)):
            parts = name.split("/")
            if number == _MEMBERS:
                raise _not_a_context(what, f"it has more than {_MEMBERS} members")
            if parts == [_META]:
                meta = files.parse(f"{_META} in {what}", content.decode())
            elif len(parts) == 3 and parts[0] == "tls" and all(map(_FILE_NAME.fullmatch, parts)):
                tls.setdefault(parts[1], {})[parts[2]] = content
            else:
                raise _not_a_context(what, f"it contains {name!r}")
    except _BROKEN as error:
        raise _not_a_context(what, str(error)) from error
    if meta is None:
        raise _not_a_context(what, f"it has no {_META}")
    _check(meta, what)
    return StoredContext(meta, tls)


def _check(meta: JsonObject, what: str) -> None:
    """Raise Docker15Error for a meta.json with which docker, too, would fail from then on."""
    endpoints, metadata = meta.get("Endpoints"), meta.get("Metadata")
    engine = endpoints.get("docker") if isinstance(endpoints, dict) else None
    host = engine.get("Host", "") if isinstance(engine, dict) else None
    description = metadata.get("Description", "") if isinstance(metadata, dict) else None
    if not (isinstance(host, str) and isinstance(description, str) and host.isprintable()):
        raise _not_a_context(what, f"its {_META} does not describe one")


def _not_a_context(what: str, why: str) -> Docker15Error:
    return Docker15Error(f"{what} is not an exported context: {why}")


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in an archive. Raises any of _BROKEN."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _members_of_zip(archive)
        return
    # docker's archives lack the padding of the last block.
    padded = io.BytesIO(data + bytes(-len(data) % tarfile.BLOCKSIZE))
    with tarfile.open(fileobj=padded, mode="r:") as tar:
        for member in tar:
            if member.offset_data + member.size > len(data):
                raise tarfile.ReadError("it is cut short")
            if not member.isdir():
                if not member.isreg() or member.issparse():  # a sparse file could be endless
                    raise tarfile.ReadError(f"{member.name!r} is not a plain file")
                file = tar.extractfile(member)
                yield os.path.normpath(member.name), file.read() if file else b""


def _members_of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    found = [info for info in archive.infolist() if not info.is_dir()]
    if sum(info.file_size for info in found) > reading.LIMIT:
        raise zipfile.BadZipFile("it is too large")
    for info in found:
        if info.flag_bits & 1:
            raise zipfile.BadZipFile("it is encrypted")
        yield os.path.normpath(info.filename), archive.read(info)
