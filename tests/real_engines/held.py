"""What today's engines answer, in a form in which two engines' answers can be compared.

`answers(socket, version)` asks an engine that has the image busybox for all of ASKED, in order.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.real_engines.raw import UnixConnection

NOTHING = "nothing"
_ID = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")
_VARYING = ("Date", "Content-Length")
_STAT = "X-Docker-Container-Path-Stat"
_NAMES = re.compile(r"docker.io/library/")


@dataclass(frozen=True)
class Asked:
    """A request. In later requests, `{saved}` stands for the Id in its answer."""

    what: str
    method: str
    target: str
    body: Any = None
    save: str = ""
    upgrade: bool = False


def _create(name: str, *command: str, **more: Any) -> Asked:
    body = {"Image": "busybox", "Cmd": command, **more}
    return Asked(f"create {name}", "POST", f"/containers/create?name={name}", body, name)


def _get(target: str, what: str = "") -> Asked:
    return Asked(what or f"GET {target}", "GET", target)


def _post(target: str, body: Any = None, *, save: str = "", upgrade: bool = False) -> Asked:
    return Asked(f"POST {target}", "POST", target, body, save, upgrade)


def _delete(target: str) -> Asked:
    return Asked(f"DELETE {target}", "DELETE", target)


_FULL = {
    "Env": ["A=b"], "Labels": {"a": "b"}, "ExposedPorts": {"80/tcp": {}}, "OpenStdin": True,
    "Volumes": {"/volume": {}}, "WorkingDir": "/tmp", "StopTimeout": 3,
    "HostConfig": {"Memory": 33554432, "PortBindings": {"80/tcp": [{"HostPort": "18080"}]}},
}  # fmt: skip
_SAY = "echo out; sleep 0.2; echo err >&2; sleep 0.2; printf rest; exit 3"

ASKED = (
    _get("/_ping"),
    Asked("HEAD /_ping", "HEAD", "/_ping"),
    _get("/version"),
    _get("/info"),
    _get("/nosuch"),
    _post("/_ping"),
    # containers, starting with their creation
    _create("run", "sh", "-c", "echo begun; cat", **_FULL),
    _create("made", "true"),
    _create("ended", "sh", "-c", _SAY),
    _create("tty", "sh", "-c", _SAY, Tty=True),
    _create("bad", "nosuchcommand"),
    _create("run", "true"),
    _post("/containers/create", {"Image": "nosuch", "Cmd": ["true"]}),
    _post("/containers/create", {"Image": "busybox:nosuch", "Cmd": ["true"]}),
    _post("/containers/create"),
    _post("/containers/create?name=/", {"Image": "busybox", "Cmd": ["true"]}),
    _post("/containers/run/start"),
    _post("/containers/run/start"),
    _post("/containers/ended/start"),
    _post("/containers/ended/wait"),
    _post("/containers/tty/start"),
    _post("/containers/tty/wait"),
    _post("/containers/bad/start"),
    _post("/containers/nosuch/start"),
    _post("/containers/made/start", {"Binds": ["/a:/b"]}),
    _get("/containers/json"),
    _get("/containers/json?all=1"),
    _get("/containers/json?all=1&size=1&limit=1"),
    _get('/containers/json?all=1&filters={"name":["ended"]}'),
    _get('/containers/json?all=1&filters={"status":["exited"]}'),
    _get('/containers/json?filters={"status":["exited"]}'),
    _get('/containers/json?all=1&filters={"label":["nosuch"]}'),
    _get('/containers/json?filters={"nosuch":["x"]}'),
    _get("/containers/json?filters=nosuch"),
    _get("/containers/run/json"),
    _get("/containers/made/json"),
    _get("/containers/ended/json"),
    _get("/containers/bad/json"),
    _get("/containers/ended/json?size=1"),
    _get("/containers/nosuch/json"),
    _get("/containers/run/top"),
    _get("/containers/run/top?ps_args=-o+pid,args"),
    _get("/containers/made/top"),
    _get("/containers/nosuch/top"),
    _get("/containers/ended/changes"),
    _get("/containers/nosuch/changes"),
    _get("/containers/ended/logs?stdout=1&stderr=1"),
    _get("/containers/ended/logs?stdout=1&stderr=1&follow=1"),
    _get("/containers/ended/logs?stdout=1&tail=1"),
    _get("/containers/ended/logs?stderr=1"),
    _get("/containers/tty/logs?stdout=1&stderr=1"),
    _get("/containers/made/logs?stdout=1"),
    _get("/containers/ended/logs"),
    _get("/containers/nosuch/logs?stdout=1"),
    _post("/containers/ended/attach?logs=1&stdout=1&stderr=1"),
    _post("/containers/ended/attach?logs=1&stdout=1&stderr=1", upgrade=True),
    _post("/containers/tty/attach?logs=1&stdout=1", upgrade=True),
    _post("/containers/ended/attach"),
    _post("/containers/nosuch/attach?stream=1&stdout=1"),
    _post("/containers/run/resize?h=40&w=120"),
    _post("/containers/made/resize?h=40&w=120"),
    _post("/containers/run/resize?h=x&w=120"),
    # archives
    Asked("HEAD archive", "HEAD", "/containers/ended/archive?path=/etc/passwd"),
    Asked("HEAD no archive", "HEAD", "/containers/ended/archive?path=/nosuch"),
    _get("/containers/ended/archive?path=/nosuch"),
    _get("/containers/nosuch/archive?path=/etc"),
    _get("/containers/nosuch/export"),
    # execs
    _post("/containers/run/exec", {"Cmd": ["sh", "-c", _SAY], "AttachStdout": True}, save="exec"),
    _post("/exec/{exec}/start", {}),
    _get("/exec/{exec}/json"),
    _post("/exec/{exec}/start", {}),
    _post(
        "/containers/run/exec",
        {"Cmd": ["sh", "-c", _SAY], "AttachStdout": True, "AttachStderr": True},
        save="framed",
    ),
    _get("/exec/{framed}/json", "an exec that has not begun"),
    _post("/exec/{framed}/start", {}, upgrade=True),
    _post("/containers/run/exec", {"Cmd": ["nosuchcommand"], "AttachStdout": True}, save="none"),
    _post("/exec/{none}/start", {}),
    _get("/exec/{none}/json", "an exec of a missing command"),
    _post("/containers/run/exec", {"Cmd": ["true"]}, save="apart"),
    _post("/exec/{apart}/start", {"Detach": True}),
    _post("/containers/run/exec", {"Cmd": []}),
    _post("/containers/ended/exec", {"Cmd": ["true"]}),
    _post("/containers/nosuch/exec", {"Cmd": ["true"]}),
    _get("/exec/nosuch/json"),
    _post("/exec/nosuch/start", {}),
    _post("/exec/{exec}/resize?h=10&w=10"),
    # what they use
    _get("/containers/ended/stats?stream=0"),
    _get("/containers/made/stats?stream=0&one-shot=1"),
    _get("/containers/nosuch/stats?stream=0"),
    _post("/containers/run/update", {"CpuShares": 200}),
    _post("/containers/run/update", {"Memory": 67108864, "MemorySwap": 1048576}),
    _post("/containers/nosuch/update", {"CpuShares": 200}),
    _get("/system/df?type=build-cache"),
    _get("/system/df?type=image"),
    _get("/system/df?type=nosuch"),
    # the end of containers
    _post("/containers/made/kill"),
    _post("/containers/run/kill?signal=BOGUS"),
    _post("/containers/run/kill?signal=WINCH"),
    _post("/containers/nosuch/kill"),
    _post("/containers/ended/stop"),
    _post("/containers/nosuch/stop"),
    _post("/containers/nosuch/wait"),
    _post("/containers/nosuch/restart"),
    _delete("/containers/run"),
    _delete("/containers/nosuch"),
    _post("/containers/run/restart?t=0"),
    _post("/containers/run/kill"),
    _post("/containers/run/wait"),
    # images
    _get("/images/json"),
    _get("/images/json?all=1"),
    _get("/images/busybox/json"),
    _get("/images/nosuch/json"),
    _get("/images/busybox/history"),
    _get("/images/nosuch/history"),
    _post("/images/busybox/tag?repo=mine&tag=x"),
    _post("/images/busybox/tag?repo=MINE&tag=x"),
    _post("/images/busybox/tag"),
    _post("/images/nosuch/tag?repo=mine&tag=x"),
    _get("/images/json", "images with two names"),
    _delete("/images/mine:x"),
    _delete("/images/nosuch"),
    _delete("/images/busybox"),
    _post("/images/mine/push?tag=x"),
    _post("/commit?container=ended&repo=mine&tag=v1&comment=why", {"Cmd": ["true"]}, save="image"),
    _get("/images/mine:v1/json"),
    _get("/images/mine:v1/history"),
    _post("/commit?container=nosuch&repo=mine", {}),
    _delete("/images/mine:v1"),
    # the rest
    _post("/build"),
    _post("/build?t=MINE"),
    _get("/events?since=1&until=1"),
    _get("/events?until=x"),
    _get('/events?since={begun}&until={soon}&filters={"container":["ended"]}', "events"),
    _get(
        '/events?since={begun}&until={soon}&filters={"event":["untag","delete"]}',
        "events of images",
    ),
    _delete("/containers/ended?v=1"),
    _delete("/containers/run?force=1&v=1"),
    _delete("/containers/made"),
    _delete("/containers/bad"),
    _delete("/containers/tty"),
)


@dataclass(frozen=True)
class Answer:
    """The status, the headers that don't always vary, and the shape of the body."""

    status: int
    head: dict[str, Any]
    body: Any


