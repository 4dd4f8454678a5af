"""docker 28's types, with which templates show its objects."""

from __future__ import annotations

from typing import Any

import pytest

from docker15_cli.cli import docker_types
from docker15_cli.gotemplate import template

CONTAINER: dict[str, Any] = {
    "Id": "1",
    "State": {"Status": "running", "Running": True, "Pid": 7, "StartedAt": "2026-11-29T13:28:53Z"},
    "HostConfig": {
        "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
        "Ulimits": [{"Name": "nofile", "Soft": 1, "Hard": 2}],
        "PidsLimit": 5,
        "KernelMemory": 9,
    },
    "Config": {"ExposedPorts": {"80/tcp": {}}, "Healthcheck": {"Interval": 10**9}},
    "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "10.0.0.2"}}},
    "NewerThanDocker28": 1,
}


def shown(kind: str, source: str, value: dict[str, Any], host: str | None = None) -> str:
    typed = docker_types.typed(kind, value, host)
    assert typed
    return template.compile(source).render_typed(typed)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{{.State}}",
            "{running true false false false false 7 0  2026-11-29T13:28:53Z  <nil>}",
        ),
        (
            "{{.HostConfig.PortBindings}} {{.HostConfig.RestartPolicy}}",
            "map[80/tcp:[{ 8080}]] { 0}",
        ),
        ("{{.HostConfig.Ulimits}} {{.HostConfig.LogConfig}}", "[nofile=1:2] { map[]}"),
        ("{{.Config.ExposedPorts}} {{.Config.Healthcheck}}", "map[80/tcp:{}] {[] 1s 0s 0s 0s 0}"),
        (
            "{{.NetworkSettings.Networks}}",
            "map[bridge:&{<nil> [] []  map[] 0    10.0.0.2 0   0 []}]",
        ),
        ("{{.HostConfig.PidsLimit}} {{.HostConfig.Resources.KernelMemory}}", "5 9"),
        ("{{.Mounts}} {{json .Mounts}} {{.GraphDriver}}", "[] null {map[] }"),
        ("{{printf `%T %T` .State .HostConfig.PortBindings}}", "*container.State nat.PortMap"),
    ],
)
def test_a_container(source: str, expected: str) -> None:
    assert shown("container", source, CONTAINER) == expected


def test_the_registries_are_printed_in_one_order_and_encoded_in_another() -> None:
    index = {"Name": "docker.io", "Mirrors": [], "Secure": True, "Official": True}
    registries = {"IndexConfigs": {"docker.io": index}, "Mirrors": None}
    facts = {"ServerVersion": "1", "RegistryConfig": registries}
    template = "{{.RegistryConfig}} {{json .RegistryConfig}}"
    assert shown("info", template, facts) == (
        "{[] [] [] map[docker.io:&{docker.io [] true true}] [] map[]} "
        '{"IndexConfigs":{"docker.io":{"Mirrors":[],"Name":"docker.io","Official":true,'
        '"Secure":true}},"InsecureRegistryCIDRs":null,"Mirrors":null}'
    )


def test_the_host_is_the_first_field() -> None:
    assert shown("volume", "{{.Host}} {{json .}}", {"Name": "v"}, "web1").startswith(
        'web1 {"Host":"web1","Driver":""'
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("container", {"ID": "1", "State": {"Running": True}}),  # as in 1.5
        ("container", {**CONTAINER, "Mounts": {}}),
        ("image", {"id": "1"}),
        ("info", {"Containers": 1}),
        ("version", {"Client": {}, "Server": {"Version": "0.6.3"}}),
    ],
)
def test_values_that_do_not_match_have_no_type(kind: str, value: dict[str, Any]) -> None:
    assert docker_types.typed(kind, value, None) is None
