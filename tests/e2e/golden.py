"""Where docker15 differs from the original client on purpose, and why."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from docker15_cli import __version__
from tests.e2e.replay import Sent, is_log_read
from tests.recordings import Run

INDEX = "https://index.docker.io/v1/"
RECORDERS_HOME = "/opt/olddocker"


def plain_progress(stdout: bytes) -> bytes:
    """A terminal's progress as lines, without escapes, counters and repeated lines of a layer."""
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
        "API version in use: 1.5 (native: the engine's answers do not name a version)\n"
    ).encode()


@dataclass(frozen=True)
class Difference:
    """Where docker15 differs from 0.6.3 on purpose, in the runs of these commands.

    `stdout` turns the recorded output into ours.
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
        "0.6.3 left a comma in its place: `},,{` is no JSON; and it exited 0.",
        ("inspect 153ab0e44d63 nosuch busybox", "inspect nosuch"),
        exit_status=1,
        stdout=lambda stdout: stdout.replace(b"},,{", b"},{") + b"\n",
    ),
    Difference(
        "`inspect` ends its last line.",
        "0.6.3 did not: a prompt, or the next command's output, stood behind it.",
        ("inspect busybox", "inspect ce48cc35f453"),
        stdout=lambda stdout: stdout + b"\n",
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
        ),
        exit_status=125,
    ),
    Difference(
        "Wrong usage is exit status 2, and help does not go to stdout.",
        "0.6.3 exited 1, or printed its help to stdout and exited 0.",
        (
            "run -d -a stdout busybox x",
            "run -w rel busybox x",
            "run -p x busybox echo x",
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
        stdout=plain_progress,
    ),
    Difference(
        "`insert` prints the new id to stdout, and the progress to stderr.",
        "A script gets what it wants; 0.6.3 wrote a terminal's control sequences around it.",
        ("insert busybox http://127.0.0.1:5063/file /ins",),
        stdout=lambda stdout: b"f589eb9c104f\n",
    ),
    Difference(
        "`import` prints the new id to stdout, and the progress to stderr.",
        "A script gets what it wants; 0.6.3 wrote a terminal's control sequences around it.",
        ("import - imp v1", "import http://127.0.0.1:5063/rootfs.tar imp v2"),
        stdout=lambda stdout: plain_progress(stdout).splitlines(keepends=True)[-1],
    ),
    Difference(
        "An `import` that fails prints nothing to stdout.",
        "The progress is on stderr.",
        ("import http://127.0.0.1:5063/nosuch e",),
        stdout=lambda stdout: b"",
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
        "A build that fails is exit status 1; why is on stdout once, and once on stderr.",
        "0.6.3 exited 0, so a script could not tell, and said it twice on stdout.",
        ("build /opt/olddocker/bctx2",),
        exit_status=1,
        stdout=lambda stdout: stdout[: stdout.rindex(b"\n", 0, -1) + 1],
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

# The error, where it is worded differently from 0.6.3's: it says more.
OTHER_WORDS = {
    "search": "Missing argument 'TERM'.",
    "login": "a login without a terminal needs -u and -p (or --password-stdin)",
    "run -w rel busybox x": "The working directory is invalid. "
    "It needs to be an absolute path: rel",
    "run -p x busybox echo x": "-p takes [[ADDRESS:]PUBLIC:]PRIVATE[/PROTO], ports or ranges: 'x'",
    "commit -run bad 9288d72a0c98 com2": "-run is not valid JSON: "
    "Expecting value: line 1 column 1 (char 0)",
    "logs nosuch": "No such container: nosuch",
    "cp 9288d72a0c98 /opt/olddocker/cpout": "Resource not specified: "
    "cp takes CONTAINER:PATH, not 9288d72a0c98",
    "insert nosuch http://127.0.0.1:5063/file /ins": "nosuch: nothing inserted: "
    "no such image, or http://127.0.0.1:5063/file can't be fetched",
    "import - e": "stdin is empty: not a tar archive",
    "build /opt/olddocker/bctx2": "The command [/bin/sh -c exit 7] returned a non-zero code: 7",
    "build /opt/olddocker/nosuch": "/opt/olddocker/nosuch: No such file or directory",
    "build /opt/olddocker/rootfs   # no Dockerfile": "no Dockerfile in /opt/olddocker/rootfs; "
    "use -f to name another file",
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
    """Where docker15's requests differ from 0.6.3's on purpose: rewrites that make them equal.

    Each takes a request of its side, and returns what to compare; None leaves it out.
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
    if sent.target.startswith("/v1.5/images/create?fromSrc=-"):
        return replace(sent, body=b"")
    if _path(sent) != "/v1.5/build":
        return sent
    is_remote = "remote=" in sent.target
    return replace(sent, body=b"", content_type="" if is_remote else sent.content_type)


def _reads_no_stdin(sent: Sent, run: Run) -> Sent:
    """Drop the request for a stdin that the container doesn't read."""
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


def _without_an_empty_entrypoint(sent: Sent, run: Run) -> Sent:
    if not _path(sent).endswith("/containers/create"):
        return sent
    return replace(sent, body=sent.body.replace(b'"Entrypoint":[]', b'"Entrypoint":null'))


def _go_json(value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").encode()


def _our_commit(sent: Sent, run: Run) -> Sent:
    target = re.sub(r"[&?](m|run)=[^&]*", "", sent.target)
    target = target.replace("repo=com3&tag=tagged", "repo=com3%3Atagged&tag=")
    return replace(sent, target=target) if _path(sent).endswith("/commit") else sent


def _what_commit_says(sent: Sent, run: Run) -> Sent:
    """The parts of the run config that aren't defaults."""
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
        "A container's log tells whether all of its output has come.",
        ours=_leave_out(is_log_read),
    ),
    OtherRequest(
        "A malformed port is refused before anything is sent.",
        recorded=_leave_out(lambda sent, run: "-p x" in run.command),
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
        "No entrypoint is null: to Podman an empty one is none, also where the image has one.",
        recorded=_without_an_empty_entrypoint,
        ours=_without_an_empty_entrypoint,
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
        "An empty stdin is not a tar archive, and is not sent.",
        recorded=_leave_out(lambda sent, run: run.command == "import - e"),
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
