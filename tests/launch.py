"""Stands for docker15 in a script: has the forking.py named by its first argument run it.

It passes on its arguments, directory, environment, standard streams and signals, and exits as
docker15 does.
"""

import os
import signal
import socket
import sys

name, *arguments = sys.argv[1:]
connection = socket.socket(socket.AF_UNIX)
connection.connect(f"\0{name}")
parts = [os.getcwd(), "", str(len(arguments)), *arguments]
parts += [f"{variable}={value}" for variable, value in os.environ.items()]
data = os.fsencode("\0".join(parts))
socket.send_fds(connection, [len(data).to_bytes(4, "big")], [0, 1, 2])
connection.sendall(data)
pid = int.from_bytes(connection.recv(4), "big")
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda number, _: os.kill(pid, number))
code = int.from_bytes(connection.recv(4), "big", signed=True)
os._exit(code if code >= 0 else 128 - code)
