# What people run. `make run` and `make test` need python3 (3.11 or newer), pip and make, nothing else.

PYTHON ?= python3
PY := .venv/bin/python
export PORT ?= 8000
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE  # otherwise each worker, and each server that tests start, compiles everything again

# On two cores: tests wait for processes that they start, and those of the browser for it, so that more of them fill the
# time. A worker whose tests are done takes over some of another's.
WORKERS ?= 3
BROWSER_WORKERS ?= 3
SPREAD = --dist worksteal -n

.PHONY: run test test-office quick check .check-types .check-code .check-site messages bench simulate chaos soak screenshots tabler lock audit

run: .venv/.ok  ## the dashboard, with the sandbox embedded
	@$(PY) manage.py prepare
	@exec .venv/bin/gunicorn --config econ_admin/gunicorn.conf.py econ_admin.wsgi

test: .venv/.dev  ## everything; the browser by itself, and once more, one by one, what failed there
	@$(PY) -m pytest $(SPREAD) $(WORKERS) -m "not browser"; others=$$?; \
	  $(PY) -m pytest $(SPREAD) $(BROWSER_WORKERS) -m browser || $(PY) -m pytest -m browser --last-failed --last-failed-no-failures none; \
	  browser=$$?; exit $$((others | browser))

# faketime's own fix of timed waits makes them return at once, over and over: waiting threads then take all the time.
AT_TIME = TZ=Europe/Copenhagen FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 faketime

quick: .venv/.dev  ## nothing slow, of tests of pages the first of each file; all of TESTS=tests/trail, or all at WHEN="2028-02-29 12:00"
	@HYPOTHESIS_PROFILE=quick $(if $(WHEN),$(AT_TIME) "$(WHEN)") \
	  $(PY) -m pytest $(SPREAD) 2 -m "not browser and not slow$(if $(WHEN), and not processes)" --disable-socket --allow-unix-socket \
	  $(if $(WHEN)$(TESTS),$(TESTS),--first-pages)

test-office: .venv/.dev  ## what uses a database or a cache, on PostgreSQL and Redis of its own; WHEN as above, apart from what starts processes
	@HYPOTHESIS_PROFILE=quick $(PY) -m tests.servers $(if $(WHEN),env $(AT_TIME) "$(WHEN)") \
	  $(PY) -m pytest $(SPREAD) $(WORKERS) -m "not browser and not slow and not processes" $(TESTS)
	@$(PY) -m pytest -n 2 --dist loadfile -m "office and processes" tests/office

check: .venv/.dev  ## what can be said without running it
	@$(MAKE) -j 2 .check-types .check-code .check-site

.check-types: .venv/.dev
	@.venv/bin/mypy

.check-code: .venv/.dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports
	@.venv/bin/djlint --quiet --lint templates

.check-site: .venv/.dev
	@$(PY) manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.catalogue
	@DATA_DIR="$$(mktemp -d)" PRODUCTION=1 ALLOWED_HOSTS=dashboard.example SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	  TOKEN_KEYS="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))')" $(PY) manage.py check --deploy --fail-level WARNING

messages: .venv/.dev  ## the Danish catalogue, brought up to date with the code (needs GNU gettext)
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.catalogue update

bench: .venv/.dev  ## measure, and rewrite docs/benchmarks.md; ONLY="cold herd" prints some of it
	@$(PY) -m tests.bench $(ONLY)

simulate: .venv/.dev  ## an office of 500 agreements, and rewrite the table of docs/scaling.md; ARGS="--help" tells of shorter ones, which only print
	@$(PY) -m tests.simulation $(ARGS)

chaos: .venv/.dev  ## kill -9 at 200 random moments of writes; about eight minutes
	@$(PY) -m tests.chaos

soak: .venv/.dev  ## an hour of work with deploys, faults of e-conomic and replaced workers, behind Caddy
	@$(PY) -m tests.soak

screenshots: .venv/.dev  ## pictures of every page, in Danish, under docs/screenshots
	@$(PY) -m tests.screenshots

tabler: .venv/.dev  ## static/tabler.css, the part of Tabler that is used
	@$(PY) -m tests.tabler

lock: .venv/.dev  ## the lock files, from the .in files, and the list of dependencies
	@.venv/bin/python -m pip install --quiet uv
	@.venv/bin/uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.txt
	@.venv/bin/uv pip compile requirements-dev.in --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-dev.txt
	@.venv/bin/uv pip compile requirements-audit.in --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-audit.txt
	@$(PY) -m tests.sbom

audit: .venv/.dev  ## known vulnerabilities of the locked packages, where their source can be reached
	@PYTHON="$(PYTHON)" $(PY) -m tests.audit

.venv/.ok: requirements.txt
	@PYTHON="$(PYTHON)" sh econ_admin/setup.sh requirements.txt
	@touch $@

.venv/.dev: requirements.txt requirements-dev.txt
	@PYTHON="$(PYTHON)" sh econ_admin/setup.sh requirements.txt requirements-dev.txt
	@touch .venv/.ok $@
