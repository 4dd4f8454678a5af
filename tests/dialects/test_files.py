"""The translations for top, changes, copy, viz and events (docs/spec/engines.md §2.10 to §2.16)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from docker15_cli.api.encoding import target
from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker
from docker15_cli.dialects.podman import podman
from docker15_cli.errors import EngineError, NotFound, NotSupported

PODMAN = podman("1.41")
DOCKER = docker.docker("1.41")
MODERN = pytest.mark.parametrize("dialect", [PODMAN, DOCKER], ids=["podman", "docker"])
TOP = Request("GET", "/containers/x/top")
VIZ = Request("GET", "/images/viz")
EVENTS = Request("GET", "/events")
ID = "0123456789ab" * 5 + "0123"


@MODERN
@pytest.mark.parametrize(("resource", "path"), [("/a b", "/a b"), ("/", "/."), ("//", "/.")])
def test_copy_is_a_get(dialect: Any, resource: str, path: str) -> None:
    sent = dialect.request(
        operations.CONTAINER_COPY,
        Request("POST", "/containers/x/copy", body={"Resource": resource}),
    )
    assert sent == Request("GET", "/containers/x/archive", {"path": path})


def test_podmans_tmpfs_has_the_mode_of_others() -> None:
    mounts: list[dict[str, Any]] = [
        {"Type": "tmpfs", "Target": "/a", "TmpfsOptions": {"SizeBytes": 1}},
        {"Type": "tmpfs", "Target": "/b", "TmpfsOptions": {"Mode": 0o700}},
        {"Type": "volume", "Target": "/c"},
    ]
    request = Request("POST", "/containers/create", body={}, host={"Mounts": mounts})
    sent = PODMAN.request(operations.CONTAINER_CREATE, request).fields["HostConfig"]["Mounts"]
    assert [mount.get("TmpfsOptions") for mount in sent] == [
        {"SizeBytes": 1, "Mode": 0o1777},
        {"Mode": 0o700},
        None,
    ]
    assert "Mode" not in mounts[0]["TmpfsOptions"]  # this one is for the command


def test_a_range_of_public_ports() -> None:
    body = {"PortSpecs": ["8000-8010:80"]}
    request = Request("POST", "/containers/create", body=body, host={})
    host = DOCKER.request(operations.CONTAINER_CREATE, request).fields["HostConfig"]
    assert host["PortBindings"] == {"80/tcp": [{"HostIp": "", "HostPort": "8000-8010"}]}
    with pytest.raises(
        NotSupported, match=r"^Podman can.t choose a port from a range: -p 8000-8010:80/tcp$"
    ):
        PODMAN.request(operations.CONTAINER_CREATE, request)


def test_the_hosts_of_a_build() -> None:
    request = Request("POST", "/build", {"t": "", "extrahosts": '["a:1.2.3.4", "b:::1"]'})
    sent = DOCKER.request(operations.BUILD, request)
    assert target(sent, "/v1.41") == "/v1.41/build?extrahosts=a%3A1.2.3.4&extrahosts=b%3A%3A%3A1"
    without = DOCKER.request(operations.BUILD, Request("POST", "/build", {"nocache": "1"}))
    assert target(without, "/v1.41") == "/v1.41/build?nocache=1"
    sent = PODMAN.request(operations.BUILD, request)
    assert (sent.query, sent.repeated) == ({"extrahosts": '["a:1.2.3.4", "b:::1"]'}, ())


@pytest.mark.parametrize(
    ("network", "mode", "namespace"),
    [
        ("host", None, {"Name": "network", "Host": True}),
        ("none", "NetworkDisabled", {"Name": "network", "Host": False}),
        ("bridge", None, {"Name": "network", "Host": False}),
        ("mine", None, {"Name": "network", "Host": False, "Path": "mine"}),
    ],
)
def test_podmans_builds_have_their_own_network(
    network: str, mode: str | None, namespace: Any
) -> None:
    request = Request("POST", "/build", {"t": "", "networkmode": network})
    query = PODMAN.request(operations.BUILD, request).query
    assert json.loads(query.pop("nsoptions")) == [namespace]
    assert query == ({"networkmode": mode} if mode else {})


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        (docker.docker("1.41"), {"Detach": False, "Tty": True}),
        (docker.docker("1.42"), {"Detach": False, "Tty": True, "ConsoleSize": [24, 80]}),
        (PODMAN, {"Detach": False, "Tty": True, "h": 24, "w": 80}),
    ],
)
def test_the_size_of_an_execs_terminal(dialect: Any, body: Any) -> None:
    request = Request(
        "POST", "/exec/e/start", body={"Detach": False, "Tty": True, "ConsoleSize": [24, 80]}
    )
    assert dialect.request(operations.EXEC_START, request).body == body


def test_the_client_detects_an_execs_detach_keys() -> None:
    request = Request("POST", "/containers/c/exec", body={"Tty": True})
    for dialect in (DOCKER, PODMAN):
        keys = dialect.request(operations.EXEC_CREATE, request).fields["DetachKeys"]
        assert keys == ",".join(["ctrl-^"] * 8)
    assert docker.docker("1.21").request(operations.EXEC_CREATE, request).body == {"Tty": True}


def test_podmans_top_has_its_own_columns() -> None:
    assert "," in PODMAN.request(operations.CONTAINER_TOP, TOP).query["ps_args"]
    asked = TOP.replaced(query={"ps_args": "aux"})
    assert PODMAN.request(operations.CONTAINER_TOP, asked) == asked
    assert DOCKER.request(operations.CONTAINER_TOP, TOP) == TOP


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, None),
        (
            {"Titles": ["PID   USER     COMMAND"], "Processes": [["1 root     sleep 1000"]]},
            {"Titles": ["PID", "USER", "COMMAND"], "Processes": [["1", "root", "sleep", "1000"]]},
        ),
        (
            {"Titles": ["PID", "COMMAND"], "Processes": [["1", "sleep 1000"]]},
            {"Titles": ["PID", "COMMAND"], "Processes": [["1", "sleep 1000"]]},
        ),
        ({"Titles": ["PID"], "Processes": None}, {"Titles": ["PID"], "Processes": []}),
        ({"Titles": [], "Processes": None}, {"Titles": [], "Processes": []}),
    ],
)
def test_what_a_ps_in_a_container_prints_is_split(answer: Any, expected: Any) -> None:
    assert PODMAN.answer(operations.CONTAINER_TOP, answer, TOP) == expected


def test_podmans_changes_of_a_missing_container() -> None:
    error = PODMAN.error(operations.CONTAINER_CHANGES, 500, "nosuch not found: layer not known")
    assert (type(error), str(error)) == (NotFound, "No such container: nosuch")
    error = PODMAN.error(operations.CONTAINER_CHANGES, 500, "disk on fire")
    assert (type(error), error.status, str(error)) == (EngineError, 500, "disk on fire")


def test_podmans_exec_whose_container_is_being_removed() -> None:
    text = "retrieving exec session 1 from container 2: container 2 does not exist in database: "
    error = PODMAN.error(operations.EXEC_INSPECT, 500, f"{text}no such container")
    assert (type(error), error.status) == (NotFound, 404)
    assert type(PODMAN.error(operations.EXEC_INSPECT, 500, "disk on fire")) is EngineError


@MODERN
def test_viz_is_drawn(dialect: Any) -> None:
    """The graph is that of a 1.5 daemon (wire/0.6.3/images_viz.txt)."""
    assert dialect.request(operations.IMAGE_VIZ, VIZ) == Request(
        "GET", "/images/json", {"all": "1"}
    )
    rows = [
        {
            "Id": "sha256:3bd906b43099aa",
            "ParentId": "sha256:570190638ab6bb",
            "RepoTags": ["docker.io/library/child:v2"],
        },
        {
            "Id": "570190638ab6bb",
            "ParentId": "",
            "RepoTags": ["busybox:latest", "docker.io/library/alias:one"],
        },
        {"Id": "sha256:aaaaaaaaaaaabb", "ParentId": "570190638ab6bb", "RepoTags": None},
        {"Id": "bbbbbbbbbbbbcc", "ParentId": "not-in-the-list", "RepoTags": ["<none>:<none>"]},
    ]
    style = 'shape=box,fillcolor="paleturquoise",style="filled,rounded"'
    assert dialect.answer(operations.IMAGE_VIZ, json.dumps(rows), VIZ).splitlines() == [
        "digraph docker {",
        ' "570190638ab6" -> "3bd906b43099"',
        ' base -> "570190638ab6" [style=invis]',
        ' "570190638ab6" -> "aaaaaaaaaaaa"',
        ' base -> "bbbbbbbbbbbb" [style=invis]',
        rf' "3bd906b43099" [label="3bd906b43099\nchild:v2",{style}];',
        rf' "570190638ab6" [label="570190638ab6\nbusybox:latest\nalias:one",{style}];',
        " base [style=invisible]",
        "}",
    ]


@MODERN
@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            {"status": "die", "id": ID, "from": "docker.io/library/busybox:latest", "time": 1},
            {"status": "die", "id": ID[:12], "from": "busybox:latest"},
        ),
        (  # since API 1.52
            {"Action": "die", "Actor": {"ID": ID, "Attributes": {"image": "busybox"}}},
            {"status": "die", "id": ID[:12], "from": "busybox"},
        ),
        (
            {"Type": "network", "Action": "connect", "Actor": {"ID": "a-name-longer-than-twelve"}},
            {},
        ),
        (
            {"Type": "image", "status": "untag", "id": f"sha256:{ID}"},
            {"status": "untag", "id": ID[:12]},
        ),
    ],
)
def test_events_have_the_shape_of_1_5(dialect: Any, message: Any, expected: Any) -> None:
    assert dialect.answer(operations.EVENTS, message, EVENTS) == {**message, **expected}


@pytest.mark.parametrize(
    ("kind", "status"), [("container", "destroy"), ("image", "delete"), ("volume", "remove")]
)
def test_podmans_removals(kind: str, status: str) -> None:
    message = {"Type": kind, "Action": "remove", "status": "remove", "id": "x"}
    assert PODMAN.answer(operations.EVENTS, message, EVENTS) == {**message, "status": status}


def test_podmans_events() -> None:
    """There is no `until`: with one in the past, nothing comes."""
    query = {
        "since": "1",
        "until": "2",
        "stream": "0",
        "filters": '{"event": ["die", "start"], "container": ["die"]}',
    }
    sent = PODMAN.request(operations.EVENTS, EVENTS.replaced(query=query)).query
    assert json.loads(sent.pop("filters")) == {"event": ["died", "start"], "container": ["die"]}
    assert sent == {"since": "1", "stream": "0"}
    a_set = EVENTS.replaced(query={"filters": '{"event": {"die": true}}'})
    sent = PODMAN.request(operations.EVENTS, a_set).query
    assert json.loads(sent["filters"]) == {"event": {"died": True}}


def test_podmans_events_of_a_network_are_about_a_container() -> None:
    """F20: 4.3 doesn't even say which network."""
    actor = {"ID": "c" * 64, "Attributes": {"name": "web"}}
    message = {"Type": "network", "Action": "connect", "status": "connect", "Actor": actor}
    found = PODMAN.answer(operations.EVENTS, message, EVENTS)
    assert found["Actor"]["Attributes"] == {"name": "", "container": "c" * 64}
    assert (found["status"], found["id"]) == ("connect", "")
