"""What docker15.pyz is made of, for those who look for known faults in it: CycloneDX 1.6, JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import Distribution
from typing import Any

from tools.dist import bundled

_LICENCES = {  # what packages without a License-Expression say → its name at SPDX
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def text(dependencies: Sequence[Distribution], epoch: int) -> str:
    """The document. `epoch` is its time."""
    components = [_component(one) for one in dependencies]
    own = {
        "type": "application",
        "bom-ref": _purl("docker15", bundled.VERSION),
        "name": "docker15",
        "version": bundled.VERSION,
        "purl": _purl("docker15", bundled.VERSION),
        "licenses": [{"expression": "Apache-2.0"}],
    }
    refs = {bundled.name_of(one): _ref(one) for one in dependencies}
    direct = bundled.required()
    wanted = [(own["bom-ref"], direct)]
    wanted += [(_ref(one), bundled.requirements(one)) for one in dependencies]
    document: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, timezone.utc).isoformat(),
            "component": own,
        },
        "components": components,
        "dependencies": [
            {"ref": ref, "dependsOn": [refs[name] for name in names]} for ref, names in wanted
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document))
    return json.dumps({**document, "serialNumber": f"urn:uuid:{serial}"}, indent=2) + "\n"


def _component(one: Distribution) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": _ref(one),
        "name": bundled.name_of(one),
        "version": one.version,
        "purl": _ref(one),
    }
    licence = _licence(one)
    return {**found, "licenses": [{"expression": licence}]} if licence else found


def _licence(one: Distribution) -> str:
    """By its name at SPDX; "" if the package does not say it so that it is sure."""
    if "License-Expression" in one.metadata:
        return one.metadata["License-Expression"]
    classifiers = one.metadata.get_all("Classifier") or []
    names = [line.rpartition(":: ")[2] for line in classifiers if line.startswith("License ::")]
    known = [_LICENCES[name] for name in names if name in _LICENCES]
    return known[0] if len(known) == 1 else ""


def _ref(one: Distribution) -> str:
    return _purl(bundled.name_of(one), one.version)


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"
