# Everything here works on a Debian machine with python3 and make, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
override DEMO := demo-studio

# An environment is remade when its lock has changed, not when a file was only touched.
SUM = $(shell { cat $(1); pwd; } | cksum | cut -d' ' -f1)
RUNTIME := .venv/runtime-$(call SUM,requirements.lock)
COMPLETE := .venv/complete-$(call SUM,requirements-test.lock)

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
UV := uv==0.13.9
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-config --no-emit-index-url --no-emit-find-links pyproject.toml

.PHONY: help demo test lint format bench chaos lock clean

help:
	@echo 'make demo     furnish a demo studio and open its boards'
	@echo 'make test     everything: style, types, import contracts, tests'
	@echo 'make lint     style, types and import contracts only'
	@echo 'make format   write the source as make lint wants it'
	@echo 'make bench    measure speed and memory'
	@echo 'make chaos    the fault campaigns of the tests, much longer'
	@echo 'make lock     choose versions anew and write the lock files'
	@echo 'make clean    remove what these targets made'

# Boards need a terminal; without one the same studio is shown as text.
demo: $(DEMO)/.furnished
	@export SAFELIGHT_STUDIO='$(CURDIR)/$(DEMO)'; \
	if [ -t 0 ] && [ -t 1 ]; then exec $(BIN)/safelight; fi; \
	$(BIN)/safelight board production && $(BIN)/safelight hub

# A studio that was left half furnished is made again; a furnished one is kept.
$(DEMO)/.furnished: | $(RUNTIME)
	@rm -rf $(DEMO)
	@env -u SAFELIGHT_STUDIO $(BIN)/safelight demo $(DEMO) --no-open
	@touch $@

test: lint
	$(BIN)/python -m pytest -n 2

lint: $(COMPLETE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(COMPLETE)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(COMPLETE)
	$(BIN)/python -m tests.bench

chaos: $(COMPLETE)
	SAFELIGHT_CHAOS_KILLS=2000 SAFELIGHT_BIG_ORDER=1 $(BIN)/python -m pytest tests/e2e -s
	SAFELIGHT_FUZZ_ROUNDS=100000 $(BIN)/python -m pytest tests/render/test_malformed.py -s

lock: $(RUNTIME)
	$(PIP) install --quiet $(UV)
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK) --upgrade --extra test --constraints requirements.lock \
		--output-file requirements-test.lock

clean:
	rm -rf .venv $(DEMO) build dist safelight.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f snapshot_report.html
	find tui store jobs render tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The complete environment holds the runtime one at the same versions.
$(RUNTIME):
	@if [ ! -e $(COMPLETE) ]; then $(MAKE) --no-print-directory .venv/fresh LOCKED=requirements.lock; fi
	@touch $@

$(COMPLETE):
	@$(MAKE) --no-print-directory .venv/fresh LOCKED=requirements-test.lock
	@touch $@

.PHONY: .venv/fresh
.venv/fresh:
	@command -v $(PYTHON) >/dev/null || { echo 'Python 3.11 or newer is needed: install python3' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: set PYTHON=… to one' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/python-venv
	@echo 'Making .venv from $(LOCKED) (once; about a minute)'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(PIP) install --quiet --require-hashes -r $(LOCKED)
	@$(PIP) install --quiet --no-deps --editable .
