"""`docker15 completion`."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE, argument, option
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import UsageError

# The lines of the bash and zsh scripts that name the commands to complete.
_NAMING = ("complete -F _docker15 docker15", "#compdef docker15", "compdef _docker15 docker15")
_FILES = {"bash": "docker15.bash", "zsh": "_docker15", "fish": "docker15.fish"}


@docker15_command(
    usage="bash|zsh|fish",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "source <(docker15 completion bash)",
        "docker15 completion --alias docker bash >> ~/.bash_completion",
        'docker15 completion zsh > "${fpath[1]}/_docker15"',
        "docker15 completion fish > ~/.config/fish/completions/docker15.fish",
    ),
    manual=(
        "Prints the script that completes docker15's command lines. The scripts are installed "
        "with docker15, where shells look for them: in `share/bash-completion/completions`, "
        "`share/zsh/site-functions` and `share/fish/vendor_completions.d`. If your shell does not "
        "read that directory, save the output of this command in one that it reads.",
        "Commands and options are part of the script. Names of containers and images come from "
        "the engine of the command line or of DOCKER_HOST; an engine that does not answer within "
        "a second is left out. Completion never starts an engine.",
        "zsh completes `alias docker=docker15` without further setup. bash needs `--alias "
        "docker`. So does fish if docker has a completion of its own: save the script as "
        "`~/.config/fish/completions/docker.fish`.",
    ),
    related=("help",),
)
@argument("shell", metavar="bash|zsh|fish", completes=tuple(_FILES))
@option(
    "--alias",
    "aliases",
    multiple=True,
    metavar="NAME",
    completes=("docker",),
    help="Also complete this alias of docker15, such as docker.",
)
def command(app: App, shell: str, aliases: Sequence[str]) -> None:
    if shell not in _FILES:
        raise UsageError(f"no completion script for {shell}; supported shells: bash, zsh, fish")
    for alias in aliases:
        if not alias.replace("-", "").replace("_", "").isalnum():
            raise UsageError(f"--alias takes the name of a command, not {alias!r}")
    app.streams.write(with_aliases(shell, _script(shell), aliases))


def _script(shell: str) -> str:
    data = pkgutil.get_data("docker15_cli.completion", f"scripts/{_FILES[shell]}")
    assert data is not None
    return data.decode()


def with_aliases(shell: str, script: str, aliases: Sequence[str]) -> str:
    """A shell's `script`, made to complete the `aliases` like docker15."""
    if shell == "fish":
        return script + "".join(f"complete -c {alias} -w docker15\n" for alias in aliases)
    lines = script.splitlines(keepends=True)
    return "".join(
        f"{' '.join([line.rstrip(), *aliases])}\n" if line.strip() in _NAMING else line
        for line in lines
    )
