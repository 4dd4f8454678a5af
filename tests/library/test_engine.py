from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from docker15_cli import library
from docker15_cli.library import STDERR, STDOUT
from tests.fake_engine import CloseAfter, refusal

from .conftest import Pair

SAYS_BOTH = ["sh", "-c", "echo out; echo err >&2; exit 3"]


# -- run


def test_run(new: Pair) -> None:
    assert new.engine.run("busybox", SAYS_BOTH) == (3, b"out\n", b"err\n")
    assert new.engine.containers(all=True) == []


def test_run_on_an_engine_without_frames(old: Pair) -> None:
    status, stdout, stderr = old.engine.run("busybox", SAYS_BOTH)
    assert (status, sorted(stdout.split()), stderr) == (3, [b"err", b"out"], b"")
    assert old.engine.containers(all=True) == []


def test_stdin_of_bytes_and_of_files(pair: Pair, tmp_path: Path) -> None:
    assert pair.engine.run("busybox", ["cat"], stdin=b"a\0b").stdout == b"a\0b"
    (tmp_path / "data").write_bytes(b"from a file")
    with (tmp_path / "data").open("rb") as file:
        assert pair.engine.run("busybox", ["cat"], stdin=file).stdout == b"from a file"
    reader, writer = os.pipe()
    os.write(writer, b"piped")
    os.close(writer)
    assert pair.engine.run("busybox", ["cat"], stdin=reader).stdout == b"piped"
    os.close(reader)


def test_output_goes_to_files_and_functions(new: Pair, tmp_path: Path) -> None:
    said: list[bytes] = []
    with (tmp_path / "out").open("wb", buffering=0) as file:
        result = new.engine.run("busybox", SAYS_BOTH, stdout=file, stderr=said.append)
    assert result == (3, b"", b"")
    assert ((tmp_path / "out").read_bytes(), b"".join(said)) == (b"out\n", b"err\n")


def test_a_partial_write_is_continued(new: Pair) -> None:
    class Slow(io.BytesIO):
        def write(self, data: object) -> int:
            return super().write(bytes(data)[:3])  # type: ignore[call-overload]

    slow = Slow()
    new.engine.run("busybox", ["echo", "0123456789"], stdout=slow)
    assert slow.getvalue() == b"0123456789\n"


def test_output_beyond_the_limit(pair: Pair) -> None:
    with pytest.raises(library.OutputError, match="longer than the limit of 1000 bytes"):
        pair.engine.run("busybox", ["yes"], limit=1000)
    assert pair.engine.containers(all=True) == []


def test_a_function_that_raises_ends_the_run(pair: Pair) -> None:
    class Enough(Exception):
        pass

    def take(data: bytes) -> None:
        raise Enough

    with pytest.raises(Enough):
        pair.engine.run("busybox", ["yes"], stdout=take, remove=False)
    (row,) = pair.engine.containers(all=True)
    assert "Up" not in row["Status"]


def test_a_full_disk(new: Pair) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(library.OutputError, match="No space left on device"),
    ):
        new.engine.run("busybox", ["echo", "lost"], stdout=full)


def test_a_pipe_that_nobody_reads(pair: Pair) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb", buffering=0) as pipe:
        with pytest.raises(library.OutputError, match="Broken pipe"):
            pair.engine.run("busybox", ["yes"], stdout=pipe)
        with pytest.raises(library.OutputError, match="Broken pipe"):
            pair.engine.build(b"FROM busybox\n", output=pipe)
    assert pair.engine.containers(all=True) == []


def test_a_container_is_kept_on_request(pair: Pair) -> None:
    assert pair.engine.run("busybox", ["true"], remove=False).exit_status == 0
    (row,) = pair.engine.containers(all=True)
    pair.engine.remove(row["Id"])


def test_a_missing_image_is_pulled(pair: Pair) -> None:
    pair.fake.registry.add("other")
    with pytest.raises(library.NotFound):
        pair.engine.run("other", ["echo", "hi"], pull="never")
    assert pair.engine.run("other", ["echo", "hi"]).stdout == b"hi\n"


