"""What today's engines offer and 1.5 doesn't, as seen in the container or by inspect."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docker15 import Docker15
from tests.real_engines import raw
from tests.real_engines.conftest import remove_containers
from tests.real_engines.servers import until

pytestmark = pytest.mark.timeout(240)


# --- listings


def test_images_that_match(docker15: Docker15) -> None:
    (image,) = docker15("images", "-q", "busybox").lines
    assert docker15("images", "-q", "-f", "reference=busy*").lines == [image]
    assert docker15("images", "-q", "--filter", "label=nobody.has.it").lines == []
    assert docker15("images", "-f", "nosuch=1").exit_status == 1


# --- run and create


def inspected(docker15: Docker15, container: str) -> Any:
    return json.loads(docker15("inspect", container).stdout)[0]


def test_what_a_container_sees(docker15: Docker15, tmp_path: Path) -> None:
    """One container with everything that can be seen from inside."""
    (tmp_path / "there").write_text("mounted\n")
    tmp_path.chmod(0o755)
    options = [
        *("--network", "none", "--add-host", "db:10.0.0.9", "--hostname", "web"),
        *("--mount", f"type=bind,source={tmp_path},target=/bound,readonly"),
        *("--mount", "type=tmpfs,target=/mem,tmpfs-size=1m", "--tmpfs", "/tmpfs:size=2m"),
        *("--read-only", "--shm-size", "3m", "--ulimit", "nofile=100:200"),
        *("--ulimit", "nproc=1000:1000"),  # Podman sets none itself if another one is given
        *("--cap-drop", "ALL", "--cap-add", "NET_RAW", "--group-add", "12345"),
    ]
    script = (
        "ls /sys/class/net; grep -w db /etc/hosts | tail -n 1; cat /bound/there; "
        "touch /bound/x 2>/dev/null || echo bound is read-only; "
        "touch /x 2>/dev/null || echo all is read-only; touch /mem/x /tmpfs/x && echo written; "
        "df -k /mem /tmpfs /dev/shm | awk 'NR > 1 { print $2 }'; ulimit -n; ulimit -Hn; "
        "awk '/^CapEff/ { print $2 }' /proc/self/status; id -G"
    )
    result = docker15("run", "--rm", *options, "busybox", "sh", "-c", script)
    assert result.exit_status == 0, result
    found = result.lines
    assert found[0] == "lo"
    assert found[1].split() == ["10.0.0.9", "db"]
    assert found[2:6] == ["mounted", "bound is read-only", "all is read-only", "written"]
    assert found[6:11] == ["1024", "2048", "3072", "100", "200"]
    assert int(found[11], 16) == 1 << 13  # CAP_NET_RAW
    assert "12345" in found[12].split()


def test_what_the_engine_knows(docker15: Docker15, tmp_path: Path) -> None:
    """One container with what can't be seen from inside, or not on every machine."""
    (tmp_path / "labels").write_text("from=file\nkey=file\n")
    options = [
        *("--label-file", str(tmp_path / "labels"), "-l", "key=mine", "--restart", "on-failure:2"),
        *("--cpus", "0.5", "--pids-limit", "50", "--stop-signal", "INT", "--stop-timeout", "3"),
        *("--health-cmd", "test -e /x", "--health-interval", "1m30s", "--health-timeout", "5s"),
        *("--health-retries", "2", "--health-start-period", "10s", "--init"),
        *("-p", "127.0.0.1:18087:80", "--expose", "90"),
    ]
    container = docker15("create", "--name", "docker15-knows", *options, "busybox", "true").line
    found = inspected(docker15, "docker15-knows")
    config, host = found["Config"], found["HostConfig"]
    assert found["Id"].startswith(container)
    assert config["Labels"] == {"from": "file", "key": "mine"}
    assert str(config["StopSignal"]) in ("INT", "2")
    assert (config["StopTimeout"], host["PidsLimit"], host["Init"]) == (3, 50, True)
    assert config["Healthcheck"] == {
        "Test": ["CMD-SHELL", "test -e /x"],
        "Interval": 90 * 10**9,
        "Timeout": 5 * 10**9,
        "StartPeriod": 10 * 10**9,
        "Retries": 2,
    }
    assert host["RestartPolicy"] == {"Name": "on-failure", "MaximumRetryCount": 2}
    assert host["PortBindings"]["80/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": "18087"}]
    assert host["NanoCpus"] == 500_000_000 or host["CpuQuota"] * 2 == host["CpuPeriod"]


