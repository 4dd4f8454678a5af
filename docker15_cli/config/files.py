"""The user's files: where docker's config.json is, and reading text and JSON of any of them.

Every command reads some: no pathlib here, whose import takes 3 ms.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping

from docker15_cli.config import reading
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import Json, JsonObject

FilePath = str | os.PathLike[str]


def home(environ: Mapping[str, str]) -> str:
    """The user's home directory; / without HOME and without an account for the user id."""
    found = environ.get("HOME") or os.path.expanduser("~")
    return "/" if found == "~" else found


def path_if_exists(file: str) -> str:
    """`file` if it exists, else ""."""
    return file if os.path.exists(file) else ""


class Unreadable(Docker15Error):
    """A file that exists but can't be read: a directory, or the user has no permission."""


def ignore_warning(text: str) -> None:
    """Ignore a warning: the default of parameters called `warn`."""


def docker_directory(environ: Mapping[str, str], directory: str = "") -> str:
    """The directory of docker's files: `directory` (of `--config`), DOCKER_CONFIG or ~/.docker."""
    named = directory or environ.get("DOCKER_CONFIG", "")
    return named or os.path.join(home(environ), ".docker")


def config_json(environ: Mapping[str, str], directory: str = "") -> str:
    """The path of docker's config.json."""
    return os.path.join(docker_directory(environ, directory), "config.json")


def read_config_json(path: FilePath, warn: Callable[[str], None] = ignore_warning) -> JsonObject:
    """The contents of docker's config.json; {} if it is missing or empty.

    As in docker, also {} if the file is Unreadable; then `warn` is called with the reason. Raises
    Docker15Error, naming the file, if it is broken.
    """
    try:
        text = read_text(path)
    except Unreadable as error:
        warn(str(error))
        return {}
    return parse(path, text) if text and text.strip() else {}


def read_text(path: FilePath) -> str | None:
    """A file's text; None if there is no such file. Raises Unreadable, Docker15Error."""
    try:
        return reading.text(path)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise broken(path, "is not text") from None
    except (IsADirectoryError, PermissionError) as error:
        raise Unreadable(f"can't read {os.fspath(path)}: {error.strerror}") from error
    except OSError as error:
        if isinstance(error, NotADirectoryError) and not os.path.isfile(os.path.dirname(path)):
            return None  # services may have /dev/null as their home
        raise Docker15Error(f"can't read {os.fspath(path)}: {error.strerror}") from error


def parse(path: FilePath, text: str) -> JsonObject:
    """The JSON object in `text`, the content of `path`. Raises Docker15Error.

    The error does not quote the text, which may be secret.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise broken(path, f"is not JSON (line {error.lineno})") from None
    except RecursionError:
        raise broken(path, "is nested too deeply") from None
    except ValueError:  # NaN, which Go can't read, or thousands of digits, which Python can't
        raise broken(path, "has a number that is malformed or too long") from None
    if not isinstance(value, dict):
        raise broken(path, "does not hold a JSON object")
    return value


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def as_object(value: Json) -> JsonObject:
    """`value` if it is a JSON object, else {}."""
    return value if isinstance(value, dict) else {}


def broken(path: FilePath, what: str) -> Docker15Error:
    """The error for a file that docker15 can't parse, and so leaves unchanged."""
    return Docker15Error(f"{os.fspath(path)} {what}: repair it, or move it away")
