"""`docker15 ps`."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.docker15 import Docker15
from tests.fake_containers import NO_ID, created, ended, running, two_with_one_prefix
from tests.fake_engine import Answer, Engine

HEADER = "ID                  IMAGE               COMMAND             CREATED             "


def test_no_containers(docker15: Docker15) -> None:
    result = docker15("ps")
    assert result.line == f"{HEADER}STATUS              PORTS"


def test_rows(docker15: Docker15, engine: Engine) -> None:
    """The running containers, newest first, in the layout of 0.6."""
    ended(engine)
    sleeping = running(engine, "sleep", "60", port_specs=["49380:80", "49353:53/udp"])
    shell = running(engine, "sh", "-c", "while :; do sleep 1; done")
    rows = docker15("ps").lines
    assert [row.split()[0] for row in rows[1:]] == [shell.short_id, sleeping.short_id]
    assert "sh -c while :; do sl   " in rows[1]
    assert "sleep 60" in rows[2]
    assert rows[2].rstrip().endswith("49353->53/udp, 49380->80")
    assert len(rows[1]) == len(rows[2])  # PORTS is padded


@pytest.mark.parametrize("spelling", ["-a", "--all", "-all", "-a=true"])
def test_all(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = ended(engine, "sh", "-c", "exit 7")
    assert container.short_id in docker15("ps", spelling).lines[1]
    assert "Exit 7" in docker15("ps", spelling).lines[1]


@pytest.mark.parametrize("spelling", [["-q"], ["--quiet"], ["-aq"], ["-a", "-q"], ["-qa"]])
def test_quiet(docker15: Docker15, engine: Engine, spelling: list[str]) -> None:
    container = running(engine)
    assert docker15("ps", *spelling).line == container.short_id


@pytest.mark.parametrize("spelling", ["-notrunc", "--no-trunc", "--notrunc"])
def test_no_trunc(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = running(engine, "sleep", "60.00000000000000000000000000")
    row = docker15("ps", spelling).lines[1]
    assert row.startswith(container.id)
    assert "sleep 60.00000000000000000000000000 " in row
    assert docker15("ps", "-q", spelling).line == container.id


@pytest.mark.parametrize("spelling", ["-l", "--latest", "-n=1", "-n1", "--last=1"])
def test_latest(docker15: Docker15, engine: Engine, spelling: str) -> None:
    ended(engine)
    latest = ended(engine)
    assert docker15("ps", "-q", spelling).line == latest.short_id


def test_last(docker15: Docker15, engine: Engine) -> None:
    ids = [ended(engine).short_id for _ in range(3)]
    assert docker15("ps", "-q", "-n", "2").lines == [ids[2], ids[1]]
    assert docker15("ps", "-q", "-n", "0").lines == []
    assert docker15("ps", "-q", "-n", "-1").lines == []


@pytest.mark.parametrize("spelling", ["-sinceId", "--since", "-since", "--sinceId"])
@pytest.mark.parametrize("digits", [5, 12, 64])
def test_since(docker15: Docker15, engine: Engine, spelling: str, digits: int) -> None:
    """A 1.5 daemon only knows 12 digits, so any unambiguous prefix is completed."""
    containers = [ended(engine) for _ in range(3)]
    result = docker15("ps", "-q", spelling, containers[1].id[:digits])
    assert result.line == containers[2].short_id


@pytest.mark.parametrize("spelling", ["-beforeId", "--before", "-before"])
def test_before(docker15: Docker15, engine: Engine, spelling: str) -> None:
    containers = [ended(engine) for _ in range(3)]
    result = docker15("ps", "-q", f"{spelling}={containers[1].id[:7]}")
    assert result.line == containers[0].short_id


@pytest.mark.parametrize("option", ["--since", "--before"])
def test_since_a_missing_container(docker15: Docker15, engine: Engine, option: str) -> None:
    result = docker15("ps", option, NO_ID)
    assert result.error == f"No such container: {NO_ID}"
    assert (result.exit_status, result.stdout) == (1, b"")


def test_since_an_ambiguous_prefix(docker15: Docker15, engine: Engine) -> None:
    prefix = two_with_one_prefix(engine)
    result = docker15("ps", "--since", prefix)
    assert result.error == f"No such container: {prefix}"
    assert result.exit_status == 1


@pytest.mark.parametrize("spelling", ["-s", "--size", "-as"])
def test_size(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = running(engine)
    header, row = docker15("ps", spelling).lines
    assert header.endswith("PORTS               SIZE")
    assert row.startswith(container.short_id)
    assert "(virtual 2.0" in row
    assert engine.requests[0].target.endswith("size=1")


def test_a_filter_needs_an_engine_that_has_it(docker15: Docker15) -> None:
    result = docker15("ps", "--filter", "status=exited")
    assert result.error == "--filter needs API 1.12 or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")


def test_an_empty_filter_is_ignored(docker15: Docker15) -> None:
    assert docker15("ps", "--filter", "").exit_status == 0


def test_json_is_dockers_row(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "60", port_specs=["49381:80"])
    container.created = container.started = time.time_ns() - 9000 * 10**9  # 2 hours, both times
    line = docker15("ps", "--format", "json").line
    assert line == docker15("ps", "--format", "{{json .}}").line
    row = json.loads(line)
    assert list(row) == sorted(row)
    assert (row["ID"], row["Command"], row["Platform"]) == (container.short_id, '"sleep 60"', None)
    assert "0.0.0.0:49381-\\u003e80/tcp" in line  # as docker escapes it


def test_api_has_the_apis_own_keys(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, port_specs=["49381:80"])
    row = json.loads(docker15("ps", "--format", "api").line)
    assert row["Id"] == container.id
    assert row["Ports"] == [{"PrivatePort": 80, "PublicPort": 49381, "Type": "tcp"}]


def test_a_template(docker15: Docker15, engine: Engine) -> None:
    container = running(engine, "sleep", "60")
    result = docker15("ps", "--format", "{{.ID}} {{.Image}} {{.Command}} {{upper .State}}")
    assert result.line == f'{container.short_id} busybox:latest "sleep 60" RUNNING'


def test_a_table_template(docker15: Docker15, engine: Engine) -> None:
    container = created(engine, "true")
    header, row = docker15("ps", "-a", "--format", "table {{.ID}}\t{{.Image}}").lines
    assert header.split("  ")[0] == "CONTAINER ID"
    assert row.split() == [container.short_id, "busybox:latest"]


@pytest.mark.parametrize("template", ["table", " table ", ""])
def test_table_alone_is_the_table(docker15: Docker15, engine: Engine, template: str) -> None:
    created(engine, "true")
    shown = docker15("ps", "-a", "--format", template).lines
    upto = shown[0].index("CREATED")  # which goes on meanwhile
    assert [line[:upto] for line in shown] == [line[:upto] for line in docker15("ps", "-a").lines]


@pytest.mark.parametrize("template", ["{{.Nosuch}}", "{{.ID", "{{nosuch .ID}}"])
def test_a_bad_template_sends_nothing(docker15: Docker15, engine: Engine, template: str) -> None:
    result = docker15("ps", "--format", template)
    assert result.exit_status == 2
    assert result.stderr.startswith(b"Error: --format: ")
    assert engine.requests.connections == 0


# --- what later engines report, shown as by today's docker

LATER = {
    "Id": "ab" * 32,
    "Names": ["/proxy/web", "/web"],
    "Image": "busybox",
    "Command": 'echo "hello" to everybody',
    "Created": 1381147391,
    "Status": "Exited (137) 2 days ago",
    "State": "exited",
    "Labels": {"b": "2", "com.example.tier-name": "front"},
    "Mounts": [
        {"Type": "volume", "Name": "0123456789abcdef", "Driver": "local"},
        {"Type": "bind", "Source": "/srv", "Driver": ""},
    ],
    "NetworkSettings": {"Networks": {"front": {}, "back": {}}},
    "Ports": [
        {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 49153, "Type": "tcp"},
        {"IP": "::", "PrivatePort": 80, "PublicPort": 49153, "Type": "tcp"},
        {"PrivatePort": 9001, "Type": "tcp"},
        {"PrivatePort": 9000, "Type": "tcp"},
        {"PrivatePort": 9003, "Type": "tcp"},
        {"PrivatePort": 53, "Type": "udp"},
        {"IP": "127.0.0.1", "PrivatePort": 443, "PublicPort": 443, "Type": "tcp"},
        {"IP": "127.0.0.1", "PrivatePort": 444, "PublicPort": 444, "Type": "tcp"},
    ],
}


@pytest.fixture
def later(docker15: Docker15, engine: Engine) -> Docker15:
    """docker15 with an engine that lists LATER."""
    body = json.dumps([LATER]).encode()
    head = b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: %d\r\n\r\n" % len(body)
    engine.faults.arm(Answer(head + body), "GET", "/containers/json", times=None)
    return docker15


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{.Command}}", r'"echo \"hello\" to eve…"'),
        (
            "{{.Ports}}",
            "53/udp, 127.0.0.1:443-444->443-444/tcp, 9000-9001/tcp, 9003/tcp, "
            "0.0.0.0:49153->80/tcp, [::]:49153->80/tcp",
        ),
        ("{{.Names}}", "web"),
        ("{{.State}}", "exited"),
        ("{{.Labels}}", "b=2,com.example.tier-name=front"),
        ('{{.Label "b"}}{{.Label "c"}}', "2"),
        ("{{.Mounts}} {{.LocalVolumes}} {{.Networks}}", "0123456789abcd…,/srv 1 back,front"),
    ],
)
def test_a_field_of_a_later_engine(later: Docker15, template: str, shown: str) -> None:
    assert later("ps", "-a", "--format", template).line == shown


def test_nothing_is_cut_without_truncation(later: Docker15) -> None:
    template = "{{.Command}} {{.Names}} {{.Mounts}}"
    shown = r'"echo \"hello\" to everybody" proxy/web,web 0123456789abcdef,/srv'
    assert later("ps", "-a", "--no-trunc", "--format", template).line == shown


def test_the_table_shows_a_port_of_two_families_once(later: Docker15) -> None:
    assert later("ps", "-a").lines[1].count("49153->80") == 1


def test_sizes_are_requested_if_the_template_shows_them(docker15: Docker15, engine: Engine) -> None:
    running(engine)
    shown = docker15("ps", "--format", "{{.Size}}").line
    assert re.fullmatch(r"[\d.]+k?B \(virtual 2.0\dMB\)", shown)
    assert engine.requests[0].target.endswith("size=1")


# --- columns and order, also for a 1.5 engine


def test_columns(docker15: Docker15, engine: Engine) -> None:
    one = running(engine, "sleep", "60", port_specs=["49380:80"])
    ended(engine)
    header, row = docker15("ps", "--columns", "id, IP,health,restarts,ports,state").lines
    assert header.split() == ["CONTAINER", "ID", "IP", "HEALTH", "RESTARTS", "PORTS", "STATE"]
    address = json.loads(docker15("inspect", one.short_id).stdout)[0]["NetworkSettings"]
    assert row.split() == [
        *(one.short_id, address["IPAddress"], "none", "0"),
        *("0.0.0.0:49380->80/tcp", "running"),
    ]


@pytest.mark.parametrize(("sort", "reverse"), [("created", False), ("-created", True)])
def test_sort(docker15: Docker15, engine: Engine, sort: str, reverse: bool) -> None:
    ids = [running(engine).short_id for _ in range(3)]
    expected = ids if reverse else ids[::-1]
    assert docker15("ps", "-q", "--sort", sort).lines == expected
    assert docker15("ps", "--format", "{{.ID}}", f"--sort={sort}").lines == expected


def test_sort_by_address(docker15: Docker15, engine: Engine) -> None:
    for _ in range(11):
        running(engine)
    found = docker15("ps", "--columns", "ip", "--sort", "ip").lines[1:]
    parts = [[int(part) for part in address.split(".")] for address in found]
    assert parts == sorted(parts)
    assert found != sorted(found)  # sorting as text gives another order


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["--columns", "name,nosuch"], "--columns takes id, image, "),
        (["--columns", "name", "-q"], "--columns can't be combined with -q or --format"),
        (
            ["--columns", "name", "--format", "json"],
            "--columns can't be combined with -q or --format",
        ),
        (["--sort", "nosuch"], "--sort takes one of id, image, "),
        (["--sort", "name,id"], "--sort takes one of id, image, "),
    ],
)
def test_a_bad_column(docker15: Docker15, args: list[str], error: str) -> None:
    result = docker15("ps", *args)
    assert result.stderr.decode().startswith(f"Error: {error}")
    assert result.exit_status == 2
