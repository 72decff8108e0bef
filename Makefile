# `make run` shows what Détente does; `make test` checks everything. Both set up .venv when it is missing or out of date.

VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= sochi-2015
# A third of what `detente run` plays by itself, for a run within three minutes on two cores.
PLAYS ?= 3500
OUT := out/$(basename $(notdir $(SCENARIO)))
# Sochi forecasts, given what was known of the months before the visit.
KNOWN := $(if $(filter sochi-2015,$(SCENARIO)),--events src/detente/crises/sochi_2015/before_may_2015.csv --learn-under from_september_2014)
# `make test PYTHON=python3.12` chooses one for a new .venv; `make clean` removes the old .venv.
PYTHON :=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
# The first Python that runs (a version manager's shim may exist and fail) and that the package supports.
FIND_PYTHON = for name in $(CANDIDATES); do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { echo $$name; exit 0; }; done; \
	echo 'Détente needs Python 3.11, 3.12 or 3.13 with the venv module (on Debian: apt install python3-venv).' >&2; exit 1
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test check types kernel test-long bench coverage durations format pages site clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	$(BIN)/detente run $(SCENARIO) --plays $(PLAYS) $(KNOWN) --out $(OUT)
	@echo "The report: file://$(CURDIR)/$(OUT)/report.html"

test: $(VENV)/.installed-for-tests
	@$(MAKE) --no-print-directory check

# The type checker uses one core; beside it the solver's kernel is compiled, which every test process would do by itself.
check:
	@$(MAKE) --no-print-directory -j2 types kernel
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long"

types:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

kernel:
	@$(BIN)/python scripts/compile_kernel.py

test-long: $(VENV)/.installed-for-tests
	$(BIN)/python -m pytest -m long

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/bench.py

# How often printed intervals contain the exact numbers of small crises (benchmarks/README.md).
coverage: $(VENV)/.installed-for-tests
	$(BIN)/python benchmarks/interval_coverage.py --misses out/coverage/misses

format: $(VENV)/.installed-for-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# How long a run of each bundled crisis takes, for `detente list`; after a change to a bundled crisis or to the forecast.
durations: $(VENV)/.installed
	$(BIN)/python scripts/durations.py

# What is generated from the code: the map of the house, the Python interface, the recipes, the tables of the reference,
# the picture that moves, llms.txt.
pages: $(VENV)/.installed-for-tests
	@for script in scripts/house_map.py scripts/api_page.py scripts/recipes.py scripts/reference_tables.py \
		scripts/moving_picture.py scripts/llms.py; do $(BIN)/python $$script || exit 1; done

# The documents as a site, in out/site; every link is checked. tests/test_site.py builds it too.
site: $(VENV)/.installed-for-tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documents: file://$(CURDIR)/out/site/index.html (to search them: $(BIN)/mkdocs serve)"

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	@python=$$($(FIND_PYTHON)) || exit 1; echo "Making $(VENV) with $$($$python --version)"; $$python -m venv $(VENV)

# Of what is installed Python compiles what is imported, when it is; that is sooner than all of it at once.
# The stamps are written only after an installation that succeeded, so one that broke off is done again.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing Détente into $(VENV) (once; a minute or two)"
	@$(PIP) install --no-compile --editable .
	@touch $@

$(VENV)/.installed-for-tests: pyproject.toml | $(BIN)/python
	@echo "Installing Détente and its test tools into $(VENV) (once; a minute or two)"
	@$(PIP) install --no-compile --editable '.[test]'
	@touch $@ $(VENV)/.installed
