"""`docker15 save` and `load` on every engine."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile

from tests.real_engines.scenarios.scene import Scene


def test_images_go_out_and_come_back(docker15: Scene) -> None:
    assert docker15("tag", "busybox", "team1/kept", "v1").exit_status == 0
    saved = docker15("save", "team1/kept:v1", stdin=b"")
    if docker15.is_native:
        docker15.refused(saved, "1.7")
        docker15.refused(docker15("load", stdin=saved.stdout or b"x"), "1.7")
        return
    assert (saved.stderr, saved.exit_status) == (b"", 0)
    with tarfile.open(fileobj=io.BytesIO(saved.stdout)) as tar:
        assert "manifest.json" in tar.getnames() or docker15.version == "1.12"
    assert docker15("rmi", "team1/kept:v1").exit_status == 0
    loaded = docker15("load", stdin=saved.stdout)
    assert loaded.exit_status == 0, loaded
    assert "team1/kept:v1" in loaded.stdout.decode() or docker15.version == "1.12"
    kept = docker15("images", "-q", "team1/kept").lines
    assert len(kept) == 1
    for compressed in (gzip.compress(saved.stdout), bz2.compress(saved.stdout)):
        again = docker15("load", stdin=compressed)
        assert (again.stdout, again.exit_status) == (loaded.stdout, 0)
    if docker15.version == "podman":  # which needs it decompressed here
        cut = docker15("load", stdin=gzip.compress(saved.stdout)[:100_000])
        assert (cut.stdout, cut.exit_status) == (b"", 1)
        assert len(cut.stderr.splitlines()) == 1
    assert docker15("run", "-rm", "team1/kept:v1", "true").exit_status == 0


def test_an_image_that_exists_already(docker15: Scene) -> None:
    result = docker15("image", "cp", "--to", docker15.host, "busybox")
    if docker15.is_native:
        docker15.refused(result, "1.7")
        return
    assert (result.stderr, result.exit_status) == (b"", 0)
    assert result.line == f"{docker15.host}: busybox is there already"


def test_a_file_of_several_images(docker15: Scene) -> None:
    if docker15.is_native:
        docker15.refused(docker15("save", "a", "b"), "1.15")
        return
    docker15("tag", "busybox", "team1/other", "v2")
    file = docker15.home / "images.tar"
    saved = docker15("save", "-o", str(file), "busybox", "team1/other:v2")
    if docker15.version == "1.12":
        docker15.refused(saved, "1.15")
        assert not file.exists()
        return
    assert (saved.stdout, saved.stderr, saved.exit_status) == (b"", b"", 0)
    docker15("rmi", "team1/other:v2")
    loaded = docker15("load", "-q", "-i", str(file))
    assert loaded.exit_status == 0
    if docker15.version != "1.12":  # which reports nothing
        names = ("busybox:latest", "team1/other:v2")
        assert sorted(loaded.lines) == [f"Loaded image: {name}" for name in names]
    assert len(docker15("images", "-q", "team1/other").lines) == 1
    missing = docker15("save", "-o", str(file) + ".no", "d15nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
    assert "d15nosuch" in missing.error
    assert not (docker15.home / "images.tar.no").exists()


def test_what_can_t_be_loaded(docker15: Scene) -> None:
    if docker15.is_native:
        docker15.refused(docker15("load", stdin=b"x"), "1.7")
        return
    assert docker15("load", stdin=b"").exit_status == 1
    assert docker15("load", "-i", str(docker15.home / "nosuch")).exit_status == 2
    broken = docker15("load", stdin=b"this is not a tar archive" * 100)
    assert (broken.exit_status, broken.stdout) == (1, b"")
    assert len(broken.stderr.splitlines()) == 1
