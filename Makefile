# What people do daily. Each target sets up what it needs in .venv, inside this checkout.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := -m pip install --quiet --disable-pip-version-check
TESTED := requirements-tests.txt
BUILT := requirements-docs.txt
COMPILE := uv pip compile --universal --python-version 3.11 --upgrade --generate-hashes \
	--no-annotate --no-header --quiet
PYTEST := -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal
LIVES ?= 2000
ATHLETES ?= 3000
WORLDS ?= 20000

.PHONY: help consult demo page browser test test-lowest test-newest requirements \
	check lint docs triage sweep agree prove verifier lives bench clean

help:
	@echo 'make consult   start a consultation'
	@echo 'make page      serve the page on this machine, and print its address'
	@echo 'make demo      show a finished one, on examples/track-runner.yaml'
	@echo 'make test      run all tests, with the versions of requirements-tests.txt'
	@echo 'make test-lowest, make test-newest   with the oldest, the newest versions allowed'
	@echo 'make requirements   write requirements-*.txt anew, with the newest versions allowed'
	@echo 'make browser   drive the page in chromium, which is installed where it is missing'
	@echo 'make check     check the knowledge: ontology.ttl, kb/ and rules/'
	@echo 'make lint      check the program: ruff and mypy'
	@echo 'make docs      make a site of docs/ in build/docs'
	@echo 'make triage    the triage of published cases, beside what was decided'
	@echo 'make sweep     every combination of the red flags, against what their classes say'
	@echo 'make agree     thousands of rulebooks at random, on which all that reasons must agree'
	@echo 'make prove     thousands of athletes whom the solver makes, against what the engine concludes'
	@echo 'make verifier  how much of what goes wrong is found; writes docs/verifier.md'
	@echo 'make lives     thousands of lives of athletes at random; LIVES=2000 says how many'
	@echo 'make bench     measure, against rivals in the same run'

consult: $(VENV)/.installed
	@$(BIN)/hipexpert consult

demo: $(VENV)/.installed
	@$(BIN)/hipexpert consult --answers examples/track-runner.yaml --no-input

page: $(VENV)/.installed
	@$(BIN)/hipexpert serve

check: $(VENV)/.installed
	@$(BIN)/hipexpert check

test: $(VENV)/.developed
	@$(BIN)/python $(PYTEST)

# as root it is installed where it is missing; others are told by the tests that it is
browser: $(VENV)/.developed
	@command -v chromium chromium-browser >/dev/null || \
		{ [ "$$(id -u)" != 0 ] || { apt-get update -qq && apt-get install -qq -y chromium; }; } >&2
	@HIPEXPERT_BROWSER=1 $(BIN)/python -m pytest tests/browser

test-lowest: $(VENV)-lowest/bin/python
	@$< tests/lowest.py > $(VENV)-lowest/lowest.txt
	@$< $(PIP) 'pip>=25.1' >&2
	@$< $(PIP) --editable . --group dev --constraint $(VENV)-lowest/lowest.txt >&2
	@$< $(PYTEST)

test-newest: $(VENV)-newest/bin/python
	@$< $(PIP) 'pip>=25.1' >&2
	@$< $(PIP) --upgrade --upgrade-strategy eager --editable . --group dev >&2
	@$< $(PYTEST)

requirements: $(VENV)-uv/bin/python
	@$< $(PIP) --upgrade uv >&2
	@$(VENV)-uv/bin/$(COMPILE) pyproject.toml --group dev --output-file $(TESTED)
	@$(VENV)-uv/bin/$(COMPILE) --group docs --output-file $(BUILT)

lint: $(VENV)/.developed
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

docs: $(VENV)-docs/.installed
	@rm -rf build/docs
	@$(VENV)-docs/bin/sphinx-build --fail-on-warning --keep-going --quiet --jobs auto \
		--doctree-dir build/doctrees docs build/docs
	@echo build/docs/index.html

triage: $(VENV)/.installed
	@$(BIN)/python tests/triage.py

sweep: $(VENV)/.developed
	@$(BIN)/python tests/sweep.py

agree: $(VENV)/.developed
	@HIPEXPERT_WORLDS=$(WORLDS) $(BIN)/python -m pytest tests/test_agreement.py -k rulebook

prove: $(VENV)/.developed
	@HIPEXPERT_ATHLETES=$(ATHLETES) $(BIN)/python -m pytest tests/test_prove.py

verifier: $(VENV)/.developed
	@$(BIN)/python tests/verifier.py

lives: $(VENV)/.developed
	@HIPEXPERT_LIVES=$(LIVES) $(BIN)/python -m pytest tests/test_life.py -k random -s

bench: $(VENV)/.developed
	@$(BIN)/python bench/engine.py
	@$(BIN)/python bench/cold.py
	@$(BIN)/python bench/screen.py
	@$(BIN)/python bench/burden.py
	@$(BIN)/python bench/growth.py
	@$(BIN)/python bench/diff.py

clean:
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest $(VENV)-uv $(VENV)-docs build

$(VENV)/bin/python $(VENV)-lowest/bin/python $(VENV)-newest/bin/python $(VENV)-uv/bin/python \
$(VENV)-docs/bin/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is needed; name it: make PYTHON=/path/to/python' >&2; exit 1; }
	@$(PYTHON) -m venv $(@:/bin/python=)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo 'Setting up, once ...' >&2
	@$(BIN)/python $(PIP) --editable '.[prove,web]' >&2
	@touch $@

# what was tested, to the byte; `pip install --group dev` has the newest versions allowed instead
$(VENV)/.developed: pyproject.toml $(TESTED) | $(VENV)/bin/python
	@echo 'Setting up for tests, once ...' >&2
	@$(BIN)/python $(PIP) 'pip>=25.1' >&2
	@$(BIN)/python $(PIP) --require-hashes --requirement $(TESTED) >&2
	@$(BIN)/python $(PIP) --no-deps --editable . >&2
	@touch $@ $(VENV)/.installed

$(VENV)-docs/.installed: $(BUILT) | $(VENV)-docs/bin/python
	@echo 'Setting up for the site, once ...' >&2
	@$(VENV)-docs/bin/python $(PIP) --require-hashes --requirement $(BUILT) >&2
	@touch $@
