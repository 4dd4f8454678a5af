"""An attached session: a keystroke's round trip, and 256 MiB through a container's stdin."""

from __future__ import annotations

import os
import select
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import Contender, Figure, compare
from tests.fake_engine import Engine
from tests.pty import Pty
from tests.real_engines import rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.private import PrivateEngine

_SESSIONS = 10  # of each client
_KEYS = 50  # typed in each
_PAUSE = 0.005  # seconds between them: nobody types faster
_SIZE = 256 * 1024 * 1024  # bytes
_ECHO = f"stty raw -echo; echo ready; exec dd bs=1 count={_KEYS} 2> /dev/null"
_SINK = "cat > /dev/null"
_CAT = ("run", "--rm", "-i", "busybox", "cat")


def main() -> None:
    """Print all figures, those of real engines where there are any."""
    with tempfile.TemporaryDirectory(prefix="d15-", dir="/tmp") as folder:
        file = Path(folder, "random")
        file.write_bytes(os.urandom(_SIZE))
        with Engine() as engine:
            _test_engine(engine.url, file)
        reason = rootfs.missing() or Podman.missing()
        if reason:
            print(f"\nno real engine: {reason}")
            return
        with Podman(Path(folder, "podman")) as podman:
            podman.import_busybox(rootfs.build(Path(folder, "rootfs.tar")))
            _keystrokes("Podman", podman)
            _throughput("Podman", podman, file)
        reason = Dockerd.missing()
        if reason:
            print(f"\nno dockerd: {reason}")
            return
        with Dockerd(Path(folder, "dockerd")) as dockerd:
            dockerd.import_busybox(Path(folder, "rootfs.tar"))
            _keystrokes("dockerd", dockerd)
            _throughput("dockerd", dockerd, file)


def _clients() -> dict[str, list[str]]:
    ours = [str(Path(sys.executable).with_name("docker15"))]
    today = shutil.which("docker")
    return {"docker15": ours, **({"docker": [today]} if today else {})}


def _test_engine(url: str, file: Path) -> None:
    environ = {**os.environ, "DOCKER_HOST": url}
    run = [*_clients()["docker15"], "run"]
    contenders = [
        Contender("cat FILE | cat", ["sh", "-c", f"cat {file} | cat"]),
        Contender("out", [*run, "busybox", "cat", str(file)], environ),
        Contender("in", [*run, "-i", "busybox", "sh", "-c", _SINK], environ, str(file)),
        Contender("in and out", [*run, "-i", "busybox", "cat"], environ, str(file)),
    ]
    figures = compare("256 MiB on the test engine", contenders, runs=5)
    _show_rates(figures)
    # The test engine is Python, too: what the client can achieve shows in its processor time.
    start = compare("nothing", [Contender("start", [*run, "busybox", "true"], environ)], runs=5)
    print("\nwhat the client could move, by its processor time without its start")
    for name in ("out", "in", "in and out"):
        seconds = figures[name].processor - start["start"].processor
        print(f"  {name:34} {_SIZE / seconds / 1e6:9.0f} MB/s")


def _throughput(name: str, engine: PrivateEngine, file: Path) -> None:
    contenders = [
        Contender(client, [*argv, *_CAT], engine.environ, str(file))
        for client, argv in _clients().items()
    ]
    _show_rates(compare(f"256 MiB in and out on {name}: run -i busybox cat", contenders, runs=3))


def _show_rates(figures: dict[str, Figure]) -> None:
    for name, figure in figures.items():
        print(f"  {name:34} {_SIZE / figure.seconds / 1e6:9.0f} MB/s")


def _keystrokes(name: str, engine: PrivateEngine) -> None:
    """Many short sessions, as it matters where the scheduler puts a session's processes."""
    samples: dict[str, list[float]] = {client: [] for client in _clients()}
    for _ in range(_SESSIONS):
        for client, argv in _clients().items():
            samples[client] += _session(engine, argv)
    medians = {client: statistics.median(times) for client, times in samples.items()}
    print(f"\na keystroke's round trip on {name}, median of {_SESSIONS * _KEYS}")
    for client, seconds in medians.items():
        ratio = medians["docker15"] / seconds
        print(f"  {client:34} {seconds * 1000:9.3f} ms   x {ratio:.2f}")


def _session(engine: PrivateEngine, client: list[str]) -> list[float]:
    argv = [*client, "run", "--rm", "-i", "-t", "busybox", "sh", "-c", _ECHO]
    with Pty(argv, engine.environ, engine.scratch) as terminal:
        terminal.wait_for(b"ready\n")
        terminal.until(lambda: terminal.is_raw)
        time.sleep(0.5)  # the window's size is on its way: late, it costs a figure, not a failure
        times = [_round_trip(terminal.master, b"%d" % (key % 10)) for key in range(_KEYS)]
        assert terminal.exit_status() == 0, bytes(terminal.output)
    return times


def _round_trip(terminal: int, key: bytes) -> float:
    """Pause without sleeping, then type: docker's `wait` keeps Podman busy, and a processor that
    never sleeps would count in docker's favour."""
    end = time.perf_counter() + _PAUSE
    while time.perf_counter() < end:
        pass
    begin = time.perf_counter()
    os.write(terminal, key)
    select.select([terminal], [], [])
    echo = os.read(terminal, 100)
    seconds = time.perf_counter() - begin
    assert echo == key, f"{echo!r} came back for {key!r}"
    return seconds


if __name__ == "__main__":
    main()
