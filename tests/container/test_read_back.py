"""The way back: every option of create is read back from the request that it made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.cli.versioned import VersionedOption
from docker15_cli.container import versioned_options
from docker15_cli.container.as_run import quoted, words
from docker15_cli.container.options import SECTIONS
from docker15_cli.container.read_back import ReadBack, read_back
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker_containers, requested
from docker15_cli.jsontypes import JsonObject
from tests.container.test_spec import plan_of
from tests.container.test_versioned_options import EXAMPLES

IMAGE: JsonObject = {}
# The options that 1.5 has, too, except those that leave nothing to read.
OWN: dict[str, Sequence[str]] = {
    "interactive": ["-i"],
    "tty": ["-t"],
    "env": ["-e", "A=b c", "-e", "B="],
    "volume": ["-v", "/a:/b:ro", "-v", "named:/c", "-v", "/d"],
    "volumes_from": ["--volumes-from", "x", "--volumes-from", "y:ro"],
    "publish": ["-p", "80", "-p", "81:82/udp", "-p", "[::1]:83:84", "-p", "8000-8002:85"],
    "workdir": ["-w", "/a"],
    "user": ["-u", "joe"],
    "hostname": ["-h", "host"],
    "domainname": ["-h", "host", "--domainname", "a.org"],
    "entrypoint": ["--entrypoint", "sh"],
    "memory": ["-m", "64m"],
    "memory_swap": ["-m", "64m", "--memory-swap", "-1"],
    "cpu_shares": ["-c", "9"],
    "dns": ["--dns", "10.0.0.1"],
    "privileged": ["-privileged"],
}
# These concern only the client, a start or 1.5, or are other names of --name.
NOT_IN_A_BODY = {
    *("attach", "detach", "detach_keys", "sig_proxy", "env_file", "cidfile", "rm", "pull", "quiet"),
    *("platform", "disable_content_trust", "use_api_socket", "lxc_conf", "name", "networking"),
    "label_file",
}


def body_of(*args: str) -> JsonObject:
    plan = plan_of(*args)
    request = Request("POST", "/containers/create", body=plan.config, host=plan.host)
    return docker_containers.create(request).fields


def read(body: JsonObject, image: JsonObject = IMAGE) -> ReadBack:
    """What is read back if an engine shows exactly what was requested."""
    config = {key: value for key, value in body.items() if key != "HostConfig"}
    endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    inspected = {
        "Id": "9" * 64,
        "Name": "/name",
        "Config": config,
        "HostConfig": body["HostConfig"],
        "NetworkSettings": {"Networks": endpoints},
    }
    return read_back(requested.docker(inspected, {"CgroupVersion": "1"}), image, joins_several=True)


def comes_back(*args: str) -> None:
    body = body_of(*args, "busybox", "true")
    found = read(body)
    assert (found.rest, found.notes) == ({}, [])
    assert body_of(*words(found)) == body


def _args(row: VersionedOption) -> list[str]:
    value = EXAMPLES[row.option][0]
    network = ["--network", "my.net"] if row.path.startswith("Endpoint") else []
    return [*network, f"{row.option}={value}" if row.metavar else row.option]


@pytest.mark.parametrize("row", versioned_options.OPTIONS, ids=lambda row: row.option)
def test_an_option_of_a_later_api(row: VersionedOption) -> None:
    if row.key not in NOT_IN_A_BODY:
        comes_back(*_args(row))


@pytest.mark.parametrize("name", OWN)
def test_an_option_of_1_5(name: str) -> None:
    comes_back(*OWN[name])


def test_every_option_is_tested() -> None:
    known = {*OWN, *NOT_IN_A_BODY, *(row.key for row in versioned_options.OPTIONS)}
    assert {name for names in SECTIONS.values() for name in names} == known


@pytest.mark.parametrize(
    "args",
    [
        ["--network=name=a,alias=x,ip=10.0.0.9,driver-opt=k=v", "--network=name=b,gw-priority=-3"],
        [
            "--mount=type=bind,src=/a,dst=/b,readonly,bind-propagation=rprivate,bind-recursive=readonly"
        ],
        ["--mount=type=volume,src=a,dst=/b,volume-nocopy,volume-label=a=b,volume-opt=c=d"],
        ['--mount=type=bind,"src=/a,b",dst=/c'],
        ["--device=vendor.com/class=x", "--device=/dev/fuse:/dev/x:r"],
        ["--gpus=device=1,driver=x,capabilities=utility"],
        ["--security-opt=systempaths=unconfined", "--security-opt=no-new-privileges"],
        ["--tmpfs=/a", "--tmpfs=/b:size=1m,mode=700"],
        ["--entrypoint", ""],
    ],
)
def test_rare_forms(args: list[str]) -> None:
    comes_back(*args)


def test_what_comes_from_the_image_is_left_out() -> None:
    image = {
        "Env": ["PATH=/bin", "A=1"],
        "Cmd": ["serve"],
        "Entrypoint": ["/run", "-x"],
        "Labels": {"a": "b"},
        "WorkingDir": "/srv",
        "User": "joe",
        "ExposedPorts": {"80/tcp": {}},
        "Volumes": {"/data": {}},
        "StopSignal": "INT",
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 5},
    }
    found = read({**image, "Image": "i", "HostConfig": {}}, image)
    assert (list(found.options), found.command, found.notes) == (["name"], [], [])


def test_what_no_option_can_express() -> None:
    body = {
        "Image": "i",
        "Hostname": "a.b",
        "Entrypoint": ["a", "b"],
        "Cmd": ["c"],
        "Healthcheck": {"Test": ["CMD", "true"]},
        "HostConfig": {"SecurityOpt": ['seccomp={"a":1}', "label=disable"]},
    }
    found = read(body)
    assert found.rest == {
        "Config.Entrypoint": ["a", "b"],
        "Config.Cmd": ["c"],
        "Config.Hostname": "a.b",
        "Config.Healthcheck.Test": ["CMD", "true"],
        "HostConfig.SecurityOpt": ['seccomp={"a":1}'],
    }
    assert len(found.notes) == 3  # an entrypoint of several words is spelled differently
    assert found.options["security_opt"] == ("label=disable",)
    assert (found.options["entrypoint"], found.command) == ("a", ["b", "c"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=5,
    )
)
def test_nonsense_is_kept_or_left_out(value: Any) -> None:
    """Whatever an engine reports for an option of a later API."""
    host = {row.path.split(".")[1]: value for row in versioned_options.OPTIONS if "." in row.path}
    left = {key: host[key] for key in ("Ulimits", "Devices", "Mounts", "CapAdd", "Sysctls")}
    try:
        found = read({"Image": "i", "HostConfig": left})
    except (AttributeError, LookupError, TypeError, ValueError):
        return  # the client reports that this is not what the API defines
    assert all(isinstance(word, str) for word in words(found))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("plain", "plain"),
        ("", "''"),
        ("a b", "'a b'"),
        ("it's\n", "$'it\\'s\\012'"),
        ("\x1b]0;x\x07", "$'\\033]0;x\\007'"),
        ("\u202e", "$'\\342\\200\\256'"),
    ],
)
def test_a_word_for_a_shell(word: str, text: str) -> None:
    assert quoted(word) == text