def test_options_are_those_of_the_command_line(new: Pair) -> None:
    ran = new.engine.run(
        "busybox", ["sh", "-c", "echo $A $B"], env={"A": "1", "B": "2"}, name="once"
    )
    assert ran.stdout == b"1 2\n"
    made = new.engine.create(
        "busybox", ["true"], memory=64 * 1024 * 1024, label=["a=b", "c"], cpus=1.5, restart="always"
    )
    found = new.engine.inspect(made)
    assert found["HostConfig"]["Memory"] == 64 * 1024 * 1024
    assert found["HostConfig"]["NanoCpus"] == 1_500_000_000
    assert found["Config"]["Labels"] == {"a": "b", "c": ""}


def test_options_that_an_engine_lacks(old: Pair) -> None:
    with pytest.raises(library.NotSupported, match=r"1\.25"):
        old.engine.run("busybox", ["true"], init=True)
    assert old.engine.containers(all=True) == []


def test_mistakes(new: Pair) -> None:
    with pytest.raises(library.UsageError, match="-p takes"):
        new.engine.create("busybox", publish=["nonsense"])
    with pytest.raises(library.UsageError, match="init takes True or False, not 'yes'"):
        new.engine.create("busybox", init="yes")  # type: ignore[arg-type]
    with pytest.raises(library.UsageError, match="memory takes bytes"):
        new.engine.create("busybox", memory="much")
    with pytest.raises(library.UsageError, match="pull takes missing, always, never"):
        new.engine.create("busybox", pull="often")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="nosuch"):
        new.engine.create("busybox", nosuch=1)  # type: ignore[call-arg]
    with pytest.raises(library.UsageError, match="a command is a list of words"):
        new.engine.run("busybox", "echo hi")
    assert new.engine.containers(all=True) == []


def test_a_missing_command(new: Pair) -> None:
    with pytest.raises(library.CommandNotFound):
        new.engine.run("busybox", ["nosuch"])
    assert new.engine.containers(all=True) == []


def test_output_lost_by_a_broken_connection_comes_from_the_log(pair: Pair) -> None:
    pair.fake.faults.arm(CloseAfter(20), "POST", r"/attach")
    ran = pair.engine.run("busybox", ["sh", "-c", "seq 1 100; exit 5"])
    assert ran.exit_status == 5
    assert ran.stdout == b"".join(b"%d\n" % number for number in range(1, 101))


def test_output_that_is_lost(new: Pair) -> None:
    new.fake.faults.arm(CloseAfter(20), "POST", r"/attach")
    new.fake.faults.arm(refusal(500, "no log"), "GET", r"/logs", times=None)
    with pytest.raises(library.AnswerBroken, match="the end of the output may be missing"):
        new.engine.run("busybox", ["seq", "1", "100"])
    assert new.engine.containers(all=True) == []


# -- containers in the background


def test_a_containers_life(pair: Pair) -> None:
    engine = pair.engine
    made = engine.create("busybox", ["sh", "-c", "exit 7"])
    engine.start(made)
    assert engine.wait(made) == 7
    engine.remove(made)
    with pytest.raises(library.NotFound) as caught:
        engine.inspect(made)
    assert caught.value.status == 404


def test_run_detached_stop_kill_and_remove(pair: Pair) -> None:
    engine = pair.engine
    first, second = (engine.run_detached("busybox", ["sleep", "50"]) for _ in range(2))
    assert {row["Id"][:12] for row in engine.containers()} == {first[:12], second[:12]}
    engine.kill(first)
    engine.stop(second, timeout=0)
    assert engine.containers() == []
    third = engine.run_detached("busybox", ["sleep", "50"])
    engine.remove(third, force=True)
    assert third[:12] not in {row["Id"][:12] for row in engine.containers(all=True)}


def test_a_container_that_can_not_be_started_can_be_found(new: Pair) -> None:
    with pytest.raises(library.CommandNotFound) as caught:
        new.engine.run_detached("busybox", ["nosuch"])
    name, _, _ = str(caught.value).partition(": ")
    assert caught.value.status == 400
    new.engine.remove(name)
    assert new.engine.containers(all=True) == []


