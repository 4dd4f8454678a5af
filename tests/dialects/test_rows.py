"""The translations, row by row (docs/spec/engines.md §2), with the answers of real engines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from docker15_cli.contract import features, operations
from docker15_cli.contract.bodies import Config
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, negotiate
from docker15_cli.dialects.base import Dialect
from docker15_cli.dialects.native import NATIVE
from docker15_cli.dialects.podman import podman
from docker15_cli.errors import CommandNotFound, CommandNotInvokable, EngineError, NotSupported

PODMAN = podman("1.41")
DOCKER = docker.docker("1.41")
MODERN = pytest.mark.parametrize("dialect", [PODMAN, DOCKER], ids=["podman", "docker"])

CONFIG: Config = {
    "Hostname": "h",
    "Memory": 0,
    "MemorySwap": 0,
    "CpuShares": 0,
    "PortSpecs": None,
    "Dns": None,
    "Image": "busybox",
    "Volumes": {},
    "VolumesFrom": "",
    "NetworkDisabled": False,
    "Privileged": False,
}


def create(config: dict[str, Any], host: Any = None) -> Request:
    return Request("POST", "/containers/create", body={**CONFIG, **config}, host=host)


def row(identifier: str, created: int, **more: Any) -> dict[str, Any]:
    return {"Id": identifier * 64, "Created": created, "Image": "busybox", **more}


# -- which engine it is (engines.md §1)


@pytest.mark.parametrize(
    ("headers", "name", "version", "prefix"),
    [
        ({"Content-Type": "application/json"}, "native", "1.5", "/v1.5"),
        (
            {"Api-Version": "1.41", "Libpod-Api-Version": "4.3.1", "Server": "Libpod/4.3.1"},
            "podman",
            "1.41",
            "/v1.5",
        ),
        ({"Api-Version": "1.41", "Server": "Docker/20.10.24"}, "docker", "1.41", "/v1.41"),
        ({"Api-Version": "1.12"}, "docker", "1.12", "/v1.12"),
        ({"Api-Version": "1.99"}, "docker", docker.NEWEST, f"/v{docker.NEWEST}"),
        ({"Api-Version": "2.0"}, "docker", docker.NEWEST, f"/v{docker.NEWEST}"),
    ],
)
def test_the_first_answers_headers_show_the_dialect(
    headers: dict[str, str], name: str, version: str, prefix: str
) -> None:
    found = negotiate.from_headers(headers)
    assert (found.name, found.api_version, found.prefix) == (name, version, prefix)


def test_a_missing_feature_is_refused_with_the_version_that_has_it() -> None:
    with pytest.raises(NotSupported, match=r"kill -s needs API 1\.6 .* speaks 1\.5"):
        NATIVE.require(features.KILL_SIGNAL)
    DOCKER.require(features.KILL_SIGNAL)


def test_versions_are_compared_as_numbers() -> None:
    assert docker.docker("1.9").has(features.KILL_SIGNAL)
    assert not docker.docker("1.9").has(features.LOGS_OPTIONS)
    assert not NATIVE.has(features.LOGS_OPTIONS)  # 1.5 comes before 1.11


# -- native


def test_native_changes_nothing() -> None:
    request = create({"Memory": 1 << 20}, {"Binds": ["/a:/b"]})
    assert NATIVE.request(operations.CONTAINER_CREATE, request) is request
    assert NATIVE.answer(operations.CONTAINER_LIST, [{"Id": "x"}], request) == [{"Id": "x"}]
    assert not NATIVE.is_success(304)


# -- create (engines.md §2.3)


@MODERN
def test_create_moves_what_concerns_the_host_into_host_config(dialect: Dialect) -> None:
    request = create(
        {
            "Memory": 50_000_000,
            "CpuShares": 512,
            "Dns": ["10.0.0.1"],
            "Privileged": True,
            "VolumesFrom": "a,b",
            "NetworkDisabled": True,
        },
        {"Binds": ["/host:/data:ro"], "ContainerIDFile": "", "LxcConf": []},
    )
    body = dialect.request(operations.CONTAINER_CREATE, request).fields
    assert body["HostConfig"] == {
        "Memory": 50_000_000,
        "CpuShares": 512,
        "Dns": ["10.0.0.1"],
        "Privileged": True,
        "VolumesFrom": ["a", "b"],
        "NetworkMode": "none",
        "Binds": ["/host:/data:ro"],
    }
    assert not {"Memory", "Dns", "Privileged", "VolumesFrom", "PortSpecs"} & set(body)
    assert body["NetworkDisabled"] is True


@MODERN
def test_create_leaves_a_plain_containers_host_config_empty(dialect: Dialect) -> None:
    body = dialect.request(operations.CONTAINER_CREATE, create({})).fields
    assert body["HostConfig"] == {}
    assert "VolumesFrom" not in body  # dockerd answers 500 to ""


@MODERN
def test_create_leaves_the_images_entrypoint_alone(dialect: Dialect) -> None:
    none, one = ({"Entrypoint": wanted} for wanted in ([], ["sh", "-c"]))
    assert dialect.request(operations.CONTAINER_CREATE, create(none)).fields["Entrypoint"] is None
    assert dialect.request(operations.CONTAINER_CREATE, create(one)).fields["Entrypoint"] == [
        "sh",
        "-c",
    ]


@MODERN
@pytest.mark.parametrize(
    ("spec", "port", "public"),
    [
        ("80", "80/tcp", ""),
        ("8080:80", "80/tcp", "8080"),
        (":80", "80/tcp", "80"),
        ("53:53/udp", "53/udp", "53"),
    ],
)
def test_create_exposes_and_binds_ports(
    dialect: Dialect, spec: str, port: str, public: str
) -> None:
    body = dialect.request(operations.CONTAINER_CREATE, create({"PortSpecs": [spec]})).fields
    assert body["ExposedPorts"] == {port: {}}
    assert body["HostConfig"]["PortBindings"] == {port: [{"HostIp": "", "HostPort": public}]}


@MODERN
def test_create_does_not_make_a_volume_of_a_bind(dialect: Dialect) -> None:
    request = create({"Volumes": {"/data": {}, "/own": {}}}, {"Binds": ["/host:/data"]})
    assert dialect.request(operations.CONTAINER_CREATE, request).fields["Volumes"] == {"/own": {}}


@MODERN
def test_create_says_that_lxc_options_are_ignored(dialect: Dialect) -> None:
    request = create({}, {"Binds": None, "LxcConf": [{"Key": "k", "Value": "v"}]})
    created = dialect.answer(operations.CONTAINER_CREATE, {"Id": "1", "Warnings": None}, request)
    assert created["Warnings"] == ["-lxc-conf is ignored: this engine does not use LXC"]


def test_undecided_creates_a_plain_container_as_1_5_does() -> None:
    """Except for an empty Entrypoint, which for Podman means none, even if the image has one."""
    sent = negotiate.UNDECIDED.request(operations.CONTAINER_CREATE, create({"Entrypoint": []}))
    assert sent == create({"Entrypoint": None})


def test_undecided_adds_the_host_config_that_podman_needs() -> None:
    request = create({"PortSpecs": ["80"]}, {"Binds": ["/a:/b"]})
    body = negotiate.UNDECIDED.request(operations.CONTAINER_CREATE, request).fields
    assert body["PortSpecs"] == ["80"]
    assert body["HostConfig"]["Binds"] == ["/a:/b"]
    assert body["ExposedPorts"] == {"80/tcp": {}}


def test_podman_removes_by_force_at_once() -> None:
    """Since version 5, its other endpoint first stops a container, within 10 seconds."""
    sent = PODMAN.request(
        operations.CONTAINER_REMOVE, Request("DELETE", "/containers/1", {"v": "1"})
    )
    assert (sent.path, sent.query) == ("/containers/1", {"v": "1"})
    by_force = Request("DELETE", "/containers/1", {"force": "1", "v": "1"})
    sent = PODMAN.request(operations.CONTAINER_REMOVE, by_force)
    assert sent.path == "/libpod/containers/1"
    assert sent.query == {"force": "1", "timeout": "0", "volumes": "1"}


# -- start, attach, logs (engines.md §2.4, §2.6, §2.7)


@MODERN
def test_start_has_no_body(dialect: Dialect) -> None:
    request = Request("POST", "/containers/1/start", body={"Binds": None})
    assert dialect.request(operations.CONTAINER_START, request).body is None
    assert dialect.is_success(304)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        (
            'runc: runc create failed: unable to start container process: exec: "nosuchcmd": '
            "executable file not found in $PATH: OCI runtime attempted to invoke a command that "
            "was not found",
            CommandNotFound,
            127,
        ),
        (
            'runc: runc create failed: unable to start container process: exec: "/etc/passwd": '
            "permission denied: OCI permission denied",
            CommandNotInvokable,
            126,
        ),
        (
            'OCI runtime create failed: unable to start container process: exec: "/no\\"such": '
            'stat /no\\"such: no such file or directory: unknown',
            CommandNotFound,
            127,
        ),
        (
            'container_linux.go:345: starting container process caused "exec: \\"/etc\\": '
            'permission denied": unknown',
            CommandNotInvokable,
            126,
        ),
        (
            'unable to start container process: exec: "/etc": is a directory: unknown',
            CommandNotInvokable,
            126,
        ),
        (
            "crun: executable file `nosuch` not found in $PATH: No such file or directory: OCI "
            "runtime attempted to invoke a command that was not found",
            CommandNotFound,
            127,
        ),
        (
            "crun: open executable: Permission denied: OCI permission denied",
            CommandNotInvokable,
            126,
        ),
        ("cgroups: cannot find cgroup mount destination", EngineError, 1),
        ("netavark: IO error: No such file or directory (os error 2)", EngineError, 1),
        (
            'runc: runc create failed: unable to start container process: chdir to cwd ("/nosuch") '
            "set in config.json failed: no such file or directory: OCI runtime attempted to invoke "
            "a command that was not found",
            EngineError,
            1,
        ),
        (
            "crun: cannot chdir to `/nosuch`: No such file or directory: OCI runtime attempted to "
            "invoke a command that was not found",
            EngineError,
            1,
        ),
        (
            'error gathering device information while adding custom device "/dev/nosuch": no such '
            "file or directory",
            EngineError,
            1,
        ),
        (
            "error while creating mount source path '/proc/x': mkdir /proc/x: permission denied",
            EngineError,
            1,
        ),
    ],
)
@MODERN
def test_a_failed_start_shows_what_is_wrong_with_the_command(
    dialect: Dialect, text: str, kind: type[EngineError], status: int
) -> None:
    error = dialect.error(operations.CONTAINER_START, 500, text)
    assert type(error) is kind
    assert error.exit_status == status


@MODERN
def test_attach_sends_all_flags_and_no_logs(dialect: Dialect) -> None:
    query = {"logs": "1", "stdout": "1", "stream": "1"}
    sent = dialect.request(
        operations.CONTAINER_ATTACH, Request("POST", "/containers/1/attach", query)
    )
    flags = {name: sent.query[name] for name in ("stdin", "stdout", "stderr", "stream", "logs")}
    assert flags == {"stdin": "0", "stdout": "1", "stderr": "0", "stream": "1", "logs": "0"}


@MODERN
def test_logs_have_their_own_endpoint(dialect: Dialect) -> None:
    query = {"logs": "1", "stdout": "1", "stderr": "1", "stream": "1", "tail": "3"}
    sent = dialect.request(
        operations.CONTAINER_LOGS, Request("POST", "/containers/1/attach", query)
    )
    assert (sent.method, sent.path) == ("GET", "/containers/1/logs")
    assert sent.query == {"stdout": "1", "stderr": "1", "tail": "3", "follow": "1"}


@pytest.mark.parametrize(
    ("since", "sent"),
    [
        ("1385109808", "1385109808"),
        ("1385109808.000000001", "2013-11-22T08:43:28.000000001Z"),
        ("999999999999999999.5", "999999999999999999.5"),
    ],
)
def test_podman_gets_every_digit_of_a_moment(since: str, sent: str) -> None:
    request = Request("POST", "/containers/1/attach", {"logs": "1", "since": since})
    for dialect, expected in ((PODMAN, sent), (DOCKER, since)):
        assert dialect.request(operations.CONTAINER_LOGS, request).query == {"since": expected}


# -- ps (engines.md §2.11)


def listed(dialect: Dialect, rows: list[dict[str, Any]], **query: str) -> list[str]:
    request = Request("GET", "/containers/json", query)
    return [found["Id"][0] for found in dialect.answer(operations.CONTAINER_LIST, rows, request)]


@MODERN
def test_containers_come_newest_first(dialect: Dialect) -> None:
    assert listed(dialect, [row("a", 1), row("c", 3), row("b", 2)]) == ["c", "b", "a"]


@MODERN
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "2"}, ["d", "c"]),
        ({"limit": "0"}, []),
        ({"since": "b" * 12}, ["d", "c"]),
        ({"before": "c" * 12}, ["b", "a"]),
        ({"since": "a" * 12, "before": "d" * 12}, ["c", "b"]),
        ({"before": "d" * 12, "limit": "1"}, ["c"]),
    ],
)
def test_since_before_and_limit_are_applied_here(
    dialect: Dialect, query: dict[str, str], expected: list[str]
) -> None:
    rows = [row(name, at) for at, name in enumerate("abcd")]
    assert listed(dialect, rows, **query) == expected
    sent = dialect.request(operations.CONTAINER_LIST, Request("GET", "/containers/json", query))
    assert sent.query.pop("limit", "") == ("" if dialect is DOCKER else str(2**31 - 1))
    assert sent.query == {"all": "1"}


@MODERN
def test_names_of_images_are_short(dialect: Dialect) -> None:
    rows = [row("a", 1) | {"Image": "docker.io/library/busybox:latest"}]
    (found,) = dialect.answer(operations.CONTAINER_LIST, rows, Request("GET", "/containers/json"))
    assert found["Image"] == "busybox:latest"


# -- podman's own


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ({}, {"running": True, "paused": True}),
        ({"filters": '{"name": {"web": true}}'}, {"running": True, "paused": True}),
        ({"filters": '{"status": {"exited": true}}'}, {"exited": True}),
        ({"all": "1"}, None),
    ],
)
def test_podman_lists_paused_containers(
    query: dict[str, str], statuses: dict[str, bool] | None
) -> None:
    request = Request("GET", "/containers/json", query)
    sent = PODMAN.request(operations.CONTAINER_LIST, request)
    assert json.loads(sent.query.get("filters", "{}")).get("status") == statuses


def test_podman_commits_a_config_as_dockerfile_lines() -> None:
    config = {"Cmd": ["cat", "/x"], "Env": ["A=b"], "PortSpecs": ["8080:80"], "WorkingDir": "/w"}
    request = Request("POST", "/commit", {"container": "1", "run": "{}"}, body=config)
    sent = PODMAN.request(operations.COMMIT, request)
    assert sent.query["changes"].split("\n") == [
        'CMD ["cat", "/x"]',
        'ENV A="b"',
        "EXPOSE 80",
        "WORKDIR /w",
    ]
    assert sent.body == {}
    assert "run" not in sent.query


@pytest.mark.parametrize(
    ("own", "line"), [("4.9.3", 'ENV A=""b" $c \\"'), ("5.0.0", 'ENV A="\\"b\\" \\$c \\\\"')]
)
def test_podman_parses_what_is_committed_since_5(own: str, line: str) -> None:
    request = Request("POST", "/commit", body={"Env": ['A="b" $c \\']})
    sent = podman("1.41", own=own).request(operations.COMMIT, request)
    assert sent.query["changes"] == line


@pytest.mark.parametrize(
    ("source", "repository", "tag", "query"),
    [
        ("-", "mine", "v1", {"reference": "docker.io/library/mine:v1"}),
        ("-", "me/mine", "", {"reference": "docker.io/me/mine"}),
        ("-", "localhost/mine", "", {"reference": "localhost/mine"}),
        ("-", "localhost:5000/mine", "v1", {"reference": "localhost:5000/mine:v1"}),
        ("-", "", "", {}),
        ("http://x/y.tar", "a.b/c", "", {"url": "http://x/y.tar", "reference": "a.b/c"}),
    ],
)
def test_podman_imports_at_its_own_endpoint(
    source: str, repository: str, tag: str, query: dict[str, str]
) -> None:
    wanted = {"fromSrc": source, "repo": repository, "tag": tag}
    sent = PODMAN.request(operations.IMAGE_IMPORT, Request("POST", "/images/create", wanted))
    assert (sent.path, sent.query) == ("/libpod/images/import", query)


def test_podman_waits_at_an_endpoint_that_returns_the_bare_number() -> None:
    request = Request("POST", "/containers/1/wait")
    sent = PODMAN.request(operations.CONTAINER_WAIT, request)
    assert (sent.path, sent.query) == ("/libpod/containers/1/wait", {"interval": "50ms"})
    assert PODMAN.answer(operations.CONTAINER_WAIT, 137, request) == {"StatusCode": 137}
    assert PODMAN.answer(operations.CONTAINER_WAIT, "no number", request) == {}


def test_the_detach_keys_are_detected_here_and_not_by_the_engine() -> None:
    request = Request("POST", "/containers/1/attach")
    assert PODMAN.request(operations.CONTAINER_ATTACH, request).query["detachKeys"] == ""
    assert set(DOCKER.request(operations.CONTAINER_ATTACH, request).query["detachKeys"]) == set(
        "ctrl-^,"
    )


@pytest.mark.parametrize("call", ["read", "write"])
@pytest.mark.parametrize("why", ["broken pipe", "connection reset by peer"])
def test_podmans_own_messages_are_not_output(call: str, why: str) -> None:
    assert PODMAN.engine_error_frame is not None
    words = f"Error: {call} unixpacket @->/proc/self/fd/15/attach: {call}: {why}\n"
    assert PODMAN.engine_error_frame.fullmatch(words.encode())
    assert not PODMAN.engine_error_frame.fullmatch(b"x" + words.encode())
    assert not PODMAN.engine_error_frame.fullmatch(words.encode() + b"x")
