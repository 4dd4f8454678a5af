"""`recreate`: replace a container by a new one with changes, or leave it as it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docker15_cli.api import container_life, container_removal, containers, images, networks
from docker15_cli.app import App
from docker15_cli.cli import values
from docker15_cli.container import as_run, create, versioned_options
from docker15_cli.container.environment import environment
from docker15_cli.container.read_back import ReadBack
from docker15_cli.container.spec import ContainerSpec, build_spec
from docker15_cli.contract import features
from docker15_cli.errors import (
    AnswerBroken,
    Docker15Error,
    EngineUnreachable,
    NotFound,
    UsageError,
)
from docker15_cli.jsontypes import Json, JsonObject
from docker15_cli.output import units_06
from docker15_cli.terminal.signals import SignalPipe

if TYPE_CHECKING:
    from docker15_cli.contract.bodies import HostConfig, LaterConfig

_PATIENCE = 600  # seconds that a signal waits for an answer: a stop may take long
_SIGNALS_HELD = 3  # how many signals wait for a step, or for the old container to be put back
_BETWEEN_TRIES = (0.1, 0.5, 2.0, 5.0)  # seconds between attempts to put the old container back
_UNKNOWN = (AnswerBroken, EngineUnreachable)  # the engine may have done what was asked

# Options whose values replace old ones with the same key, which ends at this character.
_BY_NAME = {
    **dict.fromkeys(("env", "label", "annotation", "sysctl", "log_opt", "storage_opt"), "="),
    "ulimit": "=",
    "add_host": ":",
}
_MOUNTS = ("volume", "mount", "tmpfs")
# Options which, when given, replace others, too.
_REPLACES: Mapping[str, Sequence[str]] = {
    "network": ("network_alias", "ip", "ip6", "link_local_ip", "mac_address"),
    "cpus": ("cpu_period", "cpu_quota"),
    "cpu_period": ("cpus",),
    "cpu_quota": ("cpus",),
    "hostname": ("domainname",),
    "no_healthcheck": (
        *("health_cmd", "health_interval", "health_timeout", "health_retries"),
        *("health_start_period", "health_start_interval"),
    ),
    "health_cmd": ("no_healthcheck",),
}
_REPLACED_AS_A_WHOLE = ("network", "network_alias", "link_local_ip")
# Paths of what no option can express: it is kept, unless one of these options is given.
_KEPT_UNLESS_GIVEN = {
    "Config.Entrypoint": ("entrypoint",),
    "Config.Cmd": ("entrypoint",),
    "Config.Hostname": ("hostname",),
    "Config.Healthcheck.Test": ("health_cmd", "no_healthcheck"),
}


class Changes(NamedTuple):
    """What to change: `options` are all of the command's, `given` the names of those to apply.

    `image` is the new image ("": the same), `pull` when to pull it: always, missing or never.
    """

    options: Mapping[str, Any]
    given: frozenset[str]
    image: str
    pull: str


class _Plan(NamedTuple):
    name: str
    identifier: str
    was_running: bool
    spec: ContainerSpec
    more_networks: Mapping[str, JsonObject]


def recreate(
    app: App,
    container: str,
    changes: Changes,
    *,
    starts: bool,
    check: Callable[[str], None],
    signals: SignalPipe,
) -> str:
    """Replace `container` by a new one with `changes`; return the new one's id.

    The new one is started if the old one was running, or with `starts`; then `check` is called with
    its name or id, and raises if it does not become what the user waits for. On any error or
    interruption the old one is put back: under its name, and running if it was. At the end
    `signals` holds back those that arrived after the last step: the caller must release them.
    Raises NotSupported before API 1.17, UsageError, Docker15Error.
    """
    app.client.require(features.RECREATE)
    plan = _plan(app, container, changes)
    create.check_cidfile(plan.spec.cidfile)
    create.require(app, plan.spec)
    _fetch_image(app, plan.spec, changes.pull)
    work = _Recreation(app, plan, signals)
    try:
        made = work.make(starts=starts)
        if starts or plan.was_running:
            check(plan.name or made)
        signals.keep(_SIGNALS_HELD, _PATIENCE)
    except BaseException:
        signals.keep(_SIGNALS_HELD, _PATIENCE)
        work.put_back()
        raise
    work.remove_old()
    return made


def _plan(app: App, container: str, changes: Changes) -> _Plan:
    found = as_run.read(app, container)
    state = found.inspected.get("State") or {}
    if state.get("Paused"):
        raise Docker15Error(f"{container} is paused: unpause it first (docker15 unpause)")
    if found.options.options.get("rm"):
        raise Docker15Error(f"{container} can't be recreated: it is removed when it stops (-rm)")
    options = _merged(app, found, changes)
    spec = _spec(app, found.options, changes, options)
    joins = "network" not in changes.given
    untold = app.client.dialect.untold
    if untold:
        text = f"this engine does not report {untold}: give them again if needed"
        app.reporter.note(f"{container}: {text}")
    name = str(found.options.options.get("name", ""))
    return _Plan(
        name,
        containers.full_id(found.inspected),
        containers.is_running(found.inspected),
        spec._replace(name=name),
        found.options.more_networks if joins else {},
    )


def _spec(app: App, found: ReadBack, changes: Changes, options: Mapping[str, Any]) -> ContainerSpec:
    environ = {key: value for key, value in app.environ.items() if key not in options["env"]}
    spec = build_spec(
        environ,
        changes.image or found.image,
        found.command,
        options,
        found.streams,
        auto_remove=options["rm"],
    )
    body: JsonObject = {"Config": spec.config, "HostConfig": spec.host}
    for path, value in found.rest.items():
        if not changes.given & {*_options_at(path)}:
            _put(body, path, value)
    return spec._replace(
        config=cast("LaterConfig", body["Config"]), host=cast("HostConfig", body["HostConfig"])
    )


def _options_at(path: str) -> Iterator[str]:
    yield from _KEPT_UNLESS_GIVEN.get(path, ())
    if not path.startswith("HostConfig.SecurityOpt"):
        yield from (
            row.key for row in versioned_options.OPTIONS if row.path == path and not row.repeated
        )


def _put(body: JsonObject, path: str, value: Json) -> None:
    """Set the value at `path`, keys separated by dots; a list is appended to the old one."""
    *above, last = path.split(".")
    tree = body
    for key in above:
        tree = tree.setdefault(key, {})
    if isinstance(value, list) and isinstance(tree.get(last), list) and above[0] == "HostConfig":
        value = [*tree[last], *value]
    tree[last] = value


# --- the options


def _merged(app: App, found: as_run.InspectedContainer, changes: Changes) -> dict[str, Any]:
    """The old container's options, changed by those that are given."""
    old = {**found.options.options, "name": ""}
    given = {key: changes.options[key] for key in changes.given}
    if {"env", "env_file"} & given.keys():
        files, pairs = changes.options["env_file"], changes.options["env"]
        given["env"] = tuple(environment(app.environ, files, pairs))
    if "label_file" in given:
        given["label"] = (*_labels(given.pop("label_file")), *changes.options["label"])
    given.pop("env_file", None)
    old["volume"] = (*_kept_volumes(app, found, old),)
    if app.client.dialect.untold:
        _keep_addresses(found, old)
    for key in given:
        for other in _REPLACES.get(key, ()):
            old.pop(other, None)
    _drop_replaced(old, given)
    defaults = {key: value for key, value in changes.options.items() if key not in changes.given}
    result = {**defaults, "env_file": (), "label_file": (), **old}
    for key, value in given.items():
        result[key] = _combined(key, old.get(key, ()), value) if isinstance(value, tuple) else value
    return {**result, "pull": "never", "quiet": changes.options["quiet"]}


