# `make ask`, `make test`, `make run`, `make check`: each sets up what it needs, and nothing twice.
PYTHON ?= python3
VENV ?= .venv
Q ?= where is MS Celeb still available?
# On Linux, PyTorch's CPU index saves gigabytes: make TORCH_INDEX=<address from https://pytorch.org/get-started/locally/> ...
TORCH_INDEX ?=
TORCH := torch==2.13.0

PIP := $(VENV)/bin/python -m pip --disable-pip-version-check
RUN := HF_HUB_OFFLINE=1 $(VENV)/bin/python -m bot

.PHONY: help ask chat run sync index show test check format golden fit coverage bench constraints clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.runtime: pyproject.toml constraints.txt
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --progress-bar off $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	$(PIP) install --quiet --progress-bar off --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP) install --quiet --progress-bar off --constraint constraints.txt --editable ".[dev]"
	@touch $@

ask: $(VENV)/.runtime ## Ask a question: make ask Q="who made DukeMTMC?"
	@$(RUN) ask "$(Q)"

chat: $(VENV)/.runtime ## Hold a conversation in the terminal
	@$(RUN) chat

index: $(VENV)/.runtime ## Bring the search index up to date
	@$(RUN) index

run: $(VENV)/.runtime ## Run the Discord bot (needs DISCORD_TOKEN in .env)
	@$(RUN) run

sync: $(VENV)/.runtime ## Tell Discord about the slash commands (once, and after updates)
	@$(RUN) sync

test: $(VENV)/.dev ## Run every check and test that CI runs
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(RUN) check
	HF_HUB_OFFLINE=1 $(VENV)/bin/python -m pytest

check: $(VENV)/.dev ## Check the code's style and types, and the knowledge files
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(RUN) check

format: $(VENV)/.dev ## Format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

golden: $(VENV)/.dev ## Run the golden questions and renew docs/EVALUATION.md
	$(RUN) evaluate tests/golden/questions.jsonl tests/golden/development.jsonl tests/golden/voices.jsonl tests/golden/unseen.jsonl tests/golden/collection.jsonl tests/golden/forms.jsonl tests/golden/conversations.jsonl --report docs/EVALUATION.md

coverage: $(VENV)/.runtime ## Count what the knowledge base holds and renew docs/COVERAGE.md
	$(RUN) check --coverage --report docs/COVERAGE.md

fit: $(VENV)/.dev ## Fit the weights of evidence anew and renew docs/CALIBRATION.md (after a change to features or the model)
	HF_HUB_OFFLINE=1 $(VENV)/bin/python -m benchmarks.fit tests/golden/training.jsonl tests/golden/held.jsonl tests/golden/development.jsonl tests/golden/voices.jsonl --report docs/CALIBRATION.md

bench: $(VENV)/.dev ## Measure speed and memory (results: benchmarks/)
	HF_HUB_OFFLINE=1 $(VENV)/bin/python benchmarks/run.py

constraints: ## Renew constraints.txt from the ranges of pyproject.toml, in a fresh environment
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	build/constraints/bin/python -m pip install --quiet --editable ".[dev]"
	{ head -1 constraints.txt; build/constraints/bin/python -m pip freeze --exclude-editable | sed -E 's/(==[^+ ]+)\+[a-z0-9]+$$/\1/'; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean: ## Remove the environment and the index (the knowledge files stay)
	rm -rf $(VENV) data
