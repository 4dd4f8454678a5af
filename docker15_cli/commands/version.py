"""`docker15 version`."""

from __future__ import annotations

import platform

from docker15_cli import __version__
from docker15_cli.api import system
from docker15_cli.api.shapes import Version
from docker15_cli.app import App
from docker15_cli.commands import _format, _hosts
from docker15_cli.commands._options import TOGETHER
from docker15_cli.commands._options import command as docker15_command


@docker15_command(
    "Show the versions of docker15 and of the engine.",
    several=TOGETHER,
    examples=("docker15 version", "docker15 version --format '{{.Server.Version}}'"),
)
@_format.object_format_option
def command(app: App, format_: str) -> int:
    if format_ not in ("", "json"):  # before anything is sent
        _format.check(_format.parse(format_), ("Client", "Server", _hosts.HOST))
    client = {
        "Version": __version__,
        "ApiVersion": system.API_VERSION,
        "PythonVersion": platform.python_version(),
        "Os": platform.system().lower(),
        "Arch": platform.machine(),
    }
    if format_:
        answers = _hosts.gather(app, _server)
        for one, server in answers.found:
            _format.show_object(one, format_, {"Client": client, "Server": server})
        return answers.status
    app.streams.line(f"Client version: {client['Version']}")
    app.streams.line(f"API version (client): {client['ApiVersion']}")
    app.streams.line(f"Python version: {client['PythonVersion']}")
    app.streams.line(f"OS/Arch: {client['Os']}/{client['Arch']}")
    app.streams.flush()  # whatever becomes of the rest
    answers = _hosts.gather(app, _server)
    for one, server in answers.found:
        _show(one, server)
    return answers.status


def _show(app: App, server: Version) -> None:
    _hosts.show_heading(app)
    app.streams.line(f"Server version: {server.get('Version', '')}")
    if server.get("GitCommit"):
        app.streams.line(f"Git commit (server): {server['GitCommit']}")
    if server.get("GoVersion"):
        app.streams.line(f"Go version (server): {server['GoVersion']}")
    in_use, dialect = server["ApiVersion"], server["Dialect"]
    app.streams.line(f"API version in use: {in_use} ({dialect}: {server['DialectReason']})")


def _server(app: App) -> Version:
    """The engine's own answer, but for the API version that is spoken to it, and why."""
    answer = system.version(app.client)
    answer["ApiVersion"], answer["Dialect"], answer["DialectReason"] = app.client.in_use
    return answer
