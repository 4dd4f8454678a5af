"""`docker15 completion`."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.config import completions
from docker15_cli.errors import UsageError

# The lines of the bash and zsh scripts that name the commands to complete.
_NAMING = ("complete -F _docker15 docker15", "#compdef docker15", "compdef _docker15 docker15")


@docker15_command(
    usage="[bash|zsh|fish]",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "docker15 completion --install bash",
        "docker15 completion --install --alias docker fish",
        "docker15 completion --uninstall fish",
        "source <(docker15 completion bash)",
    ),
    manual=(
        "Prints the script that completes docker15's command lines. The scripts are installed "
        "with docker15, where shells look for them: in `share/bash-completion/completions`, "
        "`share/zsh/site-functions` and `share/fish/vendor_completions.d`. If your shell does not "
        "read that directory, as with pipx, `--install` writes the script where it looks: for the "
        "shell in SHELL, unless one is named. `--uninstall` removes what `--install` has written.",
        "Commands and options are part of the script. Names of containers and images come from "
        "the engine given on the command line or in DOCKER_HOST; an engine that does not answer "
        "within a second is skipped. Completion never starts an engine.",
        "zsh completes `alias docker=docker15` without further setup. bash needs `--alias "
        "docker`; so does fish if docker has a completion of its own.",
    ),
    related=("help",),
)
@argument("shell", metavar="[bash|zsh|fish]", required=False, completes=completions.SHELLS)
@option(
    "--alias",
    "aliases",
    multiple=True,
    metavar="NAME",
    completes=("docker",),
    help="Also complete this alias of docker15, such as docker.",
)
@switch("--install", help="Write the script where the shell looks, and say where.")
@switch("--uninstall", help="Remove what --install has written.")
def command(
    app: App, shell: str | None, aliases: Sequence[str], install: bool, uninstall: bool
) -> None:
    if install and uninstall:
        raise UsageError("Conflicting options: --install and --uninstall")
    for alias in aliases:
        if not alias.replace("-", "").replace("_", "").isalnum():
            raise UsageError(f"--alias takes a command name, not {alias!r}")
    if shell is None:
        shell = _of_user(app, may_guess=install or uninstall)
    if shell not in completions.SHELLS:
        raise UsageError(f"no completion script for {shell}; supported shells: bash, zsh, fish")
    if uninstall:
        _uninstall(app, shell)
    elif install:
        _install(app, shell, aliases)
    else:
        app.streams.write(with_aliases(shell, _script(shell), aliases))


def _of_user(app: App, *, may_guess: bool) -> str:
    shell = completions.of_user(app.environ) if may_guess else ""
    if not shell:
        raise UsageError("name the shell: bash, zsh or fish")
    return shell


def _install(app: App, shell: str, aliases: Sequence[str]) -> None:
    script = with_aliases(shell, _script(shell), aliases)
    paths = completions.install(shell, app.environ, ["docker15", *aliases], script)
    for path in paths:
        app.streams.line(f"Installed {path}")
    step = completions.next_step(shell, app.environ, paths[0])
    app.streams.line(step or f"Every {shell} started from now on completes docker15")


def _uninstall(app: App, shell: str) -> None:
    removed = completions.remove(shell, app.environ)
    for path in removed:
        app.streams.line(f"Removed {path}")
    if not removed:
        place = completions.directory(shell, app.environ)
        app.streams.line(f"There is no docker15 completion script in {place}")


def _script(shell: str) -> str:
    data = pkgutil.get_data("docker15_cli.completion", f"scripts/{completions.file_name(shell)}")
    assert data is not None
    return data.decode()


def with_aliases(shell: str, script: str, aliases: Sequence[str]) -> str:
    """A shell's `script`, changed to complete the `aliases`, too, like docker15."""
    if shell == "fish":
        return script + "".join(f"complete -c {alias} -w docker15\n" for alias in aliases)
    lines = script.splitlines(keepends=True)
    return "".join(
        f"{' '.join([line.rstrip(), *aliases])}\n" if line.strip() in _NAMING else line
        for line in lines
    )
