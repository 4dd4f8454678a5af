"""docker15 against what the original client printed, sent and exited with, for the same answers.

Every recorded run of a command that docker15 has is replayed. What differs on purpose is in the
tables below, with the reason; anything else that differs is a failure.
"""

from __future__ import annotations

import base64
import json
import platform
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from docker15_cli import __version__
from docker15_cli.cli import COMMANDS
from tests.cli import Docker15, Result
from tests.commands.replay import Replay, Sent, exit_codes
from tests.recordings import WIRE, Run, runs

INDEX = "https://index.docker.io/v1/"
RECORDERS_HOME = "/opt/olddocker"


def _plain_progress(stdout: bytes) -> bytes:
    """A terminal's progress as lines: no escapes, no counters, and no line twice for a layer."""
    texts = re.split(r"[\r\n]+|\x1b\[\d*[ABK]", stdout.decode())
    lines = [re.sub(r"(Downloading) .*", r"\1", text) for text in texts if text]
    shown: dict[str, str] = {}
    kept = []
    for line in lines:
        layer = line.partition(":")[0]
        if shown.get(layer) != line:
            kept.append(line)
        shown[layer] = line
    return "".join(f"{line}\n" for line in kept).encode()


def _without_cleaning_up(stdout: bytes) -> bytes:
    return re.sub(rb"\nReceived signal: \w+; cleaning up\n", b"", stdout)


def _our_version(stdout: bytes) -> bytes:
    server = stdout[stdout.index(b"Server version") :].decode()
    return (
        f"Client version: {__version__}\n"
        "API version (client): 1.5\n"
        f"Python version: {platform.python_version()}\n"
        f"OS/Arch: linux/{platform.machine()}\n"
        f"{server}"
        "API version in use: 1.5 (native: the engine's answers name no version)\n"
    ).encode()


@dataclass(frozen=True)
class Difference:
    """What docker15 does otherwise than 0.6.3, on purpose, in the runs of these commands.

    `stdout` makes ours of the recorded one.
    """

    what: str
    why: str
    commands: Sequence[str]
    exit_status: int | None = None
    stdout: Callable[[bytes], bytes] | None = None


