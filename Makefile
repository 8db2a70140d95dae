# `make book` builds the book, `make test` runs every test. Both set up what they need in .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: book pdf epub slides course watch verify test check lint lighthouse bench requirements outdated clean

book: .venv/ready
	$(BIN)/python -m external_dimension build

# WeasyPrint wants Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).
pdf: .venv/ready
	$(BIN)/python -m external_dimension pdf

epub: .venv/ready
	$(BIN)/python -m external_dimension epub

slides: .venv/ready
	$(BIN)/python -m external_dimension slides

# Serves the book on this computer and builds it again whenever a file changes.
watch: .venv/ready
	$(BIN)/python -m external_dimension watch

# Builds the book anew and compares it with a published one: make verify BOOK=path/to/html
verify: .venv/ready
	$(BIN)/python -m external_dimension verify "$(BOOK)"

test: .venv/test-ready
	$(BIN)/python -m pytest

check: .venv/ready
	$(BIN)/python -m external_dimension check

lint: .venv/test-ready
	$(BIN)/ruff check src tests
	$(BIN)/python -m external_dimension lint

# Lighthouse's scores and the weight of each page; wants nginx, npm and Chromium.
lighthouse: .venv/test-ready book
	$(BIN)/python tests/lighthouse.py

# Times builds and totals, prints the table and writes data/benchmark.csv; wants a quiet computer and about half an hour.
bench: .venv/test-ready
	$(BIN)/python tests/benchmark.py

# A folder to hand out for each student, and one for the teacher: make course SEED=... STUDENTS=...
STUDENTS ?= 1
course: .venv/ready
	$(if $(SEED),,$(error Choose a seed that students do not know: make course SEED=... STUDENTS=...))
	$(BIN)/python -m external_dimension course --seed $(SEED) --students $(STUDENTS)

# Pins every package, direct or not, for every system and Python from 3.11 on.
requirements:
	$(PYTHON) -m venv .venv && $(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra test -c requirements.txt pyproject.toml -o tests/requirements.txt

outdated: .venv/ready
	$(BIN)/pip list --outdated

clean:
	rm -rf _build

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=..." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

.venv/test-ready: .venv/ready tests/requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check -r tests/requirements.txt
	touch $@
