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
from ..events import Event
from ..http import JSON
from ..registry import Credentials
from ..routes import Route
from ..store import split_tag
from .call import ModernCall, Refusal, version_of
from .containers import config_of, filters_of, log
from .images import check_name

VERSION = "28.3.0"
ACTOR_ONLY = version_of("1.52")  # from this version on, events have no status, id and from
_LOOK = 0.05  # seconds between two checks whether the client is still there
_STEP = re.compile(r"Step (\d+) : (.*)\n")
_KINDS = {"tag": "image", "untag": "image", "delete": "image", "pull": "image"}


def ping(call: ModernCall) -> None:
    call.response.headers |= {
        "Cache-Control": "no-cache, no-store, must-revalidate",
        "Pragma": "no-cache",
        "Builder-Version": "2",
        "Swarm": "inactive",
    }
    call.response.write(b"OK")


def version(call: ModernCall) -> None:
    facts = {
        "ApiVersion": call.newest,
        "MinAPIVersion": call.minimum,
        "GitCommit": "265f709",
        "GoVersion": "go1.24.4",
        "Os": "linux",
        "Arch": "amd64",
        "KernelVersion": platform.release(),
        "BuildTime": "2025-06-24T15:44:30.000000000+00:00",
    }
    details = {**facts, "Experimental": "false"}
    engine = {"Name": "Engine", "Version": VERSION, "Details": details}
    runc = {"Name": "runc", "Version": "1.2.6", "Details": {"GitCommit": "v1.2.6-0-ge89a299"}}
    call.json(
        {
            "Platform": {"Name": "Docker Engine - Community"},
            "Components": [engine, runc],
            "Version": VERSION,
            **facts,
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
            "Warnings": ["WARNING: this is a test engine"],
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
    repository, tag = call.value("repo"), call.value("tag")
    if repository:
        call.state.images.tag(repository, tag, image.id)
        call.state.events.log("tag", image.short_id, name=f"{repository}:{tag or 'latest'}")
    told = {"comment": image.comment, "imageID": f"sha256:{image.id}"}
    log(call, "commit", container, imageRef=f"{repository}:{tag or 'latest'}", **told)
    call.json({"Id": f"sha256:{image.id}"}, 201)


# --- build


@dataclass
class _Told(ModernCall):
    """The text of a build, as messages; each step is shown with the number of steps."""

    steps: int = 0

    def flushed(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        step = _STEP.fullmatch(text)
        texts = [f"Step {step[1]}/{self.steps} : {step[2]}", "\n"] if step else [text]
        for one in texts:
            super().flushed(golang.encode({"stream": one}) + b"\n")


def build(call: ModernCall) -> None:
    call.response.headers["Content-Type"] = JSON
    for name in call.request.form.get("t", []):
        check_name(split_tag(name)[0], 500)
    (call.state.root / "tmp").mkdir(exist_ok=True)
    context = Path(tempfile.mkdtemp(prefix="docker-build", dir=call.state.root / "tmp"))
    try:
        if _has_body(call):
            archive.unpack(call.request.body, context)
        _build(call, context)
    finally:
        shutil.rmtree(context, ignore_errors=True)


def _has_body(call: ModernCall) -> bool:
    header = call.request.header
    return bool(header("Transfer-Encoding") or int(header("Content-Length") or 0))


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
    for name in call.request.form.get("t", []):
        repository, tag = split_tag(name)
        call.state.images.tag(repository, tag, image_id)
        told.flushed(f"Successfully tagged {repository}:{tag or 'latest'}\n".encode())


# --- events


def events(call: ModernCall) -> None:
    """Stream events. The head is sent at once, and the engine itself ends at `until`."""
    since, until = _moment(call, "since", "0"), _moment(call, "until", "inf")
    wanted = filters_of(call)
    listening = f"{call.request.remote}#{id(call)}"  # each client has its own listener
    past, listener = call.state.events.listen(listening)
    call.response.headers["Content-Type"] = JSON
    call.response.flush()
    try:
        for event in past if since else ():
            if since <= _nano(event) / 1e9 <= until:
                _tell(call, event, wanted)
        while time.time() < until and not call.response.connection.peer_gone():
            try:
                news = listener.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if news is None:
                return
            _tell(call, news, wanted)
    finally:
        call.state.events.forget(listening, listener)


def _moment(call: ModernCall, name: str, otherwise: str) -> float:
    text = call.value(name) or otherwise
    try:
        return float(text)
    except ValueError:
        raise Refusal(500, f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


def _tell(call: ModernCall, event: Event, wanted: dict[str, Any]) -> None:
    """Send an event, unless it doesn't match the `filters`."""
    message = _event(call, event)
    attributes = message["Actor"]["Attributes"]
    facts = {
        "type": [message["Type"]],
        "event": [message["Action"]],
        "container": [message["Actor"]["ID"], attributes.get("name")],
        "image": [attributes.get("image"), attributes.get("name")],
        "label": [entry for key, value in attributes.items() for entry in (key, f"{key}={value}")],
    }
    if all(set(facts.get(key, values)) & set(values) for key, values in wanted.items()):
        call.flushed_json(message)


def _event(call: ModernCall, event: Event) -> dict[str, Any]:
    status, image = event["status"], event.get("from", "")
    kind = _KINDS.get(status, "container")
    identifier = call.state.full_id(event["id"])
    identifier = f"sha256:{identifier}" if kind == "image" else identifier
    attributes = ({"image": image} if image else {}) | dict(event.more)
    message: dict[str, Any] = {}
    if call.api < ACTOR_ONLY:
        message = {"status": status, "id": identifier} | ({"from": image} if image else {})
    return message | {
        "Type": kind,
        "Action": status,
        "Actor": {
            "ID": identifier,
            "Attributes": attributes,
        },
        "scope": "local",
        "time": event["time"],
        "timeNano": _nano(event),
    }


def _nano(event: Event) -> int:
    return event.nano or int(event["time"]) * 10**9


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
