"""The global options about engines, and the TLS settings from these and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping

from docker15_cli.errors import UsageError
from docker15_cli.record import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from docker15_cli.transport.address import Tls

ANSWER_TIMEOUT = 30.0
"""Seconds within which an engine on the network has to answer what it can answer at once, unless
`--timeout` says otherwise."""

_WITHOUT_TLS = ("unix://", "ssh://", "podman://")


class ConnectionOptions(Record):
    """The global options about engines; "" or None for those that were not given."""

    host: str = ""
    context: str = ""
    tls: bool | None = None
    tls_verify: bool | None = None
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    timeout: float | None = None
    proxy: str = ""
    config_directory: str = ""

    @property
    def mentions_tls(self) -> bool:
        """Whether any option about TLS was given."""
        switches = (self.tls, self.tls_verify)
        return switches != (None, None) or bool(self.tls_ca or self.tls_cert or self.tls_key)


def tls_for(address: str, options: ConnectionOptions, environ: Mapping[str, str]) -> Tls | None:
    """The TLS settings for `address`, by the options and the environment; None for no TLS.

    As in docker, `--tlsverify` or DOCKER_TLS_VERIFY verify, `--tls` alone only encrypts; files that
    no option names are ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH, else ~/.docker. An
    `https://` address by itself verifies, too, with the system's CAs if there is no ca.pem.

    Raises UsageError for options that would have no effect.
    """
    if address.startswith(_WITHOUT_TLS):
        return None
    asked = options.tls or options.tls_verify is not None
    asked = asked or bool(environ.get("DOCKER_TLS_VERIFY") or environ.get("DOCKER_TLS"))
    if not asked and not address.startswith("https://"):
        _refuse_files(options)
        return None
    verify = bool(environ.get("DOCKER_TLS_VERIFY")) or not asked
    if options.tls_verify is not None:
        verify = options.tls_verify
    from docker15_cli.config.files import docker_directory, path_if_exists
    from docker15_cli.transport.address import Tls

    named = environ.get("DOCKER_CERT_PATH") or options.config_directory
    directory = docker_directory(environ, named)
    cert = options.tls_cert or path_if_exists(os.path.join(directory, "cert.pem"))
    key = options.tls_key or path_if_exists(os.path.join(directory, "key.pem"))
    if bool(cert) != bool(key):
        missing = "--tlskey" if cert else "--tlscert"
        raise UsageError(f"a client certificate and its key go together: {missing} is missing")
    if not verify:
        return Tls("", cert, key, verify=False)
    ca = os.path.join(directory, "ca.pem")
    return Tls(options.tls_ca or (ca if asked else path_if_exists(ca)), cert, key)


def _refuse_files(options: ConnectionOptions) -> None:
    files = {
        "--tlscacert": options.tls_ca,
        "--tlscert": options.tls_cert,
        "--tlskey": options.tls_key,
    }
    for option, file in files.items():
        if file:
            raise UsageError(f"{option} has no effect without TLS: add --tlsverify")
