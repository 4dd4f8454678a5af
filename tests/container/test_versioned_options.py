"""The options that 1.5 has no word for: where their values go, and what they need."""

from __future__ import annotations

from typing import Any

import pytest

from docker15_cli.cli import values, versioned
from docker15_cli.container import versioned_options
from docker15_cli.contract.request import Request
from docker15_cli.contract.shapes import HostConfig, LaterConfig
from docker15_cli.dialects import docker_containers
from docker15_cli.errors import UsageError
from tests.container.test_spec import plan_of

EXAMPLES: dict[str, tuple[str, Any]] = {
    "--add-host": ("db:10.0.0.1", ["db:10.0.0.1"]),
    "--cap-add": ("NET_ADMIN", ["NET_ADMIN"]),
    "--cap-drop": ("ALL", ["ALL"]),
    "--cpus": ("1.5", 1_500_000_000),
    "--cpuset-cpus": ("0-1", "0-1"),
    "--device": (
        "/dev/fuse",
        [
            {
                "PathOnHost": "/dev/fuse",
                "PathInContainer": "/dev/fuse",
                "CgroupPermissions": "rwm",
            }
        ],
    ),
    "--dns-search": ("example.org", ["example.org"]),
    "--expose": ("80", {"80/tcp": {}}),
    "--group-add": ("audio", ["audio"]),
    "--health-cmd": ("true", ["CMD-SHELL", "true"]),
    "--health-interval": ("30s", 30 * 10**9),
    "--health-retries": ("3", 3),
    "--health-start-period": ("1m", 60 * 10**9),
    "--health-timeout": ("500ms", 500 * 10**6),
    "--init": ("", True),
    "--ip": ("10.9.8.7", "10.9.8.7"),
    "--ip6": ("fd00::7", "fd00::7"),
    "--ipc": ("host", "host"),
    "--label": ("a=b", {"a": "b"}),
    "--link": ("db", ["db:db"]),
    "--log-driver": ("none", "none"),
    "--log-opt": ("max-size=1m", {"max-size": "1m"}),
    "--mount": ("target=/b", [{"Target": "/b", "Type": "volume"}]),
    "--network": ("mine", "mine"),
    "--network-alias": ("db", ["db"]),
    "--no-healthcheck": ("", ["NONE"]),
    "--pid": ("host", "host"),
    "--pids-limit": ("-1", -1),
    "--publish-all": ("", True),
    "--read-only": ("", True),
    "--restart": ("on-failure:2", {"Name": "on-failure", "MaximumRetryCount": 2}),
    "--security-opt": ("no-new-privileges", ["no-new-privileges"]),
    "--shm-size": ("1m", 1024**2),
    "--stop-signal": ("INT", "INT"),
    "--stop-timeout": ("3", 3),
    "--sysctl": ("net.core.somaxconn=9", {"net.core.somaxconn": "9"}),
    "--tmpfs": ("/t:size=1m", {"/t": "size=1m"}),
    "--ulimit": ("nofile=9", [{"Name": "nofile", "Soft": 9, "Hard": 9}]),
    "--userns": ("host", "host"),
}


def found(row: versioned.VersionedOption, *args: str) -> Any:
    """What a command line puts where a row says, and nowhere else."""
    wanted = plan_of(*args, "busybox")
    plain = plan_of("busybox")
    tree: Any = {
        "Config": {key: value for key, value in wanted.config.items() if key not in plain.config},
        "HostConfig": {key: value for key, value in wanted.host.items() if key not in plain.host},
    }
    assert wanted.needs == [(row.since, row.option)]
    expected: dict[str, Any] = {"Config": {}, "HostConfig": {}}
    value = tree
    for key in row.path.split("."):
        value = value[key]
    values.put(expected, row.path, value)
    assert tree == expected
    return value


@pytest.mark.parametrize("row", versioned_options.OPTIONS, ids=lambda row: row.option)
def test_an_option_goes_where_it_belongs(row: versioned.VersionedOption, tmp_path: Any) -> None:
    if row.option == "--label-file":
        (tmp_path / "labels").write_text("a=b\n")
        assert found(row, row.option, str(tmp_path / "labels")) == {"a": "b"}
        return
    value, expected = EXAMPLES[row.option]
    if row.path.startswith("Endpoint"):
        wanted = plan_of("--network", "my.net", row.option, value, "busybox")
        tree: Any = {"Endpoint": wanted.config["NetworkingConfig"]["EndpointsConfig"]["my.net"]}
        put: dict[str, Any] = {}
        values.put(put, row.path, expected)
        assert tree == put
        return
    assert found(row, row.option, *([value] if row.metavar else [])) == expected


def test_other_spellings() -> None:
    wanted = plan_of("-l", "a=1", "--net=host", "-P", "-label", "a=2", "--label=b", "busybox")
    assert wanted.config["Labels"] == {"a": "2", "b": ""}
    assert wanted.host["NetworkMode"] == "host"
    assert wanted.host["PublishAllPorts"] is True


