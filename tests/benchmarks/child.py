"""Runs one command and says what it took: `python child.py STDIN COMMAND [ARG...]`.

A process of its own, and a small one: the kernel counts what a child's parent had in memory at the
fork as the child's own peak. Prints wall seconds, seconds of processor time (its own and the
system's for it), peak memory in bytes and the exit status.
"""

import os
import sys
import time


def main() -> None:
    """Run it with stdin from a file and stdout to nowhere."""
    stdin, *argv = sys.argv[1:]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    begin = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    processor = usage.ru_utime + usage.ru_stime
    print(seconds, processor, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
