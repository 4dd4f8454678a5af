"""`docker15` and `python -m docker15_cli`: from the first instruction on a signal ends it silently.

Whatever is imported before that costs; these are compiled into Python itself.
"""

import _signal  # type: ignore[import-not-found]  # `signal` makes enumerations
import os


def _end(number: int, frame: object) -> None:
    """Nothing has been done yet that would have to be undone."""
    os._exit(128 + number)


for _number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP, _signal.SIGQUIT):
    if _signal.getsignal(_number) != _signal.SIG_IGN:  # nohup, or a script's `&`, means it
        _signal.signal(_number, _end)


def main() -> None:
    """The `docker15` executable."""
    from docker15_cli.main import main as run

    run()


if __name__ == "__main__":
    main()
