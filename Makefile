# Everything a person or the CI runs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
BENCH  := .venv-bench

.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv with the command .venv/bin/naervaer

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## start everything on this machine, with a simulated school district
	$(BIN)/naervaer up

test: setup ## run all tests, in three processes: they wait more than they compute
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

test-docker: setup ## run all tests against the Kafka and ClickHouse images (needs a Docker engine)
	$(BIN)/pytest --docker

torture: setup ## faults and bad input for hours, by seed (TORTURE_ROUNDS, TORTURE_SEED, FUZZ_MESSAGES); goes on where it was interrupted
	$(BIN)/python -m tests.torture
	$(BIN)/python -m tests.badinput
	$(BIN)/python -m cli.documentation

check: setup ## lint, types, imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-setup: setup $(BENCH)/.installed ## make .venv-bench with what the benchmarks compare with

$(BENCH)/.installed: requirements-bench.lock
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: bench-setup ## measure everything, and write docs/benchmarks.md and docs/scale.md (about 20 min)
	$(BIN)/python -m benchmarks.replay_ratio
	$(BIN)/python -m benchmarks.register_memory
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.morning
	$(BENCH)/bin/python -m benchmarks.peak
	$(BIN)/python -m benchmarks.pages

bench-pages: setup ## write docs/benchmarks.md and docs/scale.md again from the results
	$(BIN)/python -m benchmarks.pages

bench-check: setup ## compare counters that do not depend on the machine with their bounds
	$(BIN)/python -m benchmarks.check

bench-bounds: setup ## take the counters of now as the new bounds
	$(BIN)/python -m benchmarks.check --record

docs: setup ## write the pages of docs/ that are made from the code
	$(BIN)/python -m cli.documentation

false-alarms: setup ## count anew how often the patterns speak of pupils without one
	$(BIN)/python -m cli.documentation.false_alarms

schemas: setup ## write JSON Schema and AsyncAPI from the message models
	$(BIN)/python -m schemas.publish

licences: setup ## list what is installed with its licence
	@$(BIN)/python -m deploy.licences

sbom: setup ## write build/sbom.json: everything installed, in CycloneDX
	@mkdir -p build
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o build/sbom.json $(BIN)/python

audit: setup ## look for known vulnerabilities of the locked packages (needs the network)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lock: ## resolve requirements.lock again (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
	uv pip compile --group bench --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-bench.lock

clean: ## remove what setup, run and the checks made
	rm -rf $(VENV) $(BENCH) .naervaer .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info

.PHONY: help setup run test test-docker torture check bench-setup bench bench-pages bench-check bench-bounds docs false-alarms schemas licences sbom audit lock clean
