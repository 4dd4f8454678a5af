"""`docker15 info`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.commands import _format, _hosts
from docker15_cli.commands._options import TOGETHER
from docker15_cli.commands._options import command as docker15_command

_WARNINGS = {
    "MemoryLimit": "No memory limit support",
    "SwapLimit": "No swap limit support",
    "IPv4Forwarding": "IPv4 forwarding is disabled.",
}


@docker15_command(
    "Show what the engine says of itself.", several=TOGETHER, examples=("docker15 info",)
)
@_format.object_format_option
def command(app: App, format_: str) -> int:
    if format_ not in ("", "json"):
        _format.parse(format_)
    answers = _hosts.gather(app, lambda one: system.info(one.client))
    for one, answer in answers.found:
        if format_:
            _format.show_object(one, format_, answer)
        else:
            _show(one, answer)
    return answers.status


def _show(app: App, answer: Mapping[str, Any]) -> None:
    _hosts.show_heading(app)
    for line in _lines(answer, app.debug):
        app.streams.line(line)
    _show_login(app, str(answer.get("IndexServerAddress") or ""))
    for key, warning in _WARNINGS.items():
        if not answer.get(key):
            app.streams.note(f"{app.name}: WARNING: {warning}".removeprefix(": "))


def _show_login(app: App, index: str) -> None:
    login = app.config.stored(index) if index else None
    if login and login.username:
        app.streams.line(f"Username: {login.username}")
        app.streams.line(f"Registry: {index}")


def _lines(answer: Mapping[str, Any], debug: bool) -> Iterator[str]:
    yield f"Containers: {answer.get('Containers', 0)}"
    yield f"Images: {answer.get('Images', 0)}"
    if not (debug or answer.get("Debug")):
        return
    yield f"Debug mode (server): {_boolean(answer.get('Debug'))}"
    yield f"Debug mode (client): {_boolean(debug)}"
    yield f"Fds: {answer.get('NFd', 0)}"
    yield f"Goroutines: {answer.get('NGoroutines', 0)}"
    yield f"LXC Version: {answer.get('LXCVersion', '')}"
    yield f"EventsListeners: {answer.get('NEventsListener', 0)}"
    yield f"Kernel Version: {answer.get('KernelVersion', '')}"


def _boolean(value: object) -> str:
    return "true" if value else "false"
