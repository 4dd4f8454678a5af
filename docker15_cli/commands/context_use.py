"""`docker15 context use`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import existing, require_changeable
from docker15_cli.cli.parameters import argument
from docker15_cli.config.contexts import DEFAULT

_OVERRIDING = (
    *("DOCKER_HOST", "DOCKER_HOSTS", "DOCKER_CONTEXT"),
    *("CONTAINER_HOST", "CONTAINER_CONNECTION"),
)


@docker15_command(
    usage="CONTEXT",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 context use work", "docker15 context use default"),
    manual=(
        "Sets the current context, for docker as well, in docker's config.json; everything else in "
        "that file stays. `default` is the engine of DOCKER_HOST or of this machine.",
    ),
    related=("context ls", "context show"),
)
@argument("name", metavar="CONTEXT", completes="contexts")
def command(app: App, name: str) -> None:
    if name != DEFAULT:
        require_changeable(app, name)
        existing(app, name)
    app.user.context_store.use(name)
    app.streams.line(name)
    for variable in _OVERRIDING:
        if name != DEFAULT and app.environ.get(variable):
            app.streams.note(f"Warning: {variable} overrides it: unset it, or use --context {name}")
