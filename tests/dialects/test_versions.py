"""The rows of single API versions (docs/spec/engines.md §1 to §2), and which version is used."""

from __future__ import annotations

from typing import Any

import pytest

from docker15_cli.contract import operations
from docker15_cli.contract.bodies import Config, HostConfig
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, negotiate
from docker15_cli.dialects.base import Dialect, RequestRule, rows_for
from docker15_cli.dialects.native import NATIVE
from docker15_cli.dialects.podman import podman
from docker15_cli.errors import NotSupported

DOCKER = {"Api-Version": "1.41"}
PODMAN = {**DOCKER, "Libpod-Api-Version": "4.3.1"}
CONFIG: Config = {
    "Image": "busybox",
    "Memory": 4 << 20,
    "MemorySwap": -1,
    "CpuShares": 512,
    "Dns": ["10.0.0.1"],
    "PortSpecs": ["8080:80"],
    "Volumes": {"/data": {}},
    "VolumesFrom": "",
    "Privileged": False,
}
BINDS: HostConfig = {"Binds": ["/host:/data"], "ContainerIDFile": "", "LxcConf": []}
HOST = {
    "Memory": 4 << 20,
    "MemorySwap": -1,
    "CpuShares": 512,
    "Dns": ["10.0.0.1"],
    "Binds": ["/host:/data"],
    "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
}


def at(version: str) -> Dialect:
    return docker.docker("1.52", version)


# -- which version


@pytest.mark.parametrize(
    ("headers", "forced", "name", "prefix", "version", "reason"),
    [
        (DOCKER, "", "docker", "/v1.41", "1.41", "the newest that the engine speaks"),
        (DOCKER, "1.12", "docker", "/v1.12", "1.12", docker.FORCED),
        (DOCKER, "1.41", "docker", "/v1.41", "1.41", docker.FORCED),
        (
            {"Api-Version": "1.55"},
            "",
            "docker",
            "/v1.52",
            "1.52",
            "the newest that docker15 speaks; the engine speaks 1.55",
        ),
        (PODMAN, "", "podman", "/v1.5", "1.41", "Podman answers it as its newest"),
        (PODMAN, "1.24", "podman", "/v1.24", "1.24", docker.FORCED),
        ({}, "1.5", "native", "/v1.5", "1.5", "the engine's answers do not name a version"),
    ],
)
def test_the_version_that_is_used_and_why(
    headers: dict[str, str], forced: str, name: str, prefix: str, version: str, reason: str
) -> None:
    found = negotiate.from_headers(headers, forced)
    assert (found.name, found.prefix, found.api_version) == (name, prefix, version)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("headers", "forced"), [(DOCKER, "1.42"), (DOCKER, "1.5"), (PODMAN, "1.42"), ({}, "1.12")]
)
def test_a_forced_version_that_the_engine_lacks(headers: dict[str, str], forced: str) -> None:
    assert negotiate.from_headers(headers, forced).prefix != f"/v{forced}"


@pytest.mark.parametrize(
    "version", ["1.11", "1.53", "1.6", "2.0", "1", "1.x", "", " 1.24", "1.24."]
)
def test_versions_that_are_not_supported(version: str) -> None:
    assert not docker.speaks(version)
    if version:
        with pytest.raises(NotSupported, match=r"docker15 speaks API 1\.5 and 1\.12 to 1\.52, not"):
            negotiate.initial_dialect(version)


def test_a_forced_version_is_used_from_the_first_request_on() -> None:
    first = negotiate.initial_dialect("1.24")
    assert (first.prefix, first.decided) == ("/v1.24", False)
    assert negotiate.initial_dialect("1.5") is negotiate.UNDECIDED is negotiate.initial_dialect()


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (
            400,
            DOCKER,
            b"client version 1.5 is too old. Minimum supported API version is 1.12",
            True,
        ),
        (400, DOCKER, b'{"message":"client version 1.42 is too new. Maximum supported"}', True),
        (400, DOCKER, b"this file is too old", False),
        (500, DOCKER, b"client version 1.5 is too old", False),
        (404, {}, b"", True),  # a 1.5 daemon, for a newer version
        (404, {}, b"404 page not found\n", False),
        (404, PODMAN, b"", False),  # for an unknown container
        (200, {}, b"", False),
    ],
)
def test_how_an_engine_refuses_a_version(
    status: int, headers: dict[str, str], body: bytes, expected: bool
) -> None:
    assert negotiate.rejects_version(status, headers, body) is expected


def test_a_forced_version_has_its_own_features() -> None:
    at("1.20").require(operations.ARCHIVE_PUT)
    with pytest.raises(NotSupported, match=r"needs API 1\.20 or later; this engine speaks 1\.19"):
        at("1.19").require(operations.ARCHIVE_PUT)
    with pytest.raises(NotSupported, match=r"speaks 1\.12"):
        podman("1.41", "1.12").require(operations.ARCHIVE_PUT)


# -- rows


def test_an_attach_requests_the_raw_connection() -> None:
    request = Request("POST", "/containers/x/attach", {"stdout": "1"}, headers={"A": "b"})
    for version in ("1.12", "1.52"):
        headers = at(version).request(operations.CONTAINER_ATTACH, request).headers
        assert headers == {"A": "b", "Connection": "Upgrade", "Upgrade": "tcp"}
    assert podman("1.41").request(operations.CONTAINER_ATTACH, request).headers == {"A": "b"}


