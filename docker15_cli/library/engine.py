"""An engine of the library: a method for each thing that it can do."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from docker15_cli.api import container_life, container_removal, event_end, system
from docker15_cli.api import containers as containers_api
from docker15_cli.api import images as images_api
from docker15_cli.api.client import Client
from docker15_cli.app import App
from docker15_cli.cli import image_names, values
from docker15_cli.cli.container_filters import ContainerFilters
from docker15_cli.cli.default_platform import default_platform
from docker15_cli.cli.filters import filters_json
from docker15_cli.contract import features
from docker15_cli.contract.shapes import ContainerRow, ImageRow, Inspected, Message, Version
from docker15_cli.errors import Docker15Error, UsageError
from docker15_cli.library import options, running
from docker15_cli.library.options import Texts
from docker15_cli.library.outlet import (
    LIMIT,
    Input,
    Outlet,
    Output,
    Outputs,
    Pieces,
    Result,
    Source,
    Taker,
    Warn,
    descriptor,
    taker,
)
from docker15_cli.library.way import Way

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from docker15_cli.api.attached_stream import Piece
    from docker15_cli.library.options import BuildOptions, ContainerOptions

Moment = float | datetime | str
"""A time: seconds since 1970, or a text as on the command line: RFC 3339, or 10m for ago."""


class Engine:
    """One engine, returned by `connect`. Use it in a `with` block, or `close` it.

    Nothing is sent to it before the first call. Several threads may use it at once. All methods
    raise EngineUnreachable if nothing answers, AnswerBroken if an answer is cut short, EngineError
    (NotFound, Conflict) if the engine refuses, NotSupported if its API lacks something, and
    UsageError for invalid arguments; all of these are Docker15Errors. An API version is the first
    in which Docker engines support something; without one, all engines do.
    """

    def __init__(self, app: App, name: str, warn: Warn) -> None:
        """Called by `connect`; `name` is what the user named the engine by."""
        self.name = name
        self._app = app
        self._warn = warn
        self._way = Way(app)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Engine {self.name or 'by default'}>"

    def close(self) -> None:
        """Close its connections, and end what was started to reach it, such as ssh."""
        self._way.close()

    @contextmanager
    def _call(
        self, stdin: int = -1, takers: dict[int, Taker] | None = None
    ) -> Iterator[tuple[App, Outlet]]:
        """The app for one call, and its streams."""
        self._way.open()
        call = copy.copy(self._app)
        outlet = Outlet(call.environ, self._warn, stdin=stdin, takers=takers)
        call.streams = outlet
        with self._way.explaining():
            yield call, outlet

    @contextmanager
    def _client(self) -> Iterator[Client]:
        with self._call() as (app, _):
            yield app.client

    # -- lists and descriptions

    def version(self) -> Version:
        """`GET /version`: the engine's own description."""
        with self._client() as client:
            return system.version(client)

    def containers(
        self, *, all: bool = False, filters: Texts = (), size: bool = False
    ) -> Sequence[ContainerRow]:
        """`GET /containers/json`: the running containers, newest first.

        `all` includes stopped ones; `filters` are KEY=VALUE or KEY!=VALUE as for
        `docker15 ps` (API 1.12); `size` has the engine find out SizeRw and SizeRootFs, in bytes.
        """
        wanted = ContainerFilters(options.texts(filters))
        with self._call() as (app, _):
            return wanted.list_(app, all=all, size=size)

    def images(
        self, name: str = "", *, all: bool = False, filters: Texts = ()
    ) -> Sequence[ImageRow]:
        """`GET /images/json`: a row for each tag.

        `name` is a repository or a pattern with `*`; `all` includes layers without a name;
        `filters` are KEY=VALUE (API 1.12).
        """
        with self._call() as (app, _):
            wanted = filters_json(app, options.texts(filters))
            return images_api.list_(app.client, all=all, name=name, filters=wanted)

    def inspect(self, container: str) -> Inspected:
        """`GET /containers/{id}/json`: the object as the engine sends it. Raises NotFound."""
        with self._client() as client:
            return containers_api.inspect(client, container)

    def inspect_image(self, image: str) -> Inspected:
        """`GET /images/{name}/json`: the object of the engine (1.5: `id`, else `Id`).

        Raises NotFound.
        """
        with self._call() as (app, _):
            image_names.known(app, image)
            return images_api.inspect_raw(app.client, image)[1]

    # -- containers

    def create(
        self, image: str, command: Sequence[str] = (), **given: Unpack[ContainerOptions]
    ) -> str:
        """`POST /containers/create`: create a container without starting it; return its id.

        A missing image is pulled, unless `pull="never"`. Docker 0.6 takes `volume` only with the
        start: use `run` or `run_detached` there. Raises NotFound if there is no image.
        """
        with self._call() as (app, _):
            return running.create_only(app, image, _words(command), given)

    def run_detached(
        self, image: str, command: Sequence[str] = (), **given: Unpack[ContainerOptions]
    ) -> str:
        """Start a new container in the background; return its id.

        `create`, and `POST /containers/{id}/start`. Raises CommandNotFound or CommandNotInvokable
        if its command can't be run (on Docker 0.6 it ends with status 127 instead). If the start
        fails, the container is kept, and the message begins with its id.
        """
        with self._call() as (app, _):
            return running.run_detached(app, image, _words(command), given)

    def run(
        self,
        image: str,
        command: Sequence[str] = (),
        *,
        stdin: Input = None,
        stdout: Output = None,
        stderr: Output = None,
        limit: int = LIMIT,
        remove: bool = True,
        **given: Unpack[ContainerOptions],
    ) -> Result:
        """Create a container, attach to it, start it and wait for its end; return its Result.

        It reads `stdin`. What it writes goes to `stdout` and `stderr`, files or functions, as it
        comes, or into the result, at most `limit` bytes. With `tty`, and always on Docker 0.6, all
        of it is stdout. At the end, or on an exception, the container is removed, with its volumes;
        without `remove` it is stopped and kept. An exit status other than 0 is not an error.

        `POST /containers/create`, `/attach`, `/start`, `/wait`. Raises CommandNotFound or
        CommandNotInvokable if its command can't be run (Docker 0.6: status 127), OutputError beyond
        the limit and for an OSError of a file or a function, and whatever else a function raises.
        Lost output is added from the log, or AnswerBroken is raised.
        """
        outputs = Outputs(stdout, stderr, limit)
        with descriptor(stdin) as source, self._call(source, outputs.takers) as (app, outlet):
            wanted = {**given, "interactive": stdin is not None}
            status = running.run_attached(
                app, outlet, image, _words(command), wanted, remove=remove
            )
        return outputs.result(status)

    def start(self, container: str) -> None:
        """`POST /containers/{id}/start`: start a container; return at once.

        If it runs already, nothing happens, but on Docker 0.6 EngineError is raised. Raises
        NotFound.
        """
        with self._client() as client:
            container_life.start(client, container)

    def stop(self, container: str, *, timeout: int | None = None, signal: str = "") -> None:
        """`POST /containers/{id}/stop`: send SIGTERM, and SIGKILL after `timeout` seconds.

        The default is the container's own timeout, else 10; -1 means no SIGKILL at all. `signal`,
        such as `INT`, is sent in place of SIGTERM (API 1.42). Raises NotFound.
        """
        with self._client() as client:
            if signal:
                container_life.require_stop_signal(client)
            container_life.stop(client, container, timeout, signal)

    def kill(self, container: str, signal: str = "") -> None:
        """`POST /containers/{id}/kill`: send SIGKILL, or `signal` (API 1.6). Raises NotFound."""
        with self._client() as client:
            if signal:
                client.require(features.KILL_SIGNAL)
            container_life.kill(client, container, signal)

    def wait(self, container: str) -> int:
        """`POST /containers/{id}/wait`: wait for the end; return the status. Raises NotFound."""
        with self._client() as client:
            return container_life.wait(client, container)

    def remove(self, container: str, *, force: bool = False, volumes: bool = False) -> None:
        """`DELETE /containers/{id}`: remove a container; with `force` even if it runs.

        `volumes` removes its anonymous volumes, too. Raises NotFound, and EngineError (Conflict if
        the engine says so) if it runs.
        """
        remove = container_removal.remove_forced if force else container_removal.remove
        with self._client() as client:
            remove(client, container, volumes=volumes)

    def exec(
        self,
        container: str,
        command: Sequence[str],
        *,
        stdin: Input = None,
        stdout: Output = None,
        stderr: Output = None,
        limit: int = LIMIT,
        tty: bool = False,
        env: Texts = (),
        user: str = "",
        workdir: str = "",
        privileged: bool = False,
    ) -> Result:
        """Run a command in a running container, wait for its end, and return its Result.

        The streams are as in `run`. `env` needs API 1.25, `workdir` 1.35, `privileged` 1.19.
        `POST /containers/{id}/exec`, `/exec/{id}/start`, `GET /exec/{id}/json`, API 1.15. Raises
        NotFound, Conflict (Podman: EngineError) if the container does not run, CommandNotFound,
        CommandNotInvokable, OutputError as `run` does, AnswerBroken if output is lost.
        """
        outputs = Outputs(stdout, stderr, limit)
        with descriptor(stdin) as source, self._call(source, outputs.takers) as (app, outlet):
            status = running.run_exec(
                app,
                outlet,
                container,
                _words(command),
                stdin=stdin is not None,
                tty=tty,
                env=env,
                user=user,
                workdir=workdir,
                privileged=privileged,
            )
        return outputs.result(status)

    def logs(
        self,
        container: str,
        *,
        follow: bool = False,
        tail: int | None = None,
        since: Moment = "",
        until: Moment = "",
        timestamps: bool = False,
    ) -> Generator[tuple[int, bytes], None, None]:
        """A container's log, in pieces: (STDOUT or STDERR, bytes).

        A piece is any number of bytes, not a line. If the container has a TTY, and on Docker 0.6,
        all is STDOUT. `follow` goes on until the container ends; `tail` is the number of lines to
        begin with (None: all). `since` needs API 1.19, `until` 1.35, `timestamps` 1.11.

        `GET /containers/{id}/logs`; on Docker 0.6 `POST /containers/{id}/attach`. Raises
        NotSupported at once; NotFound and others while it is iterated over; AnswerBroken, after the
        last piece, if the log is cut short.
        """
        from docker15_cli.logs import single
        from docker15_cli.logs.request import LogRequest

        if tail is not None and tail < 0:
            raise UsageError(f"tail takes a number of lines, or None for all: {tail}")
        request = LogRequest(
            containers=[container],
            filters=None,
            follow=follow,
            follows_name=False,
            timestamps=timestamps,
            details=False,
            tail=tail,
            since=_moment(since, "since"),
            until=_moment(until, "until"),
        )
        written = Pieces()
        with self._call(takers=written.takers) as (app, _):
            request.require(app.client)
        return self._pieces(single.pieces(app, container, request, written.take))

    def _pieces(
        self, pieces: Generator[Piece, None, None]
    ) -> Generator[tuple[int, bytes], None, None]:
        with self._way.explaining(), closing(pieces):
            for stream, piece in pieces:
                if len(piece):
                    yield stream, bytes(piece)

    # -- files

    def copy_out(
        self, container: str, path: str, target: str | os.PathLike[str], *, owners: bool = False
    ) -> None:
        """Copy a file or a directory out of a container, by the rules of `cp -r`.

        It goes into `target` if that is a directory, else it becomes `target`. Nothing is written
        outside of it, whatever the container sends. With `owners` the numeric owners are kept, as
        far as this user may set them. `POST /containers/{id}/copy`, or `GET …/archive` from API
        1.20 on. Raises NotFound, and Docker15Error, after everything else has been copied, that
        names what could not be.
        """
        from docker15_cli.copying.out import copy_out

        with self._call() as (app, outlet):
            copy_out(app, container, path, _path(target), keeps_owners=owners)
            outlet.check(Docker15Error)

    def copy_in(
        self, source: str | os.PathLike[str], container: str, path: str, *, owners: bool = False
    ) -> None:
        """Copy a file or a directory into a container, by the rules of `cp -r`.

        It belongs to root there; with `owners` the numeric owners are kept. `PUT
        /containers/{id}/archive`, API 1.20. Raises NotFound, Docker15Error.
        """
        from docker15_cli.copying.into import copy_in

        with self._call() as (app, _):
            copy_in(app, _path(source), container, path, keeps_owners=owners)

    # -- images

    def pull(
        self,
        name: str,
        *,
        platform: str = "",
        all_tags: bool = False,
        progress: Callable[[Message], object] | None = None,
    ) -> str:
        """`POST /images/create`: pull an image; return its name with the tag.

        The user's login to the registry is used. Without a tag `latest` is pulled; with `all_tags`,
        and on Docker 0.6, all tags are, and the name returned has none. `platform` is OS/ARCH (API
        1.32). `progress` is called with each of the engine's messages. Raises NotFound, and
        EngineError, whose status is 401 if a login is needed.
        """
        from docker15_cli.cli.registry_login import advising, auth_for, require_all_tags

        with self._call() as (app, _):
            repository, tag = image_names.wanted(app, name)
            if all_tags:
                require_all_tags(app, "pull", tag)
            if platform:
                app.client.require(features.PULL_PLATFORM)
            with advising(app, repository):
                for message in images_api.pull(
                    app.client,
                    repository,
                    tag,
                    all_tags=all_tags,
                    auth=auth_for(app, repository),
                    platform=platform or default_platform(app, features.PULL_PLATFORM),
                ):
                    if progress:
                        progress(message)
            return repository if all_tags else image_names.transferred(app, repository, tag)

    def build(
        self,
        context: str | os.PathLike[str] | Source,
        *,
        tag: Texts = (),
        file: str = "",
        no_cache: bool = False,
        compress: bool = False,
        output: Output = None,
        **given: Unpack[BuildOptions],
    ) -> str:
        """`POST /build`: build an image; return its id.

        `context` is the path of a directory, an address for the engine to fetch, or, as bytes or an
        open file, a tar archive or a Dockerfile without a context. `tag` is one name or several for
        the image, `file` the path of another Dockerfile. The text of the build goes to `output` as
        it comes. The user's logins are sent to engines that take them. Raises EngineError if the
        build fails, Docker15Error for a file that can't be read.
        """
        from docker15_cli.building import request

        if file == "-":
            raise UsageError("file takes the name of a Dockerfile: give its bytes as the context")
        name, source = _context(context)
        with descriptor(source) as stdin, self._call(stdin) as (app, outlet):
            wanted = request.prepare(
                app,
                name,
                options.of_build(given),
                file=file,
                tags=options.texts(tag),
                compress=compress,
            )
            tail, shown = bytearray(), taker(output, otherwise=len)
            text = request.text(app, wanted, wanted.source.upload, no_cache=no_cache)
            for piece in request.keep_tail(text, tail):
                shown.write(piece)
            for warning in wanted.source.warnings:
                outlet.note(warning)
            return images_api.full_id(app.client, system.built_id(bytes(tail)))

    # -- the engine

    def events(
        self, *, since: Moment = "", until: Moment = "", filters: Texts = ()
    ) -> Iterator[Message]:
        """`GET /events`: the events as they happen; without end, unless `until` is given.

        With `since`, those since then come first. `filters` are KEY=VALUE (API 1.12). A message has
        `status`, `id`, `from` and `time`, in Unix seconds; any further keys are the engine's.
        """
        begin, end = _moment(since, "since"), _moment(until, "until")
        follow = not end or float(end) > time.time()
        with self._call() as (app, _):
            wanted = filters_json(app, options.texts(filters))
        found = system.events(app.client, since=begin, until=end, follow=follow, filters=wanted)
        if end:
            found = event_end.until(app.client, found, float(end), follow=follow)
        return self._explained(found)

    def _explained(self, messages: Iterator[Message]) -> Iterator[Message]:
        with self._way.explaining():
            yield from messages


def _words(command: Sequence[str]) -> Sequence[str]:
    """`command`, checked. Raises UsageError for a single text: no shell splits it into words."""
    if isinstance(command, str):
        raise UsageError(f"a command is a list of words, such as ['sh', '-c', {command!r}]")
    return command


def _moment(given: Moment, name: str) -> str:
    """A moment as Unix seconds; "" if not given."""
    if isinstance(given, datetime):
        given = given.timestamp()
    return values.moment(given if isinstance(given, str) else f"{given:.9f}", name)


def _context(given: str | os.PathLike[str] | Source) -> tuple[str, Input]:
    """The `context` for building.request, and what it is to read as stdin."""
    return (_path(given), None) if isinstance(given, str | os.PathLike) else ("-", given)


def _path(given: str | os.PathLike[str]) -> str:
    """A path as text. Raises UsageError for an empty one."""
    path = os.fspath(given)
    if not path:
        raise UsageError("the file's name is empty")
    return f"./{path}" if path == "-" else path
