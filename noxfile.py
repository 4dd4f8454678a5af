"""`nox`: the tests that need no real engine, on every Python that the machine has."""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.10", "3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """Those of `make test`, without its real engines; `nox -s tests-3.12 -- -k name` for some."""
    session.install("--editable", ".[test]")
    left_out = [f"--ignore=tests/{name}" for name in ("e2e", "real_engines")]
    session.run("python", "-m", "pytest", *left_out, *session.posargs)
