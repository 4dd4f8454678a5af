"""What docker15 may take at most, and whether it does: a table, in about five minutes.

    python -m tests.benchmarks.goals [EXPRESSION]

Short commands are compared with a Python that does almost nothing, by processor time, the best of
many runs; all others with docker, by the clock, as whole commands including their start. A ratio is
that of the medians, followed by those of the best and the worst round. If the first two rounds both
meet the goal, or both miss it, a third would hardly change that, and is left out. All files,
the engines' too, are in memory where there is room: the disk's time would be most of what is
measured, and differs from one run to the next by more than the clients do. So does a busy host of a
virtual machine: the rounds from which it stole most are measured again, and at the end there is the
share it stole.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.answers import AnswerServer, container_rows
from tests.benchmarks.bench_build import discarding, make_large, make_many
from tests.benchmarks.measure import Contender, Figure, run
from tests.benchmarks.programs import docker, docker15
from tests.fake_engine import Engine
from tests.leftovers import available_memory
from tests.real_engines import rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine

_GIB, _MIB = 1024**3, 1024**2
_ROOM = 8 * _GIB  # a file, its archive, and an engine with two copies
_LOG, _OUTPUT = 16 * _MIB, 64 * _MIB  # bytes; Podman needs 16 s for a log of 256 MiB
_IMPORTED = {"Podman": 128 * _MIB, "Dockerd": 256 * _MIB}  # they take 20 and 6 s for 1 GiB
_PASS, _CLICK = "pass", "import click"
_SHORT_RUNS, _LOOP = 20, 3
_MOST_STOLEN = 0.03  # share of a round: above it, another one is measured
_RUNS, _MOST_RUNS = 3, 4  # rounds; two are enough if they agree
_IMPORT_GOAL = 1.45
# ID is a running container that is stopped and started in turn; ENDED is another one each time.
_SHORT = {
    "--version": (_CLICK, 1.15),
    "--help": (_CLICK, 1.15),
    "__complete containers  ": (_PASS, 2.5),
    **dict.fromkeys(("ps", "images", "inspect ID", "version"), (_CLICK, _IMPORT_GOAL)),
    **dict.fromkeys(("stop ID", "start ID", "rm ENDED"), (_CLICK, _IMPORT_GOAL)),
    "run -rm busybox true": (_CLICK, 1.7),
}


class Goal(NamedTuple):
    """`ours` may take `limit` times as long as `base`, run `times` times for each of ours."""

    what: str
    limit: float
    ours: Contender
    base: Contender
    times: int = 1


def main(wanted: str = "") -> None:
    """Print the table, or only the rows that match `wanted`."""
    begin = _processor_time()
    print(f"\n{'':48}{'took':>11}{'against':>11}   ratio{'spread':>16}   goal")
    with tempfile.TemporaryDirectory(prefix="d15-", dir=_parent()) as name:
        folder = Path(name)
        if re.search(wanted, "short commands"):
            _short_commands(folder)
        if shutil.which("docker"):
            _compare_with_docker(folder, wanted)
        else:
            print("docker is not installed: nothing else can be compared")
    print(f"The host of this machine stole {_stolen_since(begin):.0%} of its processor time.")


def _compare_with_docker(folder: Path, wanted: str) -> None:
    for goals in (_listings, _contexts, _pulls):
        with contextlib.ExitStack() as stack:
            _judge_all(goals(folder, stack), wanted)
    for engine in (Podman, Dockerd):
        if reason := engine.missing():
            print(f"no {engine.__name__}: {reason}")
            continue
        _judge_all(_on_engine(engine, folder), wanted)


def _parent() -> str:
    """A directory in memory, or in /tmp if there is too little of it."""
    in_memory = Path("/dev/shm")
    if in_memory.is_dir() and min(available_memory(), shutil.disk_usage(in_memory).free) >= _ROOM:
        return str(in_memory)
    return "/tmp"


def _judge_all(goals: Iterator[Goal], wanted: str) -> None:
    for goal in goals:
        if re.search(wanted, goal.what):
            _judge(goal)


def _judge(goal: Goal) -> None:
    rounds: list[_Round] = []
    for number in range(_MOST_RUNS):
        rounds.append(_measure(goal, ours_first=number % 2 == 0))
        rounds = sorted(rounds, key=lambda one: one.stolen)[:_RUNS]
        if rounds[-1].stolen <= _MOST_STOLEN and _is_decided(rounds, goal):
            break
    ours = statistics.median(one.ours for one in rounds)
    base = goal.times * statistics.median(one.base for one in rounds)
    ratios = [_ratio(one, goal) for one in rounds]
    _show(goal.what, ours, base, ours / base, ratios, goal.limit)


def _is_decided(rounds: Sequence[_Round], goal: Goal) -> bool:
    """Whether more than half of _RUNS rounds agree."""
    met = sum(_is_met(_ratio(one, goal), goal.limit) for one in rounds)
    return max(met, len(rounds) - met) > _RUNS // 2


def _is_met(ratio: float, limit: float) -> bool:
    return round(ratio, 2) <= limit


def _ratio(one: _Round, goal: Goal) -> float:
    return one.ours / (goal.times * one.base)


class _Round(NamedTuple):
    """The share of the processor time that was stolen meanwhile, and the seconds of both."""

    stolen: float
    ours: float
    base: float


def _measure(goal: Goal, *, ours_first: bool) -> _Round:
    begin = _processor_time()
    if ours_first:
        ours, base = _seconds(goal.ours), _seconds(goal.base)
    else:
        base, ours = _seconds(goal.base), _seconds(goal.ours)
    return _Round(_stolen_since(begin), ours, base)


def _processor_time() -> tuple[int, int]:
    """All of the machine's processor time until now, and what its host stole of it, in ticks."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    return sum(ticks[:8]), ticks[7]


