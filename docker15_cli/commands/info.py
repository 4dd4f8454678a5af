"""`docker15 info`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from docker15_cli.api import system
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.errors import without_password
from docker15_cli.fanout import engines
from docker15_cli.jsontypes import Json
from docker15_cli.output import units_docker

_WARNINGS = {
    "MemoryLimit": "No memory limit support",
    "SwapLimit": "No swap limit support",
    "IPv4Forwarding": "IPv4 forwarding is disabled.",
}
_INDENT = " "
_Facts = Mapping[str, Json]


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 info",),
    manual=(
        "For a 1.5 engine, shows two lines; for a later one, what docker's info shows of the "
        "server, as far as the engine reports it. With `-D`, or if the engine itself is in debug "
        "mode, shows more. Warnings go to stderr.",
        format_option.MANUAL,
    ),
    related=("version",),
    uses_credentials=True,
)
@format_option.for_object("Containers", "Images", "Driver", "ServerVersion", "NCPU", "MemTotal")
def command(app: App, format_: str) -> int:
    template = format_option.compiled(format_)
    answers = engines.gather(app, lambda one: system.info(one.client))
    for one, answer in answers.found:
        if format_:
            told = answer if format_ == format_option.API else _with_client(one, answer)
            app.streams.line(format_option.object_line(one, format_, template, "info", told))
        else:
            _show(one, answer)
    return answers.status


def _with_client(app: App, answer: Mapping[str, Json]) -> Mapping[str, Json]:
    from docker15_cli.cli.client_facts import client_facts

    facts = {"Debug": app.options.debug, **client_facts(app), "Plugins": [], "Warnings": None}
    return {**answer, "ClientInfo": facts}


def _show(app: App, answer: Mapping[str, Json]) -> None:
    engines.show_heading(app)
    for line in _lines(answer, app.options.debug):
        app.streams.line(line)
    _show_login(app, str(answer.get("IndexServerAddress") or ""))
    for warning in _warnings(answer):
        app.streams.note(f"{app.name}: {warning}".removeprefix(": "))


def _warnings(answer: Mapping[str, Json]) -> list[str]:
    """The engine's own warnings; if it sends none, those that its settings imply."""
    missing = [f"WARNING: {text}" for key, text in _WARNINGS.items() if not answer.get(key)]
    return answer.get("Warnings") or missing


def _show_login(app: App, index: str) -> None:
    login = app.config.stored(index) if index else None
    if login and login.username:
        app.streams.line(f"Username: {login.username}")
        app.streams.line(f"Registry: {index}")


def _lines(answer: Mapping[str, Json], debug: bool) -> Iterator[str]:
    yield f"Containers: {answer.get('Containers', 0)}"
    yield f"Images: {answer.get('Images', 0)}"
    is_later = "ServerVersion" in answer
    if is_later:
        yield from _later_lines(answer)
    if not (debug or answer.get("Debug")):
        return
    yield f"Debug mode (server): {_boolean(answer.get('Debug'))}"
    yield f"Debug mode (client): {_boolean(debug)}"
    yield f"Fds: {answer.get('NFd', 0)}"
    yield f"Goroutines: {answer.get('NGoroutines', 0)}"
    if not is_later:
        yield f"LXC Version: {answer.get('LXCVersion', '')}"
    yield f"EventsListeners: {answer.get('NEventsListener', 0)}"
    if not is_later:
        yield f"Kernel Version: {answer.get('KernelVersion', '')}"


def _boolean(value: object) -> str:
    return "true" if value else "false"


def _later_lines(facts: _Facts) -> Iterator[str]:
    """What a later engine reports below `Images`: docker's lines, in docker's order.

    Values that the engine does not report are left out.
    """
    for part in (_state, _drivers, _runtimes, _security, _host, _settings):
        yield from part(facts)


def _state(facts: _Facts) -> Iterator[str]:
    yield from _facts(
        ("Running", facts.get("ContainersRunning")),
        ("Paused", facts.get("ContainersPaused")),
        ("Stopped", facts.get("ContainersStopped")),
        ("Server Version", facts.get("ServerVersion")),
    )


