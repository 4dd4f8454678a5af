"""The test engine's modern face, compared with recorded answers of dockerd 20.10, and with what
has been removed since then according to the API's version history."""

from __future__ import annotations

import io
import json
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fake_containers import await_request, created, ended, running
from tests.fake_engine import BUSYBOX, Engine
from tests.real_engines import raw

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(api="1.52") as engine:
        yield engine


def ask(engine: Engine, method: str, target: str, body: Any = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    status, answer = raw.request(engine.socket, method, target, data)
    return status, answer.decode()


def value(engine: Engine, target: str, version: str = "1.52") -> Any:
    return raw.json_of(engine.socket, f"/v{version}{target}")


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/_ping", 200, "OK"),
        (
            "/v1.5/info",
            400,
            "client version 1.5 is too old. Minimum supported API version is 1.44, please upgrade "
            "your client to a newer version\n",
        ),
        (
            "/v1.53/info",
            400,
            '{"message":"client version 1.53 is too new. Maximum supported API version is 1.52"}\n',
        ),
        ("/v1.52/nosuch", 404, '{"message":"page not found"}\n'),
        ("/v1.5/nosuch", 404, "page not found\n"),
        ("/v1.52/containers/x/json", 404, '{"message":"No such container: x"}\n'),
        ("/v1.52/images/x/json", 404, '{"message":"No such image: x:latest"}\n'),
    ],
)
def test_versions_and_errors(engine: Engine, target: str, status: int, text: str) -> None:
    assert ask(engine, "GET", target) == (status, text)


def test_what_a_stopped_container_refuses(engine: Engine) -> None:
    one = ended(engine)
    for method, path, status in (
        ("POST", "kill", 409),
        ("GET", "top", 409),
        ("POST", "stop", 304),
        ("POST", "exec", 409),
    ):
        assert ask(engine, method, f"/v1.52/containers/{one.id}/{path}", {})[0] == status


def test_what_a_running_container_refuses(engine: Engine) -> None:
    one = running(engine).id
    path = f"/v1.52/containers/{one}"
    assert ask(engine, "POST", f"{path}/start")[0] == 304
    assert ask(engine, "DELETE", path)[0] == 409
    assert ask(engine, "POST", f"{path}/kill?signal=BOGUS") == (
        400,
        f'{{"message":"cannot kill container: {one}: invalid signal: BOGUS"}}\n',
    )
    assert ask(engine, "DELETE", f"{path}?force=1") == (204, "")
    assert ask(engine, "DELETE", path)[0] == 404


def test_a_start_with_a_body_and_one_of_a_missing_command(engine: Engine) -> None:
    path = f"/v1.52/containers/{created(engine, 'nosuchcommand').id}/start"
    status, text = ask(engine, "POST", path, {"Binds": ["/a:/b"]})
    assert (status, "non-empty request body" in text) == (400, True)
    status, text = ask(engine, "POST", path)
    assert (status, "executable file not found in $PATH" in text) == (400, True)


def test_a_name_is_unique_and_finds_its_container(engine: Engine) -> None:
    target, body = "/v1.52/containers/create?name=web", {"Image": "busybox", "Cmd": ["true"]}
    status, text = ask(engine, "POST", target, body)
    assert status == 201
    assert ask(engine, "POST", target, body)[0] == 409
    assert value(engine, "/containers/web/json")["Id"] == json.loads(text)["Id"]
    (row,) = value(engine, "/containers/json?all=1")
    assert (row["Names"], row["Status"]) == (["/web"], "Created")


def test_removals_of_images(engine: Engine) -> None:
    path = "/v1.52/images/"
    assert ask(engine, "POST", f"{path}busybox/tag?repo=mine&tag=x") == (201, "")
    status, text = ask(engine, "DELETE", f"{path}sha256:{BUSYBOX}")
    assert (status, "(must be forced)" in text) == (409, True)
    assert ask(engine, "DELETE", f"{path}mine:x") == (200, '[{"Untagged":"mine:x"}]\n')
    one = created(engine, "true")
    assert f"container {one.short_id} is using" in ask(engine, "DELETE", f"{path}busybox")[1]
    assert ask(engine, "DELETE", f"/v1.52/containers/{one.id}")[0] == 204
    told = [{"Untagged": "busybox:latest"}, {"Deleted": f"sha256:{BUSYBOX}"}]
    assert json.loads(ask(engine, "DELETE", f"{path}busybox")[1]) == told


# -- what was removed


