"""Today's values for what a request leaves out: those of Docker 28.5.

`tests/real_engines/test_held.py` compares them with a real one.
"""

from __future__ import annotations

from typing import Any

HOST_CONFIG: dict[str, Any] = {
    "Binds": None,
    "ContainerIDFile": "",
    "LogConfig": {"Type": "json-file", "Config": {}},
    "NetworkMode": "bridge",
    "PortBindings": None,
    "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
    "AutoRemove": False,
    "ConsoleSize": [0, 0],
    "CgroupnsMode": "host",
    "IpcMode": "private",
    "OomScoreAdj": 0,
    "Privileged": False,
    "PublishAllPorts": False,
    "ReadonlyRootfs": False,
    "ShmSize": 67108864,
    "Runtime": "runc",
    "OomKillDisable": False,
    "MaskedPaths": ["/proc/kcore", "/proc/keys", "/sys/firmware"],
    "ReadonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"],
    **dict.fromkeys(
        ("VolumeDriver", "Cgroup", "PidMode", "UTSMode", "UsernsMode", "Isolation", "CgroupParent",
         "CpusetCpus", "CpusetMems"),
        "",
    ),
    **dict.fromkeys(
        ("CpuShares", "Memory", "NanoCpus", "BlkioWeight", "CpuPeriod", "CpuQuota", "CpuCount",
         "CpuRealtimePeriod", "CpuRealtimeRuntime", "MemoryReservation", "MemorySwap", "CpuPercent",
         "IOMaximumIOps", "IOMaximumBandwidth"),
        0,
    ),
    **dict.fromkeys(
        ("VolumesFrom", "CapAdd", "CapDrop", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts",
         "GroupAdd", "Links", "SecurityOpt", "BlkioWeightDevice", "BlkioDeviceReadBps",
         "BlkioDeviceWriteBps", "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps", "Devices",
         "DeviceCgroupRules", "DeviceRequests", "MemorySwappiness", "PidsLimit", "Ulimits"),
        None,
    ),
}  # fmt: skip

ENDPOINT: dict[str, Any] = {
    "IPAMConfig": None,
    "Links": None,
    "Aliases": None,
    "MacAddress": "",
    "DriverOpts": None,
    "GwPriority": 0,
    "NetworkID": "",
    "EndpointID": "",
    "Gateway": "",
    "IPAddress": "",
    "IPPrefixLen": 0,
    "IPv6Gateway": "",
    "GlobalIPv6Address": "",
    "GlobalIPv6PrefixLen": 0,
    "DNSNames": None,
}
"""A container's endpoint in a network."""

LEGACY_NETWORK: dict[str, Any] = {
    "Bridge": "",
    "HairpinMode": False,
    "LinkLocalIPv6Address": "",
    "LinkLocalIPv6PrefixLen": 0,
    "SecondaryIPAddresses": None,
    "SecondaryIPv6Addresses": None,
    "EndpointID": "",
    "Gateway": "",
    "GlobalIPv6Address": "",
    "GlobalIPv6PrefixLen": 0,
    "IPAddress": "",
    "IPPrefixLen": 0,
    "IPv6Gateway": "",
    "MacAddress": "",
}
"""What NetworkSettings has besides Networks, until 1.52."""

OF_BOTH = ("Gateway", "IPAddress", "IPPrefixLen", "MacAddress", "EndpointID")
"""The parts of an endpoint that are also there."""


def graph_driver(root: str, identifier: str = "", lower: str = "") -> dict[str, Any]:
    """Where the layers of a container (which has an id here) or of an image are."""
    names = ("MergedDir", "UpperDir", "WorkDir")
    data = {name: f"{root}/{name.removesuffix('Dir').lower()}" for name in names}
    if identifier:
        data["ID"] = identifier
    if identifier or lower:
        data["LowerDir"] = lower
    return {"Data": data, "Name": "overlay2"}
