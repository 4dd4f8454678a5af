"""README.md and its pages in docs/: commands are run, and calls and messages exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

import docker15_cli
from docker15_cli.cli import groups
from docker15_cli.cli.command_table import COMMANDS, GROUPS
from docker15_cli.cli.go_flags import normalize
from docker15_cli.cli.root import root
from tests import readme
from tests.docker15 import Docker15
from tests.fake_engine import Engine
from tests.project.test_generated import command_lines
from tools.docs.introspect import load

pytestmark = pytest.mark.timeout(180)

TEXT = readme.TEXT
BLOCKS = readme.blocks(TEXT)
# The first command of a block → why it isn't run here. Its calls of docker15 are checked.
NOT_RUN = {
    "make demo     # the main commands on a real engine, each echoed before its output": (
        "tests/real_engines/test_demo.py does, and `make test` is what runs this"
    ),
    "export DOCKER_HOST=tcp://build.example DOCKER_TLS_VERIFY=1   # TLS, port 2376": (
        "no such hosts; tests/e2e/test_tls.py has engines with TLS"
    ),
    "docker15 -H ssh://deploy@build.example ps": (
        "no such host; tests/real_engines/test_ssh.py has an sshd of its own"
    ),
    "docker15 -H web1:4243 -H web2:4243 ps": (
        "no such hosts; tests/fanout/test_engines.py has several engines"
    ),
}


@pytest.fixture
def user(tmp_path: Path) -> Path:
    readme.prepare(tmp_path)
    return tmp_path


def on_the_test_engine() -> list[object]:
    found = [block for block in BLOCKS if block.engine == "1.5" and block.name not in NOT_RUN]
    return [pytest.param(block, id=block.name) for block in found]


@pytest.mark.parametrize("block", on_the_test_engine())
def test_a_block_runs(block: readme.Block, user: Path) -> None:
    with Engine() as engine:
        engine.registry.add("busybox")
        readme.run(block, Docker15(user, engine.url))


def test_the_excluded_blocks_exist() -> None:
    assert set(NOT_RUN) <= {block.name for block in BLOCKS}


@pytest.mark.parametrize(
    "text",
    [
        "$ docker15 rnu busybox true\n",
        "$ docker15 run --nosuch busybox true\n",
        "$ docker15 run busybox echo hello\nhullo\n",
        "$ docker15 run busybox echo hello\nhello\nhello\n",
        "$ docker15 run busybox echo 'Error: none'\nError: none\n",
        "$ docker15 run busybox sh -c 'exit 3'\n",
        "$ docker15 run busybox sh -c 'exit 3'\n$ echo $?\n4\n",
        "$ true\n$ docker15 inspect nosuch\nError: No such container: nosuch\n",
    ],
)
def test_a_block_that_is_wrong_is_noticed(text: str, user: Path) -> None:
    (block,) = readme.blocks(f"```console\n{text}```")
    with Engine() as engine, pytest.raises(AssertionError):
        readme.run(block, Docker15(user, engine.url))


TYPED = [command.typed for block in BLOCKS for command in block.commands]


@pytest.mark.parametrize("typed", [typed for typed in TYPED if "docker15 " in typed])
def test_docker15_understands_a_call(typed: str) -> None:
    for words in command_lines(typed.partition("  #")[0]):
        name, *args = without_global_options(words)
        if name in GROUPS:
            name, args = groups.meaning(name, args)
        if name:
            load(name).make_context(f"docker15 {name}", args)


def test_commands_in_running_text_exist() -> None:
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    calls = re.findall(r"`docker15\s+([^`]+)`", prose)
    assert {without_global_options(call.split())[0] for call in calls} <= {"", *COMMANDS, *GROUPS}


def without_global_options(words: list[str]) -> list[str]:
    """The command, or an empty name if there is none, and its arguments."""
    ctx = click.Context(root)
    args = normalize(words, root.get_params(ctx), options_first=True)
    return root.make_parser(ctx).parse_args(args)[1] or [""]


def spellings() -> list[tuple[str, str, str]]:
    """(command, 0.6's spelling, today's spelling); "" is docker15 itself."""
    table = TEXT.partition("### Spellings\n")[2].partition("\n## ")[0]
    return [
        (command, *pair)
        for row in re.findall(r"^\| (`.*) \| (`.*) \| (.*) \|$", table, re.MULTILINE)
        for olds, news, commands in [[re.findall("`([^`]+)`", cell) for cell in row]]
        for command in commands or [""]
        for pair in zip(olds, news, strict=True)
    ]


@pytest.mark.parametrize(("command", "old", "new"), spellings())
def test_both_spellings_mean_the_same(command: str, old: str, new: str) -> None:
    declared = load(command) if command else root
    ctx = click.Context(declared)

    def parsed(text: str) -> dict[str, object]:
        args = normalize(text.split(), declared.get_params(ctx), options_first=True)
        options, rest, _ = declared.make_parser(ctx).parse_args(args)
        assert (bool(options), rest) == (True, [])
        return options

    assert parsed(old) == parsed(new)


def links() -> list[tuple[str, str]]:
    """(page, target) of each link to a file, or to a heading in one."""
    pages = [readme.README, *sorted(readme.ROOT.glob("docs/*.md"))]
    return [
        (str(page.relative_to(readme.ROOT)), target)
        for page in pages
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())
        if ":" not in target
    ]


@pytest.mark.parametrize(("page", "target"), links())
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    name, _, anchor = target.partition("#")
    path = (readme.ROOT / page).parent / name if name else readme.ROOT / page
    assert path.exists()
    if anchor:
        headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
        assert anchor in {
            re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings
        }


def test_the_readme_stays_short() -> None:
    assert len(readme.README.read_text().splitlines()) < 300


# -- messages


def texts_of_the_program() -> set[str]:
    """Every constant text in it, and every constant part of one that has something filled in."""
    return {
        node.value
        for path in Path(docker15_cli.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def quoted_messages() -> list[str]:
    _, _, section = TEXT.partition("# When something goes wrong\n")
    table = section.partition("\n# ")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_the_program_can_say_each_message() -> None:
    """Its constant pieces are in the program; `…` stands for what is filled in."""
    texts = texts_of_the_program()
    pieces = [piece.strip(" :;") for text in quoted_messages() for piece in text.split("…")]
    assert [piece for piece in pieces if not any(piece in text for text in texts)] == []


def test_messages_are_quoted() -> None:
    assert len(quoted_messages()) >= 15
