"""The sets of dependencies that docker15 is held against, besides the newest that pip finds.

`python -m tools.dependencies` installs each into a directory of this environment; with that as
PYTHONPATH, it is what docker15 imports. Needs pip and the package index.
"""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

_SETUP = Path(__file__).parents[1] / "setup.cfg"


def directory(name: str) -> Path:
    """Where a set is installed."""
    return Path(sys.prefix, "dependencies", name)


def main() -> None:
    """Install all sets anew."""
    for name, requirements in sets().items():
        shutil.rmtree(directory(name), ignore_errors=True)
        command = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
        options = ["--no-deps", "--only-binary", ":all:", "--target", str(directory(name))]
        subprocess.run([*command, *options, *requirements], check=True)


def declared() -> list[str]:
    """What setup.cfg requires: NAME>=OLDEST,<UNKNOWN."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(_SETUP)
    return config["options"]["install_requires"].split()


def sets() -> dict[str, list[str]]:
    """The name of each set → what pip installs for it."""
    others = [line for line in declared() if not line.startswith("requests-unixsocket")]
    return {
        "oldest": [line.partition(",")[0].replace(">=", "==") for line in declared()],
        # The same module, as Ubuntu and Alpine have it.
        "unixsocket2": [*others, "requests-unixsocket2"],
    }


if __name__ == "__main__":
    main()
