"""What may differ, why, and where that is documented; anything else is a difference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.compare import same
from tests.benchmarks.compare.model import EFFECT, STATUS, STDERR, STDOUT, Pair

Holds = Callable[[Pair], bool]


@dataclass(frozen=True)
class Rule:
    """Explains that these aspects of a line differ, if its text matches and `holds` is true."""

    name: str
    aspects: set[str]
    lines: str
    holds: Holds
    why: str
    where: str  # a heading of the README or one of its pages in docs/


def explained(pair: Pair) -> list[Rule]:
    """The rules that together explain all that differs; empty if they don't."""
    found = [
        rule
        for rule in RULES
        if rule.aspects & pair.differing and re.search(rule.lines, pair.text) and rule.holds(pair)
    ]
    covered = {aspect for rule in found for aspect in rule.aspects}
    return found if pair.differing <= covered else []


STATUS_, OUT, ERR, LEFT = ({each} for each in (STATUS, STDOUT, STDERR, EFFECT))
SHOWN = OUT | ERR
ALL = STATUS_ | SHOWN | LEFT
TODAY = "From today's docker"
_SENSELESS = (
    r"logs --tail x|--detach-keys nosuch|-v (data|(/host:)?/|name:data) |--pull \"\"|"
    "< empty|--ip (10|nosuch)|c1 --ip |--type network|html|--restart always:3|--cpus (-1|0 )|-w w |"
    "--health-(start-)?interval 1us|--blkio-weight 5|--oom-score-adj 2000|--cpu-period -1|"
    r"--link-local-ip (169.254.1.1 busybox|x )|-p \S*(mode=|,)nosuch|--network name= |"
    '--network name=net1,ip=x|--(storage-opt|annotation) =|--annotation ""|source=x,|'
    "type=image,target|--disable-content-trust=false|--iidfile no/such|"
    "cp files:/data/f/|cp hello files:/no/such"
)
_BEYOND = (
    r"panic: runtime|unknown server OS|request returned 400|Decode\(\): EOF|"
    "gave HTTP response to HTTPS client"
)
_IS_TABLE = r"(?!.*( -\w*q|--quiet|--format (?!table$|''$)))"
RULES = (
    Rule(
        "usage",
        STATUS_,
        "",
        same.usage,
        "what is wrong in the command line itself is status 2, and nothing was sent",
        "Exit status",
    ),
    Rule(
        "refusal",
        STATUS_,
        "^(create|build) ",
        same.refused_by_the_engine,
        "what an engine refuses, or a step that fails, is status 1",
        "Exit status",
    ),
    Rule(
        "exec",
        STATUS_ | SHOWN,
        "^exec ",
        same.exec_failed,
        "what can't be run is 127, 126 or 125, as with run, and told on stderr",
        "Exit status",
    ),
    Rule(
        "run on Podman",
        ALL,
        "^run ",
        same.podman_hides_the_status,
        "the status is the container's, and 126 or 127 where it can't be run, on every engine",
        "Exit status",
    ),
    Rule(
        "out of docker's reach",
        ALL,
        "",
        lambda pair: bool(re.search(_BEYOND, pair.docker.stderr)),
        "docker ends with a panic on Podman, or can't do it there",
        TODAY,
    ),
    Rule(
        "start -a",
        STATUS_,
        "^start -a ",
        lambda pair: pair.ours.statuses[-1] in (126, 127),
        "what can't be run is 127 or 126, as with run",
        "Exit status",
    ),
    Rule(
        "terminal",
        ALL,
        "^(run|exec) .*-it ",
        same.only_docker_fails,
        "-t works with a stdin that is not a terminal",
        "Keys and signals in an attached session",
    ),
    Rule(
        "Go's spelling",
        ALL,
        " -rm ",
        same.only_docker_fails,
        "options are spelled as Go did, too",
        "Spellings",
    ),
    Rule(
        "refused",
        ALL,
        _SENSELESS,
        same.refuses,
        "what can't be meant, or is not there, is refused, where docker or its engine overlooks it",
        TODAY,
    ),
    Rule(
        "empty line",
        OUT,
        "",
        same.fails,
        "what fails writes nothing to stdout, not even the end of a line",
        TODAY,
    ),
    Rule(
        "layout of JSON",
        OUT,
        "^inspect",
        same.values,
        "inspect has the same values in the layout of 0.6",
        TODAY,
    ),
    Rule(
        "sizes",
        OUT,
        r"^ps .*\{\{json \.\}\}",
        same.as_many_rows,
        "sizes are asked for only where .Size is named",
        TODAY,
    ),
    Rule(
        "addresses",
        OUT,
        r"\{\{",
        same.but_addresses,
        "where Go prints the address of something, it is shown",
        TODAY,
    ),
    Rule(
        "slice of a row",
        STATUS_ | SHOWN,
        "^ps .*slice",
        same.only_docker_fails,
        "slice works on the fields of a row, too",
        TODAY,
    ),
    Rule(
        "tables",
        OUT,
        rf"^(ps|images|network ls|volume ls)\b{_IS_TABLE}",
        same.rows,
        "a table has the columns, widths and words of 0.6",
        TODAY,
    ),
    Rule(
        "order of images",
        OUT,
        "^(images|image ls) ",
        same.in_any_order,
        "images are newest first, on every engine",
        TODAY,
    ),
    Rule(
        "order of ps",
        OUT,
        r"\b(ps|container ls) (-\S*a|--all)",
        lambda pair: pair.is_on_podman and same.in_any_order(pair),
        "ps has the newest first, on Podman, too",
        TODAY,
    ),
    Rule(
        "images NAME",
        OUT,
        r"^images -q \S*(/|\*)",
        lambda pair: pair.is_on_podman and same.fewer(pair),
        "images NAME shows no other names of what it finds",
        TODAY,
    ),
    Rule(
        "images ID",
        OUT,
        r"^images -q %image",
        lambda pair: pair.is_on_podman and not pair.ours.stdout,
        "images NAME takes names alone, as on a Docker engine",
        TODAY,
    ),
    Rule(
        "full names",
        OUT,
        "^images -q (docker.io/)?library/",
        same.both_work,
        "images are found by their full names, too",
        TODAY,
    ),
    Rule(
        "top on Podman",
        OUT,
        "^top web$",
        lambda pair: pair.is_on_podman and same.both_work(pair),
        "Podman's own columns, which need no ps in the container",
        TODAY,
    ),
    Rule(
        "search on Podman",
        STATUS_ | SHOWN,
        "^search ",
        lambda pair: pair.is_on_podman and "not known" in pair.docker.stderr,
        "where no registry knows anything, none is found",
        TODAY,
    ),
    Rule(
        "width of cells",
        OUT,
        "^top ",
        same.words,
        "the same",
        TODAY,
    ),
    Rule(
        "history",
        OUT,
        r"^history\b(?!.*--format)",
        same.as_many_rows,
        "the same, and the first column is a tag where there is one",
        TODAY,
    ),
    Rule(
        "words of the client",
        OUT,
        r"^(version|info)( *$|.*Client|.*json( |$))|--help|^help|^--version|^-v",
        same.both_work,
        "version, info and the help are docker15's own",
        TODAY,
    ),
    Rule(
        "help without arguments",
        SHOWN,
        "^$",
        same.both_work,
        "without arguments the help is on stdout",
        "From Docker 0.6",
    ),
    Rule(
        "API 1.51",
        OUT,
        r"^images .*\{\{\.Containers\}\}",
        lambda pair: pair.engine == "docker-sid" and same.both_work(pair),
        "the engine counts an image's containers from API 1.51 on, which docker does not speak",
        TODAY,
    ),
    Rule(
        "Podman's versions",
        OUT,
        "^inspect ",
        lambda pair: pair.is_on_podman and same.but_virtual_size(pair),
        "Podman is spoken to as API 1.5, and 5.8 minds that: an image has its VirtualSize",
        TODAY,
    ),
    Rule(
        "ids",
        OUT,
        "",
        same.ids,
        "ids have 12 digits, and no sha256:; names no docker.io/library/",
        TODAY,
    ),
    Rule(
        "tmpfs on Podman",
        LEFT,
        "--mount type=tmpfs",
        lambda pair: pair.is_on_podman and same.both_work(pair),
        "without a mode everybody may use it, as on Docker engines",
        TODAY,
    ),
    Rule(
        "for ever on Podman",
        LEFT,
        "--stop-timeout -1",
        lambda pair: pair.is_on_podman and same.both_work(pair),
        "-1 is for ever; Podman itself would kill at once",
        "In scripts",
    ),
    Rule(
        "id file",
        LEFT,
        "--cidfile|--iidfile iid -q",
        same.both_work,
        "the id in a cid file, too; no end of a line behind an image's id in a file",
        TODAY,
    ),
    Rule(
        "name and filter",
        OUT,
        "^images small -f reference=",
        same.both_work,
        "images NAME --filter reference= are those that are both",
        TODAY,
    ),
    Rule(
        "ps -n 0",
        OUT,
        "^ps -n 0",
        same.both_work,
        "ps -n 0 are none, as with 0.6",
        TODAY,
    ),
    Rule(
        "cp of a link",
        STATUS_ | ERR | LEFT,
        r"^cp (files:/data|src)/(ln|lndir|abs|gone) ",
        same.always,
        "cp of a link is of what it leads to",
        TODAY,
    ),
    Rule(
        "cp of what is in a directory",
        LEFT,
        r"^cp files:(\S+/\.|/) new",
        lambda pair: pair.is_on_podman,
        "it goes into a new directory of yours; with docker beside it, on Podman",
        TODAY,
    ),
    Rule(
        "other words",
        STATUS_ | SHOWN,
        "^(container|image) ",
        same.says_other_command,
        "one line says what does its work",
        TODAY,
    ),
    Rule(
        "ports",
        STATUS_ | SHOWN | LEFT,
        "^port web 80/TCP|-p :80 ",
        same.ours_works,
        "port takes TCP; -p :80 is the same public port, as with 0.6",
        TODAY,
    ),
    Rule(
        "twice on Podman",
        STATUS_ | SHOWN,
        r"^rm (\w+) \1$",
        lambda pair: pair.is_on_podman and pair.ours.statuses == (1,),
        "what is removed twice is missing the second time",
        TODAY,
    ),
    Rule(
        "pull without a login",
        STATUS_ | SHOWN,
        "^pull %protected%",
        lambda pair: pair.is_on_podman and "docker15 login" in pair.ours.stderr,
        "a pull that wants a login says so; docker hangs on Podman 5",
        TODAY,
    ),
    Rule(
        "build on Podman",
        STATUS_ | SHOWN | LEFT,
        "^build .*--add-host ",
        lambda pair: pair.is_on_podman and same.ours_works(pair),
        "build --add-host works on Podman",
        TODAY,
    ),
    Rule(
        "domain",
        LEFT,
        r"-h a\.b\.example",
        same.both_work,
        "what follows the first dot is the domain, as scripts for 0.6 have it",
        TODAY,
    ),
    Rule(
        "ignored by the engine",
        ALL,
        "",
        same.refused_by_version,
        "what the engine's API version ignores is refused, and the version named",
        TODAY,
    ),
    Rule(
        "sysctl",
        ALL,
        "--sysctl a= ",
        same.only_docker_fails,
        "the engine decides which parameters of the kernel may be set",
        TODAY,
    ),
    Rule(
        "MAC address",
        ALL,
        "--mac-address",
        same.only_docker_fails,
        "--mac-address works below API 1.44, too",
        TODAY,
    ),
    Rule(
        "empty -H",
        STATUS_ | SHOWN,
        '^-H ""',
        same.only_docker_fails,
        "an empty -H is none",
        TODAY,
    ),
    Rule(
        "notes",
        ERR,
        "^(context ls|inspect (-s|--size)|login|create .*bind-nonrecursive|search .*is-automated)",
        same.both_work,
        "docker's notes on itself are left out",
        TODAY,
    ),
    Rule(
        "of several, of all",
        STATUS_ | SHOWN,
        "^(logs done term|top)$",
        same.only_docker_fails,
        "logs takes several containers, and top shows all without one",
        TODAY,
    ),
    Rule(
        "network rm -f",
        ERR,
        "^network rm -f ",
        same.both_work,
        "what is not there is told, as rm -f does",
        TODAY,
    ),
    Rule(
        "login",
        SHOWN,
        r"log(in|out)\b",
        same.statuses,
        "login says where it logs in, logout whether there was a login",
        TODAY,
    ),
    Rule(
        "import on Podman",
        OUT,
        "^import ",
        lambda pair: pair.is_on_podman and same.both_work(pair),
        "import prints the id alone",
        "From Docker 0.6",
    ),
    Rule(
        "build arguments",
        OUT,
        r"^build .*--build-arg W \.$",
        same.both_work,
        "a variable that is not set is not sent, so Podman warns of it",
        TODAY,
    ),
    Rule(
        "progress",
        OUT,
        "^(build|pull|push|tag) ",
        same.but_progress,
        "no counter of what is sent, no default tag, no name below what is pulled",
        TODAY,
    ),
    Rule(
        "question of prune",
        SHOWN,
        r"^\w+ prune < (yes|no)",
        same.both_work,
        "prune shows what goes, and asks, on stderr; where nothing goes it does not ask",
        TODAY,
    ),
    Rule(
        "prune without an answer",
        STATUS_ | SHOWN,
        r"^\w+ prune < empty",
        same.refuses,
        "prune without an answer is status 1, and removes nothing",
        TODAY,
    ),
    Rule(
        "order of prune",
        OUT,
        r"\bprune ",
        same.in_any_order,
        "docker's engine removes in any order",
        TODAY,
    ),
    Rule(
        "estimate of prune",
        OUT,
        r"\bimage prune ",
        lambda pair: pair.is_on_podman and same.but_at_most(pair),
        "prune says `at most` where the engine does not tell what images share, as on Podman",
        TODAY,
    ),
    Rule(
        "volumes of prune",
        ALL,
        r"\bvolume prune (-a )?-f",
        same.ours_works,
        "volume prune takes volumes without a name, with -a all, on every engine; docker takes all "
        "before API 1.42, and has no -a there",
        TODAY,
    ),
    Rule(
        "age of volumes",
        STATUS_ | SHOWN,
        r"^volume prune .*until=",
        lambda pair: pair.is_on_podman and pair.ours.statuses == (2,),
        "volumes have no age, on Podman either",
        TODAY,
    ),
    Rule(
        "networks of stopped containers",
        OUT | LEFT,
        r"--network n1 .*; network prune",
        same.both_work,
        "network prune leaves networks of stopped containers, which could not start again",
        TODAY,
    ),
    Rule(
        "prune on Podman",
        ALL,
        r"^(system|image) prune ",
        lambda pair: pair.is_on_podman and same.only_docker_fails(pair),
        "system prune, and image prune -a, work on Podman",
        TODAY,
    ),
    Rule(
        "tables of usage",
        OUT,
        r"^(system df( -v)?|stats --no-stream)$",
        same.rows,
        "a table has the widths of 0.6",
        TODAY,
    ),
    Rule(
        "end of a line",
        OUT,
        "^system df -v --format",
        same.words,
        "system df -v --format ends its line",
        TODAY,
    ),
    Rule(
        "usage on Podman",
        OUT,
        "^(system df|stats) ?",
        lambda pair: pair.is_on_podman and same.both_work(pair),
        "names are whole, each image counts once, and sizes add up, on Podman, too",
        TODAY,
    ),
    Rule(
        "update on Podman",
        STATUS_ | SHOWN,
        "^update ",
        lambda pair: pair.is_on_podman and same.only_docker_fails(pair),
        "update works on Podman 4",
        TODAY,
    ),
)
