"""The state from which a line is run: images, containers and files, on one engine."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.benchmarks.compare import normal
from tests.real_engines import modern, raw, rootfs
from tests.real_engines.dockerd import Dockerd
from tests.real_engines.podman import Podman
from tests.real_engines.registry import Registry
from tests.real_engines.servers import until

Engine = Dockerd | Podman

_STAYS = (
    "echo out; echo err >&2; echo new > /tmp/new; rm /etc/group; "
    "trap 'exit 5' TERM; sleep 999 & wait"
)
CONTAINERS: dict[str, dict[str, Any]] = {
    "web": {
        "Cmd": ["sh", "-c", _STAYS],
        "Labels": {"tier": "front"},
        "Env": ["A=1"],
        "ExposedPorts": {"80/tcp": {}, "53/udp": {}, "443/tcp": {}},
        "HostConfig": {
            "PortBindings": {
                "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "18080"}],
                "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "18053"}],
            }
        },
    },
    "rich": {
        "Cmd": ["sleep", "999"],
        "Labels": {"one": "1"},
        "Env": ["B=2", "C="],
        "User": "0:0",
        "WorkingDir": "/tmp",
        "StopSignal": "SIGINT",
        "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 3600 * 10**9, "Retries": 2},
        "HostConfig": {
            "Binds": ["/etc:/host:ro"],
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m"}},
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
            "Ulimits": [
                {"Name": "nofile", "Soft": 100, "Hard": 200},
                {"Name": "nproc", "Soft": 20000, "Hard": 20000},  # which Podman would raise
            ],
            "CapAdd": ["NET_ADMIN"],
            "ExtraHosts": ["a:1.2.3.4"],
            "Dns": ["1.2.3.4"],
            "Tmpfs": {"/t": "size=1m"},
            "Memory": 64 * 1024**2,
            "NanoCpus": 5 * 10**8,
            "Init": True,
        },
    },
    "done": {"Cmd": ["sh", "-c", "echo one; echo two >&2; echo three; exit 3"]},
    "term": {"Cmd": ["sh", "-c", "echo a; echo b"], "Tty": True},
    "short": {"Cmd": ["sh", "-c", "sleep 1; exit 7"]},
    "cat": {"Cmd": ["cat"], "OpenStdin": True, "StdinOnce": True},
    "made": {"Cmd": ["sh", "-c", "echo made; echo worse >&2; exit 4"]},
    "bad": {"Cmd": ["/no/such"]},
    "vol": {"Cmd": ["true"], "Volumes": {"/vol": {}}},
    "files": {"Cmd": ["true"]},
    "keep": {"Cmd": ["true"], "HostConfig": {"Binds": ["data1:/data"]}},
}
_SECOND = 1.1
_PATIENCE = 3.0  # seconds
_DEFAULT_TIMEOUT, _PODMANS_LIMIT = 10, 2048
_SHORT = 100  # bytes shown of a file
_NETWORKS = {"net1": 1, "net2": 2}  # and the number in their subnets
_OWN_NETWORKS = ("bridge", "host", "none")
_RUNNING = ("web", "short", "rich")
_ENDED = ("done", "term")

_MEMBERS: dict[str, str | None] = {  # in the container `files`: a file, a directory, a link
    "data": None,
    "data/f": "content\n",
    "data/dir": None,
    "data/dir/g": "inner\n",
    "data/ln": "-> f",
    "data/lndir": "-> dir",
    "data/abs": "-> /data/f",
    "data/gone": "-> nowhere",
    "data/with:colon": "colon\n",
    "data/with space": "space\n",
}
FILES: dict[str, str | None] = {  # in the working directory
    **{name.replace("data", "src", 1): content for name, content in _MEMBERS.items()},
    "src/abs": "-> /etc/hostname",
    "env": "# a comment\nB=2\nC\n\nE=a=b\n",
    "labels": "one=1\ntwo\n",
    "cid-there": "",
    "secret": "secret\n",
    "wrong": "wrong\n",
    "hello": "hello\n",
    "empty": "",
    "yes": "y\n",
    "no": "n\n",
    "Dockerfile": "FROM busybox\nCOPY hello /hello\nRUN cat /hello\n",
    "Dockerfile.arg": "ARG V=1\nFROM busybox\nARG W\nRUN echo w=$W\nLABEL x=y\n",
    "Dockerfile.bad": "FROM busybox\nRUN exit 3\n",
    "Dockerfile.word": "FROM busybox\nNOSUCH x\n",
    "Dockerfile.copy": "FROM busybox\nCOPY nothere /x\n",
    "Dockerfile.two": "FROM busybox AS one\nRUN echo one\nFROM busybox AS two\nRUN echo two\n",
    "Dockerfile.plain": 'FROM busybox\nENV A=1\nCMD ["echo", "built"]\n',
    "Dockerfile.base": "FROM nosuch:v1\n",
    "ctx": None,
    "ctx/Dockerfile": "FROM busybox\nCOPY . /all\nRUN find /all | sort\n",
    "ctx/.dockerignore": "*.log\n!keep.log\n**/tmp\n",
    "ctx/a.log": "a\n",
    "ctx/keep.log": "k\n",
    "ctx/sub": None,
    "ctx/sub/tmp": "t\n",
    "ctx/sub/f": "f\n",
    "ctx/ln": "-> sub/f",
    "ign": None,
    "ign/Dockerfile": "FROM busybox\nCOPY . /all\nRUN ls -A /all\n",
    "ign/.dockerignore": "Dockerfile\n.dockerignore\n# c\n\nf\n",
    "ign/f": "f\n",
    "ign/g": "g\n",
    "nodf": None,
    "nodf/f": "f\n",
}


class World:
    """One engine's state, and the files that the clients see."""

    def __init__(self, engine: Engine, folder: Path, registries: tuple[Registry, Registry]) -> None:
        self.engine = engine
        self.home = folder / "home"
        self.files = folder / "files"
        self.rootfs = rootfs.build(folder / "rootfs.tar")
        self._plain, self._protected = registries
        # A previous engine may have left its bridges.
        self._subnets = "10.78" if isinstance(engine, Podman) else "10.77"
        self._tags: dict[str, str] = {}
        self._there: tuple[str, ...] | None = None
        self._known: set[tuple[str, str]] = set()

    # What the lines may refer to.

    def value(self, name: str) -> str:
        """What stands for `%name%` in a line."""
        simple = {
            "registry": self._plain.host,
            "protected": self._protected.host,
            "url": self.engine.url,
            "dir": str(self.files),
            "subnet": f"{self._subnets}.1",
        }
        if name in simple:
            return simple[name]
        if name.startswith("image."):
            name = name.removeprefix("image.").replace("REG", self._plain.host)
            return str(self._get(f"/images/{name}/json")["Id"]).removeprefix("sha256:")
        if name == "digest":
            return self._digest()
        return str(self._get(f"/containers/{name}/json")["Id"])

    def _digest(self) -> str:
        digests = self._get(f"/images/{self._plain.host}/team/app:v1/json")["RepoDigests"]
        return str(next(one for one in digests if one.startswith(self._plain.host)))

    # Making it.

    def prepare(self) -> None:
        """Make the images and the networks, once."""
        self._import("busybox", "latest", self.rootfs.read_bytes())
        time.sleep(_SECOND)  # those made within one second have no fixed order
        changes = ["ENV A=image", "LABEL k=v", 'CMD ["echo","hi"]', "EXPOSE 80"]
        self._import("team/app", "v1", self.rootfs.read_bytes(), changes)
        self._tag("team/app:v1", "team/app", "latest")
        name = f"{self._plain.host}/team/app"
        self._tag("team/app:v1", name, "v1")
        subprocess.run(["docker", "push", "-q", f"{name}:v1"], env=self.engine.environ, check=True)
        time.sleep(_SECOND)
        self._import("small", "v1", _tar({"small": "1\n"}))
        self._tag("small:v1", "small", "v2")
        time.sleep(_SECOND)
        self._import("lone", "v1", _tar({"lone": "1\n"}))
        for name in _NETWORKS:
            self._make_network(name)
        self._tags = self._tags_now()

    def reset(self, needs: tuple[str, ...], *, anew: bool) -> None:
        """Provide the containers of these names and no others, the original images, and the files.

        `anew`: containers that no line has used before.
        """
        if anew or self._there != needs:
            self._remove_containers(keep=set())
            self._restore_images()
            for name in needs:
                self._make(name)
            self._there = needs
            self._known = self._states()
        self.make_files()

    def tidy(self) -> None:
        """Clean up after a line that changes something; changed containers will be made anew."""
        self._remove_containers(keep={identifier for identifier, _ in self._known})
        self._restore_images()
        self._restore_networks()
        if self._states() != self._known:
            self._there = None

    def spoil(self) -> None:
        """Don't rely on the current state any more."""
        self._there = None

    def _states(self) -> set[tuple[str, str]]:
        """The id of each container, and, if it is running, when it was started."""
        return {
            (detail["Id"], f"{detail['State']['Status']} {detail['State']['StartedAt']}")
            for detail in self._details()
        }

    def _details(self) -> Iterator[dict[str, Any]]:
        """Inspect all containers, except those that disappear meanwhile."""
        for found in self._get("/containers/json?all=1"):
            with contextlib.suppress(OSError):
                yield self._get(f"/containers/{found['Id']}/json")

    def make_files(self) -> None:
        for directory in (self.files, self.home):
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir()
        for name, content in FILES.items():
            path = self.files / name
            if content is None:
                path.mkdir()
            elif content.startswith("-> "):
                path.symlink_to(content.removeprefix("-> "))
            else:
                path.write_text(content)
        (self.files / "rootfs.tar").symlink_to(self.rootfs)
        (self.files / "small.tar").write_bytes(_tar({"small": "2\n"}))
        (self.files / "context.tar").write_bytes(_tar({"Dockerfile": FILES["Dockerfile.plain"]}))
        (self.files / "data.tar").write_bytes(_tar(_MEMBERS))

    # Looking at it.

    def effect(self, needs: tuple[str, ...]) -> str:
        """What a line has left: containers, tags and files, as text."""
        until(lambda: not any(map(_is_about_to_end, self._details())), _PATIENCE)
        looks = sorted(
            normal.output(_looks(detail, needs), keeps_ids=False) for detail in self._details()
        )
        names = {tag: self._tags.get(tag) for tag in self._tags_now()}
        tags = sorted(f"+{tag}" for tag, known in names.items() if known is None)
        tags += sorted(f"-{tag}" for tag in self._tags if tag not in names)
        found = self._networks()
        networks = sorted(f"network {name}" for name in found if name not in _NETWORKS)
        networks += [f"-network {name}" for name in _NETWORKS if name not in found]
        volumes = sorted(f"volume {volume['Name']}" for volume in self._volumes())
        return "\n".join([*looks, *tags, *networks, *volumes, *self.changed_files()])

    def changed_files(self) -> list[str]:
        """The files in the working directory that are new or changed."""
        now = dict(_described(self.files))
        self.make_files()
        before = dict(_described(self.files))
        return [
            f"{name}: {now.get(name)}"
            for name in sorted(now.keys() | before.keys())
            if now.get(name) != before.get(name)
        ]

    # The engine's API.

    def _make(self, name: str) -> None:
        body = {"Image": "busybox", "HostConfig": {}, **CONTAINERS[name]}
        self._post(f"/containers/create?name={name}", body)
        if name == "files":
            target = f"/containers/{name}/archive?path=/"
            raw.request(self.engine.socket, "PUT", target, _tar(_MEMBERS), "application/x-tar")
        if name in _RUNNING or name in _ENDED:
            self._post(f"/containers/{name}/start")
        if name in _ENDED:
            self._post(f"/containers/{name}/wait")
        if name == "web":
            target = f"/containers/{name}/logs?stdout=1&stderr=1"
            until(lambda: b"err" in raw.request(self.engine.socket, "GET", target)[1], 5)

    def _import(self, name: str, tag: str, tar: bytes, changes: list[str] | None = None) -> None:
        if isinstance(self.engine, Podman):
            query = f"repo={quote(f'docker.io/{_library(name)}:{tag}', safe='')}"
        else:
            query = f"repo={quote(name, safe='')}&tag={tag}"
        query += "".join(f"&changes={quote(change)}" for change in changes or [])
        target = f"/images/create?fromSrc=-&{query}"
        status, answer = raw.request(self.engine.socket, "POST", target, tar, "application/x-tar")
        assert status == 200, answer
        assert b'"error"' not in answer, answer

    def _tag(self, image: str, name: str, tag: str) -> None:
        if isinstance(self.engine, Podman) and "." not in name.partition("/")[0]:
            name = f"docker.io/{_library(name)}"
        self._post(f"/images/{image}/tag?repo={quote(name, safe='')}&tag={tag}")

    def _tags_now(self) -> dict[str, str]:
        images = self._get("/images/json")
        return {tag: image["Id"] for image in images for tag in image["RepoTags"] or []}

    def _restore_images(self) -> None:
        now = self._tags_now()
        known = set(self._tags.values())
        for tag, identifier in now.items():
            if tag not in self._tags or self._tags[tag] != identifier:
                raw.request(self.engine.socket, "DELETE", f"/images/{tag}?force=1")
        for image in self._get("/images/json"):
            if image["Id"] not in known:
                raw.request(self.engine.socket, "DELETE", f"/images/{image['Id']}?force=1")
        lost = self._tags.keys() - self._tags_now().keys()
        there = {image["Id"] for image in self._get("/images/json")}
        for tag in lost:
            self._bring_back(tag, there)
        if lost:
            self._tags = self._tags_now()

    def _bring_back(self, tag: str, there: set[str]) -> None:
        name, _, version = tag.rpartition(":")
        if self._tags[tag] in there:
            self._post(f"/images/{self._tags[tag]}/tag?repo={quote(name, safe='')}&tag={version}")
        elif "busybox" in name or "app" in name:
            raise RuntimeError(f"{tag} was removed: no line may do that")
        else:
            self._import(name.removeprefix("docker.io/library/"), version, _tar({name: "1\n"}))

    def _networks(self) -> list[str]:
        names = (str(network["Name"]) for network in self._get("/networks"))
        return [name for name in names if name not in _OWN_NETWORKS]

    def _volumes(self) -> list[dict[str, Any]]:
        return self._get("/volumes")["Volumes"] or []

    def _restore_networks(self) -> None:
        names = self._networks()
        for name in names:
            if name not in _NETWORKS:
                raw.request(self.engine.socket, "DELETE", f"/networks/{name}")
        for name in _NETWORKS:
            if name not in names:
                self._make_network(name)

    def _make_network(self, name: str) -> None:
        ipam = {"Config": [{"Subnet": f"{self._subnets}.{_NETWORKS[name]}.0/24"}]}
        self._post("/networks/create", {"Name": name, "IPAM": ipam})

    def _remove_containers(self, keep: set[str]) -> None:
        for found in self._get("/containers/json?all=1"):
            if found["Id"] not in keep:
                target = f"/containers/{found['Id']}?force=1&v=1"
                raw.request(self.engine.socket, "DELETE", target)
        for volume in self._volumes():  # those in use stay
            raw.request(self.engine.socket, "DELETE", f"/volumes/{volume['Name']}")

    def _get(self, target: str) -> Any:
        return raw.json_of(self.engine.socket, target)

    def _post(self, target: str, body: Any = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        status, answer = raw.request(self.engine.socket, "POST", target, content)
        assert status < 300, (target, answer)


@contextlib.contextmanager
def started(name: str, folder: Path) -> Iterator[World]:
    """A world on its own engine, with two registries, all removed afterwards."""
    folder.mkdir()
    plain, protected = (
        Registry(folder / "registry"),
        Registry(folder / "protected", protected=True),
    )
    engine = _engine(name, folder, (plain.host, protected.host))
    with plain, protected, engine:
        world = World(engine, folder, (plain, protected))
        world.prepare()
        yield world


def _engine(name: str, folder: Path, registries: tuple[str, str]) -> Engine:
    engine: Engine
    if name in modern.NAMES:
        engine = modern.made(name, folder / name, [str(folder)], registries)
    elif name == "podman":
        engine = Podman(folder / name)
        engine.allow_plain(*registries)
    else:
        engine = Dockerd(folder / name)
    if isinstance(engine, Podman):
        networks = folder / "networks"
        networks.mkdir()
        with Path(engine.environ["CONTAINERS_CONF"]).open("a") as configuration:
            configuration.write(f'[network]\nnetwork_config_dir = "{networks}"\n')
    return engine


def _is_about_to_end(detail: dict[str, Any]) -> bool:
    """Whether it is running, but only for a moment."""
    return detail["Name"].strip("/") in (*_ENDED, "made", "vol") and detail["State"]["Running"]


def _looks(detail: dict[str, Any], needs: tuple[str, ...]) -> str:
    """A container in one line, without what nobody asked for."""
    name = detail["Name"].strip("/")
    state = detail["State"]
    config, host = (dict(_told(detail[key])) for key in ("Config", "HostConfig"))
    if host.get("PidsLimit") == _PODMANS_LIMIT:  # docker removes this limit, which is documented
        del host["PidsLimit"]
    for kept in (config, host):  # which Podman 5.8 records
        kept.get("Annotations", {}).pop("io.podman.annotations.pids-limit", None)
        if not kept.get("Annotations", True):
            del kept["Annotations"]
    for key, value in host.items():
        if key.startswith("Blkio") and isinstance(value, list):  # as is that of devices
            host[key] = sorted(value, key=lambda device: str(device["Path"]))
    config["Env"] = sorted(config.get("Env", ()))  # Podman has no fixed order
    if re.fullmatch("[0-9a-f]{12}", config.get("Hostname", "")):
        del config["Hostname"]
    if config.get("StopTimeout") == _DEFAULT_TIMEOUT:  # without one, Podman's stop would kill
        del config["StopTimeout"]
    if host.get("RestartPolicy", {}).get("Name") == "no":
        del host["RestartPolicy"]
    shown = {
        "Name": name if name in needs or not re.fullmatch("[a-z]+_[a-z]+[0-9]?", name) else "NAME",
        # Podman's "stopped" becomes "exited" a moment later.
        "State": [state["Status"].replace("stopped", "exited"), state["ExitCode"]],
        "Config": config,
        "HostConfig": host,
        "Mounts": sorted(map(_mount, detail.get("Mounts") or [])),
        "Networks": dict(_endpoints(detail)),
    }
    return json.dumps(shown, sort_keys=True)


def _mount(mount: dict[str, Any]) -> list[Any]:
    return [mount.get(key) for key in ("Destination", "RW", "Type", "Mode", "Propagation")]


def _endpoints(detail: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was requested in each network; the rest is the engine's choice."""
    for name, endpoint in (detail["NetworkSettings"].get("Networks") or {}).items():
        told = dict(_told(endpoint))
        keys = ("Aliases", "DriverOpts", "GwPriority", "IPAMConfig", "Links", "MacAddress")
        if detail["State"]["Status"] != "created":  # a container that has run had an address
            told.pop("MacAddress", None)
        yield name, {key: told[key] for key in keys if key in told}


def _told(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Those with a value: engines store empty values, whether sent or not."""
    for key, value in fields.items():
        if isinstance(value, dict) and key not in ("ExposedPorts", "Volumes"):
            value = dict(_told(value))
        if value not in (None, "", [], {}, False, 0):
            yield key, value


def _described(top: Path) -> Iterator[tuple[str, str]]:
    for folder, directories, names in os.walk(top):
        for name in [*directories, *names]:
            path = Path(folder, name)
            yield str(path.relative_to(top)), _description(path)


def _description(path: Path) -> str:
    mode = path.lstat().st_mode
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_dir():
        return f"directory {mode:o}"
    content = path.read_bytes()
    if tarfile.is_tarfile(path):
        return "tar of " + _listed(content)
    shown = repr(content) if len(content) < _SHORT else hashlib.md5(content).hexdigest()
    return f"file {mode:o} {shown}"


def _listed(tar: bytes) -> str:
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        return " ".join(sorted(opened.getnames()))


def _tar(members: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.mode, entry.mtime = 0o755 if content is None else 0o644, 1_600_000_000
            if content is None:
                entry.type = tarfile.DIRTYPE
            elif content.startswith("-> "):
                entry.type, entry.linkname = tarfile.SYMTYPE, content.removeprefix("-> ")
            else:
                entry.size = len(content)
            tar.addfile(entry, io.BytesIO((content or "").encode()))
    return buffer.getvalue()


def _library(name: str) -> str:
    return name if "/" in name else f"library/{name}"
