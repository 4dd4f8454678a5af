"""`docker15 insert`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docker15_cli.app import App
from docker15_cli.cli import image_names
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import argument
from docker15_cli.contract.shapes import Message
from docker15_cli.output import progress


@docker15_command(
    usage="IMAGE URL PATH",
    examples=("docker15 insert busybox http://example.com/motd /etc/motd",),
    manual=(
        "A 1.5 engine fetches URL and creates an image with the file at PATH. Later engines have "
        "no such call: docker15 then fetches the file and creates the image itself. The new "
        "image's id goes to stdout.",
    ),
    related=("build", "cp"),
)
@argument("image", completes="images")
@argument("url", completes="nothing")
@argument("path", completes="nothing")
def command(app: App, image: str, url: str, path: str) -> None:
    from docker15_cli.api.insert import insert

    image_names.known(app, image)
    made = _Result(insert(app.client, image, url, path))
    progress.show(made, app.streams)
    app.streams.line(made.identifier)


class _Result:
    """Passes on the progress messages, and keeps the id in the last one."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.identifier = ""
        self._messages = messages

    def __iter__(self) -> Iterator[Message]:
        for message in self._messages:
            self.identifier = message.get("Id") or self.identifier
            if "Id" not in message:
                yield message
