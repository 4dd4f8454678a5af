"""Where bash, zsh and fish look for completion scripts; installing and removing docker15's."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from docker15_cli.config import files, writing
from docker15_cli.errors import Docker15Error

# The file name of a command's script; docker15's own are also in the package under these names.
_NAMES = {"bash": "{}.bash", "zsh": "_{}", "fish": "{}.fish"}
SHELLS = tuple(_NAMES)
_DIRECTORIES = {  # below data directories, such as /usr/share
    "bash": ("bash-completion/completions",),
    "zsh": ("zsh/site-functions", "zsh/vendor-completions"),
    "fish": ("fish/vendor_completions.d",),
}
_MARK = "completion for docker15. Made from"
_BASH_COMPLETION = (  # what makes bash look for scripts: on Debian, elsewhere, with Homebrew
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/share/bash-completion/bash_completion",
)
_HEAD = 200  # characters at the beginning of a script, which include the mark


def file_name(shell: str, command: str = "docker15") -> str:
    """The file name of the script for a command."""
    return _NAMES[shell].format(command)


def of_user(environ: Mapping[str, str]) -> str:
    """The user's shell, from the variable SHELL; "" if it is none of SHELLS."""
    name = os.path.basename(environ.get("SHELL", ""))  # noqa: PTH119 - a name, not a path
    return name if name in SHELLS else ""


def directory(shell: str, environ: Mapping[str, str]) -> Path:
    """The user's own directory of scripts for a shell; zsh needs it in its fpath."""
    if shell == "fish":
        return _base(environ, "XDG_CONFIG_HOME", ".config") / "fish/completions"
    own = environ.get("BASH_COMPLETION_USER_DIR", "").partition(":")[0]
    if shell == "bash" and own:
        return Path(own, "completions")
    return _base(environ, "XDG_DATA_HOME", ".local/share") / _DIRECTORIES[shell][0]


def found(shell: str, environ: Mapping[str, str]) -> Path | None:
    """docker15's script that the shell finds: the user's, else the machine's; None without one."""
    data = [_base(environ, "XDG_DATA_HOME", ".local/share")]
    data += map(Path, (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":"))
    places = [
        directory(shell, environ),
        *(base / place for base in data for place in _DIRECTORIES[shell]),
    ]
    names = {file_name(shell), "docker15"} if shell == "bash" else {file_name(shell)}
    return next(
        (path for place in places for name in names if _is_ours(path := place / name)), None
    )


def install(
    shell: str, environ: Mapping[str, str], commands: Sequence[str], text: str
) -> list[Path]:
    """Write `text` as the script of each of the commands; return the files. Raises Docker15Error.

    Scripts that are not docker15's are kept. zsh needs one file, whose first line names all
    commands.
    """
    place = directory(shell, environ)
    names = commands[:1] if shell == "zsh" else commands
    paths = [place / file_name(shell, name) for name in names]
    for path in paths:
        if path.exists() and not _is_ours(path):
            raise Docker15Error(f"{path} is not docker15's: move it away first")
    for path in paths:
        with writing.locked(path) as resolved:
            writing.replace(resolved, text.encode())
    return paths


def next_step(shell: str, environ: Mapping[str, str], script: Path) -> str:
    """What the user has to do for the shell to read `script`; "" if nothing.

    zsh's settings can't be seen from here: they may have the line already.
    """
    if shell == "zsh" and script.parent == directory(shell, environ):
        return f"zsh reads it with this in ~/.zshrc, above compinit: fpath=({script.parent} $fpath)"
    if shell == "bash" and not any(map(os.path.exists, _BASH_COMPLETION)):
        return "bash reads it once the package bash-completion is installed"
    return ""


def remove(shell: str, environ: Mapping[str, str]) -> list[Path]:
    """Remove docker15's scripts in the user's directory; return them. Raises Docker15Error."""
    place = directory(shell, environ)
    try:
        ours = [path for path in sorted(place.iterdir()) if _is_ours(path)]
        for path in ours:
            path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Docker15Error(f"can't remove scripts from {place}: {error.strerror}") from error
    return ours


def _base(environ: Mapping[str, str], variable: str, default: str) -> Path:
    named = environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path(files.home(environ), default)  # noqa: PTH117


def _is_ours(path: Path) -> bool:
    try:
        with path.open(errors="replace") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False
