"""python -m tests.fake_engine --socket PATH [--tcp HOST:PORT] [--cors] [--containers N]
[--api V]"""

from __future__ import annotations

import argparse
import signal
import threading

from . import Engine


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fake_engine", description="Run the test engine."
    )
    parser.add_argument("--socket", metavar="PATH", help="the unix socket to listen on")
    parser.add_argument(
        "--tcp", metavar="HOST:PORT", type=_address, help="also listen on TCP; port 0 is a free one"
    )
    parser.add_argument("--cors", action="store_true", help="send CORS headers")
    parser.add_argument(
        "--containers", metavar="N", type=int, default=0, help="begin with N ended containers"
    )
    parser.add_argument(
        "--api", metavar="VERSION", default="", help="be an engine of today, of 1.44 or later"
    )
    options = parser.parse_args()
    end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.set())
    with Engine(options.socket, options.tcp or False, cors=options.cors, api=options.api) as engine:
        engine.state.add_containers(options.containers)
        print("listening on", *filter(None, (engine.url, engine.tcp_url)), flush=True)
        end.wait()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host or "127.0.0.1", int(port)


if __name__ == "__main__":
    main()
