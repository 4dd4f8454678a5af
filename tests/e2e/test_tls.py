"""TLS to an engine: everything works, or one line says what is wrong and what to do."""

from __future__ import annotations

import os
import signal
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from tests.certificates import Certificates
from tests.docker15 import Docker15, Result
from tests.fake_engine import CloseAfter, Engine

pytestmark = pytest.mark.timeout(60)

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
each_version = pytest.mark.parametrize("version", VERSIONS, ids=["1.2", "1.3"])


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path / "certificates")


@pytest.fixture(params=VERSIONS, ids=["1.2", "1.3"])
def engine(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Engine]:
    """An engine that speaks one version of TLS, with clients that have a certificate."""
    tls = certificates.server(wants_client=True, version=request.param)
    with Engine(tcp=True, tls=tls, lingering_attach=False) as running:
        yield running


@pytest.fixture
def docker15(engine: Engine, certificates: Certificates, tmp_path: Path) -> Docker15:
    variables = certificates.environ | {"DOCKER_TLS_VERIFY": "1"}
    return Docker15(tmp_path, engine.tcp_url, variables)


def ask(
    certificates: Certificates, engine: Engine, *args: str, host: str = "", tls: str = "1"
) -> Result:
    """Run `version`, which starts by asking the engine."""
    docker15 = Docker15(certificates.directory, host or engine.tcp_url)
    environ = {"DOCKER_TLS_VERIFY": tls, **certificates.environ}
    return docker15(*args, "images", "-q", env=environ)


# --- it works


def test_ordinary_calls(docker15: Docker15, engine: Engine) -> None:
    container = docker15("run", "-d", "busybox", "sleep", "300").line
    assert docker15("ps", "-q").lines == [container]
    assert docker15("inspect", "-f", "{{.State.Running}}", container).line == "true"
    assert docker15("kill", container, "nosuch").exit_status == 1
    assert docker15("rm", container).line == container


def test_input_and_output_with_half_close(docker15: Docker15) -> None:
    data = os.urandom(20_000_000)
    result = docker15("run", "-i", "busybox", "sh", "-c", "cat; exit 3", stdin=data)
    assert (result.stdout == data, result.exit_status, result.stderr) == (True, 3, b"")


def test_input_for_a_late_reader(docker15: Docker15) -> None:
    """The half-close must wait for the bytes before it."""
    data = os.urandom(8_000_000)
    result = docker15("run", "-i", "busybox", "sh", "-c", "sleep 1; wc -c", stdin=data)
    assert (result.stdout.split(), result.exit_status) == ([b"8000000"], 0)


def test_output_for_a_late_reader(docker15: Docker15, tmp_path: Path) -> None:
    file = tmp_path / "random"
    file.write_bytes(os.urandom(8_000_000))
    reader, writer = os.pipe()
    with docker15.start("run", "busybox", "cat", str(file), stdout=writer) as process:
        os.close(writer)
        with os.fdopen(reader, "rb") as output:
            assert output.read(1) == file.read_bytes()[:1]
            signal.sigtimedwait([], 0.5)
            assert output.read() == file.read_bytes()[1:]
        assert process.result().exit_status == 0


def test_a_large_answer(docker15: Docker15, tmp_path: Path) -> None:
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "Dockerfile").write_text("FROM busybox\nADD data /data\n")
    (tmp_path / "context" / "data").write_bytes(os.urandom(3_000_000))
    assert docker15("build", "-q", "-t", "built", str(tmp_path / "context")).exit_status == 0
    container = docker15("run", "-d", "built", "true").line
    assert docker15("wait", container).line == "0"
    exported = docker15("export", container)
    assert (len(exported.stdout) > 3_000_000, exported.exit_status) == (True, 0)


def test_a_stream_that_breaks_off_is_reported(docker15: Docker15, engine: Engine) -> None:
    engine.faults.arm(CloseAfter(5), "GET", "/images/json")
    result = docker15("images")
    assert (
        result.error
        == f"the engine at {engine.tcp_url} closed the connection in the middle of its answer"
    )


