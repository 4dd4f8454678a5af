"""`docker15 completion`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import click

from docker15_cli.app import App
from docker15_cli.commands._options import UNUSED
from docker15_cli.commands._options import command as docker15_command
from docker15_cli.completion.words import SHELLS
from docker15_cli.errors import UsageError


@docker15_command(
    "Show the script that makes a shell complete docker15's command lines.",
    usage="bash|zsh|fish",
    several=UNUSED,
    examples=(
        "source <(docker15 completion bash)",
        "docker15 completion --alias docker bash >> ~/.bash_completion",
        'docker15 completion zsh > "${fpath[1]}/_docker15"',
        "docker15 completion fish > ~/.config/fish/completions/docker15.fish",
    ),
)
@click.argument("shell", metavar="bash|zsh|fish")
@click.option(
    "--alias",
    "aliases",
    multiple=True,
    metavar="NAME",
    help="Complete this command, too: an alias of docker15, such as docker.",
)
def command(app: App, shell: str, aliases: Sequence[str]) -> None:
    from docker15_cli.completion import declared

    if shell not in SHELLS:
        raise UsageError(f"there is no script for {shell}: bash, zsh and fish have one")
    for alias in aliases:
        if not alias.replace("-", "").replace("_", "").isalnum():
            raise UsageError(f"--alias takes the name of a command, not {alias!r}")
    generator = importlib.import_module(f"docker15_cli.completion.{shell}")
    app.streams.write(generator.script(declared.program(), aliases))
