"""The options that 1.5 lacks: where their values go, and which version they need."""

from __future__ import annotations

from typing import Any

import pytest

from docker15_cli.cli import values, versioned
from docker15_cli.container import versioned_options
from docker15_cli.contract import operations
from docker15_cli.contract.bodies import HostConfig, LaterConfig
from docker15_cli.contract.request import Request
from docker15_cli.dialects import docker, docker_containers
from docker15_cli.errors import UsageError
from tests.container.test_spec import plan_of

EXAMPLES: dict[str, tuple[str, Any]] = {
    "--add-host": ("db:10.0.0.1", ["db:10.0.0.1"]),
    "--annotation": ("a=b", {"a": "b"}),
    "--blkio-weight": ("300", 300),
    "--blkio-weight-device": ("/dev/sda:300", [{"Path": "/dev/sda", "Weight": 300}]),
    "--cap-add": ("net_admin", ["CAP_NET_ADMIN"]),
    "--cap-drop": ("all", ["ALL"]),
    "--cgroup-parent": ("/mine", "/mine"),
    "--cgroupns": ("private", "private"),
    "--cpu-period": ("50000", 50000),
    "--cpu-quota": ("-1", -1),
    "--cpu-rt-period": ("1000000", 1000000),
    "--cpu-rt-runtime": ("950000", 950000),
    "--cpus": ("1.5", 1_500_000_000),
    "--cpuset-cpus": ("0-1", "0-1"),
    "--cpuset-mems": ("0", "0"),
    "--device-cgroup-rule": ("c 1:3 rwm", ["c 1:3 rwm"]),
    "--device-read-bps": ("/dev/sda:1mb", [{"Path": "/dev/sda", "Rate": 1024**2}]),
    "--device-read-iops": ("/dev/sda:100", [{"Path": "/dev/sda", "Rate": 100}]),
    "--device-write-bps": ("/dev/sda:5", [{"Path": "/dev/sda", "Rate": 5}]),
    "--device-write-iops": ("/dev/sda:0", [{"Path": "/dev/sda", "Rate": 0}]),
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
    "--dns-option": ("ndots:2", ["ndots:2"]),
    "--dns-search": ("example.org", ["example.org"]),
    "--expose": ("80", {"80/tcp": {}}),
    "--gpus": (
        "all",
        [
            {
                "Driver": "",
                "Count": -1,
                "DeviceIDs": None,
                "Capabilities": [["gpu"]],
                "Options": {},
            }
        ],
    ),
    "--group-add": ("audio", ["audio"]),
    "--health-cmd": ("true", ["CMD-SHELL", "true"]),
    "--health-interval": ("30s", 30 * 10**9),
    "--health-retries": ("3", 3),
    "--health-start-interval": ("5s", 5 * 10**9),
    "--health-start-period": ("1m", 60 * 10**9),
    "--health-timeout": ("500ms", 500 * 10**6),
    "--init": ("", True),
    "--ip": ("10.9.8.7", "10.9.8.7"),
    "--ip6": ("fd00::7", "fd00::7"),
    "--ipc": ("host", "host"),
    "--isolation": ("default", "default"),
    "--kernel-memory": ("50m", 50 * 1024**2),
    "--label": ("a=b", {"a": "b"}),
    "--link": ("db", ["db:db"]),
    "--link-local-ip": ("169.254.1.1", ["169.254.1.1"]),
    "--log-driver": ("none", "none"),
    "--log-opt": ("max-size=1m", {"max-size": "1m"}),
    "--mac-address": ("92:d0:c6:0a:29:33", "92:d0:c6:0a:29:33"),
    "--memory-reservation": ("32m", 32 * 1024**2),
    "--memory-swappiness": ("0", 0),
    "--mount": ("target=/b", [{"Target": "/b", "Type": "volume"}]),
    "--network": ("mine", "mine"),
    "--network-alias": ("db", ["db"]),
    "--no-healthcheck": ("", ["NONE"]),
    "--oom-kill-disable": ("", True),
    "--oom-score-adj": ("-500", -500),
    "--pid": ("host", "host"),
    "--pids-limit": ("-1", -1),
    "--publish-all": ("", True),
    "--read-only": ("", True),
    "--restart": ("on-failure:2", {"Name": "on-failure", "MaximumRetryCount": 2}),
    "--runtime": ("runc", "runc"),
    "--security-opt": ("no-new-privileges", ["no-new-privileges"]),
    "--shm-size": ("1m", 1024**2),
    "--stop-signal": ("INT", "INT"),
    "--stop-timeout": ("3", 3),
    "--storage-opt": ("size=10G", {"size": "10G"}),
    "--sysctl": ("net.core.somaxconn=9", {"net.core.somaxconn": "9"}),
    "--tmpfs": ("/t:size=1m", {"/t": "size=1m"}),
    "--ulimit": ("nofile=9", [{"Name": "nofile", "Soft": 9, "Hard": 9}]),
    "--userns": ("host", "host"),
    "--uts": ("host", "host"),
    "--volume-driver": ("local", "local"),
}