def test_signals_get_through(docker15: Docker15) -> None:
    script = 'trap "exit 7" TERM; echo up; while :; do sleep 0.1; done'
    with docker15.start("run", "busybox", "sh", "-c", script) as process:
        process.wait_for(b"up")
        process.send_signal(signal.SIGTERM)
        assert process.result().exit_status == 7


# --- options and variables


def test_the_default_port_and_the_spellings(certificates: Certificates) -> None:
    refused = (
        ":2376: connection refused: nothing is listening there; "
        "is the engine running, and is the address right?"
    )
    docker15 = Docker15(certificates.directory, "tcp://127.0.0.1")
    for args in (["--tlsverify"], ["-tlsverify"], ["--tls"], ["--tlsverify=true"]):
        assert docker15(*args, "ps", env=certificates.environ).lines == []
        error = docker15(*args, "ps", env=certificates.environ).stderr.decode().splitlines()[-1]
        assert error == f"Error: can't connect to the engine at tcp://127.0.0.1{refused}"
    assert docker15("ps", host="https://127.0.0.1").error.endswith(refused)
    assert ":4243: connection refused" in docker15("ps").error


def test_files_by_option(certificates: Certificates) -> None:
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        folder = certificates.directory
        files = [f"--tlscacert={folder}/ca.pem", f"-tlscert={folder}/cert.pem"]
        files += ["-tlskey", f"{folder}/key.pem"]
        docker15 = Docker15(folder, engine.tcp_url)
        assert docker15("--tlsverify", *files, "images", "-q").exit_status == 0
        without = docker15(*files, "images")
    assert without.exit_status == 2
    assert "--tlscacert has no effect without TLS: add --tlsverify" in without.stderr.decode()


def test_the_home_directory_has_the_files_unless_another_is_named(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / ".docker")
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        docker15 = Docker15(tmp_path, engine.tcp_url)
        assert docker15("--tlsverify", "images", "-q").exit_status == 0
        assert docker15("images", "-q", env={"DOCKER_TLS_VERIFY": "1"}).exit_status == 0
        elsewhere = docker15("images", env={"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/no"})
    assert elsewhere.error.startswith("can't read the certificate authority /no/ca.pem: ")


def test_encryption_without_verification_is_reported(certificates: Certificates) -> None:
    stranger = certificates.server(authority=trustme.CA(), names=("elsewhere.example",))
    with Engine(tcp=True, tls=stranger) as engine:
        warning = f"Warning: the certificate of {engine.tcp_url} is not verified; use --tlsverify"
        for args in (["--tls"], ["--tlsverify=false"]):
            result = ask(certificates, engine, *args, tls="")
            assert (result.exit_status, result.stderr.decode().splitlines()) == (0, [warning])


# --- what may be wrong


def test_a_plain_engine_where_tls_is_expected(certificates: Certificates) -> None:
    with Engine(tcp=True) as engine:
        error = ask(certificates, engine).error
    assert error == (
        f"can't connect to the engine at {engine.tcp_url}: it does not speak TLS; check the port, "
        "or leave out --tlsverify (DOCKER_TLS_VERIFY)"
    )


@each_version
def test_a_certificate_that_has_expired(
    certificates: Certificates, version: ssl.TLSVersion
) -> None:
    with Engine(tcp=True, tls=certificates.server(expired=True, version=version)) as engine:
        error = ask(certificates, engine).error
    assert error.endswith(": its certificate has expired; renew it, or set this machine's clock")


def test_a_certificate_of_an_unknown_authority(certificates: Certificates) -> None:
    with Engine(tcp=True, tls=certificates.server(authority=trustme.CA())) as engine:
        error = ask(certificates, engine).error
    assert error == (
        f"can't connect to the engine at {engine.tcp_url}: its certificate is not "
        f"signed by a CA in {certificates.directory}/ca.pem; name the one to trust with --tlscacert"
    )


def test_an_https_address_is_verified_by_the_systems_authorities(
    certificates: Certificates,
) -> None:
    (certificates.directory / "ca.pem").unlink()
    with Engine(tcp=True, tls=certificates.server()) as engine:
        address = engine.tcp_url.replace("tcp", "https")
        error = ask(certificates, engine, host=address, tls="").error
    assert "is not signed by a CA among the system's; name the one to trust" in error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_for_another_name(certificates: Certificates, host: str) -> None:
    tls = certificates.server(names=("engine.example", "127.0.0.2"))
    with Engine(tcp=True, tls=tls) as engine:
        address = engine.tcp_url.replace("127.0.0.1", host)
        error = ask(certificates, engine, host=address).error
    assert error.endswith(
        f": its certificate is not valid for {host}; use a name or address that is in its "
        "subjectAltName (the CN does not count)"
    )


