# Two commands do everything: `make run` and `make test`. Each first installs what is missing.

PYTHON := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi
WORKERS ?= 2
# A file stays on one worker: what its tests share (a world, a crawl) is made once.
PYTEST := $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run worker test test-postgres check still lint types imports templates narrow coverage wide migrations format \
	faults fuzz bench kills golden pictures hooks locks runtime dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run worker: export AWARDS_PROFILE = demo
run: runtime ## Start the demo: web server and worker, with invented people; PORT=8000
	@$(PYTHON) deploy/serve.py

worker: runtime ## Start a background worker alone
	$(FLASK) worker

test: dev ## Run the tests; T=tests/nominations runs a part, TEST_DATABASE_URL names a PostgreSQL
	$(PYTEST) $(T)

# What asks no database, or looks only at the pages that came of it: the same on both. SAME= asks PostgreSQL these too.
SAME := tests/test_architecture.py tests/test_pages.py tests/test_axe.py tests/nominations/test_in_browser.py \
	tests/certificates/test_every_decision.py tests/certificates/printing tests/deploy $(addprefix tests/core/test_, child.py \
	colours.py docx.py paper.py sheet.py spelling.py text.py words.py)
test-postgres: dev ## Run the tests on a throw-away PostgreSQL, but for what is the same on both databases
	deploy/with-postgres $(PYTEST) $(or $(T),$(SAME:%=--ignore=%))

check: still coverage wide ## Everything that must hold before a change lands

still: lint types imports templates migrations ## What is seen without running the tests

lint: dev ## Style of the code
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: dev ## Types of the code
	$(PYTHON) -m mypy

imports: dev ## Which package may import which
	.venv/bin/lint-imports

templates: dev ## Style of the templates
	$(PYTHON) -m djlint --check --lint --quiet templates

# What asks every page as everybody, or runs for minutes in other processes: it finds faults, and covers nothing new.
# The longest first, so that no worker is left alone with one of them at the end.
WIDE := tests/test_matrix.py tests/nominations/test_seeded_faults.py tests/test_pages.py tests/fuzz \
	tests/nominations/test_machine.py tests/test_axe.py tests/test_walk.py tests/faults tests/nominations/test_in_browser.py
narrow: dev ## Run the tests but the widest
	$(PYTEST) $(WIDE:%=--ignore=%)

coverage: dev ## Run the tests but the widest, and show the branches they miss; takes half as long again
	$(PYTEST) --cov --cov-report=term-missing:skip-covered $(WIDE:%=--ignore=%)

wide: dev ## Run the widest tests: every page as everybody, machines, faults
	$(PYTEST) $(WIDE)

migrations: export INSTANCE_DIR = $(CURDIR)/instance/migrations-check
migrations: export SECRET_KEY = for this check only
migrations: dev ## Do the migrations build exactly the models?
	@rm -rf $(INSTANCE_DIR)
	$(FLASK) db upgrade
	$(FLASK) db check
	@rm -rf $(INSTANCE_DIR)

format: dev ## Rewrite code and templates in the house style
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(PYTHON) -m djlint --reformat --quiet templates

faults: export FAULTS = 1000
faults: dev ## Find every planted fault; kill web, worker and database connections a thousand times each
	$(PYTEST) tests/nominations/test_seeded_faults.py
	$(PYTHON) -m pytest -n 0 tests/faults
	deploy/with-postgres $(PYTHON) -m pytest -n 0 tests/faults

fuzz: export FUZZ = 100000
fuzz: dev ## Send a hundred thousand bad requests on each database; FUZZ_SEED=1 sends others
	$(PYTHON) -m pytest -n 0 -s tests/fuzz
	deploy/with-postgres $(PYTHON) -m pytest -n 0 -s tests/fuzz

bench: dev ## Measure certificates and lists against the plain way of doing them
	$(PYTHON) -m tests.bench

kills: dev ## Kill the printing 500 times at random places; half an hour
	KILLS=500 $(PYTHON) -m pytest -q tests/certificates/test_kills.py

golden: dev ## Make the golden pictures of the certificates again, after looking at them
	$(PYTHON) -m tests.certificates.printing.golden

pictures: dev ## Make the pictures of the README again
	$(PYTHON) -m tests.pictures

hooks: dev ## Check every commit before it is made
	.venv/bin/pre-commit install

# The locks carry hashes and no addresses. Needs uv.
# Extras stay written: pip otherwise looks for a newer release of what is asked for with an extra, and has no hash for it.
LOCK := uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make locks' pyproject.toml
locks: ## Write requirements*.txt again from pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(LOCK) $(UPGRADE) --output-file requirements.txt
	$(LOCK) --constraint requirements.txt --extra postgres --output-file requirements-postgres.txt
	$(LOCK) --constraint requirements.txt --extra postgres --group dev --output-file requirements-dev.txt

runtime:
	@python3 deploy/prepare.py requirements.txt

dev:
	@python3 deploy/prepare.py requirements-dev.txt
