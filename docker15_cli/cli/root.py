"""The root of the command line: global options, and the commands, loaded on demand."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from docker15_cli import __version__
from docker15_cli.app import App, ConnectionOptions, GlobalOptions
from docker15_cli.cli.command import WithHelp, app_of, tagging_usage_errors
from docker15_cli.cli.command_table import COMMANDS, CONTAINERS, ENGINE, GROUPS, IMAGES
from docker15_cli.cli.go_flags import did_you_mean, normalize
from docker15_cli.cli.parameters import is_shown, option, option_row, switch
from docker15_cli.cli.types import Seconds
from docker15_cli.errors import UsageError

# click's own bounds of the help's width.
_LEAST_HELP, _MOST_HELP, _MARGIN = 50, 80, 2


class Root(WithHelp, click.Group):
    """docker15 itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, summary, _ = COMMANDS[name]
        found: click.Command = importlib.import_module(f"docker15_cli.commands.{module}").command
        found.help = f"{summary}."
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, *rest = args
        if name in GROUPS:
            return self._of_group(ctx, name, rest)
        command = self.get_command(ctx, name)
        if command is None:
            from docker15_cli.cli.foreign_commands import explanation

            if text := explanation(args):
                raise UsageError(text)
            hint = did_you_mean(name, [*COMMANDS, *GROUPS])
            raise UsageError(f"no such command: {name}{hint}")
        return name, command, rest

    def _of_group(
        self, ctx: click.Context, group: str, args: list[str]
    ) -> tuple[str, click.Command | None, list[str]]:
        from docker15_cli.cli import groups

        if groups.asks_for_help(args):
            app_of(ctx).streams.text(groups.help_of(ctx, group))
            ctx.exit(0)
        name, rest = groups.meaning(group, args)
        return f"{group} {args[0]}", self.get_command(ctx, name), rest

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            app_of(ctx).streams.text(f"{self.get_help(ctx)}\n")
            ctx.exit(0)
        with tagging_usage_errors(ctx):
            args = normalize(args, self.get_params(ctx), options_first=True)
            return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section in (CONTAINERS, IMAGES, ENGINE):
            rows = [(name, line) for name, (_, line, kind) in COMMANDS.items() if kind == section]
            with formatter.section(section):
                formatter.write_dl(rows)
        with formatter.section("Groups"):
            formatter.write_dl([(name, summary) for name, (summary, _) in GROUPS.items()])
        with formatter.section("Options"):
            formatter.write_dl([option_row(p) for p in self.get_params(ctx) if is_shown(p)])


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        app_of(ctx).streams.line(f"Docker15 version {__version__}, API 1.5")
        ctx.exit(0)


def _refuse_to_serve(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        raise UsageError(
            "docker15 is a client, not a daemon; it works with Docker 0.6, dockerd "
            "and `podman system service`"
        )


@click.group(
    cls=Root,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="COMMAND [ARG...]",
    epilog="See `docker15 help COMMAND` for a command's options.",
)
@option(
    "-H",
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    completes="hosts",
    help="Engine's address (unix:///path, tcp://host[:port], ssh://[user@]host, podman://), "
    "context, or @GROUP of `docker15 hosts`.",
)
@option(
    "-c",
    "--context",
    default="",
    metavar="NAME",
    completes="contexts",
    help="Use this docker context.",
)
@option(
    "--api-version",
    default="",
    metavar="VERSION",
    completes=("1.5",),
    help="Only use this API version.",
)
@option(
    "--config",
    default="",
    metavar="DIR",
    completes="directories",
    help="Directory of credentials and contexts, instead of $HOME.",
)
@switch("--tls", default=None, help="Use TLS without verifying the engine's certificate.")
@switch("--tlsverify", default=None, help="Use TLS, and verify the engine's certificate.")
@option(
    "--tlscacert",
    default="",
    metavar="FILE",
    completes="files",
    help="Trust certificates signed by this CA.",
)
@option(
    "--tlscert",
    default="",
    metavar="FILE",
    completes="files",
    help="Your TLS certificate.",
)
@option(
    "--tlskey", default="", metavar="FILE", completes="files", help="Key of your TLS certificate."
)
@option(
    "--timeout",
    type=Seconds(),
    metavar="SECONDS",
    completes="nothing",
    help="How long to wait for a connection, and for quick answers.",
)
@option(
    "--proxy",
    default="",
    metavar="URL",
    completes="nothing",
    help="Use this HTTP proxy: http://[user:password@]host:port.",
)
@switch("-D", "--debug", help="Show requests and answers on stderr.")
@click.option(
    "-d",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_refuse_to_serve,
    hidden=True,
    help="The daemon of 0.6.",
)
@click.option(
    "-v",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version of docker15.",
)
@click.pass_obj
def root(
    app: App,
    hosts: Sequence[str],
    context: str,
    api_version: str,
    config: str,
    tls: bool | None,
    tlsverify: bool | None,
    tlscacert: str,
    tlscert: str,
    tlskey: str,
    timeout: float | None,
    proxy: str,
    debug: bool,
) -> None:
    """A client for the Docker Remote API 1.5, and for today's engines."""
    connection = ConnectionOptions(
        context=context,
        tls=tls,
        tls_verify=tlsverify,
        tls_ca=tlscacert,
        tls_cert=tlscert,
        tls_key=tlskey,
        timeout=timeout,
        proxy=proxy,
        config_directory=config,
    )
    debug = debug or app.environ.get("DEBUG", "") not in ("", "0")
    app.configure(GlobalOptions(connection, api_version, debug), hosts)


def run(app: App, args: list[str]) -> Any:
    """Run `args`; return the exit status (None: 0). Raises Docker15Error and click's errors."""
    width = _help_width(app)
    with root.make_context("docker15", args, obj=app, terminal_width=width) as ctx:
        return root.invoke(ctx)


def _help_width(app: App) -> int:
    """The columns of the help, which click would find out itself, but slowly: it imports shutil."""
    wanted = 0
    with suppress(ValueError):
        wanted = int(app.environ.get("COLUMNS", ""))
    columns = wanted if wanted > 0 else app.streams.width
    return max(min(columns, _MOST_HELP) - _MARGIN, _LEAST_HELP)
