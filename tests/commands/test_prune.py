"""`docker15 container|image|network|volume|system prune`: the plan, the question, the removals."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docker15_cli.output import units_docker
from docker15_cli.prune.criteria import Criteria
from tests.docker15 import Docker15, Result
from tests.fake_engine import BUSYBOX, Engine
from tests.fake_engine.faults import Fault
from tests.fake_engine.http import Connection
from tests.pty import Terminal

QUESTION = b"Are you sure you want to continue? [y/N] "


@pytest.fixture(params=["", "1.52"])
def each_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine of API 1.5, and one of today's."""
    with Engine(api=request.param) as running:
        yield running


@pytest.fixture
def today() -> Iterator[Engine]:
    with Engine(api="1.52") as running:
        yield running


@pytest.fixture
def d15(today: Engine, tmp_path: Path) -> Docker15:
    return Docker15(tmp_path, today.url)


def ended(docker15: Docker15, *options: str) -> str:
    container = docker15("run", "-d", *options, "busybox", "true").line
    docker15("wait", container)
    return container


def answered(docker15: Docker15, *words: str, first: Callable[[], object]) -> Result:
    """Prune, do something when the question comes, and then answer yes."""
    reader, writer = os.pipe()
    try:
        with docker15.start(*words, stdin=reader) as process:
            process.wait_for(QUESTION, "stderr")
            first()
            os.write(writer, b"y\n")
            return process.result()
    finally:
        os.close(reader)
        os.close(writer)


def test_it_shows_asks_and_removes(each_engine: Engine, tmp_path: Path) -> None:
    docker15 = Docker15(tmp_path, each_engine.url)
    running = docker15("run", "-d", "busybox", "sleep", "60").line
    stopped = ended(docker15)
    shown = docker15("container", "prune", "--dry-run")
    title, row, total = shown.lines
    assert title.split() == ["KIND", "ID", "NAME", "SIZE"]
    assert row.split()[:2] == ["container", stopped]
    assert total.startswith("Total: 1 container: ")
    with Terminal(docker15, "container", "prune") as terminal:
        terminal.wait_for(QUESTION)
        terminal.type(b"n\r")
        assert terminal.exit_status() == 0
    assert set(docker15("ps", "-aq").lines) == {running, stopped}
    with Terminal(docker15, "container", "prune") as terminal:
        terminal.wait_for(QUESTION)
        assert stopped.encode() in terminal.output
        terminal.type(b"y\r")
        assert terminal.exit_status() == 0
        assert b"Deleted Containers:" in terminal.output
    assert docker15("ps", "-aq").lines == [running]


def test_what_docker_prints(d15: Docker15) -> None:
    stopped = ended(d15, "--name", "one")
    full = d15("inspect", "-f", "{{.Id}}", stopped).line
    result = d15("container", "prune", "-f")
    assert result.lines == ["Deleted Containers:", full, "", "Total reclaimed space: 0B"]
    assert (result.exit_status, result.stderr) == (0, b"")
    assert d15("container", "prune", "-f").lines == ["Total reclaimed space: 0B"]
    d15("network", "create", "n")
    assert d15("network", "prune", "-f").lines == ["Deleted Networks:", "n", ""]
    assert d15("network", "prune", "-f").lines == []


@pytest.mark.parametrize("stdin", [b"", b"n\n", b"\n", b"yep\n"])
def test_without_a_terminal_the_answer_is_on_stdin(d15: Docker15, stdin: bytes) -> None:
    stopped = ended(d15)
    result = d15("container", "prune", stdin=stdin)
    assert result.stdout == b""
    assert QUESTION in result.stderr
    assert d15("ps", "-aq").lines == [stopped]
    last = result.stderr.decode().splitlines()[-1]
    if stdin:
        assert result.exit_status == 0
    else:
        assert last == "Error: nothing was removed: no answer on stdin; -f does not ask"
        assert result.exit_status == 1
    assert d15("container", "prune", stdin=b"y\ny\ny\n").lines[0] == "Deleted Containers:"


def test_if_there_is_nothing_to_remove_nothing_is_asked(d15: Docker15) -> None:
    result = d15("system", "prune", "--volumes")
    assert (result.line, result.exit_status) == ("Total reclaimed space: 0B", 0)
    assert d15("system", "prune", "--dry-run").line == "nothing to remove"


def test_objects_created_meanwhile_stay(d15: Docker15) -> None:
    stopped = ended(d15)
    others: list[str] = []
    result = answered(d15, "container", "prune", first=lambda: others.append(ended(d15)))
    assert result.lines[0] == "Deleted Containers:"
    assert result.lines[1].startswith(stopped)
    assert d15("ps", "-aq").lines == others


