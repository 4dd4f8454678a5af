"""What Tab completes with names from the engine, docker's contexts or the stored logins.

`docker15 __complete KIND WORD BEFORE [GLOBAL OPTION...]` prints a line `NAME<tab>DESCRIPTION` for
each name of the KIND (cli/complete_as.py) that begins with WORD; BEFORE is the argument before it,
or empty. The shells' scripts call it while somebody waits, so every import counts (no click,
requests, typing, dataclasses). Whatever goes wrong, it completes nothing and prints no error.
"""

import _thread
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from docker15_cli.completion.engine_query import CompletionLine, Row
from docker15_cli.errors import without_password
from docker15_cli.patterns import regex

_LIMIT = 0.8  # seconds; nobody waits longer for Tab
_DESCRIPTION_LENGTH = 60
_ID_LENGTH = 12
_DELETED = 2  # a Kind of change (docs/spec/remote-api-1.5.md §2)
_NONE = "<none>"
# Names are put into a command line: one with other characters, or that looks like an option, may be
# a trap.
_NAME = regex(r"(?!-)[\w./:@+-]+", re.ASCII)
_LONG_ID = regex(r"[0-9a-f]{64}", re.ASCII)
_CONTAINER = regex(r"[\w.-]+", re.ASCII)

Found = Iterable[tuple[str, str]]  # names and their descriptions


