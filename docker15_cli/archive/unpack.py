"""Extracting a tar archive from an untrusted source.

Links are kept as they are, wherever they lead, but nothing is ever written through one, so nothing
outside the target is touched. Every directory on the way is opened relative to its parent without
following links; a file gets its name by a rename, which does not follow links either; modes and
times are set by descriptor. So it does not matter in which order members come, which links were
there before, or whether somebody replaces a directory by a link meanwhile. What can't be extracted
safely is reported and left out; the rest is extracted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docker15_cli.archive import tar_reader
from docker15_cli.archive.atomic import replace, temporary_name, write_all
from docker15_cli.errors import AnswerBroken, Docker15Error

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FATAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
_PERMISSIONS = 0o777  # of a file: no setuid, no setgid
_DIRECTORY_PERMISSIONS = 0o1777

Path = tuple[bytes, ...]
Owner = tuple[int, int]  # uid, gid


class Refused(Docker15Error):
    """A member that is not extracted."""


class TopIsLink(Exception):
    """What was asked for is a link, but its target was meant. Nothing has been extracted."""

    def __init__(self, link: bytes) -> None:
        super().__init__(link)
        self.link = link


@dataclass(slots=True)
class Target:
    """Where an archive is extracted to.

    All its members are `top` or below it ("": there is no such component), and become `name` in
    `directory` or files below it ("": they go straight into the directory). `only_directory`
    refuses an archive of a single file. `may_be_bare`: if its first member is not below `top`, it
    has the contents of the directory `top`, without the name. `follows` raises TopIsLink if `top`
    is a link. `keeps_owners` gives what is extracted to the owners in the archive, as far as the
    user may.
    """

    directory: str
    top: str
    name: str
    only_directory: bool = False
    may_be_bare: bool = False
    follows: bool = False
    keeps_owners: bool = False

    def owner(self, member: tar_reader.Member) -> Owner | None:
        """The owner to give it to; None for nobody else."""
        return member.owner if self.keeps_owners else None

    def detect_bare(self, first: bytes) -> None:
        """Find out from the name of the first member whether the archive is bare."""
        if self.may_be_bare and first.split(b"/")[0] != os.fsencode(self.top):
            self.top = ""
        self.may_be_bare = False


def unpack(chunks: Iterable[bytes], target: Target, report: Callable[[str], None]) -> bool:
    """Extract an archive; False if something was left out, with a line to `report` for each.

    Modes (without setuid and setgid) and times are those in the archive, owners are only if the
    target says so. A file appears once it is complete. Raises AnswerBroken for a bad archive,
    Docker15Error if it can't continue, and TopIsLink.
    """
    complete, is_empty = True, True
    left_out: bytes | None = None  # a directory whose contents are not reported any more
    with _opened(target.directory) as tree:
        for member in tar_reader.members(chunks):
            if is_empty:
                target.detect_bare(member.name)
            is_empty = False
            if left_out and member.name.startswith(left_out):
                continue
            try:
                _extract(member, target, tree)
            except (Refused, OSError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                text = f"{shown(member.name)}: {why}"
                if isinstance(error, OSError) and error.errno in _FATAL:
                    raise Docker15Error(text) from error
                report(text)
                complete = False
                if member.kind == tar_reader.DIRECTORY:
                    left_out = member.name.rstrip(b"/") + b"/"
        if is_empty and target.may_be_bare and target.name:
            tree.enter((os.fsencode(target.name),))
    if is_empty and not target.may_be_bare:
        raise AnswerBroken("the tar archive is empty")
    return complete


@contextlib.contextmanager
def _opened(directory: str) -> Iterator[_Tree]:
    try:
        tree = _Tree(directory)
    except OSError as error:
        raise Docker15Error(f"{directory}: {error.strerror}") from error
    with contextlib.closing(tree):
        yield tree


def shown(name: bytes) -> str:
    """A name that is safe to show: control characters and line breaks are escaped."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


class _Tree:
    """A directory and what is below it, with the descriptors along the current path.

    An archive lists a tree in order, so only the directories above the current member are open,
    however many there are.
    """

    def __init__(self, directory: str) -> None:
        self._root = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._open: list[_Directory] = []

    def enter(self, path: Path, mode: int = 0o777) -> int:
        """The descriptor of a directory, which is created with `mode` if it is missing.

        Raises OSError, Refused.
        """
        self._leave_to(path)
        for name in path[len(self._open) :]:
            last = len(self._open) == len(path) - 1
            self._open.append(_open_or_make(self._innermost, name, mode if last else 0o777))
        return self._innermost

    @property
    def _innermost(self) -> int:
        return self._open[-1].fd if self._open else self._root

    def make(self, path: Path, mode: int, mtime: int, owner: Owner | None) -> None:
        """Enter a directory, and set these attributes when leaving it: writing changes them."""
        self.enter(path, 0o700)
        if path:  # the target's own directory is the user's
            self._open[-1].attributes = (mode & _DIRECTORY_PERMISSIONS, mtime)
            self._open[-1].owner = owner

    def find(self, path: Path) -> int:
        """A new descriptor for an existing directory. Raises OSError."""
        fd = os.dup(self._root)
        for name in path:
            above = fd
            try:
                fd = os.open(name, _DIRECTORY, dir_fd=above)
            finally:
                os.close(above)
        return fd

    def close(self) -> None:
        self._leave_to(())
        os.close(self._root)

    def _leave_to(self, path: Path) -> None:
        common = 0
        for directory, name in zip(self._open, path, strict=False):
            if directory.name != name:
                break
            common += 1
        while len(self._open) > common:
            self._open.pop().leave()


