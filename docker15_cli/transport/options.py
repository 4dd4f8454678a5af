"""How an engine is to be reached, as the command line and the environment have it."""

from __future__ import annotations

from collections.abc import Mapping

from docker15_cli.errors import UsageError
from docker15_cli.record import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from pathlib import Path  # whose import takes 3 ms: Tab and --version do without

    from docker15_cli.transport.address import Tls

ANSWER_TIMEOUT = 30.0
"""Seconds in which an engine on the network has to answer what it knows at once, unless `--timeout`
says otherwise."""

_WITHOUT_TLS = ("unix://", "ssh://", "podman://")


class ConnectionOptions(Record):
    """The global options about engines; "" and None where the command line says nothing."""

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
        """Whether there is any option about TLS."""
        switches = (self.tls, self.tls_verify)
        return switches != (None, None) or bool(self.tls_ca or self.tls_cert or self.tls_key)


def tls_for(address: str, wanted: ConnectionOptions, environ: Mapping[str, str]) -> Tls | None:
    """The TLS that the options and the environment mean for `address`; None: without.

    As docker has it: `--tlsverify` or DOCKER_TLS_VERIFY verify, `--tls` alone encrypts only; what
    no option names is in DOCKER_CERT_PATH, else ~/.docker, as ca.pem, cert.pem and key.pem. An
    `https://` address alone verifies too, if need be by the system's authorities.

    Raises UsageError for options that would have no effect.
    """
    if address.startswith(_WITHOUT_TLS):
        return None
    asked = wanted.tls or wanted.tls_verify is not None
    asked = asked or bool(environ.get("DOCKER_TLS_VERIFY") or environ.get("DOCKER_TLS"))
    if not asked and not address.startswith("https://"):
        _refuse_files(wanted)
        return None
    verify = bool(environ.get("DOCKER_TLS_VERIFY")) or not asked
    if wanted.tls_verify is not None:
        verify = wanted.tls_verify
    from docker15_cli.config.files import path_if_exists
    from docker15_cli.transport.address import Tls

    directory = _directory(wanted, environ)
    cert = wanted.tls_cert or path_if_exists(directory / "cert.pem")
    key = wanted.tls_key or path_if_exists(directory / "key.pem")
    if bool(cert) != bool(key):
        missing = "--tlskey" if cert else "--tlscert"
        raise UsageError(f"a client certificate and its key go together: {missing} is missing")
    if not verify:
        return Tls("", cert, key, verify=False)
    ca = wanted.tls_ca or (
        str(directory / "ca.pem") if asked else path_if_exists(directory / "ca.pem")
    )
    return Tls(ca, cert, key)


def _refuse_files(wanted: ConnectionOptions) -> None:
    files = {"--tlscacert": wanted.tls_ca, "--tlscert": wanted.tls_cert, "--tlskey": wanted.tls_key}
    for option, file in files.items():
        if file:
            raise UsageError(f"{option} has no effect without TLS: add --tlsverify")


def _directory(wanted: ConnectionOptions, environ: Mapping[str, str]) -> Path:
    from pathlib import Path

    from docker15_cli.config.files import home

    named = environ.get("DOCKER_CERT_PATH") or wanted.config_directory
    return Path(named or environ.get("DOCKER_CONFIG") or home(environ) / ".docker")
