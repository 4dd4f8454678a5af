"""What the commands that change docker's contexts share: looking them up, and `--docker`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docker15_cli.app import App, check_addresses
from docker15_cli.cli import values
from docker15_cli.cli.parameters import Callback, option
from docker15_cli.cli.types import parse_bool
from docker15_cli.config import context_store, reading
from docker15_cli.config.context_store import TLS_FILES, StoredContext
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import Docker15Error, UsageError

_SKIP, _FROM, _HOST = "skip-tls-verify", "from", "host"
_KEYS = (_HOST, *TLS_FILES, _SKIP, _FROM)


def description_option(function: Callback) -> Callback:
    """`--description TEXT` → `description`, None if not given."""
    return option(
        "--description",
        default=None,
        metavar="TEXT",
        completes="nothing",
        help="Description of the context, shown by `context ls`.",
    )(function)


def docker_option(function: Callback) -> Callback:
    """`--docker KEY=VALUE,…` → `docker`, the texts as given."""
    return option(
        "--docker",
        multiple=True,
        metavar="KEY=VALUE,...",
        completes=tuple(f"{key}=" for key in _KEYS),
        help="The engine: host=ADDRESS, and for TLS ca=FILE, cert=FILE, key=FILE, "
        "skip-tls-verify=true; or from=CONTEXT.",
    )(function)


def require_changeable(app: App, name: str) -> None:
    """Raise UsageError if `name` is `default`, or only names a connection of Podman's."""
    if name == DEFAULT:
        context_store.check_name(name)
    if not app.user.context_store.has(name) and app.user.contexts.has(name):
        raise UsageError(f"{name!r} is a Podman connection: see `podman system connection`")


def existing(app: App, name: str) -> StoredContext:
    """The context of this name; `default` is the engine that is used without a context.

    Raises Docker15Error if there is none or it can't be read, UsageError for a bad name.
    """
    if name != DEFAULT:
        return _kept(app, name)
    tls = app.default_tls
    given = {"ca": tls.ca, "cert": tls.cert, "key": tls.key} if tls else {}
    files = {f"{key}.pem": read(path) for key, path in given.items() if path}
    engine = context_store.endpoint(
        app.default_address, skip_verify=tls is not None and not tls.verify
    )
    return context_store.new(name).with_engine(engine, files)


def _kept(app: App, name: str) -> StoredContext:
    """One of docker's contexts, else one of Podman's connections, without its ssh key."""
    if app.user.context_store.has(name) or not app.user.contexts.has(name):
        return app.user.context_store.read(name)
    found = app.user.contexts.find(name)
    engine = context_store.endpoint(found.host, skip_verify=False)
    return context_store.new(name).with_description(found.description).with_engine(engine, {})


def with_engine(app: App, context: StoredContext, texts: Sequence[str]) -> StoredContext:
    """`context` with the engine that `--docker` (`texts`) describes; unchanged without any.

    Raises UsageError for a bad value, Docker15Error for a file that can't be read.
    """
    if not texts:
        return context
    given = _parse(texts)
    if _FROM in given:
        if len(given) > 1:
            raise UsageError("--docker takes either from=CONTEXT or the other keys")
        other = existing(app, given[_FROM])
        engine = (other.meta.get("Endpoints") or {}).get("docker") or {}
        return context.with_engine(engine, other.tls.get("docker", {}))
    host = given.get(_HOST, "")
    if host:
        if "://" not in host:
            raise UsageError(
                f"--docker host={host} has no scheme, which docker needs: write tcp://{host}"
            )
        check_addresses([host])
    files = {f"{key}.pem": read(given[key]) for key in TLS_FILES if given.get(key)}
    _check_tls(given)
    engine = context_store.endpoint(
        host, skip_verify=parse_bool(given.get(_SKIP) or "false", f"--docker {_SKIP}")
    )
    return context.with_engine(engine, files)


def _parse(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        for text in texts:
            found |= values.parameters(values.comma_separated(text))
    except ValueError as error:
        raise UsageError(f"--docker {error}") from None
    for key in found:
        if key not in _KEYS:
            raise UsageError(f"--docker has no key {key!r}: it takes {', '.join(_KEYS)}")
    return found


def read(path: str) -> bytes:
    """The content of a file that the user names. Raises Docker15Error."""
    try:
        return reading.read_bytes(path, named=True)
    except OSError as error:
        raise Docker15Error(f"can't read {path}: {error.strerror}") from error


def _check_tls(given: Mapping[str, str]) -> None:
    """Raise UsageError for TLS files with which no connection could be made."""
    import ssl

    ca, cert, key = (given.get(name, "") for name in TLS_FILES)
    if bool(cert) != bool(key):
        lacks = "key" if cert else "cert"
        raise UsageError(f"--docker: a certificate and its key go together: {lacks}= is missing")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca:
        _require(lambda: context.load_verify_locations(ca), f"ca={ca} is not a PEM certificate")
    if cert:
        what = f"cert={cert} and key={key} are not a PEM certificate and its unencrypted key"
        _require(lambda: context.load_cert_chain(cert, key, password=lambda: ""), what)


def _require(load: Callable[[], None], what: str) -> None:
    import ssl

    try:
        load()
    except ssl.SSLError:
        raise UsageError(f"--docker {what}") from None
