"""Shell scripts as written for Docker 0.6, unchanged, on every engine.

Each is run by `sh -eu`, in which `docker` is docker15; nothing may be written to stderr.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import forking
from tests.real_engines.scenarios.scene import Scene, normal

COLUMNS = ("1.5", "podman", "1.12", "1.41", "1.52", "docker-sid", "podman-sid")
pytestmark = [
    pytest.mark.timeout(150),
    pytest.mark.parametrize("docker15", COLUMNS, indirect=True),
]

Script = Callable[[str], list[str]]


@pytest.fixture
def script(docker15: Scene) -> Script:
    """A function that runs one; returns the lines of its stdout, with ids as ID."""
    executable = docker15.home / "bin" / "docker"
    executable.parent.mkdir()
    executable.write_text(f'#!/bin/sh\nexec {shlex.join(forking.program())} "$@"\n')
    executable.chmod(0o755)
    environ = docker15.environment()
    environ["PATH"] = f"{executable.parent}:{environ['PATH']}"
    work = docker15.home / "work"
    work.mkdir()

    def run(text: str) -> list[str]:
        # Not a pipe, as processes that the script leaves in the background would hold it open.
        with (docker15.home / "out").open("w+b") as out, (docker15.home / "err").open("w+b") as err:
            done = subprocess.run(
                ["sh", "-eu", "-c", text],
                env=environ, cwd=work, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                timeout=100, check=False,
            )  # fmt: skip
        shown, errors = (Path(out.name).read_text(), Path(err.name).read_text())
        assert (errors, done.returncode) == ("", 0), shown
        return normal(shown)

    return run


def test_jobs(script: Script) -> None:
    """Several at once: the status and output of each, and their removal."""
    assert script("""
        JOBS=
        for n in 1 2 3; do
            JOBS="$JOBS $(docker run -d busybox sh -c "sleep 0.$n; echo job $n; exit $n")"
        done
        docker wait $JOBS
        for job in $JOBS; do docker logs $job; done
        docker ps -a | awk '/Exit/ { n++ } END { print n, "have exited" }'
        [ $(docker ps -q | wc -l) -eq 0 ]
        docker rm $JOBS > removed
        [ "$(echo $JOBS)" = "$(echo $(cat removed))" ]
        docker ps -a
    """) == [
        *("1", "2", "3", "job 1", "job 2", "job 3", "3 have exited"),
        "ID                  IMAGE               COMMAND             CREATED             STATUS"
        "              PORTS",
    ]


def test_a_build_and_its_tests(script: Script) -> None:
    """As in a CI server: the status decides, and a failing build leaves the old image."""
    assert script("""
        mkdir app broken
        echo 1.0 > app/version
        printf 'FROM busybox\\nADD version /version\\nRUN echo made > made\\n' > app/Dockerfile
        printf 'FROM busybox\\nRUN echo trying; exit 3\\n' > broken/Dockerfile
        docker build -t ci/app app > build.log
        IMAGE=$(awk '/^Successfully built/ { print $3 }' build.log)
        case "$(docker images -q ci/app)" in $IMAGE) echo tagged ;; esac
        docker run -rm ci/app cat version made
        if docker build -t=ci/app -no-cache broken > build.log 2>&1; then echo "built?"; fi
        grep -c 'exit 3' build.log | sed 's/[1-9]/told/'
        docker run -rm=true ci/app cat version
        cd app && docker build -rm=true -t ci/app:again . > /dev/null
        docker images ci/app | awk 'NR > 1 { print $1, $2 }' | sort
        docker run ci/app sh -c 'grep -q 2.0 version' || echo "tests failed: $?"
        printf 'FROM ci/app\\nRUN echo on top > top\\n' | docker build -t ci/top - > /dev/null
        docker run -rm ci/top cat top
    """) == [
        *("tagged", "1.0", "made", "told", "1.0"),
        *("ci/app again", "ci/app latest", "tests failed: 1", "on top"),
    ]


def test_a_pipeline(script: Script) -> None:
    """Bytes through containers and tars, without change."""
    assert script("""
        seq 1 20000 > numbers
        docker run -i busybox sort -n -r < numbers | tail -n 1
        cat numbers | docker run -i -rm busybox md5sum | cut -d' ' -f1 > theirs
        md5sum < numbers | cut -d' ' -f1 | cmp - theirs
        C=$(docker run -d busybox sh -c 'echo kept > kept; mkdir dir; echo a > dir/a')
        docker wait $C
        docker diff $C | grep -E ' /(kept|dir)' | sort
        docker cp $C:/kept . && cat kept
        mkdir into && docker cp $C:/dir into && ls into into/dir
        docker export $C | tar t | sed 's|^[./]*||' | grep -x kept
        docker export $C | docker import - copy first > id
        [ "$(cat id)" = "$(docker images -q copy)" ]
        docker run -rm copy:first cat kept
        docker export $C > c.tar && gzip c.tar && docker import - copy:second < c.tar.gz > id
        docker run -rm copy:second cat dir/a
    """) == [
        *("1", "0", "A /dir", "A /dir/a", "A /kept", "kept", "into:", "dir", "", "into/dir:", "a"),
        *("kept", "kept", "a"),
    ]


def test_a_service(script: Script, free_port: int) -> None:
    text = """
        WEB=$(docker run -d -p PORT:80 -e=COLOUR=green -h web.example busybox \\
            sh -c 'trap exit TERM; echo $COLOUR $HOSTNAME; while :; do sleep 0.1; done')
        docker port $WEB 80 | sed s/PORT/port/
        docker ps | grep $WEB | grep -c -- 'PORT->80'
        docker inspect $WEB | python3 -c '
