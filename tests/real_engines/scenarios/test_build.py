"""`docker15 build` on every engine."""

from __future__ import annotations

from tests.real_engines.scenarios.scene import Scene

DOCKERFILE = "FROM busybox\nADD word word\nRUN cat word > made\nCMD cat made\n"


def test_build(docker15: Scene) -> None:
    (docker15.home / "Dockerfile").write_text(DOCKERFILE)
    (docker15.home / "word").write_text("built\n")
    built = docker15("build", "-t", "mine", ".")
    assert (built.stderr, built.exit_status) == (b"", 0)
    image = docker15("images", "-q", "mine").line
    assert f"Successfully built {image}" in built.lines
    assert docker15("run", "mine").line == "built"


def test_an_entrypoint(docker15: Scene) -> None:
    (docker15.home / "Dockerfile").write_text('FROM busybox\nENTRYPOINT ["echo", "in"]\n')
    assert docker15("build", "-t", "mine", ".").exit_status == 0
    assert docker15("run", "mine", "front").line == "in front"
    assert docker15("run", "-entrypoint", "echo", "mine", "alone").line == "alone"
    none = docker15("run", "--entrypoint", "", "mine", "echo", "none")
    assert none.line == ("in echo none" if docker15.is_native else "none")  # as in 0.6
    if docker15.is_native:  # 1.5 keeps nothing of the container but its files
        return
    container = docker15("create", "mine", "time").line
    assert docker15("commit", container, "kept").exit_status == 0
    assert docker15("run", "kept").line == "in time"


def test_a_failure(docker15: Scene) -> None:
    (docker15.home / "Dockerfile").write_text("FROM busybox\nRUN echo why; exit 3\n")
    result = docker15("build", ".")
    assert result.exit_status == 1
    assert "why" in result.lines
    assert "exit" in result.error or "returned a non-zero code" in result.error
