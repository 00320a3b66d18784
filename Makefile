# Two commands do everything: `make run` and `make test`. The rest serves those who work on Mingjian.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APK ?= examples/sample-app/sample.apk
STARTED := $(shell date +%s)
export MINGJIAN_SHARED ?= $(abspath ../shared)

.PHONY: run test check bench quality drill fuzz fixtures docs clean apt

run: $(VENV)/.installed ## build, scan APK, write report.html, serve the platform (ONCE=1: until it is ready)
	@$(BIN)/mingjian scan $(APK) --format table --format html -o build/report --fail-on never
	@echo; echo "report: $(abspath build/report)/report.html"; echo
	@$(BIN)/mingjian up --since $(STARTED) $(if $(DATA),--data $(DATA)) $(if $(PORT),--port $(PORT)) \
	  $(if $(DEMO),--demo) $(if $(ONCE),--once)

test: $(VENV)/.dev apt ## every check and every test
	@tools/ci/test

check: $(VENV)/.dev ## linters and types only
	@tools/ci/check

bench: $(VENV)/.dev apt
	@$(BIN)/python -m bench

quality: $(VENV)/.dev apt
	@$(BIN)/python -m tools.quality

drill: $(VENV)/.dev apt
	@$(BIN)/python -m tools.drill

fuzz:
	@tools/ci/fuzz

fixtures: $(VENV)/.dev apt ## regenerate frozen facts from the test apps
	@$(BIN)/python -m tools.fixtures --write

docs: $(VENV)/.dev ## regenerate docs/rules and docs/measures.md
	@$(BIN)/python -m tools.docs --write

apt:
	@tools/ci/apt

$(VENV)/bin/python:
	@tools/ci/need $(PYTHON)
	@$(PYTHON) -m venv $(VENV)

# Tools of those who work on it are installed while the core is built.
$(VENV)/.pinned: $(VENV)/bin/python requirements/base.txt requirements/build.txt
	@tools/ci/install pinned
	@touch $@

$(VENV)/.installed: $(VENV)/.pinned pyproject.toml $(shell find crates python/mingjian -type f -not -path '*/_compiled/*' -not -path '*/fuzz/*' -not -path '*/tests/*' -not -name '*.so' -not -name '*.pyc' 2>/dev/null)
	@tools/ci/install core
	@touch $@

$(VENV)/.tools: $(VENV)/.pinned requirements/dev.txt
	@tools/ci/install tools
	@touch $@

$(VENV)/.dev: $(VENV)/.installed $(VENV)/.tools
	@touch $@

clean:
	rm -rf $(VENV) build target python/mingjian/_compiled
