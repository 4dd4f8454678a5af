"""The import rules of the house (CONTRIBUTING.md), and what a start may import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import docker15_cli
from docker15_cli.cli import COMMANDS

ROOT = Path(docker15_cli.__file__).parent
PACKAGE = ROOT.name
# room → the rooms that it may import besides itself; errors.py is everybody's.
ROOMS: dict[str, set[str]] = {
    "commands": {"api", "output", "config", "terminal", "archive", "app", "completion"},
    "api": {"dialects", "transport", "wire"},
    "completion": {"cli", "commands", "config", "transport", "wire"},
    "manual": {"cli", "commands", "completion"},
    "dialects": set(),
    "wire": set(),
    "transport": {"wire", "config"},
    "terminal": set(),
    "archive": set(),
    "config": set(),
    "output": set(),
}
STANDARD_LIBRARY_ONLY = {"dialects", "wire", "archive", "config", "terminal"}
THIRD_PARTY = {
    "click": {"cli.py", "main.py", "commands", "completion/declared.py", "manual"},
    "rich": {"output/progress.py"},
    "requests": {"transport/session.py"},
    "requests_unixsocket": {"transport/session.py"},
    "urllib3": {"transport/session.py"},
}
MAY_END_THE_PROCESS = {"main.py"}
MAY_WRITE = {"main.py", "output"}


def modules() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text())


def room_of(module: str) -> str:
    """The directory, or the file at the top."""
    return module.partition("/")[0]


def imports(module: str) -> Iterator[str]:
    """The dotted names that a module imports, at its top or inside a function; not for types."""
    package = [PACKAGE, *Path(module).parent.parts]
    parsed = tree(module)
    for_types = {
        id(inner)
        for node in ast.walk(parsed)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in (node for node in ast.walk(parsed) if id(node) not in for_types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def is_in(module: str, places: set[str]) -> bool:
    return module in places or room_of(module) in places


each_module = pytest.mark.parametrize("module", modules())


@each_module
def test_rooms(module: str) -> None:
    room = room_of(module)
    if room not in ROOMS:
        assert "/" not in module, f"a new room: say what {room} may import"
        return
    own = [name.split(".") for name in imports(module) if name.startswith(f"{PACKAGE}.")]
    entered = {parts[1] for parts in own}
    assert entered <= ROOMS[room] | {room, "errors", "__version__"}


@each_module
def test_other_peoples_libraries(module: str) -> None:
    roots = {name.partition(".")[0] for name in imports(module)}
    foreign = roots - set(sys.stdlib_module_names) - {PACKAGE}
    assert foreign <= set(THIRD_PARTY)
    for library in foreign:
        assert is_in(module, THIRD_PARTY[library]), f"{module} imports {library}"
    assert not (foreign and room_of(module) in STANDARD_LIBRARY_ONLY)


def test_the_rule_about_libraries_is_used() -> None:
    """A line of the table that nobody needs any more goes."""
    used = {name.partition(".")[0] for module in modules() for name in imports(module)}
    assert {"click", "requests", "requests_unixsocket", "urllib3"} <= used


@each_module
def test_no_command_imports_another(module: str) -> None:
    if room_of(module) != "commands":
        return
    own = [name.split(".") for name in imports(module)]
    others = {parts[2] for parts in own if parts[:2] == [PACKAGE, "commands"] and len(parts) > 2}
    public = {name for name in others if not name.startswith("_")}
    assert public <= {"login"}  # whose prompts `push` shows when it is refused


@each_module
def test_only_main_ends_the_process(module: str) -> None:
    if is_in(module, MAY_END_THE_PROCESS):
        return
    for node in ast.walk(tree(module)):
        assert not _is_call_of(node, {"exit", "quit", "sys.exit", "os._exit", "os.abort"})
        assert not (isinstance(node, ast.Name) and node.id == "SystemExit")


@each_module
def test_only_output_writes(module: str) -> None:
    if is_in(module, MAY_WRITE):
        return
    for node in ast.walk(tree(module)):
        assert not _is_call_of(node, {"print", "click.echo", "click.secho"})
        assert not _is_attribute(node, {"sys.stdout", "sys.stderr"})


def _is_call_of(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in names


def _is_attribute(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in names


def test_the_house_names_what_commands_share() -> None:
    """CONTRIBUTING.md's table: a file of theirs is found there, and none that is gone."""
    house = (ROOT.parent / "CONTRIBUTING.md").read_text()
    (row,) = (line for line in house.splitlines() if line.startswith("| `commands/`"))
    shared = {path.name for path in (ROOT / "commands").glob("_[a-z]*.py")}
    assert set(re.findall(r"`(_\w+\.py)`", row)) == shared


HEAVY = {"requests", "urllib3", "rich", "http.client", "ssl", "asyncio"}
STARTS = ["--version", "--help", *(f"{name} --help" for name in sorted(COMMANDS)), "ps --nosuch"]


@pytest.mark.parametrize("command", STARTS)
def test_what_a_start_imports(command: str) -> None:
    """Measured on the real thing: the names that Python says it has imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", PACKAGE, *command.split()],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    imported = {line.rpartition("|")[2].strip() for line in lines}
    assert {"docker15_cli.main", "click"} <= imported
    assert not imported & HEAVY


def test_importing_the_package_imports_nothing() -> None:
    script = "import sys; a = set(sys.modules); import docker15_cli; print(*set(sys.modules) - a)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"docker15_cli"
