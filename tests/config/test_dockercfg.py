"""Reading and writing `.dockercfg` like 0.6, and what must never happen to it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from docker15_cli.config.dockercfg import INDEX, DockerCfg, decode_auth, encode_auth
from docker15_cli.errors import Docker15Error

JOE = "am9lOnNlY3JldA=="  # joe:secret
BROKEN = [
    pytest.param(b'{"https://index.docker.io/v1/": {"auth": "am9l', id="cut off"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b"auth = am9lOnNlY3JldA==\n", id="half of the ancient form"),
    pytest.param(b"\xff\xfe{}", id="no text"),
    pytest.param(b"[" * 100_000, id="nested"),
    pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="a long number"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".dockercfg"


@pytest.fixture
def dockercfg(path: Path) -> DockerCfg:
    return DockerCfg(path)


def test_no_file_means_nothing(dockercfg: DockerCfg) -> None:
    assert dockercfg.read() == {}


def test_a_stored_login_is_written_as_0_6_does(dockercfg: DockerCfg, path: Path) -> None:
    dockercfg.store(INDEX, JOE, "j@x")
    expected = f'{{"{INDEX}":{{"auth":"{JOE}","email":"j@x"}}}}'
    assert path.read_bytes() == expected.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_the_ancient_form_means_the_index(dockercfg: DockerCfg, path: Path) -> None:
    path.write_text(f"auth = {JOE}\nemail = j@x\n")
    assert dockercfg.read() == {INDEX: {"auth": JOE, "email": "j@x"}}


def test_the_ancient_form_survives_a_login_elsewhere(dockercfg: DockerCfg, path: Path) -> None:
    path.write_text(f"auth = {JOE}\nemail = j@x")
    dockercfg.store("https://h/v1/", "YTpi", "")
    assert json.loads(path.read_text()) == {
        "https://h/v1/": {"auth": "YTpi", "email": ""},
        INDEX: {"auth": JOE, "email": "j@x"},
    }


def test_foreign_entries_are_kept(dockercfg: DockerCfg, path: Path) -> None:
    other = {"auth": "x", "email": "é", "later": [1, 2.5, None]}
    path.write_text(json.dumps({"note": "\ud800", "https://h/v1/": other}))
    dockercfg.store("https://h/v1/", JOE, "")
    dockercfg.store(INDEX, JOE, "")
    assert json.loads(path.read_text()) == {
        "note": "\ud800",
        "https://h/v1/": {"auth": JOE, "email": "", "later": [1, 2.5, None]},
        INDEX: {"auth": JOE, "email": ""},
    }


def test_removing_the_last_login_removes_the_file(dockercfg: DockerCfg, path: Path) -> None:
    dockercfg.store(INDEX, JOE, "")
    dockercfg.store("https://h/v1/", JOE, "")
    dockercfg.remove([INDEX])
    assert list(dockercfg.read()) == ["https://h/v1/"]
    dockercfg.remove(["https://h/v1/"])
    assert os.listdir(path.parent) == []


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_f7_an_empty_file_holds_nothing(dockercfg: DockerCfg, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert dockercfg.read() == {}
    dockercfg.store(INDEX, JOE, "")
    assert list(dockercfg.read()) == [INDEX]


def test_f23_an_unchanged_file_is_not_written(dockercfg: DockerCfg, path: Path) -> None:
    entry = {"auth": JOE, "email": "j@x", "later": 1}
    path.write_text(json.dumps({INDEX: entry}))
    before = path.stat()
    dockercfg.store(INDEX, JOE, "j@x")
    assert path.stat() == before
    dockercfg.store(INDEX, JOE, "other")
    assert dockercfg.read() == {INDEX: entry | {"email": "other"}}


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_named_and_never_touched(
    dockercfg: DockerCfg, path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    changes = (
        dockercfg.read,
        lambda: dockercfg.store(INDEX, JOE, ""),
        lambda: dockercfg.remove([INDEX]),
    )
    for change in changes:
        with pytest.raises(Docker15Error) as error:
            change()
        assert str(path) in str(error.value)
        assert "repair it" in str(error.value)
        assert "am9l" not in str(error.value)
    assert path.read_bytes() == content
    assert os.listdir(path.parent) == [path.name]


def test_a_symbolic_link_is_followed(dockercfg: DockerCfg, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "cfg"
    target.parent.mkdir()
    target.write_text("{}")
    path.symlink_to(Path("elsewhere", "cfg"))
    dockercfg.store(INDEX, JOE, "")
    assert path.is_symlink()
    assert INDEX in json.loads(target.read_text())
    assert os.listdir(target.parent) == ["cfg"]


def test_a_loop_of_links_is_an_error(dockercfg: DockerCfg, path: Path) -> None:
    path.symlink_to(path.name)
    for change in (dockercfg.read, lambda: dockercfg.store(INDEX, JOE, "")):
        with pytest.raises(Docker15Error, match=r"\.dockercfg"):
            change()
    assert path.is_symlink()


def test_a_directory_in_its_place_is_an_error(dockercfg: DockerCfg, path: Path) -> None:
    path.mkdir()
    with pytest.raises(Docker15Error, match=r"can't read .*\.dockercfg: Is a directory"):
        dockercfg.store(INDEX, JOE, "")


def test_a_missing_directory_is_made_for_its_owner(tmp_path: Path) -> None:
    directory = tmp_path / "new"
    DockerCfg(directory / ".dockercfg").store(INDEX, JOE, "")
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_full_disk_leaves_the_file_as_it_was(dockercfg: DockerCfg, path: Path) -> None:
    """A limit on the file's size simulates the full disk."""
    dockercfg.store(INDEX, JOE, "j@x")
    before = path.read_bytes()
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "from docker15_cli.config.dockercfg import DockerCfg;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64));"
        "DockerCfg(Path(sys.argv[1])).store('https://h/v1/', 'x' * 100, '')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert f"Docker15Error: can't write {path}: File too large" in done.stderr
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.timeout(120)
def test_logins_at_the_same_time_all_survive(dockercfg: DockerCfg, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from docker15_cli.config.dockercfg import DockerCfg;"
        "cfg = DockerCfg(Path(sys.argv[1]));"
        "[cfg.store(f'https://{sys.argv[2]}-{n}/v1/', 'YTpi', '') for n in range(20)]"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(path), str(number)])
        for number in range(4)
    ]
    assert [process.wait(100) for process in processes] == [0] * 4
    assert len(dockercfg.read()) == 80
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_file_keeps_its_owner(dockercfg: DockerCfg, path: Path) -> None:
    """`sudo docker15 login` with the user's HOME."""
    path.write_text("{}")
    os.chown(path, 1234, 5678)
    dockercfg.store(INDEX, JOE, "")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


