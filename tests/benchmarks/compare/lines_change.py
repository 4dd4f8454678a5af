"""The command lines that change something: containers, images or files."""

from __future__ import annotations

from tests.benchmarks.compare.model import Group
from tests.benchmarks.compare.table import each, rows

_RUN = rows(
    """
    run busybox echo hello
    run --rm busybox echo hello
    run -rm busybox echo hello
    run --rm=true busybox echo hello
    run --rm=false busybox true
    run --rm=x busybox true
    run --rm busybox sh -c "echo out; echo err >&2; exit 3"
    run --rm busybox false
    run --rm busybox nosuch
    run --rm busybox /etc
    run --rm busybox /etc/passwd
    run --rm busybox sh -c "kill -9 $$"
    run --rm busybox sh -c "exit 255"
    run --rm nosuch true
    run --rm --pull never nosuch true
    run --rm --pull nosuch busybox true
    run --rm --pull missing busybox echo x
    run
    run --nosuch busybox
    run --rm Busybox true
    run --rm busybox: true
    run --rm busybox:latest echo x
    run --rm busybox@sha256:x true
    run --rm %image.busybox% echo x
    run --rm %image.busybox:12% echo x
    run --rm sha256:%image.busybox% echo x
    run --rm %registry%/team/app:v1
    run --rm %digest%
    run --rm team/app
    run --rm team/app:v1 echo other
    run --rm -- busybox echo x
    run --rm busybox -- echo x
    run --rm "" true
    run --rm -i busybox cat < hello
    run --rm -i busybox md5sum < rootfs.tar
    run --rm busybox cat < hello
    run --rm -it busybox true
    run --rm -t busybox echo x
    run --rm -i -a stdin -a stdout busybox cat < hello
    run --rm -a stdout busybox sh -c "echo out; echo err >&2"
    run --rm -a stderr busybox sh -c "echo out; echo err >&2"
    run --rm -a STDOUT busybox echo x
    run --rm -a nosuch busybox echo x
    run -d -a stdout busybox true
    run -d --name d1 busybox sleep 99
    run -d --rm --name d1 busybox sleep 99
    run -dit --name d1 busybox cat
    run -d --name d1 busybox nosuch
    run --name=n1 busybox echo x
    run --name vol busybox true
    run --name "" busybox true
    run --name "a b" busybox true
    run --name -x busybox true
    run --name a --name b busybox true
    run --cidfile cid busybox true
    run --cidfile cid-there busybox true
    run --cidfile no/such/cid busybox true
    run -d --cidfile cid --name d1 busybox sleep 99
    run --rm -e A=1 -e B=x=y busybox env
    run --rm -e A=1 -e A=2 busybox sh -c "echo $A"
    run --rm -e GIVEN busybox sh -c 'echo $GIVEN'
    run --rm -e NOTGIVEN busybox sh -c 'echo x$NOTGIVEN'
    run --rm -e "" busybox true
    run --rm -e =x busybox true
    run --rm -e "A=a b" busybox sh -c 'echo "$A"'
    run --rm --env-file env busybox sh -c 'echo $B,$C,$E'
    run --rm --env-file env -e B=3 busybox sh -c 'echo $B'
    run --rm --env-file env --env-file env busybox sh -c 'echo $B'
    run --rm --env-file nosuch busybox true
    run --rm -w /tmp busybox pwd
    run --rm -w tmp busybox pwd
    run --rm -w /new/dir busybox pwd
    run --rm -w /a -w /tmp busybox pwd
    run --rm -u nobody busybox id -u
    run --rm -u 1:2 busybox id
    run --rm -u nosuch busybox id
    run --rm -h box busybox hostname
    run --rm --hostname=box busybox hostname
    run --rm --entrypoint echo busybox x
    run --rm --entrypoint "" team/app echo x
    run --rm --entrypoint= team/app echo x
    run --rm --entrypoint "echo x" busybox y
    run --rm --entrypoint nosuch busybox
    run --rm --read-only busybox touch /x
    run --rm --tmpfs /t busybox touch /t/x
    run --rm -v %dir%:/d busybox cat /d/hello
    run --rm -v %dir%:/d:ro busybox touch /d/x
    run --rm -v ./src:/d busybox cat /d/f
    run --rm -v .:/d busybox cat /d/hello
    run --rm -v /d busybox touch /d/x
    run --rm --mount type=bind,source=%dir%,target=/d busybox cat /d/hello
    run --rm --mount type=bind,src=/no/such,dst=/d busybox true
    run --rm --network none busybox ls /sys/class/net
    run --rm --add-host a:1.2.3.4 busybox grep 1.2.3.4 /etc/hosts
    run --rm --dns 1.2.3.4 busybox cat /etc/resolv.conf
    run --rm --init busybox sh -c 'exit 3'
    run --rm --stop-timeout x busybox true
    run --rm --sig-proxy=false busybox echo x
    run --rm --detach-keys ctrl-x busybox echo x
    run --rm --detach-keys nosuch busybox echo x
    run --rm --privileged busybox true
    run --rm --ulimit nofile=100 busybox sh -c 'ulimit -n'
    run --rm --volumes-from nosuch busybox true
    run --rm --platform linux/amd64 busybox true
    run --rm --platform nosuch/x busybox true
    run --rm --restart always busybox true
    """
)
_CREATE = each(
    "create --name c1 _ busybox true",
    """

    -i
    -t
    -it
    -e A=1 -e B
    -e GIVEN -e NOTGIVEN
    --env A=1 --env=B=2 -e A=3
    --env-file env
    -l a=1 -l b -l a=2
    --label a=b=c
    --label ""
    --label =x
    --label-file labels
    --label-file labels -l one=2
    -p 80
    -p 8080:80
    -p 127.0.0.1:8080:80
    -p 127.0.0.1::80
    -p :80
    -p 8080:
    -p [::1]:8080:80
    -p 8080:80/udp
    -p 8080:80/TCP
    -p 8080:80/sctp
    -p 8080:80/nosuch
    -p 8080-8082:80-82
    -p 8080-8082:80
    -p 8080-8081:80-82
    -p 80-82
    -p 70000:80
    -p x:80
    -p 80 -p 80
    -p 8080:80 -p 8081:80
    -p 1.2.3:8080:80
    -p ""
    -p 0
    -p published=8080,target=80
    -p mode=host,target=80,protocol=udp
    -P
    --publish-all --expose 90
    --expose 90/udp --expose 90-92
    --expose x
    --expose 99999
    -v /data
    -v /host:/data
    -v /host:/data:ro
    -v /host:/data:rw
    -v /host:/data:ro,z
    -v /host:/data:nosuch
    -v /host:/data:ro:x
    -v name:/data
    -v name:/data:ro
    -v name:data
    -v data
    -v /data -v /data
    -v :/data
    -v /host:
    -v ""
    -v ./src:/data
    -v ../x:/data
    -v ~/x:/data
    -v "/a b:/c d"
    -v /a:/x -v /b:/x
    -v /a:/x -v /a:/x
    -v /a:/x -v /b:/y
    -v /
    -v /host:/
    -v /host/:/data/
    --volumes-from vol
    --volumes-from vol:ro
    --volumes-from vol:x
    --mount type=volume,target=/d
    --mount type=volume,source=n,target=/d,readonly
    --mount type=tmpfs,target=/d,tmpfs-size=1m
    --mount type=tmpfs,target=/d,tmpfs-mode=1777
    --mount type=bind,source=/etc,target=/d,bind-propagation=rslave
    --mount type=bind,target=/d
    --mount type=nosuch,target=/d
    --mount target=/d
    --mount x
    --mount ""
    --mount type=bind,source=/etc,target=/d,readonly=x
    --mount type=bind,source=src,target=/d
    --tmpfs /t
    --tmpfs /t:size=1m,mode=700
    --tmpfs t
    --restart no
    --restart always
    --restart unless-stopped
    --restart on-failure
    --restart on-failure:3
    --restart on-failure:x
    --restart on-failure:-1
    --restart always:3
    --restart nosuch
    --restart ""
    --restart no --restart always
    -m 64m
    -m 64M
    -m 64mb
    -m 64MiB
    -m 67108864
    -m 0.5g
    -m 64x
    -m ""
    -m -1
    -m 1k
    -m 64m --memory-swap 128m
    -m 64m --memory-swap -1
    -m 128m --memory-swap 64m
    --memory-swap 64m
    -c 512
    --cpu-shares 512
    --cpu-shares x
    --cpus 0.5
    --cpus 1.23456789
    --cpus x
    --cpus -1
    --cpuset-cpus 0
    --cpuset-cpus 0-1
    --cpuset-cpus 99
    --pids-limit 100
    --pids-limit -1
    --pids-limit 0
    --shm-size 64m
    --shm-size 0
    --shm-size -1
    --ulimit nofile=100
    --ulimit nofile=100:200
    --ulimit nofile=200:100
    --ulimit nofile=x
    --ulimit nosuch=1
    --ulimit core=-1
    --ulimit nofile=1 --ulimit nofile=2
    --ulimit nofile
    --privileged
    --privileged=false
    --cap-add NET_ADMIN
    --cap-add net_admin
    --cap-add CAP_NET_ADMIN
    --cap-add ALL
    --cap-drop ALL --cap-add CHOWN
    --cap-add NOSUCH
    --security-opt no-new-privileges
    --security-opt seccomp=unconfined
    --security-opt seccomp=nosuch
    --security-opt label=disable
    --security-opt nosuch
    --group-add 100
    --group-add a --group-add b
    --ipc host
    --ipc private
    --ipc shareable
    --ipc container:vol
    --ipc nosuch
    --pid host
    --pid container:vol
    --pid nosuch
    --userns host
    --userns nosuch
    --sysctl net.ipv4.ip_forward=1
    --sysctl x
    --device /dev/null
    --device /dev/null:/dev/x
    --device /dev/null:/dev/x:r
    --device /dev/null:r
    --device /dev/null:/dev/x:q
    --device null
    --device ""
    --network none
    --network host
    --network bridge
    --network net1
    --network nosuch
    --network container:vol
    --net none
    --network ""
    --network net1 --network-alias a --network-alias b
    --network-alias a
    --network net1 --ip 10.1.2.3
    --ip 10.1.2.3
    --ip x
    --network none -p 80
    --network host -p 80
    --network host -h box
    --link vol
    --link vol:v
    --link nosuch
    --add-host a:1.2.3.4
    --add-host a=1.2.3.4
    --add-host a:::1
    --add-host a
    --add-host a:x
    --add-host a:host-gateway
    --dns 1.2.3.4 --dns 5.6.7.8
    --dns x
    --dns-search a.example --dns-search b.example
    --dns-search .
    -h box
    -h a.b.example
    -h -x
    -u 1000
    -u ""
    -w /w
    -w w
    -w ""
    --entrypoint /bin/sh
    --entrypoint ""
    --entrypoint a --entrypoint b
    --init
    --init=false
    --stop-signal INT
    --stop-signal SIGINT
    --stop-signal 2
    --stop-signal NOSUCH
    --stop-timeout 3
    --stop-timeout -1
    --stop-timeout 0
    --health-cmd true
    --health-cmd ""
    --health-cmd true --health-interval 5s --health-timeout 2s --health-retries 3
    --health-cmd true --health-interval 1m30s --health-start-period 10s
    --health-interval 1us
    --health-interval x
    --health-interval -1s
    --health-retries -1
    --no-healthcheck
    --no-healthcheck --health-cmd true
    --log-driver none
    --log-driver nosuch
    --log-opt max-size=1m
    --log-opt nosuch=1
    --log-opt x
    --read-only
    --platform linux/amd64
    --pull never
    --pull ""
    --cidfile cid
    """,
)
_CREATE_NAMES = rows(
    """
    create busybox
    create
    create busybox "" x
    create busybox "a b" c
    create nosuch
    create --name 1 busybox true
    create --name a.b_c-d busybox true
    create --name a/b busybox true
    create --name /ab busybox true
    create --name UPPER busybox true
    create --name ab: busybox true
    create team/app:nosuch true
    create team/app:v1
    create :v1 true
    create a//b true
    create a:b:c true
    create team/app:v1@sha256:00 true
    create --entrypoint sh team/app:v1
    create --entrypoint sh team/app:v1 -c x
    create --name %vol:12% busybox true
    """
)
_NAMED = each(
    "_",
    """
    rm done
    rm done made
    rm done nosuch made
    rm nosuch
    rm -f nosuch
    rm -f done nosuch
    rm web
    rm -f web
    rm -fv web done
    rm --force --volumes done
    update -m 64m --memory-swap 128m web
    update -m 64m --memory-swap 32m web
    update -c 100 web nosuch done
    update --cpus 0.5 --pids-limit 50 made
    update --restart on-failure:3 made
    update --restart nosuch made
    update web
    update
    rm web done
    rm done done
    rm %done:12%
    rm %done%
    rm /done
    rm ""
    rm
    rm -- done
    rm done -f
    rm --nosuch done
    stop -t 1 web
    stop -t 0 web
    stop --time 1 web
    stop --time=1 web
    stop --timeout 1 web
    restart --timeout=1 web
    stop -t 5 web done
    stop -t 5 web nosuch
    stop nosuch
    stop done
    stop made
    stop -t x web
    stop -t "" web
    stop
    stop -t 1 %web:12%
    stop -s INT -t 1 web
    stop --signal KILL web
    restart -s TERM -t 1 web
    rm -l nosuch/x
    rm --link done
    logs --details web
    logs --details -t done
    logs --details --tail all web
    kill web
    kill -s KILL web
    kill -s SIGKILL web
    kill -s 9 web
    kill -s TERM web
    kill -s sigterm web
    kill --signal=TERM web
    kill -s 15 web
    kill -s NOSUCH web
    kill -s 0 web
    kill -s 99 web
    kill -s -1 web
    kill -s "" web
    kill -s RTMIN+1 web
    kill done
    kill made
    kill nosuch
    kill web nosuch
    kill nosuch web
    kill
    start made
    start -a made
    start -ai made
    start -a -i cat < hello
    start done
    start -a done
    start web
    start made done
    start made nosuch
    start -a made done
    start nosuch
    start -a nosuch
    start bad
    start -a bad
    start
    start %made:12%
    restart -t 1 web
    restart -t 0 web nosuch
    restart done
    restart made
    restart nosuch
    restart
    restart --time 1 web
    wait short
    wait short done
    attach short
    attach --no-stdin short
    attach --sig-proxy=false short
    logs -f short
    """,
)
_EXEC = each(
    "exec _",
    """
    web echo x
    web sh -c "echo out; echo err >&2; exit 3"
    web false
    web nosuch
    web /etc
    web /etc/passwd
    -i web cat < hello
    web cat < hello
    -i web md5sum < rootfs.tar
    -e B=1 web sh -c 'echo $B'
    -e B=1 -e B=2 web sh -c 'echo $B'
    -e A web sh -c 'echo x$A'
    -e GIVEN web sh -c 'echo $GIVEN'
    --env-file env web sh -c 'echo $B,$C,$E'
    --env-file nosuch web true
    -u nobody web id -u
    -u 1:2 web id
    -u nosuch web true
    -w /tmp web pwd
    -w /no/such web pwd
    -w tmp web pwd
    -d web sleep 1
    -d web nosuch
    -t web echo x
    -it web true
    --privileged web true
    --privileged=false web true
    --detach-keys ctrl-x web echo x
    --detach-keys nosuch web echo x
    -- web echo x
    web -- echo x
    %web:12% echo x
    %web% echo x
    web ""
    "" true
    --nosuch web true
    web ls --nosuch
    web sh -c "kill -9 $$"
    """,
)
_IMAGES = rows(
    """
    rmi small:v1
    rmi small:v1 small:v2
    rmi small
    rmi small:v1 nosuch
    rmi --no-prune lone:v1
    rmi --platform linux/amd64 lone:v1
    rmi --platform nosuch lone:v1
    rmi nosuch small:v1
    rmi nosuch
    rmi -f nosuch
    rmi --force lone:v1 nosuch
    rmi lone:v1
    rmi lone
    rmi %image.lone:v1%
    rmi %image.lone:v1:12%
    rmi sha256:%image.lone:v1%
    rmi %image.small:v1:12%
    rmi -f %image.small:v1:12%
    rmi busybox
    rmi ""
    rmi Small:v1
    rmi
    rmi small:v1 small:v1
    tag small:v1 new
    tag small:v1 new:v2
    tag small:v1 team/new:v2
    tag small:v1 %registry%/new
    tag small:v1 %registry%/new:v3
    tag small:v1 small:v1
    tag small:v1 lone:v1
    tag %image.small:v1:12% new
    tag sha256:%image.small:v1% new
    tag nosuch new
    tag small:v1 New
    tag small:v1 new:
    tag small:v1 new:a:b
    tag small:v1 new:-x
    tag small:v1 new:V1.2_x-Y
    tag small:v1 -new
    tag small:v1 new@sha256:00
    tag small:v1 a//b
    tag small:v1 a__b
    tag small:v1 a___b
    tag small:v1 ""
    tag small:v1
    tag
    tag small new
    tag small:v1 localhost/new
    tag small:v1 docker.io/library/new
    import small.tar
    import small.tar new
    import small.tar new:v1
    import - new < small.tar
    import - < small.tar
    import nosuch new
    import -m text small.tar new ; inspect -f {{.Comment}} new
    import -c 'CMD ["a"]' -c "ENV B=2" small.tar new ; inspect -f "{{.Config.Cmd}}" new
    import --change "NOSUCH x" small.tar new
    import --platform linux/amd64 small.tar new ; inspect -f {{.Architecture}} new
    import small.tar New
    import small.tar new:
    import
    import - new < empty
    import - new < hello
    commit made
    commit made new
    commit made new:v1
    commit -m text -a me made new
    commit --message=text --author=me made new:v1
    commit made New
    commit made new:
    commit nosuch new
    commit -c 'CMD ["a"]' -c 'ENV B=2' made new ; inspect -f "{{.Config.Cmd}}" new
    commit --change "EXPOSE 81" -p=false web new ; inspect -f "{{json .Config.ExposedPorts}}" new
    commit -p web new
    commit -c "NOSUCH x" made new
    commit -c "" made new
    commit
    commit web new
    pull %registry%/team/app:v1
    pull -q %registry%/team/app:v1
    pull %registry%/team/app
    pull %registry%/nosuch
    pull %registry%/team/app:nosuch
    pull %digest%
    pull -q %digest%
    pull -a %registry%/team/app
    pull -a -q %registry%/team/app
    pull -a %registry%/team/app:v1
    pull --disable-content-trust -q %registry%/team/app:v1
    pull Upper
    pull ""
    pull
    pull a:b:c
    pull %registry%/team/app:
    push %registry%/team/app:v1
    push -q %registry%/team/app:v1
    push %registry%/team/app
    push %registry%/nosuch
    push nosuch
    push -a %registry%/team/app
    push -a -q %registry%/team/app
    push -a %registry%/team/app:v1
    push --platform linux/amd64 %registry%/team/app:v1
    push --disable-content-trust -q %registry%/team/app:v1
    push Upper
    push
    pull %protected%/x
    tag small:v1 %protected%/x ; push %protected%/x
    login -u joe --password-stdin %protected% < secret
    login -u joe -p secret %protected%
    login --username joe --password=secret %protected%
    login -u joe -p wrong %protected%
    login -u joe --password-stdin %protected% < wrong
    login -u joe --password-stdin %protected% < empty
    login --password-stdin %protected% < secret
    login -u joe -p secret --password-stdin %protected% < secret
    login -u joe %protected%
    login -u "" -p secret %protected%
    login %protected% extra
    logout %protected%
    logout
    logout a b
    login -u joe -p secret %protected% ; logout %protected%
    login -u joe -p secret %protected% ; tag small:v1 %protected%/x ; push -q %protected%/x
    login -u joe -p secret %protected% ; pull -q %protected%/x
    login -u joe -p secret %protected% ; logout %protected% ; pull -q %protected%/x
    """
)
_CP = rows(
    """
    cp files:/data/f .
    cp files:/data/f new
    cp files:/data/f hello
    cp files:/data/f src
    cp files:/data/f src/
    cp files:/data/f no/such
    cp files:/data/f new/
    cp files:data/f .
    cp files:/data/dir .
    cp files:/data/dir/ .
    cp files:/data/dir/. .
    cp files:/data/dir new
    cp files:/data/dir/. new
    cp files:/data/dir hello
    cp files:/data/dir src
    cp files:/data new
    cp files:/data/ln .
    cp files:/data/ln new
    cp files:/data/lndir .
    cp files:/data/lndir/ .
    cp files:/data/lndir/. .
    cp files:/data/lndir/g .
    cp files:/data/abs .
    cp files:/data/gone .
    cp files:/data/gone new
    cp files:/data/f/ .
    cp files:/data/f/. .
    cp files:/data/f src/ln
    cp files:/data/f src/lndir
    cp files:/data/f src/gone
    cp files:/data/dir src/lndir
    cp "files:/data/with:colon" .
    cp "files:/data/with space" .
    cp files:/nosuch .
    cp files:/data/../data/f .
    cp files: .
    cp files:/ new
    cp nosuch:/f .
    cp %files:12%:/data/f .
    cp files:/data/f files:/x
    cp hello src
    cp
    cp hello
    cp files:/data/f . extra
    cp --nosuch files:/data/f .
    cp hello files:/data ; cp files:/data/hello new
    cp hello files:/data/ ; cp files:/data/hello new
    cp hello files:/data/new ; cp files:/data/new new
    cp hello files:/data/f ; cp files:/data/f new
    cp hello files:/data/ln ; cp files:/data new
    cp hello files:/data/gone ; cp files:/data new
    cp hello files:/data/lndir ; cp files:/data new
    cp hello files:/no/such
    cp hello files:/data/new/
    cp hello files:new ; cp files:/new new
    cp ./hello files:/data ; cp files:/data/hello new
    cp %dir%/hello files:/data ; cp files:/data/hello new
    cp src files:/data ; cp files:/data new
    cp src/ files:/data ; cp files:/data new
    cp src/. files:/data ; cp files:/data new
    cp src files:/new ; cp files:/new new
    cp src/. files:/new ; cp files:/new new
    cp src files:/data/f
    cp src/ln files:/ ; cp files:/ln new
    cp src/lndir files:/ ; cp files:/lndir new
    cp src/lndir/ files:/ ; cp files:/lndir new
    cp src/gone files:/ ; cp files:/gone new
    cp ./src/with:colon files:/ ; cp files:/with:colon new
    cp src/f/ files:/
    cp nosuch files:/
    cp hello nosuch:/
    cp - files:/ < data.tar ; cp files:/data new
    cp - files:/nosuch < data.tar
    cp - files:/data/f < data.tar
    cp - files:/ < hello
    cp - files:/ < empty
    cp - - < hello
    cp -a files:/data new
    cp -L files:/data/ln new
    cp -q files:/data/f new
    cp -aqL files:/data/f new
    cp --archive src files:/new ; cp files:/new new
    cp --follow-link src/ln files:/new ; cp files:/new new
    cp hello files:
    export files -o out.tar
    export -o out.tar files
    export --output=out.tar files
    export -o no/such/out.tar files
    export -o src files
    export nosuch
    export
    export -o out.tar nosuch
    export files files
    """
)
_BUILD = each(
    "build _",
    """
    .
    -t new .
    -t new:v1 .
    -t new -t new2:v2 .
    -t New .
    -t new: .
    -t "" .
    --tag=new .
    -q .
    -q -t new .
    --no-cache .
    --no-cache=true -q .
    --rm .
    --rm=false .
    --force-rm .
    -f Dockerfile.plain .
    --file Dockerfile.plain .
    --file=Dockerfile.plain -t new .
    -f Dockerfile.plain -f Dockerfile.bad .
    -f %dir%/Dockerfile.plain .
    -f nosuch .
    -f - . < Dockerfile.plain
    - < Dockerfile.plain
    - < context.tar
    - < empty
    - < hello
    -f Dockerfile - < context.tar
    -f Dockerfile.plain ctx
    -f Dockerfile.bad .
    -f Dockerfile.word .
    -f Dockerfile.copy .
    -f Dockerfile.base .
    -f Dockerfile.arg .
    -f Dockerfile.arg --build-arg W=2 .
    -f Dockerfile.arg --build-arg W=a=b .
    -f Dockerfile.arg --build-arg GIVEN .
    -f Dockerfile.arg --build-arg W .
    -f Dockerfile.arg --build-arg NOSUCH=1 .
    -f Dockerfile.arg --build-arg W=1 --build-arg W=2 .
    -f Dockerfile.arg --build-arg "" .
    -f Dockerfile.two .
    -f Dockerfile.two --target one .
    -f Dockerfile.two --target nosuch .
    -f Dockerfile.plain --label a=1 --label a=2 -t new .
    -f Dockerfile.plain --label "" .
    -f Dockerfile.plain --network none .
    -f Dockerfile.plain --add-host a:1.2.3.4 .
    -f Dockerfile.plain --add-host x .
    -f Dockerfile.plain --cache-from busybox .
    -f Dockerfile.plain --shm-size 64m .
    -f Dockerfile.plain --shm-size x .
    -f Dockerfile.plain --platform linux/amd64 .
    -f Dockerfile.plain --iidfile iid .
    -f Dockerfile.plain --iidfile iid -q .
    -f Dockerfile.bad --iidfile env .
    -f Dockerfile.plain --iidfile no/such/iid .
    -f Dockerfile.plain --compress -t new .
    --compress ctx
    -f Dockerfile.plain -m 64m .
    -f Dockerfile.plain --memory 64x .
    -f Dockerfile.plain --memory-swap -1 .
    -f Dockerfile.plain -c 512 .
    -f Dockerfile.plain --cpu-period 50000 --cpu-quota 25000 .
    -f Dockerfile.plain --cpuset-cpus 0 --cpuset-mems 0 .
    -f Dockerfile.plain --ulimit nofile=100:200 .
    -f Dockerfile.plain --ulimit x .
    -f Dockerfile.plain --cgroup-parent /x .
    -f Dockerfile.plain --isolation default .
    -f Dockerfile.plain --security-opt label=disable .
    -f Dockerfile.plain --squash .
    -f Dockerfile.plain --disable-content-trust .
    -f Dockerfile.plain --secret id=x .
    -f Dockerfile.plain --ssh default .
    -f Dockerfile.plain --progress plain .
    -f Dockerfile.plain --output out .
    -f Dockerfile.plain -o out .
    ctx
    ctx/
    ign
    nodf
    nosuch
    hello
    ""
    . extra

    --nosuch .
    """,
)

