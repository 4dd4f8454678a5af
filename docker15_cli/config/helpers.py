"""docker's credential helpers: the programs docker-credential-NAME that config.json names."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from docker15_cli.config.reading import LIMIT
from docker15_cli.errors import Docker15Error

_TOKEN_USER = "<token>"  # how a helper says that its secret is an identity token
_NOT_FOUND = "credentials not found"  # what helpers print when they fail for this reason
_TIMEOUT = 60.0  # seconds; a helper may have to ask its user


class Secret(NamedTuple):
    """A helper's login for a server: a password or an identity token. Its repr shows neither."""

    username: str
    password: str
    identity_token: str

    def __repr__(self) -> str:
        return f"Secret({self.username!r})"


class Helper:
    """The helper docker-credential-NAME. `limit` is the time that a call may take, in seconds.

    All methods raise Docker15Error, naming the program, if it is missing, fails, takes too long, or
    its answer can't be understood.
    """

    def __init__(self, name: str, environ: Mapping[str, str], limit: float = _TIMEOUT) -> None:
        self._program = f"docker-credential-{name}"
        self._environ = environ
        self._limit = limit
        if "/" in name or not name.isprintable():  # NULs and lone surrogates aren't printable
            raise Docker15Error(f"{name!r} is not a credential helper's name")

    def get(self, server: str) -> Secret | None:
        """The login for a server; None if the helper has none."""
        output = self._run("get", server)
        if output is None:
            return None
        try:
            answer = json.loads(output)
            username, secret = answer["Username"], answer["Secret"]
            _check(username, secret)
        except (AttributeError, ValueError, RecursionError, TypeError, KeyError):
            raise Docker15Error(f"{self._program} did not return valid credentials") from None
        return Secret("", "", secret) if username == _TOKEN_USER else Secret(username, secret, "")

    def servers(self) -> list[str]:
        """The servers that the helper has credentials for."""
        output = self._run("list", "")
        try:
            found = list(json.loads(output or b"{}") or {})
            _check(*found)
        except (AttributeError, ValueError, RecursionError, TypeError):
            raise Docker15Error(f"{self._program} did not return a valid list") from None
        return found

    def _run(self, action: str, text: str) -> bytes | None:
        """What the helper prints; None if it has no credentials. Raises Docker15Error."""
        try:
            status, output = self._call(action, text.encode())
        except TimeoutError:
            text = f"{self._program} did not answer within {self._limit:g} s"
            raise Docker15Error(text) from None
        except OSError as error:
            text = f"can't run credential helper {self._program}: {error.strerror}"
            raise Docker15Error(text) from None
        if status == 0:
            return output
        printed = " ".join(output.decode(errors="replace").split())
        if _NOT_FOUND in printed:
            return None
        raise Docker15Error(f"{self._program} failed: {printed or f'exit status {status}'}")

    def _call(self, action: str, text: bytes) -> tuple[int, bytes]:
        """Run the helper with `text` as its stdin; return its exit status and what it prints.

        Names and secrets go through pipes, so that `ps` does not show them. Raises TimeoutError,
        OSError.
        """
        from subprocess import PIPE, Popen, TimeoutExpired  # few users have a helper

        argv = [self._program, action]
        with Popen(argv, stdin=PIPE, stdout=PIPE, env=dict(self._environ)) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                with suppress(BrokenPipeError):  # the helper has read enough
                    process.stdin.write(text)
                    process.stdin.close()
                output = self._read(process.stdout.fileno())
                return process.wait(self._limit), output
            except TimeoutExpired:
                raise TimeoutError from None
            finally:
                process.kill()  # has no effect if it has ended

    def _read(self, stdout: int) -> bytes:
        """Everything that the helper prints. Raises TimeoutError, Docker15Error beyond LIMIT."""
        output = bytearray()
        deadline = time.monotonic() + self._limit
        while select.select([stdout], [], [], max(0, deadline - time.monotonic()))[0]:
            piece = os.read(stdout, 65536)
            output += piece
            if not piece:
                return bytes(output)
            if len(output) > LIMIT:
                raise Docker15Error(f"{self._program} returned more than {LIMIT >> 20} MiB")
        raise TimeoutError


def _check(*texts: Any) -> None:
    """Raise AttributeError for what is not text, ValueError for text with lone surrogates."""
    for text in texts:
        text.encode()
