"""Certificates for tests, from a private authority: an engine's, a client's, and broken ones.

certificates = Certificates(directory)     # ca.pem, cert.pem, key.pem: as DOCKER_CERT_PATH has it
with Engine(tcp=True, tls=certificates.server()) as engine:
    docker15("--tlsverify", "ps", host=engine.tcp_url, env=certificates.environ)
"""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import trustme


class Certificates:
    """The certificates of an engine and of its client, which finds its own in `directory`."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.environ = {"DOCKER_CERT_PATH": str(directory)}
        self.authority = trustme.CA()
        self.authority.cert_pem.write_to_path(str(directory / "ca.pem"))
        self.write_client(self.authority)
        self._server = self.authority.issue_cert("127.0.0.1", "localhost", "::1")
        self.server_cert, self.server_key = directory / "server.pem", directory / "server-key.pem"
        self._server.cert_chain_pems[0].write_to_path(str(self.server_cert))
        self._server.private_key_pem.write_to_path(str(self.server_key))

    def write_client(self, authority: trustme.CA) -> None:
        """Give the client a certificate signed by `authority`."""
        client = authority.issue_cert("client@example.org")
        client.cert_chain_pems[0].write_to_path(str(self.directory / "cert.pem"))
        client.private_key_pem.write_to_path(str(self.directory / "key.pem"))

    def remove_client(self) -> None:
        """Leave the client without a certificate."""
        (self.directory / "cert.pem").unlink()
        (self.directory / "key.pem").unlink()

    def options(self) -> list[str]:
        """dockerd's options for accepting only clients that have a certificate."""
        return [
            "--tlsverify",
            f"--tlscacert={self.directory}/ca.pem",
            f"--tlscert={self.server_cert}",
            f"--tlskey={self.server_key}",
        ]

    def server(
        self,
        *,
        names: tuple[str, ...] = (),
        common_name: str = "",
        expired: bool = False,
        authority: trustme.CA | None = None,
        wants_client: bool = False,
        version: ssl.TLSVersion | None = None,
    ) -> ssl.SSLContext:
        """An engine's TLS settings: its certificate is valid, except for what the arguments change.

        With a `common_name` it has no other names, unless `names` are given.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued = self._server
        if names or common_name or expired or authority:
            yesterday = datetime.datetime.now() - datetime.timedelta(days=1)
            issued = (authority or self.authority).issue_cert(
                *(names or (() if common_name else ("127.0.0.1",))),
                common_name=common_name or None,
                not_after=yesterday if expired else None,
            )
        issued.configure_cert(context)
        if wants_client:
            context.verify_mode = ssl.CERT_REQUIRED
            self.authority.configure_trust(context)
        if version:
            context.minimum_version = context.maximum_version = version
        return context
