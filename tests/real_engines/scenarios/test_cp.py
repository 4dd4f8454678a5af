"""`docker15 cp` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene


def test_out_of_a_container(docker15: Scene) -> None:
    make = "mkdir -p d/sub; echo one > d/f; echo two > d/sub/g; ln -s d/f link"
    container = docker15.ended("sh", "-c", make)
    for source, target in (("/d/f", "."), ("d/f", "new"), ("/d", "."), ("/d", "named")):
        result = docker15("cp", f"{container}:{source}", target)
        assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    files = {str(path.relative_to(docker15.home)) for path in docker15.home.rglob("*")}
    assert files == {
        *("f", "new", "d", "d/f", "d/sub", "d/sub/g"),
        *("named", "named/f", "named/sub", "named/sub/g"),
    }
    assert (docker15.home / "named/sub/g").read_text() == "two\n"
    link = docker15("cp", f"{container}:/link", ".")  # F12
    assert (link.stderr, link.exit_status) == (b"", 0)
    if docker15.version == "1.12":  # it sends the same as for a directory with one file, f
        assert (docker15.home / "link/f").read_text() == "one\n"
    else:
        assert (docker15.home / "link").read_text() == "one\n"
    missing = docker15("cp", f"{container}:/nosuch", ".")
    assert missing.exit_status == 1
    assert "nosuch" in missing.error


def test_into_a_container(docker15: Scene) -> None:
    (docker15.home / "word").write_text("copied\n")
    container = docker15("create", "busybox", "cat", "word").line
    result = docker15("cp", "word", f"{container}:/")
    if docker15.version in ("1.5", "1.12"):
        docker15.refused(result, "1.20")
        return
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    assert docker15("start", "-a", container).line == "copied"
