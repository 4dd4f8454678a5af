"""/containers/{name}/exec and /exec/…"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from .. import golang
from ..attach import Wanted
from ..config import Config
from ..container import Container
from ..errors import EngineError
from ..routes import Route
from .call import ModernCall, Refusal
from .containers import find, set_variables
from .streams import check_size, take_over, tell_error


@dataclass(eq=False)
class Exec(Container):
    """A further command in a container, with the same files."""

    inside_of: Container | None = None
    outputs_wanted: tuple[bool, bool] = (False, False)

    @property
    def rootfs(self) -> Path:
        assert self.inside_of is not None
        return self.inside_of.rootfs

    def _log_event(self, status: str) -> None:
        """Log nothing: a container's events are not an exec's."""


def create(call: ModernCall) -> None:
    one, body = find(call), call.body() or {}
    if not one.running:
        raise Refusal(409, f"container {one.id} is not running")
    command = body.get("Cmd") or []
    if not command:
        raise Refusal(400, "No exec command specified")
    config = Config(
        hostname=one.config.hostname,
        user=body.get("User") or one.config.user,
        tty=bool(body.get("Tty")),
        open_stdin=bool(body.get("AttachStdin")),
        stdin_once=True,
        env=set_variables([*(one.config.env or ()), *(body.get("Env") or ())]),
        cmd=command,
        working_dir=body.get("WorkingDir") or one.config.working_dir,
        network_disabled=True,
    )
    identifier = call.state.new_id()
    home = one.home / "execs" / identifier
    home.mkdir(parents=True)
    path, *arguments = command
    made = Exec(identifier, config, one.image, path, arguments, home, call.state, inside_of=one)
    made.outputs_wanted = (bool(body.get("AttachStdout")), bool(body.get("AttachStderr")))
    call.state.execs[identifier] = made
    call.json({"Id": identifier}, 201)


def _exec(call: ModernCall) -> Exec:
    try:
        found = call.state.execs[call.name]
        assert isinstance(found, Exec)
        return found
    except KeyError:
        raise Refusal(404, f"No such exec instance: {call.name}") from None


def start(call: ModernCall) -> None:
    one, body = _exec(call), call.body() or {}
    if body.get("Detach"):
        one.start()
        call.empty(200)
        return
    if one.started:
        tell_error(call, one, f"exec command {one.id} has already run")
        return
    out, err = one.outputs_wanted
    wanted = Wanted(logs=False, stream=True, stdin=one.config.open_stdin, stdout=out, stderr=err)
    if one.has_command:
        take_over(call, one, wanted, one.start)
        return
    one.exit_code = 127
    why = f'exec: "{one.path}": executable file not found in $PATH'
    text = f"OCI runtime exec failed: exec failed: unable to start container process: {why}"
    tell_error(call, one, text)


def inspect(call: ModernCall) -> None:
    one = _exec(call)
    assert one.inside_of is not None
    has_ended = not one.running and bool(one.started or one.exit_code)
    call.json(
        {
            "ID": one.id,
            "Running": one.running,
            "ExitCode": one.exit_code if has_ended else None,
            "ProcessConfig": {
                "tty": one.config.tty,
                "entrypoint": one.path,
                "arguments": one.args,
                "privileged": False,
            },
            "OpenStdin": one.config.open_stdin,
            "OpenStderr": one.outputs_wanted[1],
            "OpenStdout": one.outputs_wanted[0],
            "CanRemove": False,
            "ContainerID": one.inside_of.id,
            "DetachKeys": "",
            "Pid": one.pid,
        }
    )


def resize(call: ModernCall) -> None:
    one = _exec(call)
    check_size(call)
    if not one.running:
        raise Refusal(404, f"NotFound: process does not exist {one.id}: not found")
    with contextlib.suppress(EngineError):  # the 1.5 daemon complains although it has worked
        one.resize(golang.parse_int(call.value("h")), golang.parse_int(call.value("w")))
    call.empty(200)


ROUTES: list[Route] = [
    ("POST", "/containers/{name}/exec", create),
    ("POST", "/exec/{name}/start", start),
    ("POST", "/exec/{name}/resize", resize),
    ("GET", "/exec/{name}/json", inspect),
]
