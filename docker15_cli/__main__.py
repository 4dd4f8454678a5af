"""`docker15` and `python -m docker15_cli`: from its first instruction on a signal ends it quietly.

Imports above the handlers would delay them; the two modules used here are built into Python.
"""

import _signal  # type: ignore[import-not-found]  # `signal` builds enums, which takes time
import os


def _end(number: int, frame: object) -> None:
    """Exit at once: nothing has been done yet that would have to be undone."""
    os._exit(128 + number)


for _number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP, _signal.SIGQUIT):
    if _signal.getsignal(_number) != _signal.SIG_IGN:  # ignored by nohup, or `&` in a script
        _signal.signal(_number, _end)


def main() -> None:
    """The `docker15` executable."""
    from docker15_cli.main import main as run

    run()


if __name__ == "__main__":
    main()
