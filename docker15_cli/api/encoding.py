"""A request's path, query, headers and body as they are sent (docs/spec/remote-api-1.5.md §1, §3).

They are written as the original client wrote them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from docker15_cli import __version__
from docker15_cli.contract.request import Request
from docker15_cli.dialects.base import ANONYMOUS, NO_LOGIN
from docker15_cli.errors import NotFound, UsageError, without_password

_SECRET = "***"
_SECRET_HEADERS = frozenset({"X-Registry-Auth", "X-Registry-Config"})
_UNRESERVED = frozenset(  # RFC 3986, section 2.3
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
USER_AGENT = f"Docker-Client/{__version__} (docker15)"


def segment(name: str, kind: str) -> str:
    """`name`, percent-encoded for a path, except for its colons; `kind` is container, image, ….

    A leading slash is dropped; those within an image's name stay. Raises NotFound for what can't be
    a name and would make the server see another path: an empty part, `.`, `..`, or a slash
    (remote-api-1.5.md §3).
    """
    bare = name.lstrip("/")
    parts = bare.split("/")
    if any(part in ("", ".", "..") for part in parts) or (kind != "image" and len(parts) > 1):
        raise NotFound(f"No such {kind}: {name}", 404)
    return _quoted(bare, _UNRESERVED | frozenset(b"/:"))


def container_path(container: str) -> str:
    """What the paths of a container's endpoints begin with. Raises NotFound."""
    return f"/containers/{segment(container, 'container')}"


def query_params(**parameters: str | int) -> dict[str, str]:
    """The query parameters, without those that are "", 0 or False; True becomes "1"."""
    wanted = {name: value for name, value in parameters.items() if value}
    return {name: "1" if value is True else str(value) for name, value in wanted.items()}


def target(request: Request, prefix: str) -> str:
    """The target of the request line: `prefix` (such as /v1.5), the path, and the query if any."""
    pairs = (*request.query.items(), *request.repeated)
    parameters = [f"{_form_quoted(name)}={_form_quoted(value)}" for name, value in pairs]
    query = f"?{'&'.join(parameters)}" if parameters else ""
    return f"{prefix}{request.path}{query}"


def headers(request: Request) -> dict[str, str]:
    """The headers of a request, except those about its connection and its length."""
    found = {"User-Agent": USER_AGENT}
    if request.body is not None:
        found["Content-Type"] = "application/json"
    elif request.method == "POST":
        found["Content-Type"] = "plain/text"
    return found | request.headers


def with_user_headers(own: dict[str, str], users: Mapping[str, str]) -> dict[str, str]:
    """The request's `own` headers, and the user's; the request's take precedence."""
    taken = {name.lower() for name in own}
    return own | {name: value for name, value in users.items() if name.lower() not in taken}


def has_login(request: Request) -> bool:
    """Whether the request carries credentials."""
    if request.path == "/auth" or "X-Registry-Config" in request.headers:
        return True
    return request.headers.get("X-Registry-Auth", NO_LOGIN) not in (ANONYMOUS, NO_LOGIN)


def masked(request: Request) -> Request:
    """`request` as -D shows it: without logins and values that may be secret.

    Those are build arguments, environment variables in a config, and passwords in URLs. Bodies are
    not shown at all.
    """
    query = {
        name: _MASKS.get(name, without_password)(value) for name, value in request.query.items()
    }
    headers = {
        name: _SECRET if name in _SECRET_HEADERS else value
        for name, value in request.headers.items()
    }
    return request.replaced(query=query, headers=headers)


def _masked_arguments(text: str) -> str:
    return json.dumps(dict.fromkeys(json.loads(text), _SECRET))


def _masked_config(text: str) -> str:
    config = json.loads(text) if text else {}
    if not config.get("Env"):
        return text
    return json.dumps({**config, "Env": list(map(_masked_variable, config["Env"]))})


def _masked_changes(text: str) -> str:
    """Mask ENV in lines of a Dockerfile."""
    return re.sub(r"(?m)^(ENV [^=\n]*=).*", rf"\1{_SECRET}", text)


def _masked_variable(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}{equals}{_SECRET if equals else ''}"


_MASKS: Mapping[str, Callable[[str], str]] = {
    "buildargs": _masked_arguments,
    "changes": _masked_changes,
    "run": _masked_config,
}


def _form_quoted(text: str) -> str:
    """A name or value of a query, encoded as in a form: a space becomes a plus sign."""
    return _quoted(text, _UNRESERVED | frozenset(b" ")).replace(" ", "+")


def _quoted(text: str, safe: frozenset[int]) -> str:
    """Percent-encode all but the `safe` bytes, as urllib.parse does, whose import takes 2 ms.

    UTF-8, but with other bytes as on the command line: a path may hold any bytes.
    """
    given = text.encode(errors="surrogateescape")
    return "".join(chr(byte) if byte in safe else f"%{byte:02X}" for byte in given)


def json_bytes(value: object) -> bytes | None:
    """JSON as 0.6 writes it; None for None. Raises UsageError for a string that is not UTF-8."""
    if value is None:
        return None
    from docker15_cli import jsontext

    text = jsontext.escape(jsontext.encode(value), jsontext.HTML_OF_0_6)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        before, after = text[: error.start], text[error.start :]
        argument = before.rpartition('"')[2] + after.partition('"')[0]
        raise UsageError(f"{argument} is not UTF-8, and engines accept nothing else") from None
