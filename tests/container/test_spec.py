"""What `run` and `create` make of their options: the config to send, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from docker15_cli.app import App
from docker15_cli.cli.command import Command
from docker15_cli.container.create import check_cidfile, write_cidfile
from docker15_cli.container.options import container_options
from docker15_cli.container.spec import ContainerSpec, build_spec
from docker15_cli.errors import UsageError


def parsed(
    *args: str, environ: Mapping[str, str] | None = None, attach: tuple[str, ...]
) -> ContainerSpec:
    """The plan for a command line, by the declared options."""
    plans: list[ContainerSpec] = []

    @click.command(cls=Command, context_settings={"help_option_names": ["--help"]})
    @container_options
    def command(image: str, command: tuple[str, ...], **options: Any) -> None:
        plans.append(build_spec(environ or {}, image, command, options, attach))

    command.options_first = True
    command.main(list(args), standalone_mode=False, obj=App({}))
    return plans[0]


def plan_of(*args: str, environ: Mapping[str, str] | None = None) -> ContainerSpec:
    return parsed(*args, environ=environ, attach=("stdout", "stderr"))


def test_the_config_of_no_options() -> None:
    """Every key of the original, in its order: the body is compared byte for byte."""
    wanted = plan_of("busybox", "echo", "hi")
    assert list(wanted.config.items()) == [
        ("Hostname", ""),
        ("Domainname", ""),
        ("User", ""),
        ("Memory", 0),
        ("MemorySwap", 0),
        ("CpuShares", 0),
        ("AttachStdin", False),
        ("AttachStdout", True),
        ("AttachStderr", True),
        ("PortSpecs", None),
        ("Tty", False),
        ("OpenStdin", False),
        ("StdinOnce", False),
        ("Env", None),
        ("Cmd", ["echo", "hi"]),
        ("Dns", None),
        ("Image", "busybox"),
        ("Volumes", {}),
        ("VolumesFrom", ""),
        ("WorkingDir", ""),
        ("Entrypoint", []),
        ("NetworkDisabled", False),
        ("Privileged", False),
    ]
    assert wanted.host == {"Binds": None, "ContainerIDFile": "", "LxcConf": []}
    assert (wanted.name, wanted.platform, wanted.cidfile, wanted.pull) == ("", "", "", "missing")


@pytest.mark.parametrize(
    ("args", "key", "value"),
    [
        (["-h", "web"], "Hostname", "web"),
        (["-h", "web.example.org"], "Hostname", "web"),
        (["-h", "web.example.org"], "Domainname", "example.org"),
        (["--hostname=web"], "Hostname", "web"),
        (["-u", "daemon"], "User", "daemon"),
        (["--user", "1"], "User", "1"),
        (["-m", "50000000"], "Memory", 50000000),
        (["-m=512m"], "Memory", 512 * 1024**2),
        (["--memory", "1g"], "Memory", 1024**3),
        (["-c", "512"], "CpuShares", 512),
        (["--cpu-shares=2"], "CpuShares", 2),
        (["-p", "80", "-p", "53:53/udp"], "PortSpecs", ["80", "53:53/udp"]),
        (["--publish=8080:80"], "PortSpecs", ["8080:80"]),
        (["-p80"], "PortSpecs", ["80"]),
        (["-p", "8-8:80"], "PortSpecs", ["8:80"]),
        (["-t"], "Tty", True),
        (["-t=false"], "Tty", False),
        (["-i"], "OpenStdin", True),
        (["-e", "A=b", "-e", "C="], "Env", ["A=b", "C="]),
        (["-e", "A=b=c"], "Env", ["A=b=c"]),
        (["-e", "A=1", "-e", "B=2", "-e", "A=3"], "Env", ["A=3", "B=2"]),
        (["-p", "8080:80/UDP"], "PortSpecs", ["8080:80/udp"]),
        (["-p", "target=80"], "PortSpecs", ["80"]),
        (["-p", "mode=host,published=8080,target=80,protocol=udp"], "PortSpecs", ["8080:80/udp"]),
        (["-dns", "8.8.8.8", "-dns=8.8.4.4"], "Dns", ["8.8.8.8", "8.8.4.4"]),
        (["-v", "/data"], "Volumes", {"/data": {}}),
        (["-v", "/host:/data"], "Volumes", {"/data": {}}),
        (["-volumes-from", "a", "-volumes-from", "b"], "VolumesFrom", "a,b"),
        (["--volumes-from=a"], "VolumesFrom", "a"),
        (["-w", "/tmp"], "WorkingDir", "/tmp"),
        (["-entrypoint", "/bin/sh"], "Entrypoint", ["/bin/sh"]),
        (["-entrypoint="], "Entrypoint", [""]),
        (["-n=false"], "NetworkDisabled", True),
        (["-n"], "NetworkDisabled", False),
        (["-privileged"], "Privileged", True),
    ],
)
def test_an_option_of_the_config(args: list[str], key: str, value: object) -> None:
    config: Mapping[str, object] = plan_of(*args, "busybox").config
    assert config[key] == value


def test_options_after_the_image_are_the_commands() -> None:
    assert plan_of("busybox", "ls", "-t", "--", "-i").config["Cmd"] == ["ls", "-t", "--", "-i"]


@pytest.mark.parametrize("attach", [(), ("stdin",), ("stdout",), ("stdin", "stdout", "stderr")])
def test_the_streams_that_are_attached(attach: tuple[str, ...]) -> None:
    config = parsed("-i", "busybox", attach=attach).config
    flags = (config["AttachStdin"], config["AttachStdout"], config["AttachStderr"])
    assert flags == tuple(name in attach for name in ("stdin", "stdout", "stderr"))
    assert config["StdinOnce"] == ("stdin" in attach)


def test_binds_are_also_volumes() -> None:
    """A 1.5 daemon ignores a bind whose path is not a volume (docs/spec/remote-api-1.5.md §7)."""
    wanted = plan_of("-v", "/a:/x", "-v", "/b:/y:ro", "-v", "/z", "-v", "/c:/x", "busybox")
    assert wanted.host["Binds"] == ["/a:/x", "/b:/y:ro", "/c:/x"]
    assert list(wanted.config["Volumes"] or {}) == ["/x", "/y", "/z"]


@pytest.mark.parametrize(
    ("source", "path"),
    [(".", "a/b"), ("./rel", "a/b/rel"), ("../x/", "a/x"), ("..", "a"), (".hidden", "a/b/.hidden")],
)
def test_a_source_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, path: str
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    wanted = plan_of("-v", f"{source}:/x:ro", "busybox")
    assert wanted.host["Binds"] == [f"{tmp_path}/{path}:/x:ro"]
    assert list(wanted.config["Volumes"] or {}) == ["/x"]
    assert wanted.needs == []


def test_a_working_directory_that_no_bind_can_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a:b").mkdir()
    monkeypatch.chdir(tmp_path / "a:b")
    with pytest.raises(UsageError, match=r"^-v can't mount a path with a colon: '.+/a:b'$"):
        plan_of("-v", ".:/x", "busybox")
    (tmp_path / "a:b").rmdir()
    with pytest.raises(UsageError, match=r"^-v \.: the working directory no longer exists$"):
        plan_of("-v", ".:/x", "busybox")


def test_lxc_options() -> None:
    wanted = plan_of("-lxc-conf", "lxc.cgroup.cpuset.cpus = 0,1", "--lxc-conf=a=b=c", "busybox")
    assert wanted.host["LxcConf"] == [
        {"Key": "lxc.cgroup.cpuset.cpus", "Value": "0,1"},
        {"Key": "a", "Value": "b=c"},
    ]


def test_variables_of_the_users_own() -> None:
    """NAME alone passes on a local variable; F14: if it isn't set, the engine is to unset it."""
    wanted = plan_of("-e", "HERE", "-e", "ABSENT", "busybox", environ={"HERE": "x y", "OTHER": "1"})
    assert wanted.config["Env"] == ["HERE=x y", "ABSENT"]