class _Directory:
    """An open directory."""

    def __init__(self, name: bytes, fd: int, *, is_new: bool) -> None:
        self.name = name
        self.fd = fd
        self.attributes: tuple[int, int] | None = None  # mode, mtime in nanoseconds
        self.owner: Owner | None = None
        if not is_new:  # the archive comes back to it: its attributes are set
            info = os.fstat(fd)
            self.attributes = (stat.S_IMODE(info.st_mode), info.st_mtime_ns)

    def leave(self) -> None:
        if self.attributes:
            mode, mtime = self.attributes
            _give(self.fd, self.owner)
            with contextlib.suppress(PermissionError):  # it existed, and belongs to somebody else
                os.fchmod(self.fd, mode)
            _set_time(self.fd, mtime)
        os.close(self.fd)


def _open_or_make(above: int, name: bytes, mode: int) -> _Directory:
    is_new = True
    try:
        os.mkdir(name, mode, dir_fd=above)
    except FileExistsError:
        is_new = False
    try:
        fd = os.open(name, _DIRECTORY, dir_fd=above)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Refused(f"{shown(name)} exists, and is not a directory") from error
        raise
    return _Directory(name, fd, is_new=is_new)


def _extract(member: tar_reader.Member, target: Target, tree: _Tree) -> None:
    below = _path(member.name, target.top)
    path = (*((os.fsencode(target.name),) if target.name else ()), *below)
    if member.kind == tar_reader.DIRECTORY:
        tree.make(path, member.mode, member.mtime, target.owner(member))
        return
    if not below and target.follows and member.kind == tar_reader.SYMLINK:
        raise TopIsLink(member.link)
    if not below and target.only_directory:
        raise Docker15Error(f"{shown(member.name)}: not a directory")
    if not path:
        raise Refused("has no name")
    if member.kind not in (tar_reader.FILE, tar_reader.SYMLINK, tar_reader.HARD_LINK):
        raise Refused(f"is a {member.kind}, which is not extracted")
    if member.kind == tar_reader.SYMLINK and b"\0" in member.link:
        raise Refused("is a link to an impossible file name")
    *above, name = path
    directory = tree.enter(tuple(above))
    _require_replaceable(directory, name)
    if member.kind == tar_reader.FILE:
        _write(directory, name, member, target.owner(member))
    elif member.kind == tar_reader.SYMLINK:
        _make_link(directory, name, lambda new: os.symlink(member.link, new, dir_fd=directory))
        _give(directory, target.owner(member), name)
        _set_time(directory, member.mtime, name)
    else:
        source = _path(member.link, target.top)
        mapped = (*path[: len(path) - len(below)], *source)
        _hard_link(tree, mapped, directory, name)


def _path(name: bytes, top: str) -> Path:
    """The components of a member's name below `top`. Raises Refused if it leads elsewhere."""
    parts = tuple(part for part in name.split(b"/") if part not in (b"", b"."))
    if name.startswith(b"/") or b".." in parts or b"\0" in name:
        raise Refused("leads out of the target directory")
    if not top:
        return parts
    if parts[:1] != (os.fsencode(top),):
        raise Refused(f"is not below {top}, which was asked for")
    return parts[1:]


def _require_replaceable(directory: int, name: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        mode = os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            raise Refused("a directory of that name exists")
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise Refused("something other than a file has that name")


def _write(directory: int, name: bytes, member: tar_reader.Member, owner: Owner | None) -> None:
    def write(fd: int) -> None:
        for piece in member.data():
            write_all(fd, piece)
        _give(fd, owner)
        os.fchmod(fd, member.mode & _PERMISSIONS)
        _set_time(fd, member.mtime)

    replace(directory, name, write, 0o600)


def _make_link(directory: int, name: bytes, make: Callable[[bytes], None]) -> None:
    """Let `make` create a link under a temporary name, and rename it."""
    temporary = temporary_name()
    try:
        make(temporary)
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    finally:  # even if both were links to the same file: then renaming does nothing
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=directory)


def _hard_link(tree: _Tree, source: Path, directory: int, name: bytes) -> None:
    *above, original = source or (b".",)
    parent = tree.find(tuple(above))
    try:
        if not _may_be_linked(parent, original):
            raise Refused(f"is a link to {shown(original)}, which does not exist as a file")

        def make(new: bytes) -> None:
            os.link(original, new, src_dir_fd=parent, dst_dir_fd=directory, follow_symlinks=False)

        _make_link(directory, name, make)
    finally:
        os.close(parent)


def _may_be_linked(directory: int, name: bytes) -> bool:
    """Whether it is a file or a symbolic link: both can have several names."""
    try:
        mode = os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _give(fd: int, owner: Owner | None, name: bytes | None = None) -> None:
    """Give an open file, or the link `name` in an open directory, to its owner, if that is allowed.

    Without an owner it stays the user's.
    """
    if owner is None:
        return
    with contextlib.suppress(OverflowError, OSError):
        if name is None:
            os.fchown(fd, *owner)
        else:
            os.chown(name, *owner, dir_fd=fd, follow_symlinks=False)


def _set_time(fd: int, mtime: int, name: bytes | None = None) -> None:
    """Set the time of an open file, or of the link `name` in an open directory."""
    with contextlib.suppress(OverflowError, OSError):  # a time that the file system can't hold
        if name is None:
            os.utime(fd, ns=(mtime, mtime))
        else:
            os.utime(name, ns=(mtime, mtime), dir_fd=fd, follow_symlinks=False)
