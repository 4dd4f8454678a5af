"""DOCKER_DEFAULT_PLATFORM, the default of `--platform`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.contract.features import Feature

_VARIABLE = "DOCKER_DEFAULT_PLATFORM"


def default_platform(app: App, feature: Feature) -> str:
    """The variable's value; "" if it is not set, or, with a warning, if the engine lacks `feature`.

    Such an engine may still have the right images, so that is not an error.
    """
    platform = app.environ.get(_VARIABLE, "")
    if platform and not app.client.has(feature):
        app.reporter.warn(f"{_VARIABLE} is ignored: this engine's API has no platforms")
        return ""
    return platform
