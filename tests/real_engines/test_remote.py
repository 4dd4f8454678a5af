"""A real dockerd over TCP and TLS: what works on a socket works there."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.certificates import Certificates
from tests.docker15 import Docker15
from tests.real_engines.conftest import emptied
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.test_build import context as context
from tests.real_engines.test_build import test_a_directory as test_a_directory
from tests.real_engines.test_build import test_a_failing_step as test_a_failing_step
from tests.real_engines.test_containers import (
    test_a_containers_life as test_a_containers_life,
)
from tests.real_engines.test_containers import (
    test_attach_follows_to_the_end as test_attach_follows_to_the_end,
)
from tests.real_engines.test_containers import (
    test_create_and_start_attached as test_create_and_start_attached,
)
from tests.real_engines.test_containers import (
    test_import_from_stdin as test_import_from_stdin,
)
from tests.real_engines.test_containers import (
    test_logs_follow as test_logs_follow,
)
from tests.real_engines.test_containers import (
    test_rm_whatever_happened as test_rm_whatever_happened,
)
from tests.real_engines.test_files import (
    container as container,
)
from tests.real_engines.test_files import (
    other as other,
)
from tests.real_engines.test_files import (
    test_cp_a_directory as test_cp_a_directory,
)
from tests.real_engines.test_files import (
    test_cp_a_tar_into_a_container as test_cp_a_tar_into_a_container,
)
from tests.real_engines.test_files import (
    test_events_as_they_happen as test_events_as_they_happen,
)
from tests.real_engines.test_files import (
    test_export as test_export,
)
from tests.real_engines.test_terminal import (
    test_ctrl_c_is_the_containers as test_ctrl_c_is_the_containers,
)
from tests.real_engines.test_terminal import (
    test_detach_and_attach_again as test_detach_and_attach_again,
)
from tests.real_engines.test_terminal import (
    test_each_key_is_echoed_at_once as test_each_key_is_echoed_at_once,
)
from tests.real_engines.test_terminal import (
    test_its_size as test_its_size,
)
from tests.real_engines.test_terminal import (
    test_type_and_exit as test_type_and_exit,
)

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(params=["tcp", "tls"])
def remote(request: pytest.FixtureRequest) -> Dockerd:
    name = "dockerd" if request.param == "tcp" else "tls_dockerd"
    engine: Dockerd = request.getfixturevalue(name)
    return engine


@pytest.fixture
def docker15(remote: Dockerd, tmp_path: Path) -> Iterator[Docker15]:
    with emptied(Docker15(tmp_path, remote.tcp_url, remote.variables)) as client:
        yield client


def test_bytes_both_ways_at_once(docker15: Docker15) -> None:
    data = os.urandom(20_000_000)
    args = ("run", "-rm", "-i", "busybox", "sh", "-c", "cat; exit 3")
    result = docker15(*args, stdin=data, measured=True, timeout=120)
    assert hashlib.md5(result.stdout).digest() == hashlib.md5(data).digest()
    assert (result.exit_status, result.stderr) == (3, b"")
    assert result.peak_memory < 60_000_000


def test_input_that_ends_before_it_is_read(docker15: Docker15) -> None:
    data = os.urandom(4_000_000)
    result = docker15("run", "-rm", "-i", "busybox", "sh", "-c", "sleep 1; wc -c", stdin=data)
    assert (result.stdout.strip(), result.exit_status) == (b"4000000", 0)


# --- what dockerd says to clients that connect in the wrong way


def test_plain_where_tls_is_spoken(tls_dockerd: Dockerd, lone_docker15: Docker15) -> None:
    address = tls_dockerd.tcp_url
    advice = "use --tlsverify (DOCKER_TLS_VERIFY=1), and its TLS port"
    for command in ("ps", "run busybox true", "pull busybox", "logs -f c", "export c", "wait c"):
        result = lone_docker15(*command.split(), host=address)
        assert result.error == (f"the engine at {address} expects TLS; {advice}")
        assert result.exit_status == (125 if command.startswith("run") else 1)


def test_tls_where_plain_is_spoken(dockerd: Dockerd, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / ".docker")
    docker15 = Docker15(tmp_path, dockerd.tcp_url, certificates.environ)
    for command in ("ps", "run busybox true", "export c"):
        error = docker15("--tlsverify", *command.split()).error
        assert f"at {dockerd.tcp_url}: it does not speak TLS; check the port" in error


def test_a_client_that_dockerd_does_not_know(tls_dockerd: Dockerd, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / ".docker")
    known = tls_dockerd.variables["DOCKER_CERT_PATH"]
    ca = f"--tlscacert={known}/ca.pem"
    docker15 = Docker15(tmp_path, tls_dockerd.tcp_url, {"DOCKER_TLS_VERIFY": "1"})
    for command in ("ps", "export c", "run busybox true"):  # its alert may be lost on the way
        certificates.write_client(trustme.CA())
        refused = docker15(ca, *command.split()).error
        assert re.search(r"does it reject|it rejected", refused)
        assert f"the client certificate {certificates.directory}/cert.pem" in refused
        certificates.remove_client()
        wanted = docker15(ca, *command.split()).error
        assert re.search(r"(does it require|it requires) a client certificate\b.*--tlskey", wanted)


def test_an_engine_whose_certificate_is_unknown(tls_dockerd: Dockerd, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / ".docker")
    docker15 = Docker15(tmp_path, tls_dockerd.tcp_url)
    error = docker15("--tlsverify", "ps").error
    assert f"its certificate is not signed by a CA in {certificates.directory}/ca.pem" in error
