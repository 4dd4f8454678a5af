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
from docker15_cli.jsontypes import JsonObject

_ENGINE_KEYS = (
    *("ApiVersion", "Arch", "BuildTime", "GitCommit", "GoVersion", "MinAPIVersion", "Os"),
)


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 version", "docker15 version --format '{{.Server.Version}}'"),
    manual=(
        "If the engine can't be reached, the client's part is still shown, and the exit "
        "status is 1.",
        format_option.MANUAL,
    ),
    related=("info",),
)
@format_option.for_object("Client.Version", "Client.ApiVersion", "Server.Version")
def command(app: App, format_: str) -> int:
    template = format_option.compiled(format_)
    if template:  # before anything is sent
        format_option.check(template, ("Client", "Server", engines.HOST))
    client = {
        "Version": __version__,
        "ApiVersion": system.API_VERSION,  # replaced once the version in use is known
        "DefaultAPIVersion": system.API_VERSION,
        "PythonVersion": platform.python_version(),
        "Os": platform.system().lower(),
        "Arch": platform.machine(),
    }
    if format_:
        from docker15_cli.cli.client_facts import client_facts

        answers = engines.gather(app, _server)
        for one, server in answers.found:
            spoken = {
                **client_facts(one),
                "ApiVersion": one.client.in_use[0],
                "PythonVersion": client["PythonVersion"],
            }
            told = server if format_ == format_option.API else _with_engine(server)
            both = {"Client": spoken, "Server": told}
            app.streams.line(format_option.object_line(one, format_, template, "version", both))
        return answers.status
    app.streams.line(f"Client version: {client['Version']}")
    app.streams.line(f"API version (client): {client['ApiVersion']}")
    app.streams.line(f"Python version: {client['PythonVersion']}")
    app.streams.line(f"OS/Arch: {client['Os']}/{client['Arch']}")
    app.streams.flush()  # shown even if the rest fails
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


def _with_engine(server: Version) -> JsonObject:
    """The server's version as docker shows it.

    Podman gets a component `Engine`, too, and its build time is made readable.
    """
    found: JsonObject = dict(server)
    parts = [dict(part) for part in found.get("Components") or ()]
    if "Os" in found and not any(part.get("Name") == "Engine" for part in parts):
        details = {key: str(found.get(key) or "") for key in _ENGINE_KEYS}
        details["Experimental"] = "true" if found.get("Experimental") else "false"
        parts.append({"Name": "Engine", "Version": found.get("Version") or "", "Details": details})
    for part in parts:
        if part.get("Name") == "Engine" and "BuildTime" in (part.get("Details") or {}):
            built = _readable(part["Details"]["BuildTime"])
            part["Details"] = {**part["Details"], "BuildTime": built}
    return {**found, "Components": parts} if parts else found


def _readable(moment: str) -> str:
    """A time as `Thu May  7 21:09:36 2026`, without a zone; any other text unchanged."""
    from datetime import datetime

    try:
        # Python 3.10 does not accept a fraction of nine digits.
        return f"{datetime.fromisoformat(moment[:19]):%a %b %e %H:%M:%S %Y}"
    except ValueError:
        return moment


def _server(app: App) -> Version:
    """The engine's answer, with the dialect in use, and the reason for it."""
    answer = system.version(app.client)
    in_use, answer["Dialect"], answer["DialectReason"] = app.client.in_use
    answer.setdefault("ApiVersion", in_use)  # 1.5 does not send it
    return answer
