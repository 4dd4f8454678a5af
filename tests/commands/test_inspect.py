"""`docker15 inspect`, `info` and `version`: one object, unchanged or through a template."""

from __future__ import annotations

import json
import platform
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from docker15_cli import __version__
from tests.docker15 import Docker15
from tests.fake_containers import ended, running, two_with_one_prefix
from tests.fake_engine import BUSYBOX, Answer, Engine


def test_a_container_and_an_image(docker15: Docker15, engine: Engine) -> None:
    container = running(engine)
    result = docker15("inspect", container.short_id, "busybox")
    assert (result.exit_status, result.stderr) == (0, b"")
    assert [each.get("ID", each.get("id")) for each in json.loads(result.stdout)] == [
        container.id,
        BUSYBOX,
    ]


def test_a_missing_object_in_between(docker15: Docker15, engine: Engine) -> None:
    """The array is still valid JSON."""
    container = ended(engine)
    result = docker15("inspect", "nosuch0", container.short_id, "nosuch", "busybox", "nosuch2")
    assert len(json.loads(result.stdout)) == 2
    assert result.stderr.decode().splitlines() == [
        f"Error: No such image or container: {name}" for name in ("nosuch0", "nosuch", "nosuch2")
    ]
    assert result.exit_status == 1


def test_as_run_with_1_5(docker15: Docker15, tmp_path: Path) -> None:
    """The Config has everything, and whatever isn't a volume of the engine is a bind."""
    options = ["-v", "/v", "-v", f"{tmp_path}:/b:ro", "-p", "81:80", "-p", "53/udp", "-m", "64m"]
    more = ["-e", "A=b c", "-w", "/tmp", "-u", "joe", "-i", "--dns", "10.0.0.1"]
    made = docker15("create", *options, *more, "busybox", "echo", "it's", "\x1b[1m").line
    words = shlex.split(docker15("inspect", "--as-run", made).lines[0].replace("$'", "'"))
    assert words[:2] == ["docker15", "run"]
    for option, value in (
        ("-v", "/v"),
        ("-p", "81:80"),
        ("-p", "53/udp"),
        ("-m", str(2**26)),
        ("-e", "A=b c"),
        ("-w", "/tmp"),
        ("-u", "joe"),
        ("--dns", "10.0.0.1"),
    ):
        assert (option, value) in set(pairwise(words))
    assert words[-4:] == ["busybox", "echo", "it's", "\\033[1m"]


def test_as_run_stands_alone(docker15: Docker15) -> None:
    for option in (["-s"], ["-f", "{{.Id}}"], ["--type", "image"]):
        result = docker15("inspect", "--as-run", *option, "x")
        assert result.exit_status == 2
        assert result.stderr.startswith(b"Error: Conflicting options: --as-run and ")


def test_only_missing_objects(docker15: Docker15) -> None:
    result = docker15("inspect", "nosuch", "..")
    assert (json.loads(result.stdout), result.exit_status) == ([], 1)


def test_an_ambiguous_name(docker15: Docker15, engine: Engine) -> None:
    prefix = two_with_one_prefix(engine)
    result = docker15("inspect", prefix)
    assert result.error == f"No such image or container: {prefix}"


def test_a_name_of_a_container_and_an_image(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine)
    engine.state.ids.append(container.id[:20] + "0" * 44)
    engine.state.add_image("app")
    result = docker15("inspect", container.id[:12])
    assert "Conflict between containers and images" in result.error
    assert result.exit_status == 1


def test_numbers_and_escapes_keep_their_spelling(docker15: Docker15, engine: Engine) -> None:
    """And the last line has a newline (F30)."""
    body = b'{"a":1e400,"b":12345678901234567890.10,"c":"\\u003c\\u0001\\/","d":[],"e":{}}'
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    engine.faults.arm(Answer(raw), "GET", "/json$")
    assert docker15("inspect", "c").stdout == (
        b'[{\n    "a": 1e400,\n    "b": 12345678901234567890.10,\n'
        b'    "c": "\\u003c\\u0001\\/",\n    "d": [],\n    "e": {}\n}]\n'
    )


@pytest.mark.parametrize("kind", ["container", "image"])
def test_only_one_kind(docker15: Docker15, engine: Engine, kind: str) -> None:
    container = ended(engine)
    names = {"container": container.short_id, "image": "busybox"}
    right = names.pop(kind)
    (wrong,) = names.values()
    result = docker15("inspect", "--type", kind, right, wrong)
    assert len(json.loads(result.stdout)) == 1
    assert (result.error, result.exit_status) == (f"No such {kind}: {wrong}", 1)


@pytest.mark.parametrize("spelling", ["-f", "--format", "-format"])
def test_a_template(docker15: Docker15, engine: Engine, spelling: str) -> None:
    container = ended(engine, "sh", "-c", "exit 7")
    template = "{{.ID}} {{.State.ExitCode}} {{json .Config.Cmd}} {{index .Args 1}}"
    result = docker15("inspect", spelling, template, container.short_id, container.id[:9])
    line = f'{container.id} 7 ["sh","-c","exit 7"] exit 7'
    assert result.lines == [line, line]


def test_a_template_that_does_not_fit_all(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine)
    result = docker15("inspect", "-f", "{{index .Args 9}}", container.short_id, "nosuch")
    first, second = result.stderr.decode().splitlines()
    assert first.startswith("Error: --format: ")
    assert second == "Error: No such image or container: nosuch"
    assert result.exit_status == 2


