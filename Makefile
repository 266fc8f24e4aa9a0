# Everything starts from nothing: each target makes .venv first where it is missing or stale.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WEB := screening/writers/webmap

.PHONY: run test check check-web bench layers pictures lock clean

run: $(READY)
	$(BIN)/screening run

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-web; \
		elif test "$$SCREENING_REQUIRE_NODE" = 1; then echo "expected npm, got none"; exit 2; \
		else echo "skipped: types and lint of the map's JavaScript, as npm is missing"; fi

check-web: $(WEB)/node_modules/.ready
	cd $(WEB) && npm run --silent check

pictures: $(READY)
	$(BIN)/python docs/pictures/make.py
	$(BIN)/python docs/pictures/outputs.py

# BENCH="--sites 1000 100000 1000000" and so on; `.venv/bin/python -m benchmarks --help` tells more
bench: $(VENV)/.bench
	$(BIN)/python -W ignore -m benchmarks $(BENCH)
	$(BIN)/python -m benchmarks.climate
	$(BIN)/python -m benchmarks.scoring
	$(BIN)/python -m benchmarks.page

layers: $(READY)
	$(BIN)/python -m screening.providers.starter

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --upgrade -o requirements.lock
	$(BIN)/uv pip compile benchmarks/requirements.in -c requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade \
		-o benchmarks/requirements.lock
	cd $(WEB) && npm install --silent --package-lock-only && sed -i '/"funding": {/,/}/d' package-lock.json

clean:
	rm -rf $(VENV) $(WEB)/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The peers that benchmarks run beside; the package itself needs none of them.
$(VENV)/.bench: $(READY) benchmarks/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r benchmarks/requirements.lock
	@touch $@

$(WEB)/node_modules/.ready: $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --silent
	@touch $@

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "expected Python 3.11 or newer, got $$($(PYTHON) --version); set PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
