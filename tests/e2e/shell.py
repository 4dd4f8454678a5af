"""docker15 with redirections that only a shell can do: `<&-`, `>&-`, a pipe between two."""

from __future__ import annotations

import subprocess
import sys

from tests.docker15 import TIMEOUT, Docker15, Result

DOCKER15 = f"{sys.executable} -m docker15_cli"


def shell(docker15: Docker15, script: str, timeout: float = TIMEOUT) -> Result:
    """Run a bash script in which `docker15` is the executable."""
    prelude = f'set -o pipefail; docker15() {{ {DOCKER15} "$@"; }}; '
    done = subprocess.run(
        ["bash", "-c", prelude + script],
        env=docker15.environment(),
        cwd=docker15.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return Result(done.stdout, done.stderr, done.returncode)
