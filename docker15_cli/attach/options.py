"""The options of attached sessions; does not import the session, which `start` may not need."""

from __future__ import annotations

import click

from docker15_cli.app import App
from docker15_cli.cli.parameters import Callback, option, switch
from docker15_cli.terminal import keys

# A paragraph of manual pages.
DETACHING = (
    "On a terminal, the keys of `--detach-keys` detach: the container keeps running, and docker15 "
    "exits with status 0. After the first key, docker15 waits for the next one, however long that "
    "takes. Without a terminal, SIGINT, SIGTERM, SIGHUP and SIGQUIT are sent to the container; a "
    "1.5 engine can only stop or kill it."
)


def session_options(function: Callback) -> Callback:
    """`--sig-proxy` and `--detach-keys`."""
    return detach_keys_option(sig_proxy_option(function))


def sig_proxy_option(function: Callback) -> Callback:
    """`--sig-proxy`."""
    return switch(
        "-sig-proxy",
        "--sig-proxy",
        default=True,
        help="Pass signals on to the container.  [default: true]",
    )(function)


def _detach_keys(ctx: click.Context, param: click.Parameter, given: str | None) -> str:
    """The value on the command line, else that of docker's config.json."""
    if given is not None:
        return given
    app = ctx.find_object(App)  # None if the command line is only parsed, not run
    return (app.settings.detach_keys if app else "") or keys.DEFAULT


def detach_keys_option(function: Callback) -> Callback:
    """`--detach-keys`; its value is for `parse_keys`."""
    return option(
        "--detach-keys",
        callback=_detach_keys,
        metavar="KEYS",
        completes="keys",
        help="Keys that detach from the terminal; '' for none.  [default: ctrl-p,ctrl-q]",
    )(function)
