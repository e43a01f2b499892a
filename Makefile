# Two commands are all a newcomer needs: `make run` and `make test`.
# `make check` is what the continuous integration runs: the tests with a browser and on PostgreSQL too.

PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
PORT ?= 8000
# tests make and remove a database of their own beside the one named here: test_ocop
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/ocop
export TEST_DATABASE_URL
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help run test test-all test-browser test-postgres campaign crowd check lint lock messages docs clean bench

help:
	@echo 'make run    start the application with a rehearsed province, on SQLite'
	@echo 'make test   run the tests on SQLite, all but the slow ones and those with a browser (make check)'
	@echo 'make check  everything that has to hold: lint, types, contracts, all tests on both databases'

.venv/run: requirements.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11, 3.12 or 3.13 with its venv module (Debian: python3-venv) is needed; none was found.'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py rehearse --demo
	$(BIN)/python manage.py publish_head
	@$(BIN)/python manage.py demo_accounts
	@echo; echo 'Mở http://127.0.0.1:$(PORT)/  (Ctrl-C để dừng)'
	@WEB_PORT=$(PORT) SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/honcho start

PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

test: .venv/test
	$(PYTEST) -m 'not browser and not slow'

test-browser: .venv/test
	$(PYTEST) -m browser

test-all: .venv/test
	$(PYTEST)

test-postgres: .venv/test
	@$(BIN)/python scripts/postgres_test.py -n 2 --dist worksteal -m 'not browser'

# kills workers, broker and database of its own while dossiers move; see tests/campaign
campaign: .venv/test
	$(BIN)/python -m tests.campaign $(CAMPAIGN)

# ten thousand legal and illegal actions by eight processes, on a PostgreSQL server of its own
crowd: .venv/test
	$(BIN)/python -m tests.campaign.crowd $(CROWD)

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy processes
	$(BIN)/lint-imports

check: lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/check_deploy.py
	$(BIN)/python scripts/audit.py
	$(BIN)/python manage.py lifecycle --check
	$(BIN)/python scripts/check_messages.py
	@$(MAKE) --no-print-directory test-all
	@$(MAKE) --no-print-directory test-postgres

# BENCH is how many dossiers the data set has; see docs/benchmarks.md
BENCH ?= 1000000
bench: .venv/test
	$(BIN)/python -m benchmarks.sweep --dossiers $(BENCH)
	$(BIN)/python -m benchmarks.desks --dossiers $(BENCH)
	$(BIN)/python -m benchmarks.proof

lock: .venv/test
	@for name in requirements requirements-prod requirements-dev; do \
		$(BIN)/pip-compile -q --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host \
			--no-emit-find-links -o $$name.txt $$name.in || exit 1; \
	done

messages: .venv/test
	$(BIN)/python manage.py makemessages -l en --no-location --no-obsolete --ignore .venv --ignore var
	$(BIN)/python manage.py compilemessages -l en --ignore .venv

clean:
	rm -rf .venv var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis
