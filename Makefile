# For a fresh Debian machine: python3 (>= 3.10, with venv), make and git are all that must be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-cache-dir

# Where the environment says so, Python compiles docker15 anew at each start: half as long again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help venv demo test lint bench docs clean

help:
	@echo 'make demo    a tour of docker15 on a real engine'
	@echo 'make test    ruff, mypy and all tests, on the test engine and on real ones'
	@echo 'make lint    ruff and mypy alone'
	@echo 'make bench   docker15 against docker and curl'
	@echo 'make docs    make the manual pages and the completions anew, from the declarations'
	@echo 'make venv    docker15 and the tools, in $(VENV)'
	@echo 'make clean   remove $(VENV) and all that was generated'

# docker15 itself: all that the demo needs.
$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --editable .
	rm -rf *.egg-info
	$(BIN)/python -m compileall -q docker15_cli
	touch $@

# What the tests need on top.
$(VENV)/.tools: $(VENV)/.installed
	$(PIP) install --editable '.[dev]'
	rm -rf *.egg-info
	touch $@

venv: $(VENV)/.tools

demo: $(VENV)/.installed
	@PYTHONPYCACHEPREFIX='$(CURDIR)/$(VENV)/pycache' $(BIN)/python -m tests.demo

test: lint
	$(PYTHON) tests/engines/install.py test
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks

docs: $(VENV)/.installed
	$(BIN)/python -m docker15_cli.manual

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