def _labels(files: Sequence[str]) -> list[str]:
    try:
        return [line for file in files for line in values.lines(file)]
    except ValueError as error:
        raise UsageError(f"--label-file {error}") from None


def _combined(key: str, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    if key in _REPLACED_AS_A_WHOLE:
        return tuple(new)
    mark = _BY_NAME.get(key)
    if mark:
        names = {text.partition(mark)[0] for text in new}
        old = [text for text in old if text.partition(mark)[0] not in names]
    return tuple(dict.fromkeys([*old, *new]))


def _drop_replaced(old: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Drop old mounts at the path of a new one, and old bindings of the port of a new one."""
    targets = {_target(key, text) for key in _MOUNTS for text in given.get(key, ())}
    for key in _MOUNTS:
        old[key] = tuple(text for text in old.get(key, ()) if _target(key, text) not in targets)
    ports = {_container_port(text) for text in given.get("publish", ())}
    old["publish"] = tuple(
        text for text in old.get("publish", ()) if _container_port(text) not in ports
    )


def _target(key: str, text: str) -> str:
    """The path in the container of a value of -v, --mount or --tmpfs."""
    if key == "mount":
        fields = dict(field.partition("=")[::2] for field in values.comma_separated(text))
        return next((fields[at] for at in ("target", "dst", "destination") if at in fields), "")
    parts = text.split(":")
    return parts[1] if key == "volume" and len(parts) > 1 else parts[0]


def _container_port(text: str) -> str:
    """The port in the container of a value of -p, with its protocol: `80/tcp`."""
    port = text.rpartition(":")[2].lower()
    return port if "/" in port else f"{port}/tcp"


def _kept_volumes(
    app: App, found: as_run.InspectedContainer, old: Mapping[str, Any]
) -> Iterator[str]:
    """The old values of -v; anonymous volumes by name, so that the new container gets them."""
    volumes = [text for text in old.get("volume", ()) if ":" in text]
    yield from volumes
    taken = {_target(key, text) for key in ("mount", "tmpfs") for text in old.get(key, ())}
    taken |= {_target("volume", text) for text in volumes}
    taken |= set(_paths_of_others(app, old.get("volumes_from", ())))
    for mount in found.inspected.get("Mounts") or ():
        path = str(mount.get("Destination"))
        if mount.get("Type") == "volume" and path not in taken:
            yield f"{mount['Name']}:{path}" + ("" if mount.get("RW", True) else ":ro")
    for path, source in (found.inspected.get("Volumes") or {}).items():  # before API 1.20
        if path not in taken:
            yield f"{source}:{path}"


def _keep_addresses(found: as_run.InspectedContainer, old: dict[str, Any]) -> None:
    """Make options of a running container's addresses: Podman does not say which were given."""
    settings = (found.inspected.get("NetworkSettings") or {}).get("Networks") or {}
    first, *more = old.get("network", ()) or ("",)
    if not settings.get(first, {}).get("IPAddress"):
        return
    old["ip"] = settings[first]["IPAddress"]
    fixed = [first]
    for text in more:
        name = text.partition(",")[0].removeprefix("name=")
        address = settings.get(name, {}).get("IPAddress")
        long = text if "=" in text else f"name={text}"
        fixed.append(f"{long},ip={address}" if address else text)
    old["network"] = tuple(fixed)


def _paths_of_others(app: App, others: Sequence[str]) -> Iterator[str]:
    """The paths of the volumes of other containers, those of --volumes-from."""
    for other in others:
        with suppress(NotFound):
            inspected = containers.inspect(app.client, other.partition(":")[0])
            yield from (str(mount["Destination"]) for mount in inspected.get("Mounts") or ())


def _fetch_image(app: App, spec: ContainerSpec, pull: str) -> None:
    """Get the new image, pulling it if needed, before anything is stopped. Raises Docker15Error."""
    if pull != "always":
        try:
            images.inspect_raw(app.client, spec.config["Image"])
            return
        except NotFound:
            if pull == "never":
                raise
    create.pull(app, create.with_defaults(app, spec))


# --- the steps


class _Recreation:
    """The steps, how far they have got, and undoing them."""

    def __init__(self, app: App, plan: _Plan, signals: SignalPipe) -> None:
        self._app = app
        self._client = app.client
        self._plan = plan
        self._signals = signals
        self._aside = f"{plan.name}-{units_06.short_id(plan.identifier)}"
        self._stopping = False  # a stop has been sent, and may still take effect
        self._creating = False  # a create has been sent, and its answer is not known
        self._made = ""

    def make(self, *, starts: bool) -> str:
        """Stop the old container, rename it, create the new one and start it; return its id."""
        plan, client = self._plan, self._client
        if plan.was_running:
            self._stopping = True
            self._step(partial(container_life.stop, client, plan.identifier))
        self._step(partial(container_life.rename, client, plan.identifier, self._aside))
        self._create()
        for name, endpoint in plan.more_networks.items():
            self._step(partial(networks.connect, client, name, self._made, endpoint))
        if plan.was_running or starts:
            self._step(
                partial(container_life.start, client, self._made, plan.spec.host, plan.spec.config)
            )
        return self._made

    def _step(self, action: Callable[[], None]) -> None:
        """Call `action` with signals held back: else it would not be known what the engine did."""
        self._signals.keep(_SIGNALS_HELD, _PATIENCE)
        action()
        self._signals.release()

    def _create(self) -> None:
        self._creating = True
        try:
            self._made = create.create(self._app, self._plan.spec, self._signals)
        except Docker15Error as error:
            self._creating = isinstance(error, _UNKNOWN)
            raise
        self._signals.release()

    def put_back(self) -> None:
        """Put the old container back as it was; report if that fails."""
        for pause in (*_BETWEEN_TRIES, None):
            try:
                self._try_to_put_back()
                self._app.reporter.note(f"{self._plan.name} was put back as it was")
                return
            except Docker15Error as error:
                if pause is None:
                    self._app.streams.error(self._could_not_put_back(error))
                    return
                time.sleep(pause)
            except BaseException:
                self._app.streams.error(self._could_not_put_back("interrupted"))
                raise

    def _try_to_put_back(self) -> None:
        plan, client = self._plan, self._client
        new = self._find_new()
        if new:
            with suppress(NotFound):
                self._remove(new)
        old = containers.inspect(client, plan.identifier)
        if str(old.get("Name")).lstrip("/") != plan.name:
            container_life.rename(client, plan.identifier, plan.name)
        if not plan.was_running:
            return
        if self._stopping:
            container_life.stop(client, plan.identifier)  # waits for one that is in progress
            self._stopping = False
        if not containers.is_running(containers.inspect(client, plan.identifier)):
            container_life.start(client, plan.identifier)

    def _find_new(self) -> str:
        """The id or name of the new container; "" if there is none."""
        if self._made or not self._creating:
            return self._made
        with suppress(NotFound):
            found = containers.full_id(containers.inspect(self._client, self._plan.name))
            return "" if found == self._plan.identifier else found
        return ""

    def _remove(self, container: str) -> None:
        """Remove a container, but not its volumes: the other one may use them."""
        container_removal.remove(self._client, container, force=True)

    def _could_not_put_back(self, error: object) -> str:
        plan = self._plan
        identifier = units_06.short_id(plan.identifier)
        return (
            f"{plan.name} could not be put back: {error}; do it with docker15 rename "
            f"{identifier} {plan.name}, and docker15 start {plan.name}"
        )

    def remove_old(self) -> None:
        """Remove the old container once the new one exists. Raises Docker15Error if that fails."""
        try:
            self._remove_old()
        except Docker15Error as error:
            text = f"{self._plan.name} is new, but the old one remains as {self._aside}: {error}"
            raise Docker15Error(text) from None

    def _remove_old(self) -> None:
        try:
            container_removal.remove(self._client, self._plan.identifier)
        except NotFound:
            pass
        except _UNKNOWN:  # the answer was lost: the container may be gone
            with suppress(NotFound):
                containers.inspect(self._client, self._plan.identifier)
                container_removal.remove(self._client, self._plan.identifier)
