"""`docker15 context update`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import (
    description_option,
    docker_option,
    existing,
    require_changeable,
    with_engine,
)
from docker15_cli.cli.parameters import argument


@docker15_command(
    usage="CONTEXT",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "docker15 context update work --description 'The build machine'",
        "docker15 context update work --docker host=ssh://me@work2",
    ),
    manual=(
        "Updates a context, and prints its name. `--docker` replaces everything about the engine, "
        "including its TLS files.",
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
        changed = changed.with_description(description)
    app.user.context_store.update(changed.with_name(name))
    app.streams.line(name)
