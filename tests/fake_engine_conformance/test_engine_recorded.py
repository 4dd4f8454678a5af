"""The test engine compared with recordings of the real daemon: containers and the system."""

from __future__ import annotations

import io
import json
import re
import tarfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests import recordings
from tests.fake_engine import Engine
from tests.fake_engine.config import Config, HostConfig
from tests.fake_engine.container import Container
from tests.fake_engine.process import applets
from tests.fake_engine.replay import Client, check, full_id, masked, parse, recorded, send
from tests.recordings import Exchange

pytestmark = pytest.mark.timeout(60)

Before = Mapping[int, Callable[[], object]]
TRAP = ["sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done"]


def make(engine: Engine, short_id: str, *cmd: str, **members: object) -> Container:
    """A container with the id of a recorded one."""
    engine.state.ids.append(full_id(short_id))
    config = Config(image="busybox", cmd=list(cmd), **members)  # type: ignore[arg-type]
    return engine.state.create(config)


def run(engine: Engine, short_id: str, *cmd: str, **members: object) -> Container:
    container = make(engine, short_id, *cmd, **members)
    container.start(HostConfig())
    return container


def replay(
    engine: Engine, name: str, before: Before | None = None, skip: tuple[int, ...] = ()
) -> dict[int, Exchange]:
    """Replay a recording's exchanges in order, with what has to happen before some of them."""
    found = {one.number: one for one in recordings.exchanges(name)}
    for number, exchange in found.items():
        (before or {}).get(number, lambda: None)()
        if number not in skip:
            check(engine, exchange)
    return found


def test_version_info_routing(engine: Engine) -> None:
    engine.state.add_containers(2)
    for _ in range(6):
        engine.state.events.log("create", "0" * 12)
    replay(engine, "version_info_routing", skip=(23,))


def test_containers_create(engine: Engine) -> None:
    replay(engine, "containers_create")


def test_containers_start(engine: Engine) -> None:
    for short_id in ("b47cc7b2b292", "f026f051380b", "7d9d78c3eb5b", "7e1197ebb4f1"):
        make(engine, short_id, "sleep", "100")
    for short_id in ("765e4067bda3", "d67001ce99df"):
        make(engine, short_id, "sleep", "100")
    make(engine, "96be05e471bd", "true", port_specs=["x"])
    run(engine, "0" * 12, "sleep", "100", port_specs=["49200:80"])
    make(engine, "b8f0d543b4e2", "true", port_specs=["49200:80"])
    missing = make(engine, "6b1841ffb58e", "/nosuch")
    replay(engine, "containers_start", {17: missing.wait})


def test_containers_stop_kill_restart_wait(engine: Engine) -> None:
    trap = run(engine, "2d86d1833e93", *TRAP)
    sleep = run(engine, "b768ac0e6b08", "sleep", "100")
    make(engine, "23863edd7798", "true")
    while not list(trap.log.read(["stdout"])):  # the trap is set
        pass

    def start() -> None:
        sleep.start(None)

    before = {
        11: start,
        13: start,
        18: threading.Timer(0.3, sleep.kill).start,
    }
    # 12 waits for ten seconds; test_bad_timeout_counts_as_ten tests it instead.
    replay(engine, "containers_stop_kill_restart_wait", before, skip=(12,))


