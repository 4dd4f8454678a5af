"""A container: its state, its life from start to exit, and what the API shows of it."""

from __future__ import annotations

import os
import posixpath
import pwd
import shutil
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import Config, HostConfig
from .errors import EngineError
from .golang import human_duration, log_time, rfc3339
from .network import NetworkSettings
from .process import SHELL, Command, Process, applets, complaint, find_command
from .streams import Broadcaster, Log, Stdin

if TYPE_CHECKING:
    from .state import State

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass
class Volumes:
    """Where the container's paths lead on the host; None until the first start."""

    sources: dict[str, str] | None = None
    writable: dict[str, bool] | None = None

    def add(self, path: str, source: str, *, writable: bool) -> None:
        self.sources = {**(self.sources or {}), path: source}
        self.writable = {**(self.writable or {}), path: writable}


@dataclass(eq=False)
class Container:
    id: str
    config: Config
    image: str
    path: str
    args: list[str]
    home: Path
    state: State = field(repr=False)
    created: int = field(default_factory=time.time_ns)
    running: bool = False
    paused: bool = False  # only in later engines
    ghost: bool = False
    pid: int = 0
    exit_code: int = 0
    started: int = 0
    network: NetworkSettings = field(default_factory=NetworkSettings)
    volumes: Volumes = field(default_factory=Volumes)
    host_config: HostConfig = field(default_factory=HostConfig)
    name: str = ""  # only in later engines, like HostConfig and the time of its end
    later: dict[str, Any] = field(default_factory=dict)
    finished: int = 0

    def __post_init__(self) -> None:
        self.log = Log(self.home / "log")
        self.stdin = Stdin()
        everything = self.state.logs_everything
        self.outputs = {
            name: Broadcaster(self.log, name, log_everything=everything)
            for name in ("stdout", "stderr")
        }
        self._process: Process | None = None
        self._lock = threading.Lock()  # a kill waits for a stop that is under way
        self._ended = threading.Event()
        self._ended.set()
        self._unpacking = threading.Lock()

    @property
    def short_id(self) -> str:
        return self.id[:12]

    @property
    def rootfs(self) -> Path:
        """The root directory: a copy of the image's, made when first needed."""
        rootfs = self.home / "rootfs"
        with self._unpacking:
            if not rootfs.exists():
                self.home.mkdir(parents=True, exist_ok=True)
                self.state.images.unpack(self.image, rootfs)
        return rootfs

    @property
    def mountpoints(self) -> set[str]:
        """Where its volumes are mounted: in a tar these are empty directories."""
        return {str(self.inside(path)) for path in self.volumes.sources or {}}

    def inside(self, path: str) -> Path:
        """A path of the container, in its root directory; `..` doesn't lead outside."""
        return self.rootfs / posixpath.normpath("/" + path.lstrip("/")).lstrip("/")

    def discard(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    # --- its life

    def start(self, host_config: HostConfig | None = None, *, event: str = "") -> None:
        """Start it, by default with the HostConfig of its last start; log the `event`, if any."""
        with self._lock:
            if self.running:
                raise EngineError(f"The container {self.id} is already running.")
            if self.state.stopping:
                raise EngineError("The engine is stopping")
            self._start(host_config or self.host_config, event)

    def _start(self, host_config: HostConfig, event: str) -> None:
        if not self.config.network_disabled:
            self.network = self.state.network.allocate(self.config.port_specs)
        try:
            self._mount(host_config)
            self.host_config = host_config
            self._run(event)
        except (EngineError, OSError) as error:
            self._leave_network()
            raise EngineError(str(error)) from error

    def _leave_network(self) -> None:
        self.state.network.release(self.network)
        self.network = NetworkSettings()

    def _run(self, event: str) -> None:
        _leave_devices(self.rootfs / "dev")
        process = Process(self._command())
        self._process = process
        self._ended.clear()
        self.running, self.ghost, self.pid, self.exit_code = True, False, process.pid, 0
        self.started = time.time_ns()
        if process.stdin >= 0:
            self.stdin.started(process.stdin)
        if event:  # before the process can end
            self._log_event(event)
        pumps = [self._pump(process, name) for name in process.outputs]
        self.state.spawn(self._watch, process, pumps)

    def _pump(self, process: Process, stream: str) -> threading.Thread:
        self.outputs[stream].started()
        return self.state.spawn(process.pump, stream, self.outputs[stream].write)

    def _watch(self, process: Process, pumps: list[threading.Thread]) -> None:
        exit_code = process.wait()
        for output in self.outputs.values():
            output.exited()
        for pump in pumps:
            pump.join()
        self._leave_network()
        self.running, self.paused, self.pid, self.exit_code = False, False, 0, exit_code
        self.finished = time.time_ns()
        self._log_event("die")
        stdin, self.stdin = self.stdin, Stdin()
        stdin.exited()
        for output in self.outputs.values():
            output.close()
        self._process = None
        process.close()
        self._ended.set()

    def _log_event(self, status: str) -> None:
        more = self.known_as
        if status == "die":
            more |= {"exitCode": str(self.exit_code), "execDuration": "0"}
        image = self.state.images.name_of(self.image)
        self.state.events.log(status, self.short_id, image, **more)

    @property
    def known_as(self) -> dict[str, str]:
        """What later engines add about it to each event."""
        return {**(self.later.get("Labels") or {}), "name": self.name}

    def stop(self, seconds: float, number: signal.Signals = signal.SIGTERM) -> None:
        with self._lock:
            process = self._process
            if not self.running or process is None:
                return
            process.signal(number)
            if not self._ended.wait(max(seconds, 0)):
                process.kill()
                self._ended.wait()

    def kill(self) -> None:
        with self._lock:
            process = self._process
            if process is not None:
                process.kill()
                self._ended.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send any signal; 1.5 has only those of `stop` and `kill`."""
        process = self._process
        if number == signal.SIGKILL:
            self.kill()
        elif process is not None:
            process.signal(number)

    def abort(self) -> None:
        """End everything at once, without waiting, because the engine stops."""
        process = self._process
        if process is not None:
            process.kill()
        self.stdin.exited()
        for output in self.outputs.values():
            output.exited()
            output.close(for_good=True)

    def wait(self) -> int:
        self._ended.wait()
        return self.exit_code

    def resize(self, rows: int, columns: int) -> None:
        """Set the terminal's size. It works, but the daemon takes errno 0 for a failure."""
        if not self.config.tty or not self.started:
            raise EngineError("ptyMaster does not have Fd() method")
        process = self._process
        if process is not None:
            process.resize(rows, columns)
        raise EngineError("errno 0")

    # --- what it is started with

    @property
    def has_command(self) -> bool:
        """Whether its command exists. 1.5 starts it anyway, and it exits with 127."""
        cwd = self.rootfs / self.config.working_dir.lstrip("/")
        return bool(find_command(self.path, cwd, self.rootfs, self._environment()["PATH"]))

    def _command(self) -> Command:
        root = self.rootfs
        cwd = root / self.config.working_dir.lstrip("/")
        cwd.mkdir(parents=True, exist_ok=True)
        env = self._environment()
        user, failure = self._user(root)
        found = find_command(self.path, cwd, root, env["PATH"])
        argv = [self.path, *self.args]
        if failure:
            found, argv = SHELL, complaint(f"{log_time()} {failure}", 1)
        elif found is None:
            found, argv = SHELL, complaint(f"{log_time()} Unable to locate {self.path}", 127)
        rows, columns = self.later.get("HostConfig", {}).get("ConsoleSize") or (0, 0)
        on_terminal, stdin = self.config.tty, self.config.open_stdin
        return Command(argv, found, cwd, env, on_terminal, stdin, user, (rows, columns))

    def _environment(self) -> dict[str, str]:
        env = {"HOME": "/", "PATH": PATH, "container": "lxc", "HOSTNAME": self.config.hostname}
        if self.config.tty:
            env["TERM"] = "xterm"
        for entry in self.config.env or []:
            name, _, value = entry.partition("=")
            env[name] = value
        env["PATH"] += f":{applets()}"
        return env

    def _user(self, root: Path) -> tuple[tuple[int, int] | None, str]:
        """The user to run as, if the engine may change it, or the reason why there is none."""
        wanted = self.config.user
        if wanted in ("", "root", "0"):
            return None, ""
        passwd = root / "etc/passwd"
        lines = passwd.read_text().splitlines() if passwd.is_file() else []
        known = {row[0]: row for row in (line.split(":") for line in lines) if len(row) > 3}
        row = known.get(wanted) or next((one for one in known.values() if one[2] == wanted), None)
        if row is None:
            return None, f"Unable to find user {wanted}: User not found in /etc/passwd"
        same = pwd.getpwuid(os.geteuid()).pw_uid == int(row[2])
        return (None if os.geteuid() or same else (int(row[2]), int(row[3]))), ""

    # --- volumes

    def _mount(self, host_config: HostConfig) -> None:
        binds = _binds(host_config.binds or [])
        self.volumes.sources = self.volumes.sources or {}
        self.volumes.writable = self.volumes.writable or {}
        self._inherit_volumes()
        for path in map(posixpath.normpath, self.config.volumes or {}):
            if path in self.volumes.sources:
                continue
            source, writable = binds.get(path) or (str(self._new_volume(path)), True)
            self.volumes.add(path, source, writable=writable)
        for path, source in self.volumes.sources.items():
            self._link(self.inside(path), source)

    def _new_volume(self, path: str) -> Path:
        """Make a volume, which starts with what the image has at that path."""
        volume, place = self.state.make_volume(), self.inside(path)
        if place.is_dir() and self._owns(place):
            shutil.copytree(place, volume, symlinks=True, dirs_exist_ok=True)
        return volume

    def _link(self, mountpoint: Path, source: str) -> None:
        """Link a mount, replacing what is there. A mount within another one is left out."""
        if not self._owns(mountpoint):
            return
        if mountpoint.is_dir() and not mountpoint.is_symlink():
            shutil.rmtree(mountpoint)
        mountpoint.unlink(missing_ok=True)
        mountpoint.parent.mkdir(parents=True, exist_ok=True)
        mountpoint.symlink_to(source)

    def _owns(self, path: Path) -> bool:
        """Whether a path is in the root directory, and not beyond a link that leads outside."""
        return path.parent.resolve().is_relative_to(self.rootfs.resolve())

    def _inherit_volumes(self) -> None:
        for name in filter(None, self.config.volumes_from.split(",")):
            other = self.state.containers.get(name)
            if other is None:  # the daemon names the wrong container
                raise EngineError(f"Container {self.id} not found. Impossible to mount its volumes")
            for path, source in (other.volumes.sources or {}).items():
                writable = (other.volumes.writable or {}).get(path, True)
                if path not in (self.volumes.sources or {}):
                    self.volumes.add(path, source, writable=writable)

    # --- what the API shows

    @property
    def status(self) -> str:
        if not self.running:
            return f"Exit {self.exit_code}"
        return (
            "Ghost" if self.ghost else f"Up {human_duration((time.time_ns() - self.started) / 1e9)}"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "ID": self.id,
            "Created": rfc3339(self.created),
            "Path": self.path,
            "Args": self.args,
            "Config": self.config.to_json(),
            "State": {
                "Running": self.running,
                "Pid": self.pid,
                "ExitCode": self.exit_code,
                "StartedAt": rfc3339(self.started),
                "Ghost": self.ghost,
            },
            "Image": self.image,
            "NetworkSettings": self.network.to_json(),
            "SysInitPath": str(self.state.root / "docker-0.6.3"),
            "ResolvConfPath": "/etc/resolv.conf",
            "HostnamePath": str(self.home / "hostname"),
            "HostsPath": str(self.home / "hosts"),
            "Volumes": self.volumes.sources,
            "VolumesRW": self.volumes.writable,
        }


def _leave_devices(dev: Path) -> None:
    """Add what the daemon's init leaves behind in every container that has run."""
    dev.mkdir(exist_ok=True)
    (dev / "tty1").touch()
    if not (dev / "kmsg").is_symlink():
        (dev / "kmsg").symlink_to("console")


def _binds(specs: list[str]) -> dict[str, tuple[str, bool]]:
    """Parse `/host:/container[:rw|ro]`; the result is by the container's path."""
    binds = {}
    for spec in specs:
        source, *rest = spec.split(":")
        if len(rest) not in (1, 2):
            raise EngineError(f"Invalid bind specification: {spec}")
        if rest[0] == "/":
            raise EngineError(f"Illegal bind destination: {rest[0]}")
        mode = rest[1] if len(rest) > 1 else "rw"
        binds[posixpath.normpath(rest[0])] = source, mode.lower() == "rw"
    return binds
