"""`docker15 completion`: the scripts that it prints and installs, and the aliases in them."""

from __future__ import annotations

import pytest

from tests.docker15 import Docker15
from tools.docs.__main__ import SCRIPTS, generated


@pytest.mark.parametrize(
    ("shell", "file"), [("bash", "docker15.bash"), ("zsh", "_docker15"), ("fish", "docker15.fish")]
)
def test_it_prints_what_is_installed(lone_docker15: Docker15, shell: str, file: str) -> None:
    result = lone_docker15("completion", shell)
    assert result.stdout.decode() == generated()[f"{SCRIPTS}/{file}"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -F _docker15 docker15 docker d15"),
        ("zsh", "#compdef docker15 docker d15"),
        ("fish", "complete -c docker -w docker15"),
    ],
)
def test_aliases(lone_docker15: Docker15, shell: str, line: str) -> None:
    lines = lone_docker15("completion", shell, "--alias", "docker", "--alias", "d15").lines
    assert line in lines


@pytest.mark.parametrize("alias", ["", "$(true)", "a b", "-"])
def test_an_alias_is_a_single_word(lone_docker15: Docker15, alias: str) -> None:
    result = lone_docker15("completion", "bash", f"--alias={alias}")
    assert (result.stdout, result.exit_status) == (b"", 2)
    assert "--alias" in result.stderr.decode()


def test_other_shells_are_wrong_usage(lone_docker15: Docker15) -> None:
    result = lone_docker15("completion", "csh")
    assert result.stderr.decode().splitlines() == [
        "Error: no completion script for csh; supported shells: bash, zsh, fish",
        "See `docker15 completion --help`.",
    ]
    assert result.exit_status == 2


PLACES = {
    "bash": ".local/share/bash-completion/completions/docker15.bash",
    "zsh": ".local/share/zsh/site-functions/_docker15",
    "fish": ".config/fish/completions/docker15.fish",
}
each_shell = pytest.mark.parametrize("shell", PLACES)


@each_shell
def test_it_is_installed_and_removed(lone_docker15: Docker15, shell: str) -> None:
    path = lone_docker15.home / PLACES[shell]
    shell_of_user = {"SHELL": f"/usr/bin/{shell}"}
    for _ in range(2):  # the second time is as after an upgrade
        result = lone_docker15("completion", "--install", env=shell_of_user)
        assert (result.exit_status, result.lines[0]) == (0, f"Installed {path}")
        assert path.read_bytes() == lone_docker15("completion", shell).stdout
    assert lone_docker15("completion", "--uninstall", shell).line == f"Removed {path}"
    assert list(path.parent.iterdir()) == []
    again = lone_docker15("completion", "--uninstall", shell)
    assert again.line == f"There is no docker15 completion script in {path.parent}"


def test_what_zsh_needs_is_shown(lone_docker15: Docker15) -> None:
    said = lone_docker15("completion", "--install", "zsh").lines[-1]
    place = (lone_docker15.home / PLACES["zsh"]).parent
    assert said == f"zsh reads it with this in ~/.zshrc, above compinit: fpath=({place} $fpath)"


@pytest.mark.parametrize(
    ("variables", "shell", "place"),
    [
        ({"XDG_DATA_HOME": "/data"}, "bash", "data/bash-completion/completions/docker15.bash"),
        ({"BASH_COMPLETION_USER_DIR": "/own"}, "bash", "own/completions/docker15.bash"),
        ({"XDG_DATA_HOME": "/data"}, "zsh", "data/zsh/site-functions/_docker15"),
        ({"XDG_CONFIG_HOME": "/conf"}, "fish", "conf/fish/completions/docker15.fish"),
    ],
)
def test_the_variables_for_places(
    lone_docker15: Docker15, variables: dict[str, str], shell: str, place: str
) -> None:
    env = {name: f"{lone_docker15.home}{value}" for name, value in variables.items()}
    result = lone_docker15("completion", "--install", shell, env=env)
    assert result.lines[0] == f"Installed {lone_docker15.home / place}"


def test_a_foreign_script_is_left_alone(lone_docker15: Docker15) -> None:
    place = lone_docker15.home / ".config/fish/completions"
    place.mkdir(parents=True)
    (place / "docker.fish").write_text("complete -c docker -a mine\n")
    result = lone_docker15("completion", "--install", "--alias", "docker", "fish")
    assert result.error == f"{place}/docker.fish is not docker15's: move it away first"
    assert result.exit_status == 1
    lone_docker15("completion", "--install", "fish")
    lone_docker15("completion", "--uninstall", "fish")
    assert [path.name for path in place.iterdir()] == ["docker.fish"]


def test_a_directory_that_can_not_be_written(lone_docker15: Docker15) -> None:
    (lone_docker15.home / ".config").touch()
    error = lone_docker15("completion", "--install", "fish").error
    path = lone_docker15.home / PLACES["fish"]
    assert error == f"can't write {path}: Not a directory"


@pytest.mark.parametrize("args", [[], ["--install"], ["--uninstall"], ["--install", "--uninstall"]])
def test_the_shell_must_be_known(lone_docker15: Docker15, args: list[str]) -> None:
    result = lone_docker15("completion", *args, env={"SHELL": "/bin/dash"})
    assert (result.exit_status, result.stdout) == (2, b"")
    assert len(result.stderr.splitlines()) == 2
