# Two commands on a fresh machine, with nothing but Python 3.11 and make: `make demo`, `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
LOCK   := requirements.lock
STAMP  := $(VENV)/.installed-$(shell sha256sum $(LOCK) | cut -c1-16)
UV     := uv==0.13.9
PROCESSES ?= 2
# Every command below starts Python many times; without its compiled modules each start takes twice as long.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test lint messages screenshots lock clean bench

install: $(STAMP)

demo: $(STAMP)
	$(BIN)/python manage.py demo

test: $(STAMP)
	$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal

lint: export SECRET_KEY := only-for-the-checks-0123456789-abcdefghijklmnopqrstuvwxyz
lint: export DATABASE_URL := postgresql://nobody@%2Fnonexistent/lifecycle
lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if find . -path ./$(VENV) -prune -o -name '*.html' -print | grep -q .; then $(BIN)/djlint --quiet --lint config lifecycle monitoring evaluations; fi
	env -u DATABASE_URL $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py draw_stages --check
	env -u DEBUG -u HTTPS $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python .ci/check_lock.py
	$(BIN)/python .ci/messages.py --check

# The English catalogue: `.ci/messages.py --missing` prints what waits for translation.
messages: $(STAMP)
	$(BIN)/python .ci/messages.py

# Pictures of the main pages in both languages, of what `make demo` has told.
screenshots: $(STAMP)
	$(BIN)/python -m tests.walks.screenshots

# The lock names no address, so it holds for every package index.
lock: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --all-extras -o $(LOCK)

clean:
	rm -rf $(VENV) staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(LOCK) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV) \
	  && $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r $(LOCK) \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	rm -f $(VENV)/.installed-* && touch $@

# Each bar is a ratio to a limit or a peer of the same run; fails where one is missed.
bench: $(STAMP)
	$(BIN)/python -m benchmarks