DIFFERENCES = (
    Difference(
        "A failure of some of the targets, or of all, is exit status 1.",
        "0.6.3 exited 0: a script could not tell.",
        (
            "inspect nosuch",
            "kill nosuch",
            "restart nosuch",
            "rm ce48cc35f453   # running",
            "rm nosuch",
            "rm -v 9288d72a0c98 nosuch",
            "rmi nosuch",
            "rmi com1:t1 nosuch com3:tagged",
            "stop nosuch",
            "stop nosuch 153ab0e44d63",
            "wait nosuch",
            "wait 9288d72a0c98 nosuch",
        ),
        exit_status=1,
    ),
    Difference(
        "`inspect` leaves a missing one out of its array, and exits with 1.",
        "0.6.3 left a comma in its place: `},,{` is no JSON.",
        ("inspect 153ab0e44d63 nosuch busybox",),
        exit_status=1,
        stdout=lambda stdout: stdout.replace(b"},,{", b"},{"),
    ),
    Difference(
        "`logs` of a missing container is an error: on stderr, exit status 1.",
        "0.6.3 printed the engine's message to stdout, as if it were the log, and exited 0.",
        ("logs nosuch",),
        exit_status=1,
        stdout=lambda stdout: b"",
    ),
    Difference(
        "`run` exits with 125 when the container could not be run.",
        "0.6.3 exited 1, as the container's own command may.",
        (
            "run nosuchimage echo",
            "run team1/none echo",
            "run busybox",
            "run -p x busybox echo x",
        ),
        exit_status=125,
    ),
    Difference(
        "Wrong usage is exit status 2, and help does not go to stdout.",
        "0.6.3 exited 1, or printed its help to stdout and exited 0.",
        (
            "run -d -a stdout busybox x",
            "run -w rel busybox x",
            "run -cidfile /opt/olddocker/cid -d busybox true",
            "commit -run bad 9288d72a0c98 com2",
            "cp 9288d72a0c98 /opt/olddocker/cpout",
        ),
        exit_status=2,
    ),
    Difference(
        "A command without what it needs is wrong usage, exit status 2, and prints no help.",
        "0.6.3 printed its help to stdout and exited 0, or died of it (login).",
        ("search", "login"),
        exit_status=2,
        stdout=lambda stdout: b"",
    ),
    Difference(
        "Options that 0.6.3 did not have are there.",
        "Today's docker has them; 0.6.3 printed its help and exited 0. (Here the recorded engine "
        "was not asked, and so has no answer: 1.)",
        (
            "attach -nostdin 021f10f0804a",
            "attach -sig-proxy=false d5f0faef6c38",
            "images -tree",
            "ps -since 153ab0e44d63",
            "ps -before ce48cc35f453",
        ),
        exit_status=1,
        stdout=lambda stdout: b"",
    ),
    Difference(
        "Progress on a pipe or in a file is plain lines: one for each change, no counters.",
        "0.6.3 wrote a terminal's control sequences there too.",
        (
            "pull busybox",
            "pull busybox:latest",
            "pull -t zz busybox",
            "pull team1/none",
            "pull nosuchimage",
            "pull 127.0.0.1:5063/team1/big",
            "pull -t child 127.0.0.1:5063/team1/big",
            "pull 127.0.0.1:5063/team1/big:child",
            "push team1/app2",
            "push team1/nosuch",
            "push 127.0.0.1:5063/team1/big",
        ),
        stdout=_plain_progress,
    ),
    Difference(
        "`insert` prints the new id to stdout, and the progress to stderr.",
        "A script gets what it wants; 0.6.3 wrote a terminal's control sequences around it.",
        ("insert busybox http://127.0.0.1:5063/file /ins",),
        stdout=lambda stdout: b"f589eb9c104f\n",
    ),
    Difference(
        "An `insert` that made no image is a failure.",
        "0.6.3 took an empty id for a success.",
        ("insert nosuch http://127.0.0.1:5063/file /ins",),
        exit_status=1,
        stdout=lambda stdout: b"",
    ),
    Difference(
        "`attach` exits with the container's status when it ends.",
        "0.6.3 exited 0 whatever the container did; `run` never did that.",
        ("attach a2a24d413957",),
        exit_status=5,
    ),
    Difference(
        "stdout has no line `Received signal: interrupt; cleaning up`.",
        "stdout is the container's; nothing else may be in it.",
        (
            """run busybox sh -c 'trap "echo T; exit 3" TERM INT; while :; do sleep 0.2; done'"""
            "   # SIGINT to the client",
            """run busybox sh -c 'trap "echo T; exit 3" TERM INT; while :; do sleep 0.2; done'"""
            "   # SIGTERM to the client",
        ),
        stdout=_without_cleaning_up,
    ),
    Difference(
        "A build that fails is exit status 1; its text is on stdout all the same.",
        "0.6.3 exited 0: a script could not tell.",
        ("build /opt/olddocker/bctx2",),
        exit_status=1,
    ),
    Difference(
        "A context without a Dockerfile is an error before anything is sent.",
        "0.6.3 sent it all, to be told so by the daemon, and exited 0.",
        ("build /opt/olddocker/rootfs   # no Dockerfile",),
        exit_status=1,
        stdout=lambda stdout: b"",
    ),
    Difference(
        "`version` tells what docker15 is made of, and the API version in use.",
        "It is another program: no Go version, no Git commit of the client's.",
        ("version",),
        stdout=_our_version,
    ),
    Difference(
        "`-v` names docker15, and its API version.",
        "A script can tell the two apart.",
        ("-v",),
        stdout=lambda stdout: f"Docker15 version {__version__}, API 1.5\n".encode(),
    ),
)

# Their error, where it is not in 0.6.3's words: it tells more.
OTHER_WORDS = {
    "search": "Missing argument 'TERM'.",
    "login": "a login needs -u and -p (or --password-stdin) where nobody can type them",
    "run -w rel busybox x": "The working directory is invalid. "
    "It needs to be an absolute path: rel",
    "commit -run bad 9288d72a0c98 com2": "-run is no JSON: "
    "Expecting value: line 1 column 1 (char 0)",
    "logs nosuch": "No such container: nosuch",
    "cp 9288d72a0c98 /opt/olddocker/cpout": "Resource not specified: "
    "cp takes CONTAINER:PATH, not 9288d72a0c98",
    "insert nosuch http://127.0.0.1:5063/file /ins": "nosuch: nothing is inserted: "
    "no such image, or http://127.0.0.1:5063/file can't be fetched",
    "build /opt/olddocker/bctx2": "The command [/bin/sh -c exit 7] returned a non-zero code: 7",
    "build /opt/olddocker/nosuch": "/opt/olddocker/nosuch: No such file or directory",
    "build /opt/olddocker/rootfs   # no Dockerfile": "/opt/olddocker/rootfs has no Dockerfile; "
    "name another with -f",
    "rm ce48cc35f453   # running": "ce48cc35f453: Impossible to remove a running container, "
    "please stop it first",
}

