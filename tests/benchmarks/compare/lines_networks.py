"""The command lines about networks and volumes, and more about a container's life."""

from __future__ import annotations

from tests.benchmarks.compare.model import Group
from tests.benchmarks.compare.table import rows

_NETWORKS = rows(
    """
    network create n1
    network create
    network create n1 n2
    network create ""
    network create n1 ; network create n1
    network create -d bridge n1
    network create --driver bridge n1 ; inspect --type network -f "{{.Driver}} {{.Scope}}" n1
    network create -d nosuch n1
    network create --internal n1 ; inspect --type network -f "{{.Internal}}" n1
    network create --attachable n1
    network create --label a=b --label c n1 ; inspect --type network -f "{{json .Labels}}" n1
    network create -o a=b n1
    network create --opt com.docker.network.bridge.enable_icc=false n1
    network create --subnet 10.99.1.0/24 n1 ; inspect --type network -f "{{json .IPAM.Config}}" n1
    network create --subnet 10.99.1.0/24 --gateway 10.99.1.7 n1
    network create --subnet 10.99.1.0/24 --ip-range 10.99.1.128/25 n1
    network create --subnet 10.99.1.0/24 --gateway 10.99.2.1 n1
    network create --subnet 10.99.1.0/24 --subnet 10.99.1.0/25 n1
    network create --subnet nosuch n1
    network create --gateway 10.99.1.1 n1
    network create --ip-range 10.99.1.0/25 n1
    network create --aux-address a=10.99.1.9 n1
    network create --ipam-driver nosuch n1
    network create --scope nosuch n1
    network create --nosuch n1
    network rm net1
    network rm net1 net2
    network rm nosuch
    network rm net1 nosuch net2
    network rm -f nosuch
    network rm bridge
    network rm
    network remove net1
    network connect net1 web
    network connect --alias a --alias b net1 web
    network connect --ip nosuch net1 web
    network connect net1 nosuch
    network connect nosuch web
    network connect net1
    network connect net1 web ; network connect net1 web
    network connect net1 done ; network disconnect net1 done
    network connect net1 web ; network disconnect net1 web
    network disconnect net1 web
    network disconnect -f net1 web
    network disconnect nosuch web
    network disconnect net1 nosuch
    network ls -q --filter name=net1
    network ls --filter driver=bridge --format "{{.Name}}"
    network ls --filter nosuch=x
    network ls --no-trunc --filter name=nosuch
    network ls x
    network inspect net1 -f "{{.Name}}"
    network inspect net1 nosuch -f "{{.Name}}"
    network inspect
    network nosuch
    """
)
_VOLUMES = rows(
    """
    volume create v1
    volume create v1 ; volume create v1
    volume create v1 v2
    volume create -d local v1
    volume create --driver nosuch v1
    volume create --label a=b --label c v1 ; inspect --type volume -f "{{json .Labels}}" v1
    volume create -o type=tmpfs -o device=tmpfs v1 ; volume inspect -f "{{json .Options}}" v1
    volume create -o nosuch=x v1
    volume create --name v1
    volume create "a b"
    volume create a
    volume create ""
    volume rm data1
    volume rm nosuch
    volume rm nosuch data1
    volume rm -f nosuch
    volume remove data1
    volume rm
    volume create v1 ; create --name c1 -v v1:/x busybox true ; volume rm v1
    volume create v1 ; create --name c1 -v v1:/x busybox true ; volume rm -f v1
    volume ls -q
    volume ls -q --filter name=data
    volume ls --filter dangling=true --format "{{.Name}}"
    volume ls --filter nosuch=x
    volume ls --format "{{.Name}} {{.Driver}} {{.Scope}}"
    volume inspect nosuch
    volume inspect data1 -f "{{.Name}}"
    volume nosuch
    """
)
_LIVES = rows(
    """
    pause web
    pause web ; pause web
    pause done
    pause nosuch
    pause
    pause web ; unpause web
    unpause web
    unpause done
    unpause nosuch web
    pause web ; kill web
    pause web ; rm -f web
    rename web other
    rename web web
    rename web done
    rename web ""
    rename nosuch other
    rename web
    rename web "a b"
    save nosuch
    save -o x.tar nosuch
    save -o nosuch/x.tar busybox
    load -i nosuch
    load -i hello
    load < hello
    load < empty
    load x
    """
)

CONNECTING = (
    Group("networks", _NETWORKS, ("web", "done"), changes=True, spends=True),
    Group("volumes", _VOLUMES, (), changes=True),
    Group("lives", _LIVES, ("web", "done"), changes=True, spends=True),
)
