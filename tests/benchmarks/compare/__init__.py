"""The same command lines through docker and docker15: what is not the same, and why?

python -m tests.benchmarks.compare --engine dockerd,podman --only '^ps ' --verbose --keep FILE
python -m tests.benchmarks.compare --judge FILE    # what was kept, by the rules of now

`lines.py` has the command lines, `world.py` the state from which each is run, `play.py` runs them,
`normal.py` takes away what differs by itself, `rules.py` says what may differ, and where that is
documented, by the predicates of `same.py`.
"""
