"""docker's contexts, written by the real `docker context create` if it is installed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.real_engines.conftest import require_program


@pytest.fixture
def client(tmp_path: Path) -> Docker15:
    """docker15 without an address; its home is what docker writes to."""
    return Docker15(tmp_path)


def write(client: Docker15, name: str, host: str = "", text: str = "", **more: object) -> None:
    """Write a context as docker does, or with another `text` in its file."""
    meta = {
        "Name": name,
        "Metadata": {"Description": f"{name}'s"},
        "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False, **more}},
    }
    digest = hashlib.sha256(name.encode()).hexdigest()
    folder = client.home / ".docker" / "contexts" / "meta" / digest
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(text or json.dumps(meta))


def use(client: Docker15, name: str) -> None:
    """Choose a context as `docker context use` does."""
    (client.home / ".docker").mkdir(exist_ok=True)
    config = {"auths": {}, "currentContext": name}
    (client.home / ".docker" / "config.json").write_text(json.dumps(config))


def docker(client: Docker15, *args: str) -> str:
    """Run today's client, whatever its version."""
    require_program("docker", "docker.io")
    done = subprocess.run(
        ["docker", *args], env=client.environment(), capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("path", ["/a\0b", "/a\ud800"])
def test_a_socket_without_a_path(client: Docker15, path: str) -> None:
    write(client, "odd", f"unix://{path}")
    result = client("--context", "odd", "ps")
    assert b"unix:// needs an absolute path" in result.stderr
    assert (result.exit_status, result.stdout) == (2, b"")


# --- contexts written by docker


def test_contexts_made_by_docker(client: Docker15) -> None:
    certificates = Certificates(client.home / "certificates")
    folder = certificates.directory
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        endpoint = f"host={engine.tcp_url},ca={folder}/ca.pem"
        endpoint += f",cert={folder}/cert.pem,key={folder}/key.pem"
        docker(client, "context", "create", "secure", "--docker", endpoint)
        skips = f"host={engine.tcp_url},skip-tls-verify=true"
        docker(client, "context", "create", "skips", "--docker", skips)
        docker(client, "context", "create", "local", "--docker", f"host={engine.url}")
        for args in (["--context", "secure"], ["-c=secure"], ["-context=local"]):
            assert client(*args, "run", "busybox", "echo", "hi").line == "hi"
        assert client("images", "-q", env={"DOCKER_CONTEXT": "secure"}).stderr == b""
        docker(client, "context", "use", "secure")
        assert client("context", "show").line == "secure"
        assert client("run", "-i", "busybox", "cat", stdin=b"there and back").line == (
            "there and back"
        )
        unverified = client("--context", "skips", "images")
    first, second = unverified.stderr.decode().splitlines()
    assert first.startswith("Warning: the certificate of ")
    assert first.endswith(" is not verified; use --tlsverify")
    assert "it requires a client certificate" in second


def test_ls_shows_what_dockers_shows(client: Docker15) -> None:
    docker(
        client,
        "context",
        "create",
        "work",
        "--docker",
        "host=tcp://b:1",
        "--description",
        "At work",
    )
    docker(client, "context", "create", "away", "--docker", "host=ssh://me@a")
    docker(client, "context", "use", "work")
    fields = "{{.Name}}|{{.Current}}|{{.Description}}|{{.DockerEndpoint}}"
    for environ in ({}, {"DOCKER_CONTEXT": "away"}, {"DOCKER_HOST": "tcp://c:1"}):
        client.host = environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        theirs = docker(client, "context", "ls", "--format", fields)
        assert client("context", "ls", "--format", fields).stdout.decode() == theirs
    client.host = ""
    assert client("context", "ls", "-q").lines == docker(client, "context", "ls", "-q").split()


# --- which one is used


def test_the_order_of_precedence(client: Docker15) -> None:
    for name in ("option", "variable", "used"):
        write(client, name, f"tcp://127.0.0.1:1{len(name)}")
    use(client, "used")
    variable = {"DOCKER_CONTEXT": "variable"}
    host = {**variable, "DOCKER_HOST": "tcp://127.0.0.1:99"}
    for args, environ, port in (
        (("-H", "127.0.0.1:98"), host, 98),
        (("--context", "option"), host, 16),
        ((), host, 99),
        ((), variable, 18),
        ((), {}, 14),
    ):
        error = client(*args, "ps", env=environ).error
        assert error.startswith(f"can't connect to the engine at tcp://127.0.0.1:{port}: "), args


def test_the_default_is_what_is_used_without_contexts(client: Docker15) -> None:
    write(client, "used", "tcp://127.0.0.1:1")
    use(client, "used")
    with Engine() as engine:
        host = {"DOCKER_HOST": engine.url}
        assert client("--context", "default", "images", "-q", env=host).exit_status == 0
        assert client("images", "-q", env=host).exit_status == 0
    lone = client("--context", "default", "context", "ls", "--format", "{{.Name}} {{.Current}}")
    assert lone.lines == ["default true", "used false"]


def test_another_directory(client: Docker15, tmp_path: Path) -> None:
    write(client, "there", "tcp://127.0.0.1:1")
    elsewhere = Docker15(tmp_path / "nowhere")
    elsewhere.home.mkdir()
    assert elsewhere("context", "ls", "-q").lines == ["default"]
    directory = str(client.home / ".docker")
    for args, environ in ((["--config", directory], {}), ([], {"DOCKER_CONFIG": directory})):
        assert elsewhere(*args, "context", "ls", "-q", env=environ).lines == ["default", "there"]
        assert "127.0.0.1:1:" in elsewhere(*args, "-c", "there", "ps", env=environ).error


def test_tls_uses_its_own_port(client: Docker15) -> None:
    write(client, "plain", "tcp://127.0.0.1")
    write(client, "skips", "tcp://127.0.0.1", SkipTLSVerify=True)
    assert "127.0.0.1:4243:" in client("-c", "plain", "ps").error
    assert "127.0.0.1:2376:" in client("-c", "skips", "ps").stderr.decode()


# --- what is wrong


@pytest.mark.parametrize("environ", [{}, {"DOCKER_CONTEXT": "nosuch"}])
def test_an_unknown_context(client: Docker15, environ: dict[str, str]) -> None:
    write(client, "a", "tcp://a")
    result = client(*([] if environ else ["--context=nosuch"]), "ps", env=environ)
    assert result.error == "no such context: 'nosuch'; the contexts are default, a"
    assert result.exit_status == 1
    rows = client("context", "ls", "--format", "{{.Name}}: {{.Error}}", env=environ).lines
    assert rows == ["a: ", "default: ", *(["nosuch: no such context"] if environ else [])]


def test_two_engines_named(client: Docker15) -> None:
    result = client("-H", "tcp://a", "-c", "b", "ps")
    assert b"-H and --context both name an engine: leave one out" in result.stderr
    assert result.exit_status == 2


def test_options_that_would_have_no_effect(client: Docker15) -> None:
    write(client, "a", "tcp://a")
    result = client("-c", "a", "--tlsverify", "ps")
    assert b"context 'a' has its own TLS settings: --tls" in result.stderr
    assert result.exit_status == 2


def test_broken_ones_do_not_hide_the_others(client: Docker15) -> None:
    write(client, "good", "tcp://127.0.0.1:1")
    write(client, "junk", text="{")
    write(client, "cloud", text='{"Name": "cloud", "Endpoints": {"kubernetes": {}}}')
    names = client("context", "ls", "-q").lines
    assert {"default", "good", "cloud"} < set(names)
    assert client("-c", "cloud", "ps").error == "context 'cloud' does not name a Docker engine"
    error = client("-c", "junk", "ps").error
    assert error.endswith("meta.json is not JSON (line 1): repair it, or move it away")
    assert ":1: connection refused" in client("-c", "good", "ps").error


def test_a_certificate_without_its_key(client: Docker15) -> None:
    write(client, "half", "tcp://127.0.0.1:1")
    digest = hashlib.sha256(b"half").hexdigest()
    cert = client.home / ".docker" / "contexts" / "tls" / digest / "docker" / "cert.pem"
    cert.parent.mkdir(parents=True)
    cert.touch()
    assert client("-c", "half", "ps").error == (
        f"context 'half' has no key for its certificate {cert}"
    )


def test_a_name_that_is_not_utf8(client: Docker15) -> None:
    result = client("-c", os.fsdecode(b"\xff"), "ps")
    assert result.error.startswith("no such context: ")


def test_a_home_that_is_not_a_directory(client: Docker15) -> None:
    """A service's home may be /dev/null, but naming a file as the directory is a mistake."""
    (client.home / "file").touch()
    named = client("ps", env={"DOCKER_CONFIG": str(client.home / "file")})
    assert named.error.endswith("file/config.json: Not a directory")
    with Engine() as engine:
        assert client("context", "show", env={"HOME": "/dev/null"}).line == "default"
        pulled = client("pull", "busybox", host=engine.url, env={"HOME": "/dev/null"})
        assert pulled.lines[0] == "Pulling repository busybox"


def test_a_broken_config_does_not_matter_if_an_engine_is_named(client: Docker15) -> None:
    (client.home / ".docker").mkdir()
    (client.home / ".docker" / "config.json").write_text("{")
    assert "config.json is not JSON" in client("ps").error
    warning, error = client("-H", "127.0.0.1:1", "ps").stderr.decode().splitlines()
    assert warning.startswith("Warning: ")
    assert "config.json is not JSON" in warning
    assert ":1: connection refused" in error


# --- Tab


def test_their_names_are_completed(client: Docker15) -> None:
    write(client, "alpha", "tcp://a")
    write(client, "beta", "tcp://b")
    assert client("__complete", "contexts", "a", "").lines == ["alpha\ttcp://a"]


def test_names_of_containers_come_from_the_context(client: Docker15) -> None:
    certificates = Certificates(client.home / ".docker")
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        write(client, "plain", engine.url)
        row = client("images", "-q", host=engine.url).line
        for options in (
            ["-c", "plain"],
            ["--context=plain"],
            ["-H", engine.tcp_url, "--tlsverify"],
        ):
            found = client("__complete", "images", "busy", "", *options).lines
            assert found == [f"busybox:latest\t{row}"], options
        assert client("__complete", "images", "busy", "", "-H", engine.tcp_url).lines == []
