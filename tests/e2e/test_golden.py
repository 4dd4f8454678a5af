"""docker15 compared with the original client's output, requests and statuses, for the same answers.

Every recorded run of a command that docker15 has is replayed. Differences on purpose are in
golden.py, with their reasons; any other difference is a failure.
"""

from __future__ import annotations

import base64
import json
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from docker15_cli.cli.command_table import COMMANDS
from tests.docker15 import Docker15, Result
from tests.e2e.golden import (
    DIFFERENCES,
    INDEX,
    NOT_REPLAYED,
    OTHER_REQUESTS,
    OTHER_WORDS,
    RECORDERS_HOME,
    Difference,
    plain_progress,
)
from tests.e2e.replay import Replay, Sent, exit_codes
from tests.recordings import WIRE, Run, runs


def _sections() -> list[tuple[str, Run]]:
    found = []
    for path in sorted((WIRE / "0.6.3").glob("client_*.txt")):
        for run in runs(path.stem):
            known = run.argv[0] in COMMANDS or run.command == "-v"
            on_terminal = "on a terminal" in run.comment
            if known and not on_terminal and run.exit_status is not None:
                found.append((path.stem, run))
    return found


SECTIONS = _sections()
REPLAYED = [(name, run) for name, run in SECTIONS if run.command not in NOT_REPLAYED]


def _title(run: Run) -> str:
    return f"{run.command[:60].strip()} -> {run.exit_status}"


@dataclass(frozen=True)
class Replayed:
    run: Run
    result: Result
    sent: list[Sent]


def _replay(name: str, run: Run, home: Path) -> Replayed:
    argv = [word.replace(RECORDERS_HOME, str(home)) for word in _argv(run)]
    if b"cid file found" in run.stderr:
        (home / "cid").write_text("of another container")
    _log_in(run, home)
    _make_contexts(home)
    with Replay(run, exit_codes(runs(name))) as replay:
        docker15 = Docker15(home, replay.url)
        cwd = home / "bctx" if argv[-1] == "." else home
        with docker15.start(*argv, stdin=_stdin(run), cwd=cwd) as process:
            if "to the client" in run.comment:
                replay.wait_for("/start", "/wait")
                process.send_signal(signal.Signals[run.comment.split()[0]])
            result = process.result()
    here = str(home).encode(), RECORDERS_HOME.encode()
    sent = [replace(one, body=one.body.replace(*here)) for one in replay.sent]
    stderr = result.stderr.replace(*here)
    return Replayed(run, replace(result, stderr=stderr), sent)


def _log_in(run: Run, home: Path) -> None:
    """Log in to the index, as the recorded user was."""
    for exchange in run.exchanges:
        header = Sent.recorded(exchange).registry_auth
        login = json.loads(base64.urlsafe_b64decode(header or "e30="))
        if "username" in login:
            auth = base64.b64encode(f"{login['username']}:{login['password']}".encode()).decode()
            entry = {"auth": auth, "email": login["email"]}
            (home / ".dockercfg").write_text(json.dumps({INDEX: entry}))


def _make_contexts(home: Path) -> None:
    """Make the directories that the recorded user built; the contents weren't recorded."""
    for name in ("bctx", "bctx2", "rootfs"):
        (home / name).mkdir()
    for name in ("bctx", "bctx2"):
        (home / name / "Dockerfile").write_text("FROM busybox\n")


def _argv(run: Run) -> list[str]:
    """The recorder did not quote everything."""
    return run.command.split() if "-run {" in run.command else run.argv


def _stdin(run: Run) -> bytes:
    return run.stdin + b"x" * (100_000 - len(run.stdin)) if "wc -c" in run.command else run.stdin


def _difference(run: Run) -> Difference:
    """The expected difference; the second run with a cidfile is the one that is refused."""
    none = Difference("", "", ())
    if "-cidfile" in run.command and run.exit_status == 0:
        return none
    return next((one for one in DIFFERENCES if run.command in one.commands), none)


@pytest.mark.parametrize(
    ("name", "run"), [pytest.param(*section, id=_title(section[1])) for section in REPLAYED]
)
def test_replay(tmp_path: Path, name: str, run: Run) -> None:
    done = _replay(name, run, tmp_path)
    _check_stdout_and_status(done)
    _check_errors(done)
    _check_requests(done)


def _check_stdout_and_status(done: Replayed) -> None:
    run, ours, difference = done.run, done.result, _difference(done.run)
    expected = difference.stdout(run.stdout) if difference.stdout else run.stdout
    if any(exchange.truncated for exchange in run.exchanges) and "wc -c" not in run.command:
        # The recorder left out the end of the answer, and so does the replay.
        count = min(ours.stdout.count(b"\n"), expected.count(b"\n"))
        assert count > 8
        assert ours.stdout.split(b"\n")[:count] == expected.split(b"\n")[:count]
    else:
        assert ours.stdout == expected
    status = run.exit_status if difference.exit_status is None else difference.exit_status
    assert ours.exit_status == status, ours.stderr


def _check_errors(done: Replayed) -> None:
    """The same messages in the same order, with `Error: ` instead of 0.6.3's date."""
    run = done.run
    if b"flag provided but not defined" in run.stderr:
        return  # an option that 0.6.3 did not have
    expected = [OTHER_WORDS[run.command]] if run.command in OTHER_WORDS else _their_errors(run)
    assert _our_errors(done.result) == expected


def _their_errors(run: Run) -> list[str]:
    plain = plain_progress(run.stderr).decode().splitlines()
    dated = [re.sub(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", "Error: ", line) for line in plain]
    if run.argv[0] == "inspect":
        dated = [f"Error: {line}" for line in dated]
    found = [line.removeprefix("Error: ") for line in dated if line.startswith("Error: ")]
    plain = [line.removeprefix("Error: ") for line in found]
    return [line for line in plain if line != "failed to start one or more containers"]


def _our_errors(result: Result) -> list[str]:
    lines = result.stderr.decode().splitlines()
    return [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]


def _check_requests(done: Replayed) -> None:
    recorded = [Sent.recorded(exchange) for exchange in done.run.exchanges]
    theirs = _comparable(recorded, done.run, [row.recorded for row in OTHER_REQUESTS])
    ours = _comparable(done.sent, done.run, [row.ours for row in OTHER_REQUESTS])
    assert sorted(ours, key=repr) == sorted(theirs, key=repr)


def _comparable(
    sent: Sequence[Sent],
    run: Run,
    rewrites: Sequence[Callable[[Sent, Run], Sent | None] | None],
) -> list[Sent]:
    found = []
    for one in sent:
        current: Sent | None = one
        for rewrite in rewrites:
            current = rewrite(current, run) if rewrite and current else current
        # Checking again whether the container is running doesn't count as another request.
        if current and not (current.method == "GET" and current in found):
            found.append(current)
    return found


def test_every_listed_difference_is_one() -> None:
    recorded = {run.command for _, run in SECTIONS}
    listed = [command for row in DIFFERENCES for command in row.commands]
    assert set(listed) <= recorded
    assert len(listed) == len(set(listed))
    for row in DIFFERENCES:
        for _, run in SECTIONS:
            if run.command in row.commands and _difference(run) is row:
                same_status = row.exit_status in (None, run.exit_status)
                same_stdout = not row.stdout or row.stdout(run.stdout) == run.stdout
                assert not (same_status and same_stdout), run.command
