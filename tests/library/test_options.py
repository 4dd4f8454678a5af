"""The library has the command line's options, all of them and no others."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import click
import pytest

from docker15_cli.building.options import OPTIONS as OF_BUILDS
from docker15_cli.container.options import container_options
from docker15_cli.library import BuildOptions, ContainerOptions, Engine, options

# Meaningless without a command line, or an argument of `run`.
NOT_OFFERED = {"attach", "cidfile", "rm", "quiet", "disable_content_trust", "image", "command"}


def declared() -> click.Command:
    @click.command()
    @container_options
    def command(**_: object) -> None: ...

    return command


def test_options_of_containers() -> None:
    params = {str(param.name): param for param in declared().params}
    assert set(params) - NOT_OFFERED == set(get_type_hints(ContainerOptions))
    hints = get_type_hints(ContainerOptions)
    assert {name for name in hints if hints[name] == options.Texts} == {
        name for name in hints if getattr(params[name], "multiple", False)
    }
    assert {name for name in hints if hints[name] is bool} == {
        name for name in hints if params[name].type.name == "bool"
    }


def test_options_of_builds() -> None:
    hints = get_type_hints(BuildOptions)
    assert set(hints) == {row.key for row in OF_BUILDS}
    repeated = {row.key for row in OF_BUILDS if row.repeated}
    assert {name for name in hints if hints[name] == options.Texts} == repeated


def test_defaults_are_the_command_lines() -> None:
    theirs = declared().make_context("run", ["busybox"]).params
    ours = options.of_container({})
    assert {name: theirs[name] for name in ours} | {"quiet": True} == ours


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("A=1", ("A=1",)),
        (["A=1", "B"], ("A=1", "B")),
        ({"A": "1", "B": ""}, ("A=1", "B=")),
        ((), ()),
    ],
)
def test_texts(given: options.Texts, wanted: tuple[str, ...]) -> None:
    assert options.texts(given) == wanted


def test_every_method_has_a_docstring() -> None:
    methods = [
        (name, method)
        for name, method in vars(Engine).items()
        if not name.startswith("_") and callable(method)
    ]
    assert len(methods) > 15
    assert [name for name, method in methods if not inspect.getdoc(method)] == []