def answers(socket: str, version: str) -> Iterator[tuple[Asked, Answer]]:
    saved = {"begun": f"{time.time():.6f}"}
    for asked in ASKED:
        target = asked.target.replace("{soon}", str(int(time.time()) + 1))
        for name, value in saved.items():
            target = target.replace(f"{{{name}}}", value)
        answer, body = _ask(socket, f"/v{version}{target}", asked)
        if asked.save and answer.status == 201:
            saved[asked.save] = json.loads(body)["Id"]
        yield asked, answer


def _ask(socket: str, target: str, asked: Asked) -> tuple[Answer, bytes]:
    connection = UnixConnection(socket, 20)
    headers = {"Content-Type": "application/json"} if asked.body is not None else {}
    if asked.upgrade:
        headers |= {"Connection": "Upgrade", "Upgrade": "tcp"}
    data = None if asked.body is None else json.dumps(asked.body).encode()
    target = target.replace('"', "%22")
    connection.request(asked.method, target, data, headers)
    got = connection.getresponse()
    body = _rest(got) if got.status == http.client.SWITCHING_PROTOCOLS else got.read()
    head: dict[str, Any] = {
        name.title(): value for name, value in got.getheaders() if name.title() not in _VARYING
    }
    connection.close()
    if _STAT in head:
        head[_STAT] = shape(json.loads(base64.b64decode(head[_STAT])))
    if "Server" in head:
        head["Server"] = re.sub(r"/\S+", "/V", head["Server"])
    return Answer(got.status, head, _shape_of(body)), body


