"""Addresses and public ports: bookkeeping only, no port is opened and no packet forwarded."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import Any

from .errors import EngineError
from .golang import parse_port

FIRST_PORT, LAST_PORT = 49153, 65535
BRIDGE, GATEWAY, PREFIX_LENGTH = "docker0", "10.0.42.1", 16


@dataclass(frozen=True)
class PortSpec:
    """`[public:]private[/proto]`; a public port of 0 is chosen by the daemon."""

    private: int
    public: int = 0
    protocol: str = "tcp"

    @classmethod
    def parse(cls, text: str) -> PortSpec:
        spec, slash, protocol = text.partition("/")
        if slash and protocol not in ("tcp", "udp"):
            raise EngineError(f"Invalid port format: unknown protocol {protocol}.")
        public, colon, private = spec.rpartition(":")
        if ":" in public:
            raise EngineError("Invalid port format.")
        front = parse_port(public) if public else 0
        back = parse_port(private)
        return cls(back, back if colon and not public else front, protocol or "tcp")


@dataclass
class NetworkSettings:
    address: str = ""
    ports: dict[str, dict[str, str]] | None = None
    taken: list[tuple[str, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "IPAddress": self.address,
            "IPPrefixLen": PREFIX_LENGTH if self.address else 0,
            "Gateway": GATEWAY if self.address else "",
            "Bridge": BRIDGE if self.address else "",
            "PortMapping": self.ports,
        }

    def rows(self) -> list[dict[str, Any]] | None:
        """The ports as `GET /containers/json` lists them."""
        rows = [
            {"PrivatePort": int(private), "PublicPort": int(public), "Type": protocol.lower()}
            for protocol, mapping in (self.ports or {}).items()
            for private, public in mapping.items()
        ]
        return rows or None

    def text(self) -> str:
        """The ports as listed before version 1.5."""
        return ", ".join(
            sorted(
                f"{public}->{private}{'/udp' if protocol == 'Udp' else ''}"
                for protocol, mapping in (self.ports or {}).items()
                for private, public in mapping.items()
            )
        )


class Network:
    def __init__(self) -> None:
        self._taken: set[tuple[str, int]] = set()
        self._hosts = itertools.count(2)
        self._lock = threading.Lock()

    def allocate(self, specs: list[str] | None) -> NetworkSettings:
        number = next(self._hosts)
        settings = NetworkSettings(
            f"10.0.{number >> 8 & 0xFF}.{number & 0xFF}", {"Tcp": {}, "Udp": {}}
        )
        try:
            for text in specs or []:
                self._map(settings, PortSpec.parse(text))
        except EngineError:
            self.release(settings)
            raise
        return settings

    def _map(self, settings: NetworkSettings, spec: PortSpec) -> None:
        assert settings.ports is not None
        public = self._take(spec)
        settings.taken.append((spec.protocol, public))
        settings.ports[spec.protocol.capitalize()][str(spec.private)] = str(public)

    def _take(self, spec: PortSpec) -> int:
        candidates = [spec.public] if spec.public else range(FIRST_PORT, LAST_PORT + 1)
        with self._lock:
            for public in candidates:
                if (spec.protocol, public) not in self._taken:
                    self._taken.add((spec.protocol, public))
                    return public
        raise EngineError(
            f"Port already in use: {spec.public}" if spec.public else "No more ports available"
        )

    def release(self, settings: NetworkSettings) -> None:
        with self._lock:
            self._taken.difference_update(settings.taken)