def test_json_is_one_array(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine)
    found = json.loads(docker15("inspect", "--format", "json", container.short_id, "busybox").line)
    assert [len(value) > 5 for value in found] == [True, True]
    result = docker15("inspect", "--format", "json", "nosuch")
    assert (result.stdout, result.exit_status) == (b"[]\n", 1)


def test_json_has_the_engines_own_spelling(docker15: Docker15, engine: Engine) -> None:
    """As in docker, which passes on the text."""
    body = b'{ "Id" : "0123456789ab", "T": "\\u003c<  ", "N": 1.50,\n "E": { } }'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    engine.faults.arm(Answer(head + body), "GET", "/containers/c/json")
    shown = docker15("inspect", "-f", "json", "c").line
    assert shown == '[{"Id":"0123456789ab","T":"\\u003c<  ","N":1.50,"E":{}}]'


def test_the_apis_objects_are_one_per_line(docker15: Docker15, engine: Engine) -> None:
    container = ended(engine)
    lines = docker15("inspect", "--format", "api", container.short_id, "busybox").lines
    assert [len(json.loads(line)) > 5 for line in lines] == [True, True]


@pytest.mark.parametrize("options", [["-f", "{{.x"], ["--type", "secret"]])
def test_wrong_usage_sends_nothing(docker15: Docker15, engine: Engine, options: list[str]) -> None:
    result = docker15("inspect", *options, "c")
    assert (result.exit_status, result.stdout) == (2, b"")
    assert engine.requests.connections == 0


@pytest.mark.parametrize("spelling", ["-s", "--size"])
def test_sizes_need_an_engine_that_has_them(docker15: Docker15, spelling: str) -> None:
    result = docker15("inspect", spelling, "c")
    assert result.error == "inspect -s needs API 1.19 or later; this engine speaks 1.5"
    assert (result.exit_status, result.stdout) == (1, b"")


# --- info


def test_info(docker15: Docker15, engine: Engine) -> None:
    ended(engine)
    result = docker15("info")
    assert (result.lines, result.stderr) == (["Containers: 1", "Images: 1"], b"")


def test_warnings_of_info_are_on_stderr(docker15: Docker15, engine: Engine) -> None:
    state = engine.state
    state.memory_limit = state.swap_limit = state.ipv4_forwarding = False
    result = docker15("info")
    assert (result.exit_status, len(result.lines)) == (0, 2)
    assert result.stderr.decode().splitlines() == [
        "WARNING: No memory limit support",
        "WARNING: No swap limit support",
        "WARNING: IPv4 forwarding is disabled.",
    ]


@pytest.mark.parametrize("where", ["client", "server"])
def test_info_with_debug(docker15: Docker15, engine: Engine, where: str) -> None:
    engine.state.debug = where == "server"
    lines = docker15(*(["-D"] if where == "client" else []), "info").lines
    assert lines[2] == f"Debug mode (server): {'true' if where == 'server' else 'false'}"
    assert lines[3] == f"Debug mode (client): {'true' if where == 'client' else 'false'}"
    assert [line.partition(":")[0] for line in lines[4:]] == [
        "Fds",
        "Goroutines",
        "LXC Version",
        "EventsListeners",
        "Kernel Version",
    ]


def test_formats_of_info(docker15: Docker15) -> None:
    assert json.loads(docker15("info", "--format", "json").line)["Images"] == 1
    assert docker15("info", "-f", "{{.Images}} images").line == "1 images"


def test_a_bad_format_of_info_sends_nothing(docker15: Docker15, engine: Engine) -> None:
    for command in ("info", "version"):
        assert docker15(command, "--format", "{{.x").exit_status == 2
    assert engine.requests.connections == 0


# --- version


def test_version(docker15: Docker15, engine: Engine) -> None:
    assert docker15("version").lines == [
        f"Client version: {__version__}",
        "API version (client): 1.5",
        f"Python version: {platform.python_version()}",
        f"OS/Arch: linux/{platform.machine()}",
        "Server version: 0.6.3",
        "Git commit (server): b0a49a3",
        "Go version (server): go1.1.2",
        "API version in use: 1.5 (native: the engine's answers do not name a version)",
    ]
    assert engine.requests.lines == ["GET /v1.5/version"]


def test_formats_of_version(docker15: Docker15) -> None:
    template = "{{.Client.Version}} {{.Server.Version}} {{.Server.ApiVersion}}"
    assert docker15("version", "-f", template).line == f"{__version__} 0.6.3 1.5"
    spoken = "{{.Client.APIVersion}} {{.Client.DefaultAPIVersion}}"
    assert docker15("version", "-f", spoken).line == "1.5 1.5"
    both = json.loads(docker15("version", "--format", "json").line)
    assert both["Server"]["GitCommit"] == "b0a49a3"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="another machine's name")
def test_the_clients_architecture_has_gos_name(docker15: Docker15) -> None:
    assert docker15("version", "-f", "{{.Client.Os}}/{{.Client.Arch}}").line == "linux/amd64"


def test_the_client_version_of_a_format_is_what_is_spoken(tmp_path: Path) -> None:
    """F21: and the server's is its newest, as in docker."""
    template = "{{.Client.APIVersion}} {{.Client.DefaultAPIVersion}} {{.Server.APIVersion}}"
    with Engine(api="1.52") as engine:
        docker15 = Docker15(tmp_path, engine.url)
        assert docker15("version", "-f", template).line == "1.52 1.5 1.52"
        forced = docker15("--api-version", "1.44", "version", "-f", template)
        assert forced.line == "1.44 1.5 1.52"
        assert (
            docker15("--api-version", "1.44", "version")
            .lines[-1]
            .startswith("API version in use: 1.44 (docker: ")
        )
