"""Engines by name: groups, contexts, and what `docker15 hosts` shows about them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.fake_engine.faults import Stall

DEAD = "unix:///nosuch/engine.sock"


class Fleet:
    """Two engines, one of which has a context, and docker15 without an address."""

    def __init__(self, home: Path, old: Engine, modern: Engine) -> None:
        self.docker15 = Docker15(home)
        self.old = old
        self.modern = modern
        self.docker15("context", "create", "lab", "--docker", f"host={modern.url}")

    def write(self, text: str, home: str = ".config") -> Path:
        path = self.docker15.home / home / "docker15" / "hosts"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        old, modern = stack.enter_context(Engine()), stack.enter_context(Engine(api="1.52"))
        yield Fleet(tmp_path, old, modern)


# --- -H and DOCKER_HOSTS


def test_a_context_is_a_host(fleet: Fleet) -> None:
    made = fleet.docker15("-H", "lab", "create", "busybox", "true").line
    assert fleet.docker15("-H", fleet.modern.url, "ps", "-a", "-q").line == made
    hosts = fleet.docker15("-H", "lab", "-H", fleet.old.url, "ps", "-a", "--format", "{{.Host}}")
    assert hosts.lines == ["lab"]
    variable = {"DOCKER_HOSTS": f"{fleet.old.url}, lab"}
    assert fleet.docker15("ps", "-a", "-q", env=variable).line == made


def test_a_group_stands_for_all_its_members(fleet: Fleet) -> None:
    fleet.write(f"# mine\nall = @web {fleet.old.url} lab\nweb=lab  # the new one\nnone =\n\n")
    for given in (("-H", "@all"), ("-H", "@web", "-H", "@all"), ("-H", f"@web,{fleet.old.url}")):
        if "," in given[-1]:
            rows = fleet.docker15("version", env={"DOCKER_HOSTS": given[-1]})
        else:
            rows = fleet.docker15(*given, "version")
        assert rows.exit_status == 0
        shown = [line.removeprefix("Host: ") for line in rows.lines if line.startswith("Host: ")]
        assert shown == ["lab", fleet.old.url]
    alone = fleet.docker15("-H", "@web", "version", "--format", "{{.Client.ApiVersion}}")
    assert alone.line == "1.52"


def test_another_location_of_the_file(fleet: Fleet) -> None:
    fleet.write("web = lab", home="xdg")
    environ = {"XDG_CONFIG_HOME": str(fleet.docker15.home / "xdg")}
    assert fleet.docker15("-H", "@web", "images", "-q", env=environ).exit_status == 0


@pytest.mark.parametrize(
    ("text", "why", "status"),
    [
        ("", "docker15/hosts has none", 2),
        ("a = b", "docker15/hosts has @a", 2),
        ("web =", "no hosts in @web; see `docker15 hosts`", 2),
        ("web = @web", "the group @web contains itself", 1),
        ("web = @a\na = x @b\nb = @web", "the group @web contains itself", 1),
        ("web = @b", "no such group: @b; ", 2),
        ("web", "hosts, line 1: write NAME = HOST HOST…, not 'web'", 1),
        ("\na b = c", "hosts, line 2: write NAME = HOST HOST…, not 'a b = c'", 1),
        ("web = x\nweb = y", "hosts, line 2: web is already defined", 1),
        ("web = ftp://x tcp://y", "bad address 'ftp://x'", 2),
        ("\udcff = x", "is not text", 1),
    ],
)
def test_mistakes_are_reported_before_anything_is_sent(
    fleet: Fleet, text: str, why: str, status: int
) -> None:
    fleet.write("").write_bytes(text.encode(errors="surrogateescape"))
    result = fleet.docker15("-H", "@web", "ps")
    assert why in result.stderr.decode()
    assert (result.stdout, result.exit_status) == (b"", status)
    assert fleet.modern.requests.connections == fleet.old.requests.connections == 0


def test_nested_groups_are_fast(fleet: Fleet) -> None:
    """However they are nested, each is looked up once."""
    doubled = [f"g{n} = @g{n + 1} @g{n + 1}" for n in range(500)]
    fleet.write("\n".join([*doubled, "g500 = lab"]))
    assert fleet.docker15("-H", "@g0", "hosts", "-q", timeout=20).lines == ["lab"]


def test_no_password_is_shown(fleet: Fleet) -> None:
    fleet.write("web = ssh://me:secret@h")
    assert b"secret" not in fleet.docker15("__complete", "hosts", "@", "").stdout
    fleet.write("ssh://me:secret@h")
    assert b"secret" not in fleet.docker15("-H", "@web", "ps").stderr


def test_a_group_and_a_context(fleet: Fleet) -> None:
    fleet.write("web = lab")
    result = fleet.docker15("-H", "@web", "-c", "lab", "ps")
    assert b"-H and --context both name an engine: leave one out" in result.stderr
    assert result.exit_status == 2


def test_an_unknown_bare_name_is_a_machine(fleet: Fleet) -> None:
    error = fleet.docker15("-H", "no-such-host.invalid", "ps").error
    assert error.startswith("can't connect to the engine at tcp://no-such-host.invalid:4243: ")


# --- docker15 hosts


def test_hosts_shows_what_each_speaks(fleet: Fleet) -> None:
    fleet.write(f"web = lab {DEAD}\nall = @web {fleet.old.url}")
    environ = {"DOCKER_HOST": fleet.old.url}
    result = fleet.docker15("hosts", "--format", "json", env=environ)
    assert (result.exit_status, result.stderr) == (0, b"")
    rows = {row["Name"]: row for row in map(json.loads, result.lines)}
    assert list(rows) == ["default", "lab", DEAD, fleet.old.url]
    assert rows["lab"]["Groups"] == "@web,@all"
    assert rows["lab"]["Address"] == fleet.modern.url
    assert rows["lab"]["Engine"].startswith("docker ")
    assert (rows["lab"]["ApiVersion"], rows["lab"]["Error"]) == ("1.52", "")
    assert rows["default"]["Engine"].startswith("native ")
    assert (rows["default"]["Address"], rows["default"]["ApiVersion"]) == (fleet.old.url, "1.5")
    assert rows[DEAD]["Engine"] == ""
    assert rows[DEAD]["Error"].startswith(f"can't connect to the engine at {DEAD}: ")


def test_hosts_with_given_hosts(fleet: Fleet) -> None:
    fleet.write(f"web = lab {fleet.old.url}")
    assert fleet.docker15("-H", "@web", "hosts", "-q").lines == ["lab", fleet.old.url]
    assert fleet.docker15("-H", "lab", "hosts", "-q").lines == ["lab"]
    assert fleet.docker15("-c", "lab", "hosts", "--format", "{{.ApiVersion}}").lines == ["1.52"]
    assert fleet.docker15("-H", fleet.old.url, "hosts", "-q").lines == [fleet.old.url]


def test_a_bad_address_has_its_own_row(fleet: Fleet) -> None:
    fleet.write("web = lab ftp://x")
    broken = fleet.docker15.home / ".docker" / "config.json"
    broken.write_text("{")
    result = fleet.docker15("hosts", "--format", "{{.Name}}: {{.Error}}")
    assert result.exit_status == 0
    rows = dict(line.split(": ", 1) for line in result.lines)
    assert rows["lab"] == ""
    assert rows["ftp://x"].startswith("bad address 'ftp://x'")


def test_quiet_asks_no_engine(fleet: Fleet) -> None:
    fleet.write(f"web = {fleet.old.url}")
    assert fleet.docker15("hosts", "-q").lines == ["default", "lab", fleet.old.url]
    assert fleet.modern.requests.connections == fleet.old.requests.connections == 0


@pytest.mark.timeout(60)
def test_an_engine_that_does_not_answer_does_not_hold_up_others(fleet: Fleet) -> None:
    with Engine() as slow:
        slow.faults.arm(Stall(), "GET", "/version$", times=None)
        fleet.write(f"web = {slow.url} lab")
        rows = fleet.docker15("--timeout", "4", "-H", "@web", "hosts", "--format", "{{.Error}}")
    assert "did not answer" in rows.lines[0]
    assert rows.lines[1] == ""


# --- Tab


def test_groups_and_contexts_are_completed(fleet: Fleet) -> None:
    fleet.write(f"web = lab {DEAD}")
    assert fleet.docker15("__complete", "hosts", "@", "").lines == [f"@web\tlab {DEAD}"]
    (line,) = fleet.docker15("__complete", "hosts", "l", "").lines
    assert line.startswith("lab\tunix:///")


def test_names_come_from_the_first_of_a_group(fleet: Fleet) -> None:
    fleet.write(f"web = lab {fleet.old.url}")
    fleet.docker15("-H", "lab", "create", "--name", "webby", "busybox", "true")
    for host in ("@web", "lab"):
        found = fleet.docker15("__complete", "containers", "webb", "", "-H", host).lines
        assert [line.partition("\t")[0] for line in found] == ["webby"], host
