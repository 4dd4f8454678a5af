"""`make docs`: generate the manual pages and completion scripts from the declarations."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.docs import bash, fish, introspect, zsh
from tools.docs.manpage import pages

SCRIPTS = "completions"


def generated() -> dict[str, str]:
    """The generated files, by path."""
    commands = introspect.program()
    return {
        f"{SCRIPTS}/docker15.bash": bash.script(commands),
        f"{SCRIPTS}/_docker15": zsh.script(commands),
        f"{SCRIPTS}/docker15.fish": fish.script(commands),
        **{f"man/{name}": text for name, text in pages().items()},
    }


def main() -> None:
    """Write the files, and remove pages of commands that no longer exist."""
    sources = Path(__file__).parents[2]
    try:
        wanted = generated()
    except introspect.Incomplete as error:
        sys.exit(str(error))
    for path in (sources / "man").glob("*.1"):
        if f"man/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = sources / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
