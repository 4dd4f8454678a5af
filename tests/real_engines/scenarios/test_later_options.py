"""Options that later APIs added to commands of 1.5, on every engine, or refused there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docker15 import Result
from tests.real_engines.scenarios.matrix import TEST_ENGINE
from tests.real_engines.scenarios.scene import Scene


def supports_options(docker15: Scene) -> bool:
    """Whether the engine supports the options: the test engine ignores them."""
    return docker15.version not in TEST_ENGINE


def is_refused(docker15: Scene, result: Result, version: str) -> bool:
    """Whether the engine lacks it; checks that this is reported in one line."""
    if "needs API" not in result.stderr.decode():
        return False
    docker15.refused(result, version)
    return True


def test_stop_by_a_signal(docker15: Scene) -> None:
    script = "trap 'exit 7' USR1; echo up; while :; do sleep 0.1; done"
    container = docker15("run", "-d", "--wait=log:up", "busybox", "sh", "-c", script).line
    result = docker15("stop", "-s", "USR1", "-t", "20", container)
    if "Podman can't stop with another signal" in result.stderr.decode():
        assert (result.exit_status, result.stdout) == (1, b"")
    elif not is_refused(docker15, result, "1.42"):
        assert result.line == container
        assert docker15("wait", container).line == "7"


def test_commit_with_changes(docker15: Scene) -> None:
    container = docker15("create", "busybox", "true").line
    changes = ("-c", 'CMD ["echo", "changed"]', "--change", "ENV A=b")
    result = docker15("commit", *changes, container, "changed")
    if is_refused(docker15, result, "1.18") or not supports_options(docker15):
        return
    assert docker15("run", "changed").line == "changed"
    assert docker15("run", "changed", "sh", "-c", "echo $A").line == "b"


def test_import_with_changes(docker15: Scene, tmp_path: Path) -> None:
    container = docker15("create", "busybox", "true").line
    docker15("export", "-o", "root.tar", container, cwd=tmp_path)
    change = ("-c", 'CMD ["echo", "changed"]')
    result = docker15("import", *change, "root.tar", "changed", cwd=tmp_path)
    if is_refused(docker15, result, "1.18") or not supports_options(docker15):
        return
    assert docker15("run", "changed").line == "changed"


def test_a_build_with_limits_and_its_id(docker15: Scene, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nRUN echo limit: $(ulimit -n)\n")
    built = ("build", "--iidfile", "iid", "--compress", "-t", "limited")
    result = docker15(*built, "--ulimit", "nofile=77:88", ".", cwd=tmp_path)
    if is_refused(docker15, result, "1.21"):
        result = docker15(*built, ".", cwd=tmp_path)
    elif supports_options(docker15):
        assert b"limit: 77\n" in result.stdout
    assert result.exit_status == 0, result
    identifier = (tmp_path / "iid").read_text()
    assert re.fullmatch("(sha256:)?[0-9a-f]{64}", identifier)
    assert docker15("run", identifier, "echo", "it").line == "it"


def test_cp_of_several(docker15: Scene, tmp_path: Path) -> None:
    container = docker15.ended("sh", "-c", "echo 1 > one; echo 2 > two")
    sources = (f"{container}:/one", f"{container}:/nosuch", f"{container}:/two")
    result = docker15("cp", "-a", *sources, ".", cwd=tmp_path)
    assert (result.stdout, result.exit_status) == (b"", 1)
    assert "/nosuch" in result.error
    assert [(tmp_path / name).read_text() for name in ("one", "two")] == ["1\n", "2\n"]


@pytest.mark.parametrize(
    ("options", "version"),
    [
        (("--memory-reservation", "32m", "-m", "64m"), "1.21"),
        (("--cpu-period", "50000", "--cpu-quota", "25000"), "1.19"),
        (("--cap-add", "net_admin", "--cap-drop", "chown"), "1.14"),
        (("--uts", "host"), "1.19"),
        (("--mac-address", "02:42:ac:11:00:42"), "1.15"),
        (("--security-opt", "systempaths=unconfined"), "1.15"),
        (("--annotation", "org.example=yes"), "1.43"),
        (("--oom-score-adj", "300"), "1.22"),
        (("--dns-option", "ndots:2"), "1.21"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0].strip("-"),
)
def test_what_a_container_is_given(docker15: Scene, options: tuple[str, ...], version: str) -> None:
    result = docker15("run", *options, "busybox", "echo", "it runs")
    if "needs API 1.38" in result.stderr.decode():  # for that value
        version = "1.38"
    if b"needs API" in result.stderr:
        assert f"needs API {version} or later" in result.error
        assert result.exit_status == 125
        return
    assert (result.lines[-1], result.exit_status) == ("it runs", 0)
