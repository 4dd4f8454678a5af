"""In what way the two results of a line are equivalent, or one is better, for the rules."""

from __future__ import annotations

import json
import re

from tests.benchmarks.compare.model import Pair


def always(_pair: Pair) -> bool:
    return True


def usage(pair: Pair) -> bool:
    return pair.ours.statuses[-1] == 2 and pair.docker.statuses[-1] != 0


def fails(pair: Pair) -> bool:
    """Neither shows anything but a message; docker perhaps a newline, too."""
    return bool(pair.docker.stderr and pair.ours.stderr and not pair.docker.stdout.strip())


def values(pair: Pair) -> bool:
    """The same values in another layout."""
    try:
        return bool(json.loads(pair.docker.stdout) == json.loads(pair.ours.stdout))
    except ValueError:
        return False


def rows(pair: Pair) -> bool:
    """The same number of rows below the titles, with the same first two cells."""
    docker, ours = _first_cells(pair.docker.stdout), _first_cells(pair.ours.stdout)
    if pair.line.command == "images" or pair.is_on_podman:  # the order is each client's own
        docker[1:], ours[1:] = sorted(docker[1:]), sorted(ours[1:])
    return bool(docker) and docker[1:] == ours[1:] and len(docker) == len(ours)


def _first_cells(text: str) -> list[list[str]]:
    return [line.split()[:2] for line in _familiar(text).splitlines()]


def _familiar(text: str) -> str:
    """Replace names of images by those that docker15 shows on every engine."""
    return text.replace("docker.io/library/", "").replace("docker.io/", "")


def in_any_order(pair: Pair) -> bool:
    docker, ours = (sorted(bare(seen.stdout).splitlines()) for seen in (pair.docker, pair.ours))
    return docker == ours


def but_virtual_size(pair: Pair) -> bool:
    """The same JSON, except for that field, which docker15's has."""
    ours = re.sub(r'"VirtualSize": \d+,?', "", pair.ours.stdout)
    return _without_layout(ours) == _without_layout(pair.docker.stdout)


def _without_layout(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


def fewer(pair: Pair) -> bool:
    """Only some of docker's rows, and no others."""
    docker, ours = set(pair.docker.stdout.split()), set(pair.ours.stdout.split())
    return bool(ours) and ours <= docker


def words(pair: Pair) -> bool:
    return pair.docker.stdout.split() == pair.ours.stdout.split()


def ids(pair: Pair) -> bool:
    """The same names and ids, spelled differently."""
    return bare(pair.docker.stdout) == bare(pair.ours.stdout)


def but_at_most(pair: Pair) -> bool:
    """The same, with `at most` before a size, and ids spelled differently."""
    return bare(pair.docker.stdout) == bare(pair.ours.stdout.replace("at most ", ""))


def bare(text: str) -> str:
    """Shorten names as docker15 does, and ids to 12 digits, without `sha256:`."""
    text = _familiar(text)
    short = re.sub(r"(?:sha256:)?\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1", text)
    return re.sub(r"(?:sha256:)?\b(ID|SHORT)\b", "ID", short)


def but_addresses(pair: Pair) -> bool:
    """The same text, with any text where docker has the address of a value."""
    parts = re.split(r"0x[0-9a-f]{10,}", pair.docker.stdout)
    pattern = ".+?".join(map(re.escape, parts))
    return len(parts) > 1 and bool(re.fullmatch(pattern, pair.ours.stdout, re.DOTALL))


def but_progress(pair: Pair) -> bool:
    """The same lines, apart from those that only docker has."""
    return _results(pair.docker.stdout) == _results(pair.ours.stdout)


def _results(text: str) -> list[str]:
    """Leave out what docker adds, and layers, which have no fixed order."""
    drop = r"Sending build context|Using default tag|[0-9a-f]{12}: |SHORT: |\S+[:@]\S+$"
    return [line for line in text.splitlines() if line and not re.match(drop, line)]


def refused_by_the_engine(pair: Pair) -> bool:
    return pair.ours.statuses == (1,) and pair.docker.statuses[-1] != 0


def refused_by_version(pair: Pair) -> bool:
    return bool(re.search(r"needs API [\d.]+ or later", pair.ours.stderr))


def exec_failed(pair: Pair) -> bool:
    """docker has the runtime's message in the output, or status 1."""
    told = "OCI runtime" in f"{pair.docker.stdout}{pair.docker.stderr}"
    return told and "OCI runtime" in pair.ours.stderr and pair.ours.statuses[-1] in (125, 126, 127)


def podman_hides_the_status(pair: Pair) -> bool:
    """docker has 0 for a container that Podman has removed, and can't attach to one that fails."""
    lost = pair.docker.statuses == (0,) and pair.docker.stdout == pair.ours.stdout
    lost = lost or "unable to upgrade" in pair.docker.stderr
    return pair.is_on_podman and lost and any(pair.ours.statuses)


def statuses(pair: Pair) -> bool:
    return pair.docker.statuses == pair.ours.statuses


def as_many_rows(pair: Pair) -> bool:
    docker, ours = (len(seen.stdout.splitlines()) for seen in (pair.docker, pair.ours))
    return both_work(pair) and docker == ours


def both_work(pair: Pair) -> bool:
    return not any(pair.docker.statuses) and not any(pair.ours.statuses)


def ours_works(pair: Pair) -> bool:
    return not any(pair.ours.statuses)


def says_other_command(pair: Pair) -> bool:
    return "does that" in pair.ours.stderr


def only_docker_fails(pair: Pair) -> bool:
    return bool(any(pair.docker.statuses) and not any(pair.ours.statuses))


def refuses(pair: Pair) -> bool:
    return any(pair.ours.statuses)