import json, sys
found, = json.load(sys.stdin)
print(found["State"]["Running"], found["Config"]["Hostname"], found["Args"][0])'
        while ! docker logs $WEB | grep green; do sleep 0.1; done
        docker top $WEB | tail -n +2 | grep -c 'while\\|sh\\|sleep' > /dev/null && echo busy
        [ $(docker restart -t 1 $WEB) = $WEB ] && docker ps -q | grep -c $WEB
        [ $(docker stop -t=5 $WEB) = $WEB ] && docker ps -q | wc -l
        [ $(docker start $WEB) = $WEB ] && docker ps -l -q | grep -c $WEB
        docker kill $(docker ps -q) > /dev/null
        docker wait $WEB
        docker rm -v $WEB | sed s/$WEB/gone/
        docker inspect $WEB > shown 2> /dev/null || echo "inspect: $? $(cat shown)"
    """.replace("PORT", str(free_port))
    assert script(text) == [
        *("port", "1", "True web -c", "green web", "busy", "1", "0", "1", "137", "gone"),
        "inspect: 1 []",
    ]


def test_statuses(script: Script) -> None:
    """The statuses for `set -e`, `if` and `||`, and no line on stdout that looks like an id."""
    assert script("""
        try() { "$@" > out 2> err && s=0 || s=$?; echo $s $(wc -l < out); }
        try docker run busybox sh -c 'echo out; exit 42'
        try docker run busybox sh -c 'exit 255'
        try docker run -p none busybox true
        try docker run -zzz busybox true
        try docker run -w=relative busybox true
        try docker run -d -a=stdout busybox true
        for c in logs wait kill stop rm start restart diff attach export top commit; do
            echo $c $(try docker $c nosuch)
        done
        try docker port nosuch 80
        try docker cp nosuch:/etc .
        try docker rmi nosuch
        try docker history nosuch
        try docker tag nosuch name
        docker run busybox nosuchcommand > out 2>&1 || echo no command: $?
        echo 'exit 7' | docker run -i busybox sh || echo input: $?
        docker run busybox false || docker run busybox true && echo went on
    """) == [
        *("42 1", "255 0", "2 0", "2 0", "2 0", "2 0"),
        *("logs 1 0", "wait 1 0", "kill 1 0", "stop 1 0", "rm 1 0", "start 1 0", "restart 1 0"),
        *("diff 1 0", "attach 1 0", "export 1 0", "top 1 0", "commit 1 0"),
        *["1 0"] * 5,
        *("no command: 127", "input: 7", "went on"),
    ]


def test_a_loop_keeps_its_input(script: Script) -> None:
    """Only commands that are told to read stdin do; else the loop would miss lines."""
    assert script("""
        printf 'a\\nb\\nc\\n' | while read name; do
            C=$(docker run -d busybox sh -c "echo $name; sleep 1")
            docker run busybox true
            docker wait $C > /dev/null
            docker logs $C
            docker start $C > /dev/null
            docker stop -t 0 $C > /dev/null
            docker commit $C loop/$name > /dev/null
            docker inspect loop/$name > /dev/null
            docker rm $C > /dev/null
        done
        docker images | grep ^loop/ | sort | while read name tag rest; do
            docker run -rm $name echo "$name is there"
        done
        docker images | awk '/^loop/ { print $1 }' | sort | xargs docker rmi > /dev/null
        docker images -q loop/a
    """) == ["a", "b", "c", "loop/a is there", "loop/b is there", "loop/c is there"]


def test_the_requested_streams(script: Script) -> None:
    assert script("""
        docker run -a stdout busybox sh -c 'echo out; echo err >&2'
        docker run -a=stdout -a=stderr busybox sh -c 'echo both >&2' 2>&1
        C=$(echo data | docker run -i -a stdin busybox sh -c 'cat > got; exit 6')
        docker wait $C
        docker cp $C:/got . && cat got
        C=$(docker run -d -i busybox sh -c 'read line; echo "read $line"')
        echo something | docker attach $C > /dev/null 2>&1 || true
        docker wait $C
        docker logs $C
        C=$(docker run -d busybox sh -c 'sleep 1.5; echo late; exit 9')
        docker attach $C || echo $?
        docker run -sig-proxy=false -t busybox echo line | od -c | head -n 1
    """) == [
        *("out", "both", "6", "data", "0", "read something", "late", "9"),
        "0000000   l   i   n   e  \\r  \\n",
    ]


def test_a_cidfile_and_a_trap(script: Script) -> None:
    """The usual way to clean up after an interrupted job."""
    assert script("""
        job() {
            rm -f job.cid
            docker run -cidfile=job.cid -m=64000000 -c=2 busybox sleep 60 &
            job=$!
            while ! [ -s job.cid ] || ! docker ps -q | grep -q $(cut -c1-12 job.cid); do
                sleep 0.1
            done
        }
        job
        docker kill $(cat job.cid) > /dev/null
        wait $job || echo "killed: $?"
        docker run -cidfile job.cid busybox true 2> /dev/null || echo "there already: $?"
        docker rm $(cat job.cid) > /dev/null
        job
        docker stop -t=1 $(cat job.cid) | cmp - job.cid 2> /dev/null || true
        wait $job || echo "stopped: $?"
        docker ps -a -q | xargs docker rm | wc -l
        docker ps -a -q | wc -l
    """) == ["killed: 137", "there already: 2", "stopped: 137", "1", "0"]


def test_which_containers_are_listed(script: Script) -> None:
    assert script("""
        A=$(docker run -d busybox true); docker wait $A > /dev/null; sleep 1
        B=$(docker run -d busybox sleep 60); sleep 1
        C=$(docker run -d busybox sleep 60)
        name() { sed "s/$A/A/; s/$B/B/; s/$C/C/" | xargs; }
        docker ps -q | name
        docker ps -a=true -q | name
        docker ps -l -q | name
        docker ps -n=2 -q | name
        docker ps -q -sinceId=$A | name
        docker ps -q -a -beforeId $C | name
        docker ps -a -q -notrunc=true | cut -c1-12 | name
        docker ps -notrunc -q | awk '{ print length($1) }' | sort -u
        docker ps | awk 'NR == 1 { print $1, $2, $3, $4, $5, $6 }'
        docker ps -a | awk '$2 ~ /busybox/ { print $1 }' | name
        docker kill $(docker ps -q) | name
    """) == [
        *("C B", "C B A", "C", "C B", "C B", "B A", "C B A", "64"),
        *("ID IMAGE COMMAND CREATED STATUS PORTS", "C B A", "C B"),
    ]


def test_an_image_by_hand(script: Script) -> None:
    assert script("""
        C=$(docker run -d busybox sh -c 'echo made by hand > made')
        docker wait $C > /dev/null
        RUN='{"Cmd": ["cat", "made"], "Env": ["A=b c"], "PortSpecs": ["80"]}'
        I=$(docker commit -m="by hand" -author="Joe <joe@example.org>" -run="$RUN" $C hand/made v1)
        docker run -rm hand/made:v1
        docker run -rm -entrypoint=/bin/sh hand/made:v1 -c 'echo $A'
        docker inspect $I | grep -c '"by hand"'
        docker tag hand/made:v1 hand/other
        docker tag -f $I hand/other latest
        docker images -notrunc | grep ^hand | awk '{ print $1, $2, length($3) }' | sort
        docker history -q hand/other | head -n 1 | grep -c "$I\\|hand"
        docker rmi hand/other:latest > /dev/null
        docker images hand/other -q | wc -l
        docker rmi hand/made:v1 | grep -c Untagged
    """) == [
        *("made by hand", "b c", "1"),
        *("hand/made v1 64", "hand/other latest 64", "1", "0", "1"),
    ]


def test_events_in_the_background(script: Script) -> None:
    assert script("""
        docker run busybox true  # a 1.5 daemon sends nothing before the first
        SINCE=$(($(date +%s) + 1)); sleep 1.1
        C=$(docker run -d busybox sleep 60)
        touch log
        docker events -since=$SINCE >> log &
        events=$!
        while ! grep -q "$C: (from busybox:\\?[a-z]*) start" log; do sleep 0.1; done
        docker kill $C > /dev/null
        while ! grep -q "$C: .*die" log; do sleep 0.1; done
        kill $events
        wait $events || echo $?
        sed "s/^\\[[^]]*\\] $C: (from busybox[^)]*)/C/" log | grep '^C \\(create\\|start\\|die\\)$'
    """) == ["143", "C create", "C start", "C die"]
