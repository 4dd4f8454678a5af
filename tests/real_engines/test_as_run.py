"""`inspect --as-run`: the line that it prints creates the same container again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.docker15 import Docker15
from tests.real_engines.conftest import emptied

pytestmark = pytest.mark.timeout(3600)
# A handful, or 200 with HYPOTHESIS_PROFILE=thorough: each takes two containers.
EXAMPLES = hypothesis.settings().max_examples // 10
NAME = "again"
# Podman's networks are shared by the whole machine.
NUMBER = os.getpid() % 250
NETWORK = f"own-{os.getpid()}"

TEXT = st.text(
    st.characters(min_codepoint=9, max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=12
)
WORD = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
PATH = WORD.map("/{}".format)
PORT = st.integers(1, 65535).map(str)
TIME = st.integers(1, 100_000).map("{}ms".format)
ADDRESS = st.tuples(*[st.integers(1, 254)] * 2).map("10.7.{0[0]}.{0[1]}".format)
DEVICE = st.sampled_from(["/dev/null", "/dev/zero", "/dev/full"])
COMMAND = st.lists(TEXT.filter(bool), min_size=1, max_size=3)


def _option(name: str, value: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return value.map(lambda text: [f"{name}={text}"])


def _several(name: str, value: st.SearchStrategy[str], *unique: str) -> Any:
    """Some of these options, no two of which have the same text where an expression matches."""

    def key(expression: str) -> Callable[[str], str]:
        return lambda text: re.findall(expression, text)[0]

    keys = tuple(key(expression) for expression in unique or (".*",))
    found = st.lists(value, min_size=1, max_size=3, unique_by=keys)
    return found.map(lambda texts: [f"{name}={text}" for text in texts])


def _of(template: str, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return st.tuples(*values).map(lambda found: template.format(*found))


def _both(template: str, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[str]]:
    return _of(template, *values).map(str.split)


BYTES = st.integers(8, 500).map(lambda mebibytes: mebibytes * 2**20)
OPTIONS: dict[str, st.SearchStrategy[list[str]]] = {
    "env": _several("-e", _of("{}={}", WORD, TEXT), "^[^=]*"),
    "label": _several("--label", _of("{}={}", WORD, TEXT), "^[^=]*"),
    "hostname": _option("-h", WORD),
    "domainname": _both("-h={} --domainname={}.org", WORD, WORD),
    "user": _option("-u", st.sampled_from(["0", "nobody", "1000:1000"])),
    "workdir": _option("-w", PATH),
    "entrypoint": _option("--entrypoint", st.sampled_from(["", "sh", "/bin/echo"])),
    "interactive": st.just(["-i"]),
    "tty": st.just(["-t"]),
    "bind": _several(
        "-v", _of("/tmp:/b/{}{}", WORD, st.sampled_from(["", ":ro", ":rslave"])), "/b/[^:]*"
    ),
    "named": _several("-v", _of("vol{}:/n/{}", st.integers(1, 3), WORD), "/n/.*"),
    "anonymous": _several("-v", _of("/a/{}", WORD)),
    "tmpfs": _several("--tmpfs", _of("/t/{}{}", WORD, st.sampled_from(["", ":size=1m"])), "^[^:]*"),
    "mount": _several(
        "--mount",
        st.one_of(
            _of("type=bind,source=/tmp,target=/m/{}{}", WORD, st.sampled_from(["", ",readonly"])),
            _of("type=volume,source=vol{},target=/m/{}", st.integers(1, 3), WORD),
            _of("type=tmpfs,target=/m/{},tmpfs-size={},tmpfs-mode=1700", WORD, BYTES),
        ),
        "/m/[^,]*",
    ),
    "publish": _several("-p", _of("{}:{}", PORT, PORT), "^[^:]*"),
    "address": _several("-p", _of("127.0.0.1:{}:{}/udp", PORT, PORT), "^[^/]*"),
    "expose": _several("--expose", _of("{}/{}", PORT, st.sampled_from(["tcp", "udp"]))),
    "publish-all": st.just(["-P"]),
    "dns": _several("--dns", ADDRESS),
    "dns-search": _several("--dns-search", _of("{}.org", WORD)),
    "dns-option": _several("--dns-option", st.sampled_from(["ndots:2", "rotate"])),
    "add-host": _several("--add-host", _of("{}:{}", WORD, ADDRESS), "^[^:]*"),
    "network": _both("--network=" + NETWORK + " --network-alias={}", WORD),
    "fixed": st.integers(10, 250).map(
        lambda n: [f"--network={NETWORK}", f"--ip=10.99.{NUMBER}.{n}"]
    ),
    "no-network": _option("--network", st.sampled_from(["none", "host"])),
    "memory": _option("-m", BYTES.map(str)),
    "swap": _both("-m=16777216 --memory-swap={}", st.sampled_from([-1, 2**25, 2**26])),
    "reservation": _option("--memory-reservation", BYTES.map(str)),
    "cpus": _option("--cpus", st.sampled_from(["0.5", "1", "1.25"])),
    "quota": st.just(["--cpu-period=50000", "--cpu-quota=20000"]),
    "cpu-shares": _option("-c", st.integers(2, 2000).map(str)),
    "cpuset": _option("--cpuset-cpus", st.sampled_from(["0", "0-1"])),
    "pids-limit": _option("--pids-limit", st.integers(10, 1000).map(str)),
    "oom": _option("--oom-score-adj", st.integers(1, 1000).map(str)),
    "shm-size": _option("--shm-size", BYTES.map(str)),
    "ulimit": _several(
        "--ulimit", _of("{}=100:200", st.sampled_from(["nofile", "core"])), "^[^=]*"
    ),
    "cap-add": _several("--cap-add", st.sampled_from(["NET_ADMIN", "SYS_TIME", "all"])),
    "cap-drop": _several("--cap-drop", st.sampled_from(["CHOWN", "KILL"])),
    "security": _several(
        "--security-opt", st.sampled_from(["no-new-privileges", "seccomp=unconfined"])
    ),
    "privileged": st.just(["-privileged"]),
    "group-add": _several("--group-add", st.integers(1, 100).map(str)),
    "read-only": st.just(["--read-only"]),
    "init": st.just(["--init"]),
    "device": _several("--device", _of("{}:/dev/x{}", DEVICE, st.integers(0, 9)), "^[^:]*", "x.$"),
    "sysctl": st.just(["--sysctl=net.ipv4.ip_forward=1"]),
    "ipc": _option("--ipc", st.sampled_from(["host", "private", "none", "shareable"])),
    "pid": st.just(["--pid=host"]),
    "stop-signal": _option("--stop-signal", st.sampled_from(["INT", "USR1", "10"])),
    "stop-timeout": _option("--stop-timeout", st.integers(0, 100).map(str)),
    "restart": _option("--restart", st.sampled_from(["no", "always", "on-failure:3"])),
    "log": _option("--log-opt", st.sampled_from(["max-size=1m", "max-size=10k"])),
    "health": _both("--health-cmd=true --health-interval={} --health-retries=2", TIME),
    "check": _option("--health-cmd", TEXT.filter(bool)),
    "no-healthcheck": st.just(["--no-healthcheck"]),
}
# What an engine of these versions can't do, or doesn't report (--as-run says so).
LACKS = {
    "dockerd": frozenset({"fixed"}),
    "podman": frozenset({"fixed", "sysctl", "quota"}),
}
# Only one of these at a time.
APART = (
    {"network", "no-network", "fixed", "hostname", "domainname"},
    {"network", "no-network", "publish", "address", "publish-all", "expose"},
    {"no-network", "dns", "dns-search", "dns-option", "add-host", "sysctl", "privileged"},
    {"memory", "swap", "reservation"},
    {"cpus", "quota"},
    {"health", "check", "no-healthcheck"},
    {"hostname", "domainname"},
    {"interactive", "tty"},
    {"init", "pid"},
    {"ipc", "shm-size"},  # Podman 5 accepts no size together with the host's
    {"privileged", "device", "security", "cap-add", "cap-drop", "ipc", "pid"},
)


@st.composite
def creations(draw: st.DrawFn, engine: str) -> list[str]:
    """The options and arguments of a `create` that the engine supports."""
    known = sorted(OPTIONS.keys() - LACKS[engine])
    names = draw(st.lists(st.sampled_from(known), max_size=8, unique=True))
    chosen: list[str] = []
    for name in names:
        if not any(name in apart and apart & {*chosen} for apart in APART):
            chosen.append(name)
    words = [word for name in chosen for word in draw(OPTIONS[name])]
    return [*words, "busybox", *draw(COMMAND)]


_IDS = re.compile(r"\b[0-9a-f]{64}\b")
_OWN_PATHS = ("GraphDriver", "LogPath", "ResolvConfPath", "HostnamePath", "HostsPath", "Created")


def normal(text: str) -> dict[str, Any]:
    """An inspected container, without ids, times and paths."""
    (value,) = json.loads(text)
    short = value["Id"][:12]
    (value,) = json.loads(_IDS.sub("ID", text).replace(short, "SHORT"))
    for key in _OWN_PATHS:
        value.pop(key, None)
    value["Config"]["Env"] = sorted(value["Config"]["Env"] or ())  # Podman has no fixed order
    policy = value["HostConfig"]["RestartPolicy"]
    policy["Name"] = policy["Name"] or "no"  # the engine treats these alike
    for key in ("Binds", "Mounts"):
        for tree in (value, value["HostConfig"]):
            if isinstance(tree.get(key), list):
                tree[key] = sorted(tree[key], key=str)
    return dict(value)


def shown(text: str) -> list[str]:
    """The lines of its JSON, for a failure to compare."""
    return json.dumps(normal(text), indent=1, sort_keys=True).splitlines()


@pytest.fixture(scope="module", params=["dockerd", "podman"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Docker15]]:
    home = tmp_path_factory.mktemp("home")
    with emptied(Docker15(home, request.getfixturevalue(request.param).url)) as client:
        yield request.param, client
        client("rm", "-f", "-v", NAME)
        client("network", "rm", NETWORK)


def again(docker15: Docker15, line: str) -> subprocess.CompletedProcess[str]:
    """Run the line in a shell, as a `create`."""
    program = f'docker15() {{ shift; "{sys.executable}" -m docker15_cli create "$@"; }}'
    line = line.replace("docker15 run -d ", "docker15 run ", 1)
    return subprocess.run(
        ["bash", "-c", f"{program}; {line}"],
        env=docker15.environment(LC_ALL="C.UTF-8"),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_line_creates_the_same_container(engine: tuple[str, Docker15]) -> None:
    kind, docker15 = engine
    made = 0

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a smaller example would take minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(args=creations(kind))
    def check(args: list[str]) -> None:
        nonlocal made
        docker15("rm", "-f", "-v", NAME)
        # It usually exists already; another run on this machine may have pruned Podman's.
        docker15("network", "create", "--subnet", f"10.99.{NUMBER}.0/24", NETWORK)
        first = docker15("create", "--name", NAME, *args)
        assert first.exit_status == 0, first
        before = docker15("inspect", NAME)
        line = docker15("inspect", "--as-run", NAME)
        assert line.exit_status == 0
        (text,) = line.lines
        docker15("rm", "-f", "-v", NAME)
        done = again(docker15, text)
        assert done.returncode == 0, (text, done)
        after = docker15("inspect", NAME)
        assert shown(after.stdout.decode()) == shown(before.stdout.decode()), text
        made += 1

    check()
    print(f"{kind}: {made} containers were made again")