def complete(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """The lines to print for the arguments after `__complete`; "" if that takes over 0.8 seconds.

    A thread does the work: a lookup of a host's name can't be interrupted in any other way.
    """
    lines: list[str] = []
    done = _thread.allocate_lock()
    done.acquire()

    def work() -> None:
        try:
            kind, word, before, *options = args
            lines.extend(
                _lines(_FINDERS[kind](CompletionLine(word, before, options, environ)), word)
            )
        except Exception:  # noqa: S110 - a prompt is no place for errors
            pass
        finally:
            done.release()

    _thread.start_new_thread(work, ())
    return "".join(lines) if done.acquire(timeout=_LIMIT) else ""


def _lines(found: Found, word: str) -> Iterator[str]:
    for name, description in found:
        if name.startswith(word) and _NAME.fullmatch(name):
            shown = "".join(filter(str.isprintable, description))[:_DESCRIPTION_LENGTH]
            yield f"{name}\t{shown}\n"


def _containers(line: CompletionLine) -> Found:
    return _named(line, "/containers/json?all=1", lambda status: True)


def _running(line: CompletionLine) -> Found:
    return _named(line, "/containers/json", lambda status: True)


def _stopped(line: CompletionLine) -> Found:
    return _named(line, "/containers/json?all=1", lambda status: not status.startswith(_IS_UP))


_IS_UP = ("Up", "Ghost")  # a ghost has outlived its daemon (remote-api-1.5.md §7)


def _named(line: CompletionLine, path: str, wanted: Callable[[str], bool]) -> Found:
    """Containers with a `wanted` status, by name; by id if unnamed, or if an id is being typed."""
    for row in line.rows(path):
        status = str(row.get("Status") or row.get("State") or "")
        if not wanted(status):
            continue
        names = [name for name in map(_own_name, _texts(row.get("Names"))) if name]
        image = _familiar(str(row.get("Image") or "")).partition("@")[0]
        if _LONG_ID.fullmatch(image):  # the image has lost its tag
            image = image[:_ID_LENGTH]
        description = f"{image}, {status}"
        for name in [*names, *_identifier(line, row, optional=bool(names))]:
            yield name, description


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _own_name(name: str) -> str:
    """`/web` → `web`; "" for `/proxy/web`, the name in another container's link."""
    bare = name.removeprefix("/")
    return "" if "/" in bare else bare


def _identifier(line: CompletionLine, row: Row, *, optional: bool) -> list[str]:
    identifier = str(row.get("Id") or "").removeprefix("sha256:")
    is_typed = line.word != "" and identifier.startswith(line.word)
    if optional and not is_typed:
        return []
    return [identifier[: max(_ID_LENGTH, len(line.word))]]


def _images(line: CompletionLine) -> Found:
    """Images as NAME:TAG, else NAME@DIGEST; by id if unnamed, or if an id is being typed."""
    for row in line.rows("/images/json"):
        names = [name for name in _image_names(row) if _NONE not in name]
        identifiers = _identifier(line, row, optional=bool(names))
        short_id = str(row.get("Id") or "").removeprefix("sha256:")[:_ID_LENGTH]
        for name in names:
            known = _familiar(name)
            yield known if known.startswith(line.word) else name, short_id
        for identifier in identifiers:
            yield identifier, ""


def _image_names(row: Row) -> list[str]:
    if row.get("Repository"):  # API 1.5: a row for each tag
        return [f"{row['Repository']}:{row.get('Tag') or _NONE}"]
    names = _texts(row.get("RepoTags"))
    tags = [name for name in names if "@" not in name]
    tagged = {tag.rpartition(":")[0] for tag in tags}
    digests = [name for name in (*names, *_texts(row.get("RepoDigests"))) if "@" in name]
    return [*tags, *(name for name in dict.fromkeys(digests) if name.split("@")[0] not in tagged)]


def _familiar(name: str) -> str:
    """The same as dialects.docker_images.familiar, whose import takes too long."""
    return name.removeprefix("sha256:").removeprefix("docker.io/").removeprefix("library/")


def _repositories(line: CompletionLine) -> Found:
    return _without_tags(_images(line))


def _without_tags(images: Found) -> Found:
    names = [re.sub("@.*", ":", name).rpartition(":")[0] for name, _ in images]
    return [(name, "") for name in dict.fromkeys(filter(None, names))]


def _pushable(line: CompletionLine) -> Found:
    """Images that can be pushed; a 1.5 engine only pushes whole repositories."""
    found = list(_images(line))
    return _without_tags(found) if line.is_native else found


def _objects(line: CompletionLine) -> Found:
    yield from _containers(line)
    yield from _images(line)


def _ports(line: CompletionLine) -> Found:
    """The container ports that are published, as `port` takes them: `80`, `53/udp`."""
    if not _CONTAINER.fullmatch(line.before):
        return
    inspected = line.get(f"/containers/{line.before}/json")
    settings = inspected.get("NetworkSettings") if isinstance(inspected, dict) else None
    for protocol, ports in (_object(settings, "PortMapping")).items():  # 1.5
        for private, public in _object(ports).items():
            yield _port(private, protocol.lower()), f"public: {public}"
    for port, bindings in _object(settings, "Ports").items():
        if isinstance(bindings, list) and bindings:
            yield _port(*port.split("/")), f"public: {_object(bindings[0]).get('HostPort')}"


def _port(private: str, protocol: str = "tcp") -> str:
    return private if protocol == "tcp" else f"{private}/{protocol}"


def _object(value: object, *keys: str) -> dict[str, object]:
    """`value`, or what it has under the nested `keys`, if that is a JSON object; else {}."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _container_path(line: CompletionLine) -> Found:
    """`CONTAINER:`; once that is typed, the files that differ from the image's."""
    container, colon, typed = line.word.partition(":")
    if not colon:
        for name, description in _containers(line):
            yield f"{name}:", description
        return
    if not _CONTAINER.fullmatch(container):
        return
    changes = line.rows(f"/containers/{container}/changes")
    paths = {str(row.get("Path")) for row in changes if row.get("Kind") != _DELETED}
    steps = {_next_step(path, len(typed)) for path in paths if path.startswith(typed)}
    for path in sorted(step for step in steps if f"{step}/" not in steps):
        yield f"{container}:{path}", ""


def _next_step(path: str, typed: int) -> str:
    """The `path` up to the end of the component being typed: `/var/` of `/var/log/x` for `/v`."""
    slash = path.find("/", max(typed, 1))
    return path if slash < 0 else path[: slash + 1]


def _servers(line: CompletionLine) -> Found:
    """The registries with a stored login: hosts, or URLs if one is being typed."""
    from docker15_cli.config.credentials import host_of
    from docker15_cli.config.dockercfg import DockerCfg
    from docker15_cli.config.logins import Logins

    config = Logins(line.environ, line.option("", "config"))
    for url in DockerCfg(config.path).read():
        host = host_of(url)
        yield (host, url) if host.startswith(line.word) else (url, "")


def _contexts(line: CompletionLine) -> Found:
    from docker15_cli.config.contexts import DEFAULT, Contexts

    known = Contexts(line.environ, line.option("", "config")).all()
    return [(DEFAULT, ""), *((context.name, without_password(context.host)) for context in known)]


def _hosts(line: CompletionLine) -> Found:
    """Groups and contexts, for -H."""
    from docker15_cli.config import hosts

    groups = hosts.groups(line.environ).items()
    return [
        *(
            (f"{hosts.GROUP}{name}", " ".join(map(without_password, members)))
            for name, members in groups
        ),
        *_contexts(line),
    ]


def _networks(line: CompletionLine) -> Found:
    """The engine's networks, and `none` and `host`; API 1.5 has no networks."""
    found = {str(row.get("Name")): str(row.get("Driver")) for row in line.rows("/networks")}
    return (dict.fromkeys(("host", "none"), "") | found).items()


def _volumes(line: CompletionLine) -> Found:
    """Volumes by name; anonymous ones (an id) only once a word is being typed."""
    for row in line.rows("/volumes", "Volumes"):
        name = str(row.get("Name"))
        if line.word or not _LONG_ID.fullmatch(name):
            yield name, str(row.get("Driver") or "")


def _binds(line: CompletionLine) -> Found:
    """`VOLUME:`, for -v."""
    return ((f"{name}:", driver) for name, driver in _volumes(line))


_FINDERS: Mapping[str, Callable[[CompletionLine], Found]] = {
    "containers": _containers,
    "running": _running,
    "stopped": _stopped,
    "images": _images,
    "repositories": _repositories,
    "pushable": _pushable,
    "objects": _objects,
    "ports": _ports,
    "container-path": _container_path,
    "contexts": _contexts,
    "hosts": _hosts,
    "networks": _networks,
    "servers": _servers,
    "binds": _binds,
    "volumes": _volumes,
}
