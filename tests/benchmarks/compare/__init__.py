"""The same command lines through docker and docker15: what differs, and why?

python -m tests.benchmarks.compare --engine dockerd,podman --only '^ps ' --verbose --keep FILE
python -m tests.benchmarks.compare --judge FILE    # what was kept, by the current rules

`lines.py` has the command lines, `world.py` the state from which each is run, `play.py` runs them,
`normal.py` removes what varies by itself, and `rules.py` says what may differ, by the predicates of
`same.py`, and where that is documented.
"""
