"""`docker15 logout`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument


@docker15_command(
    usage="[SERVER]",
    multi_engine=NOT_APPLICABLE,
    examples=("docker15 logout", "docker15 logout registry.example.com"),
    manual=(
        "Removes the credentials that docker15-login(1) stored for SERVER. The registry is not "
        "contacted.",
    ),
    related=("login",),
    uses_credentials=True,
)
@argument("server", required=False, default="", completes="servers")
def command(app: App, server: str) -> None:
    url = app.config.login_url(server)
    removed = app.config.remove(url if "://" in server else server)
    for one in removed:
        app.streams.line(f"Removing login credentials for {one}")
    if not removed:
        app.streams.note(f"Not logged in to {url}: no credentials for it in {app.config.path}")