def test_objects_used_meanwhile_stay(d15: Docker15, today: Engine) -> None:
    container = d15("create", "--name", "job", "busybox", "sleep", "60").line
    d15("volume", "create", "data")
    d15("network", "create", "back")
    today.state.images.tag("app", "v1", BUSYBOX)
    other = ended(d15)

    def use() -> None:
        d15("start", container)
        d15("network", "connect", "back", container)

    result = answered(d15, "system", "prune", first=use)
    assert result.exit_status == 0
    kept = [line for line in result.stderr.decode().splitlines() if line.startswith("kept")]
    assert kept == [
        "kept, because it has changed: container job",
        "kept, because it has changed: network back",
    ]
    assert [line[:12] for line in result.lines][:2] == ["Deleted Cont", other]
    assert d15("ps", "-q").lines == [container]
    assert "back" in d15("network", "ls", "--format", "{{.Name}}").lines


def test_a_volume_that_was_recreated_is_another(d15: Docker15, today: Engine) -> None:
    d15("volume", "create", "data")

    def replace() -> None:
        today.state.volumes["data"]["CreatedAt"] = "2001-01-01T00:00:00Z"

    result = answered(d15, "volume", "prune", "-a", first=replace)
    assert result.lines == ["Total reclaimed space: 0B"]
    assert d15("volume", "ls", "-q").lines == ["data"]


def test_a_tag_that_moved_is_another_image(d15: Docker15, today: Engine) -> None:
    ended(d15, "--name", "job")
    d15("commit", "job", "one:v1")
    d15("commit", "job", "two:v1")
    result = answered(d15, "image", "prune", "-a", first=lambda: d15("tag", "two:v1", "one:v1"))
    assert "kept, because it has changed: image one:v1" in result.stderr.decode()
    assert "untagged: two:v1" in result.lines
    left = d15("images", "--format", "{{.Repository}}:{{.Tag}}").lines
    assert sorted(left) == ["<none>:<none>", "busybox:latest", "one:v1"]


