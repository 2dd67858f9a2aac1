# The project's contract: `make run` and `make test` are all a fresh machine with Python 3.11+ needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test soak bench matrix check fix assets wheel constraints clean

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.run  ## set everything up and open the coach
	@$(BIN)/coach $(ARGS)

# Three at once on two cores: most of the time a test waits for a screen, and two leave the cores more than half idle.
test: $(VENV)/.dev  ## set everything up and run the tests
	@$(BIN)/python -m pytest -n 3 -q $(ARGS)

soak: $(VENV)/.dev  ## the random tests of the store fifty times as long: more than 10,000 kills, some minutes
	@COACH_SOAK=50 $(BIN)/python -m pytest -n 2 -q tests/store/test_faults.py $(ARGS)

bench: $(VENV)/.dev  ## what opening, a key, a save and a reading cost, as ratios to yardsticks of this machine
	@env -u PYTHONDONTWRITEBYTECODE -u PYTHONUNBUFFERED $(BIN)/python -m tests.bench

matrix: $(VENV)/.dev  ## pictures of every screen in every kind of terminal, into build/matrix, to be looked at
	@$(BIN)/python -m tests.matrix $(ARGS)

check: $(VENV)/.dev  ## format, lint, types, the walls between modules, and every word a person can see
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.words

fix: $(VENV)/.dev  ## put the format right and mend what lint can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

assets: $(VENV)/.dev  ## make screenshots, sample report and man page again, from the real app
	@$(BIN)/python -m assets.make

wheel: $(VENV)/.dev  ## build the package as people install it, into dist/
	@$(BIN)/python -m build --wheel

constraints:  ## write the exact set of versions anew, from an empty environment
	@rm -rf $(VENV).new && $(PYTHON) -m venv $(VENV).new
	@$(VENV).new/bin/python -m pip --disable-pip-version-check install --quiet '.[dev]'
	@{ echo "# The exact set developers and CI use; \`make constraints\` writes it. People who install get the ranges."; \
	   $(VENV).new/bin/python -m pip --disable-pip-version-check freeze --exclude evening-coach; } > constraints.txt
	@rm -rf $(VENV).new

clean:  ## remove what make made
	@rm -rf $(VENV) dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "coach needs Python 3.11 or newer; $$($(PYTHON) --version 2>&1) is here. Try: make PYTHON=python3.12 run" >&2; exit 1; }
	@echo "Setting up in $(VENV) (once; it takes about half a minute)..." >&2
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }

# A stamp is made anew only when what it was made from changes, so second runs start at once.
$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.run
