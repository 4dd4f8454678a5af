"""`docker15 version`."""

from __future__ import annotations

import platform

from docker15_cli import __version__
from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.contract.shapes import Version
from docker15_cli.fanout import engines

# The kernel's name of a machine → Go's, which docker's templates show.
_GO_ARCH = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 version", "docker15 version --format '{{.Server.Version}}'"),
    manual=(
        "If the engine can't be reached, the client's part is shown all the same, and the exit "
        "status is 1.",
        format_option.MANUAL,
    ),
    related=("info",),
)
@format_option.for_object("Client.Version", "Client.ApiVersion", "Server.Version")
def command(app: App, format_: str) -> int:
    if format_ not in ("", "json"):  # before anything is sent
        format_option.check(format_option.parse(format_), ("Client", "Server", engines.HOST))
    client = {
        "Version": __version__,
        "ApiVersion": system.API_VERSION,  # replaced once the version in use is known
        "DefaultAPIVersion": system.API_VERSION,
        "PythonVersion": platform.python_version(),
        "Os": platform.system().lower(),
        "Arch": platform.machine(),
    }
    if format_:
        answers = engines.gather(app, _server)
        for one, server in answers.found:
            arch = _GO_ARCH.get(client["Arch"], client["Arch"])
            spoken = {**client, "ApiVersion": one.client.in_use[0], "Arch": arch}
            format_option.show_object(one, format_, {"Client": spoken, "Server": server})
        return answers.status
    app.streams.line(f"Client version: {client['Version']}")
    app.streams.line(f"API version (client): {client['ApiVersion']}")
    app.streams.line(f"Python version: {client['PythonVersion']}")
    app.streams.line(f"OS/Arch: {client['Os']}/{client['Arch']}")
    app.streams.flush()  # whether or not the rest succeeds
    answers = engines.gather(app, _server)
    for one, server in answers.found:
        _show(one, server)
    return answers.status


def _show(app: App, server: Version) -> None:
    engines.show_heading(app)
    app.streams.line(f"Server version: {server.get('Version', '')}")
    if server.get("GitCommit"):
        app.streams.line(f"Git commit (server): {server['GitCommit']}")
    if server.get("GoVersion"):
        app.streams.line(f"Go version (server): {server['GoVersion']}")
    in_use, dialect, reason = app.client.in_use
    app.streams.line(f"API version in use: {in_use} ({dialect}: {reason})")


def _server(app: App) -> Version:
    """The engine's own answer, with the dialect in use, and the reason."""
    answer = system.version(app.client)
    in_use, answer["Dialect"], answer["DialectReason"] = app.client.in_use
    answer.setdefault("ApiVersion", in_use)  # 1.5 does not send it
    return answer
