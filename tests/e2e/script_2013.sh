#!/bin/sh
# As somebody wrote it for Docker 0.6, in 2013. It must run unchanged, and print what it printed then.
set -eu
cd "$(mktemp -d)"

fail() { echo "FAILED: $*"; exit 1; }

# An image of ours, from a tar on stdin.
mkdir rootfs && echo "built by hand" > rootfs/motd
IMAGE=$(tar -C rootfs -c . | docker import - mine v1)
[ "$(docker images -q mine)" = "$IMAGE" ] || fail images

# A service, its id, its port.
WEB=$(docker run -d -p 80 -e COLOUR=green busybox sh -c 'echo "serving $COLOUR"; exec sleep 300')
PORT=$(docker port $WEB 80)
[ "$PORT" -gt 49152 ] || fail port
docker ps | grep -q "$PORT->80" || fail ps
docker ps -notrunc -q | grep -q "^$WEB.\{52\}$" || fail notrunc
while ! docker logs $WEB | grep -q serving; do sleep 0.1; done
docker logs $WEB

# A job: its id in a file, its exit code from wait.
docker run -d -cidfile=job.cid busybox sh -c 'sleep 0.5; exit 7' > job.out
[ "$(cat job.cid)" = "$(cat job.out)" ] || fail cidfile
echo "job: $(docker wait $(cat job.cid))"
docker run -cidfile=job.cid busybox true 2>/dev/null && fail "the cidfile is overwritten"

# Input, output, a status.
printf 'b\na\n' | docker run -i busybox sort
docker run -rm=true busybox sh -c 'exit 3' || echo "status: $?"
docker run -a stdout -a stderr -w /tmp -h box.example busybox echo 'flags: -n -t'

# What is there, and by what it changed.
docker ps -a -sinceId=$WEB | grep -c 'Exit' | sed 's/^/exited since: /'
docker inspect $WEB | grep -q '"Running": true' || fail inspect
docker commit -m 'a copy' -author='me <me@example.org>' $(cat job.cid) copy t1 > /dev/null
docker tag copy:t1 copied
docker images -notrunc copied | tail -n 1 | awk '{print $1 ":" $2}'
docker history -q copied | head -n 1 | sed 's/[0-9a-f]\{12\}/ID/'
docker rmi copied > /dev/null

# Clean up.
docker ps -q | xargs docker stop -t 1 | sed "s/$WEB/stopped/"
docker ps -a -q | xargs docker rm > removed
[ "$(docker ps -a -q | wc -l)" -eq 0 ] || fail rm
docker rmi mine:v1 | sed 's/[0-9a-f]\{12\}/ID/'
docker kill nosuch 2>/dev/null || echo "kill: $?"