def _rest(got: http.client.HTTPResponse) -> bytes:
    assert got.fp is not None
    return got.fp.read()


def _shape_of(body: bytes) -> Any:
    """The shape of JSON, or of several JSON values, or the text itself; with frames, per stream."""
    if body[1:4] == bytes(3):
        return _frames(body)
    try:
        values = [json.loads(line) for line in body.splitlines()]
    except ValueError:
        return masked(body.decode(errors="replace"))
    return shape(values[0]) if len(values) == 1 else [shape(value) for value in values]


def _frames(body: bytes) -> dict[str, str]:
    """The data of each stream: the order between streams varies, as do the sizes of frames."""
    streams = {"stdout": "", "stderr": ""}
    while body:
        end = 8 + int.from_bytes(body[4:8], "big")
        streams["stdout" if body[0] == 1 else "stderr"] += masked(body[8:end].decode())
        body = body[end:]
    return streams


def shape(value: Any) -> Any:
    """The keys and the types, and for an error also the text."""
    if isinstance(value, dict):
        if set(value) == {"message"}:
            return {"message": masked(value["message"])}
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        found: list[Any] = []
        for one in map(shape, value):
            if one not in found:
                found.append(one)
        return found
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number"
    return "null" if value is None else type(value).__name__


def masked(text: str) -> str:
    return _NAMES.sub("", _ID.sub("ID", text))


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:
    """Where two answers, or parts of them, differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from differences(one.get(key, NOTHING), other.get(key, NOTHING), f"{where}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{where}[{number}]")
    elif one != other:
        yield f"{where}: {one} there, {other} here"
