# Tiến Độ. `make` alone lists what there is.

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check fix bench soak stop venv
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

PORT ?= 8000

# The set-up runs again when one of these, or the folder itself, is another than at the last time.
SETUP_INPUTS := requirements-dev.txt requirements-node.txt pyproject.toml package-lock.json \
	$(wildcard scripts/setup*.py)
SETUP_HASH = { pwd -P; cat $(SETUP_INPUTS); } | sha256sum

MESSAGES := $(wildcard src/tiendo/*/locale/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)

help: ## List what there is
	@awk '/^## /{print "\n" substr($$0, 4)} \
		/^[a-z]+:.*## /{split($$0, part, ":.*## "); printf "  make %-8s %s\n", part[1], part[2]}' Makefile
	@echo

## Use it
demo: setup ## Start with a small world to look at (PORT=8000)
	@.venv/bin/tiendo migrate
	@.venv/bin/tiendo world
	@exec .venv/bin/tiendo serve --port $(PORT) --demo

run: setup ## Start with your own data (PORT=8000)
	@.venv/bin/tiendo migrate
	@exec .venv/bin/tiendo serve --port $(PORT)

stop: ## Stop the embedded database
	@if [ -x .venv/bin/tiendo ]; then exec .venv/bin/tiendo stop; fi

## Work on it
setup: venv $(CATALOGUES) ## Install what it needs into this folder (the others do it by themselves)

test: setup ## Run the tests
	@.venv/bin/python scripts/setup.py browser
	@exec .venv/bin/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: setup ## Check style, types, layers and translations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy src
	.venv/bin/lint-imports
	.venv/bin/python -m tiendo.ui.catalogue check

fix: setup ## Mend style where a machine can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: setup ## Measure how fast it is
	@exec .venv/bin/python -m bench

soak: setup ## Try it under load, with processes killed meanwhile (long)
	@.venv/bin/python -m bench.surge --home surge
	@.venv/bin/python -m bench.surge --home kills --kills 10
	@.venv/bin/python -m bench.reminders

# The stamp is written last, so that an interrupted set-up is taken up again.
venv:
	@hash=$$($(SETUP_HASH)); \
	if [ "$$hash" = "$$(cat .venv/setup-stamp 2>/dev/null)" ] && [ -x .venv/bin/tiendo ]; then exit 0; fi; \
	for python in python3.11 python3.12 python3.13 python3.14 python3; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$python" scripts/setup.py && echo "$$hash" > .venv/setup-stamp; exit $$?; \
		fi; \
	done; \
	echo "Tiến Độ needs Python 3.11 or later, and there is none here." >&2; \
	echo "On Debian 12 and Ubuntu 24.04 and later:  sudo apt-get install python3 python3-venv" >&2; \
	exit 1

$(CATALOGUES): %.mo: %.po | venv
	@.venv/bin/python -m tiendo.ui.catalogue compile
