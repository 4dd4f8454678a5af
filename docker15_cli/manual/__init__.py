"""What is made from the declarations and kept with the sources: man/ and completions/.

`python -m docker15_cli.manual` (`make docs`) makes all of it anew.
"""

from __future__ import annotations


def generated() -> dict[str, str]:
    """The files, by their paths in the sources."""
    from docker15_cli.completion import bash, declared, fish, zsh
    from docker15_cli.manual.pages import pages

    commands = declared.program()
    return {
        "completions/docker15.bash": bash.script(commands),
        "completions/_docker15": zsh.script(commands),
        "completions/docker15.fish": fish.script(commands),
        **{f"man/{name}": text for name, text in pages().items()},
    }
