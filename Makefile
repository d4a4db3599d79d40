# make site    sets up and builds        make test    sets up and runs every check
# Needs Python 3.11 or newer and make; everything else comes from the lock into .venv.

BIN := .venv/bin
SAY := @printf '\n== %s\n'

.PHONY: help site serve test setup setup-dev browser lint types check fresh tests bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

site: setup ## Set up and build the statewide site into site/
	$(SAY) "build"
	@$(BIN)/guidance build

serve: setup ## Preview the site; each save is built at once
	@$(BIN)/guidance serve

# Stops at the first that fails; `make -k test` goes on. pytest's own closing line comes last.
test: ## Set up, a browser included, and run every check and test
	@$(MAKE) --no-print-directory setup-dev
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory lint types check fresh tests

setup:
	@sh tools/setup.sh

setup-dev:
	@sh tools/setup.sh --dev

browser:
	$(SAY) "browser"
	@$(BIN)/python -m tools.browser

lint: ## Ruff: mistakes and form (needs make test's set-up, as do the next four)
	$(SAY) "ruff: mistakes"
	@$(BIN)/ruff check .
	$(SAY) "ruff: form"
	@$(BIN)/ruff format --check .

types: ## Mypy, strict
	$(SAY) "mypy --strict"
	@$(BIN)/mypy --strict

check: ## The house rules over roles/, data/ and docs/
	$(SAY) "guidance check"
	@$(BIN)/guidance check

fresh: ## Whether generated files and the YAML's form are up to date
	$(SAY) "generated files"
	@$(BIN)/guidance schema --check
	@$(BIN)/guidance fmt --check

tests: ## The tests
	$(SAY) "pytest"
	@$(BIN)/python -m pytest

bench: setup-dev ## Measure the speed side by side with plain MkDocs
	@$(BIN)/python -m bench

lock: ## Pin every dependency anew (needs uv; see CONTRIBUTING.md)
	@sh tools/lock.sh

clean: ## Delete what make made: site/, .venv/ and caches
	@if [ -d site/archive ]; then echo "error: site/archive holds editions that are kept nowhere else here. Move it first."; exit 1; fi
	rm -rf site .venv .cache .pytest_cache .hypothesis .mypy_cache .ruff_cache
