"""`docker15 export` on every engine."""

from __future__ import annotations

import io
import tarfile

from tests.real_engines.scenarios.scene import Scene


def test_export(docker15: Scene) -> None:
    container = docker15.ended("sh", "-c", "echo mine > file")
    result = docker15("export", container)
    assert (result.stderr, result.exit_status) == (b"", 0)
    with tarfile.open(fileobj=io.BytesIO(result.stdout)) as tar:
        found = {name.removeprefix("./"): name for name in tar.getnames()}
        file = tar.extractfile(found["file"])
        assert file is not None
        assert file.read() == b"mine\n"
    missing = docker15("export", "nosuch")
    assert (missing.exit_status, missing.stdout) == (1, b"")
