"""`nox`: the tests that need no real engine, on every Python that the machine has."""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
# What tests the modules that use the dependencies.
ROOMS = ("cli", "commands", "fanout", "output", "transport")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Those of `make test`, without its real engines; `nox -s tests-3.12 -- -k name` for some."""
    session.install("--editable", ".[test]")
    left_out = [f"--ignore=tests/{name}" for name in ("e2e", "real_engines")]
    session.run("python", "-m", "pytest", *left_out, *session.posargs)


@nox.session(python=PYTHONS)
@nox.parametrize("name", ["oldest", "unixsocket2"])
def dependencies(session: nox.Session, name: str) -> None:
    """Those of the rooms that use them, with one of the sets of tools/dependencies.py."""
    session.install("--editable", ".[test]")
    session.run("python", "-m", "tools.dependencies")
    path = f"{session.virtualenv.location}/dependencies/{name}"
    rooms = [f"tests/{room}" for room in ROOMS]
    session.run("python", "-m", "pytest", *rooms, *session.posargs, env={"PYTHONPATH": path})
