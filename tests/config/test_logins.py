"""Which credentials are for which registry, with real helpers, as executables."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from docker15_cli.config.credentials import Credentials, host_of, registry_of, repository_of
from docker15_cli.config.dockercfg import INDEX, encode_auth
from docker15_cli.config.logins import Logins
from docker15_cli.dialects.base import ANONYMOUS
from docker15_cli.errors import Docker15Error, UsageError
from tests.config.conftest import MakeHelper

Entries = dict[str, Any]


def entry(username: str, password: str = "pw", email: str = "") -> Entries:
    return {"auth": encode_auth(username, password), "email": email}


def dockercfg(home: Path, **entries: Entries) -> None:
    (home / ".dockercfg").write_text(json.dumps(entries))


def config_json(home: Path, **value: Any) -> None:
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker" / "config.json").write_text(json.dumps(value))


def user(environ: dict[str, str], registry: str) -> str | None:
    found = Logins(environ).find(registry)
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


def test_f6_dockercfg_comes_before_helpers_before_config_json(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    """F6: a stale entry in config.json is not sent if a helper has a login."""
    found = """echo '{"Username": "helped", "Secret": "pw"}'"""
    helper("x", f"grep -q b && {found} || {{ echo credentials not found; exit 1; }}")
    dockercfg(tmp_path, **{"https://a/v1/": entry("cfg")})
    stale = {host: entry("json") for host in "abc"}
    config_json(tmp_path, auths=stale, credsStore="x")
    assert [user(environ, host) for host in "abc"] == ["cfg", "helped", "json"]
    config_json(tmp_path, auths=stale, credHelpers={"b": "x"})
    assert [user(environ, host) for host in "abc"] == ["cfg", "helped", "json"]


def test_credhelpers_come_before_credsstore(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    helper("one", """echo '{"Username": "one", "Secret": "pw"}'""")
    helper("all", """echo '{"Username": "all", "Secret": "pw"}'""")
    config_json(tmp_path, credHelpers={"h": "one"}, credsStore="all")
    assert user(environ, "h") == "one"
    assert user(environ, "other") == "all"


def warned(environ: dict[str, str], registry: str = "h") -> tuple[Credentials | None, list[str]]:
    """What is found, and the warnings about it."""
    warnings: list[str] = []
    return Logins(environ, warn=warnings.append).find(registry), warnings


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_f5_a_missing_helper_is_a_warning(
    tmp_path: Path, environ: dict[str, str], key: str
) -> None:
    config_json(tmp_path, **{key: "nowhere" if key == "credsStore" else {"h": "nowhere"}})
    assert warned(environ) == (
        None,
        ["can't run credential helper docker-credential-nowhere: No such file or directory"],
    )
    config_json(tmp_path, auths={"h": entry("joe")}, credsStore="nowhere")
    assert user(environ, "h") == "joe"


def test_f5_why_a_helper_was_of_no_use_is_kept(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    helper("x", "echo the keychain is locked; exit 1")
    config_json(tmp_path, credHelpers={"h": "x"})
    config = Logins(environ)
    assert config.find("h") is None
    assert config.failures == ["docker-credential-x failed: the keychain is locked"]


@pytest.mark.parametrize("content", ["", " \n\t\n"])
def test_f7_an_empty_file_has_no_login(
    tmp_path: Path, environ: dict[str, str], content: str
) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text(content)
    (tmp_path / ".dockercfg").write_text(content)
    assert warned(environ) == (None, [])
    assert Logins(environ).all() == {}


def test_f7_a_directory_in_a_files_place_is_a_warning(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    """As made by `-v ~/.dockercfg:…` if the file is missing."""
    paths = (tmp_path / ".dockercfg", tmp_path / ".docker" / "config.json")
    for path in paths:
        path.mkdir(parents=True)
    expected = [f"can't read {path}: Is a directory" for path in paths]
    assert warned(environ) == (None, expected)
    with pytest.raises(Docker15Error, match="Is a directory"):
        Logins(environ).store(INDEX, Credentials("joe", "pw"))


@pytest.mark.parametrize("lines", [76, 4])
def test_f22_an_auth_with_line_breaks(tmp_path: Path, environ: dict[str, str], lines: int) -> None:
    """As written by base64(1) without -w0."""
    auth = encode_auth("joe", "secret" * 20)
    broken = "\n".join(auth[at : at + lines] for at in range(0, len(auth), lines)) + "\n"
    config_json(tmp_path, auths={"h": {"auth": broken}})
    dockercfg(tmp_path, **{"https://i/v1/": {"auth": broken.replace("\n", "\r\n"), "email": ""}})
    for host in ("h", "i"):
        assert Logins(environ).find(host) == Credentials("joe", "secret" * 20)


def all_users(environ: dict[str, str]) -> dict[str, str]:
    return {registry: login.username for registry, login in Logins(environ).all().items()}


def test_f1_all_logins(tmp_path: Path, environ: dict[str, str], helper: MakeHelper) -> None:
    """Wherever they are stored, each under one name; the order is that of `find`."""
    script = """
        if [ $1 = list ]; then
            echo '{"https://l/v1/": "u", "https://index.docker.io/v1/access-token": "u"}'
        else
            printf '{"Username": "all %s", "Secret": "pw"}' "$(cat)"
        fi"""
    helper("all", script)
    helper("one", """echo '{"Username": "one", "Secret": "pw"}'""")
    dockercfg(tmp_path, **{"http://c:5000/v1/": entry("cfg"), INDEX: entry("cfg index")})
    auths = {"c:5000": entry("json"), "a": entry("json"), "one": entry("stale"), "l": {}}
    auths |= {"https://b/v2/": entry("json"), "quay.io/team": entry("team"), "bad": {"auth": "?"}}
    config_json(tmp_path, auths=auths, credsStore="all", credHelpers={"one": "one"})
    assert all_users(environ) == {
        "a": "json",
        "b": "json",
        "c:5000": "cfg",
        "l": "all https://l/v1/",
        "one": "one",
        "quay.io/team": "team",
        INDEX: "cfg index",
    }


def test_f1_broken_helpers_do_not_hide_other_logins(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    helper("x", "echo locked; exit 1")
    config_json(tmp_path, auths={"a": entry("json")}, credsStore="x", credHelpers={"b": "gone"})
    warnings: list[str] = []
    assert list(Logins(environ, warn=warnings.append).all()) == ["a"]
    assert warnings == [
        "docker-credential-x failed: locked",
        "can't run credential helper docker-credential-gone: No such file or directory",
    ]


def test_config_directory(tmp_path: Path, environ: dict[str, str]) -> None:
    """`--config`, or else DOCKER_CONFIG; then nothing in the home directory is read."""
    dockercfg(tmp_path, **{INDEX: entry("home")})
    for name in ("option", "variable"):
        (tmp_path / name).mkdir()
        dockercfg(tmp_path / name, **{INDEX: entry(name)})
        content = {"auths": {"h": entry(f"{name} json")}}
        (tmp_path / name / "config.json").write_text(json.dumps(content))
    environ["DOCKER_CONFIG"] = str(tmp_path / "variable")
    assert user(environ, INDEX) == "variable"
    assert user(environ, "h") == "variable json"
    found = Logins(environ, str(tmp_path / "option")).find(INDEX)
    assert found is not None
    assert found.username == "option"


def test_a_token_in_config_json(tmp_path: Path, environ: dict[str, str]) -> None:
    config_json(tmp_path, auths={"h": {"auth": encode_auth("joe", ""), "identitytoken": "T"}})
    assert Logins(environ).find("h") == Credentials("joe", identity_token="T")


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"auths": 1}', b'{"auths": ["x"]}'])
def test_a_broken_config_json_is_named(
    tmp_path: Path, environ: dict[str, str], value: bytes
) -> None:
    config_json(tmp_path)
    path = tmp_path / ".docker" / "config.json"
    path.write_bytes(value)
    with pytest.raises(Docker15Error, match=r"config\.json"):
        Logins(environ).find("h")


@pytest.mark.parametrize("broken", [{"auth": "?"}, {"auth": "am9l"}, {"auth": 7}, "text", None])
def test_a_broken_entry_is_named_and_does_not_affect_others(
    tmp_path: Path, environ: dict[str, str], broken: Any
) -> None:
    dockercfg(tmp_path, **{"https://h/v1/": broken, INDEX: entry("joe")})
    assert user(environ, INDEX) == "joe"
    with pytest.raises(Docker15Error, match=r"\.dockercfg: the entry for https://h/v1/"):
        Logins(environ).find("h")


def test_a_login_is_stored_under_its_exact_url(tmp_path: Path, environ: dict[str, str]) -> None:
    dockercfg(tmp_path, **{"https://h/v1/": entry("joe", "secret", "j@x")})
    assert Logins(environ).stored("https://h/v1/") == Credentials("joe", "secret", "j@x")
    assert Logins(environ).stored("http://h/v1/") is None


def test_remove(tmp_path: Path, environ: dict[str, str]) -> None:
    """A host means all its URLs; a URL only itself."""
    keys = [INDEX, "http://h/v1/", "https://h/v1/", "https://i/v1/", "http://i/v1/"]
    dockercfg(tmp_path, **{key: entry("joe") for key in keys})
    config = Logins(environ)
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
    assert Logins(environ).login_url(server) == url


@pytest.mark.parametrize(
    "server", ["ftp://h", "http://", "https:///v1/", "http://joe:pw@h/", "a b", "h\r\nX: y", "/"]
)
def test_bad_login_urls(environ: dict[str, str], server: str) -> None:
    with pytest.raises(UsageError):
        Logins(environ).login_url(server)


def decoded(header: str) -> bytes:
    return base64.urlsafe_b64decode(header)


def test_a_header_is_encoded_as_by_0_6() -> None:
    """Recorded: client_idx_push.txt."""
    recorded = (
        "eyJ1c2VybmFtZSI6ImpvZSIsInBhc3N3b3JkIjoic2VjcmV0IiwiYXV0aCI6IiIsImVtYWlsIjoiakB4In0="
    )
    assert Credentials("joe", "secret", "j@x").header() == recorded
    assert Credentials().header() == ANONYMOUS


def test_header_of_odd_passwords() -> None:
    """URL-safe, padded, UTF-8, with `<` and `>` escaped as by Go."""
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


@pytest.mark.parametrize(
    ("registry", "server"), [(INDEX, INDEX), ("h:5000", "h:5000"), ("https://h/v1/", "h")]
)
def test_what_a_helper_is_asked_for(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper, registry: str, server: str
) -> None:
    helper("x", f"cat > {tmp_path}/stdin; echo 'credentials not found in native keychain'; exit 1")
    config_json(tmp_path, credsStore="x")
    assert Logins(environ).find(registry) is None
    assert (tmp_path / "stdin").read_text() == server


# --- DOCKER_AUTH_CONFIG, and Podman's auth.json


def podman_json(home: Path, **value: Any) -> dict[str, str]:
    """Write this auth.json; return the environment of its user."""
    runtime = home / "run" / "containers"
    runtime.mkdir(parents=True, exist_ok=True)
    (runtime / "auth.json").write_text(json.dumps(value))
    return {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("busybox", "docker.io/library/busybox"),
        ("joe/app:1", "docker.io/joe/app"),
        ("docker.io/joe/app@sha256:ab", "docker.io/joe/app"),
        ("localhost:5000/a/b:tag", "localhost:5000/a/b"),
        ("localhost:5000/a", "localhost:5000/a"),
    ],
)
def test_repository_of(image: str, repository: str) -> None:
    assert repository_of(image) == repository


def test_the_variable_comes_between_our_files_and_dockers(tmp_path: Path) -> None:
    dockercfg(tmp_path, h1=entry("own"))
    auths = {host: entry("docker") for host in ("h1", "h2", "h3")}
    config_json(tmp_path, auths=auths)
    variable = json.dumps({"auths": {"h1": entry("variable"), "h2": entry("variable")}})
    environ = {"HOME": str(tmp_path), "DOCKER_AUTH_CONFIG": variable}
    expected = {"h1": "own", "h2": "variable", "h3": "docker"}
    assert {host: user(environ, host) for host in expected} == expected
    assert {host: login.username for host, login in Logins(environ).all().items()} == expected


def test_a_broken_variable_is_a_warning(tmp_path: Path) -> None:
    config_json(tmp_path, auths={"h": entry("docker")})
    warnings: list[str] = []
    environ = {"HOME": str(tmp_path), "DOCKER_AUTH_CONFIG": '{"auths": "s3cret"'}
    found = Logins(environ, warn=warnings.append).find("h")
    assert found
    assert found.username == "docker"
    assert warnings == [
        "DOCKER_AUTH_CONFIG is not JSON (line 1): repair it, or move it away",
    ]


def test_podman_s_logins_come_last(tmp_path: Path) -> None:
    environ = podman_json(tmp_path, auths={"h1": entry("podman"), "h2": entry("podman")})
    config_json(tmp_path, auths={"h1": entry("docker")})
    assert (user(environ, "h1"), user(environ, "h2")) == ("docker", "podman")
    logins = Logins(environ).all()
    assert {host: login.username for host, login in logins.items()} == {
        "h1": "docker",
        "h2": "podman",
    }


def test_podmans_files_in_its_order(tmp_path: Path) -> None:
    environ = podman_json(tmp_path, auths={"h1": entry("runtime")})
    kept = tmp_path / ".config" / "containers"
    kept.mkdir(parents=True)
    auths = {"h1": entry("kept"), "h2": entry("kept")}
    (kept / "auth.json").write_text(json.dumps({"auths": auths}))
    assert (user(environ, "h1"), user(environ, "h2")) == ("runtime", "kept")
    environ["REGISTRY_AUTH_FILE"] = str(kept / "auth.json")
    assert user(environ, "h1") == "kept"


def test_a_part_of_a_registry_has_its_own_login(tmp_path: Path) -> None:
    auths = {"h:1": entry("all"), "h:1/a": entry("part"), "h:1/a/b": entry("one")}
    environ = podman_json(tmp_path, auths=auths)
    for image, name in (
        ("h:1/x", "all"),
        ("h:1/ab", "all"),
        ("h:1/a/c:1", "part"),
        ("h:1/a/b", "one"),
    ):
        found = Logins(environ).find("h:1", repository_of(image))
        assert found
        assert found.username == name, image
    assert list(Logins(environ).all()) == ["h:1"]  # else it would be used for all of it


def test_a_parts_login_is_for_nothing_else(tmp_path: Path) -> None:
    environ = podman_json(tmp_path, auths={"h/a": entry("part")})
    assert Logins(environ).find("h", "h/b") is None
    assert Logins(environ).find("h") is None


def test_a_named_directory_is_the_only_one(tmp_path: Path) -> None:
    environ = podman_json(tmp_path, auths={"h": entry("podman")})
    assert Logins(environ, str(tmp_path / "elsewhere")).find("h") is None
    assert Logins({**environ, "DOCKER_CONFIG": str(tmp_path)}).find("h") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"auths": 1}', '{"auths": {}, "credHelpers": "x"}'])
def test_a_broken_file_of_podmans_is_a_warning(tmp_path: Path, text: str) -> None:
    environ = podman_json(tmp_path)
    path = tmp_path / "run" / "containers" / "auth.json"
    path.write_text(text)
    warnings: list[str] = []
    logins = Logins(environ, warn=warnings.append)
    assert (logins.find("h"), logins.all()) == (None, {})
    assert warnings
    assert all(str(path) in warning for warning in warnings)