@pytest.mark.parametrize("password", ["secret", "with:colons:", "süß", ""])
def test_auth_round_trip(password: str) -> None:
    assert decode_auth(encode_auth("joe", password)) == ("joe", password)


def test_auth_padded_with_nul() -> None:
    assert decode_auth("am9lOnNlY3JldAAA") == ("joe", "secret")


@pytest.mark.parametrize("auth", ["am9l", "am9lOnNlY3JldA", "?", "/w=="])
def test_malformed_auth(auth: str) -> None:
    """Without a colon or padding, or not base64 or UTF-8."""
    with pytest.raises(ValueError, match=r"\w"):
        decode_auth(auth)


def test_an_endless_file(tmp_path: Path) -> None:
    """H3: for example in a checkout that is somebody's home."""
    (tmp_path / ".dockercfg").symlink_to("/dev/zero")
    with pytest.raises(Docker15Error, match="is a character device, not a file"):
        DockerCfg(tmp_path / ".dockercfg").read()


def test_the_lock_may_not_be_a_link(tmp_path: Path) -> None:
    """H6: through a dangling one, a file would be created elsewhere."""
    (tmp_path / ".dockercfg.lock").symlink_to("victim")
    with pytest.raises(Docker15Error, match=r"can't write .*: Too many levels of symbolic links"):
        DockerCfg(tmp_path / ".dockercfg").store("https://registry/", "auth", "")
    assert not (tmp_path / "victim").exists()
