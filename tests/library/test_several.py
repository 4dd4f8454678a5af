from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli import library
from tests.certificates import Certificates
from tests.fake_engine import Answer, Engine


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Engine]]:
    with Engine() as one, Engine(api="1.52") as other, Engine() as dead:
        dead.stop()
        yield [one, dead, other]


def test_a_dead_engine_does_not_affect_others(three: list[Engine], environ: dict[str, str]) -> None:
    hosts = [fake.url for fake in three]
    with library.connect_all(hosts, environ=environ) as engines:
        assert [engine.name for engine in engines] == hosts
        answers = library.on_all(engines, lambda engine: engine.run("busybox", ["echo", "up"]))
        assert [answer.engine for answer in answers] == list(engines)
        one, dead, other = answers
        assert one.result.stdout == other.result.stdout == b"up\n"
        assert isinstance(dead.error, library.EngineUnreachable)
        with pytest.raises(library.EngineUnreachable):
            _ = dead.result


def test_all_are_asked_at_once(environ: dict[str, str]) -> None:
    with library.connect_all([f"tcp://127.0.0.1:{port}" for port in (1, 2, 3)]) as engines:
        together = threading.Barrier(3)
        answers = library.on_all(engines, lambda _: together.wait(30))
        assert sorted(answer.result for answer in answers) == [0, 1, 2]


def test_a_limited_number_at_a_time(environ: dict[str, str]) -> None:
    running, most = 0, 0
    lock = threading.Lock()
    two = threading.Barrier(2, timeout=30)

    def ask(engine: library.Engine) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        two.wait()
        time.sleep(0.01)  # time enough for starting a third by mistake
        with lock:
            running -= 1
        return engine.name

    with library.connect_all([f"tcp://127.0.0.1:{port}" for port in range(1, 7)]) as engines:
        answers = library.on_all(engines, ask, parallel=2)
    assert [answer.result for answer in answers] == [engine.name for engine in engines]
    assert most == 2
    with pytest.raises(library.UsageError):
        library.on_all(engines, ask, parallel=0)


def test_a_mistake_in_the_function_is_an_answer(environ: dict[str, str]) -> None:
    with library.connect_all(["tcp://127.0.0.1:1"], environ=environ) as engines:
        (answer,) = library.on_all(engines, lambda engine: 1 / 0)
    assert isinstance(answer.error, ZeroDivisionError)
    assert "ZeroDivisionError" in repr(answer)


def test_groups_contexts_and_the_environment(three: list[Engine], environ: dict[str, str]) -> None:
    one, _, other = three
    directory = Path(environ["HOME"], ".config/docker15")
    directory.mkdir(parents=True)
    (directory / "hosts").write_text(f"web = {one.url} {other.url}\n")
    with library.connect_all(["@web", one.url], environ=environ) as engines:
        assert [engine.name for engine in engines] == [one.url, other.url]
    environ["DOCKER_HOSTS"] = "@web"
    with library.connect_all(environ=environ) as engines:
        assert len(engines) == 2
    with pytest.raises(library.UsageError, match="use connect_all"):
        library.connect(environ=environ)
    del environ["DOCKER_HOSTS"]
    environ["DOCKER_HOST"] = other.url
    with library.connect(environ=environ) as engine:
        assert engine.version()["ApiVersion"] == "1.52"
    with library.connect_all(environ=environ) as engines:
        assert len(engines) == 1


def test_bad_hosts(environ: dict[str, str]) -> None:
    with pytest.raises(library.UsageError):
        library.connect_all(["unix://relative", "tcp://127.0.0.1:1"], environ=environ)
    with pytest.raises(library.UsageError):
        library.connect_all(["@nosuch"], environ=environ)
    with pytest.raises(library.UsageError, match="takes a list of hosts"):
        library.connect_all("web1", environ=environ)


def test_no_engine(environ: dict[str, str], tmp_path: Path) -> None:
    engine = library.connect(f"unix://{tmp_path}/nosuch.sock", environ=environ)
    with engine, pytest.raises(library.EngineUnreachable):
        engine.containers()


def test_api_version_and_timeout(three: list[Engine], environ: dict[str, str]) -> None:
    engine = library.connect(three[2].url, environ=environ, api_version="1.5")
    with engine, pytest.raises(library.NotSupported, match=r"not 1\.5"):
        engine.containers()
    three[0].faults.arm(Answer(b"", hold=True))
    engine = library.connect(three[0].url, environ=environ, timeout=0.1)
    with engine, pytest.raises(library.EngineUnreachable):
        engine.containers()


def test_tls(environ: dict[str, str], tmp_path: Path) -> None:
    files = Certificates(tmp_path / "certificates")
    said: list[str] = []
    with Engine(tcp=True, tls=files.server()) as fake:
        with library.connect(
            fake.tcp_url,
            tls_verify=True,
            tls_ca=str(files.directory / "ca.pem"),
            tls_cert=str(files.directory / "cert.pem"),
            tls_key=str(files.directory / "key.pem"),
            environ=environ,
        ) as engine:
            assert engine.run("busybox", ["echo", "safe"]).stdout == b"safe\n"
        with library.connect(fake.tcp_url, tls=True, environ=environ, warn=said.append) as engine:
            assert len(engine.images()) == 1
    (warning,) = said
    assert "is not verified" in warning
