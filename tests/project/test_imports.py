"""The import rules (CONTRIBUTING.md), and what a start may import.

Imports inside functions and those for type checkers count like others.
"""

from __future__ import annotations

import ast
import functools
import graphlib
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path

import docker15_cli
from docker15_cli.cli.command_table import COMMANDS

ROOT = Path(docker15_cli.__file__).parent
PACKAGE = ROOT.name
EVERYBODYS = {
    *("errors", "jsontext", "jsontypes", "natural_order", "patterns", "record", "__version__"),
}
# A room, or a file at the top → the rooms that it may import besides itself, all below it.
MAY_IMPORT: dict[str, Set[str]] = {
    "__main__.py": {"main"},
    "main.py": {"cli", "app", "completion"},
    "commands": {
        *("container", "attach", "cli", "fanout", "app", "api", "completion", "gotemplate"),
        *("dialects", "contract", "terminal", "archive", "output", "config", "prune"),
        *("usage", "waiting", "logs", "building", "copying"),
    },
    "library": {
        *("building", "copying", "container", "logs", "attach", "cli", "fanout", "app", "api"),
        *("contract", "output", "terminal", "archive", "transport"),
    },
    "building": {"container", "cli", "app", "api", "contract", "config", "archive"},
    "copying": {"cli", "app", "api", "contract", "archive"},
    "waiting": {
        *("logs", "attach", "cli", "fanout", "app", "api", "contract", "output"),
        "transport",
    },
    "logs": {"attach", "cli", "fanout", "app", "api", "contract", "output", "terminal"},
    "usage": {"cli", "fanout", "app", "api", "contract", "output", "terminal"},
    "prune": {"cli", "fanout", "app", "api", "contract", "output", "terminal"},
    "container": {
        *("attach", "cli", "app", "api", "contract", "output", "config", "terminal", "archive"),
    },
    "attach": {"cli", "app", "api", "contract", "output", "terminal"},
    "cli": {
        *("fanout", "app", "api", "contract", "output", "gotemplate", "config", "terminal"),
        "archive",
    },
    "fanout": {"app", "output"},
    "app.py": {"api", "transport", "config", "output"},
    "api": {"dialects", "contract", "transport", "wire", "archive"},
    "completion": {"transport", "wire", "config"},
    "transport": {"wire", "config"},
    "output": {"gotemplate"},
    "dialects": {"contract"},
    **dict.fromkeys(
        ("contract", "wire", "terminal", "archive", "config", "gotemplate"), frozenset()
    ),
    **dict.fromkeys(("errors.py", "jsontext.py", "jsontypes.py"), frozenset()),
    **dict.fromkeys(("natural_order.py", "patterns.py", "record.py"), frozenset()),
    "__init__.py": frozenset(),
}
STANDARD_LIBRARY_ONLY = {
    *("dialects", "contract", "wire", "archive", "config", "terminal", "gotemplate"),
}
THIRD_PARTY = {
    "click": {"cli", "main.py", "commands", "container", "attach", "waiting"},
    "rich": {"output/progress.py"},
    "requests": {"transport/session.py"},
    "typing_extensions": {"library"},  # for type checkers
    "requests_unixsocket": {"transport/session.py"},
    "urllib3": {"transport/session.py"},
}
MAY_END_THE_PROCESS = {"__main__.py", "main.py"}
MAY_WRITE = {"main.py", "output"}


def modules() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text())


def room_of(module: str) -> str:
    """A module's room: the directory, or the file at the top."""
    return module.partition("/")[0]


def imports(module: str) -> Iterator[str]:
    """The dotted names that a module imports."""
    package = [PACKAGE, *Path(module).parent.parts]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def is_in(module: str, places: set[str]) -> bool:
    return module in places or room_of(module) in places