_CUT_TAR = (
    "the recorder left most of the tar out, and a tar that breaks off is an error: test_cp.py"
)

NOT_REPLAYED = {
    "cp 9288d72a0c98:/newfile /opt/olddocker/cpout": _CUT_TAR,
    "cp 9288d72a0c98:/etc /opt/olddocker/cpout": _CUT_TAR,
    "cp 9288d72a0c98:/newfile /opt/olddocker/nosuchdir": _CUT_TAR,
    "push joe/x": "0.6.3 judged the name itself; docker15 leaves that to the engine, which the "
    "recorded one was not asked to (see test_push.py)",
    "attach d5f0faef6c38   # SIGINT to the client": "0.6.3 died of it (exit status 2); docker15 "
    "stops the container, which the recorded engine was not asked to (see test_attach.py)",
}


@dataclass(frozen=True)
class OtherRequest:
    """What docker15 asks otherwise than 0.6.3, on purpose: rewrites that make the two alike.

    Each takes a request of its side, and gives it as it is to be compared; None to leave it out.
    """

    why: str
    recorded: Callable[[Sent, Run], Sent | None] | None = None
    ours: Callable[[Sent, Run], Sent | None] | None = None


def _path(sent: Sent) -> str:
    return sent.target.partition("?")[0]


def _leave_out(condition: Callable[[Sent, Run], bool]) -> Callable[[Sent, Run], Sent | None]:
    return lambda sent, run: None if condition(sent, run) else sent


def _starts_with(run: Run, *commands: str) -> bool:
    return run.argv[0] in commands


def _without_tar(sent: Sent, run: Run) -> Sent:
    if _path(sent) != "/v1.5/build":
        return sent
    is_remote = "remote=" in sent.target
    return replace(sent, body=b"", content_type="" if is_remote else sent.content_type)


def _reads_no_stdin(sent: Sent, run: Run) -> Sent:
    """Only what asks for a stdin that the container does not read."""
    if _starts_with(run, "attach") and b'"OpenStdin":false' in run.exchanges[0].answer:
        return replace(sent, target=sent.target.replace("stdin=1&", ""))
    return sent


def _without_keys(*keys: str) -> Callable[[Sent, Run], Sent]:
    def rewrite(sent: Sent, run: Run) -> Sent:
        if not _path(sent).endswith("/containers/create"):
            return sent
        body = {key: value for key, value in json.loads(sent.body).items() if key not in keys}
        return replace(sent, body=_go_json(body))

    return rewrite


