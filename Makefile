# Two commands do all the set-up: `make demo` runs the product, `make test` passes its tests.
# Each needs a machine with Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
# Each worker of the tests imports everything: it is compiled once, not by each of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test serve lint types imports docs browser journeys matrix mutants hostile first-migration statements accessible stops \
        bench-audit bench-pages bench-plans bench-counts bench-find bench-matching validate clean help check

help:            ## What can be run here
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | sort

.venv/ready: requirements.lock pyproject.toml package-lock.json scripts/bootstrap.py scripts/assets.py
	@$(PYTHON) scripts/bootstrap.py

demo: .venv/ready   ## The product with invented people: prints its address and who to sign in as
	@exec $(BIN)/throughcare demo

serve: .venv/ready  ## The product with the data of THROUGHCARE_HOME
	@exec $(BIN)/throughcare serve

test: .venv/ready   ## All tests but the long ones (those: make browser matrix hostile)
	$(BIN)/pytest -n $(WORKERS) -m "not browser and not slow" --ignore=tests/matrix --ignore=tests/hostile

browser: .venv/ready  ## Journeys in headless Chromium, with accessibility checks
	$(BIN)/pytest -n $(WORKERS) -m "browser and not slow"

journeys: .venv/ready  ## Two people from before sentence to the last follow-up, by six roles
	$(BIN)/pytest -n $(WORKERS) -m browser tests/journeys/whole

accessible: .venv/ready  ## axe on every page of every route: full, empty and refused, at two widths (ONLY=court: those)
	ONLY="$(ONLY)" $(BIN)/pytest -n 0 -s tests/routes/test_accessible.py

matrix: .venv/ready   ## Every user, purpose and row against a naive reading of the policy
	$(BIN)/pytest -n 0 -s tests/matrix -m "not slow"

hostile: .venv/ready  ## Every form with hostile, missing, oversized and replayed posts (HOSTILE=all: each text in each field)
	$(BIN)/pytest -n $(WORKERS) tests/hostile

first-migration: .venv/ready  ## The quick first migration beside Django's own way: the same database
	$(BIN)/pytest -n 0 -m slow tests/launcher/test_first_migration.py

statements: .venv/ready  ## SQL statements of each page, against the budget of 12
	$(BIN)/pytest -n 0 -s tests/routes/test_statements.py

mutants: .venv/ready  ## Every cell of the policy flipped, every conjunct weakened: all are noticed
	$(BIN)/pytest -n 0 -s tests/matrix -m slow

stops: .venv/ready    ## Three ways to stop the product, 20 times each
	$(BIN)/python -m tests.launcher.stops --times 20

lint: .venv/ready     ## Style of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready    ## Types
	$(BIN)/mypy throughcare scoring evidence

imports: .venv/ready  ## Which folder may import which
	$(BIN)/lint-imports

docs: .venv/ready     ## Generated pages are current, links lead somewhere, migrations are complete
	$(BIN)/throughcare policy compile --check
	$(BIN)/throughcare policy page --check
	$(BIN)/python scripts/checks.py

check: lint types imports docs  ## Everything that needs no database

bench-audit: .venv/ready  ## Audit rows a second
	$(BIN)/python -m benchmarks.audit

bench-pages: .venv/ready  ## Pages with a million people: alone, and at 30 requests a second
	$(BIN)/python -m benchmarks.pages $(BENCH)

bench-plans: .venv/ready  ## What kept plans save (BENCH="--database NAME" of bench-pages)
	$(BIN)/python -m benchmarks.plans $(BENCH)

bench-counts: .venv/ready  ## What building the counts of Today once saves (BENCH="--database NAME")
	$(BIN)/python -m benchmarks.counts $(BENCH)

bench-find: .venv/ready  ## Search and the record with 100,000 people, within Django alone
	$(BIN)/python -m benchmarks.find

bench-matching: .venv/ready  ## A whole evaluation of 100,000 and a million people, beside other packages
	$(BIN)/python -m benchmarks.matching

validate: .venv/ready  ## Do 95 % intervals cover the truth in 2,000 invented cohorts?
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m evidence.validation --cohorts 2000

clean:           ## Forget the environment and what was built (data are kept)
	rm -rf .venv node_modules throughcare/design/static/vendor throughcare/static_built