def test_rows_apply_to_a_range_of_versions_in_order() -> None:
    def adding(letter: str) -> Any:
        return lambda request: request.replaced(path=request.path + letter)

    x, y = operations.Operation("x"), operations.Operation("y")
    rows = [
        RequestRule(x, adding("a")),
        RequestRule(x, adding("b"), since="1.20"),
        RequestRule(x, adding("c"), before="1.24"),
        RequestRule(y, adding("d"), since="1.30"),
    ]
    paths = {
        version: rows_for(rows, version)[x](Request("GET", "/")).path
        for version in ("1.9", "1.19", "1.20", "1.23", "1.24")
    }
    assert paths == {"1.9": "/ac", "1.19": "/ac", "1.20": "/abc", "1.23": "/abc", "1.24": "/ab"}
    assert y not in rows_for(rows, "1.24")
    assert y in rows_for(rows, "1.30")


@pytest.mark.parametrize(
    ("version", "at_the_top"), [("1.12", True), ("1.17", True), ("1.18", False), ("1.52", False)]
)
def test_limits_are_part_of_the_config_before_1_18(version: str, at_the_top: bool) -> None:
    request = Request("POST", "/containers/create", body=CONFIG, host=BINDS)
    body = at(version).request(operations.CONTAINER_CREATE, request).fields
    limits = {"Memory": 4 << 20, "MemorySwap": -1, "CpuShares": 512}
    assert {key: body[key] for key in limits if key in body} == (limits if at_the_top else {})
    assert body["HostConfig"] == HOST
    assert "Dns" not in body
    assert body["Volumes"] == {}  # a bind is not a volume


@pytest.mark.parametrize(
    ("version", "expected"), [("1.12", HOST), ("1.14", HOST), ("1.15", None), ("1.24", None)]
)
def test_the_host_config_is_sent_with_the_start_before_1_15(version: str, expected: Any) -> None:
    request = Request("POST", "/containers/x/start", body=BINDS, config=CONFIG)
    sent = at(version).request(operations.CONTAINER_START, request)
    assert sent == Request("POST", "/containers/x/start", body=expected)


def test_a_start_without_a_host_config_is_left_unchanged() -> None:
    request = Request("POST", "/containers/x/start")
    assert at("1.12").request(operations.CONTAINER_START, request) == request


@pytest.mark.parametrize(("version", "is_post"), [("1.12", True), ("1.19", True), ("1.20", False)])
def test_copy_is_a_post_before_1_20(version: str, is_post: bool) -> None:
    request = Request("POST", "/containers/x/copy", body={"Resource": "/etc"})
    archive = Request("GET", "/containers/x/archive", {"path": "/etc"})
    expected = request if is_post else archive
    assert at(version).request(operations.CONTAINER_COPY, request) == expected
    assert podman("1.41", version).request(operations.CONTAINER_COPY, request) == archive


@pytest.mark.parametrize(("version", "forced"), [("1.12", True), ("1.23", True), ("1.24", False)])
def test_tag_has_no_force_since_1_24(version: str, forced: bool) -> None:
    query = {"force": "1", "repo": "mine", "tag": "v1"}
    sent = at(version).request(operations.IMAGE_TAG, Request("POST", "/images/x/tag", query))
    assert sent.query == (query if forced else {"repo": "mine", "tag": "v1"})


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sleep 60", "sleep 60"),
        ("sh -c 'exit 3'", "sh -c exit 3"),
        ("x 'a b' c 'd e'", "x a b c d e"),
        ("x 'it's no end'", "x it's no end"),
        ("x 'unquoted'", "x 'unquoted'"),
        (None, ""),
    ],
)
def test_dockers_quotes_around_arguments_are_removed(command: str | None, expected: str) -> None:
    rows = [{"Id": "1" * 64, "Created": 1, "Image": "x", "Command": command}]
    request = Request("GET", "/containers/json")
    for version in ("1.12", "1.52"):
        (found,) = at(version).answer(operations.CONTAINER_LIST, rows, request)
        assert found["Command"] == expected
    (found,) = podman("1.41").answer(operations.CONTAINER_LIST, rows, request)
    assert found["Command"] == command


@pytest.mark.parametrize(("version", "bare"), [("1.12", True), ("1.19", True), ("1.20", False)])
def test_the_tar_of_a_copy_may_lack_the_directorys_name(version: str, bare: bool) -> None:
    assert at(version).bare_copies is bare
    assert not podman("1.41", version).bare_copies


def test_which_engines_end_a_stream_of_events() -> None:
    dialects = (NATIVE, podman("1.41"), at("1.12"), at("1.52"))
    assert [one.ends_events for one in dialects] == ["never", "past", "always", "always"]


# -- what a 1.5 config becomes in an image


def test_a_config_of_1_5_is_committed() -> None:
    config = {"Cmd": ["cat"], "PortSpecs": ["8080:80", "53/udp"], "VolumesFrom": "", "Dns": None}
    request = Request("POST", "/commit", {"container": "1"}, body=config)
    sent = at("1.41").request(operations.COMMIT, request)
    exposed: dict[str, dict[str, str]] = {"80/tcp": {}, "53/udp": {}}
    assert sent.body == {"Cmd": ["cat"], "Dns": None, "ExposedPorts": exposed}
    assert at("1.41").request(operations.COMMIT, request.replaced(body={})).body == {}
