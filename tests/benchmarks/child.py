"""Runs one command and reports what it used: `python child.py STDIN COMMAND [ARG...]`.

It is a small process of its own, because the kernel counts what the parent had in memory at the
fork towards the child's peak. Prints the seconds of wall time and of processor time (user and
system), the peak memory in bytes, and the exit status.
"""

import os
import sys
import time


def main() -> None:
    """Run it with stdin from a file, and discard its stdout."""
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