def test_namespaces_of_the_host(docker15: Docker15) -> None:
    script = "for kind in ipc pid; do readlink /proc/self/ns/$kind; done"
    found = docker15("run", "-rm", "--ipc", "host", "--pid=host", "busybox", "sh", "-c", script)
    assert found.lines == [os.readlink(f"/proc/self/ns/{kind}") for kind in ("ipc", "pid")]


@pytest.fixture
def network(docker15: Docker15) -> Iterator[str]:
    """Create the network `docker15-net`; yield the first three numbers of its addresses."""
    socket = docker15.host.removeprefix("unix://")
    prefix = f"10.{os.getpid() % 200}.{os.getpid() // 200 % 200}"
    ipam = {"Config": [{"Subnet": f"{prefix}.0/24"}]}
    wanted = {"Name": "docker15-net", "Driver": "bridge", "IPAM": ipam}
    status, answer = raw.request(socket, "POST", "/networks/create", json.dumps(wanted).encode())
    assert status in (200, 201), answer
    yield prefix
    remove_containers(docker15)
    raw.request(socket, "DELETE", "/networks/docker15-net")


def test_an_endpoint_in_a_network(docker15: Docker15, network: str) -> None:
    options = ("--network", "docker15-net", "--ip", f"{network}.77", "--network-alias", "db")
    container = docker15("run", "-d", *options, "busybox", "sleep", "300").line
    assert f" {network}.77/24 " in docker15("exec", container, "ip", "addr").stdout.decode()
    networks = inspected(docker15, container)["NetworkSettings"]["Networks"]
    assert "db" in networks["docker15-net"]["Aliases"]
    shared = ("run", "-rm", "--network", f"container:{container}", "busybox", "ip", "addr")
    assert f" {network}.77/24 " in docker15(*shared).stdout.decode()


def test_a_named_volume_is_kept(docker15: Docker15) -> None:
    name = f"docker15-{time.time_ns()}"
    write = ("run", "-rm", "-v", f"{name}:/data", "busybox", "sh", "-c", "echo kept > /data/f")
    assert docker15(*write).exit_status == 0
    mount = ("--mount", f"type=volume,source={name},target=/other,ro")
    assert docker15("run", "-rm", *mount, "busybox", "cat", "/other/f").line == "kept"


def test_removed_by_the_engine(docker15: Docker15) -> None:
    container = docker15("run", "-d", "--rm", "busybox", "sleep", "300").line
    assert docker15("ps", "-q").lines == [container]
    assert docker15("kill", container).line == container
    assert until(lambda: docker15("ps", "-a", "-q").lines == [], 20)


def test_what_the_engine_refuses_leaves_nothing(docker15: Docker15) -> None:
    result = docker15("run", "-rm", "--network", "nosuch", "busybox", "true")
    assert (result.exit_status, result.stdout) == (125, b"")
    assert result.error
    assert docker15("ps", "-a", "-q").lines == []


def test_a_pull_that_comes_first(docker15: Docker15) -> None:
    """There is no registry, so it fails although the image exists. Podman 5 names none."""
    options = ("--pull", "always", "--platform", "linux/amd64")
    result = docker15("run", "-rm", *options, "localhost:1/busybox", "true")
    assert result.exit_status == 125
    assert re.search("localhost:1|^Error: connection refused$", result.stderr.decode(), re.M)


@pytest.mark.parametrize(("source", "where"), [("./rel", "."), (".", "rel"), ("../rel", "rel")])
def test_a_source_in_the_working_directory(
    docker15: Docker15, tmp_path: Path, source: str, where: str
) -> None:
    (tmp_path / "rel").mkdir()
    (tmp_path / "rel" / "there").write_text("mounted\n")
    tmp_path.chmod(0o755)
    options = ("-rm", "-v", f"{source}:/x:ro")
    result = docker15("run", *options, "busybox", "cat", "/x/there", cwd=tmp_path / where)
    assert (result.stdout, result.exit_status) == (b"mounted\n", 0), result