def _stolen_since(begin: tuple[int, int]) -> float:
    passed, stolen = (now - then for now, then in zip(_processor_time(), begin, strict=True))
    return stolen / max(passed, 1)


def _seconds(contender: Contender) -> float:
    os.sync()  # so that it needn't wait for what the previous one has written
    return run(contender).seconds


def _show(
    what: str, ours: float, base: float, ratio: float, spread: Sequence[float], goal: float
) -> None:
    between = f"{min(spread):.2f} to {max(spread):.2f}"
    verdict = "met" if _is_met(ratio, goal) else "NOT MET"
    figures = f"{ours * 1000:8.1f} ms{base * 1000:8.1f} ms   x {ratio:.2f}{between:>16}"
    print(f"{what:48}{figures}   {goal}: {verdict}", flush=True)


# --- short commands


def _short_commands(folder: Path) -> None:
    with Engine(unix=str(folder / "short.sock")) as engine:
        engine.state.add_containers(_SHORT_RUNS)
        ended = [container.short_id for container in engine.state.containers]
        script = "trap exit TERM; sleep 1000 & wait"  # exits at once
        started = docker15("run", "-d", "busybox", "sh", "-c", script, host=engine.url)
        container = _output_of(started)
        samples: dict[str, list[Figure]] = {name: [] for name in (_PASS, _CLICK, *_SHORT)}
        for number in range(_SHORT_RUNS):
            words = {"ID": container, "ENDED": ended[number]}
            for name in samples:
                args = [words.get(word, word) for word in name.split(" ")]
                ours = docker15(*args, host=engine.url)
                bare = Contender(name, [sys.executable, "-c", name])
                samples[name].append(run(ours if name in _SHORT else bare))
    for name, (base, limit) in _SHORT.items():
        taken, bases = ([figure.processor for figure in samples[each]] for each in (name, base))
        ratios = [one / other for one, other in zip(taken, bases, strict=True)]
        shown = f"{name.strip()}, processor, of {base!r}"
        _show(shown, min(taken), min(bases), min(taken) / min(bases), ratios, limit)


# --- on a server that only sends answers


def _listings(folder: Path, stack: contextlib.ExitStack) -> Iterator[Goal]:
    urls = {}
    for count in (10_000, 100_000):
        server = AnswerServer(folder / f"{count}.sock", container_rows(count))
        urls[count] = stack.enter_context(server).url
    few, many = (docker15("ps", "-a", host=url) for url in urls.values())
    yield Goal("ps -a of 10,000 containers", 0.6, few, docker("ps", "-a", host=urls[10_000]))
    yield Goal("ps -a of 100,000, ten times 10,000", 1.1, many, few, times=10)


