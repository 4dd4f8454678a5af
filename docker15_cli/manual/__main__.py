"""`make docs`: man/ and completions/ anew, in the directory of the sources."""

from __future__ import annotations

from pathlib import Path

import docker15_cli
from docker15_cli.manual import generated


def main() -> None:
    """Write what has changed, and remove pages of commands that are gone."""
    sources = Path(docker15_cli.__file__).parents[1]
    wanted = generated()
    for path in (sources / "man").glob("*.1"):
        if f"man/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = sources / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