def test_a_mac_address(docker15: Docker15, network: str) -> None:
    address = "02:42:ac:11:00:42"
    for option in ([], ["--network", "docker15-net"]):
        result = docker15("run", "-rm", *option, "--mac-address", address, "busybox", "ip", "link")
        assert f"link/ether {address}" in result.stdout.decode(), result


def test_the_long_form_of_a_network(docker15: Docker15, network: str) -> None:
    form = f"name=docker15-net,alias=db,ip={network}.78"
    container = docker15("run", "-d", "--network", form, "busybox", "sleep", "300").line
    assert f" {network}.78/24 " in docker15("exec", container, "ip", "addr").stdout.decode()
    networks = inspected(docker15, container)["NetworkSettings"]["Networks"]
    assert "db" in networks["docker15-net"]["Aliases"]


def test_paths_that_are_not_hidden(docker15: Docker15) -> None:
    def hidden(*options: str) -> int:
        script = "mount | grep -c ' on /proc/' || true"
        return int(docker15("run", "-rm", *options, "busybox", "sh", "-c", script).line)

    assert hidden() > 0
    assert hidden("--security-opt", "systempaths=unconfined") == 0


def test_limits_that_the_engine_knows(docker15: Docker15) -> None:
    """The values that are stored, where the kernel supports them; Podman stores only some."""
    options = [
        *("-m", "64m", "--memory-reservation", "32m", "--oom-score-adj", "300"),
        *("--cpu-period", "50000", "--cpu-quota", "25000", "--cpuset-mems", "0"),
        *("--cap-add", "net_admin", "--dns-option", "ndots:2", "--uts", "host"),
    ]
    container = docker15("create", *options, "busybox", "true").line
    host = inspected(docker15, container)["HostConfig"]
    assert host["MemoryReservation"] == 32 * 1024**2
    assert (host["CpuPeriod"], host["CpuQuota"], host["CpusetMems"]) == (50000, 25000, "0")
    assert (host["OomScoreAdj"], host["UTSMode"]) == (300, "host")
    assert host["CapAdd"][0].removeprefix("CAP_") == "NET_ADMIN"
    assert host["DnsOptions"] == ["ndots:2"]


# --- other commands


def test_owners_are_kept_when_copying_in(docker15: Docker15, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/f").write_text("f")
    (tmp_path / "g").write_text("g")
    for name in ("d", "d/f", "g"):
        os.chown(tmp_path / name, 5, 6)
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    sources = (str(tmp_path / "d"), str(tmp_path / "g"))
    assert docker15("cp", "-a", *sources, f"{container}:/tmp").exit_status == 0
    shown = docker15("exec", container, "stat", "-c", "%u:%g", "/tmp/d", "/tmp/d/f", "/tmp/g")
    assert shown.lines == ["5:6"] * 3


def test_a_build_with_limits_and_its_id(docker15: Docker15, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nRUN echo limit: $(ulimit -n)\n")
    options = ("--ulimit", "nofile=77:88", "-m", "64m", "--compress", "--iidfile", "iid")
    result = docker15("build", "--no-cache", *options, "-t", "limited", ".", cwd=tmp_path)
    assert b"limit: 77\n" in result.stdout, result
    identifier = (tmp_path / "iid").read_text()
    assert re.fullmatch("sha256:[0-9a-f]{64}", identifier)
    assert docker15("run", "-rm", identifier, "echo", "it").line == "it"


def test_a_commit_with_changes(docker15: Docker15) -> None:
    container = docker15("create", "busybox", "true").line
    changes = ("-c", 'CMD ["echo", "changed"]', "--change", "ENV A=b")
    docker15("commit", *changes, "-p=false", container, "changed")
    assert docker15("run", "-rm", "changed").line == "changed"
    assert docker15("run", "-rm", "changed", "sh", "-c", "echo $A").line == "b"
