"""More sets of options of `create` than in lines_change: what the engine then stores."""

from __future__ import annotations

from tests.benchmarks.compare.model import Group
from tests.benchmarks.compare.table import each

_PATTERN = "create --name c1 _ busybox true"
_LIMITS = each(
    _PATTERN,
    r"""
    --cgroup-parent x
    --cgroup-parent /x/y
    --memory-reservation 32m
    --memory-reservation x
    --memory-reservation 0
    --memory-reservation -1
    --memory-swappiness 0
    --memory-swappiness 50
    --memory-swappiness -1
    --memory-swappiness 101
    --memory-swappiness x
    --kernel-memory 50m
    --kernel-memory x
    --oom-kill-disable
    --oom-kill-disable=false
    --oom-kill-disable -m 64m
    --oom-score-adj 500
    --oom-score-adj -500
    --oom-score-adj 2000
    --oom-score-adj x
    --oom-score-adj 0
    --cpu-period 50000
    --cpu-period x
    --cpu-period -1
    --cpu-quota 25000
    --cpu-quota -1
    --cpu-quota 0
    --cpu-rt-period 1000000
    --cpu-rt-runtime 950000
    --cpu-rt-runtime x
    --cpuset-mems 0
    --cpuset-mems 0-1
    --cpuset-mems x
    --blkio-weight 300
    --blkio-weight 5
    --blkio-weight 0
    --blkio-weight x
    --blkio-weight 70000
    --blkio-weight-device /dev/null:300
    --blkio-weight-device /dev/null:5
    --blkio-weight-device null:300
    --blkio-weight-device x
    --blkio-weight-device /dev/a:300 --blkio-weight-device /dev/b:0
    --storage-opt size=10G
    --storage-opt x
    --storage-opt a=1 --storage-opt b=2
    --storage-opt =x
    --memory-swap 0
    --ulimit nofile=-1
    -c 0
    --cpus 0
    --cpu-period 50000 --cpu-quota 25000
    --cpus 0.5 --cpu-quota 25000
    -m 64m --memory-reservation 32m
    -m 64m --memory-reservation 128m
    --memory-reservation 32m --memory-swappiness 10 --oom-score-adj 100
    """,
)
_DEVICES_FILES = each(
    _PATTERN,
    r"""
    --gpus all
    --gpus 2
    --gpus device=0
    --gpus '"device=0,1"'
    --gpus '"device=GPU-1,GPU-2","capabilities=utility,compute"'
    --gpus 'all,capabilities=utility'
    --gpus count=2,driver=nvidia
    --gpus options=a
    --gpus 'count=1,options=a=b'
    --gpus x
    --gpus ""
    --gpus all --gpus 1
    --gpus nosuch=1
    --gpus count=x
    --gpus -1
    --gpus count=all
    --device-read-bps /dev/null:1mb
    --device-read-bps /dev/null:1048576
    --device-read-bps /dev/null:x
    --device-read-bps null:1
    --device-read-bps /dev/null:-1
    --device-read-bps /dev/null:0
    --device-write-bps /dev/null:1m
    --device-read-iops /dev/null:100
    --device-read-iops /dev/null:x
    --device-read-iops /dev/null:1k
    --device-read-iops /dev/null:-1
    --device-write-iops /dev/null:100 --device-write-iops /dev/zero:1
    --device-cgroup-rule "c 1:3 rwm"
    --device-cgroup-rule "a *:* rwm"
    --device-cgroup-rule x
    --device-cgroup-rule "c 1:* r"
    --device-cgroup-rule "c  1:3 r"
    --device-cgroup-rule ""
    --volume-driver local
    --volume-driver nosuch -v name:/x
    --mount type=volume,source=n,target=/d,volume-nocopy
    --mount type=volume,source=n,target=/d,volume-nocopy=true
    --mount type=volume,source=n,target=/d,volume-nocopy=false
    --mount type=volume,source=n,target=/d,volume-nocopy=x
    --mount type=volume,target=/d,volume-driver=local,volume-opt=a=b,volume-opt=c=d,volume-label=x=y
    --mount type=volume,source=n,target=/d,volume-subpath=a
    --mount type=bind,source=/a,target=/d,bind-recursive=disabled
    --mount type=bind,source=/a,target=/d,bind-recursive=enabled
    --mount type=bind,source=/a,target=/d,bind-recursive=writable
    --mount type=bind,source=/a,target=/d,bind-recursive=readonly,readonly,bind-propagation=rprivate
    --mount type=bind,source=/a,target=/d,bind-recursive=readonly
    --mount type=bind,source=/a,target=/d,bind-recursive=x
    --mount type=bind,source=/a,target=/d,bind-nonrecursive
    --mount type=bind,source=/a,target=/d,bind-nonrecursive=true
    --mount type=bind,source=/a,target=/d,bind-create-src
    --mount type=image,source=busybox,target=/d
    --mount type=image,source=busybox,target=/d,image-subpath=etc
    --mount type=tmpfs,target=/d,tmpfs-size=1m,tmpfs-mode=700
    --mount type=tmpfs,target=/d,tmpfs-options=x
    --mount type=bind,source=/a,target=/d,consistency=cached
    --mount type=bind,src=/a,dst=/d,ro=true
    --mount type=bind,source=.,target=/d
    --mount type=bind,source=/a,target=/d,volume-nocopy
    --mount type=volume,source=n,target=/d,bind-propagation=rslave
    -v name:/x:nocopy
    -v name:/x:ro,nocopy
    -v name:/x:volume-nocopy
    -v /a:/x:nocopy
    -v /x:nocopy
    -v name:/x:nocopy,nocopy
    -v name:/x:z
    -v /a:/x:rshared
    -v name:/x:cached
    --device /dev/null:/dev/x:rw
    --device vendor.com/class=x
    --device-read-bps "/dev/null: 1m"
    --mount type=bind,source=/a,target=/d,bind-recursive=writable,readonly
    --mount type=bind,source=/a,target=/d,bind-recursive=readonly,readonly
    --mount type=image,target=/d
    --mount type=bind,source=x,target=/d
    --device vendor.com/class=x --device /dev/null
    --gpus all --device v/c=1
    """,
)
_NETWORKS = each(
    _PATTERN,
    r"""
    --domainname example.org
    --domainname example.org -h web
    --domainname example.org -h web.other
    --domainname ""
    --mac-address 02:42:ac:11:00:02
    --mac-address x
    --mac-address 02-42-ac-11-00-02
    --mac-address 02:42:ac:11:00:02 --network none
    --mac-address 02:42:ac:11:00:02 --network net2
    --mac-address 02:42:ac:11:00:02 --network host
    --mac-address 02:42:ac:11:00:02 --network container:vol
    --dns-opt ndots:2
    --dns-option ndots:2 --dns-opt timeout:1
    --dns-opt ""
    --link-local-ip 169.254.1.1
    --link-local-ip 169.254.1.1 --network net2
    --link-local-ip 169.254.1.1 --link-local-ip fe80::1 --network net2
    --link-local-ip x --network net2
    -p target=80
    -p published=8080,target=80,protocol=udp
    -p published=8080,target=80,mode=ingress
    -p published=8080,target=80,mode=nosuch
    -p published=8080-8082,target=80
    -p published=8080-8082,target=80-82
    -p published=x,target=80
    -p published=8080
    -p target=80,nosuch=1
    -p target=80,published=
    -p target=80,target=81
    -p target=80,protocol=UDP
    -p target=80,protocol=nosuch
    -p 'published=8080,target=80' -p 90:90
    -p TARGET=80
    -p target=0
    --network net1 --network net2
    --network net1 --network net1
    --network none --network net1
    --network host --network net1
    --network net1 --network host
    --network net1 --network none
    --network net1 --network bridge
    --network bridge --network net1
    --network default --network net1
    --network container:vol --network net1
    --network name=net1
    --network name=net1,alias=b
    --network name=net1,alias=b,alias=c,ip=%subnet%.9
    --network name=net1,ip=x
    --network name=net1,ip6=fd00::9
    --network name=net1,link-local-ip=169.254.1.1
    --network name=net1,mac-address=02:42:ac:11:00:02
    --network name=net1,driver-opt=x=y
    --network name=net1,driver-opt=x=y,driver-opt=z=1
    --network name=net1,gw-priority=3
    --network name=net1,gw-priority=x
    --network name=net1,nosuch=1
    --network alias=b
    --network name=
    --network name=host,alias=b
    --network name=none
    --network name=net1 --network name=net2,alias=c
    --network name=net1,alias=b --network-alias c
    --network name=net1 --network-alias c
    --network name=net1 --ip %subnet%.9
    --network net1 --network net2 --network-alias c --ip %subnet%.9
    --network name=net1,ip=%subnet%.9 --ip %subnet%.8
    --network NAME=net1
    --network a,b
    --network name=container:vol,alias=b
    --network net1 --network name=net2,gw-priority=1,mac-address=x
    --network name=net1,mac-address=02:42:ac:11:00:02 --mac-address 02:42:ac:11:00:03
    --network net1 --network net2 --mac-address 02:42:ac:11:00:03
    --network net1 --link vol:y
    --network net1 --network net2 --link vol:y
    --network net1 --network net2 --link-local-ip 169.254.1.1
    --network-alias b
    --ip %subnet%.9
    --link vol:y
    --expose 80-82/udp
    --network bridge --network-alias x
    """,
)
_OTHERS = each(
    _PATTERN,
    r"""
    --uts host
    --uts ""
    --uts nosuch
    --uts private
    --cgroupns host
    --cgroupns private
    --cgroupns nosuch
    --cgroupns ""
    --runtime runc
    --runtime nosuch
    -a stdin
    -a stdout
    -a stderr -a stdin
    -a STDOUT
    -a x
    -a stdin -i
    -a stdout -i
    -a stdout -t
    --isolation default
    --isolation process
    --isolation nosuch
    --annotation a=b
    --annotation a
    --annotation =b
    --annotation ""
    --annotation a=b --annotation a=c
    --annotation a=
    --annotation a=b=c
    --health-start-interval 5s
    --health-cmd true --health-start-interval 5s
    --health-start-interval 1us
    --health-start-interval x
    --health-start-interval -1s
    --health-start-interval 0
    --no-healthcheck --health-start-interval 5s
    -q
    --quiet
    --disable-content-trust
    --security-opt systempaths=unconfined
    --security-opt systempaths=x
    --security-opt systempaths=unconfined --security-opt no-new-privileges
    --security-opt no-new-privileges:true
    --security-opt no-new-privileges=true
    --security-opt label:disable
    --security-opt apparmor=unconfined
    --security-opt apparmor:unconfined
    --security-opt seccomp:unconfined
    --security-opt writable-cgroups=true
    --security-opt x
    --security-opt seccomp=builtin
    --cap-add cap_net_admin
    --cap-add all
    --cap-add ALL --cap-add NET_ADMIN
    --cap-add CAP_ALL
    --cap-drop all
    --cap-drop chown --cap-drop CAP_CHOWN
    --cap-add NET_ADMIN --cap-drop NET_ADMIN
    --cap-add ALL --cap-drop NET_ADMIN
    --cap-add ""
    --cap-add x
    --cap-add " net_admin "
    --cap-add NET_ADMIN --cap-add CHOWN --cap-add AUDIT_READ
    --cap-add reset
    --health-retries 0
    --health-cmd none
    --group-add ""
    --sysctl a=
    --log-opt a=b
    --log-driver none --log-opt a=b
    --stop-signal ""
    --annotation a -a stdout
    """,
)

OPTIONS = Group(
    "options of create",
    (*_LIMITS, *_DEVICES_FILES, *_NETWORKS, *_OTHERS),
    ("vol",),
    changes=True,
    env={"GIVEN": "given"},
)