def test_a_start_of_a_running_container(old: Pair, new: Pair) -> None:
    box = new.engine.run_detached("busybox", ["sleep", "50"])
    new.engine.start(box)
    box = old.engine.run_detached("busybox", ["sleep", "50"])
    with pytest.raises(library.EngineError):
        old.engine.start(box)


def test_filters(new: Pair) -> None:
    shop = new.engine.run_detached("busybox", ["sleep", "50"], label={"role": "shop"})
    other = new.engine.run_detached("busybox", ["sleep", "50"])
    assert [row["Id"] for row in new.engine.containers(filters={"label": "role=shop"})] == [shop]
    assert [row["Id"] for row in new.engine.containers(filters="label!=role=shop")] == [other]


def test_images(pair: Pair) -> None:
    (row,) = pair.engine.images()
    assert row["Repository"] == "busybox"
    assert pair.engine.images("nosuch") == []
    assert pair.engine.inspect_image("busybox")
    with pytest.raises(library.NotFound):
        pair.engine.inspect_image("nosuch")


# -- exec


def test_exec(new: Pair) -> None:
    box = new.engine.run_detached("busybox", ["sleep", "50"])
    assert new.engine.exec(box, SAYS_BOTH) == (3, b"out\n", b"err\n")
    assert new.engine.exec(box, ["cat"], stdin=b"given").stdout == b"given"
    assert new.engine.exec(box, ["sh", "-c", "echo $A"], env={"A": "1"}).stdout == b"1\n"
    with pytest.raises(library.CommandNotFound):
        new.engine.exec(box, ["nosuch"])
    with pytest.raises(library.OutputError):
        new.engine.exec(box, ["yes"], limit=10)
    with pytest.raises(library.NotFound):
        new.engine.exec("nosuch", ["true"])


def test_exec_needs_a_later_engine(old: Pair) -> None:
    box = old.engine.run_detached("busybox", ["sleep", "50"])
    with pytest.raises(library.NotSupported, match=r"1\.15"):
        old.engine.exec(box, ["true"])


def test_an_exec_that_is_cut_off(new: Pair) -> None:
    box = new.engine.run_detached("busybox", ["sleep", "50"])
    new.fake.faults.arm(CloseAfter(100), "POST", r"/exec/.*/start")
    with pytest.raises(library.AnswerBroken, match="the end of the output is missing"):
        new.engine.exec(box, ["seq", "1", "1000"])


# -- logs


def test_logs_separate_the_streams(new: Pair) -> None:
    box = new.engine.run_detached("busybox", SAYS_BOTH)
    new.engine.wait(box)
    found = list(new.engine.logs(box))
    assert b"".join(data for stream, data in found if stream == STDOUT) == b"out\n"
    assert b"".join(data for stream, data in found if stream == STDERR) == b"err\n"


def test_logs_that_are_followed(pair: Pair) -> None:
    box = pair.engine.run_detached("busybox", ["sh", "-c", "echo a; sleep 0.2; echo b; echo c"])
    assert _all(pair.engine.logs(box, follow=True)) == b"a\nb\nc\n"
    assert _all(pair.engine.logs(box, tail=1)) == b"c\n"
    assert _all(pair.engine.logs(box, tail=2, follow=True)) == b"b\nc\n"


def test_logs_end_when_their_reader_has_enough(pair: Pair) -> None:
    box = pair.engine.run_detached("busybox", ["sh", "-c", "echo ready; exec sleep 50"])
    with contextlib.closing(pair.engine.logs(box, follow=True)) as pieces:
        assert next(pieces) == (STDOUT, b"ready\n")
    assert list(pieces) == []
    pair.engine.remove(box, force=True)


def test_an_engine_that_dies_in_the_middle_of_a_log(pair: Pair) -> None:
    box = pair.engine.run_detached("busybox", ["sh", "-c", "echo ready; exec sleep 50"])
    pieces = pair.engine.logs(box, follow=True)
    assert next(pieces) == (STDOUT, b"ready\n")
    pair.fake.stop()
    with pytest.raises((library.AnswerBroken, library.EngineUnreachable)):
        list(pieces)


