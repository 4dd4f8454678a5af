"""Random sessions through a relay that misbehaves, with signals: does docker15 ever lie?

python -m tests.benchmarks.soak --sessions 2000 --engine podman,dockerd,native --seed 1
python -m tests.benchmarks.soak --engine podman --replay 1234567

`plan.py` draws a session from its seed, `fleet.py` has the engines, `play.py` runs it, and
`model.py` says what may come out.
"""
