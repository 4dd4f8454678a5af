"""`ssh://`: one process of the system's ssh makes a remote engine's socket available here.

It is a multiplexing master without a session of its own. The remote socket is reached by
stream-local forwarding or, if no engine answers there, by `docker system dial-stdio` (or podman's)
in a session of the same master for each connection. Either way, the result is a socket in a private
directory:

    0.sock, 1.sock    forwarded to the remote sockets that may be an engine's
    stdio.sock        our own: each connection accepted there is passed to ssh, for a session
    master            where ssh accepts requests for sessions; created last
    log               ssh's output
"""

from __future__ import annotations

import contextlib
import math
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docker15_cli.errors import AnswerBroken, EngineUnreachable
from docker15_cli.transport.address import Endpoint
from docker15_cli.transport.child_log import last_lines
from docker15_cli.transport.dialers import dial_unix
from docker15_cli.wire import ssh_mux

REMOTE_SOCKETS = ("/var/run/docker.sock", "/run/podman/podman.sock")
"""Where to look for a remote engine, unless the address has a path."""

SESSIONS = 6
"""The limit of concurrent connections if each is a session: an sshd allows ten."""

# All in seconds.
_ALIVE_INTERVAL = 15  # ssh gives up after three of these without a response
_LOOK_INTERVAL = 0.005
_EXIT_LIMIT = 0.5
_END_LIMIT = 2.0
_SESSION_LIMIT = 5.0
_SESSION_RETRY = 0.05
_LONGEST_DIRECTORY = (
    64  # characters of a directory's path that ssh can create sockets in (sun_path: 108)
)
_PING = b"GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# Signals of the keyboard, or of a terminal that was closed: docker15 handles them, not ssh.
_TERMINAL_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
_DEFERRED = (*_TERMINAL_SIGNALS, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1


class Tunnel:
    """The tunnel to one remote engine. ssh ends with the thread that opened it."""

    def __init__(self, remote: Endpoint, environ: Mapping[str, str], *, may_ask: bool) -> None:
        """`may_ask`: ssh may ask at the terminal for a password, or about a host key."""
        self._remote = remote
        self._environ = environ
        self._may_ask = may_ask
        self._directory = ""
        self._is_open = self._is_closed = False
        self._lock = threading.Lock()  # different threads may open and close it
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: socket.socket | None = None
        self._sessions: list[socket.socket] = []

    def open(self) -> Endpoint:
        """Start ssh; return the local socket that leads to the remote engine.

        Raises EngineUnreachable, with ssh's own message and what to do.
        """
        candidates = (self._remote.path,) if self._remote.path else REMOTE_SOCKETS
        with _deferred_signals() as mask, self._lock:
            if self._is_closed:
                raise EngineUnreachable(f"the connection to {self._remote} is closed")
            self._directory = _make_directory()
            self._process = self._spawn(candidates, mask)
        self._wait_for_master()
        for number, _ in enumerate(candidates):
            if self._leads_to_an_engine(f"{number}.sock"):
                return self._local_endpoint(f"{number}.sock")
        self._listen_for_sessions(_dial_stdio(self._remote.path))
        if self._leads_to_an_engine("stdio.sock"):
            return self._local_endpoint("stdio.sock")._replace(at_once=SESSIONS)
        self._check_alive()
        raise EngineUnreachable(
            f"ssh reached {self._remote}, but found no engine there: nothing answers at "
            f"{' or '.join(candidates)} (no such socket, no permission for this user, or "
            f"AllowStreamLocalForwarding is off), and `docker system dial-stdio` failed: "
            f"{self._last_log_line()}"
        )

    @property
    def death_reason(self) -> str:
        """Why an open tunnel has died, in ssh's words; "" while it is alive.

        For use after a connection broke: it waits a moment, as ssh closes connections before it
        exits.
        """
        if not self._is_open or self._process is None:
            return ""
        try:
            self._process.wait(_EXIT_LIMIT)
        except subprocess.TimeoutExpired:
            return ""
        return f"ssh: {self._last_log_line()}"

    @property
    def has_ended(self) -> bool:
        """Whether an open tunnel has died; unlike `death_reason`, does not wait."""
        return self._is_open and self._process is not None and self._process.poll() is not None

    def close(self) -> None:
        """End ssh, and remove its directory. Signals are deferred meanwhile."""
        with _deferred_signals(), self._lock:
            self._is_closed = True
            if self._process is not None:
                _end(self._process)
            for sock in (self._listener, *self._sessions):
                if sock is not None:
                    sock.close()
            if self._directory:
                shutil.rmtree(self._directory, ignore_errors=True)

    def _local_endpoint(self, name: str) -> Endpoint:
        self._is_open = True
        path = f"{self._directory}/{name}"
        return self._remote._replace(kind="unix", path=path, shown=str(self._remote))

    def _spawn(self, candidates: tuple[str, ...], mask: set[int]) -> subprocess.Popen[bytes]:
        prctl = _prctl()

        def in_child() -> None:
            # ssh stays in our process group, so that it can ask at the terminal. It leaves ignored
            # signals ignored, and so runs on until we decide what a Ctrl-C means.
            for number in _TERMINAL_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

        log = os.open(f"{self._directory}/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                self._argv(candidates),
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=in_child,
            )
        except (FileNotFoundError, PermissionError):
            raise EngineUnreachable(
                f"{self._remote} needs the program ssh, which is not on the PATH "
                "(package openssh-client)"
            ) from None
        finally:
            os.close(log)

    def _argv(self, candidates: tuple[str, ...]) -> list[str]:
        """The command line. The user's configuration applies, except for what the tunnel needs.

        A master of the user's is not used: forwardings there would outlive this command. The user's
        own forwardings may fail, as another ssh may already have them.
        """
        options = {
            "BatchMode": "no" if self._may_ask else "yes",
            "ConnectTimeout": str(math.ceil(self._remote.connect_timeout)),
            "ControlMaster": "yes",
            "ControlPath": f"{self._directory}/master",
            "ControlPersist": "no",
            "ExitOnForwardFailure": "no",
            "ServerAliveInterval": str(_ALIVE_INTERVAL),
        }
        argv = ["ssh", "-N", "-T"]
        for name, value in options.items():
            argv += ["-o", f"{name}={value}"]
        for number, path in enumerate(candidates):
            argv += ["-L", f"{self._directory}/{number}.sock:{path}"]
        return [*argv, *self._login(), "--", self._remote.host]

    def _login(self) -> list[str]:
        """The options about the user, the port and the key."""
        user, port, identity = self._remote.user, self._remote.port, self._remote.identity
        argv = ["-p", str(port)] if port else []
        argv += ["-l", user] if user else []
        return [*argv, *(["-i", identity] if identity else [])]

    def _wait_for_master(self) -> None:
        while not Path(f"{self._directory}/master").exists():
            self._check_alive()
            time.sleep(_LOOK_INTERVAL)

    def _check_alive(self) -> None:
        assert self._process is not None
        if self._process.poll() is not None:
            raise EngineUnreachable(
                f"can't reach the engine at {self._remote}: ssh: {self._last_log_line()}; "
                f"try `{self._manual_command()}`"
            )

    def _manual_command(self) -> str:
        return shlex.join(["ssh", *self._login(), self._remote.host, "true"])

    def _leads_to_an_engine(self, name: str) -> bool:
        """Whether something answers at a socket; ssh closes the connection if not."""
        try:
            with dial_unix(f"{self._directory}/{name}", self._remote.connect_timeout) as probe:
                probe.settimeout(self._remote.connect_timeout)
                probe.sendall(_PING)
                return bool(probe.recv(1))
        except TimeoutError:
            return True  # the engine is just slow
        except OSError:
            return False

    def _listen_for_sessions(self, command: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{self._directory}/stdio.sock")
        self._listener.listen(SESSIONS)
        arguments = (self._listener, command)
        threading.Thread(target=self._serve, args=arguments, daemon=True).start()

    def _serve(self, listener: socket.socket, command: str) -> None:
        """Pass each connection to a session of its own; close it if there is no session."""
        with contextlib.suppress(OSError):  # the listener has been closed
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    self._retry_session(command, connection)

    def _retry_session(self, command: str, connection: socket.socket) -> None:
        """Try again for a while: sshd counts a session for a moment after it has ended."""
        deadline = time.monotonic() + _SESSION_LIMIT
        while True:
            try:
                return self._begin_session(command, connection)
            except AnswerBroken:
                if time.monotonic() > deadline or self._is_closed:
                    return None
                time.sleep(_SESSION_RETRY)

    def _begin_session(self, command: str, connection: socket.socket) -> None:
        control = dial_unix(f"{self._directory}/master", self._remote.connect_timeout)
        try:
            control.settimeout(self._remote.connect_timeout)
            self._open_session(control, command, connection)
        except BaseException:
            control.close()
            raise
        self._sessions.append(control)  # closing it ends the session

    def _open_session(
        self, control: socket.socket, command: str, connection: socket.socket
    ) -> None:
        control.sendall(ssh_mux.hello())
        ssh_mux.check_hello(_message(control))
        control.sendall(ssh_mux.session(command))
        with Path(f"{self._directory}/log").open("ab") as log:
            for descriptor in (connection.fileno(), connection.fileno(), log.fileno()):
                socket.send_fds(control, [b"\0"], [descriptor])
            ssh_mux.check_opened(_message(control))

    def _last_log_line(self) -> str:
        """The last line of the log."""
        lines = last_lines(f"{self._directory}/log")
        return lines[-1].removeprefix("ssh: ").rstrip(".") if lines else "it printed nothing"


def _dial_stdio(path: str) -> str:
    """The remote command that connects to the engine, quoted for any login shell."""
    address = f" unix://{path}"
    docker = f"docker{' --host' + address if path else ''} system dial-stdio"
    podman = f"podman{' --url' + address if path else ''} system dial-stdio"
    script = f"if command -v docker >/dev/null; then exec {docker}; else exec {podman}; fi"
    return f"sh -c {shlex.quote(script)}"


def _message(control: socket.socket) -> bytes:
    size = ssh_mux.length(control.recv(4, socket.MSG_WAITALL))
    return control.recv(size, socket.MSG_WAITALL)


def _make_directory() -> str:
    """Create a private directory (mode 0700) for sockets, whose paths have to be short."""
    parent = tempfile.gettempdir()
    if len(parent) > _LONGEST_DIRECTORY or set(parent) & set("%$:\\"):  # ssh would expand these
        parent = "/tmp"  # noqa: S108 - mkdtemp is safe there
    return tempfile.mkdtemp(prefix="docker15-ssh-", dir=parent)


@contextlib.contextmanager
def _deferred_signals() -> Iterator[set[int]]:
    """Defer signals that would end us until the end of the block; yields the previous mask."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _DEFERRED)
    try:
        yield {int(number) for number in mask}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _prctl() -> Callable[[int, int], int]:
    """The function prctl(2), which has to be looked up before the fork."""
    import ctypes

    found: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
