# `make` sets everything up and builds every pack in source/; `make test` sets up and runs all tests.

PYTHON ?= python3
venv := .venv
bin := $(venv)/bin
pip := $(bin)/python -m pip --disable-pip-version-check --quiet

.PHONY: build setup test checkers lint types imports bench clean

build: setup
	$(bin)/studypack build

setup: $(venv)/.installed

$(venv)/.installed: pyproject.toml constraints.txt scripts/system
	scripts/system
	$(PYTHON) -m venv $(venv)
	$(pip) install --constraint constraints.txt --editable .
	touch $@

$(venv)/.tested: $(venv)/.installed
	$(pip) install --constraint constraints.txt --editable '.[test]'
	touch $@

checkers:
	tests/checkers/install

lint: $(venv)/.tested
	$(bin)/ruff check .
	$(bin)/ruff format --check .

types: $(venv)/.tested
	$(bin)/mypy

imports: $(venv)/.tested
	$(bin)/lint-imports

# A file of tests stays with one worker, which builds once what the tests of the file share.
test: $(venv)/.tested checkers lint types imports
	$(bin)/python -m pytest --cov --numprocesses auto --dist loadfile --no-loadscope-reorder

bench: $(venv)/.tested
	$(pip) install --constraint constraints.txt --editable '.[bench]'
	$(bin)/python bench/run.py

clean:
	rm -rf out $(venv) .cache .hypothesis .pytest_cache .mypy_cache .ruff_cache
