"""`docker15 context inspect`."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli import jsontext
from docker15_cli.app import App
from docker15_cli.cli import format_option
from docker15_cli.cli.command import NOT_APPLICABLE
from docker15_cli.cli.command import command as docker15_command
from docker15_cli.cli.context_options import existing
from docker15_cli.cli.parameters import argument
from docker15_cli.config.contexts import DEFAULT
from docker15_cli.errors import Docker15Error
from docker15_cli.jsontypes import JsonObject
from docker15_cli.output.json_indent import indent

_NOWHERE = "<IN MEMORY>"  # what docker shows for `default`


@docker15_command(
    usage="[CONTEXT...]",
    multi_engine=NOT_APPLICABLE,
    examples=(
        "docker15 context inspect work",
        "docker15 context inspect -f '{{.Endpoints.docker.Host}}' work",
    ),
    manual=(
        "Prints contexts as a JSON array, in the order given; without a name, the one in use. A "
        "missing one is an error on stderr, and the array is still valid JSON.",
    ),
    related=("context export", "context ls"),
)
@argument("names", nargs=-1, metavar="CONTEXT", completes="contexts")
@format_option.for_object(
    "Name", "Metadata.Description", "Endpoints.docker.Host", "Endpoints.docker.SkipTLSVerify"
)
def command(app: App, names: Sequence[str], format_: str) -> int:
    template = format_option.compiled(format_)
    found: list[JsonObject] = []
    status = 0
    for name in names or [app.user.context]:
        try:
            found.append(_shown(app, name))
        except Docker15Error as error:
            app.streams.error(str(error))
            status = 1
    if template:
        for value in found:
            app.streams.line(format_option.render(template, value))
    else:
        text = jsontext.encode(found)
        app.streams.line(text if format_ else indent(text))
    return status


def _shown(app: App, name: str) -> JsonObject:
    context, store = existing(app, name), app.user.context_store
    is_kept = name != DEFAULT
    return {
        "Name": name,
        "Metadata": context.meta.get("Metadata") or {},
        "Endpoints": context.meta.get("Endpoints") or {},
        "TLSMaterial": {endpoint: sorted(files) for endpoint, files in context.tls.items()},
        "Storage": {
            "MetadataPath": str(store.meta_directory(name)) if is_kept else _NOWHERE,
            "TLSPath": str(store.tls_directory(name)) if is_kept else _NOWHERE,
        },
    }
