"""`docker15 port`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docker15_cli.api import containers
from docker15_cli.app import App
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.cli.shared_options import container_argument
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import Json
from docker15_cli.output.published_ports import published

Mapped = dict[tuple[int, str], list[str]]


@docker15_command(
    usage="CONTAINER [PRIVATE_PORT[/PROTO]]",
    examples=("docker15 port CONTAINER", "docker15 port CONTAINER 53/udp"),
    manual=(
        "Shows the public port of PRIVATE_PORT, which is a TCP port unless it ends in /udp, or all "
        "port mappings. A port that is not published is an error.",
    ),
    related=("ps", "run"),
)
@container_argument(completes="running")
@argument("private", required=False, default="", metavar="PRIVATE_PORT[/PROTO]", completes="ports")
def command(app: App, container: str, private: str) -> None:
    found = _mapped(containers.inspect(app.client, container).get("NetworkSettings") or {})
    if not private:
        for (port, protocol), all_public in sorted(found.items()):
            for public in all_public:
                app.streams.line(f"{port}/{protocol} -> {public}")
        return
    wanted = found.get(_key(private))
    if not wanted:
        raise Docker15Error(f"No private port '{private}' allocated on {container}")
    for public in wanted:
        app.streams.line(public)


def _key(private: str) -> tuple[int, str]:
    port, _, protocol = private.partition("/")
    is_number = port.isascii() and port.isdigit()
    return int(port) if is_number else -1, protocol.lower() or "tcp"


def _mapped(settings: Mapping[str, Json]) -> Mapped:
    """The addresses and public ports, as `ps` shows them, by (private port, protocol)."""
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for port, protocol, binding in (*_mapping(settings), *_ports(settings)):
        found.setdefault((int(port), protocol.lower()), []).append(binding)
    return {port: published(bindings) for port, bindings in found.items()}


def _mapping(settings: Mapping[str, Json]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The mappings of API 1.5: `PortMapping` {"Tcp": {private: public}, "Udp": …}."""
    for protocol, ports in (settings.get("PortMapping") or {}).items():
        for private, public in (ports or {}).items():
            yield private, protocol, ("", public)


def _ports(settings: Mapping[str, Json]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The mappings of later engines: `Ports` {"80/tcp": [{HostIp, HostPort}]}."""
    for name, bindings in (settings.get("Ports") or {}).items():
        private, _, protocol = name.partition("/")
        for binding in bindings or ():
            yield private, protocol, (binding.get("HostIp") or "", binding.get("HostPort") or "")
