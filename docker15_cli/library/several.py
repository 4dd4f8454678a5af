"""Connecting to one engine or several, and calling a function for several at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Generic, TypeVar

from docker15_cli.app import App, ConnectionOptions, GlobalOptions
from docker15_cli.errors import UsageError
from docker15_cli.fanout import workers
from docker15_cli.library.engine import Engine
from docker15_cli.library.outlet import Outlet, Warn, warn_by_default

T = TypeVar("T")


def connect(
    host: str = "",
    *,
    context: str = "",
    api_version: str = "",
    timeout: float | None = None,
    tls: bool | None = None,
    tls_verify: bool | None = None,
    tls_ca: str = "",
    tls_cert: str = "",
    tls_key: str = "",
    proxy: str = "",
    config: str = "",
    environ: Mapping[str, str] | None = None,
    warn: Warn = warn_by_default,
) -> Engine:
    """The engine that docker15 would use; it is contacted by the first call.

    `host` is an address (unix:///path, tcp://host[:port], ssh://[user@]host, podman://) or the name
    of a context; "" means what `context`, DOCKER_HOST, the current context and so on name, else one
    that is found on this machine (docs/engines.md). `timeout` is in seconds, for connecting and for
    quick answers; the default is none for an engine on this machine, 30 s for others. `api_version`
    is the only one to speak; the default is the newest that both speak. The tls… arguments, `proxy`
    and `config` are docker15's options of these names. `environ` replaces os.environ. `warn` is
    called with each warning; the default issues an EngineWarning. ssh asks no questions.

    Raises UsageError for a bad address or arguments that contradict each other, or if several
    engines are named; Docker15Error for a broken file of the user's.
    """
    found = _found(
        [host] if host else [],
        ConnectionOptions(
            context=context,
            tls=tls,
            tls_verify=tls_verify,
            tls_ca=tls_ca,
            tls_cert=tls_cert,
            tls_key=tls_key,
            timeout=timeout,
            proxy=proxy,
            config_directory=config,
        ),
        api_version,
        environ,
        warn,
    )
    if len(found) > 1:
        names = " ".join(engine.name for engine in found)
        raise UsageError(f"there are several engines, {names}: use connect_all")
    return found[0]


def connect_all(
    hosts: Sequence[str] = (),
    *,
    api_version: str = "",
    timeout: float | None = None,
    config: str = "",
    environ: Mapping[str, str] | None = None,
    warn: Warn = warn_by_default,
) -> Engines:
    """The engines that `hosts` name (addresses, contexts, @GROUP), each once, in this order.

    Without any, those of DOCKER_HOSTS, else the one that `connect` returns; the other arguments are
    as there. Raises UsageError for a bad address or an unknown group, Docker15Error for a broken
    file.
    """
    if isinstance(hosts, str):
        raise UsageError(f"connect_all takes a list of hosts: [{hosts!r}]")
    options = ConnectionOptions(timeout=timeout, config_directory=config)
    return Engines(_found(hosts, options, api_version, environ, warn))


class Engines(tuple[Engine, ...]):
    """Several engines; use them in a `with` block, or `close` them."""

    __slots__ = ()

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close each of them."""
        with ExitStack() as stack:
            for engine in self:
                stack.callback(engine.close)


class Answer(Generic[T]):
    """An engine's result, or the `error` that was raised (None: there was none)."""

    def __init__(self, engine: Engine, job: workers.Job[T]) -> None:
        self.engine = engine
        self.error: Exception | None = None
        self._job = job
        try:
            job.result()
        except Exception as error:
            self.error = error

    @property
    def result(self) -> T:
        """What the function has returned. Raises its error, if there was one."""
        return self._job.result()

    def __repr__(self) -> str:
        told = f"error={self.error!r}" if self.error else f"result={self.result!r}"
        return f"<Answer of {self.engine.name}: {told}>"


def on_all(
    engines: Sequence[Engine], function: Callable[[Engine], T], *, parallel: int = 64
) -> list[Answer[T]]:
    """Call `function` with each engine, in threads, `parallel` at a time; return their Answers.

    These are in the order of the engines. An exception only becomes the answer of its engine.
    Ctrl-C does not wait for the threads.
    """
    if parallel < 1:
        raise UsageError(f"parallel takes a positive number of engines: {parallel}")
    jobs = [workers.Job(partial(function, engine)) for engine in engines]
    workers.start(jobs, parallel)
    return [Answer(engine, job) for engine, job in zip(engines, jobs, strict=True)]


def _found(
    hosts: Sequence[str],
    options: ConnectionOptions,
    api_version: str,
    environ: Mapping[str, str] | None,
    warn: Warn,
) -> list[Engine]:
    variables = dict(os.environ if environ is None else environ)
    app = App(variables, Outlet(variables, warn))
    app.configure(GlobalOptions(options, api_version), hosts)
    return [Engine(one, one.name or " ".join(hosts), warn) for one in app.engines or [app]]