def test_variables_from_files_come_first(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_bytes("# comment\r\n\nA=1\r\n  B=two words \nHERE\nABSENT\nC=\u2028\f.".encode())
    wanted = plan_of("-e", "A=2", "--env-file", str(file), "busybox", environ={"HERE": "h"})
    assert wanted.config["Env"] == ["A=2", "B=two words ", "HERE=h", "C=\u2028\f."]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-w", "tmp"], "The working directory is invalid. It needs to be an absolute path: tmp"),
        (["-v", "data"], "-v takes [/HOST:]/PATH[:ro], absolute paths: 'data'"),
        (["-v", "."], "-v takes [/HOST:]/PATH[:ro], absolute paths: '.'"),
        (["-v", "/a:b"], "-v takes [/HOST:]/PATH[:ro], absolute paths: '/a:b'"),
        (["-v", "/a:/b:ro:x"], "-v takes [/HOST:]/PATH[:ro], absolute paths: '/a:/b:ro:x'"),
        (["-v", "/a:/b:rx"], "-v takes ro or rw as its mode: '/a:/b:rx'"),
        (["-v", "a:/b"], "-v takes an absolute path on the engine's host: 'a:/b'"),
        (["-v", "/"], "Invalid volume: the path in the container can't be '/': '/'"),
        (["-v", "/a:/"], "Invalid volume: the path in the container can't be '/': '/a:/'"),
        (["-e", "=x"], "-e takes NAME or NAME=VALUE: '=x'"),
        (["-e", ""], "-e takes NAME or NAME=VALUE: ''"),
        (["-lxc-conf", "x"], "Unable to parse lxc conf option: x"),
        (["--env-file", "/nosuch/env"], "--env-file /nosuch/env: No such file or directory"),
        (["-m", "lots"], "-m takes bytes, or a number with k, m or g: 'lots'"),
    ],
)
def test_what_is_refused(args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan_of(*args, "busybox")
    assert str(caught.value) == message


def test_a_file_of_variables_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_bytes(b"A=\xff\n")
    with pytest.raises(UsageError, match=r": not UTF-8$"):
        plan_of("--env-file", str(file), "busybox")


# --- the cidfile


def test_the_cidfile_is_written_completely(tmp_path: Path) -> None:
    write_cidfile(str(tmp_path / "cid"), "0123456789ab")
    assert (tmp_path / "cid").read_text() == "0123456789ab"
    assert os.listdir(tmp_path) == ["cid"]


def test_the_cidfile_overwrites_nothing(tmp_path: Path) -> None:
    """Even if the file has appeared since it was checked."""
    (tmp_path / "cid").write_text("mine")
    with pytest.raises(FileExistsError):
        write_cidfile(str(tmp_path / "cid"), "0123456789ab")
    assert (tmp_path / "cid").read_text() == "mine"
    assert os.listdir(tmp_path) == ["cid"]


def test_an_existing_cidfile_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a cid").symlink_to("nowhere")
    with pytest.raises(UsageError, match=r"^cid file found, make sure the other container isn't"):
        check_cidfile(str(tmp_path / "a cid"))


def test_a_cidfile_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such directory, or permission denied$"):
        check_cidfile(str(tmp_path / "nosuch" / "cid"))


def test_a_link_where_the_cidfile_is_written_first_is_not_followed(tmp_path: Path) -> None:
    """H6: its name was predictable."""
    (tmp_path / "victim").write_text("mine")
    (tmp_path / f"cid.{os.getpid()}.partial").symlink_to("victim")
    write_cidfile(str(tmp_path / "cid"), "0123456789ab")
    assert (tmp_path / "cid").read_text() == "0123456789ab"
    assert (tmp_path / "victim").read_text() == "mine"
    assert len(os.listdir(tmp_path)) == 3


def test_a_cidfile_in_a_directory_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H8: it used to be an internal error."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(UsageError, match=r"no such directory, or permission denied$"):
        check_cidfile("cid")
    with pytest.raises(FileNotFoundError):
        write_cidfile("cid", "0123456789ab")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--env-file", "{}"), ("--label-file", "{}"), ("--security-opt", "seccomp={}")],
)
def test_an_endless_file(option: str, value: str) -> None:
    """H3."""
    with pytest.raises(UsageError, match=r"/dev/zero is too large to read"):
        plan_of(option, value.format("/dev/zero"), "busybox")


def test_no_cidfile() -> None:
    check_cidfile("")
    write_cidfile("", "0123456789ab")
