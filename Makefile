# Two commands: `make demo` to see it, `make test` to prove it. Only Python 3.11 with venv is needed.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help demo test check bench install format
help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: .venv/.installed ## everything into .venv, tools for tests and checks too

.venv/.running: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing OrderClerk into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.installed: .venv/.running
	@echo "Installing the tools for tests and checks ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@

demo: .venv/.running ## a sample wholesaler with the bot behind it, on http://localhost:8080
	@$(BIN)/orderclerk demo

test: .venv/.installed ## every test; what this machine lacks is skipped with its name
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -ra

check: .venv/.installed ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.installed ## the speed table, each figure against bare work in the same run; draws docs/pictures/confidence.svg
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.curve

format: .venv/.installed ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .
