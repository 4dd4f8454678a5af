"""Changing docker's contexts with docker15: the result is what docker itself would write."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.pty import Terminal
from tests.real_engines.conftest import require_docker

META = b'{"Name":"x","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://a:1"}}}'


@pytest.fixture
def client(tmp_path: Path) -> Docker15:
    """docker15 without an address, with its own home and working directory."""
    return Docker15(tmp_path)


def docker(client: Docker15, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run today's client in the same home."""
    require_docker()
    return subprocess.run(
        ["docker", *args], env=client.environment(), cwd=client.home, capture_output=True
    )


def files_of(client: Docker15) -> dict[str, bytes]:
    """The files of all contexts, by path."""
    root = client.home / ".docker" / "contexts"
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def endpoint(client: Docker15) -> str:
    """A value for `--docker` with all three kinds of files."""
    certificates = Certificates(client.home / "certificates")
    certificates.server(wants_client=True)
    folder = certificates.directory
    return f"host=tcp://h:2376,ca={folder}/ca.pem,cert={folder}/cert.pem,key={folder}/key.pem"


# --- docker reads what docker15 writes, and the other way round


def test_they_are_written_as_docker_writes_them(client: Docker15, tmp_path: Path) -> None:
    certified = endpoint(client)
    commands = [
        ["create", "local", "--docker", "host=unix:///tmp/x.sock", "--description", "Hère <&>"],
        ["create", "secure", "--docker", certified],
        ["create", "skips", "--docker", "skip-tls-verify=true,host=tcp://h:1"],
        ["create", "copy", "--from", "secure", "--description", "a copy"],
        ["create", "same", "--docker", "from=secure"],
        ["use", "secure"],
        ["create", "current"],
        ["update", "skips", "--docker", "host=tcp://other:1", "--description", "changed"],
        ["update", "same", "--docker", "host=tcp://bare:1"],
        ["rm", "local"],
        ["rm", "-f", "nosuch"],
    ]
    written = []
    for run in (client, lambda *args: docker(client, *args)):
        for words in commands:
            run("context", *words)
        parsed: dict[str, Any] = {
            path: json.loads(data) if path.endswith("meta.json") else data
            for path, data in files_of(client).items()
        }
        written.append(parsed)
        (client.home / ".docker").rename(tmp_path / f"moved{len(written)}")
    assert written[0] == written[1]
    assert len(written[0]) == 5 + 3 * 3  # a meta.json for each, and three files for those with TLS


def test_docker_works_with_them(client: Docker15) -> None:
    assert client("context", "create", "work", "--docker", endpoint(client)).line == "work"
    assert client("context", "use", "work").line == "work"
    assert docker(client, "context", "show").stdout == b"work\n"
    theirs = docker(client, "context", "inspect", "work").stdout
    assert client("context", "inspect").stdout == theirs
    assert client("context", "inspect", "work").stdout == theirs


def test_what_one_exports_the_other_imports(client: Docker15) -> None:
    client("context", "create", "work", "--docker", endpoint(client), "--description", "mine")
    result = client("context", "export", "work", cwd=client.home)
    assert (result.stdout, result.stderr, result.exit_status) == (b"", b"", 0)
    archive = client.home / "work.dockercontext"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert docker(client, "context", "import", "theirs", archive.name).returncode == 0
    docker(client, "context", "export", "theirs")
    ours = client("context", "import", "ours", str(client.home / "theirs.dockercontext"))
    assert ours.line == "ours"
    plain = [json.loads(client("context", "inspect", name).stdout)[0] for name in ("work", "ours")]
    for value in plain:
        del value["Name"], value["Storage"]
    assert plain[0] == plain[1]
    piped = client("context", "export", "work", "-").stdout
    assert piped == archive.read_bytes()
    assert client("context", "import", "piped", "-", stdin=piped).exit_status == 0


def test_use_keeps_the_rest_of_the_configuration(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    path = client.home / ".docker" / "config.json"
    kept = {"zzz": [1, {"a": "\ud800"}], "auths": {"r": {"auth": "eDp5"}}, "HttpHeaders": {}}
    path.write_text(json.dumps(kept))
    path.chmod(0o640)
    assert client("context", "use", "work").exit_status == 0
    assert json.loads(path.read_text()) == {**kept, "currentContext": "work"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert client("context", "use", "default").exit_status == 0
    assert json.loads(path.read_text()) == kept


def test_use_says_what_overrides_it(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    for variable in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        lines = client("context", "use", "work", env={variable: "x:1"}).stderr.decode()
        assert f"Warning: {variable} overrides it: unset it, or use --context work" in lines


def test_a_forced_removal_resets_the_current_context(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    client("context", "use", "work")
    refused = client("context", "rm", "work")
    assert refused.error == "context 'work' is in use; use -f to remove it anyway"
    assert refused.exit_status == 1
    assert client("context", "rm", "-f", "work").line == "work"
    assert client("context", "show").line == "default"
    assert files_of(client) == {}


def test_a_description_can_be_removed(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1", "--description", "x")
    client("context", "update", "work", "--description", "")
    assert client("context", "inspect", "-f", "{{.Metadata}}", "work").line == "map[]"


def test_the_default_context(client: Docker15) -> None:
    environ = {"DOCKER_HOST": "tcp://a:1"}
    shown = json.loads(client("context", "inspect", "default", env=environ).stdout)[0]
    assert shown["Endpoints"]["docker"]["Host"] == "tcp://a:1"
    client("context", "create", "copy", env=environ)
    assert client("context", "ls", "--format", "{{.DockerEndpoint}}").lines[0] == "tcp://a:1"


# --- what is refused, before anything is written


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("create", "default"), "'default' is a reserved context name"),
        (("update", "default", "--description", "x"), "'default' is a reserved context name"),
        (("rm", "default"), "'default' is a reserved context name"),
        (("create", "a b"), "not a valid context name: 'a b'"),
        (("create", "../x"), "not a valid context name: '../x'"),
        (("import", "a/b", "x"), "not a valid context name: 'a/b'"),
        (("create", "ab", "--docker", "bogus=1"), "--docker has no key 'bogus'"),
        (("create", "ab", "--docker", "host"), "--docker takes KEY=VALUE"),
        (("create", "ab", "--docker", "host=foo"), "which docker needs: write tcp://foo"),
        (("create", "ab", "--docker", "host=ftp://foo"), "bad address 'ftp://foo'"),
        (("create", "ab", "--docker", "host=tcp://a,cert=x"), "key= is missing"),
        (("create", "ab", "--docker", "host=tcp://a,key=x"), "cert= is missing"),
        (("create", "ab", "--docker", "host=tcp://a,skip-tls-verify=x"), "takes true or false"),
        (("create", "ab", "--docker", "from=cd,host=tcp://a"), "either from=CONTEXT or"),
        (("create", "ab", "--docker", "host=tcp://a", "--from", "cd"), "leave one out"),
        (("create", "ab", "--docker", "host=tcp://a,ca=/dev/null"), "is not a PEM certificate"),
        (("ls", "x"), "unexpected extra argument"),
        (("bogus",), "no such command: context bogus"),
    ],
)
def test_wrong_usage(client: Docker15, args: tuple[str, ...], why: str) -> None:
    client.home.joinpath("x").touch()
    result = client("context", *args, cwd=client.home)
    assert why in result.stderr.decode()
    assert (result.stdout, result.exit_status) == (b"", 2)
    assert not (client.home / ".docker").exists()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("create", "work"), "context 'work' already exists"),
        (("create", "other", "--from", "nosuch"), "no such context: 'nosuch'"),
        (("create", "other", "--docker", "from=nosuch"), "no such context: 'nosuch'"),
        (("create", "other", "--docker", "ca=nosuch"), "can't read nosuch: No such file"),
        (("use", "nosuch"), "no such context: 'nosuch'"),
        (("update", "nosuch"), "no such context: 'nosuch'"),
        (("export", "nosuch"), "no such context: 'nosuch'"),
        (("export", "work", "x"), "can't write x: File exists"),
        (("export", "work", "nosuch/x"), "can't write nosuch/x: No such file or directory"),
        (("rm", "nosuch"), "no such context: 'nosuch'"),
        (("import", "other", "nosuch"), "can't read nosuch: No such file or directory"),
        (("import", "other", "."), "can't read .: Is a directory"),
    ],
)
def test_bad_arguments(client: Docker15, args: tuple[str, ...], why: str) -> None:
    client.home.joinpath("x").touch()
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    before = files_of(client)
    result = client("context", *args, cwd=client.home)
    assert why in result.error
    assert (result.stdout, result.exit_status) == (b"", 1)
    assert files_of(client) == before
    assert not (client.home / "nosuch.dockercontext").exists()


def test_a_missing_context_among_others(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    result = client("context", "inspect", "nosuch", "work")
    assert [value["Name"] for value in json.loads(result.stdout)] == ["work"]
    assert (result.error, result.exit_status) == (
        "no such context: 'nosuch'; see `docker15 context ls`",
        1,
    )
    assert client("context", "rm", "nosuch", "work").lines == ["work"]


def test_no_archive_is_written_to_a_terminal(client: Docker15) -> None:
    with Terminal(client, "context", "export", "default", "-") as terminal:
        terminal.wait_for(b"refusing to write a tar archive to a terminal")
        assert terminal.exit_status() == 2


def test_a_failure_changes_nothing(client: Docker15) -> None:
    client("context", "create", "work", "--docker", endpoint(client))
    before = files_of(client)
    assert len(before) == 4
    command = ("ulimit -f 0; trap '' XFSZ; exec \"$0\" context update work --description x",)
    program = str(Path(sys.executable).parent / "docker15")
    done = subprocess.run(
        ["bash", "-c", *command, program], env=client.environment(), capture_output=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: can't change ")
    assert files_of(client) == before
    archive = client("context", "export", "work", "-").stdout
    assert "already" in client("context", "import", "work", "-", stdin=archive).error
    assert files_of(client) == before


def test_only_one_of_several_at_once_succeeds(client: Docker15) -> None:
    argv = ("context", "create", "work", "--docker", "host=tcp://a:1")
    with ExitStack() as stack:
        started = [stack.enter_context(client.start(*argv)) for _ in range(6)]
        results = [process.result() for process in started]
    assert sorted(result.exit_status for result in results) == [0, 1, 1, 1, 1, 1]


def test_a_podman_connection(client: Docker15) -> None:
    path = client.home / ".config" / "containers" / "podman-connections.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"Connection": {"Connections": {"pod": {"URI": "tcp://p:1"}}}}')
    shown = ("context", "inspect", "-f", "{{.Endpoints.docker.Host}}")
    assert client(*shown, "pod").line == "tcp://p:1"
    assert client("context", "create", "copy", "--from", "pod").line == "copy"
    assert client(*shown, "copy").line == "tcp://p:1"
    for verb in ("use", "rm", "update"):
        result = client("context", verb, "pod")
        assert b"'pod' is a Podman connection: see `podman system connection`" in result.stderr
        assert result.exit_status == 2


def test_nothing_is_written_that_go_can_not_read(client: Docker15) -> None:
    client("context", "create", "work", "--docker", "host=tcp://a:1")
    path = client.home / ".docker" / "config.json"
    for text in ('{"x": 1e999}', '{"x": NaN}'):
        path.write_text(text)
        assert client("context", "use", "work").exit_status == 1
        assert path.read_text() == text


# --- malicious archives


def tar_of(*members: tuple[str, bytes | str]) -> bytes:
    """An archive of files, and of symbolic links if the content is text."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def zip_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive that claims to be compressed with `method`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    data = bytearray(buffer.getvalue())
    for header, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        data[data.index(header) + at] = method
    return bytes(data)


GOOD = ("meta.json", META)


def test_a_zip_is_accepted_too(client: Docker15) -> None:
    archive = zip_of(GOOD, ("tls/docker/ca.pem", b"c"))
    assert client("context", "import", "work", "-", stdin=archive).exit_status == 0
    assert client("context", "inspect", "-f", "{{.TLSMaterial}}", "work").line == (
        "map[docker:[ca.pem]]"
    )


@pytest.mark.parametrize(
    "archive",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(os.urandom(2000), id="noise"),
        pytest.param(tar_of(("tls/docker/ca.pem", b"c")), id="no meta.json"),
        pytest.param(tar_of(GOOD, ("tls/docker/ca.pem", bytes(999)))[:2000], id="cut short"),
        pytest.param(tar_of(("meta.json", b"[]")), id="no object"),
        pytest.param(tar_of(("meta.json", b"\xff")), id="no text"),
        pytest.param(tar_of(GOOD, ("../../evil", b"x")), id="upwards"),
        pytest.param(tar_of(GOOD, ("/tmp/evil", b"x")), id="absolute"),
        pytest.param(tar_of(GOOD, ("tls/../../evil", b"x")), id="through tls"),
        pytest.param(tar_of(GOOD, ("tls/docker/../x", b"x")), id="out of the endpoint"),
        pytest.param(tar_of(GOOD, ("tls/../ca.pem", b"x")), id="not an endpoint"),
        pytest.param(tar_of(GOOD, ("tls/docker/.ssh", b"x")), id="hidden"),
        pytest.param(tar_of(GOOD, ("tls/docker/a/b", b"x")), id="deeper"),
        pytest.param(tar_of(("meta.json", "/etc/passwd")), id="a link"),
        pytest.param(tar_of(GOOD, ("tls/docker/ca.pem", "/etc/passwd")), id="a link to a file"),
        pytest.param(tar_of(("meta.json", META.replace(b"{}", b'{"x":NaN}'))), id="NaN"),
        pytest.param(tar_of(("meta.json", b'{"Name":"x","Endpoints":[1]}')), id="a list"),
        pytest.param(tar_of(("meta.json", META.replace(b'"tcp://a:1"', b"5"))), id="no address"),
        pytest.param(tar_of(GOOD, (f"tls/docker/{'a' * 300}", b"x")), id="a long name"),
        pytest.param(zip_of(GOOD, method=99), id="an unknown method"),
        pytest.param(tar_of(GOOD, *[(f"tls/docker/{n}", b"x") for n in range(80)]), id="many"),
        pytest.param(zip_of(GOOD, ("../evil", b"x")), id="zip upwards"),
        pytest.param(zip_of(GOOD, ("tls/docker/x", bytes(40 * 2**20))), id="zip bomb"),
        pytest.param(tar_of(GOOD, ("tls/docker/x", bytes(20 * 2**20))), id="too large"),
    ],
)
def test_archives_that_are_not_contexts(client: Docker15, archive: bytes) -> None:
    (client.home / "given").write_bytes(archive)
    result = client("context", "import", "work", "given", cwd=client.home)
    assert result.exit_status == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "given" in result.error
    assert files_of(client) == {}
    assert sorted(path.name for path in client.home.iterdir()) == ["given"]
