PYTHON ?= python3
BIN := .venv/bin
NEW_ENOUGH := import sys; v = sys.version_info[:3]; sys.exit(v < (3, 11, 4) and \
	'Modelport needs Python 3.11.4 or newer; $(PYTHON) is %d.%d.%d. Try: make demo PYTHON=python3.12' % v)
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: help demo test check bench screenshots lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo         a real model, the embedded platform, and the wizard (or an unattended run without a terminal)"
	@echo "make test         every test"
	@echo "make check        ruff, mypy strict, import-linter"
	@echo "make bench        compare with other model servers and with gcloud (QUICK=1 for a short look)"
	@echo "make screenshots  draw screenshots/ from the running app"
	@echo "make lock         resolve requirements/*.lock anew"

demo: .venv/.base
	@$(BIN)/python scripts/demo.py

test: .venv/.dev
	$(BIN)/python -m pytest -n 2 -q

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Peers are installed below .bench/ on first use; QUICK=1 makes fewer and shorter rounds.
bench: .venv/.dev
	@$(BIN)/python -m scripts.bench $(if $(QUICK),--quick)

screenshots: .venv/.dev
	$(BIN)/python scripts/screenshots.py

# Both stamps compile bytecode: without it the first frame takes about three times as long.
.venv/.base: requirements/base.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c "$(NEW_ENOUGH)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -e .venv/.dev || echo "Installing Modelport into .venv (about a minute, once)"
	$(PIP) install --require-hashes -r requirements/base.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q core tui
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.base
	@echo "Installing the test tools and TensorFlow into .venv (some minutes, once)"
	$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# uv writes one lock for every system and Python; the dev lock keeps to the versions of the base lock.
lock:
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra build -o requirements/base.lock
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra build --extra dev -c requirements/base.lock -o requirements/dev.lock

clean:
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache
