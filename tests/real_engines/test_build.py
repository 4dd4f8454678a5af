"""Builds on today's engines."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import tarfile
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.site import Page, Site

pytestmark = pytest.mark.timeout(240)

DOCKERFILE = """\
FROM busybox
RUN echo built > /built; echo visible
COPY . /src/
CMD ["cat", "/built", "/src/sub/file"]
"""


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = tmp_path / "context"
    (root / "sub").mkdir(parents=True)
    (root / "Dockerfile").write_text(DOCKERFILE)
    (root / "sub" / "file").write_text("copied\n")
    return root


def run(docker15: Docker15, image: str, *command: str) -> list[str]:
    result = docker15("run", "-rm", image, *command)
    assert (result.exit_status, result.stderr) == (0, b"")
    return result.lines


def test_a_directory(docker15: Docker15, context: Path) -> None:
    # Without the cache, which would hide the output if another test has used this engine.
    result = docker15("build", "-no-cache", "-t", "mine:v1", str(context), timeout=120)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert "visible" in result.lines
    assert any(line.startswith("Successfully built ") for line in result.lines)
    assert run(docker15, "mine:v1") == ["built", "copied"]


def test_a_socket_and_a_fifo(docker15: Docker15, context: Path) -> None:
    """F8: the socket is left out, with a message; the rest is built."""
    os.mkfifo(context / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(context / "s"))
    (context / "Dockerfile").write_text("FROM busybox\nCOPY sub /src/\n")
    result = docker15("build", "-t", "mine:special", str(context), timeout=120)
    assert result.stderr.decode() == f"WARNING: {context}/s is a socket: left out\n"
    assert result.exit_status == 0
    assert run(docker15, "mine:special", "cat", "/src/file") == ["copied"]


def test_a_dockerfile_that_is_a_link(docker15: Docker15, context: Path) -> None:
    """H2: it is followed within the context, even if the path is absolute."""
    (context / "Dockerfile").rename(context / "sub/real")
    (context / "Dockerfile").symlink_to(context / "sub/real")
    result = docker15("build", "-t", "mine:link", str(context), timeout=120)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert run(docker15, "mine:link") == ["built", "copied"]


def test_what_is_sent_is_what_is_there(docker15: Docker15, context: Path) -> None:
    long = "n" * 200
    (context / long).write_text("long")
    (context / "ünïcödé").write_text("umlauts")
    (context / "link").symlink_to("sub/file")
    os.link(context / "sub" / "file", context / "hard")
    (context / "sub" / "file").chmod(0o750)
    (context / "secret").touch()
    (context / ".dockerignore").write_text("secret\nDockerfile\n")  # the engine reads it, too
    docker15("build", "-t", "contents", str(context), timeout=120)
    names = "cd /src; stat -c '%n %a %u %g' * sub/file; readlink link; cat hard ünïcödé"
    assert run(docker15, "contents", "sh", "-c", names) == [
        "hard 750 0 0",
        "link 777 0 0",
        f"{long} 644 0 0",
        "sub 755 0 0",
        "ünïcödé 644 0 0",
        "sub/file 750 0 0",
        "sub/file",
        "copied",
        "umlauts",
    ]


def test_the_cache_depends_on_the_content_alone(docker15: Docker15, context: Path) -> None:
    first = docker15("build", "-q", str(context), timeout=120)
    if os.geteuid() == 0:
        os.chown(context / "sub" / "file", 1234, 1234)
    assert docker15("build", "-q", str(context), timeout=120) == first
    (context / "sub" / "file").write_text("changed\n")
    assert docker15("build", "-q", str(context), timeout=120).stdout != first.stdout


def test_quiet_prints_only_the_id(docker15: Docker15, context: Path) -> None:
    identifier = docker15("build", "-q", "-t", "quiet", str(context), timeout=120).line
    assert re.fullmatch(r"(sha256:)?[0-9a-f]{64}", identifier)
    assert run(docker15, identifier) == ["built", "copied"]


def test_a_failing_step(docker15: Docker15, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM busybox\nRUN echo about to fail; exit 3\n")
    result = docker15("build", "-t", "failed", str(context), timeout=120)
    assert result.exit_status == 1
    assert "about to fail" in result.lines
    assert "3" in result.error
    assert "failed" not in docker15("images").stdout.decode()


@pytest.mark.parametrize("dockerfile", ["FROM busybox\nBOGUS x\n", "FROM nosuch.invalid/image\n"])
def test_a_dockerfile_that_can_t_be_built(
    docker15: Docker15, context: Path, dockerfile: str
) -> None:
    (context / "Dockerfile").write_text(dockerfile)
    result = docker15("build", str(context), timeout=120)
    assert result.exit_status == 1
    assert re.search(r"BOGUS|nosuch\.invalid", result.error, re.IGNORECASE)


def test_a_bad_name(docker15: Docker15, context: Path) -> None:
    result = docker15("build", "-t", "BAD NAME", str(context), timeout=120)
    assert b"not a valid image name: 'BAD NAME'" in result.stderr
    assert result.exit_status == 2


def test_another_dockerfile(docker15: Docker15, context: Path) -> None:
    """One in the context is passed by name, and the context's Dockerfile is left as it is."""
    other = 'FROM busybox\nCOPY Dockerfile /kept\nCMD ["cat", "/kept"]\n'
    (context / "sub" / "Dockerfile.other").write_text(other)
    (context / ".dockerignore").write_text("sub\n")
    name = str(context / "sub" / "Dockerfile.other")
    assert docker15("build", "-t", "other", "-f", name, str(context), timeout=120).exit_status == 0
    assert run(docker15, "other") == DOCKERFILE.splitlines()


