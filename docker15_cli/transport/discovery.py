"""Finding the engine by options, contexts, and what is on this machine (docs/spec/cli.md §1)."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Mapping

from docker15_cli.errors import Docker15Error, EngineUnreachable, UsageError
from docker15_cli.record import TYPE_CHECKING
from docker15_cli.transport.address import ON_DEMAND, Endpoint, Tls, parse
from docker15_cli.transport.options import ANSWER_TIMEOUT, ConnectionOptions, tls_for

if TYPE_CHECKING:
    from docker15_cli.config.contexts import Context

SYSTEM_SOCKET = "/var/run/docker.sock"


def resolve(options: ConnectionOptions, environ: Mapping[str, str]) -> Endpoint:
    """The engine that an address or a context names, else the first one found on this machine.

    On this machine the order is Docker's socket, the socket of a running podman, the on-demand
    engine (`podman://`), which is started if needed. Raises UsageError for a bad address,
    Docker15Error for a context that can't be used, EngineUnreachable if there is no engine.
    """
    named = _named(options, environ)
    if named:
        return named
    address = _address(options, environ)
    found = None if address else _find_socket(environ)
    if not found:
        if not address:
            check_on_demand(environ)
        from docker15_cli.transport import on_demand

        found = on_demand.socket_of_running_engine(environ)
    return _prepared(Endpoint("unix", path=found), options, environ)


def check_on_demand(environ: Mapping[str, str]) -> None:
    """Raise EngineUnreachable if the on-demand engine can't be started here."""
    if environ.get("DOCKER15_ENGINE") == "none":
        raise _nothing_found(environ, "the on-demand engine is off (DOCKER15_ENGINE=none)")
    from docker15_cli.transport import on_demand

    if not on_demand.installed(environ):
        raise _nothing_found(environ, "podman is not installed")


def find(options: ConnectionOptions, environ: Mapping[str, str]) -> Endpoint:
    """Like `resolve`, for completion: starts nothing. Raises OSError if no engine is running."""
    named = _named(options, environ)
    if named:
        return named
    address = _address(options, environ)
    found = None if address else _find_socket(environ)
    if not found and not address and environ.get("DOCKER15_ENGINE") == "none":
        raise FileNotFoundError
    if not found:
        from docker15_cli.transport import on_demand

        found = on_demand.socket_if_any(environ)
    return Endpoint("unix", path=found)


def default_address(options: ConnectionOptions, environ: Mapping[str, str]) -> str:
    """The address that is used without a context. Starts nothing."""
    address = _address(options, environ)
    if address:
        return address
    found = _find_socket(environ)
    return ON_DEMAND if not found else f"unix://{found}"


def _address(options: ConnectionOptions, environ: Mapping[str, str]) -> str:
    """The address given by -H or a variable; "" if there is none."""
    return options.host or environ.get("DOCKER_HOST") or environ.get("CONTAINER_HOST") or ""


def _named(options: ConnectionOptions, environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that an address or a context names; None if neither is given."""
    is_given = bool(options.host or environ.get("DOCKER_HOST"))
    if options.context or not is_given:
        from docker15_cli.config.contexts import DEFAULT, Contexts

        contexts = Contexts(environ, options.config_directory)
        name = contexts.current(options.context, options.host)
        if name != DEFAULT:
            return _prepared(_of_context(contexts.find(name), options), options, environ)
    address = _address(options, environ)
    if not address or address == ON_DEMAND:
        return None
    endpoint = parse(address, tls_for(address, options, environ))
    if not is_given:
        endpoint = endpoint._replace(identity=environ.get("CONTAINER_SSHKEY", ""))
    return _prepared(endpoint, options, environ)


def _of_context(context: Context, options: ConnectionOptions) -> Endpoint:
    if options.mentions_tls:
        raise UsageError(
            f"context {context.name!r} has its own TLS settings: --tls… options are for -H "
            "and DOCKER_HOST"
        )
    if context.cert and not context.key:
        raise Docker15Error(
            f"context {context.name!r} has no key for its certificate {context.cert}"
        )
    address = context.host or f"unix://{SYSTEM_SOCKET}"
    verify = not context.skip_verify
    tls = Tls(context.ca if verify else "", context.cert, context.key, verify)
    endpoint = parse(address, tls if context.has_tls or address.startswith("https://") else None)
    return endpoint._replace(identity=context.identity)


def _prepared(
    endpoint: Endpoint, options: ConnectionOptions, environ: Mapping[str, str]
) -> Endpoint:
    """`endpoint` with its timeouts, and its proxy if there is one.

    Without a `--timeout` there is no limit for the answers of an engine on this machine.
    """
    limit = None if endpoint.kind == "unix" else ANSWER_TIMEOUT
    endpoint = endpoint._replace(answer_timeout=limit)
    if options.timeout is not None:
        endpoint = endpoint._replace(
            connect_timeout=options.timeout, answer_timeout=options.timeout
        )
    if options.proxy and endpoint.kind != "tcp":
        raise UsageError(f"--proxy has no effect on {endpoint}: it is for tcp:// and https://")
    address = options.proxy or environ.get("DOCKER15_PROXY", "")
    if not address or endpoint.kind != "tcp":
        return endpoint
    from docker15_cli.transport import proxy

    return endpoint._replace(proxy=proxy.parse(address))


def _find_socket(environ: Mapping[str, str]) -> str | None:
    if _is_socket(SYSTEM_SOCKET):
        return SYSTEM_SOCKET  # even if nothing listens or access is denied, to report that
    return next(filter(_listens, _podman_sockets(environ)), None)


def _podman_sockets(environ: Mapping[str, str]) -> list[str]:
    runtime = environ.get("XDG_RUNTIME_DIR")
    private = [f"{runtime}/podman/podman.sock"] if runtime else []
    return [*private, "/run/podman/podman.sock"]


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)  # noqa: PTH116 - see options.py
    except OSError:
        return False


def _listens(path: str) -> bool:
    """Whether something accepts connections: podman leaves its socket behind when it exits."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _nothing_found(environ: Mapping[str, str], why_not_on_demand: str) -> EngineUnreachable:
    tried = ", ".join([SYSTEM_SOCKET, *_podman_sockets(environ)])
    return EngineUnreachable(
        f"no engine found: no socket at {tried}, and {why_not_on_demand}; "
        "name one with -H or DOCKER_HOST, or install podman"
    )
