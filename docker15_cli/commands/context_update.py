"""`docker15 context update`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE, argument
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import (
    description_option,
    docker_option,
    existing,
    require_changeable,
    with_engine,
)


@docker15_command(
    usage="CONTEXT",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "docker15 context update work --description 'The build machine'",
        "docker15 context update work --docker host=ssh://me@work2",
    ),
    manual=(
        "Changes a context, and prints its name. `--docker` replaces all that was known of the "
        "engine, files for TLS included.",
    ),
    related=("context create", "context ls"),
)
@argument("name", metavar="CONTEXT", completes="contexts")
@description_option
@docker_option
def command(app: App, name: str, description: str | None, docker: Sequence[str]) -> None:
    require_changeable(app, name)
    changed = with_engine(app, existing(app, name), docker)
    if description is not None:
        changed = changed.described(description)
    app.user.context_store.update(changed.named(name))
    app.streams.line(name)
