# make demo        a made-up world, a trained recommender and the site, on http://127.0.0.1:$(PORT)
# make test        all tests on this Python: under ten minutes on two cores
# make test-pythons  the engine's and moim_django's tests on the other supported Pythons that are here
# make mutants     change one thing at a time and list what no test notices
# make docs        the documents as a site, in $(HOME_DIR)/site
# make lock        new versions of the dependencies
# make dist        the three wheels and source archives, in dist/
# make bench-quality, make bench-speed, make bench-pages (wants the world of make demo)

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
HOME_DIR := $(or $(TEENPLAY_HOME),$(CURDIR)/var)
DEMO := $(HOME_DIR)/demo
BIN := $(VENV)/bin
OURS := moim moim-django teenplay
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
	$(OURS:%=--no-emit-package %)
DECLARED := VERSION $(wildcard $(OURS:%=packages/%/pyproject.toml) $(OURS:%=packages/%/setup.py))

# uv, itself pinned, installs in a few seconds what takes pip half a minute; where it cannot reach the index, pip does it.
INSTALL = sh -c '$(BIN)/uv pip install --quiet --python $(BIN)/python "$$@" || $(BIN)/pip install --quiet "$$@"' install

# Container images set this, and then every process compiles every package anew: the tests would take a third longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-pythons lint docs unit databases mutants dist lock dist bench-quality bench-speed bench-pages

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
	$(BIN)/teenplay seasons
	touch $@

$(DEMO)/trained: $(DEMO)/loaded
	$(BIN)/teenplay train
	$(BIN)/teenplay index_search & \
	$(BIN)/teenplay evaluate --out $(HOME_DIR)/reports/demo > $(DEMO)/figures.txt && wait $$!
	touch $@

test: lint docs unit databases

lint: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/numpydoc lint $$(git ls-files 'src/moim/*.py' 'src/moim_django/*.py' | grep -v /migrations/)
	$(BIN)/python docs/rooms.py --check

docs: $(VENV)/dev
	$(BIN)/sphinx-build -q -W --keep-going -b html docs $(HOME_DIR)/site

# What the last commit changed and what is not committed yet; ALL=1 changes everything that pyproject.toml names.
mutants: $(VENV)/dev
	$(BIN)/python .ci/mutants.py $(if $(ALL),--all --report benchmarks/mutants.md) $(FILES)

# Two processes of tests on two cores: a thread of theirs that waits for another must not keep a core busy meanwhile.
unit databases test-pythons: export OMP_WAIT_POLICY = PASSIVE

unit: $(VENV)/dev
	$(BIN)/python .ci/chromium.py
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal -rs
	$(BIN)/python .ci/covered.py

databases: $(VENV)/dev
	$(BIN)/python .ci/databases.py

# Apart from `make test`: it takes minutes more, and a fault that only one version shows is rare. CI runs both.
test-pythons: $(VENV)/dev
	$(BIN)/python .ci/pythons.py

bench-quality: $(VENV)/dev
	$(BIN)/python benchmarks/quality.py

bench-speed: $(VENV)/dev
	$(BIN)/python benchmarks/speed.py

bench-pages: $(VENV)/dev
	TEENPLAY_HOME=$(HOME_DIR) $(BIN)/python benchmarks/pages.py

dist: $(VENV)/dev
	rm -rf dist
	for name in $(OURS); do $(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist packages/$$name || exit; done

lock: $(VENV)/tools
	for file in build run dev; do $(BIN)/uv pip compile $(LOCK) requirements/$$file.in -o requirements/$$file.txt || exit; done

$(VENV)/tools: requirements/build.txt
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	touch $@

$(VENV)/run: $(VENV)/tools requirements/run.txt $(DECLARED)
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation $(OURS:%=--editable packages/%)
	touch $@

$(VENV)/dev: $(VENV)/tools requirements/dev.txt $(DECLARED)
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation $(OURS:%=--editable packages/%)
	touch $@
