"""Writing to stdout and stderr without blocking, and without changing them for other processes."""

from __future__ import annotations

import errno
import os
import select
import socket
import stat

_SAFE_WRITE = select.PIPE_BUF  # bytes that a pipe accepts when poll says that it is writable


class Sink:
    """A file descriptor of this process that gets a container's output.

    O_NONBLOCK is a property of the open file, which is shared with the shell and others, so a pipe
    or a terminal is reopened to set it. If that is not possible, only small writes are made, after
    a poll, which don't block either.
    """

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._own = -1
        self._limit: int | None = None
        self._socket: socket.socket | None = None
        mode = os.fstat(fd).st_mode
        self.is_terminal = stat.S_ISCHR(mode) and os.isatty(fd)
        if stat.S_ISSOCK(mode):
            self._socket = socket.socket(fileno=os.dup(fd))
        elif stat.S_ISFIFO(mode) or self.is_terminal:
            self._open_anew()

    def write(self, data: bytes | memoryview) -> int:
        """Write what can be written now; return the number of bytes, or 0. Raises OSError."""
        try:
            if self._socket:
                return self._socket.send(data, socket.MSG_DONTWAIT)
            if self._limit is None:
                return os.write(self.fd, data)
            return os.write(self.fd, data[: self._limit]) if self._is_writable() else 0
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Close the descriptor if it was reopened."""
        if self._own >= 0:
            os.close(self._own)
            self._own = -1  # the number may be reused for another file
        if self._socket:
            self._socket.close()

    def _open_anew(self) -> None:
        flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            self._own = self.fd = os.open(f"/proc/self/fd/{self.fd}", flags)
        except OSError as error:
            if error.errno == errno.EMFILE:
                raise
            self._limit = _SAFE_WRITE

    def _is_writable(self) -> bool:
        poll = select.poll()
        poll.register(self.fd, select.POLLOUT)
        return bool(poll.poll(0))
