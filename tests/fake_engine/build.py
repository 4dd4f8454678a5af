"""POST /build: a Dockerfile, step by step, reported as plain text."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import archive, transfer
from .config import Config, HostConfig, merge, same_result
from .container import PATH, Container
from .errors import EngineError
from .fetch import Download
from .messages import Messages
from .registry import Credentials
from .routes import Call
from .store import split_tag
from .streams import Sink

_CONTINUED = re.compile(r"\s*\\\s*\n")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")
_URL = ("http://", "https://")
_GIT = ("git://", "github.com/")


def build(call: Call) -> None:
    """Build an image. A failure is still a 200, with the error at the end of its text, twice."""
    repository, tag = split_tag(call.value("t"))
    remote = call.value("remote")
    (call.state.root / "tmp").mkdir(exist_ok=True)
    context = Path(tempfile.mkdtemp(prefix="docker-build", dir=call.state.root / "tmp"))
    try:
        if remote:
            _fetch_context(remote, context)
        builder = Builder(call, context)
        try:
            if not remote:
                archive.unpack(call.request.body, context)
            image_id = builder.run()
        except EngineError as error:
            call.response.write(f"Error build: {error.message}\n{error.message}\n".encode())
            return
    finally:
        shutil.rmtree(context, ignore_errors=True)
    if repository:
        call.state.images.tag(repository, tag, image_id)


def _fetch_context(remote: str, context: Path) -> None:
    if remote.startswith(_GIT):
        _clone(remote if remote.startswith("git://") else f"https://{remote}", context)
    elif remote.startswith(_URL):
        download = Download(remote)
        (context / "Dockerfile").write_bytes(download.read())
        download.close()


def _clone(address: str, context: Path) -> None:
    command = ["git", "clone", "--recursive", address, str(context)]
    merged = subprocess.STDOUT
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=merged, text=True, check=False
        )
    except OSError as error:
        raise EngineError(f"Error trying to use git: {error}") from None
    if done.returncode:
        raise EngineError(f"Error trying to use git: exit status {done.returncode} ({done.stdout})")


class Builder:
    """One build. `_config` is what the next container, and the image, are created with.

    With `has_copy` it has COPY, as in later engines.
    """

    def __init__(self, call: Call, context: Path, *, has_copy: bool = False) -> None:
        self._call = call
        self._state = call.state
        self._context = context
        self._quiet, self._remove = call.flag("q"), call.flag("rm")
        self._cached = not call.flag("nocache")
        self._image = ""
        self._maintainer = ""
        self._config = Config()
        self._containers: list[Container] = []
        self._instructions: dict[str, Callable[[str], None]] = {
            "from": self._from,
            "maintainer": self._set_maintainer,
            "run": self._run,
            "cmd": self._cmd,
            "env": self._env,
            "expose": self._expose,
            "add": self._add,
            "entrypoint": self._entrypoint,
            "volume": self._volume,
            "user": self._user,
            "workdir": self._workdir,
            "insert": self._deprecated,
            "copy": self._add if has_copy else self._deprecated,
        }

    def run(self) -> str:
        """Build the image, and return its id."""
        dockerfile = self._context / "Dockerfile"
        if not dockerfile.is_file():
            raise EngineError("Can't build a directory with no Dockerfile")
        text = _CONTINUED.sub("", dockerfile.read_text("utf-8", "replace"))
        numbers = itertools.count(1)
        for line in text.split("\n"):
            line = line.replace("\t", " ").strip()
            if line and not line.startswith("#"):
                self._step(numbers, line)
        if not self._image:
            raise EngineError("An error occurred during the build\n")
        self._tell(f"Successfully built {self._image[:12]}")
        if self._remove:
            self._remove_containers()
        return self._image

    def _step(self, numbers: itertools.count[int], line: str) -> None:
        word, blank, arguments = line.partition(" ")
        if not blank:
            raise EngineError("Invalid Dockerfile format")
        instruction = self._instructions.get(word.lower())
        if instruction is None:
            self._tell(f"# Skipping unknown instruction {word.upper()}")
            return
        arguments = arguments.strip()
        self._tell(f"Step {next(numbers)} : {word.upper()} {arguments}")
        instruction(arguments)
        self._tell(f" ---> {self._image[:12]}")

    def _tell(self, line: str) -> None:
        self._call.flushed(f"{line}\n".encode())

    def _remove_containers(self) -> None:
        for container in self._containers:
            self._tell(f"Removing intermediate container {container.short_id}")
            self._state.containers.remove(container)
            container.discard()

    # --- the instructions

    def _from(self, name: str) -> None:
        if not self._state.images.exists(name):
            messages = Messages(self._call.response, json=False)
            transfer.pull(self._state, messages, *split_tag(name), Credentials())
        image = self._state.images.lookup(name)
        self._image = image.id
        self._config = image.config.copy() if image.config else Config()
        self._config.env = self._config.env or ["HOME=/", f"PATH={PATH}"]

    def _set_maintainer(self, name: str) -> None:
        self._maintainer = name
        self._commit(f"MAINTAINER {name}")

    def _run(self, script: str) -> None:
        self._need_image("run")
        kept, self._config.cmd = self._config.cmd, None
        asked = Config(volumes={}, entrypoint=[], cmd=["/bin/sh", "-c", script], image=self._image)
        self._config = merge(self._config, asked)
        if not self._use_cache():
            self._commit_container(self._execute(), kept)
        self._config.cmd = kept

    def _execute(self) -> Container:
        container = self._create()
        self._tell(f" ---> Running in {container.short_id}")
        sink = Sink()
        for output in container.outputs.values():
            output.attach(sink)
        container.start(HostConfig())
        while data := sink.get():
            if not self._quiet:
                self._call.flushed(data)
        code = container.wait()
        if code:
            command = " ".join(self._config.cmd or [])
            raise EngineError(f"The command [{command}] returned a non-zero code: {code}")
        return container

    def _cmd(self, arguments: str) -> None:
        self._config.cmd = _words(arguments)
        self._commit(f"CMD {_go_list(self._config.cmd)}")

    def _entrypoint(self, arguments: str) -> None:
        self._config.entrypoint = _words(arguments)
        self._commit(f"ENTRYPOINT {_go_list(self._config.entrypoint)}")

    def _env(self, arguments: str) -> None:
        name, blank, value = arguments.partition(" ")
        if not blank:
            raise EngineError("Invalid ENV format")
        entry = f"{name}={self._expand(value.strip())}"
        others = [one for one in self._config.env or [] if not one.startswith(f"{name}=")]
        self._config.env = [*others, entry]
        self._commit(f"ENV {entry}")

    def _expose(self, arguments: str) -> None:
        self._config.port_specs = [*arguments.split(), *(self._config.port_specs or [])]
        self._commit(f"EXPOSE {_go_list(self._config.port_specs)}")

    def _user(self, name: str) -> None:
        self._config.user = name
        self._commit(f"USER {name}")

    def _workdir(self, path: str) -> None:
        self._config.working_dir = path
        self._commit(f"WORKDIR {path}")

    def _volume(self, arguments: str) -> None:
        if not arguments:
            raise EngineError("Volume cannot be empty")
        volumes = _json_words(arguments) or [arguments]
        self._config.volumes = {**(self._config.volumes or {}), **{path: {} for path in volumes}}
        self._commit(f"VOLUME {_go_list(volumes)}")

    def _deprecated(self, _: str) -> None:
        raise EngineError("INSERT has been deprecated. Please use ADD instead")

    def _add(self, arguments: str) -> None:
        source, blank, target = arguments.partition(" ")
        if not blank:
            raise EngineError("Invalid ADD format")
        source, target = self._expand(source.strip()), self._expand(target.strip())
        comment = f"ADD {source} in {target}"
        self._need_image("add")
        kept, self._config.cmd = self._config.cmd, _no_operation(comment)
        container = self._create()
        add = self._add_remote if source.startswith(_URL) else self._add_local
        add(source, target, container)
        self._commit_container(container, kept)
        self._config.cmd = kept

    def _add_remote(self, url: str, target: str, container: Container) -> None:
        download = Download(url)
        path = container.inside(target)
        if target.endswith("/"):
            path /= url.rpartition("/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(download.read())
        download.close()

    def _add_local(self, source: str, target: str, container: Container) -> None:
        """Add the contents of a directory or of a tar, or a file."""
        origin = Path(f"{self._context}/{source}").resolve()
        if not origin.is_relative_to(self._context):
            raise EngineError(f"Forbidden path: {origin}")
        if not origin.exists():
            raise EngineError(f"{source}: no such file or directory")
        path = container.inside(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, path, symlinks=True, dirs_exist_ok=True)
        elif archive.is_tar(origin):
            path.mkdir(parents=True, exist_ok=True)
            with origin.open("rb") as file:
                archive.unpack(file, path)
        else:
            path = path / origin.name if target.endswith("/") else path
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, path)

    # --- images

    def _need_image(self, what: str) -> None:
        if not self._image:
            raise EngineError(f"Please provide a source image with `from` prior to {what}")

    def _expand(self, text: str) -> str:
        """Expand the variables that the Dockerfile has set."""
        known = dict(entry.partition("=")[::2] for entry in self._config.env or [])
        return _VARIABLE.sub(lambda found: known.get(found[1], found[0]), text)

    def _create(self) -> Container:
        self._config.image = self._image
        container = self._state.create(self._config)
        self._config.hostname = container.config.hostname  # the daemon's config keeps the first
        self._containers.append(container)
        return container

    def _use_cache(self) -> bool:
        """Use a child of the image that was made by the same step, if there is one."""
        children = self._state.images.children(self._image) if self._cached else []
        fitting = [one for one in children if same_result(one.container_config, self._config)]
        if not fitting:
            return False
        self._tell(" ---> Using cache")
        self._image = max(fitting, key=lambda one: one.created).id
        return True

    def _commit(self, comment: str) -> None:
        """Commit an image that differs only in its config."""
        self._need_image("commit")
        kept, self._config.cmd = self._config.cmd, _no_operation(comment)
        if not self._use_cache():
            container = self._create()
            self._tell(f" ---> Running in {container.short_id}")
            self._commit_container(container, kept)
        self._config.cmd = kept

    def _commit_container(self, container: Container, cmd: list[str] | None) -> None:
        config = self._config.copy()
        config.cmd = cmd
        image = self._state.commit(container, author=self._maintainer, config=config)
        self._image = image.id


def _no_operation(comment: str) -> list[str]:
    return ["/bin/sh", "-c", f"#(nop) {comment}"]


def _json_words(text: str) -> list[str] | None:
    try:
        words = json.loads(text)
    except ValueError:
        return None
    return words if isinstance(words, list) and all(isinstance(one, str) for one in words) else None


def _words(text: str) -> list[str]:
    """The words of a JSON list, or a line for the shell."""
    return _json_words(text) or ["/bin/sh", "-c", text]


def _go_list(words: list[str]) -> str:
    return f"[{' '.join(words)}]"
