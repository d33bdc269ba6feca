# One command per job; .ci/run calls the same ones. The environment lives in .venv; nothing needs to be installed by hand.
#
#   make chat SOURCES=~/papers PORT=7861      another folder, another port
#   make test ARGS="-k layout -x"             options for pytest

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
SOURCES ?= seeds
HOST    ?= 127.0.0.1
PORT    ?= 7860
HALF    ?= open
ARGS    ?=
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help chat test test-all check format eval bench constraints clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: $(VENV)/.chat  ## the chat page over seeds/ (or SOURCES=folder) on http://127.0.0.1:7860
	@$(BIN)/wenju serve --sources $(SOURCES) --host $(HOST) --port $(PORT)

test: $(VENV)/.test $(VENV)/.browser  ## the tests, at most 5 minutes with the set-up
	@$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-all: $(VENV)/.test $(VENV)/.browser  ## the long tests too, at most 60 minutes
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.test  ## lint, format and types
	@echo "ruff check" && $(BIN)/ruff check
	@echo "ruff format" && $(BIN)/ruff format --check
	@echo "mypy --strict" && $(BIN)/mypy

format: $(VENV)/.test  ## put the code into shape
	@$(BIN)/ruff check --fix-only --quiet && $(BIN)/ruff format

eval: $(VENV)/.chat  ## quality on the questions in benchmarks/questions (HALF=held, pages-open, city-open, fresh-held ...; held: no rule was written on it)
	@$(BIN)/wenju eval --sources $(if $(filter pages-%,$(HALF)),seeds,benchmarks/questions/texts/$(if $(filter city-%,$(HALF)),city,$(patsubst %-held,%,$(patsubst %-open,%,$(HALF))))) \
		--questions benchmarks/questions/$(HALF).jsonl $(if $(filter held %-held,$(HALF)),--figures) $(ARGS)

bench: $(VENV)/.bench  ## speed, side by side with peers
	@$(BIN)/python -m benchmarks $(ARGS)

constraints:  ## pin the newest versions of everything in constraints.txt
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && $(PYTHON) -m venv "$$tools" && \
	echo "resolving" && "$$tools/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[fast,test,bench,dev]' && \
	{ echo "# Every package that make installs, with its version. Made by make constraints."; \
	  "$$tools/bin/python" -m pip freeze --exclude-editable; } > constraints.txt && \
	echo "constraints.txt: $$(grep -c == constraints.txt) packages"

clean:  ## remove what was made
	@rm -rf $(VENV) .cache build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: each stamp is a set of extras, made again when the dependencies change.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "wenju needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 -m venv failed: on Debian and Ubuntu, apt install python3-venv" >&2; exit 2; }

$(VENV)/.chat: extras := fast
$(VENV)/.test: extras := fast,test,dev
$(VENV)/.bench: extras := fast,bench
$(VENV)/.chat $(VENV)/.test $(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing wenju[$(extras)]: a minute or two the first time"
	@$(PIP) -e '.[$(extras)]'
	@touch $@

$(VENV)/.browser: tests/browser/install.sh | $(VENV)/.test
	@tests/browser/install.sh $(BIN)/playwright
	@touch $@
