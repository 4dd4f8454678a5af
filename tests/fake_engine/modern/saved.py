"""Images in one tar archive: /images/get, /images/load. Each layer is a whole file system."""

from __future__ import annotations

import io
import json
import tarfile

from .. import archive
from ..http import JSON
from ..routes import Route
from ..store import Image, split_tag
from .call import ModernCall, Refusal

_MANIFEST = "manifest.json"


def save_one(call: ModernCall) -> None:
    _save(call, [call.name])


def save(call: ModernCall) -> None:
    _save(call, call.request.values("names"))


def _save(call: ModernCall, names: list[str]) -> None:
    packed, manifest = io.BytesIO(), []
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name in names:
            image = _find(call, name)
            layer = io.BytesIO()
            archive.pack(image.layer, ".", layer)
            _add(tar, f"{image.id}/layer.tar", layer.getvalue())
            tags = [one for one in call.state.images.names(image.id) if name in (one, image.id)]
            tagged = name if ":" in name else f"{name}:latest"
            manifest.append({"Config": f"{image.id}.json", "RepoTags": tags or [tagged],
                             "Layers": [f"{image.id}/layer.tar"]})  # fmt: skip
        _add(tar, _MANIFEST, json.dumps(manifest).encode())
    call.response.headers["Content-Type"] = "application/x-tar"
    call.response.write(packed.getvalue())


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _find(call: ModernCall, name: str) -> Image:
    if not call.state.images.exists(name):
        raise Refusal(404, f"reference does not exist: No such image: {name}")
    return call.state.images.lookup(name)


def load(call: ModernCall) -> None:
    data = call.request.body.read()
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            files = {one.name: tar.extractfile(one) for one in tar.getmembers()}
            manifest = json.load(files[_MANIFEST] or io.BytesIO())
            found = [(one, (files[one["Layers"][0]] or io.BytesIO()).read()) for one in manifest]
    except (tarfile.TarError, KeyError):
        raise Refusal(500, "invalid tar header") from None
    call.response.headers["Content-Type"] = JSON
    for one, layer in found:
        identifier = one["Config"].removesuffix(".json")
        if not call.state.images.exists(identifier):
            directory = call.state.images.new_layer(identifier)
            archive.unpack(io.BytesIO(layer), directory)
            call.state.images.add(Image(identifier, directory))
        for name in one["RepoTags"]:
            call.state.images.tag(*split_tag(name), identifier)
            call.flushed_json({"stream": f"Loaded image: {name}\n"})


ROUTES: list[Route] = [
    ("GET", "/images/get", save),
    ("GET", "/images/{name}/get", save_one),
    ("POST", "/images/load", load),
]
