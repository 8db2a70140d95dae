# `make book` builds the book, `make test` runs every test. Both set up what they need in .venv first.
PYTHON ?= python3
BIN := .venv/bin
# uv installs faster where it is at hand, and compiles as pip does only when asked: where Python may not write, every process would compile anew.
# Never the script pip: in a copied checkout it belongs to the one that it was copied from.
INSTALL := $(if $(shell command -v uv),uv pip install -q --compile-bytecode --python $(BIN)/python,$(BIN)/python -m pip install -q --disable-pip-version-check)
# Says so where .venv came along with a copied or moved checkout: pip noted whose code it runs.
STRANGE := $(shell cat .venv/lib/python*/site-packages/__editable__.external_dimension*.pth 2>/dev/null | grep -qvxF "$(CURDIR)/src" && echo strange-venv)
# Python for the browser, which set-up fetches for the live parts of a book; LIVE=0 goes without.
LIVE_PARTS := $(if $(filter 0,$(LIVE)),,live)

.PHONY: strange-venv live book pdf epub slides course watch verify test check lint form types lighthouse bench requirements pythons outdated clean

book: .venv/ready $(LIVE_PARTS)
	$(BIN)/python -m external_dimension build

# Once for all books of this computer and versions of the packages: Pyodide, 27 MB, and Node.js, up to 65 MB, which is not kept.
live: .venv/ready
	$(BIN)/python -m claimbook.publish.live_parts

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

# Two workers, a file of tests to each at a time, in the order that tests/conftest.py gives.
test: .venv/test-ready $(LIVE_PARTS)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/ready
	$(BIN)/python -m external_dimension check

lint: .venv/test-ready
	$(BIN)/python -m ruff check src tests
	$(BIN)/python -m ruff format --check src tests
	$(BIN)/python -m external_dimension lint

# Whether all code has the form that ruff gives it; `make form FIX=1` gives it that form.
form: .venv/test-ready
	$(BIN)/python -m ruff format $(if $(FIX),,--check) src tests

# All that a checker of types finds, which is to be nothing.
types: .venv/test-ready
	$(BIN)/python -m mypy

# Lighthouse's scores and the weight of each page; wants nginx, npm and Chromium.
lighthouse: .venv/test-ready book
	$(BIN)/python tests/lighthouse.py

# Times builds and totals, prints the table and writes data/benchmark.csv; wants a quiet computer and about half an hour.
bench: .venv/test-ready
	$(BIN)/python tests/benchmark.py

# A folder to hand out for each student, and one for the teacher: make course STUDENTS=..., and SEED=... to make one again
STUDENTS ?= 1
course: .venv/ready
	$(BIN)/python -m external_dimension course $(if $(SEED),--seed $(SEED)) --students $(STUDENTS)

# Pins every package, direct or not, for every system and Python from 3.11 on. What the tests want as well is known first: the book then
# has the versions with which it is tested.
requirements:
	$(PYTHON) -m venv .venv && $(BIN)/python -m pip install -q uv
	$(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra test pyproject.toml -o tests/requirements.txt
	$(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url -c tests/requirements.txt pyproject.toml -o requirements.txt

# A .venv-3.12 and so on for each newer Python at hand, with the same packages; then `make test` builds the book with each as well.
PYTHONS = $(wildcard $(foreach v,3.12 3.13 3.14,/usr/bin/python$(v) /usr/local/bin/python$(v) $(HOME)/.pyenv/versions/$(v).*/bin/python$(v)))
pythons: .venv/ready
	for python in $(PYTHONS); do \
	  place=.venv-$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])') && \
	  $$python -m venv $$place && $(subst .venv/bin,$$place/bin,$(INSTALL)) -r requirements.txt || exit 1; done

outdated: .venv/ready
	$(BIN)/python -m pip list --outdated

clean:
	rm -rf _build

.venv/ready: requirements.txt pyproject.toml jupyter_nbconvert_config.py $(STRANGE)
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=..." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	$(INSTALL) --no-deps -e .
	$(BIN)/python -c "$(OWN_SOURCE)"
	mkdir -p .venv/etc/jupyter && ln -sf ../../../jupyter_nbconvert_config.py .venv/etc/jupyter
	touch $@

# Relative, and read before what pip noted: should .venv be copied along, the copy runs its own code even without make.
OWN_SOURCE := import os, site; s = site.getsitepackages()[0]; open(os.path.join(s, '0-own-source.pth'), 'w').write(os.path.relpath('src', s))

strange-venv:
	@echo "The .venv here runs the code of another folder than $(CURDIR); it is made anew."
	rm -rf .venv

.venv/test-ready: .venv/ready tests/requirements.txt
	$(INSTALL) -r tests/requirements.txt
	touch $@
