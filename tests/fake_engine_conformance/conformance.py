"""The conformance table: a row for each endpoint of API 1.5 (docs/spec/remote-api-1.5.md §2 to §4).

Each has the function's call, the exact request that it must send, the answer of a real 0.6.3 daemon
(tests/recordings), the shape of the function's result, and the error statuses that the description
or the daemon has for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docker15_cli.api import (
    container_files,
    container_life,
    container_removal,
    container_streams,
    containers,
    images,
    system,
)
from docker15_cli.api.client import Client
from docker15_cli.api.insert import insert
from docker15_cli.contract.bodies import Config, HostConfig

ENDPOINTS = """
GET /containers/json
POST /containers/create
GET /containers/{id}/json
GET /containers/{id}/top
GET /containers/{id}/changes
GET /containers/{id}/export
POST /containers/{id}/start
POST /containers/{id}/stop
POST /containers/{id}/restart
POST /containers/{id}/kill
POST /containers/{id}/attach
POST /containers/{id}/resize
POST /containers/{id}/wait
DELETE /containers/{id}
POST /containers/{id}/copy
GET /images/json
GET /images/viz
POST /images/create (pull)
POST /images/create (import)
POST /images/{name}/insert
GET /images/{name}/json
GET /images/{name}/history
POST /images/{name}/push
POST /images/{name}/tag
DELETE /images/{name}
GET /images/search
POST /build
POST /auth
GET /info
GET /version
POST /commit
GET /events
""".strip().splitlines()

JSON, NONE, TAR = "application/json", "plain/text", "application/tar"
CONFIG = Config(Image="busybox", Cmd=["echo", "<&>"])
HOST = HostConfig(Binds=None, ContainerIDFile="", LxcConf=[])


@dataclass(frozen=True)
class Row:
    """`sent` is the request line, followed by `body` and its type; `recorded` is (file, number)."""

    endpoint: str
    call: Callable[[Client], Any]
    sent: str
    recorded: tuple[str, int]
    shape: Callable[[Any], bool]
    errors: tuple[int, ...] = ()
    body: bytes | None = None
    kind: str = ""
    header: str = ""
    cut: bytes = b""  # what completes the answer if the recording leaves out the rest


def has_keys(*keys: str) -> Callable[[Any], bool]:
    return lambda value: set(keys) <= set(value)


def rows_with(*keys: str) -> Callable[[Any], bool]:
    return lambda value: bool(value) and all(set(keys) <= set(row) for row in value)


def attached(client: Client) -> bytes:
    stream = container_streams.attach(client, "c", logs=True, stream=False)
    received = bytearray(1024)
    count = stream.connection.recv_into(received)
    stream.connection.close()
    return stream.leftover + bytes(received[:count])


def resized(client: Client) -> bool:
    answer = container_streams.resize_pending(client, "c", 40, 120).finish()
    return container_streams.resize_done(client, answer)


TABLE = [
    Row(
        "GET /containers/json",
        lambda client: containers.list_(client, size=True),
        "GET /v1.5/containers/json?size=1",
        ("containers_json", 16),
        rows_with("Id", "Image", "Command", "Created", "Status", "Ports", "SizeRw", "SizeRootFs"),
        (400, 500),
    ),
    Row(
        "POST /containers/create",
        lambda client: container_life.create(client, CONFIG, HOST),
        "POST /v1.5/containers/create",
        ("containers_create", 2),
        lambda value: value == {"Id": "354a0c1f7129"},
        (404, 406, 500),
        b'{"Image":"busybox","Cmd":["echo","\\u003c&\\u003e"]}',
        JSON,
    ),
    Row(
        "GET /containers/{id}/json",
        lambda client: containers.inspect(client, "13ea9303b666"),
        "GET /v1.5/containers/13ea9303b666/json",
        ("containers_inspect", 3),
        has_keys("ID", "Created", "Path", "Args", "Config", "State", "Image", "NetworkSettings"),
        (404, 409, 500),
    ),
    Row(
        "GET /containers/{id}/top",
        lambda client: containers.top(client, "9a9d589eddc3", "-o pid,args"),
        "GET /v1.5/containers/9a9d589eddc3/top?ps_args=-o+pid%2Cargs",
        ("containers_top", 3),
        lambda value: (
            value == {"Titles": ["PID", "COMMAND"], "Processes": [["15557", "sleep", "100"]]}
        ),
        (404, 500),
    ),
    Row(
        "GET /containers/{id}/changes",
        lambda client: container_files.changes(client, "0a87a1078128"),
        "GET /v1.5/containers/0a87a1078128/changes",
        ("containers_changes_export_copy", 1),
        lambda value: {"Path": "/etc/group", "Kind": 2} in value and len(value) == 8,
        (404, 500),
    ),
    Row(
        "GET /containers/{id}/export",
        lambda client: b"".join(container_files.export(client, "0a87a1078128")),
        "GET /v1.5/containers/0a87a1078128/export",
        ("containers_changes_export_copy", 4),
        lambda value: value[:2] == b"./" and value[257:262] == b"ustar",
        (404, 500),
        cut=b"\r\n0\r\n\r\n",
    ),
    Row(
        "POST /containers/{id}/start",
        lambda client: container_life.start(client, "b47cc7b2b292", HOST),
        "POST /v1.5/containers/b47cc7b2b292/start",
        ("containers_start", 1),
        lambda value: value is None,
        (404, 500),
        b'{"Binds":null,"ContainerIDFile":"","LxcConf":[]}',
        JSON,
    ),
    Row(
        "POST /containers/{id}/stop",
        lambda client: container_life.stop(client, "2d86d1833e93", 5),
        "POST /v1.5/containers/2d86d1833e93/stop?t=5",
        ("containers_stop_kill_restart_wait", 1),
        lambda value: value is None,
        (404, 500),
        kind=NONE,
    ),
    Row(
        "POST /containers/{id}/restart",
        lambda client: container_life.restart(client, "b768ac0e6b08", 1),
        "POST /v1.5/containers/b768ac0e6b08/restart?t=1",
        ("containers_stop_kill_restart_wait", 16),
        lambda value: value is None,
        (404, 500),
        kind=NONE,
    ),
    Row(
        "POST /containers/{id}/kill",
        lambda client: container_life.kill(client, "2d86d1833e93"),
        "POST /v1.5/containers/2d86d1833e93/kill",
        ("containers_stop_kill_restart_wait", 4),
        lambda value: value is None,
        (404, 500),
        kind=NONE,
    ),
    Row(
        "POST /containers/{id}/attach",
        attached,
        "POST /v1.5/containers/c/attach?logs=1&stderr=1&stdout=1",
        ("containers_attach", 1),
        lambda value: value == b"out1\nerr1\nout2\n",
        (400, 404, 500),
        kind=NONE,
    ),
    Row(
        "POST /containers/{id}/resize",
        resized,
        "POST /v1.5/containers/c/resize?h=40&w=120",
        ("containers_resize", 1),
        lambda value: value is True,  # the daemon says 500, but has done it
        kind=NONE,
    ),
    Row(
        "POST /containers/{id}/wait",
        lambda client: container_life.wait(client, "2d86d1833e93"),
        "POST /v1.5/containers/2d86d1833e93/wait",
        ("containers_stop_kill_restart_wait", 2),
        lambda value: isinstance(value, int),
        (404, 500),
        kind=NONE,
    ),
    Row(
        "DELETE /containers/{id}",
        lambda client: container_removal.remove(client, "630", volumes=True),
        "DELETE /v1.5/containers/630?v=1",
        ("containers_delete", 7),
        lambda value: value is None,
        (400, 404, 406, 500),
    ),
    Row(
        "POST /containers/{id}/copy",
        lambda client: b"".join(container_files.copy(client, "0a87a1078128", "/new/f", "/tmp")),
        "POST /v1.5/containers/0a87a1078128/copy",
        ("containers_changes_export_copy", 7),
        lambda value: value[:2] == b"f\0" and value[257:262] == b"ustar",
        (404, 500),
        b'{"Resource":"/new/f","HostPath":"/tmp"}',
        JSON,
        cut=b"\r\n0\r\n\r\n",
    ),
    Row(
        "GET /images/json",
        lambda client: images.list_(client, name="alias"),
        "GET /v1.5/images/json?filter=alias",
        ("images_json", 6),
        rows_with("Repository", "Tag", "Id", "Created", "Size", "VirtualSize"),
        (400, 500),
    ),
    Row(
        "GET /images/viz",
        images.viz,
        "GET /v1.5/images/viz",
        ("images_viz", 1),
        lambda value: value.startswith("digraph docker {\n") and value.endswith("}\n"),
        (500,),
    ),
    Row(
        "POST /images/create (pull)",
        lambda client: list(images.pull(client, "127.0.0.1:5063/team1/small", "v1")),
        "POST /v1.5/images/create?fromImage=127.0.0.1%3A5063%2Fteam1%2Fsmall&tag=v1",
        ("images_create", 19),
        lambda value: value[0]["status"] == "Pulling repository 127.0.0.1:5063/team1/small",
        (500,),
        kind=NONE,
        header="X-Registry-Auth: eyJhdXRoIjoiIiwiZW1haWwiOiIifQ==",
    ),
    Row(
        "POST /images/create (import)",
        lambda client: list(images.import_(client, "-", "small", "v1", iter([b"tar"]))),
        "POST /v1.5/images/create?fromSrc=-&repo=small&tag=v1",
        ("images_create", 1),
        lambda value: re.fullmatch("[0-9a-f]{12}", value[-1]["status"]) is not None,
        (500,),
        b"3\r\ntar\r\n0\r\n\r\n",
        NONE,
        header="Transfer-Encoding: chunked",
    ),
    Row(
        "POST /images/{name}/insert",
        lambda client: list(insert(client, "busybox", "http://h/file", "/etc/inserted")),
        "POST /v1.5/images/busybox/insert?path=%2Fetc%2Finserted&url=http%3A%2F%2Fh%2Ffile",
        ("images_insert", 1),
        lambda value: value[-1] == {"Id": "d4651171a57d"},
        (404, 500),
        kind=NONE,
    ),
    Row(
        "GET /images/{name}/json",
        lambda client: images.inspect_raw(client, "localhost:5000/a/b:tag"),
        "GET /v1.5/images/localhost:5000/a/b:tag/json",
        ("images_inspect_history", 1),
        lambda value: value[0].startswith('{"id":"570190638ab6'),
        (404, 409, 500),
    ),
    Row(
        "GET /images/{name}/history",
        lambda client: images.history(client, "child:v2"),
        "GET /v1.5/images/child:v2/history",
        ("images_inspect_history", 10),
        rows_with("Id", "Created"),
        (404, 500),
    ),
    Row(
        "POST /images/{name}/push",
        lambda client: list(images.push(client, "team1/app", auth="e30=")),
        "POST /v1.5/images/team1/app/push",
        ("index_variant", 2),
        lambda value: value[-1]["status"].endswith("already pushed, skipping"),
        (404, 500),
        kind=NONE,
        header="X-Registry-Auth: e30=",
    ),
    Row(
        "POST /images/{name}/tag",
        lambda client: images.tag(client, "busybox", "t1", "v1", force=True),
        "POST /v1.5/images/busybox/tag?force=1&repo=t1&tag=v1",
        ("images_tag", 1),
        lambda value: value is None,
        (400, 404, 409, 500),
        kind=NONE,
    ),
    Row(
        "DELETE /images/{name}",
        lambda client: images.remove(client, "alias:one"),
        "DELETE /v1.5/images/alias:one",
        ("images_delete", 1),
        lambda value: value == [{"Untagged": "570190638ab6"}],
        (404, 409, 500),
    ),
    Row(
        "GET /images/search",
        lambda client: images.search(client, "busy box"),
        "GET /v1.5/images/search?term=busy+box",
        ("index_variant", 3),
        rows_with("Name", "Description"),
        (500,),
    ),
    Row(
        "POST /build",
        lambda client: b"".join(system.build(client, remote="http://h/Dockerfile", tags=["rem"])),
        "POST /v1.5/build?remote=http%3A%2F%2Fh%2FDockerfile&t=rem",
        ("build", 17),
        lambda value: value.endswith(b"Successfully built 012c8d2b2823\n"),
        (400, 500),
        kind=TAR,
    ),
    Row(
        "POST /auth",
        lambda client: system.auth(
            client, username="joe", password="secret", email="j@x", server="https://h/v1/"
        ),
        "POST /v1.5/auth",
        ("index_variant", 12),
        lambda value: value == "Login Succeeded",
        (401, 403, 500),
        b'{"username":"joe","password":"secret","auth":"","email":"j@x",'
        b'"serveraddress":"https://h/v1/"}',
        JSON,
    ),
    Row(
        "GET /info",
        system.info,
        "GET /v1.5/info",
        ("version_info_routing", 22),
        has_keys("Containers", "Images", "Debug", "KernelVersion"),
        (500,),
    ),
    Row(
        "GET /version",
        system.version,
        "GET /v1.5/version",
        ("version_info_routing", 1),
        has_keys("Version", "GitCommit", "GoVersion"),
        (500,),
    ),
    Row(
        "POST /commit",
        lambda client: system.commit(
            client, "85fc14886974", repository="com", tag="t1", message="a b", author="me <a>"
        ),
        "POST /v1.5/commit?author=me+%3Ca%3E&comment=a+b&container=85fc14886974&m=a+b&repo=com"
        "&run=&tag=t1",
        ("commit", 3),
        lambda value: value == {"Id": "7d7a2736012a"},
        (404, 500),
        b"{}",
        JSON,
    ),
    Row(
        "GET /events",
        lambda client: list(system.events(client, since="1795518444")),
        "GET /v1.5/events?since=1795518444",
        ("events", 5),  # requested with HTTP/1.0, so it ends
        rows_with("status", "id", "time"),
        (400, 500),
    ),
]