def found(row: versioned.VersionedOption, *args: str) -> Any:
    """The value that a command line has where its row says; it must be nowhere else."""
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


def test_labels_override_those_from_files(tmp_path: Any) -> None:
    (tmp_path / "labels").write_text("a=file\nb=file\n")
    wanted = plan_of("-l", "a=mine", "--label-file", str(tmp_path / "labels"), "busybox")
    assert wanted.config["Labels"] == {"a": "mine", "b": "file"}


def test_options_that_are_not_given_need_nothing() -> None:
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
def test_values_that_1_5_lacks(args: list[str], needs: tuple[str, str]) -> None:
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


def test_ports_with_an_address_are_bound_and_exposed_like_others() -> None:
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
    # It is translated again once the engine is known.
    again = docker_containers.create(request).fields
    assert again == body


def test_swap() -> None:
    assert plan_of("--memory-swap=-1", "busybox").config["MemorySwap"] == -1
    assert plan_of("--memory-swap=1g", "busybox").config["MemorySwap"] == 1024**3


def test_f31_what_1_5_has_under_another_name_needs_nothing() -> None:
    for args in (["--net=none"], ["--network", "bridge"], ["--restart", "no"]):
        assert plan_of(*args, "busybox").needs == []


def test_f3_several_networks() -> None:
    wanted = plan_of("--net=a", "--network=b", "--ip=10.0.0.9", "busybox")
    assert wanted.needs == [("1.11", "--network"), ("1.22", "--ip")]
    assert wanted.host["NetworkMode"] == "a"
    assert wanted.config["NetworkingConfig"] == {
        "EndpointsConfig": {"b": {}, "a": {"IPAMConfig": {"IPv4Address": "10.0.0.9"}}}
    }


def test_every_value_has_a_declared_key() -> None:
    """The names in requests are those of the shapes; a misspelt one would be silently ignored."""
    shapes = {"Config": LaterConfig.__annotations__, "HostConfig": HostConfig.__annotations__}
    paths = [row.path.split(".") for row in versioned_options.OPTIONS]
    assert [path for path in paths if path[0] in shapes and path[1] not in shapes[path[0]]] == []


@pytest.mark.parametrize(
    ("args", "need"),
    [
        (["--security-opt=systempaths=unconfined"], "--security-opt systempaths=unconfined"),
        (["--mount=type=bind,src=/a,dst=/b,bind-recursive=disabled"], "--mount without recursion"),
        (["--mount=src=a,dst=/b,volume-subpath=c"], "--mount with volume-subpath"),
        (["--device=vendor.com/class=x"], "--device vendor.com/class=x"),
        (["--network=name=a,gw-priority=1"], "--network with gw-priority"),
        (["--network=name=a,mac-address=92:d0:c6:0a:29:33"], "--network with mac-address"),
    ],
)
def test_parts_of_values_that_need_a_version(args: list[str], need: str) -> None:
    (version,) = (version for version, what in plan_of(*args, "busybox").needs if what == need)
    assert version > "1.3"


def test_the_long_form_of_a_network() -> None:
    long = "name=a,alias=x,alias=y,ip=10.0.0.9,ip6=fd00::9,link-local-ip=169.254.1.1,driver-opt=k=v"
    wanted = plan_of(f"--network={long}", "--network= Name = b , gw-priority=-3", "busybox")
    assert wanted.host["NetworkMode"] == "a"
    assert wanted.config["NetworkingConfig"]["EndpointsConfig"] == {
        "a": {
            "Aliases": ["x", "y"],
            "IPAMConfig": {
                "IPv4Address": "10.0.0.9",
                "IPv6Address": "fd00::9",
                "LinkLocalIPs": ["169.254.1.1"],
            },
            "DriverOpts": {"k": "v"},
        },
        "b": {"GwPriority": -3},
    }


