"""The examples in help and manual pages run unchanged, if the test engine can run them."""

from __future__ import annotations

import base64
import json
import lzma
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker15_cli.cli.command_table import COMMANDS
from tests import readme
from tests.docker15 import Docker15
from tests.fake_engine import BUSYBOX, Engine
from tools.docs.introspect import load

pytestmark = pytest.mark.timeout(120)

EXAMPLES = [example for name in COMMANDS for example in load(name).examples]
_LATER = "needs an engine of a later API: tests/real_engines has them"
_FLEET = "needs real engines: tests/real_engines/test_between_engines.py has them"
_ENDLESS = "does not end: test_events.py interrupts it"
_NETWORK = "needs what is not on this machine"
_REGISTRY = "needs a registry: test_transfer.py and test_push.py have one"
_ASKS = "asks a person: test_login.py"
_LAB = (
    "docker15 context create lab --docker host=tcp://lab:2376,ca=ca.pem,cert=cert.pem,key=key.pem"
)
NOT_RUN = {
    "docker15 context create lab --docker host=tcp://lab:2376,ca=ca.pem": (
        "needs a certificate: test_context_changes.py has one"
    ),
    "docker15 build --build-arg VERSION=2 --target test .": _LATER,
    "docker15 build github.com/USER/REPOSITORY": _NETWORK,
    "docker15 context use work": "warns of the DOCKER_HOST that is set here",
    "docker15 cp motd CONTAINER:/etc": _LATER,
    "docker15 events": _ENDLESS,
    "docker15 stats": "does not end: test_stats.py interrupts it",
    "docker15 events --since 1h": _ENDLESS,
    "docker15 events --format json": _ENDLESS,
    "docker15 exec --filter name=web uptime": _LATER,
    "docker15 exec CONTAINER ps": _LATER,
    "docker15 exec -it CONTAINER sh": _LATER,
    "docker15 exec -i CONTAINER tar -x -C /srv < TAR": _LATER,
    "docker15 images -viz | dot -Tpng": "graphviz is nothing that the tests install",
    "docker15 insert busybox http://example.com/motd /etc/motd": _NETWORK,
    "docker15 kill -s HUP CONTAINER": _LATER,
    "docker15 image cp --from build --to @web app:v1 busybox": _FLEET,
    "docker15 image cp --to ssh://HOST app:v1": _FLEET,
    "docker15 volume cp --from old --to new --force data": _FLEET,
    "docker15 volume cp --to ssh://HOST data": _FLEET,
    "docker15 volume export -o FILE data": _FLEET,
    "docker15 volume export data | gzip > FILE": _FLEET,
    "docker15 volume import -i FILE data": _FLEET,
    "docker15 volume import data < FILE": _FLEET,
    "docker15 login": _ASKS,
    "docker15 logs -F --filter label=role=web": "does not end: tests/logs/ interrupts it",
    "docker15 save app:v1 | DOCKER_HOST=ssh://HOST docker15 load": _NETWORK,
    "docker15 login http://localhost:5000": _ASKS,
    "docker15 pull busybox": _REGISTRY,
    "docker15 recreate --pull CONTAINER": _REGISTRY,
    "docker15 pull localhost:5000/team/app:v1": _REGISTRY,
    "docker15 push joe/app": _REGISTRY,
    "docker15 push localhost:5000/team/app:v1": _REGISTRY,
}
# These are for a container that has ended.
ENDED = (
    "docker15 rm CONTAINER",
    "docker15 start CONTAINER",
    "docker15 ps -a -q | xargs docker15 rm",
)
# These run until it ends.
UNTIL_IT_ENDS = re.compile(r"docker15 (attach|logs -f|start -a|wait) ")
# These need an engine with a later API, and some preparation.
ON_A_LATER_ENGINE = re.compile(
    r"docker15 (network|volume|system|image|stats|update|pause|unpause|rename|save|load"
    r"|start --wait|recreate|inspect --as-run) "
)
_WORK = "docker15 context create work --docker host=ssh://me@work"
BEFORE = {
    "docker15 context export work - | tar t": _WORK,
    "docker15 context export work": _WORK,
    "docker15 context import work work.dockercontext": (
        f"{_WORK} && docker15 context export work && docker15 context rm work"
    ),
    "docker15 context inspect -f '{{.Endpoints.docker.Host}}' work": _WORK,
    "docker15 context inspect work": _WORK,
    "docker15 context rm work lab": f"{_WORK} && docker15 context create lab",
    "docker15 context update work --description 'The build machine'": _WORK,
    "docker15 context update work --docker host=ssh://me@work2": _WORK,
    "docker15 unpause CONTAINER": "docker15 pause CONTAINER",
    "docker15 network connect --alias db back CONTAINER": "docker15 network create back",
    "docker15 network disconnect back CONTAINER": (
        "docker15 network create back && docker15 network connect back CONTAINER"
    ),
    "docker15 network rm front back": (
        "docker15 network create front && docker15 network create back"
    ),
    "docker15 load -i FILE": "docker15 save -o FILE busybox",
    "docker15 load < FILE": "docker15 save -o FILE busybox",
    "docker15 volume rm data": "docker15 volume create data",
    "docker15 volume ls -q --filter dangling=true | xargs docker15 volume rm": (
        "docker15 volume create data"
    ),
}
SERVERS = ("https://index.docker.io/v1/", "https://registry.example.com/v1/")
LOGIN = {"auth": base64.b64encode(b"joe:secret").decode(), "email": "joe@example.com"}
_SETUP = """
mkdir -p ROOT/etc; echo welcome > motd; cp motd ROOT/etc; cp motd FILE
tar -C ROOT -c -f TAR .
printf 'FROM busybox\\nRUN true\\n' | tee Dockerfile > Dockerfile.test
"""


@pytest.fixture
def user(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Docker15]:
    readme.prepare(tmp_path)
    is_later = ON_A_LATER_ENGINE.match(request.getfixturevalue("example"))
    with Engine(api="1.52" if is_later else "") as engine:
        for name, tag in (("busybox", "old"), ("app", "v1"), ("app", "v2")):
            engine.state.images.tag(name, tag, BUSYBOX)
        yield Docker15(tmp_path, engine.url)


def run(user: Docker15, line: str) -> subprocess.CompletedProcess[str]:
    environ = user.environment(PATH=f"{user.home}/.bin:{user.environment()['PATH']}")
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail\n{line}"],
        cwd=user.home,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each not in NOT_RUN])
def test_an_example_runs(user: Docker15, example: str) -> None:
    assert run(user, _SETUP).returncode == 0
    packed = lzma.compress((user.home / "TAR").read_bytes())  # a machine may have no xz
    (user.home / "rootfs.tar.xz").write_bytes(packed)
    (user.home / ".dockercfg").write_text(json.dumps(dict.fromkeys(SERVERS, LOGIN)))
    work = "sleep 3" if UNTIL_IT_ENDS.match(example) else "while :; do sleep 0.1; done"
    script = "true" if example in ENDED else f"trap exit TERM; echo localhost > etc/hosts; {work}"
    container = user("run", "-d", "-p", "80", "-p", "53/udp", "busybox", "sh", "-c", script).line
    if example in ENDED:
        user("wait", container)
    before, line = (
        re.sub(r"\bCONTAINER\b", container, text) for text in (BEFORE.get(example, ""), example)
    )
    assert run(user, before).returncode == 0
    done = run(user, line)
    assert (done.returncode, done.stderr) == (0, ""), done


def test_the_excluded_examples_exist() -> None:
    assert {*NOT_RUN, *BEFORE} <= set(EXAMPLES)
