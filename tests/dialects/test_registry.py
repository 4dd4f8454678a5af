"""The rows about registries, with the answers of real engines.

Source: docs/spec/engines.md §2.18, §2.19, §2.23, §2.24.
"""

from __future__ import annotations

from typing import Any

import pytest

from docker15_cli.contract import operations
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker
from docker15_cli.dialects.base import ANONYMOUS, Dialect
from docker15_cli.dialects.native import NATIVE
from docker15_cli.dialects.podman import podman

PODMAN = podman("1.41")
DOCKER = docker.docker("1.41")
MODERN = pytest.mark.parametrize("dialect", [PODMAN, DOCKER], ids=["podman", "docker"])


def request(auth: str = ANONYMOUS, **query: str) -> Request:
    return Request("POST", "/images/create", query, headers={"X-Registry-Auth": auth})


@MODERN
@pytest.mark.parametrize("operation", [operations.IMAGE_PULL, operations.IMAGE_PUSH])
def test_a_tag_is_always_sent_and_no_login_is_an_empty_object(
    dialect: Dialect, operation: operations.Operation
) -> None:
    spelled = dialect.request(operation, request(fromImage="a", tag=""))
    assert spelled.query == {"fromImage": "a", "tag": "latest"}
    assert spelled.headers == {"X-Registry-Auth": "e30="}
    own = dialect.request(operation, request("abcd", fromImage="a", tag="v1"))
    assert own.query == {"fromImage": "a", "tag": "v1"}
    assert own.headers == {"X-Registry-Auth": "abcd"}


@pytest.mark.parametrize(
    "operation", [operations.IMAGE_PULL, operations.IMAGE_PUSH, operations.AUTH]
)
def test_1_5_gets_what_it_knows_and_no_login_is_invented(operation: operations.Operation) -> None:
    assert NATIVE.request(operation, request(tag="")) == request(tag="")
    assert operation.asks_first


@pytest.mark.parametrize(
    ("server", "host"),
    [
        ("https://index.docker.io/v1/", "docker.io"),
        ("https://h:5000/v1/", "h:5000"),
        ("http://h/v1/", "h"),
        ("http://127.0.0.1:5000/v1/", "localhost:5000"),
        ("http://127.0.0.1/v1/", "localhost"),
        ("https://127.0.0.1:5000/v1/", "127.0.0.1:5000"),
        ("http://127.0.0.10:5000/v1/", "127.0.0.10:5000"),
        ("localhost:5000", "localhost:5000"),
    ],
)
def test_podman_needs_a_bare_host(server: str, host: str) -> None:
    body = {"username": "joe", "serveraddress": server}
    spelled = PODMAN.request(operations.AUTH, Request("POST", "/auth", body=body))
    assert spelled.body == {"username": "joe", "serveraddress": host}
    assert body["serveraddress"] == server


@MODERN
@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            operations.IMAGE_PULL,
            "reading manifest v1 in h/a: unauthorized: authentication required",
        ),
        (operations.IMAGE_PUSH, "no basic auth credentials"),
        (operations.AUTH, "login attempt to h failed with status: 401 Unauthorized"),
    ],
)
def test_only_the_text_shows_that_a_login_is_needed(
    dialect: Dialect, operation: operations.Operation, message: str
) -> None:
    error = dialect.error(operation, 500, message)
    assert (error.status, str(error)) == (401, message)
    assert dialect.error(operation, 500, "manifest unknown").status == 500


def history_of(dialect: Dialect, **row: Any) -> Any:
    return dialect.answer(operations.IMAGE_HISTORY, [row], Request("GET", "/images/a/history"))[0]


@MODERN
def test_history_has_bare_ids_and_short_names(dialect: Dialect) -> None:
    row = history_of(dialect, Id="sha256:7e1e", Tags=["docker.io/library/a:b", "h:1/x:y"], Size=1)
    assert row == {"Id": "7e1e", "Tags": ["a:b", "h:1/x:y"], "Size": 1}
    assert history_of(dialect, Id="<missing>", Tags=None) == {"Id": "<missing>", "Tags": None}


@MODERN
@pytest.mark.parametrize(
    "row",
    [
        {"Index": "docker.io", "Name": "docker.io/library/a", "Description": "d", "Stars": 3,
         "Official": "[OK]"},
        {"name": "a", "description": "d", "star_count": 3, "is_official": True},
    ],
)  # fmt: skip
def test_search_rows_of_both_kinds(dialect: Dialect, row: dict[str, Any]) -> None:
    found = dialect.answer(operations.IMAGE_SEARCH, [row], Request("GET", "/images/search"))
    assert found == [{"Name": "a", "Description": "d", "StarCount": 3, "IsOfficial": True}]
