"""`docker15 run` on every engine."""

from __future__ import annotations

from docker15_cli.dialects.base import version_key
from tests.real_engines.scenarios.scene import Scene


def test_output_and_status(docker15: Scene) -> None:
    result = docker15("run", "-rm", "busybox", "sh", "-c", "echo out; exit 3")
    assert (result.stdout, result.stderr, result.exit_status) == (b"out\n", b"", 3)
    assert docker15("ps", "-a", "-q").lines == []


def test_both_directions(docker15: Scene) -> None:
    data = bytes(range(256)) * 4096
    result = docker15("run", "-i", "busybox", "cat", stdin=data)
    assert (result.stdout == data, result.stderr, result.exit_status) == (True, b"", 0)


def test_what_can_not_be_run(docker15: Scene) -> None:
    assert docker15("run", "busybox", "nosuchcommand").exit_status == 127
    missing = docker15("run", "--pull=never", "nosuchimage", "true")
    assert (missing.exit_status, missing.stdout) == (125, b"")
    assert "nosuchimage" in missing.error


def test_what_it_is_run_with(docker15: Scene) -> None:
    shared = docker15.home / "shared"
    shared.mkdir()
    (shared / "word").write_text("bound\n")
    script = "cat data/word; echo $A $HOSTNAME; id -u nobody"
    options = ("-v", f"{shared}:/data:ro", "-e", "A=b", "-h", "box", "-m", "32m", "-c", "512")
    result = docker15("run", *options, "busybox", "sh", "-c", script)
    assert (result.lines, result.exit_status) == (["bound", "b box", "65534"], 0)


def test_the_whole_host_in_a_container(docker15: Scene) -> None:
    result = docker15("run", "-rm", "-v", "/:/host:ro", "busybox", "ls", "-d", "host/etc")
    assert result.line == "host/etc"


def test_limits(docker15: Scene) -> None:
    container = docker15("run", "-d", "-m", "32m", "busybox", "true").line
    where = "Config" if docker15.is_native else "HostConfig"
    assert docker15("inspect", "-f", f"{{{{.{where}.Memory}}}}", container).line == "33554432"


# Later versions' options, a command that shows their effect, and its output.
LATER = {
    "1.11": (["--network", "none"], "ls /sys/class/net", ["lo"]),
    "1.14": (["--cap-drop", "ALL"], "awk '/^CapEff/ { print $2 + 0 }' /proc/self/status", ["0"]),
    "1.15": (["--add-host", "db:10.0.0.9"], "grep -c -w db /etc/hosts", ["1"]),
    "1.17": (["--read-only"], "touch /x 2>&1 | grep -o Read-only", ["Read-only"]),
    "1.18": (["--ulimit", "nofile=100:200", "--ulimit", "nproc=999"], "ulimit -n", ["100"]),
    "1.20": (["--group-add", "12345"], "id -G | grep -o 12345", ["12345"]),
    "1.22": (["--tmpfs", "/mem:size=1m"], "df -k /mem | awk 'NR > 1 { print $2 }'", ["1024"]),
    "1.25": (
        ["--mount", "type=tmpfs,target=/m"],
        "grep -o ' /m tmpfs' /proc/mounts",
        [" /m tmpfs"],
    ),
}


def test_what_later_versions_have(docker15: Scene) -> None:
    spoken = version_key("1.41" if docker15.version == "podman" else docker15.version)
    is_real = bool(docker15.registry)  # the test engine has no namespaces
    had = [LATER[since] for since in LATER if is_real and version_key(since) <= spoken]
    options = [word for words, _, _ in had for word in words]
    script = "; ".join(["true", *(shown for _, shown, _ in had)])
    result = docker15("run", "-rm", *options, "busybox", "sh", "-c", script)
    assert result.lines == [line for _, _, lines in had for line in lines], result
    lacking = [since for since in LATER if version_key(since) > spoken]
    if lacking:
        words, _, _ = LATER[lacking[0]]
        words = ["--network", "host"] if "none" in words else words  # 1.5 has -n=false
        refused = docker15("run", "-rm", *words, "busybox", "true")
        assert refused.error.startswith(f"{words[0]} needs API {lacking[0]} or later; ")
        assert (refused.exit_status, refused.stdout) == (125, b"")
        assert docker15("ps", "-a", "-q").lines == []
