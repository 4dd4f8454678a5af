"""Real interactive shells on a terminal: the input is what is typed, the output is the screen."""

from __future__ import annotations

import shlex
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pyte

from tests import forking

COMPLETIONS = Path(__file__).parents[3] / "docker15_cli" / "completion" / "scripts"
_TIMEOUT = 20.0  # seconds, for what should take a fraction of one
_ROWS, _COLUMNS = 60, 200
_PROMPT = "$ "
_END = "%"  # typed after a Tab: when it is shown, the shell has finished with the Tab
_ARGV = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "--no-rcs", "-i"],
    # No features unknown to pyte: since version 4, fish would request kitty's keyboard.
    "fish": ["fish", "--features=no-keyboard-protocols,no-query-term", "-i"],
}
# The same prompt everywhere, and no questions before a long list.
_PROMPTS = {
    "bash": "bind 'set show-all-if-ambiguous on'; bind 'set page-completions off';"
    " bind 'set enable-bracketed-paste off'; PS1='$ '",
    "zsh": "unsetopt prompt_sp; unset zle_bracketed_paste; PS1='$ '; LISTMAX=1000",
    "fish": "function fish_prompt; echo -n '$ '; end; set -g fish_autosuggestion_enabled 0",
}
# How a user loads the script.
_SET_UP = {
    "bash": "source {directory}/docker15.bash",
    "zsh": "fpath=({directory} $fpath); autoload -Uz compinit; compinit -D",
    "fish": "source {directory}/docker15.fish",
}


class Program:
    """A `docker15` for the PATH that records each of its runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._log = directory / "runs"
        directory.mkdir(exist_ok=True)
        script = directory / "docker15"
        command = shlex.join(forking.program())
        script.write_text(f'#!/bin/sh\necho "$*" >> {self._log}\nexec {command} "$@"\n')
        script.chmod(0o755)

    @property
    def runs(self) -> list[str]:
        """The arguments of each run, as one line."""
        return self._log.read_text().splitlines() if self._log.exists() else []


class _Screen(pyte.Screen):
    """A screen that answers queries, as terminals do; since version 4, fish waits for that."""

    def __init__(self, answer: Callable[[str], object]) -> None:
        super().__init__(_COLUMNS, _ROWS)
        self._answer = answer
        self._rows = [""] * _ROWS

    def rows(self) -> list[str]:
        """The lines of `display`, without trailing blanks; only changed ones are read."""
        for number in self.dirty:
            row = self.buffer[number]
            self._rows[number] = "".join(row[column].data for column in range(_COLUMNS)).rstrip()
        self.dirty.clear()
        return list(self._rows)

    def write_process_input(self, data: str) -> None:
        self._answer(data)


class Shell:
    """A shell with docker15's completion; `name` is bash, zsh or fish."""

    def __init__(
        self,
        name: str,
        home: Path,
        environ: Mapping[str, str],
        program: Program,
        set_up: str = "",
    ) -> None:
        """`environ` is on top of little else; `set_up` replaces reading the script."""
        self._shown: list[str] = []
        self._screen = _Screen(lambda answer: self._child.send(answer))
        self._stream = pyte.ByteStream(self._screen)
        variables = {
            "HOME": str(home),
            "PATH": f"{program.directory}:/usr/bin:/bin",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "DOCKER15_ENGINE": "none",
            **environ,
        }
        command, *args = _ARGV[name]
        if name == "fish":  # else version 3 makes a directory in /tmp, which stays
            variables.setdefault("XDG_RUNTIME_DIR", str(home / ".run"))
            (home / ".run").mkdir(mode=0o700, exist_ok=True)
        # Without it, fish reads all manual pages of the machine in the background.
        (home / ".local/share/fish/generated_completions").mkdir(parents=True, exist_ok=True)
        self._child = pexpect.spawn(
            shutil.which(command) or command,
            args,
            env=variables,
            cwd=str(home),
            dimensions=(_ROWS, _COLUMNS),
            timeout=_TIMEOUT,
        )
        self._child.delaybeforesend = None
        self.run(_PROMPTS[name])
        self.run(set_up or _SET_UP[name].format(directory=COMPLETIONS))

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_error: object) -> None:
        self._child.close(force=True)

    def run(self, command: str) -> None:
        """Run a command line that prints nothing, and clear the screen."""
        self._child.send(f"{command}; clear; printf 'rea%s\\n' dy\r")
        self._wait(lambda lines: "ready" in lines and lines[-1] == _PROMPT.strip())
        self._child.send("clear\r")
        self._wait(lambda lines: lines == [_PROMPT.strip()])

    def line(self, typed: str, end: str = _END) -> str:
        """What a line becomes with Tab, up to the cursor; `end` is what comes after it."""
        self._child.send(f"{typed}\t{_END}")
        self._wait(lambda lines: any(line.endswith(end) for line in lines))
        (line,) = (line for line in self._lines if line.endswith(end))
        self._shown = self._lines
        self._leave()
        return line.removeprefix(_PROMPT).removesuffix(end)

    def offers(self, typed: str, *expected: str) -> str:
        """The screen after a Tab, once all that is expected is on it."""
        self._child.send(f"{typed}\t")
        try:
            self._wait(lambda lines: all(text in "\n".join(lines[1:]) for text in expected))
            return "\n".join(self._lines)
        finally:
            self._leave()

    @property
    def shown(self) -> list[str]:
        """The screen of the last `line`."""
        return self._shown

    def _leave(self) -> None:
        self._child.send("\x05\x15")  # Ctrl-E, Ctrl-U; a Ctrl-C could discard what follows it
        self.run("true")

    @property
    def _lines(self) -> list[str]:
        rows = self._screen.rows()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _wait(self, condition: Callable[[list[str]], bool]) -> None:
        deadline = time.monotonic() + _TIMEOUT
        while not condition(lines := self._lines):
            screen = "\n".join(lines)
            assert time.monotonic() < deadline, f"the screen stays at:\n{screen}"
            try:
                self._stream.feed(self._child.read_nonblocking(65536, 0.05))
            except pexpect.TIMEOUT:
                continue