def test_separate_options_are_for_the_first_network() -> None:
    args = ["--network=name=a,ip=10.0.0.9", "--network=b", "--network-alias=x", "--link=db:y"]
    wanted = plan_of(*args, "--ip6=fd00::9", "busybox")
    assert wanted.config["NetworkingConfig"]["EndpointsConfig"] == {
        "a": {
            "Links": ["db:y"],
            "IPAMConfig": {"IPv4Address": "10.0.0.9", "IPv6Address": "fd00::9"},
            "Aliases": ["x"],
        },
        "b": {},
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--network=a", "--network=a"], "--network a is given twice"),
        (
            ["--network=a", "--network=host"],
            "--network host can't be combined with another network",
        ),
        (["--network=name=a,nosuch=1"], "--network takes name, alias, ip, ip6, link-local-ip, "),
        (["--network=alias=x"], "--network takes the name of a network"),
        (["--network=name=a,ip=x"], "--network ip takes an IP address: 'x'"),
        (["--network=name=a,gw-priority=x"], "--network gw-priority takes a number: 'x'"),
        (
            ["--network=host", "--network-alias=x"],
            "aliases are only supported in user-defined networks, not in host",
        ),
        (
            ["--network=name=a,alias=x", "--network-alias=y"],
            "Conflicting options: --network-alias and its key in --network",
        ),
        (
            ["--network=name=a,ip=10.0.0.9", "--ip=10.0.0.8"],
            "Conflicting options: --ip and its key in --network",
        ),
        (
            ["--network=name=a,mac-address=92:d0:c6:0a:29:33", "--mac-address=92:d0:c6:0a:29:34"],
            "Conflicting options: --mac-address and mac-address= in --network",
        ),
        (["--mac-address=x"], "--mac-address takes a MAC address, such as "),
        (["--gpus=x"], "--gpus takes all or a number of GPUs: 'x'"),
        (["--gpus=nosuch=1"], "--gpus takes all, N, or capabilities, count, device, driver, "),
        (["--gpus=all,count=1"], "--gpus takes count only once: "),
        (["--blkio-weight=5"], "--blkio-weight takes a number from 10 to 1000: '5'"),
        (["--blkio-weight-device=sda:5"], "--blkio-weight-device takes /dev/NAME:WEIGHT: "),
        (["--device-read-iops=/dev/sda:1k"], "--device-read-iops takes /dev/NAME:N, a whole"),
        (["--device-cgroup-rule=x"], "--device-cgroup-rule takes TYPE MAJOR:MINOR RIGHTS, "),
        (["--oom-score-adj=2000"], "--oom-score-adj takes a number from -1000 to 1000: '2000'"),
        (["--security-opt=x"], "--security-opt takes no-new-privileges or KEY=VALUE: 'x'"),
        (["--cap-add="], "--cap-add takes a capability, such as NET_ADMIN, or ALL: ''"),
        (["--uts=x"], "--uts takes host: 'x'"),
    ],
)
def test_later_values_that_are_refused(args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan_of(*args, "busybox")
    assert str(caught.value).startswith(message)


def test_system_paths() -> None:
    """Engines have two lists for docker's one option."""
    args = ["--security-opt", "systempaths=unconfined", "--security-opt", "no-new-privileges"]
    host = plan_of(*args, "busybox").host
    assert (host["MaskedPaths"], host["ReadonlyPaths"]) == ([], [])
    assert host["SecurityOpt"] == ["no-new-privileges"]


def test_devices_by_their_names_in_cdi() -> None:
    host = plan_of("--device", "vendor.com/class=x", "--device", "/dev/null", "busybox").host
    assert host["DeviceRequests"] == [{"Driver": "cdi", "DeviceIDs": ["vendor.com/class=x"]}]
    assert [device["PathOnHost"] for device in host["Devices"]] == ["/dev/null"]


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("2", {"Count": 2}),
        ("device=0", {"Count": 0, "DeviceIDs": ["0"]}),
        ('"device=0,1"', {"Count": 0, "DeviceIDs": ["0", "1"]}),
        ("all,capabilities=utility", {"Count": -1, "Capabilities": [["utility", "gpu"]]}),
        ("driver=nvidia,options=a=b", {"Count": 1, "Driver": "nvidia", "Options": {"a": "b"}}),
    ],
)
def test_gpus(text: str, request_: dict[str, Any]) -> None:
    (made,) = plan_of("--gpus", text, "busybox").host["DeviceRequests"]
    assert made == {
        "Driver": "",
        "Count": 1,
        "DeviceIDs": None,
        "Capabilities": [["gpu"]],
        "Options": {},
        **request_,
    }


@pytest.mark.parametrize(
    ("version", "of_config", "of_endpoint"),
    [("1.43", "92:d0:c6:0a:29:33", None), ("1.44", None, "92:d0:c6:0a:29:33")],
)
def test_where_the_mac_address_goes(
    version: str, of_config: str | None, of_endpoint: str | None
) -> None:
    wanted = plan_of("--network=a", "--mac-address", "92:d0:c6:0a:29:33", "busybox")
    request = Request("POST", "/containers/create", body=wanted.config, host=wanted.host)
    body = docker.docker(version).request(operations.CONTAINER_CREATE, request).fields
    endpoints = body.get("NetworkingConfig", {}).get("EndpointsConfig", {})
    assert body.get("MacAddress") == of_config
    assert endpoints.get("a", {}).get("MacAddress") == of_endpoint


@pytest.mark.parametrize(("version", "name"), [("1.39", "CHOWN"), ("1.40", "CAP_CHOWN")])
def test_old_engines_know_capabilities_without_their_prefix(version: str, name: str) -> None:
    wanted = plan_of("--cap-add=chown", "--cap-drop=all", "busybox")
    request = Request("POST", "/containers/create", body=wanted.config, host=wanted.host)
    body = docker.docker(version).request(operations.CONTAINER_CREATE, request).fields
    assert (body["HostConfig"]["CapAdd"], body["HostConfig"]["CapDrop"]) == ([name], ["ALL"])
