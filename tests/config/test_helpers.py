"""Credential helpers: real ones, as executables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docker15_cli.config.helpers import Helper, Secret
from docker15_cli.errors import Docker15Error
from tests.config.conftest import MakeHelper


def test_a_helper_gets_the_server_on_stdin(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    script = f"""
        echo "$@" > {tmp_path}/argv; cat > {tmp_path}/stdin
        echo '{{"ServerURL": "h", "Username": "joe", "Secret": "s"}}'"""
    helper("x", script)
    assert Helper("x", environ).get("h:5000") == Secret("joe", "s", "")
    assert (tmp_path / "argv").read_text() == "get\n"
    assert (tmp_path / "stdin").read_text() == "h:5000"


def test_a_helpers_token(environ: dict[str, str], helper: MakeHelper) -> None:
    helper("x", """echo '{"Username": "<token>", "Secret": "T"}'""")
    assert Helper("x", environ).get("h") == Secret("", "", "T")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("echo the keychain is locked; exit 1", "docker-credential-x failed: the keychain is"),
        ("exit 3", "docker-credential-x failed: exit status 3"),
        ("echo no JSON", "docker-credential-x did not return valid credentials"),
        ('echo \'{"Username": "joe"}\'', "docker-credential-x did not return valid credentials"),
        (
            'echo \'{"Username": null, "Secret": 5}\'',
            "docker-credential-x did not return valid credentials",
        ),
        (
            """printf '%s' '{"Username": "\\ud800", "Secret": "x"}'""",
            "docker-credential-x did not return valid credentials",
        ),
        ("exec sleep 60", "docker-credential-x did not answer within 0.5 s"),
        ("exec yes", "docker-credential-x returned more than 16 MiB"),
    ],
)
def test_a_helper_that_fails_is_named(
    environ: dict[str, str], helper: MakeHelper, script: str, error: str
) -> None:
    helper("x", script)
    with pytest.raises(Docker15Error, match=error):
        Helper("x", environ, limit=0.5 if "sleep" in script else 30).get("h")


@pytest.mark.parametrize("name", ["missing", "../x", "a\0b", "\ud800"])
def test_a_bad_helper_is_named(environ: dict[str, str], name: str) -> None:
    with pytest.raises(Docker15Error, match=re.escape(repr(name).strip("'"))):
        Helper(name, environ).get("h")


def test_a_helpers_secret_is_in_no_error(environ: dict[str, str], helper: MakeHelper) -> None:
    helper("x", """echo '{"Secret": "s3cret"}'""")
    with pytest.raises(Docker15Error) as error:
        Helper("x", environ).get("h")
    assert "s3cret" not in str(error.value)


def test_the_logins_that_a_helper_lists(
    tmp_path: Path, environ: dict[str, str], helper: MakeHelper
) -> None:
    helper("x", f"""echo "$@" > {tmp_path}/argv; echo '{{"h": "joe", "https://i/v1/": "sue"}}'""")
    assert Helper("x", environ).servers() == ["h", "https://i/v1/"]
    assert (tmp_path / "argv").read_text() == "list\n"
    helper("x", "echo null")
    assert Helper("x", environ).servers() == []


@pytest.mark.parametrize("script", ["echo [1]", "echo no JSON", "echo '[[[['", "echo 7"])
def test_a_bad_list_is_named(environ: dict[str, str], helper: MakeHelper, script: str) -> None:
    helper("x", script)
    with pytest.raises(Docker15Error, match="docker-credential-x did not return a valid list"):
        Helper("x", environ).servers()


def test_no_secret_in_a_repr() -> None:
    assert "s3cret" not in repr(Secret("joe", "s3cret", "s3cret"))
