"""/_ping, /auth, /build, /commit, /events, /info, /version"""

from __future__ import annotations

import os
import platform
import queue
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .. import archive, golang
from ..build import Builder
from ..config import merge
from ..errors import EngineError
from ..http import JSON
from ..registry import Credentials
from ..routes import Route
from ..store import split_tag
from .call import ModernCall, Refusal, version_of
from .containers import config_of

VERSION = "28.3.0"
ACTOR_ONLY = version_of("1.52")  # from it on events have no status, id and from
_LOOK = 0.05  # seconds between two looks whether the client is still there
_STEP = re.compile(r"Step (\d+) : (.*)\n")
_KINDS = {"tag": "image", "untag": "image", "delete": "image", "pull": "image"}


def ping(call: ModernCall) -> None:
    call.response.headers["Cache-Control"] = "no-cache, no-store, must-revalidate"
    call.response.write(b"OK")


def version(call: ModernCall) -> None:
    call.json(
        {
            "Platform": {"Name": "Docker Engine - Community"},
            "Version": VERSION,
            "ApiVersion": call.newest,
            "MinAPIVersion": call.minimum,
            "GitCommit": "265f709",
            "GoVersion": "go1.24.4",
            "Os": "linux",
            "Arch": "amd64",
            "KernelVersion": platform.release(),
        }
    )


def info(call: ModernCall) -> None:
    state = call.state
    running = sum(one.running for one in state.containers)
    call.json(
        {
            "ID": "00000000-0000-0000-0000-000000000000",
            "Containers": len(state.containers),
            "ContainersRunning": running,
            "ContainersPaused": 0,
            "ContainersStopped": len(state.containers) - running,
            "Images": len(state.images.graph),
            "Driver": "overlay2",
            "MemoryLimit": state.memory_limit,
            "SwapLimit": state.swap_limit,
            "IPv4Forwarding": state.ipv4_forwarding,
            "Debug": state.debug,
            "NFd": 20,
            "NGoroutines": 30,
            "NEventsListener": 0,
            "KernelVersion": platform.release(),
            "OperatingSystem": "a test",
            "OSType": "linux",
            "Architecture": "x86_64",
            "IndexServerAddress": state.registry.index,
            "NCPU": os.cpu_count(),
            "ServerVersion": VERSION,
            "Warnings": None,
        }
    )


def auth(call: ModernCall) -> None:
    credentials = Credentials.of(call.body())
    account = call.state.registry.accounts.get(credentials.username)
    if account is None or account.password != credentials.password:
        server = credentials.server or "https://registry-1.docker.io/v2/"
        raise Refusal(401, f"Get {server}: unauthorized: incorrect username or password")
    call.json({"IdentityToken": "", "Status": "Login Succeeded"})


def commit(call: ModernCall) -> None:
    container = call.state.containers[call.value("container")]
    body = call.body() if call.has_json() else {}
    if body is None:
        raise Refusal(400, "invalid JSON: got EOF while reading request body")
    if isinstance(body.get("VolumesFrom"), str):
        raise Refusal(400, "json: cannot unmarshal string into Go struct field VolumesFrom")
    asked = config_of(body, {})
    asked.port_specs = [port.removesuffix("/tcp") for port in body.get("ExposedPorts") or ()]
    image = call.state.commit(
        container,
        comment=call.value("comment"),
        author=call.value("author"),
        config=merge(asked, container.config),
    )
    if call.value("repo"):
        call.state.images.tag(call.value("repo"), call.value("tag"), image.id)
    call.json({"Id": f"sha256:{image.id}"}, 201)


# --- build


@dataclass
class _Told(ModernCall):
    """The text of a build, in messages; a step is told with their number."""

    steps: int = 0

    def flushed(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        step = _STEP.fullmatch(text)
        texts = [f"Step {step[1]}/{self.steps} : {step[2]}", "\n"] if step else [text]
        for one in texts:
            super().flushed(golang.encode({"stream": one}) + b"\n")


def build(call: ModernCall) -> None:
    call.response.headers["Content-Type"] = JSON
    (call.state.root / "tmp").mkdir(exist_ok=True)
    context = Path(tempfile.mkdtemp(prefix="docker-build", dir=call.state.root / "tmp"))
    try:
        archive.unpack(call.request.body, context)
        _build(call, context)
    finally:
        shutil.rmtree(context, ignore_errors=True)


def _build(call: ModernCall, context: Path) -> None:
    dockerfile = context / "Dockerfile"
    if not dockerfile.is_file():
        raise Refusal(500, "Cannot locate specified Dockerfile: Dockerfile")
    lines = dockerfile.read_text().splitlines()
    steps = sum(bool(line.strip()) and not line.startswith("#") for line in lines)
    told = _Told(**{one.name: getattr(call, one.name) for one in fields(call)}, steps=steps)
    try:
        image_id = Builder(told, context, has_copy=True).run()
    except EngineError as error:
        message = error.message.strip()
        call.flushed_json({"errorDetail": {"message": message}, "error": message})
        return
    call.flushed_json({"aux": {"ID": f"sha256:{image_id}"}})
    repository, tag = split_tag(call.value("t"))
    if repository:
        call.state.images.tag(repository, tag, image_id)
        told.flushed(f"Successfully tagged {repository}:{tag or 'latest'}\n".encode())


# --- events


def events(call: ModernCall) -> None:
    """The head comes at once; `until` is the engine's to mind."""
    since = float(call.value("since") or 0)
    until = float(call.value("until") or "inf")
    listening = f"{call.request.remote}#{id(call)}"  # each client has a listener of its own
    past, listener = call.state.events.listen(listening)
    call.response.headers["Content-Type"] = JSON
    call.response.flush()
    try:
        for event in past if since else ():
            if since <= event["time"] <= until:
                call.flushed_json(_event(call, event))
        while time.time() < until and not call.response.connection.peer_gone():
            try:
                news = listener.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if news is None:
                return
            call.flushed_json(_event(call, news))
    finally:
        call.state.events.forget(listening, listener)


def _event(call: ModernCall, event: dict[str, Any]) -> dict[str, Any]:
    status, image = event["status"], event.get("from", "")
    kind = _KINDS.get(status, "container")
    identifier = call.state.full_id(event["id"])
    attributes = {"image": image} if image else {}
    message: dict[str, Any] = {}
    if call.api < ACTOR_ONLY:
        message = {"status": status, "id": identifier} | ({"from": image} if image else {})
    return message | {
        "Type": kind,
        "Action": status,
        "Actor": {
            "ID": f"sha256:{identifier}" if kind == "image" else identifier,
            "Attributes": attributes,
        },
        "scope": "local",
        "time": event["time"],
        "timeNano": event["time"] * 10**9,
    }


ROUTES: list[Route] = [
    ("GET", "/_ping", ping),
    ("HEAD", "/_ping", ping),
    ("GET", "/version", version),
    ("GET", "/info", info),
    ("POST", "/auth", auth),
    ("POST", "/build", build),
    ("POST", "/commit", commit),
    ("GET", "/events", events),
]