def test_a_log_that_is_cut_short(new: Pair) -> None:
    box = new.engine.run_detached("busybox", ["seq", "1", "1000"])
    new.engine.wait(box)
    new.fake.faults.arm(CloseAfter(500), "GET", r"/logs")
    came = b""
    with pytest.raises(library.AnswerBroken):
        for _, data in new.engine.logs(box):
            came += data
    assert came.startswith(b"1\n2\n3\n")


def test_logs_of_a_missing_container(pair: Pair) -> None:
    with pytest.raises(library.NotFound):
        list(pair.engine.logs("nosuch"))
    with pytest.raises(library.UsageError):
        pair.engine.logs("nosuch", tail=-1)
    with pytest.raises(library.UsageError, match="since takes a Unix time"):
        pair.engine.logs("nosuch", since="yesterday")


def test_logs_that_an_engine_lacks(old: Pair) -> None:
    with pytest.raises(library.NotSupported, match=r"1\.11"):
        old.engine.logs("box", timestamps=True)


# -- images


def test_pull(pair: Pair) -> None:
    pair.fake.registry.add("other")
    seen: list[library.Message] = []
    name = pair.engine.pull("other:latest", progress=seen.append)
    assert name == "other:latest"
    assert any("Download" in message["status"] for message in seen)
    with pytest.raises(library.EngineError):
        pair.engine.pull("nosuch")


def test_a_build_of_a_directory(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nADD greeting /\nRUN echo built\n")
    (tmp_path / "greeting").write_text("hello")
    text = io.BytesIO()
    image = pair.engine.build(tmp_path, tag="mine", output=text)
    assert b"built\n" in text.getvalue()
    assert image == _id(pair.engine.inspect_image("mine"))


def _id(found: dict[str, str]) -> str:
    return found.get("Id") or found["id"]


def test_a_build_of_a_dockerfile_and_of_a_file(pair: Pair, tmp_path: Path) -> None:
    text = b"FROM busybox\nRUN true\n"
    (tmp_path / "text").write_bytes(text)
    with (tmp_path / "text").open("rb") as file:
        assert pair.engine.build(file) == pair.engine.build(text)


def test_a_build_that_fails(pair: Pair) -> None:
    said: list[bytes] = []
    with pytest.raises(library.EngineError, match="returned a non-zero code: 4"):
        pair.engine.build(b"FROM busybox\nRUN echo before; exit 4\n", output=said.append)
    assert b"before\n" in b"".join(said)


def test_a_build_of_nothing(pair: Pair, tmp_path: Path) -> None:
    with pytest.raises(library.Docker15Error, match="no Dockerfile in"):
        pair.engine.build(tmp_path)
    with pytest.raises(library.UsageError):
        pair.engine.build("")


# -- files


def test_copies(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nADD greeting /srv/greeting\n")
    (tmp_path / "greeting").write_text("hello")
    pair.engine.build(tmp_path, tag="mine")
    box = pair.engine.create("mine", ["true"])
    pair.engine.copy_out(box, "/srv/greeting", tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "hello"
    with pytest.raises(library.Docker15Error):
        pair.engine.copy_out(box, "/srv/nosuch", tmp_path)
    with pytest.raises(library.Docker15Error, match="no such directory"):
        pair.engine.copy_out(box, "/srv/greeting", tmp_path / "nosuch/copy")


def test_copy_in_needs_a_later_engine(old: Pair, tmp_path: Path) -> None:
    box = old.engine.create("busybox", ["true"])
    with pytest.raises(library.NotSupported, match=r"1\.20"):
        old.engine.copy_in(tmp_path, box, "/")


# -- events


def test_events(pair: Pair) -> None:
    begin = time.time() - 1
    pair.engine.run("busybox", ["true"])
    found = list(pair.engine.events(since=begin, until=time.time()))
    assert {"create", "start", "die"} <= {event["status"] for event in found}


def _all(pieces: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(data for _, data in pieces)
