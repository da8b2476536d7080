# What people do daily. Each target sets up what it needs in .venv, inside this checkout.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
LIVES ?= 2000

.PHONY: help consult demo test check lint triage sweep lives bench clean

help:
	@echo 'make consult   start a consultation'
	@echo 'make demo      show a finished one, on examples/track-runner.yaml'
	@echo 'make test      run all tests'
	@echo 'make check     check the knowledge: ontology.ttl, kb/ and rules/'
	@echo 'make lint      check the program: ruff and mypy'
	@echo 'make triage    the triage of published cases, beside what was decided'
	@echo 'make sweep     every combination of the red flags, against what their classes say'
	@echo 'make lives     thousands of lives of athletes at random; LIVES=2000 says how many'
	@echo 'make bench     measure, against rivals in the same run'

consult: $(VENV)/.installed
	@$(BIN)/hipexpert consult

demo: $(VENV)/.installed
	@$(BIN)/hipexpert consult --answers examples/track-runner.yaml --no-input

check: $(VENV)/.installed
	@$(BIN)/hipexpert check

test: $(VENV)/.developed
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

lint: $(VENV)/.developed
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

triage: $(VENV)/.installed
	@$(BIN)/python tests/triage.py

sweep: $(VENV)/.developed
	@$(BIN)/python tests/sweep.py

lives: $(VENV)/.developed
	@HIPEXPERT_LIVES=$(LIVES) $(BIN)/python -m pytest tests/test_life.py -k random -s

bench: $(VENV)/.developed
	@$(BIN)/python bench/engine.py
	@$(BIN)/python bench/screen.py
	@$(BIN)/python bench/burden.py
	@$(BIN)/python bench/growth.py

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is needed; name it: make PYTHON=/path/to/python' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo 'Setting up, once ...' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/.developed: pyproject.toml | $(VENV)/bin/python
	@echo 'Setting up for tests, once ...' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' >&2
	@touch $@ $(VENV)/.installed