def _drivers(facts: _Facts) -> Iterator[str]:
    yield from _facts(("Storage Driver", facts.get("Driver")))
    for pair in facts.get("DriverStatus") or ():
        yield f"{_INDENT}{': '.join(pair)}"
    yield from _facts(
        ("Logging Driver", facts.get("LoggingDriver")),
        ("Cgroup Driver", facts.get("CgroupDriver")),
        ("Cgroup Version", facts.get("CgroupVersion")),
    )
    plugins = facts.get("Plugins") or {}
    kinds = ("Volume", "Network", "Authorization", "Log")
    named = [(kind, " ".join(plugins.get(kind) or ())) for kind in kinds]
    yield from _listed("Plugins", _facts(*named))
    yield from _listed("CDI spec directories", facts.get("CDISpecDirs"))


def _runtimes(facts: _Facts) -> Iterator[str]:
    swarm = facts.get("Swarm") or {}
    yield from _facts(
        ("Swarm", swarm.get("LocalNodeState")),
        ("Runtimes", " ".join(sorted(facts.get("Runtimes") or ()))),
        ("Default Runtime", facts.get("DefaultRuntime")),
        ("Init Binary", facts.get("InitBinary")),
    )
    for name in ("Containerd", "Runc", "Init"):
        commit = facts.get(f"{name}Commit") or {}
        yield from _facts((f"{name.lower()} version", commit.get("ID")))


def _security(facts: _Facts) -> Iterator[str]:
    """`name=seccomp,profile=default`; before API 1.25 `seccomp`."""
    found = []
    for option in facts.get("SecurityOptions") or ():
        pairs = [pair.partition("=") for pair in option.split(",")]
        for key, equals, value in pairs:
            is_name = not equals or key == "name"
            found.append((value or key) if is_name else f"{_INDENT}{key.capitalize()}: {value}")
    yield from _listed("Security Options", found)


def _host(facts: _Facts) -> Iterator[str]:
    memory = facts.get("MemTotal")
    yield from _facts(
        ("Kernel Version", facts.get("KernelVersion")),
        ("Operating System", facts.get("OperatingSystem")),
        ("OSType", facts.get("OSType")),
        ("Architecture", facts.get("Architecture")),
        ("CPUs", facts.get("NCPU")),
        ("Total Memory", units_docker.memory(memory) if memory else ""),
        ("Name", facts.get("Name")),
        ("ID", facts.get("ID")),
        ("Docker Root Dir", facts.get("DockerRootDir")),
    )


def _settings(facts: _Facts) -> Iterator[str]:
    proxies = (("HTTP Proxy", "HttpProxy"), ("HTTPS Proxy", "HttpsProxy"), ("No Proxy", "NoProxy"))
    yield from _facts(*((title, without_password(facts.get(key) or "")) for title, key in proxies))
    yield from _listed("Labels", facts.get("Labels"))
    yield from _facts(("Experimental", facts.get("ExperimentalBuild")))
    registries = facts.get("RegistryConfig") or {}
    indexes = (registries.get("IndexConfigs") or {}).items()
    insecure = [name for name, index in sorted(indexes) if index.get("Secure") is False]
    ranges = registries.get("InsecureRegistryCIDRs") or ()
    yield from _listed("Insecure Registries", [*insecure, *ranges])
    yield from _listed("Registry Mirrors", map(without_password, registries.get("Mirrors") or ()))
    yield from _facts(
        ("Live Restore Enabled", facts.get("LiveRestoreEnabled")),
        ("Product License", facts.get("ProductLicense")),
    )
    pools = facts.get("DefaultAddressPools") or ()
    shown = [f"Base: {pool.get('Base')}, Size: {pool.get('Size')}" for pool in pools]
    yield from _listed("Default Address Pools", shown)


def _facts(*pairs: tuple[str, object]) -> Iterator[str]:
    for title, value in pairs:
        if isinstance(value, bool):
            value = "true" if value else "false"
        if value not in (None, ""):
            yield f"{title}: {value}"


def _listed(title: str, values: Iterable[str] | None) -> Iterator[str]:
    found = list(values or ())
    if found:
        yield f"{title}:"
        yield from (f"{_INDENT}{value}" for value in found)