def offences(rule: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    """What breaks a rule, by module."""
    found = {module: sorted(rule(module)) for module in modules()}
    return {module: names for module, names in found.items() if names}


def test_rooms_only_import_lower_rooms() -> None:
    assert offences(_upward) == {}


def _upward(module: str) -> set[str]:
    room = room_of(module)
    if room not in MAY_IMPORT:
        return {f"a new room: say what {room} may import"}
    own = {name.split(".")[1] for name in imports(module) if name.startswith(f"{PACKAGE}.")}
    return own - MAY_IMPORT[room] - EVERYBODYS - {room}


def test_no_import_cycles() -> None:
    graph = {module: set(_files(module)) - {module} for module in modules()}
    graphlib.TopologicalSorter(graph).prepare()  # CycleError names the files of a cycle


def _files(module: str) -> Iterator[str]:
    """The files of the package that a module imports."""
    for name in imports(module):
        own = name.split(".")[1:] if name.startswith(f"{PACKAGE}.") else []
        for parts in (own, own[:-1]):
            file = "/".join(parts) + ".py"
            if parts and (ROOT / file).is_file():
                yield file


def test_third_party_libraries() -> None:
    assert offences(_not_its_library) == {}


def _not_its_library(module: str) -> set[str]:
    roots = {name.partition(".")[0] for name in imports(module)}
    foreign = roots - set(sys.stdlib_module_names) - {PACKAGE}
    if room_of(module) in STANDARD_LIBRARY_ONLY:
        return foreign
    return {name for name in foreign if not is_in(module, THIRD_PARTY.get(name, set()))}


def test_the_rule_about_libraries_is_used() -> None:
    """The table has no line that isn't needed any more."""
    used = {name.partition(".")[0] for module in modules() for name in imports(module)}
    assert used >= set(THIRD_PARTY)


def test_a_file_of_commands_is_a_command_and_imports_no_other() -> None:
    files = {module.name for module in (ROOT / "commands").glob("*.py")} - {"__init__.py"}
    assert files == {f"{module}.py" for module, _, _ in COMMANDS.values()}
    assert offences(_other_commands) == {}


def _other_commands(module: str) -> set[str]:
    if room_of(module) != "commands":
        return set()
    own = [name.split(".") for name in imports(module)]
    others = {parts[2] for parts in own if parts[:2] == [PACKAGE, "commands"] and len(parts) > 2}
    return others - {"login"}  # whose prompts `push` shows if it is refused


def test_only_main_ends_the_process() -> None:
    assert offences(_ends_the_process) == {}


def _ends_the_process(module: str) -> Iterator[str]:
    for node in () if is_in(module, MAY_END_THE_PROCESS) else ast.walk(tree(module)):
        named = isinstance(node, ast.Name) and node.id == "SystemExit"
        if named or _is_call_of(node, {"exit", "quit", "sys.exit", "os._exit", "os.abort"}):
            yield ast.unparse(node)


def test_only_output_writes() -> None:
    assert offences(_writes) == {}


def _writes(module: str) -> Iterator[str]:
    for node in () if is_in(module, MAY_WRITE) else ast.walk(tree(module)):
        written = _is_attribute(node, {"sys.stdout", "sys.stderr"})
        if written or _is_call_of(node, {"print", "click.echo", "click.secho"}):
            yield ast.unparse(node)


def _is_call_of(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in names


def _is_attribute(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in names


HEAVY = {"requests", "urllib3", "rich", "http.client", "ssl", "asyncio"}
STARTS = ["--version", "--help", *(f"{name} --help" for name in sorted(COMMANDS)), "ps --nosuch"]
# Runs each command line in its own child, and prints one line for each: what it has imported.
_EACH_START = """
import os, sys
from docker15_cli import main
out = os.dup(1)
for line in sys.argv[1:]:
    if not os.fork():
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        main._run(line.split())
        os.write(out, f"{line}: {' '.join(sorted(sys.modules))}\\n".encode())
        os._exit(0)
    os.wait()
"""


def test_what_a_start_imports() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EACH_START, *STARTS], capture_output=True, text=True, check=True
    )
    lines = (line.partition(": ") for line in done.stdout.splitlines())
    imported = {start: set(names.split()) for start, _, names in lines}
    assert list(imported) == STARTS
    assert all({"docker15_cli.cli.root", "click"} <= names for names in imported.values())
    assert {start: names & HEAVY for start, names in imported.items() if names & HEAVY} == {}


def test_importing_the_package_imports_nothing() -> None:
    script = "import sys; a = set(sys.modules); import docker15_cli; print(*set(sys.modules) - a)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"docker15_cli"


def test_no_room_is_larger_than_a_fifth_of_the_package() -> None:
    lines: dict[str, int] = {}
    for module in modules():
        room = room_of(module)
        lines[room] = lines.get(room, 0) + len((ROOT / module).read_text().splitlines())
    assert [room for room, count in lines.items() if count > sum(lines.values()) / 5] == []