def _contexts(folder: Path, stack: contextlib.ExitStack) -> Iterator[Goal]:
    url = stack.enter_context(discarding(folder / "build.sock"))
    few, many = (folder / name for name in ("few", "many"))
    large = _large(folder).parent
    make_many(few, 10_000)
    build = {path: docker15("build", str(path), host=url) for path in (few, many, large)}
    theirs = {path: docker("build", str(path), host=url) for path in build}
    yield Goal("build of 10,000 files", 0.4, build[few], theirs[few])
    make_many(many, 100_000)
    yield Goal("build of 100,000 files, ten times 10,000", 1.1, build[many], build[few], times=10)
    shutil.rmtree(many)
    yield Goal("build of one file of 1 GiB", 0.9, build[large], theirs[large])


def _large(folder: Path) -> Path:
    """A file of 1 GiB, in a directory that is a context; made when it is first needed."""
    if not (folder / "large").exists():
        make_large(folder / "large", _GIB)
    return folder / "large" / "file"


def _pulls(folder: Path, stack: contextlib.ExitStack) -> Iterator[Goal]:
    url = stack.enter_context(discarding(folder / "pull.sock"))
    ours, theirs = (client("pull", "busybox", host=url) for client in (docker15, docker))
    yield Goal("pull of 50,000 messages", 0.8, ours, theirs)


# --- on real engines


def _on_engine(kind: type[PrivateEngine], folder: Path) -> Iterator[Goal]:
    name = kind.__name__
    tar, file, size = folder / f"{name}.tar", _large(folder), _IMPORTED[name]
    member = tarfile.TarInfo("big")
    member.size = size
    with tarfile.open(tar, "w") as archive, file.open("rb") as content:
        archive.addfile(member, content)
    with kind(folder / name) as engine:
        engine.import_busybox(rootfs.build(folder / "rootfs.tar"))
        for what, args in _streams(engine.url, file):
            ours, theirs = (client(*args, host=engine.url) for client in (docker15, docker))
            yield Goal(f"{what}, {name}", 1.0, ours, theirs)
        # What a run has written is removed before it is synced to the disk.
        _make_target(engine.url)
        ours, theirs = (
            replace(
                client("cp", str(file), "target:/big", host=engine.url),
                after=partial(_renew_target, engine.url),
            )
            for client in (docker15, docker)
        )
        yield Goal(f"cp big c:/ of 1 GiB, {name}", 1.0, ours, theirs)
        forget = partial(_output_of, docker15("rmi", "made", host=engine.url))
        ours, theirs = (
            replace(client("import", "-", "made", host=engine.url), stdin=str(tar), after=forget)
            for client in (docker15, docker)
        )
        yield Goal(f"import of {size // _MIB} MiB, {name}", 1.0, ours, theirs)
        ours, theirs = (
            _loop(client("run", "--rm", "busybox", "true", host=engine.url))
            for client in (docker15, docker)
        )
        yield Goal(f"a loop of {_LOOP} runs, {name}", 1.5, ours, theirs)


def _make_target(url: str) -> None:
    _output_of(docker15("create", "--name", "target", "busybox", "true", host=url))


def _renew_target(url: str) -> None:
    _output_of(docker15("rm", "target", host=url))
    _make_target(url)


def _streams(url: str, file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is large and only read: what it is, and its command line."""
    big = _output_of(docker15("create", "busybox", "true", host=url))
    copy = docker15("cp", str(file), f"{big}:/big", host=url)
    subprocess.run(copy.argv, env=copy.environ, check=True)
    talks = _output_of(docker15("run", "-d", *_printing(_LOG), host=url))
    yield "export of 1 GiB", ("export", big)
    yield "cp c:/big - of 1 GiB", ("cp", f"{big}:/big", "-")
    _output_of(docker15("wait", talks, host=url))
    yield f"logs of {_LOG // _MIB} MiB", ("logs", talks)
    yield f"run that prints {_OUTPUT // _MIB} MiB", ("run", "--rm", *_printing(_OUTPUT))


def _printing(size: int) -> tuple[str, ...]:
    return "busybox", "sh", "-c", f"yes {'x' * 79} | head -c {size}"


def _loop(contender: Contender) -> Contender:
    script = f'for i in $(seq {_LOOP}); do "$@" || exit; done'
    return replace(contender, argv=["sh", "-c", script, "sh", *contender.argv])


def _output_of(contender: Contender) -> str:
    done = subprocess.run(
        contender.argv, env=contender.environ, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main(*sys.argv[1:2])
