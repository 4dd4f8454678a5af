"""`docker15 build`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import DOCKERFILE
from tests.docker15 import Docker15
from tests.fake_engine import BUSYBOX, Answer, CloseAfter, Engine
from tests.fake_engine.store import Image

SAID = (
    b"Step 1 : FROM busybox\n ---> 570190638ab6\n"
    b"Step 2 : ADD file /file\n ---> %b\nSuccessfully built %b\n"
)


def built(engine: Engine) -> Image:
    """The image of the last build, the only one besides busybox without children."""
    (image,) = (one for one in engine.state.images.graph.values() if one.id != BUSYBOX)
    return image


def build_request(engine: Engine) -> str:
    (line,) = (line for line in engine.requests.lines if "/build" in line)
    return line


def sent(engine: Engine) -> dict[str, bytes]:
    """The files in the tar that was sent."""
    (request,) = (request for request in engine.requests if "/build" in request.target)
    return files_of(bytes(request.body))


def files_of(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = [member for member in tar.getmembers() if member.isreg()]
        return {member.name: content(tar, member) for member in members}


def content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file
    return file.read()


def tar_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


# --- a directory


def test_a_directory(docker15: Docker15, engine: Engine, context: Path) -> None:
    result = docker15("build", "-t", "mine:v1", str(context))
    image = built(engine)
    identifier = image.short_id.encode()
    assert result.stdout == SAID % (identifier, identifier)
    assert (result.stderr, result.exit_status) == (b"", 0)
    assert engine.state.images.lookup("mine:v1") is image
    assert (image.layer / "file").read_bytes() == b"data"
    assert build_request(engine) == "POST /v1.5/build?t=mine%3Av1"
    request = engine.requests[-1]
    assert request.header("Content-Type") == "application/tar"
    assert request.header("Transfer-Encoding") == "chunked"
    assert request.header("X-Registry-Config") is None


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ([], "t="),
        (["-q"], "q=1&t="),
        (["-no-cache", "-rm"], "nocache=1&rm=1&t="),
        (["--quiet", "--no-cache=false", "--rm=1", "--tag=a/b"], "q=1&rm=1&t=a%2Fb"),
    ],
)
def test_options(
    docker15: Docker15, engine: Engine, context: Path, options: list[str], query: str
) -> None:
    assert docker15("build", *options, str(context)).exit_status == 0
    assert build_request(engine) == f"POST /v1.5/build?{query}"


def test_the_current_directory(docker15: Docker15, engine: Engine, context: Path) -> None:
    assert docker15("build", ".", cwd=context).exit_status == 0
    assert sent(engine) == {"Dockerfile": DOCKERFILE, "file": b"data"}


def test_the_same_context_is_the_same_tar(
    docker15: Docker15, engine: Engine, context: Path
) -> None:
    for _ in range(2):
        assert docker15("build", str(context)).exit_status == 0
        os.utime(context / "file", ns=(0, (context / "file").stat().st_mtime_ns // 10**9 * 10**9))
    first, second = (one.body for one in engine.requests if "/build" in one.target)
    assert first == second


def test_a_failed_build_is_exit_status_1(docker15: Docker15, engine: Engine, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM busybox\nRUN echo out; exit 7\n")
    result = docker15("build", "-t", "mine", str(context))
    message = "The command [/bin/sh -c echo out; exit 7] returned a non-zero code: 7"
    assert result.exit_status == 1
    assert result.error == message
    assert result.lines[-2:] == ["out", f"Error build: {message}"]  # F32: and not repeated
    assert "mine" not in engine.state.images.repositories


@pytest.mark.parametrize(
    "step",
    [
        # what a step prints can't turn success into failure, nor the reverse
        "RUN echo 'Error build: x'; echo x",
        "RUN printf 'Error build: x\\nx\\n'",
    ],
)
def test_a_step_that_prints_a_failure(
    docker15: Docker15, engine: Engine, context: Path, step: str
) -> None:
    (context / "Dockerfile").write_text(f"FROM busybox\n{step}\n")
    assert docker15("build", "-rm", str(context)).exit_status == 0


def test_a_step_that_prints_a_success(docker15: Docker15, context: Path) -> None:
    dockerfile = "FROM busybox\nRUN echo Successfully built 123456789abc; exit 1\n"
    (context / "Dockerfile").write_text(dockerfile)
    result = docker15("build", str(context))
    assert result.exit_status == 1
    assert "Successfully built 123456789abc" in result.lines


def test_output_that_is_not_utf_8_is_kept(docker15: Docker15, context: Path) -> None:
    (context / "Dockerfile").write_text(r"FROM busybox" "\n" r"RUN printf '\377\200\n'" "\n")
    result = docker15("build", str(context))
    assert b"\n\xff\x80\n" in result.stdout
    assert result.exit_status == 0


def test_an_answer_that_breaks_off(docker15: Docker15, engine: Engine, context: Path) -> None:
    engine.faults.arm(CloseAfter(40), "POST", "/build")
    result = docker15("build", str(context))
    assert result.stdout.startswith(b"Step 1")
    assert result.exit_status == 1
    assert "closed the connection in the middle of its answer" in result.error


# --- what is refused before anything is sent


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nowhere"], "nowhere: No such file or directory"),
        (["context/file"], "not a directory: context/file; use -f to name a Dockerfile"),
        (["empty"], "no Dockerfile in empty; use -f to name another file"),
        (["-f", "nowhere", "context"], "nowhere: No such file or directory"),
        (["-f", "empty", "context"], "can't read empty: Is a directory"),
        (["-"], "stdin is empty: expected a Dockerfile or a tar archive"),
        (["file/below"], "file/below: No such file or directory"),
    ],
)
def test_a_bad_context(
    docker15: Docker15,
    engine: Engine,
    context: Path,
    tmp_path: Path,
    arguments: list[str],
    error: str,
) -> None:
    (tmp_path / "empty").mkdir()
    result = docker15("build", *arguments, cwd=tmp_path)
    assert (result.error, result.exit_status, result.stdout) == (error, 1, b"")
    assert engine.requests.connections == 0


def test_special_files(docker15: Docker15, engine: Engine, context: Path) -> None:
    """F8: a socket is left out with a message, a fifo is sent; both were errors."""
    os.mkfifo(context / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(context / "s"))
    result = docker15("build", str(context))
    assert result.stderr.decode() == f"WARNING: {context}/s is a socket: left out\n"
    assert result.exit_status == 0
    with tarfile.open(fileobj=io.BytesIO(bytes(engine.requests[-1].body))) as tar:
        assert tar.getmember("pipe").isfifo()
        assert "s" not in tar.getnames()
    (context / ".dockerignore").write_text("s\n")
    assert docker15("build", str(context)).stderr == b""


def test_a_broken_dockerignore(docker15: Docker15, engine: Engine, context: Path) -> None:
    (context / ".dockerignore").write_text("fine\n[a\n")
    result = docker15("build", str(context))
    assert result.error.startswith(".dockerignore:2: not a pattern: '[a'")
    assert engine.requests.connections == 0


# --- .dockerignore


def test_ignored_files_are_not_sent(docker15: Docker15, engine: Engine, context: Path) -> None:
    (context / "deep" / "er").mkdir(parents=True)
    (context / "deep" / "er" / "kept").write_text("")
    (context / "deep" / "er" / "secret").write_text("")
    (context / ".dockerignore").write_text("*\n!file\n!deep/er/k*\n")
    assert docker15("build", str(context)).exit_status == 0
    assert sorted(sent(engine)) == [".dockerignore", "Dockerfile", "deep/er/kept", "file"]


# --- -f


@pytest.mark.parametrize("name", ["Dockerfile.test", "sub/Dockerfile", "../outside"])
def test_another_dockerfile_is_sent_instead(
    docker15: Docker15, engine: Engine, context: Path, name: str
) -> None:
    other = b"FROM busybox\nADD file /other\n"
    (context / "sub").mkdir()
    (context / name).write_bytes(other)
    (context / ".dockerignore").write_text("Dockerfile*\nsub\n")
    result = docker15("build", "-f", f"context/{name}", "context", cwd=context.parent)
    assert result.exit_status == 0
    assert (built(engine).layer / "other").read_bytes() == b"data"
    assert sent(engine)["Dockerfile"] == other
    assert build_request(engine) == "POST /v1.5/build?t="


def test_a_dockerfile_on_stdin_with_a_context(
    docker15: Docker15, engine: Engine, context: Path
) -> None:
    result = docker15("build", "-f", "-", str(context), stdin=b"FROM busybox\nADD file /other\n")
    assert result.exit_status == 0
    assert (built(engine).layer / "other").read_bytes() == b"data"


@pytest.mark.parametrize("to", ["../secret", "/etc/hostname", "sub/../../secret"])
def test_a_dockerfile_that_is_a_link_out_of_the_context(
    docker15: Docker15, engine: Engine, context: Path, to: str
) -> None:
    """H2: its target was sent, and the first line shown. With -f, the user chose it."""
    (context.parent / "secret").write_text("root:secret\n")
    (context / "sub").mkdir()
    (context / "Dockerfile").unlink()
    (context / "Dockerfile").symlink_to(to)
    result = docker15("build", "context", cwd=context.parent)
    assert "context/Dockerfile is a link to /" in result.error
    assert result.error.endswith(
        "which is outside the build context; use -f to build from it anyway"
    )
    assert (result.exit_status, engine.requests.connections) == (1, 0)
    (context.parent / "secret").write_bytes(DOCKERFILE)
    if to == "../secret":
        assert docker15("build", "-f", str(context / "Dockerfile"), str(context)).exit_status == 0
        assert sent(engine)["Dockerfile"] == DOCKERFILE


@pytest.mark.parametrize("is_absolute", [False, True])
def test_a_dockerfile_that_is_a_link_within_the_context(
    docker15: Docker15, engine: Engine, context: Path, is_absolute: bool
) -> None:
    """H2: even an absolute one, although in the engine it would lead elsewhere."""
    (context / "sub").mkdir()
    (context / "Dockerfile").rename(context / "sub/real")
    (context / "Dockerfile").symlink_to(context / "sub/real" if is_absolute else "sub/real")
    assert docker15("build", str(context)).exit_status == 0
    assert sent(engine)["Dockerfile"] == DOCKERFILE


@pytest.mark.parametrize(
    ("name", "make", "error"),
    [
        (".dockerignore", "ln -s /dev/zero", "is a character device, not a file"),
        (".dockerignore", "mkfifo", "is a fifo, not a file"),
        (".dockerignore", "truncate -s 3G", "is too large to read: 3072 MiB"),
        (".dockerignore", "mkdir", "Is a directory"),
        ("Dockerfile", "truncate -s 3G", "is too large to read: 3072 MiB"),
        ("Dockerfile", "mkfifo", "is a fifo, not a file"),
        (
            "Dockerfile",
            "ln -s /dev/zero",
            "is a link to /dev/zero, which is outside the build context",
        ),
    ],
)
def test_files_that_are_read_into_memory_have_a_limit(
    docker15: Docker15, engine: Engine, context: Path, name: str, make: str, error: str
) -> None:
    """H3."""
    (context / name).unlink(missing_ok=True)
    subprocess.run([*make.split(), str(context / name)], check=True)
    result = docker15("build", str(context), measured=True)
    assert f"{context}/{name}" in result.error
    assert error in result.error
    assert (result.exit_status, engine.requests.connections) == (1, 0)
    assert result.peak_memory < 64 * 1024 * 1024


def test_a_dockerfile_from_a_pipe(docker15: Docker15, engine: Engine, context: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"FROM busybox\nADD file /piped\n")
    os.close(writer)
    path = f"/dev/fd/{reader}"
    result = docker15("build", "-f", path, str(context), pass_fds=(reader,))
    os.close(reader)
    assert result.exit_status == 0
    assert (built(engine).layer / "piped").read_bytes() == b"data"


# --- stdin


def test_a_dockerfile_on_stdin(docker15: Docker15, engine: Engine) -> None:
    result = docker15("build", "-", stdin=[b"FROM ", b"busybox\nRUN ", b"echo hello\n"])
    assert result.lines[4] == "hello"
    assert sent(engine) == {"Dockerfile": b"FROM busybox\nRUN echo hello\n"}


@pytest.mark.parametrize(
    "packed", [bytes, gzip.compress, bz2.compress, lzma.compress], ids=["tar", "gz", "bz2", "xz"]
)
def test_a_tar_on_stdin(
    docker15: Docker15, engine: Engine, packed: Callable[[bytes], bytes]
) -> None:
    data = packed(tar_of({"Dockerfile": DOCKERFILE, "file": b"data"}))
    result = docker15("build", "-", stdin=[data[:5], data[5:]])
    assert result.exit_status == 0
    assert (built(engine).layer / "file").read_bytes() == b"data"
    assert engine.requests[-1].body == data


@pytest.mark.parametrize(
    ("options", "stdin", "status", "error"),
    [
        (["-f", "-"], tar_of({"x": b""}), 2, "-f - requires a directory as the build context"),
        (
            ["-f", "x"],
            b"FROM x",
            2,
            "-f x: stdin already holds the Dockerfile, and there is no build context",
        ),
        (
            ["-f", "x"],
            tar_of({"x": b""}),
            1,
            "another Dockerfile name (-f) in a tar archive or at a URL needs",
        ),
        ([], b" \n", 1, "stdin is empty: expected a Dockerfile or a tar archive"),
        ([], b"x" * 17_000_000, 1, "stdin is too large to read: more than 16 MiB"),
    ],
)
def test_a_bad_stdin(
    docker15: Docker15, engine: Engine, options: list[str], stdin: bytes, status: int, error: str
) -> None:
    result = docker15("build", *options, "-", stdin=stdin)
    assert result.stderr.decode().startswith(f"Error: {error}")
    assert result.exit_status == status
    assert not any("/build" in line for line in engine.requests.lines)


# --- remote


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/Dockerfile",
        "https://127.0.0.1:1/x",
        "git://127.0.0.1:1/x",
        "github.com/a/b",
        "git@127.0.0.1:x",
    ],
)
def test_an_address_is_fetched_by_the_engine(
    docker15: Docker15, engine: Engine, address: str
) -> None:
    answer = b"HTTP/1.1 200 OK\r\n\r\nSuccessfully built 123456789abc\n"
    engine.faults.arm(Answer(answer), "POST", "/build")
    result = docker15("build", "-t", "mine", address)
    assert result.line == "Successfully built 123456789abc"
    quoted = address.replace("/", "%2F").replace(":", "%3A").replace("@", "%40")
    assert build_request(engine) == f"POST /v1.5/build?remote={quoted}&t=mine"
    assert engine.requests[-1].body == b""


def test_an_address_that_can_t_be_fetched(docker15: Docker15, engine: Engine) -> None:
    result = docker15("build", "http://127.0.0.1:1/Dockerfile")
    assert result.exit_status == 1
    assert "127.0.0.1:1" in result.error


def test_an_address_and_a_dockerfile_on_stdin(docker15: Docker15, engine: Engine) -> None:
    result = docker15("build", "-f", "-", "http://127.0.0.1:1/Dockerfile", stdin=b"FROM busybox")
    assert result.exit_status == 2
    assert engine.requests.connections == 0


def test_an_address_and_another_dockerfile(docker15: Docker15, engine: Engine) -> None:
    result = docker15("build", "-f", "other", "http://127.0.0.1:1/Dockerfile")
    assert "needs API 1.17" in result.error
    assert not any("/build" in line for line in engine.requests.lines)
