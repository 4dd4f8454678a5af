"""An engine as it was at first, for the next test: whatever the last one did, and in any order."""

from __future__ import annotations

from tests.real_engines import raw


def clear(socket: str) -> None:
    """Remove all containers, and all images but busybox:latest."""
    for container in raw.json_of(socket, "/containers/json"):
        raw.request(socket, "POST", f"/containers/{container['Id']}/kill")  # else Podman would wait
    for container in raw.json_of(socket, "/containers/json?all=1"):
        raw.request(socket, "DELETE", f"/containers/{container['Id']}?force=1&v=1")
    for image in raw.json_of(socket, "/images/json"):
        for name in image.get("RepoTags") or [image["Id"]]:
            if not name.endswith("busybox:latest") or name.count("/") > 2:
                wanted = image["Id"] if "<none>" in name else name
                raw.request(socket, "DELETE", f"/images/{wanted}?force=1")
