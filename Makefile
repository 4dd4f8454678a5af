# For a fresh Debian machine: python3 (>= 3.10, with venv), make and git are all that must be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-cache-dir

# A plain line in a .pth: the finder that setuptools makes otherwise is 10 ms of imports at each start.
EDITABLE := install --config-settings editable_mode=compat --editable

SUMS := cd dist && sha256sum docker15* >SHA256SUMS

# Where the environment says so, Python compiles docker15 anew at each start: half as long again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help venv demo test coverage lint bench soak compare docs picture site dist deb clean

help:
	@echo 'make demo    a tour of docker15 on a real engine'
	@echo 'make test    ruff, mypy and all tests, on the test engine and on real ones'
	@echo 'make coverage the same, with the branch coverage of each room, held to its floor'
	@echo 'make lint    ruff and mypy alone'
	@echo 'make bench   docker15 against docker and curl'
	@echo 'make soak    sessions at random, with faults and signals: an hour; make soak SESSIONS=100'
	@echo 'make compare docker15 against docker, line by line: an hour; make compare ONLY=EXPRESSION ENGINE=docker-sid'
	@echo 'make docs    make the manual pages and the completions anew, from the declarations'
	@echo 'make picture docs/terminal.svg anew, of a session on test engines'
	@echo 'make site    README.md and docs/ as a site, in build/site/'
	@echo 'make dist    the wheel, the source distribution and docker15.pyz, reproducible, in dist/'
	@echo 'make deb     the package for Debian, in dist/'
	@echo 'make venv    docker15 and the tools, in $(VENV)'
	@echo 'make clean   remove $(VENV) and all that was generated'

# docker15 itself: all that the demo needs. What this Python compiles stays in $(VENV), whoever starts it.
$(VENV)/.installed: setup.cfg pyproject.toml Makefile
	$(PYTHON) -m venv $(VENV)
	echo 'import sys; sys.pycache_prefix = sys.prefix + "/pycache"' \
	    >"$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pycache.pth"
	$(PIP) $(EDITABLE) .
	rm -rf *.egg-info
	$(BIN)/python -m compileall -q docker15_cli
	touch $@

# What the tests need on top.
$(VENV)/.tools: $(VENV)/.installed
	$(PIP) $(EDITABLE) '.[dev]'
	rm -rf *.egg-info
	$(BIN)/python -m tools.dependencies
	touch $@

venv: $(VENV)/.tools

demo: $(VENV)/.installed
	@$(BIN)/python -m tests.demo

test: lint
	$(PYTHON) -B -m tests.real_engines.install test
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(MORE)

# Apart: traced, a session of ten megabytes takes longer than a test may.
coverage:
	$(MAKE) test MORE=--coverage

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks

soak: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks.soak --sessions $(or $(SESSIONS),2000)

compare: $(VENV)/.tools
	$(BIN)/python -m tests.benchmarks.compare --only '$(ONLY)' $(if $(ENGINE),--engine $(ENGINE))

docs: $(VENV)/.installed
	$(BIN)/python -m tools.docs

picture: $(VENV)/.tools
	$(BIN)/python -m tests.picture

# The pages lie as in the source, so that their links hold.
site: $(VENV)/.tools
	rm -rf build/pages && mkdir -p build/pages
	cp -r *.md docs build/pages/
	$(BIN)/mkdocs build --quiet --strict
	@echo build/site/index.html

dist: $(VENV)/.tools
	$(BIN)/python -m tools.dist
	$(SUMS)

# Of what is committed; dpkg-checkbuilddeps says what has to be installed.
deb:
	rm -rf build/deb && mkdir -p build/deb/docker15 dist
	git archive HEAD | tar -x -C build/deb/docker15
	cd build/deb/docker15 && dpkg-checkbuilddeps && dpkg-buildpackage --no-sign --build=binary
	mv build/deb/*.deb dist/ && rm -rf build/deb
	$(SUMS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
