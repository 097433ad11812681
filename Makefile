# Everything that is done with Convenor is done from here. Each target sets up what it needs first;
# when nothing changed, that costs a moment and says nothing.

PYTHON ?= python3
# One more than a small machine has cores: tests of whole programs wait for them half of the time.
WORKERS ?= 3
# Passed on to the program that the target starts: make run ARGS="--verbose", make test ARGS="-k roll".
ARGS ?=

BIN := .venv/bin
UV := $(BIN)/uv
LOCK := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: help run demo test check bench setup lock format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .ready-run ## set up, and start Convenor
	@$(BIN)/convenor run $(ARGS)

demo: .ready-run ## a month of a small working group, in about a minute
	@$(BIN)/convenor demo $(ARGS)

test: setup ## set up, and run all tests (ARGS="-k word" for some)
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

check: setup ## style, faults, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## how fast it is, as ratios
	@$(BIN)/python -m tests.bench $(ARGS)

setup: ## set up only
	@$(call bootstrap,)

format: setup ## put the code into the one style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Both locks name versions and hashes, and no address: they are good with any index.
lock: setup ## make the lock files anew (UPGRADE=1: with the newest versions)
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) --constraint requirements.txt pyproject.toml --group dev --output-file requirements-dev.txt

clean: ## remove what the set-up and the tools made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Running needs less than developing: the first start should not wait for test tools.
.PHONY: .ready-run
.ready-run:
	@$(call bootstrap,--run-only)

bootstrap = command -v $(PYTHON) >/dev/null || { \
	echo "Convenor needs Python 3.11 or newer and there is no '$(PYTHON)' here: install it, or name one that you have, as in 'make PYTHON=/path/to/python3'." >&2; \
	exit 1; }; $(PYTHON) bootstrap.py $(1)
