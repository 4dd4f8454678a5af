"""A declaration that lacks a hint is named, with its file, as soon as the tests load it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import pytest

from docker15_cli.cli.command import Command, command
from docker15_cli.cli.parameters import argument, option, switch
from docker15_cli.cli.root import root
from tools.docs import introspect

HINTS: dict[str, Any] = {"manual": ("It pauses.",), "related": ("stop",)}


def load(monkeypatch: pytest.MonkeyPatch, made: Command) -> Command:
    """Load a declaration as a command of docker15."""
    monkeypatch.setattr(root, "get_command", lambda ctx, name: made)
    return introspect.load("pause")


def declare(*declared: Callable[[Any], Any], **hints: Any) -> Command:
    def pause(**values: Any) -> None:
        """Do nothing."""

    for declaration in declared:
        pause = declaration(pause)
    pause.__module__ = "docker15_cli.commands.pause"
    return command(**hints)(pause)


def test_a_complete_declaration_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    made = declare(
        argument("container", completes="running"),
        option("--filter", completes=("id=", "label=")),
        option("--pull", type=click.Choice(["always", "never"])),
        switch("--all", help="All of them."),
        click.option("--hidden", hidden=True),
        **HINTS,
    )
    assert load(monkeypatch, made) is made


@pytest.mark.parametrize(
    ("declaration", "lack"),
    [
        (click.argument("container"), "completes of container"),
        (option("-s", "--signal"), "completes of --signal"),
        (click.option("--signal"), "completes of --signal"),
        (
            argument("container", completes="runing"),  # type: ignore[arg-type]
            "completes (no kind: 'runing') of container",
        ),
    ],
)
def test_a_value_without_a_completion(
    monkeypatch: pytest.MonkeyPatch, declaration: Callable[[Any], Any], lack: str
) -> None:
    with pytest.raises(introspect.Incomplete) as caught:
        load(monkeypatch, declare(declaration, **HINTS))
    assert str(caught.value) == f"pause in {__file__} does not declare {lack}"


@pytest.mark.parametrize("hint", HINTS)
def test_a_page_without_a_text(monkeypatch: pytest.MonkeyPatch, hint: str) -> None:
    with pytest.raises(introspect.Incomplete, match=f"pause in .* does not declare {hint}$"):
        load(monkeypatch, declare(**{**HINTS, hint: ()}))


def test_everything_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(introspect.Incomplete, match=r"completes of --signal, manual, related$"):
        load(monkeypatch, declare(option("--signal")))


def test_a_global_option_without_a_completion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root, "params", [*root.params, click.Option(["--profile"])])
    with pytest.raises(introspect.Incomplete, match=r"root\.py does not declare .* --profile$"):
        introspect.program()