def test_labels_count_more_than_those_of_files(tmp_path: Any) -> None:
    (tmp_path / "labels").write_text("a=file\nb=file\n")
    wanted = plan_of("-l", "a=mine", "--label-file", str(tmp_path / "labels"), "busybox")
    assert wanted.config["Labels"] == {"a": "mine", "b": "file"}


def test_what_is_not_given_needs_nothing() -> None:
    assert plan_of("--init=false", "-p", "80:80", "-v", "/a:/b:ro", "busybox").needs == []


@pytest.mark.parametrize(
    ("args", "needs"),
    [
        (["-p", "127.0.0.1:80:80"], ("1.6", "-p with an address")),
        (["-p", "7-8:80"], ("1.21", "-p with a range for one port")),
        (["-p", "80/sctp"], ("1.37", "-p with sctp")),
        (
            ["-v", "data:/data"],
            ("1.21", "-v data:/PATH, a named volume (for a local directory, write ./data),"),
        ),
        (["-v", "/a:/b:ro,z"], ("1.23", "-v with ro,z")),
    ],
)
def test_values_that_1_5_has_no_word_for(args: list[str], needs: tuple[str, str]) -> None:
    assert plan_of(*args, "busybox").needs == [needs]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--ulimit", "x"], "--ulimit takes NAME=SOFT[:HARD], such as nofile=1024:2048: 'x'"),
        (["--stop-timeout", "soon"], "--stop-timeout takes a number: 'soon'"),
        (["--memory-swap", "x"], "--memory-swap takes bytes, or a number with k, m or g: 'x'"),
        (["--label-file", "/nosuch"], "--label-file /nosuch: No such file or directory"),
        (["-p", "x"], "-p takes [[ADDRESS:]PUBLIC:]PRIVATE[/PROTO], ports or ranges: 'x'"),
        (["-rm", "--restart=always"], "Conflicting options: --restart and -rm"),
        (["--ip", "10.0.0.9"], "--ip requires --network"),
        (["--net=x", "--ip", "here"], "--ip takes an IP address: 'here'"),
        (
            ["--health-retries=1", "--no-healthcheck"],
            "Conflicting options: --health-retries and --no-healthcheck",
        ),
    ],
)
def test_what_is_refused(args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan_of(*args, "busybox")
    assert str(caught.value) == message


def test_ports_with_an_address_are_bound_and_exposed_beside_others() -> None:
    args = ["-p", "127.0.0.1:7:80", "-p", "8:80", "-p", "1-2:1-2/udp", "--expose", "90"]
    wanted = plan_of(*args, "busybox")
    assert wanted.config["PortSpecs"] == ["8:80", "1:1/udp", "2:2/udp"]
    request = Request("POST", "/containers/create", body=wanted.config, host=wanted.host)
    body = docker_containers.create(request).fields
    assert body["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "7"}, {"HostIp": "", "HostPort": "8"}],
        "1/udp": [{"HostIp": "", "HostPort": "1"}],
        "2/udp": [{"HostIp": "", "HostPort": "2"}],
    }
    assert set(body["ExposedPorts"]) == {"80/tcp", "1/udp", "2/udp", "90/tcp"}
    # It is translated again when the engine is known.
    again = docker_containers.create(request).fields
    assert again == body


def test_swap() -> None:
    assert plan_of("--memory-swap=-1", "busybox").config["MemorySwap"] == -1
    assert plan_of("--memory-swap=1g", "busybox").config["MemorySwap"] == 1024**3


def test_f31_what_1_5_has_by_another_name_needs_nothing() -> None:
    for args in (["--net=none"], ["--network", "bridge"], ["--restart", "no"]):
        assert plan_of(*args, "busybox").needs == []


def test_f3_several_networks() -> None:
    wanted = plan_of("--net=a", "--network=b", "--ip=10.0.0.9", "busybox")
    assert wanted.needs == [
        ("1.11", "--network"),
        ("1.22", "--ip"),
        ("1.44", "--network more than once"),
    ]
    assert wanted.host["NetworkMode"] == "a"
    assert wanted.config["NetworkingConfig"] == {
        "EndpointsConfig": {"b": {}, "a": {"IPAMConfig": {"IPv4Address": "10.0.0.9"}}}
    }


def test_every_value_goes_to_a_key_that_is_declared() -> None:
    """The names on the wire are those of the shapes: a misspelt one would be ignored in silence."""
    shapes = {"Config": LaterConfig.__annotations__, "HostConfig": HostConfig.__annotations__}
    paths = [row.path.split(".") for row in versioned_options.OPTIONS]
    assert [path for path in paths if path[0] in shapes and path[1] not in shapes[path[0]]] == []
