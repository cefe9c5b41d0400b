# make demo        a made-up world, a trained recommender and the site, on http://127.0.0.1:$(PORT)
# make test        everything CI runs
# make lock        new versions of the dependencies
# make bench-quality, make bench-speed

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
HOME_DIR := $(or $(TEENPLAY_HOME),$(CURDIR)/var)
DEMO := $(HOME_DIR)/demo
BIN := $(VENV)/bin
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

# uv is used where it is installed; without it, Python's own tools do the same more slowly.
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
MAKE_VENV = test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV)
INSTALL = VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install
else
MAKE_VENV = test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --progress-bar on --disable-pip-version-check
endif

.PHONY: demo test lint unit databases lock bench-quality bench-speed

demo: $(DEMO)/trained
	$(BIN)/teenplay migrate --verbosity 0
	@cat $(DEMO)/figures.txt
	$(BIN)/teenplay serve --port $(PORT)

$(DEMO)/world/manifest.json: | $(VENV)/run
	rm -rf $(DEMO)/making && mkdir -p $(DEMO)
	$(BIN)/moim synthesise $(DEMO)/making
	mv $(DEMO)/making $(DEMO)/world

$(DEMO)/loaded: $(DEMO)/world/manifest.json
	$(BIN)/teenplay migrate --verbosity 0
	$(BIN)/teenplay load dataset $(DEMO)/world --source demo
	touch $@

$(DEMO)/trained: $(DEMO)/loaded
	$(BIN)/teenplay train
	$(BIN)/teenplay evaluate --out $(HOME_DIR)/reports/demo > $(DEMO)/figures.txt
	touch $@

test: lint unit databases

lint: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev
	$(BIN)/python .ci/chromium.py
	$(BIN)/pytest -n 2 -rs

databases: $(VENV)/dev
	$(BIN)/python .ci/databases.py

bench-quality: $(VENV)/dev
	$(BIN)/python benchmarks/quality.py

bench-speed: $(VENV)/dev
	$(BIN)/python benchmarks/speed.py

lock: $(VENV)/dev
	echo 'setuptools>=75' | $(BIN)/uv pip compile $(LOCK) - -o requirements/build.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --all-extras -o requirements/dev.txt

$(VENV)/run: requirements/build.txt requirements/run.txt pyproject.toml
	$(MAKE_VENV)
	$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: requirements/build.txt requirements/dev.txt pyproject.toml
	$(MAKE_VENV)
	$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@
