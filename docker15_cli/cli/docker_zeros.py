"""For `--format`: Go's zero values, in docker's types, of what engines send as null or leave out.

A null under any other key is shown as an empty list; any other missing key is an unknown field.
"""

from collections.abc import Mapping

from docker15_cli.gotemplate.values import NilList, NilMap, NilPointer

_MAPS = (
    *("Annotations", "Attributes", "Data", "Details", "DriverOpts", "ExposedPorts"),
    *("IndexConfigs", "Labels", "Networks", "Options", "PortBindings", "Ports", "Runtimes"),
    *("StorageOpt", "Sysctls", "Tmpfs", "Volumes"),
)
_POINTERS = (
    *("Health", "Healthcheck", "IPAMConfig", "ImageManifestDescriptor", "Init"),
    *("MemorySwappiness", "OomKillDisable", "PidsLimit", "SizeRootFs", "SizeRw", "StopTimeout"),
)
_LISTS = ("Mounts", "Shell")
_STRINGS = ("MacAddress", "OsVersion", "StopSignal", "Variant")
_SWITCHES = ("ArgsEscaped", "Experimental", "NetworkDisabled")

ZEROS: Mapping[str, object] = {
    **dict.fromkeys(_MAPS, NilMap()),
    **dict.fromkeys(_POINTERS, NilPointer()),
    **dict.fromkeys(_LISTS, NilList()),
    **dict.fromkeys(_STRINGS, ""),
    **dict.fromkeys(_SWITCHES, False),
}
