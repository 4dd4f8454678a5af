"""The environment of a process, from the options of `run`, `create`, `exec` and `build`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.errors import UsageError


def environment(
    environ: Mapping[str, str], files: Sequence[str], pairs: Sequence[str], option: str = "-e"
) -> list[str]:
    """The NAME=VALUE pairs of `--env-file` (`files`) and of `option` (`pairs`), for the engine.

    A NAME without a value takes it from `environ`. If it is not set there, it is passed on as it
    is: engines remove it from the image's environment, but a 1.5 engine sets it to an empty string;
    in files it is ignored, as in docker. Of several with the same NAME the last one counts, as in
    docker. Raises UsageError.
    """
    try:
        lines = [line for file in files for line in values.lines(file)]
    except ValueError as error:
        raise UsageError(f"--env-file {error}") from None
    of_files = [_passed_on(environ, pair, option) for pair in lines]
    found = [
        *(pair for pair in of_files if "=" in pair),
        *(_passed_on(environ, pair, option) for pair in pairs),
    ]
    return list({pair.partition("=")[0]: pair for pair in found}.values())


def _passed_on(environ: Mapping[str, str], pair: str, option: str) -> str:
    name, equals, _ = pair.partition("=")
    if not name:
        raise UsageError(f"{option} takes NAME or NAME=VALUE: {pair!r}")
    return pair if equals or name not in environ else f"{name}={environ[name]}"


def with_proxies(app: App, pairs: Sequence[str]) -> list[str]:
    """`pairs`, preceded by the proxies of docker's config.json that they do not set."""
    given = (
        app.options.connection.host,
        app.environ.get("DOCKER_HOST", ""),
        str(app.client.endpoint),
    )
    named = {pair.partition("=")[0] for pair in pairs}
    proxies = app.settings.proxies(filter(None, given))
    return [*(f"{name}={url}" for name, url in proxies.items() if name not in named), *pairs]