@pytest.mark.parametrize("names", [(), ("engine.example",)])
def test_a_name_only_in_the_cn_does_not_count(
    certificates: Certificates, names: tuple[str, ...]
) -> None:
    """H11: as in docker; for streams, too."""
    tls = certificates.server(names=names, common_name="localhost")
    with Engine(tcp=True, tls=tls) as engine:
        address = engine.tcp_url.replace("127.0.0.1", "localhost")
        errors = {ask(certificates, engine, host=address).error}
        docker15 = Docker15(certificates.directory, address, certificates.environ)
        errors.add(docker15("--tlsverify", "run", "busybox", "true").error)
    (error,) = errors
    assert error.endswith(
        ": its certificate is not valid for localhost; use a name or address that is in its "
        "subjectAltName (the CN does not count)"
    )


@each_version
def test_a_client_certificate_is_required(
    certificates: Certificates, version: ssl.TLSVersion
) -> None:
    certificates.remove_client()
    tls = certificates.server(wants_client=True, version=version)
    with Engine(tcp=True, tls=tls) as engine:
        error = ask(certificates, engine).error
    assert error == (
        f"can't connect to the engine at {engine.tcp_url}: it requires a client certificate; give "
        "yours with --tlscert and --tlskey"
    )


@each_version
def test_a_client_certificate_is_refused(
    certificates: Certificates, version: ssl.TLSVersion
) -> None:
    certificates.write_client(trustme.CA())
    tls = certificates.server(wants_client=True, version=version)
    with Engine(tcp=True, tls=tls) as engine:
        error = ask(certificates, engine).error
    assert error.endswith(
        f": it rejected the client certificate {certificates.directory}/cert.pem: "
        "was it issued by a trusted CA?"
    )


def write_junk(file: Path) -> None:
    file.write_text("junk\n")


def make_encrypted(file: Path) -> None:
    file.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n")


def make_foreign(file: Path) -> None:
    trustme.CA().issue_cert("other@example.org").private_key_pem.write_to_path(str(file))


@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        ("ca", Path.unlink, "can't read the certificate authority {}: No such file or directory"),
        ("ca", write_junk, "the certificate authority {} is not a PEM certificate"),
        ("cert", write_junk, "the client certificate {} is not a PEM certificate; check --tlscert"),
        ("key", write_junk, "the key {} is not a PEM key; check --tlskey"),
        ("key", make_encrypted, "the key {} is encrypted; decrypt it first: openssl pkey -in {}"),
        ("key", make_foreign, "the key {} does not belong to the client certificate"),
        ("key", Path.unlink, "a client certificate and its key go together: --tlskey is missing"),
    ],
)
def test_a_file_that_is_wrong(
    certificates: Certificates, name: str, change: Callable[[Path], None], error: str
) -> None:
    file = certificates.directory / f"{name}.pem"
    change(file)
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        result = ask(certificates, engine)
    first, *_ = result.stderr.decode().splitlines()
    assert first.startswith(f"Error: {error.format(file, file)}")
    assert result.stdout == b""


def test_a_key_that_may_not_be_read(certificates: Certificates) -> None:
    """Root can read everything, but nobody can read a directory as a file."""
    key = certificates.directory / "key.pem"
    key.unlink()
    key.mkdir()
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        error = ask(certificates, engine).error
    assert error == (
        f"can't read the client certificate's key {key}: Is a directory; give yours with --tlskey"
    )


def test_nothing_of_the_key_is_shown(certificates: Certificates) -> None:
    with Engine(tcp=True, tls=certificates.server(wants_client=True)) as engine:
        result = ask(certificates, engine, "-D")
    assert result.exit_status == 0
    secret = (certificates.directory / "key.pem").read_bytes().splitlines()[1]
    assert secret not in result.stderr + result.stdout