def test_lists_of_images_have_no_virtual_size(engine: Engine) -> None:
    (row,) = value(engine, "/images/json", "1.44")
    assert set(row) == {
        *("Containers", "Created", "Id", "Labels", "ParentId", "RepoDigests", "RepoTags"),
        *("SharedSize", "Size"),
    }


def test_an_images_config_has_its_own_shape_since_1_50(engine: Engine) -> None:
    keys = [set(value(engine, "/images/busybox/json", one)["Config"]) for one in ("1.49", "1.50")]
    assert keys[0] - keys[1] == {
        *("Hostname", "Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty"),
        *("OpenStdin", "StdinOnce", "Image"),
    }


def test_an_images_empty_values_are_left_out_since_1_52(engine: Engine) -> None:
    before, since = (value(engine, "/images/busybox/json", one) for one in ("1.51", "1.52"))
    assert set(before) - set(since) == {"Parent", "DockerVersion", "Author"}
    assert since["Config"] == {}


def test_addresses_are_only_in_networks_since_1_52(engine: Engine) -> None:
    one = running(engine)
    before, since = (
        value(engine, f"/containers/{one.id}/json", version)["NetworkSettings"]
        for version in ("1.51", "1.52")
    )
    assert before["IPAddress"] == since["Networks"]["bridge"]["IPAddress"]
    assert {"Bridge", "Gateway", "IPAddress", "IPPrefixLen"} <= set(before) - set(since)
    assert set(since) == {"SandboxID", "SandboxKey", "Ports", "Networks"}


def test_events_have_only_an_actor_since_1_52(engine: Engine) -> None:
    ask(engine, "POST", "/v1.52/containers/create", {"Image": "busybox", "Cmd": ["true"]})
    (one,) = engine.state.containers
    old, new = (_first_event(engine, version) for version in ("1.51", "1.52"))
    assert (old["status"], old["id"], old["from"]) == ("create", one.id, "busybox")
    assert not {"status", "id", "from"} & set(new)
    assert (new["Action"], new["Actor"]["ID"]) == ("create", one.id)


def _first_event(engine: Engine, version: str) -> Any:
    target = f"/v{version}/events?since=1&until={int(time.time()) + 1}"
    return json.loads(ask(engine, "GET", target)[1].splitlines()[0])


# -- streams


def test_a_build_is_reported_in_messages(engine: Engine) -> None:
    """As recorded, except for the ids."""
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        info = tarfile.TarInfo("Dockerfile")
        text = b"FROM busybox\nCMD cat f\n"
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    status, body = raw.request(
        engine.socket, "POST", "/v1.52/build?t=mine&rm=1", context.getvalue(), "application/x-tar"
    )
    messages = [json.loads(line) for line in body.splitlines()]
    image = engine.state.images.lookup("mine")
    assert status == 200
    assert messages[:4] == [
        {"stream": "Step 1/2 : FROM busybox"},
        {"stream": "\n"},
        {"stream": f" ---> {BUSYBOX[:12]}\n"},
        {"stream": "Step 2/2 : CMD cat f"},
    ]
    assert {"aux": {"ID": f"sha256:{image.id}"}} in messages
    assert messages[-1] == {"stream": "Successfully tagged mine:latest\n"}


def test_logs_are_framed_lines(engine: Engine) -> None:
    one = ended(engine, "sh", "-c", "echo a; echo b >&2; printf c")
    target = f"/v1.52/containers/{one.id}/logs?stdout=1"
    status, body = raw.request(engine.socket, "GET", target)
    assert (status, body) == (200, b"\1\0\0\0\0\0\0\2a\n\1\0\0\0\0\0\0\1c")
    assert raw.request(engine.socket, "GET", f"{target}&tail=1")[1] == b"\1\0\0\0\0\0\0\1c"
    assert ask(engine, "GET", f"/v1.52/containers/{one.id}/logs")[0] == 400


@pytest.mark.parametrize("condition", ["next-exit", "removed"])
def test_a_wait_that_begins_before_the_start(engine: Engine, condition: str) -> None:
    """As in today's client."""
    body = {
        "Image": "busybox",
        "Cmd": ["sh", "-c", "sleep 0.5; exit 3"],
        "HostConfig": {"AutoRemove": True},
    }
    container = json.loads(ask(engine, "POST", "/v1.52/containers/create", body)[1])["Id"]
    path = f"/v1.52/containers/{container}"
    with ThreadPoolExecutor(1) as thread:
        waited = thread.submit(ask, engine, "POST", f"{path}/wait?condition={condition}")
        await_request(engine, "/wait")
        assert ask(engine, "POST", f"{path}/start") == (204, "")
        assert waited.result(20) == (200, '{"StatusCode":3}\n')
