"""Options that 1.5 lacks, of commands that it has: one line, and nothing is done."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--add-host", "a:1.2.3.4"], "--add-host needs API 1.28"),
        (["--build-arg", "A=b"], "--build-arg needs API 1.21"),
        (["--target", "x", "--pull"], "--target needs API 1.29"),
        (["--label=a=b"], "--label needs API 1.23"),
        (["--network", "none"], "--network needs API 1.25"),
    ],
)
def test_build(
    docker15: Docker15, engine: Engine, tmp_path: Path, options: list[str], what: str
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    result = docker15("build", *options, str(tmp_path))
    assert result.error == f"{what} or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")
    assert not any("build" in line for line in engine.requests.lines)


@pytest.mark.parametrize(
    ("option", "parameter"), [("--rm=false", ["0"]), ("--rm", ["1"]), ("-q", [])]
)
def test_a_build_that_keeps_its_containers(
    tmp_path: Path, option: str, parameter: list[str]
) -> None:
    """Later engines remove them unless they are told not to."""
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    with Engine(api="1.52") as engine:
        Docker15(tmp_path, engine.url)("build", option, str(tmp_path))
        (target,) = (one.target for one in engine.requests if "/build" in one.target)
    assert parse_qs(urlsplit(target).query).get("rm", []) == parameter


def test_the_last_of_several_options_for_the_name_counts(tmp_path: Path) -> None:
    limits = ("--ulimit", "nofile=1", "--ulimit", "core=3", "--ulimit", "nofile=2")
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        name = docker15("create", *limits, "-v", "/a:/b", "-v", "/a:/b", "busybox", "true").line
        shown = docker15("inspect", "-f", "{{json .HostConfig}}", name).line
    host = json.loads(shown)
    assert [(limit["Name"], limit["Soft"]) for limit in host["Ulimits"]] == [
        ("nofile", 2),
        ("core", 3),
    ]
    assert host["Binds"] == ["/a:/b"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["build", "--add-host", "a:x", "."], "--add-host takes NAME:ADDRESS: 'a:x'"),
        (["build", "--build-arg", "=x", "."], "--build-arg takes NAME or NAME=VALUE: '=x'"),
        (["build", "--label", "=x", "."], "--label takes KEY or KEY=VALUE: '=x'"),
        (["build", "--shm-size=x", "."], "--shm-size takes bytes, or a number with k, m or g: 'x'"),
        (["create", "--mount", "x", "busybox"], "--mount doesn't take x with type=volume: 'x'"),
        (["run", "--sysctl", "x", "busybox"], "--sysctl takes KEY=VALUE: 'x'"),
        (
            ["run", "--pid", "nosuch", "busybox"],
            "--pid takes host, private, container, ns: 'nosuch'",
        ),
        (
            ["run", "--pid", "container:", "busybox"],
            "--pid takes host, private, container, ns: 'container:'",
        ),
        (
            ["run", "--userns", "nosuch", "busybox"],
            "--userns takes host, private, auto, keep-id, nomap, container, ns: 'nosuch'",
        ),
        (["run", "--network", "", "busybox"], "--network takes the name of a network"),
        (["run", "-dns", "x", "busybox"], "--dns takes an IP address: 'x'"),
        (
            ["run", "-p", "target=80,nosuch=1", "busybox"],
            "-p takes target=PRIVATE,published=PUBLIC,protocol=PROTO: 'target=80,nosuch=1'",
        ),
        (["run", "--health-retries=-1", "busybox"], "--health-retries takes a number: '-1'"),
        (["run", "--pids-limit=-2", "busybox"], "--pids-limit takes a number: '-2'"),
    ],
)
def test_wrong_usage_sends_nothing(
    docker15: Docker15, engine: Engine, args: list[str], message: str
) -> None:
    result = docker15(*args)
    error, hint = result.stderr.decode().splitlines()
    assert (error, hint) == (f"Error: {message}", f"See `docker15 {args[0]} --help`.")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


def test_cache_from(lone_docker15: Docker15) -> None:
    """As with F10, if given twice, both count."""
    with Engine(api="1.52") as engine:
        args = ["--cache-from", "busybox", "--cache-from", "a,b/c:1"]
        lone_docker15("build", *args, "-", host=engine.url, stdin=b"FROM busybox\n")
        (sent,) = (line for line in engine.requests.lines if "/build" in line)
    query = parse_qs(urlsplit(sent.split()[1]).query)
    assert json.loads(query["cachefrom"][0]) == ["busybox", "a", "b/c:1"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("stop -s INT c", "--signal needs API 1.42"),
        ("restart --signal HUP c", "--signal needs API 1.42"),
        ("rm --link c/db", "rm --link needs API 1.6"),
        ("commit -c ENV=1 c", "commit --change needs API 1.18"),
        ("commit -p c", "commit --pause needs API 1.13"),
        ("import -m why http://example.org/x", "import --message needs API 1.21"),
        ("import -c CMD=x http://example.org/x", "import --change needs API 1.18"),
        ("import --platform a/b http://example.org/x", "import --platform needs API 1.32"),
        ("rmi --no-prune busybox", "rmi --no-prune needs API 1.10"),
        ("rmi --platform linux/arm64 busybox", "rmi --platform needs API 1.50"),
        ("history --platform linux/arm64 busybox", "history --platform needs API 1.48"),
        ("logs --details c", "logs --details needs API 1.24"),
        ("search -f stars=3 x", "search --filter needs API 1.24"),
        ("push --platform linux/arm64 a/b", "push --platform needs API 1.46"),
        ("create --gpus all busybox", "--gpus needs API 1.40"),
        ("create --annotation a=b busybox", "--annotation needs API 1.43"),
        ("create --network a --network b busybox", "--network needs API 1.11"),
        ("build -m 64m http://example.org/x", "--memory needs API 1.18"),
        ("build --ulimit core=1 http://example.org/x", "--ulimit needs API 1.21"),
    ],
)
def test_1_5_lacks(docker15: Docker15, engine: Engine, line: str, what: str) -> None:
    result = docker15(*line.split())
    assert result.error.removeprefix("c: ") == f"{what} or later; this engine speaks 1.5"
    assert result.exit_status == 1
    assert not any(one.method != "GET" for one in engine.requests)


ARM = "%7B%22architecture%22%3A+%22arm64%22%2C+%22os%22%3A+%22linux%22%7D"


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("stop -s INT -t 3 c", "POST /containers/c/stop?signal=INT&t=3"),
        ("restart -s HUP c", "POST /containers/c/restart?signal=HUP"),
        ("rm -l c/db", "DELETE /containers/c/db?link=1"),
        ("rmi --no-prune x", "DELETE /images/x?noprune=1"),
        ("rmi --platform linux/aarch64 x", f"DELETE /images/x?platforms={ARM}"),
        ("history --platform linux/arm64/v8 x", f"GET /images/x/history?platform={ARM}"),
        ("push --platform linux/arm64 a/b:c", f"POST /images/a/b/push?tag=c&platform={ARM}"),
        ("push -a a/b", "POST /images/a/b/push"),
        ("pull -a a/b", "POST /images/create?fromImage=a%2Fb"),
        (
            "search -f stars=3 x",
            "GET /images/search?term=x&filters=%7B%22stars%22%3A+%7B%223%22%3A+true%7D%7D",
        ),
        (
            "import -m why -c A -c B --platform a/b http://e.org/x y:z",
            "POST /images/create?fromSrc=http%3A%2F%2Fe.org%2Fx&repo=y&tag=z&message=why"
            "&platform=a%2Fb&changes=A&changes=B",
        ),
        (
            "commit -c A -c B -p=false c",
            "POST /commit?author=&comment=&container=c&m=&repo=&run=&tag=&pause=0"
            "&changes=A&changes=B",
        ),
        (
            "build -m 1k --memory-swap -1 -c 5 --cpu-quota -1 http://e.org/x",
            "POST /build?remote=http%3A%2F%2Fe.org%2Fx&memory=1024&memswap=-1&cpushares=5"
            "&cpuquota=-1",
        ),
        (
            "build --security-opt a=b,c=d --cgroup-parent /x --squash http://e.org/x",
            "POST /build?remote=http%3A%2F%2Fe.org%2Fx&cgroupparent=%2Fx&squash=1"
            "&securityopt=a%3Db&securityopt=c%3Dd",
        ),
    ],
)
def test_what_is_sent_to_later_engines(tmp_path: Path, line: str, sent: str) -> None:
    with Engine(api="1.52") as engine:
        Docker15(tmp_path, engine.url)(*line.split())
        lines = [one.replace("/v1.52", "") for one in engine.requests.lines]
    assert sent in lines


@pytest.mark.parametrize("name", ["push", "pull"])
def test_all_tags_and_one_tag_are_wrong_usage(
    docker15: Docker15, engine: Engine, name: str
) -> None:
    result = docker15(name, "-a", "team/app:v1")
    assert result.stderr.startswith(b"Error: Conflicting options: -a and the tag v1\n")
    assert (result.exit_status, engine.requests.connections) == (2, 0)


def test_all_tags_are_the_default_with_1_5(docker15: Docker15, engine: Engine) -> None:
    docker15("pull", "-a", "team/app")
    assert "POST /v1.5/images/create?fromImage=team%2Fapp&tag=" in engine.requests.lines


@pytest.mark.parametrize("text", ["linux", "linux/", "a/b/c/d", "linux/arm 64"])
def test_bad_platforms(docker15: Docker15, engine: Engine, text: str) -> None:
    result = docker15("rmi", "--platform", text, "busybox")
    taken = "--platform takes OS/ARCH[/VARIANT], such as linux/arm64"
    assert result.stderr.decode().splitlines()[0] == f"Error: {taken}: {text!r}"
    assert (result.exit_status, engine.requests.connections) == (2, 0)


@pytest.mark.parametrize(
    "option",
    ["--secret=id=x", "--ssh=default", "--output=out", "-oout", "--progress=plain", "--load"],
)
def test_what_needs_buildkit(docker15: Docker15, engine: Engine, option: str) -> None:
    result = docker15("build", option, ".")
    name = "--output" if option.startswith("-o") else option.partition("=")[0]
    text = f"{name} needs BuildKit: docker15 builds with the engine's classic builder"
    assert result.stderr.decode().splitlines()[0] == f"Error: {text}"
    assert (result.exit_status, engine.requests.connections) == (2, 0)


@pytest.mark.parametrize("api", ["", "1.52"])
@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_the_id_of_what_was_built(tmp_path: Path, api: str, quiet: list[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nENV A b\n")
    (tmp_path / "iid").write_text("of a build before")
    with Engine(api=api) as engine:
        docker15 = Docker15(tmp_path, engine.url)
        result = docker15("build", "--iidfile", "iid", "-t", "new", *quiet, ".", cwd=tmp_path)
        assert result.exit_status == 0, result
        image = json.loads(docker15("inspect", "new").stdout)[0]
    assert (tmp_path / "iid").read_text() == (image.get("Id") or image["id"])


def test_a_failed_build_writes_no_id(docker15: Docker15, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nRUN exit 3\n")
    (tmp_path / "iid").write_text("of a build before")
    assert docker15("build", "--iidfile", "iid", ".", cwd=tmp_path).exit_status == 1
    assert not (tmp_path / "iid").exists()
    result = docker15("build", "--iidfile", "no/such/iid", ".", cwd=tmp_path)
    assert result.exit_status == 2


def test_a_compressed_context(docker15: Docker15, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nADD file /file\n")
    (tmp_path / "file").write_bytes(bytes(1_000_000))
    result = docker15("build", "--compress", "-t", "new", ".", cwd=tmp_path)
    assert result.exit_status == 0, result
    (request,) = (request for request in engine.requests if "/build" in request.target)
    assert len(request.body) < 10_000
    assert gzip.decompress(bytes(request.body)).count(bytes(1_000_000)) == 1


def test_ages_and_sizes_as_plain_values(tmp_path: Path) -> None:
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        asked = ("history", "--format", "{{.CreatedSince}} {{.Size}}", "busybox")
        since, size = docker15(*asked, "-H=false").line.split()
        assert since.endswith("Z")
        assert size.isdigit()
        assert "ago" in docker15(*asked).line
        _, row = docker15("history", "--human=false", "busybox").lines[:2]
        assert since in row
