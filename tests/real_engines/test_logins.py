"""Logins sent with builds, and the message if one is missing, on real engines."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.config.dockercfg import encode_auth
from tests.docker15 import Docker15, Result
from tests.real_engines.conftest import require
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine
from tests.real_engines.registry import PASSWORD, USER, Registry
from tests.site import Page, Site

pytestmark = pytest.mark.timeout(240)

AUTH = {"auth": encode_auth(USER, PASSWORD)}


@pytest.fixture(scope="module", params=[Podman, Dockerd])
def engine(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    rootfs_tar: Path,
    protected_registry: Registry,
) -> Iterator[PrivateEngine]:
    """Each engine in turn; the registry has busybox as team/base."""
    kind: type[PrivateEngine] = request.param
    require(kind.missing())
    made = kind(tmp_path_factory.mktemp("engine"))
    if isinstance(made, Podman):
        made.allow_plain(protected_registry.host)
    with made:
        made.import_busybox(rootfs_tar)
        home = tmp_path_factory.mktemp("pusher")
        pusher = Docker15(home, made.url)
        write(home, auths={protected_registry.host: AUTH})
        name = f"{protected_registry.host}/team/base"
        assert pusher("tag", "busybox", name).exit_status == 0
        assert pusher("push", name).exit_status == 0
        yield made


@pytest.fixture
def docker15(engine: PrivateEngine, tmp_path: Path, protected_registry: Registry) -> Docker15:
    """docker15, where the base image is missing, so that a build has to pull it."""
    client = Docker15(tmp_path, engine.url)
    client("rmi", "-f", base(protected_registry))
    return client


def base(registry: Registry) -> str:
    return f"{registry.host}/team/base"


def write(home: Path, **value: object) -> None:
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker" / "config.json").write_text(json.dumps(value))


def helper(client: Docker15, server: str) -> str:
    """Install a credential helper that has the login; return a PATH that leads to it."""
    program = client.home / "docker-credential-kept"
    program.write_text(
        f"""#!/bin/sh
        if [ $1 = list ]; then echo '{{"{server}": "{USER}"}}'
        else echo '{{"Username": "{USER}", "Secret": "{PASSWORD}"}}'; fi"""
    )
    program.chmod(0o755)
    return f"{client.home}:{client.environment()['PATH']}"


def tar_of(dockerfile: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo("Dockerfile")
        member.size = len(dockerfile)
        tar.addfile(member, io.BytesIO(dockerfile.encode()))
    return buffer.getvalue()


def build(client: Docker15, how: str, registry: Registry, **options: dict[str, str]) -> Result:
    """Build on the private base, in a way that doesn't show docker15 its name."""
    plain = f"FROM {base(registry)}\nRUN true\n"
    if how == "tar":
        return client("build", "-", stdin=tar_of(plain), timeout=120, **options)
    if how == "ARG":
        (client.home / "Dockerfile").write_text("ARG REG\nFROM $REG/team/base\nRUN true\n")
        (client.home / ".dockerignore").write_text("*\n!Dockerfile\n")
        argument = f"REG={registry.host}"
        return client("build", "--build-arg", argument, ".", timeout=120, **options)
    with Site({"/context.tar": Page(tar_of(plain))}) as site:
        return client("build", f"{site.url}/context.tar", timeout=120, **options)


@pytest.mark.parametrize("how", ["tar", "ARG", "URL"])
def test_f1_every_login_is_sent_with_a_build(
    docker15: Docker15, protected_registry: Registry, how: str
) -> None:
    write(docker15.home, auths={protected_registry.host: AUTH})
    built = build(docker15, how, protected_registry)
    assert (built.exit_status, built.stderr) == (0, b"")


@pytest.mark.parametrize("file", [".dockercfg", "credsStore", "credHelpers"])
def test_f1_wherever_they_are_stored(
    docker15: Docker15, protected_registry: Registry, file: str
) -> None:
    host = protected_registry.host
    env = {}
    if file == ".dockercfg":
        content = {f"http://{host}/v1/": AUTH | {"email": ""}}
        (docker15.home / file).write_text(json.dumps(content))
    else:
        stale = {host: {"auth": encode_auth(USER, "stale")}}
        write(docker15.home, auths=stale, **{file: "kept" if "Store" in file else {host: "kept"}})
        env["PATH"] = helper(docker15, host)
    built = build(docker15, "tar", protected_registry, env=env)
    assert (built.exit_status, built.stderr) == (0, b"")


def test_f25_without_a_login_the_message_says_how_to_log_in(
    docker15: Docker15, protected_registry: Registry
) -> None:
    name = base(protected_registry)
    for command in ("pull", "run", "create"):
        result = docker15(command, name)
        assert result.exit_status == (125 if command == "run" else 1)
        *_, error = result.stderr.decode().splitlines()
        assert error.startswith("Error: ")
        assert error.endswith(f": log in with `docker15 login {protected_registry.host}` first")
    built = build(docker15, "tar", protected_registry)
    assert built.exit_status == 1
    assert built.error.endswith(": log in with `docker15 login SERVER` first")


def test_f5_a_missing_helper_is_named_as_the_reason(
    docker15: Docker15, protected_registry: Registry
) -> None:
    """It is a warning first, since the login might not be needed."""
    write(docker15.home, auths={}, credsStore="desktop")
    missing = "can't run credential helper docker-credential-desktop: No such file or directory"
    for result in (
        docker15("pull", base(protected_registry)),
        build(docker15, "tar", protected_registry),
    ):
        assert result.exit_status == 1
        warning, error = result.stderr.decode().splitlines()
        assert warning == f"Warning: {missing}"
        assert f": {missing}: log in with `docker15 login " in error
    (docker15.home / "Dockerfile").write_text("FROM busybox\nRUN true\n")
    (docker15.home / ".dockerignore").write_text("*\n!Dockerfile\n")
    built = docker15("build", ".", timeout=120)
    assert built.exit_status == 0
    assert built.stderr.decode().splitlines() == [f"Warning: {missing}"]