class During(Fault):
    """Does something while a request is being handled."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    def before(self, connection: Connection) -> bool:
        self._act()
        return False


def test_objects_that_change_during_the_removals_stay(d15: Docker15, today: Engine) -> None:
    """While a container is being removed, a tag moves, a volume is replaced, an image is named."""
    ended(d15, "--name", "job")
    d15("commit", "job", "one:v1")
    d15("commit", "job", "two:v1")
    d15("commit", "job", "lost:v1")
    lost = today.state.images.lookup("lost:v1").id
    today.state.images.untag("lost", "v1")
    unnamed = d15("volume", "create").line

    def change() -> None:
        today.state.images.tag("one", "v1", BUSYBOX)
        today.state.images.tag("found", "v1", lost)
        today.state.volumes[unnamed]["CreatedAt"] = "2001-01-01T00:00:00Z"

    today.faults.arm(During(change), "DELETE", "/containers/")
    result = d15("system", "prune", "-a", "-f", "--volumes")
    kept = [line.rpartition(" ")[2] for line in result.stderr.decode().splitlines()]
    assert sorted(kept) == sorted([unnamed, "one:v1", lost[:12]])
    left = d15("images", "--format", "{{.Repository}}:{{.Tag}}").lines
    assert {"one:v1", "found:v1"} <= set(left)
    assert "two:v1" not in left
    assert d15("volume", "ls", "-q").lines == [unnamed]


def test_images_in_use_keep_all_tags(each_engine: Engine, tmp_path: Path) -> None:
    docker15 = Docker15(tmp_path, each_engine.url)
    container = ended(docker15)
    each_engine.state.images.tag("busybox", "old", BUSYBOX)
    docker15("commit", container, "app", "v1")
    image = docker15("images", "-q", "app").line
    assert docker15("image", "prune", "--dry-run").line == "nothing to remove"
    result = docker15("image", "prune", "-af")
    assert result.lines[::2] == ["Deleted Images:", f"deleted: {image}", result.lines[-1]]
    assert result.lines[1] in ("untagged: app:v1", f"untagged: {image}")  # as in 1.5
    names = {line.split()[1] for line in docker15("images").lines[1:]}
    assert names == {"latest", "old"}
    docker15("rm", container)
    gone = docker15("image", "prune", "-af").lines
    assert [line.partition(":")[0] for line in gone].count("untagged") == 2
    assert docker15("images", "-aq").lines == []


def test_an_untagged_image_is_removed_first(d15: Docker15) -> None:
    ended(d15, "--name", "job")
    d15("commit", "job", "app:v1")
    image = d15("images", "-q", "app").line
    d15("commit", "job", "app:v1")
    shown = d15("image", "prune", "--dry-run")
    assert shown.lines[1].split()[:3] == ["image", image, "<none>"]
    assert d15("image", "prune", "-f").lines[:2] == ["Deleted Images:", f"deleted: {image}"]


def test_the_space_of_images_that_share_layers(d15: Docker15, today: Engine) -> None:
    container = d15("run", "--name", "job", "busybox", "sh", "-c", "echo 12345 > /file")
    assert container.exit_status == 0
    d15("commit", "job", "app:v1")
    size = units_docker.size(today.state.images.lookup("app:v1").size, 4)
    shown = d15("image", "prune", "-a", "--dry-run")
    assert shown.lines[-1] == f"Total: 1 image: at least {size}"
    assert d15("image", "prune", "-a", "-f").lines[-1] == f"Total reclaimed space: {size}"


def test_the_system_as_a_whole(d15: Docker15) -> None:
    d15("network", "create", "back")
    d15("volume", "create", "named")
    unnamed = d15("volume", "create").line
    stopped = ended(d15, "--name", "job", "-v", "named:/x", "-v", f"{unnamed}:/y")
    d15("network", "connect", "back", stopped)
    assert "volume" not in d15("system", "prune", "--dry-run").stdout.decode()
    shown = d15("system", "prune", "-a", "--volumes", "--dry-run")
    kinds = [line.split()[0] for line in shown.lines[1:-1]]
    assert kinds == ["container", "network", "volume", "image"]
    result = d15("system", "prune", "-a", "--volumes", "-f")
    headings = [line for line in result.lines if line.endswith(":")]
    assert headings == [
        *("Deleted Containers:", "Deleted Networks:"),
        *("Deleted Volumes:", "Deleted Images:"),
    ]
    assert d15("volume", "ls", "-q").lines == ["named"]
    assert d15("images", "-q").lines == []


def test_a_network_of_a_stopped_container_stays(d15: Docker15) -> None:
    d15("network", "create", "back")
    d15("network", "connect", "back", ended(d15))
    assert d15("network", "prune", "-f").lines == []
    assert "back" in d15("network", "ls", "--format", "{{.Name}}").lines


def test_volumes(d15: Docker15, today: Engine) -> None:
    unnamed = d15("volume", "create").line
    for name in ("plain", "elsewhere", "marked"):
        d15("volume", "create", "--label", f"of={name}", name)
    today.state.volumes["elsewhere"]["Options"] = {"type": "nfs"}
    assert d15("volume", "prune", "-f").lines[1] == unnamed
    kept = d15("volume", "prune", "-af", "--filter", "label!=of=marked")
    assert kept.lines == ["Deleted Volumes:", "plain", "", "Total reclaimed space: 12B"]
    assert d15("volume", "prune", "-f", "--filter", "all=1").lines[1] == "marked"
    assert d15("volume", "ls", "-q").lines == ["elsewhere"]


def test_before_1_42_the_name_shows_which_are_anonymous(today: Engine, tmp_path: Path) -> None:
    with Engine(api="1.52", minimum="1.24") as engine:
        old = Docker15(tmp_path, engine.url, {"DOCKER_API_VERSION": "1.41"})
        name = "ab" * 32
        for volume in ("data", name):
            old("volume", "create", volume)
        assert old("volume", "prune", "-f").lines[1:3] == [name, ""]
        assert old("volume", "ls", "-q").lines == ["data"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ["container", "prune", "--filter", "dangling=true"],
            "--filter takes until=, label= or label!=: 'dangling=true'",
        ),
        (
            ["image", "prune", "--filter", "x"],
            "--filter takes until=, label=, label!= or dangling=: 'x'",
        ),
        (
            ["image", "prune", "--filter", "dangling=x"],
            "--filter dangling= takes true or false, not 'x'",
        ),
        (
            ["image", "prune", "-a", "--filter", "dangling=true"],
            "Conflicting options: -a and --filter dangling=true",
        ),
        (
            ["network", "prune", "--filter", "until=x"],
            "--filter until takes a Unix time, RFC 3339 or a duration such as 10m: 'x'",
        ),
        (
            ["container", "prune", "--filter", "until=1h", "--filter", "until=2h"],
            "--filter until= is given twice",
        ),
        (
            ["volume", "prune", "--filter", "until=1h"],
            "--filter takes label=, label!= or all=: 'until=1h'",
        ),
        (
            ["volume", "prune", "-a", "--filter", "all=1"],
            "Conflicting options: -a and --filter all=",
        ),
        (
            ["system", "prune", "--volumes", "--filter", "until=1h"],
            "--filter until= is not supported with --volumes: volumes have no age",
        ),
    ],
)
def test_wrong_usage(d15: Docker15, today: Engine, words: list[str], error: str) -> None:
    result = d15(*words)
    assert (result.exit_status, result.stdout) == (2, b"")
    assert result.stderr.decode().splitlines()[0] == f"Error: {error}"
    assert today.requests.connections == 0


def test_filters(d15: Docker15) -> None:
    labels = {"a": "1", "b": "2"}
    for filters, fits in (
        ({"label": ["a"]}, True),
        ({"label": ["a", "b=2"]}, True),
        ({"label": ["a", "b=1"]}, False),
        ({"label!": ["a=2"]}, True),
        ({"label!": ["a=2", "b"]}, False),
        ({"until": ["100"]}, True),
        ({"until": ["51"]}, True),
        ({"until": ["50.5"]}, False),
    ):
        assert Criteria(filters).fit(50, labels) is fits, filters
    d15("create", "--label", "keep", "busybox", "true")
    other = d15("create", "busybox", "true").line
    assert d15("container", "prune", "-f", "--filter", "until=1h").lines[0].startswith("Total")
    result = d15("container", "prune", "-f", "--filter", "label!=keep", "--filter", "until=-1h")
    assert result.lines[1].startswith(other)
    assert len(d15("ps", "-aq").lines) == 1


def test_docker_s_prune_filters(d15: Docker15) -> None:
    config = d15.home / ".docker" / "config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"pruneFilters": ["label!=keep"]}))
    kept = d15("create", "--label", "keep", "busybox", "true").line
    d15("create", "busybox", "true")
    assert len(d15("container", "prune", "-f").lines) == 4
    assert d15("ps", "-aq").lines == [kept]
    result = d15("container", "prune", "-f", "--filter", "label=keep")
    assert result.lines[1].startswith(kept)
    config.write_text(json.dumps({"pruneFilters": {}, "x": 1}))
    assert d15("container", "prune", "-f").exit_status == 0
    config.write_text(json.dumps({"pruneFilters": "label!=keep"}))
    broken = d15("container", "prune", "-f")
    assert "has pruneFilters of the wrong type" in broken.stderr.decode()
    assert broken.exit_status == 1


def test_features_that_1_5_lacks(docker15: Docker15, engine: Engine) -> None:
    for words, error in (
        (("volume", "prune"), "volume prune needs API 1.21"),
        (("network", "prune"), "network prune needs API 1.21"),
        (("system", "prune", "--volumes"), "system prune --volumes needs API 1.21"),
        (("container", "prune", "--filter", "label=a"), "--filter label= needs API 1.18"),
    ):
        result = docker15(*words)
        assert result.error == f"{error} or later; this engine speaks 1.5"
        assert (result.exit_status, result.stdout) == (1, b"")


def test_ctrl_c_removes_nothing(d15: Docker15) -> None:
    stopped = ended(d15)
    with Terminal(d15, "container", "prune") as terminal:
        terminal.wait_for(QUESTION)
        terminal.type(b"\x03")
        assert terminal.exit_status() == 128 + signal.SIGINT
    assert d15("ps", "-aq").lines == [stopped]


def test_several_engines_have_one_plan(today: Engine, d15: Docker15) -> None:
    with Engine(api="1.52") as second:
        one = ended(d15)
        other = d15("create", "busybox", "true", host=second.url).line
        hosts = ("-H", today.url, "-H", second.url)
        refused = d15(*hosts, "container", "prune", "-f")
        assert b"choose one with -H, or add --all-hosts" in refused.stderr
        assert refused.exit_status == 2
        shown = d15(*hosts, "container", "prune", "--all-hosts", "--dry-run")
        assert [line.split()[:3] for line in shown.lines[:-1]] == [
            ["HOST", "KIND", "ID"],
            [today.url, "container", one],
            [second.url, "container", other],
        ]
        result = d15(*hosts, "container", "prune", "--all-hosts", stdin=b"y\n")
        assert result.stderr.count(QUESTION) == 1
        removed = {
            line[: len(url) + 14] for line in result.lines for url in (today.url, second.url)
        }
        assert {f"{today.url}: {one}", f"{second.url}: {other}"} <= removed
        assert f"{today.url}: Total reclaimed space: 0B" in result.lines
        assert d15("ps", "-aq").lines == d15("ps", "-aq", host=second.url).lines == []


def test_an_engine_that_fails_is_reported(today: Engine, d15: Docker15) -> None:
    ended(d15)
    dead = "unix:///nosuch/engine.sock"
    result = d15("-H", dead, "-H", today.url, "container", "prune", "--all-hosts", "-f")
    assert result.exit_status == 1
    assert "/nosuch/engine.sock" in result.stderr.decode()
    assert d15("ps", "-aq").lines == []
