"""Which credentials go to which registry; real helpers, as executables."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docker15_cli.config.credentials import Config, Credentials, ask_helper, host_of, registry_of
from docker15_cli.config.files import INDEX, encode_auth
from docker15_cli.dialects import ANONYMOUS
from docker15_cli.errors import Docker15Error, UsageError

Entries = dict[str, Any]
Helper = Callable[[str, str], None]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "bin").mkdir()
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(tmp_path), "PATH": path}


@pytest.fixture
def helper(tmp_path: Path, environ: dict[str, str]) -> Helper:
    """Makes an executable docker-credential-NAME of a shell script."""

    def make(name: str, script: str) -> None:
        program = tmp_path / "bin" / f"docker-credential-{name}"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return make


def entry(username: str, password: str = "pw", email: str = "") -> Entries:
    return {"auth": encode_auth(username, password), "email": email}


def dockercfg(home: Path, **entries: Entries) -> None:
    (home / ".dockercfg").write_text(json.dumps(entries))


def config_json(home: Path, **value: Any) -> None:
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker" / "config.json").write_text(json.dumps(value))


def user(environ: dict[str, str], registry: str) -> str | None:
    found = Config(environ).find(registry)
    return found.username if found else None


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("busybox", INDEX),
        ("busybox:1.0", INDEX),
        ("joe/app", INDEX),
        ("docker.io/library/busybox", INDEX),
        ("localhost/app", "localhost"),
        ("localhost:5000/app", "localhost:5000"),
        ("registry.example.com/team/app:v1", "registry.example.com"),
        ("reg:5000/team/app", "reg:5000"),
    ],
)
def test_registry_of(image: str, registry: str) -> None:
    assert registry_of(image) == registry


@pytest.mark.parametrize(
    "server", ["h:5000", "http://h:5000", "https://h:5000/v1/", "H:5000/v1/", "https://h:5000/v2/"]
)
def test_host_of(server: str) -> None:
    assert host_of(server) == "h:5000"


@pytest.mark.parametrize(
    "key", ["https://h:5000/v1/", "http://h:5000/v1/", "h:5000", "https://h:5000", "h:5000/v1/"]
)
def test_a_host_is_found_however_it_is_written(
    tmp_path: Path, environ: dict[str, str], key: str
) -> None:
    dockercfg(tmp_path, **{key: entry("joe"), "https://h/v1/": entry("other")})
    assert user(environ, "h:5000") == "joe"
    assert user(environ, "h:5001") is None
    assert user(environ, INDEX) is None


def test_https_is_preferred(tmp_path: Path, environ: dict[str, str]) -> None:
    dockercfg(tmp_path, **{"http://h/v1/": entry("plain"), "https://h/v1/": entry("tls")})
    assert user(environ, "h") == "tls"
    assert user(environ, "http://h/v1/") == "plain"


def test_dockercfg_comes_before_config_json_before_helpers(
    tmp_path: Path, environ: dict[str, str], helper: Helper
) -> None:
    helper("x", """echo '{"Username": "helped", "Secret": "pw"}'""")
    dockercfg(tmp_path, **{"https://a/v1/": entry("cfg")})
    config_json(tmp_path, auths={"a": entry("json"), "b": entry("json"), "c": {}}, credsStore="x")
    assert [user(environ, host) for host in "abc"] == ["cfg", "json", "helped"]


def test_credhelpers_come_before_credsstore(
    tmp_path: Path, environ: dict[str, str], helper: Helper
) -> None:
    helper("one", """echo '{"Username": "one", "Secret": "pw"}'""")
    helper("all", """echo '{"Username": "all", "Secret": "pw"}'""")
    config_json(tmp_path, credHelpers={"h": "one"}, credsStore="all")
    assert user(environ, "h") == "one"
    assert user(environ, "other") == "all"


def test_config_directory(tmp_path: Path, environ: dict[str, str]) -> None:
    """`--config`, else DOCKER_CONFIG; nothing at home is read then."""
    dockercfg(tmp_path, **{INDEX: entry("home")})
    for name in ("option", "variable"):
        (tmp_path / name).mkdir()
        dockercfg(tmp_path / name, **{INDEX: entry(name)})
        content = {"auths": {"h": entry(f"{name} json")}}
        (tmp_path / name / "config.json").write_text(json.dumps(content))
    environ["DOCKER_CONFIG"] = str(tmp_path / "variable")
    assert user(environ, INDEX) == "variable"
    assert user(environ, "h") == "variable json"
    found = Config(environ, str(tmp_path / "option")).find(INDEX)
    assert found is not None
    assert found.username == "option"


def test_a_token_in_config_json(tmp_path: Path, environ: dict[str, str]) -> None:
    config_json(tmp_path, auths={"h": {"auth": encode_auth("joe", ""), "identitytoken": "T"}})
    assert Config(environ).find("h") == Credentials("joe", identity_token="T")


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"auths": 1}', b'{"auths": ["x"]}'])
def test_a_broken_config_json_is_named(
    tmp_path: Path, environ: dict[str, str], value: bytes
) -> None:
    config_json(tmp_path)
    path = tmp_path / ".docker" / "config.json"
    path.write_bytes(value)
    with pytest.raises(Docker15Error, match=r"config\.json"):
        Config(environ).find("h")


@pytest.mark.parametrize("broken", [{"auth": "?"}, {"auth": "am9l"}, {"auth": 7}, "text", None])
def test_a_broken_entry_is_named_and_harms_no_other(
    tmp_path: Path, environ: dict[str, str], broken: Any
) -> None:
    dockercfg(tmp_path, **{"https://h/v1/": broken, INDEX: entry("joe")})
    assert user(environ, INDEX) == "joe"
    with pytest.raises(Docker15Error, match=r"\.dockercfg: the entry for https://h/v1/"):
        Config(environ).find("h")


def test_stored_goes_to_exactly_its_url(tmp_path: Path, environ: dict[str, str]) -> None:
    dockercfg(tmp_path, **{"https://h/v1/": entry("joe", "secret", "j@x")})
    assert Config(environ).stored("https://h/v1/") == Credentials("joe", "secret", "j@x")
    assert Config(environ).stored("http://h/v1/") is None


def test_remove(tmp_path: Path, environ: dict[str, str]) -> None:
    """A host means all its URLs; a URL only itself."""
    keys = [INDEX, "http://h/v1/", "https://h/v1/", "https://i/v1/", "http://i/v1/"]
    dockercfg(tmp_path, **{key: entry("joe") for key in keys})
    config = Config(environ)
    assert config.remove("h") == ["http://h/v1/", "https://h/v1/"]
    assert config.remove("https://i/v1/") == ["https://i/v1/"]
    assert config.remove("nowhere") == []
    assert config.remove("") == [INDEX]
    assert user(environ, "i") == "joe"


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("", INDEX),
        ("docker.io", INDEX),
        ("index.docker.io", INDEX),
        (INDEX, INDEX),
        ("h", "https://h/v1/"),
        ("h:5000", "https://h:5000/v1/"),
        ("https://h", "https://h/v1/"),
        ("http://h/", "http://h/v1/"),
        ("http://h/v2/", "http://h/v2/"),
        ("localhost:5000", "http://localhost:5000/v1/"),
        ("127.0.0.1", "http://127.0.0.1/v1/"),
        ("[::1]:5000", "http://[::1]:5000/v1/"),
        ("127.0.0.1.example.com", "https://127.0.0.1.example.com/v1/"),
        ("known:80", "http://known:80/v1/"),
    ],
)
def test_login_url(tmp_path: Path, environ: dict[str, str], server: str, url: str) -> None:
    dockercfg(tmp_path, **{"http://known:80/v1/": entry("joe")})
    assert Config(environ).login_url(server) == url


@pytest.mark.parametrize(
    "server", ["ftp://h", "http://", "https:///v1/", "http://joe:pw@h/", "a b", "h\r\nX: y", "/"]
)
def test_login_url_that_is_none(environ: dict[str, str], server: str) -> None:
    with pytest.raises(UsageError):
        Config(environ).login_url(server)


def decoded(header: str) -> bytes:
    return base64.urlsafe_b64decode(header)


def test_header_as_0_6_encodes_it() -> None:
    """Recorded: client_idx_push.txt."""
    recorded = (
        "eyJ1c2VybmFtZSI6ImpvZSIsInBhc3N3b3JkIjoic2VjcmV0IiwiYXV0aCI6IiIsImVtYWlsIjoiakB4In0="
    )
    assert Credentials("joe", "secret", "j@x").header() == recorded
    assert Credentials().header() == ANONYMOUS


def test_header_of_odd_passwords() -> None:
    """URL-safe, padded, UTF-8; `<` and `>` as Go escapes them."""
    header = Credentials("jö", "<&>:\u07ff\u07ff?~~").header()
    assert len(header) % 4 == 0
    assert not set("+/") & set(header)
    expected = '{"username":"jö","password":"\\u003c&\\u003e:\u07ff\u07ff?~~","auth":"","email":""}'
    assert decoded(header).decode() == expected


def test_header_of_a_token() -> None:
    expected = b'{"auth":"","email":"","identitytoken":"T"}'
    assert decoded(Credentials(identity_token="T").header()) == expected


def test_no_secret_in_a_repr() -> None:
    assert "secret" not in repr(Credentials("joe", "secret", "j@x", "secret"))


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("a:b", "pw"),
        Credentials("joe\n", "pw"),
        Credentials("joe", "p\nw"),
        Credentials("joe", "p\0w"),
        Credentials("joe", "p\udcff"),
        Credentials("joe", "pw", "j@x\r\n"),
    ],
)
def test_what_can_not_be_stored_is_refused(credentials: Credentials) -> None:
    with pytest.raises(UsageError) as error:
        credentials.check()
    assert credentials.password not in str(error.value)


def test_a_helper_gets_the_server_on_stdin(
    tmp_path: Path, environ: dict[str, str], helper: Helper
) -> None:
    script = f"""
        echo "$@" > {tmp_path}/argv; cat > {tmp_path}/stdin
        echo '{{"ServerURL": "h", "Username": "joe", "Secret": "s"}}'"""
    helper("x", script)
    assert ask_helper("x", "h:5000", environ) == Credentials("joe", "s")
    assert (tmp_path / "argv").read_text() == "get\n"
    assert (tmp_path / "stdin").read_text() == "h:5000"


@pytest.mark.parametrize(
    ("registry", "server"), [(INDEX, INDEX), ("h:5000", "h:5000"), ("https://h/v1/", "h")]
)
def test_what_a_helper_is_asked_for(
    tmp_path: Path, environ: dict[str, str], helper: Helper, registry: str, server: str
) -> None:
    helper("x", f"cat > {tmp_path}/stdin; echo 'credentials not found in native keychain'; exit 1")
    config_json(tmp_path, credsStore="x")
    assert Config(environ).find(registry) is None
    assert (tmp_path / "stdin").read_text() == server


def test_a_helpers_token(environ: dict[str, str], helper: Helper) -> None:
    helper("x", """echo '{"Username": "<token>", "Secret": "T"}'""")
    assert ask_helper("x", "h", environ) == Credentials(identity_token="T")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("echo the keychain is locked; exit 1", "docker-credential-x failed: the keychain is"),
        ("exit 3", "docker-credential-x failed: exit status 3"),
        ("echo no JSON", "docker-credential-x answered something else"),
        ('echo \'{"Username": "joe"}\'', "docker-credential-x answered something else"),
        (
            'echo \'{"Username": null, "Secret": 5}\'',
            "docker-credential-x answered something else",
        ),
        (
            """printf '%s' '{"Username": "\\ud800", "Secret": "x"}'""",
            "docker-credential-x answered something else",
        ),
        ("exec sleep 60", "docker-credential-x did not answer within 0.5 s"),
    ],
)
def test_a_helper_that_fails_is_named(
    environ: dict[str, str], helper: Helper, script: str, error: str
) -> None:
    helper("x", script)
    with pytest.raises(Docker15Error, match=error):
        ask_helper("x", "h", environ, limit=0.5 if "sleep" in script else 30)


@pytest.mark.parametrize("name", ["missing", "../x", "a\0b", "\ud800"])
def test_a_helper_that_is_none_is_named(environ: dict[str, str], name: str) -> None:
    with pytest.raises(Docker15Error, match=re.escape(repr(name).strip("'"))):
        ask_helper(name, "h", environ)


def test_a_helpers_secret_is_in_no_error(environ: dict[str, str], helper: Helper) -> None:
    helper("x", """echo '{"Secret": "s3cret"}'""")
    with pytest.raises(Docker15Error) as error:
        ask_helper("x", "h", environ)
    assert "s3cret" not in str(error.value)
