"""The addresses at which a container's port is published, as `ps` and `port` show them."""

from __future__ import annotations

from collections.abc import Sequence

_EVERY = ("", "0.0.0.0")  # noqa: S104 - compared, not listened on
_EVERY_IPV6 = "::"


def published(bindings: Sequence[tuple[str, str]]) -> list[str]:
    """The addresses and public ports of one private port: `80`, `127.0.0.1:80`, `[::1]:80`.

    Each appears once, without the address if that stands for all, which later engines list twice,
    for IPv4 and for IPv6. If the ports of these two differ, the latter is `[::]:80`.
    """
    if len(bindings) == 1 and bindings[0][0] in _EVERY:  # the most common case
        return [bindings[0][1]]
    plain = {public for address, public in bindings if address in _EVERY}
    found = [
        public
        if address in _EVERY or (address == _EVERY_IPV6 and public in plain)
        else f"{bracketed(address)}:{public}"
        for address, public in bindings
    ]
    return list(dict.fromkeys(found))


def bracketed(address: str) -> str:
    """An IP address as written in front of a port: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address
