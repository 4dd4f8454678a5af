"""`docker15 context create`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import (
    description_option,
    docker_option,
    existing,
    with_engine,
)
from docker15_cli.cli.parameters import argument, option
from docker15_cli.config import context_store
from docker15_cli.errors import UsageError


@docker15_command(
    usage="CONTEXT",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "docker15 context create work --docker host=ssh://me@work",
        "docker15 context create lab --docker host=tcp://lab:2376,ca=ca.pem",
    ),
    manual=(
        "Creates a context, for docker as well, and prints its name. TLS files are copied. Without "
        "`--docker` it is a copy of the context in use, or of the one named by `--from`.",
    ),
    related=("context ls", "context update", "context use"),
)
@argument("name", metavar="CONTEXT", completes="nothing")
@description_option
@docker_option
@option(
    "--from",
    "source",
    default="",
    metavar="CONTEXT",
    completes="contexts",
    help="Copy this context.",
)
def command(
    app: App, name: str, description: str | None, docker: Sequence[str], source: str
) -> None:
    context_store.check_name(name)
    if docker and source:
        raise UsageError("--docker and --from both name an engine: leave one out")
    made = context_store.new(name) if docker else existing(app, source or app.user.context)
    made = with_engine(app, made.with_name(name), docker)
    if description is not None:
        made = made.with_description(description)
    app.user.context_store.create(made)
    app.streams.line(name)