def test_bad_timeout_counts_as_ten(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds: list[float] = []
    monkeypatch.setattr(Container, "stop", lambda _, given: seconds.append(given))
    make(engine, "b768ac0e6b08", "sleep", "100")
    check(engine, recordings.exchanges("containers_stop_kill_restart_wait")[11])
    assert seconds == [10]


def test_containers_delete(engine: Engine) -> None:
    running = run(engine, "4bf55f8ba513", "sleep", "100")
    engine.state.ids.append(full_id("086e8794ab33"))
    volume = make(engine, "086e8794ab33", "true", volumes={"/data": {}})
    engine.state.ids.clear()
    engine.state.ids.append(full_id("40be9224e111"))
    volume.start(HostConfig())
    volume.wait()
    make(engine, "630", "true")
    replay(engine, "containers_delete", {3: running.kill})


def listed(engine: Engine) -> None:
    """The four containers of the recorded lists."""
    run(engine, "13ea9303b666", "sh", "-c", "echo hi; exit 3").wait()
    run(engine, "9a9d589eddc3", "sleep", "100", port_specs=["80", "49300:90", "53/udp"])
    make(engine, "f33fc225f6d0", "echo", 'a&b <c> "d"', "e\xe9")
    run(engine, "8666548cc1cc", "sleep", "50")


def test_containers_json(engine: Engine) -> None:
    engine.state.images.lookup("busybox").size = 2037551 - 8199  # as in the recorded sizes
    replay(engine, "containers_json", {2: lambda: listed(engine)})


def test_containers_json_since_and_before(engine: Engine) -> None:
    for short_id in ("df5ee121f9c6", "af0348ca17ab", "ffa8128f10a5"):
        run(engine, short_id, "true").wait()
    replay(engine, "containers_json_since_before_ids")


def test_containers_inspect(engine: Engine) -> None:
    listed(engine)
    replay(engine, "containers_inspect")


def test_containers_resize(engine: Engine) -> None:
    terminal = run(engine, "05b310858147", "sleep", "100", tty=True)
    listed(engine)
    replay(engine, "containers_resize", {10: terminal.kill})


@pytest.mark.usefixtures("ps")
def test_containers_top(engine: Engine) -> None:
    sleep = run(engine, "9a9d589eddc3", "sleep", "100")
    run(engine, "13ea9303b666", "true").wait()
    found = {one.number: one for one in recordings.exchanges("containers_top")}
    for number in (4, 5, 6, 7):
        check(engine, found[number])
    for number, unknown in ((1, ["PID"]), (2, PS_COLUMNS), (3, ["PID"])):
        got, wanted = (
            json.loads(one.body) for one in (send(engine, found[number]), recorded(found[number]))
        )
        assert got["Titles"] == wanted["Titles"]
        (row,) = got["Processes"]
        assert row[got["Titles"].index("PID")] == str(sleep.pid)
        assert without(row, got["Titles"], unknown) == without(
            wanted["Processes"][0], wanted["Titles"], unknown
        )


PS_COLUMNS = ["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "STAT", "START"]


def without(row: list[str], titles: list[str], unknown: list[str]) -> list[str]:
    """A row without the columns that depend on the machine."""
    return [cell for at, cell in enumerate(row) if at >= len(titles) or titles[at] not in unknown]


def changed(engine: Engine) -> Container:
    """The container of the recorded changes. The paths are relative: there is no chroot."""
    script = "mkdir new; echo hello > new/f; echo x >> etc/passwd; rm etc/group"
    container = run(engine, "0a87a1078128", "sh", "-c", script)
    container.wait()
    return container


def test_containers_changes_export_copy(engine: Engine) -> None:
    changed(engine)
    make(engine, "f33fc225f6d0", "true")
    found = {one.number: one for one in recordings.exchanges("containers_changes_export_copy")}
    for number in (1, 2, 3, 6, 11, 12, 13, 14, 15, 16):
        check(engine, found[number])


@pytest.mark.parametrize("number", [4, 7, 8, 9, 10])
def test_tar_of_export_and_copy(engine: Engine, number: int) -> None:
    container = changed(engine)
    for path in (container.rootfs, container.rootfs / "new", container.rootfs / "etc"):
        path.chmod(0o755)
    exchange = recordings.exchanges("containers_changes_export_copy")[number - 1]
    got = send(engine, exchange)
    assert masked(got.head, engine) == masked(exchange.answer.partition(b"\r\n\r\n")[0], engine)
    # net/http's own copying sends the first 512 bytes as a chunk, here the first member's header.
    first = exchange.answer.partition(b"\r\n200\r\n")[2][:512]
    assert [len(one) for one in got.pieces[:2]] == [512, len(got.pieces[1])]
    assert without_time(got.pieces[0]) == without_time(first)


def without_time(header: bytes) -> bytes:
    """A tar member's header without its time and checksum."""
    return header[:136] + header[156:]


def test_export_is_a_complete_tar(engine: Engine) -> None:
    changed(engine)
    answer = send(engine, recordings.exchanges("containers_changes_export_copy")[3])
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as tar:
        assert tar.getnames()[:2] == [".", "./bin"]
        file = tar.extractfile("./new/f")
        assert file is not None
        assert file.read() == b"hello\n"


def test_export_over_http_1_0(engine: Engine) -> None:
    changed(engine)
    exchange = recordings.exchanges("containers_changes_export_copy")[4]
    answer = send(engine, exchange)
    assert masked(answer.head, engine) == masked(exchange.answer.partition(b"\r\n\r\n")[0], engine)
    assert len(answer.body) % 10240 == 0


def test_attach_to_a_finished_container(engine: Engine) -> None:
    script = "echo out1; sleep 0.1; echo err1 >&2; sleep 0.1; echo out2"
    run(engine, "e94a32e17107", "sh", "-c", script).wait()
    for exchange in recordings.exchanges("containers_attach")[:15]:
        if exchange.number not in (6, 7):  # these stay open
            check(engine, exchange)


@pytest.mark.parametrize("number", [6, 7])
def test_attach_with_stream_to_a_finished_container_stays_open(engine: Engine, number: int) -> None:
    run(
        engine,
        "e94a32e17107",
        "sh",
        "-c",
        "echo out1; sleep 0.1; echo err1 >&2; sleep 0.1; echo out2",
    ).wait()
    exchange = recordings.exchanges("containers_attach")[number - 1]
    client = Client(engine)
    client.send(exchange.request)
    assert client.receive(len(exchange.answer)) == exchange.answer
    assert client.silent()


def test_commit(engine: Engine) -> None:
    run(engine, "85fc14886974", "sh", "-c", "echo x > f").wait()
    engine.state.containers["85fc14886974"].config.cmd = ["sh", "-c", "echo x > /f"]
    run(engine, "06a66a3d5c85", "sleep", "100")
    # 26 to 29 are about images that other recordings have made.
    replay(engine, "commit", skip=(26, 27, 28, 29))


def special(number: int) -> Exchange:
    return next(one for one in recordings.exchanges("special_cases") if one.number == number)


def test_log_without_the_unfinished_last_line(engine: Engine) -> None:
    run(engine, "1929335435e7", "sh", "-c", "echo first; printf second").wait()
    check(engine, special(2))


def test_log_without_the_line_that_is_not_utf8(engine: Engine) -> None:
    script = r"printf 'a\rb\tc\n\001\033[1m<&>\n\377\ngood\n'"
    container = run(engine, "a2218a2c79bb", "sh", "-c", script)
    container.wait()
    check(engine, special(3))
    # What follows the bad line in a separate read waits for the next start.
    container.args[1] = r"printf '\377\n'; sleep 0.1; printf 'late\n'"
    container.start(None)
    container.wait()
    answer = send(engine, special(4)).body
    assert answer == b"a\rb\tc\n\x01\x1b[1m<&>\ngood\n"
    container.args[1] = "echo more"
    container.start(None)
    container.wait()
    assert send(engine, special(4)).body == answer + b"late\nmore\n"


def test_log_is_appended_over_restarts(engine: Engine) -> None:
    container = run(engine, "1929335435e7", "sh", "-c", "echo whole; printf part")
    container.wait()
    container.start(None)
    container.wait()
    assert send(engine, special(2)).body == b"whole\npartwhole\n"


def bound(engine: Engine, number: int, container: Container, host: Path) -> None:
    """Start with a recorded bind, of an existing directory, and wait for the end."""
    (host / "f").write_text("from host\n")
    exchange = special(number)
    request = with_directory(exchange.request, host)
    assert send(engine, exchange, request).head.startswith(b"HTTP/1.1 204 No Content")
    container.wait()


def with_directory(request: bytes, host: Path) -> bytes:
    request = request.replace(b"/opt/olddocker/bindsrc", bytes(host))
    head, blank, body = request.partition(b"\r\n\r\n")
    length = b"Content-Length: %d" % len(body)
    return re.sub(rb"Content-Length: \d+", length, head) + blank + body


def test_bind(engine: Engine, tmp_path: Path) -> None:
    container = make(engine, "9d070f1ab76b", "cat", "mnt/f", volumes={"/mnt": {}, "/vol": {}})
    bound(engine, 5, container, tmp_path)
    check(engine, special(6))
    assert container.volumes.sources is not None
    assert container.volumes.sources["/mnt"] == str(tmp_path)
    assert container.volumes.writable == {"/mnt": False, "/vol": True}


def test_bind_whose_target_is_not_a_volume_is_ignored(engine: Engine, tmp_path: Path) -> None:
    container = make(engine, "8c98d35c0747", "cat", "mnt/f")
    bound(engine, 8, container, tmp_path)
    assert b"from host" not in send(engine, special(9)).body
    assert (container.exit_code, container.volumes.sources) == (1, {})


def test_refused_mounts(engine: Engine) -> None:
    make(engine, "17298f24978e", "true")
    make(engine, "74ef93d202ae", "true", volumes_from="nosuch")
    check(engine, special(10))
    check(engine, special(11))


def test_commands_that_can_not_be_run(engine: Engine) -> None:
    run(engine, "9fa2bd74440f", "true", user="nosuchuser").wait()
    run(engine, "966c203a251f", "/etc/passwd").wait()
    for number in (13, 14, 15, 16):
        check(engine, special(number))


def test_entrypoint(engine: Engine) -> None:
    run(engine, "59bb0b2b0a08", "a", "b", entrypoint=["echo", "EP"]).wait()
    check(engine, special(17))
    check(engine, special(18))


def test_environment_and_directory(engine: Engine) -> None:
    container = run(
        engine, "09470b80cc7c", "sh", "-c", "pwd; env",
        hostname="myhost", domainname="dom", working_dir="/tmp", env=["A=b", "C="],
    )  # fmt: skip
    container.wait()
    directory, *variables = send(engine, special(12)).body.decode().splitlines()
    assert directory == str(container.rootfs / "tmp")
    known = dict(one.partition("=")[::2] for one in variables)
    recorded_lines = special(12).answer.decode().splitlines()
    for name in ("HOSTNAME", "HOME", "C", "container", "A"):
        assert f"{name}={known[name]}" in recorded_lines
    path = next(line for line in recorded_lines if line.startswith("PATH="))
    assert f"PATH={known['PATH']}" == f"{path}:{applets()}"


def test_ambiguous_and_odd_requests(engine: Engine) -> None:
    engine.state.images.lookup("busybox").created = 1795518082 * 10**9
    for prefix in ("80", "81", "00", "01"):
        engine.state.ids.append(prefix.ljust(64, "a"))
        engine.state.create(Config(image="busybox", cmd=["true"]))
    for number in (19, 20, 21, 23):
        check(engine, special(number))


def test_expect_100_continue(engine: Engine) -> None:
    check(engine, special(22))


def test_pipelined_requests(engine: Engine) -> None:
    exchange = recordings.exchanges("version_info_routing")[22]
    client = Client(engine)
    client.send(exchange.request)
    first, rest = parse(exchange.answer)
    second, _ = parse(rest)
    for wanted in (first, second):
        got = client.answer()
        assert masked(got.head, engine) == masked(wanted.head, engine)
        assert masked(got.body, engine) == masked(wanted.body, engine)