def test_a_dockerfile_from_elsewhere(docker15: Docker15, context: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text('FROM busybox\nCOPY sub /s\nCMD ["cat", "/s/file"]\n')
    result = docker15(
        "build", "-t", "elsewhere", "-f", "elsewhere", "context", cwd=tmp_path, timeout=120
    )
    assert result.exit_status == 0
    assert run(docker15, "elsewhere") == ["copied"]


def test_a_dockerfile_on_stdin(docker15: Docker15) -> None:
    result = docker15("build", "-t", "stdin", "-", stdin=b'FROM busybox\nCMD ["echo", "hi"]\n')
    assert result.exit_status == 0
    assert run(docker15, "stdin") == ["hi"]


def test_ctrl_c(docker15: Docker15, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM busybox\nRUN echo begun; sleep 5\n")
    with docker15.start("build", "-no-cache", str(context)) as process:
        process.wait_for(b"RUN echo begun")
        process.send_signal(signal.SIGINT)
        result = process.result(4)
    assert (result.exit_status, result.stderr) == (130, b"")


LATER = """\
FROM busybox AS base
ARG WHO=nobody
ARG MINE
RUN echo $WHO $MINE > /who; ls /sys/class/net > /nets; df -k /dev/shm | tail -n 1 > /shm
FROM base AS last
RUN touch /last
"""


def test_options_that_1_5_lacks(docker15: Docker15, context: Path) -> None:
    (context / "Dockerfile").write_text(LATER)
    options = [
        *("--build-arg", "WHO=you", "--build-arg", "MINE", "--build-arg", "ABSENT"),
        *("--target", "base", "--label", "key=value", "--label=bare", "--network", "none"),
        *("--shm-size", "3m", "--no-cache", "--force-rm"),
    ]
    args = ("build", "-rm", "-t", "later:v1", *options, str(context))
    result = docker15(*args, env={"MINE": "me"}, timeout=120)
    assert (result.exit_status, result.stderr) == (0, b"")
    assert run(docker15, "later:v1", "cat", "/who", "/nets") == ["you me", "lo"]
    assert run(docker15, "later:v1", "cat", "/shm")[0].split()[1] == "3072"
    assert run(docker15, "later:v1", "sh", "-c", "test -e /last || echo none") == ["none"]
    labels = json.loads(docker15("inspect", "-f", "{{json .Config.Labels}}", "later:v1").line)
    assert (labels["key"], labels["bare"]) == ("value", "")


def test_hosts(docker15: Docker15, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM busybox\nRUN grep example /etc/hosts > /found\n")
    hosts = ("--add-host", "a.example:10.0.0.1", "--add-host=b.example=[fd00::2]")
    args = ("build", "-rm", "-no-cache", "-t", "hosts", *hosts, str(context))
    assert docker15(*args, timeout=120).exit_status == 0
    found = run(docker15, "hosts", "cat", "/found")
    assert [line.split() for line in found] == [["10.0.0.1", "a.example"], ["fd00::2", "b.example"]]


def packed(context: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(context, ".")
    return packed.getvalue()


def test_what_the_engine_fetches(docker15: Docker15, context: Path) -> None:
    plain = b'FROM busybox\nCMD ["echo", "fetched"]\n'
    with Site({"/Dockerfile": Page(plain), "/context.tgz": Page(packed(context))}) as site:
        for name, printed in (("Dockerfile", ["fetched"]), ("context.tgz", ["built", "copied"])):
            args = ("build", "-rm", "-t", "team/fetched:v1", f"{site.url}/{name}")
            result = docker15(*args, timeout=120)
            assert (result.exit_status, result.stderr) == (0, b"")
            assert any(line.startswith("Successfully built ") for line in result.lines)
            assert run(docker15, "team/fetched:v1") == printed
        result = docker15("build", "-q", f"{site.url}/Dockerfile", timeout=120)
        assert re.fullmatch("(sha256:)?[0-9a-f]{64}", result.line)
        result = docker15("build", f"{site.url}/nosuch", timeout=120)
        assert result.exit_status == 1
        assert re.search("remote context|can't fetch|response status 404", result.error)


def test_an_ignored_dockerfile_that_is_not_built(docker15: Docker15, context: Path) -> None:
    (context / ".dockerignore").write_text("Dockerfile\n")
    (context / "Other").write_text("FROM busybox\nCOPY . /src/\n")
    args = ("build", "-t", "other", "-f", str(context / "Other"), str(context))
    assert docker15(*args, timeout=120).exit_status == 0
    assert "Dockerfile" not in run(docker15, "other", "ls", "/src")


def test_a_tar_that_breaks_off(docker15: Docker15, context: Path) -> None:
    result = docker15("build", "-", stdin=packed(context)[:100], timeout=120)
    assert result.exit_status == 1
    assert "unexpected EOF" in result.error or "is the tar archive complete" in result.error


def test_a_pull_of_the_base(docker15: Docker15, context: Path) -> None:
    """There is no registry, so it fails although the image exists."""
    tag = ("tag", "busybox", "localhost:1/base", "v1")
    assert docker15(*tag).exit_status == 0
    (context / "Dockerfile").write_text("FROM localhost:1/base:v1\nRUN true\n")
    assert docker15("build", "-rm", str(context), timeout=120).exit_status == 0
    result = docker15("build", "-rm", "--pull", str(context), timeout=120)
    docker15("rmi", "localhost:1/base:v1")
    assert result.exit_status == 1
    assert "localhost:1" in result.stderr.decode()


def test_a_stage_that_does_not_exist(docker15: Docker15, context: Path) -> None:
    result = docker15("build", "--target", "nosuch", str(context))
    assert result.exit_status == 1
    assert "nosuch" in result.stderr.decode()