_PRUNE = rows(
    """
    container prune -f
    container prune --force --filter until=24h
    container prune -f --filter until=2000-01-01
    container prune -f --filter label=tier
    container prune -f --filter label!=tier
    container prune -f --filter nosuch=x
    container prune -f --filter until=nosuch
    container prune < yes
    container prune < no
    container prune < empty
    container prune nosuch
    image prune -f
    image prune < yes
    image prune -f --filter until=24h
    image prune -a -f --filter label!=k
    image prune --all --force --filter until=24h
    tag small:v1 lone:v1 ; image prune -f
    network prune -f
    network create n1 ; network create n2 ; network prune -f
    network create --label x n1 ; network prune -f --filter label=x
    network prune -f --filter until=24h
    network create n1 ; create --network n1 busybox true ; network prune -f
    network prune < no
    volume prune -f
    volume create ; volume prune -f
    volume create v1 ; volume prune -f
    volume create v1 ; volume prune -a -f
    volume create --label x v1 ; volume create v2 ; volume prune -f --filter label=x
    volume prune -f --filter until=24h
    system prune -f
    system prune -f --filter label=tier
    system prune -f --volumes
    system prune -f --volumes --filter until=24h
    system prune -a -f --filter label!=k
    system prune < no
    """
)
_THERE = ("web", "done", "made", "short", "cat", "bad")
_GIVEN = {"GIVEN": "given"}

CHANGING = (
    Group("run", _RUN, ("vol",), changes=True, env=_GIVEN),
    Group("create", (*_CREATE, *_CREATE_NAMES), ("vol",), changes=True, env=_GIVEN),
    Group("build", _BUILD, (), changes=True, env=_GIVEN),
    Group("exec", _EXEC, ("web",), changes=True, env=_GIVEN),
    Group("images", _IMAGES, ("made", "web"), changes=True),
    Group("containers", _NAMED, _THERE, changes=True, spends=True),
    Group("prune", _PRUNE, ("web", "done", "made", "vol"), changes=True),
    Group("cp", _CP, ("files",), changes=True, spends=True),
)