def _go_json(value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").encode()


def _our_commit(sent: Sent, run: Run) -> Sent:
    target = re.sub(r"[&?](m|run)=[^&]*", "", sent.target)
    target = target.replace("repo=com3&tag=tagged", "repo=com3%3Atagged&tag=")
    return replace(sent, target=target) if _path(sent).endswith("/commit") else sent


def _what_commit_says(sent: Sent, run: Run) -> Sent:
    """Of the run config what is not a default."""
    if not _path(sent).endswith("/commit"):
        return sent
    config = json.loads(sent.body) or {}
    body = {key: value for key, value in sorted(config.items()) if value}
    return replace(sent, body=_go_json(body))


OTHER_REQUESTS = (
    OtherRequest(
        "`wait` tells the exit code, beside the stream: it can't be asked too early.",
        recorded=_leave_out(
            lambda sent, run: _starts_with(run, "run") and sent.target.endswith("/json")
        ),
        ours=_leave_out(
            lambda sent, run: _starts_with(run, "run", "attach") and sent.target.endswith("/wait")
        ),
    ),
    OtherRequest(
        "`run` attaches before it starts: so also where the start fails.",
        ours=_leave_out(
            lambda sent, run: "-p x" in run.command and _path(sent).endswith("/attach")
        ),
    ),
    OtherRequest(
        "A pull, a build and a commit mean different things to different engines: who answers "
        "is asked.",
        ours=_leave_out(lambda sent, run: sent.target == "/_ping"),
    ),
    OtherRequest(
        "stdin is attached only where the container reads it: where it does not, the stream of a "
        "0.6.3 daemon stays open after its end.",
        recorded=_reads_no_stdin,
    ),
    OtherRequest(
        "Until the engine is known: Podman wants ports and limits in a HostConfig.",
        ours=_without_keys("HostConfig", "ExposedPorts"),
    ),
    OtherRequest(
        "`logs` looks first whether there is a Tty, and so who answers; if there is no container "
        "it asks for no log.",
        recorded=_leave_out(lambda sent, run: run.command == "logs nosuch"),
        ours=_leave_out(lambda sent, run: _starts_with(run, "logs") and sent.method == "GET"),
    ),
    OtherRequest(
        "`commit` sends what the description has (m, run), too, and splits NAME:TAG.",
        ours=_our_commit,
    ),
    OtherRequest(
        "`commit` sends a run config only as far as it is given; {} for none.",
        recorded=_what_commit_says,
        ours=_what_commit_says,
    ),
    OtherRequest(
        "The recorders had an index of their own.",
        recorded=lambda sent, run: (
            replace(sent, body=sent.body.replace(b"http://127.0.0.1:5063/v1/", INDEX.encode()))
            if _starts_with(run, "login") and "http://" not in run.command
            else sent
        ),
    ),
    OtherRequest(
        "The tars are left out of the recording; a build of a URL has none, and so no type.",
        recorded=_without_tar,
        ours=_without_tar,
    ),
    OtherRequest(
        "A context without a Dockerfile is not sent.",
        recorded=_leave_out(lambda sent, run: "# no Dockerfile" in run.command),
    ),
    OtherRequest(
        "A GET has no body.",
        recorded=lambda sent, run: (
            replace(sent, body=b"", content_type="") if sent.method == "GET" else sent
        ),
    ),
    OtherRequest(
        "Options that 0.6.3 did not have are there: it sent nothing.",
        ours=_leave_out(lambda sent, run: b"flag provided but not defined" in run.stderr),
    ),
)


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
    """To the index, as the recorded user was."""
    for exchange in run.exchanges:
        header = Sent.recorded(exchange).registry_auth
        login = json.loads(base64.urlsafe_b64decode(header or "e30="))
        if "username" in login:
            auth = base64.b64encode(f"{login['username']}:{login['password']}".encode()).decode()
            entry = {"auth": auth, "email": login["email"]}
            (home / ".dockercfg").write_text(json.dumps({INDEX: entry}))


def _make_contexts(home: Path) -> None:
    """What the recorded user built; what is in it does not matter, nor is it recorded."""
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
    """What is expected to differ; the second run with a cidfile is the one that is refused."""
    none = Difference("", "", ())
    if "-cidfile" in run.command and run.exit_status == 0:
        return none
    return next((one for one in DIFFERENCES if run.command in one.commands), none)


sections = pytest.mark.parametrize(
    ("name", "run"), [pytest.param(*section, id=_title(section[1])) for section in REPLAYED]
)


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
        # The recorder left the end of the answer out, and so does the replay.
        count = min(ours.stdout.count(b"\n"), expected.count(b"\n"))
        assert count > 8
        assert ours.stdout.split(b"\n")[:count] == expected.split(b"\n")[:count]
    else:
        assert ours.stdout == expected
    status = run.exit_status if difference.exit_status is None else difference.exit_status
    assert ours.exit_status == status, ours.stderr


def _check_errors(done: Replayed) -> None:
    """The same messages in the same order, with `Error: ` where 0.6.3 had a date before them."""
    run = done.run
    if b"flag provided but not defined" in run.stderr:
        return  # an option that 0.6.3 did not have
    expected = [OTHER_WORDS[run.command]] if run.command in OTHER_WORDS else _their_errors(run)
    assert _our_errors(done.result) == expected


def _their_errors(run: Run) -> list[str]:
    plain = _plain_progress(run.stderr).decode().splitlines()
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
        # To look once more (whether the container runs on) is no other request.
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
