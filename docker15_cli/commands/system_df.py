"""`docker15 system df`."""

from __future__ import annotations

from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import MERGED
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.parameters import switch
from docker15_cli.usage import disk


@docker15_command(
    multi_engine=MERGED,
    examples=("docker15 system df", "docker15 system df -v"),
    manual=(
        "Shows the disk space that images, containers, volumes and the build cache use, and how "
        "much of it `system prune -a --volumes` could reclaim. Layers that images share are "
        "counted once, if the engine reports them; Podman 4 does not. The engine looks at every "
        "file, which may take a while. Before API 1.25 this is an error that names the version.",
        format_option.MANUAL,
    ),
    related=("system prune", "images", "ps", "volume ls"),
)
@switch("-v", "--verbose", help="Show each image, container, volume and cache record.")
@format_option.for_rows(lambda: (*disk.SUMMARY, *(key for key, _, _ in disk.SECTIONS)))
def command(app: App, verbose: bool, format_: str) -> int:
    return disk.show_all(app, format_) if verbose else disk.show(app, format_)
