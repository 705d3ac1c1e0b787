# 娘家人. `make help` lists what there is.
SHELL := /bin/sh
PYTHON3 ?= python3
VENV := .venv/bin
# Real processes and browsers on a busy machine may be late once: what failed is tried a second time, and must pass then.
TWICE := $(VENV)/python scripts/pytest_twice.py -q
.DEFAULT_GOAL := help

.PHONY: help setup up train swap corrections migrate test check unit e2e evaluate dialogues bench desk-bench kill-sweep screenshots backup lock clean stock-setup stock-nlu stock-bench

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## make both Python environments from their locks (only what changed)
	@$(PYTHON3) scripts/setup.py

up: setup ## set up, train, migrate and start everything; prints the addresses
	@$(VENV)/python -m scripts.up

train: setup ## train the language model if its data changed; learn the cards and the signs of danger
	@nlu/.venv/bin/python nlu/train.py
	@OPENBLAS_NUM_THREADS=1 $(VENV)/python -m scripts.learn

swap: ## put the newest language model to work in the running server, without a gap
	@nlu/.venv/bin/python nlu/swap.py

corrections: ## what corrections would change: FILE=corrections.yml, and KEEP=1 to keep them
	@nlu/.venv/bin/python nlu/corrections.py "$(FILE)" $(if $(KEEP),--keep)

migrate: setup ## bring the database to the newest shape
	@$(VENV)/python -m cases.migrate up

test: setup train check unit e2e ## everything that must hold

check: ## format, lint, types, import rules, data
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/yamllint -s docker-compose.yml knowledge/programs cases/seed actions/flows
	@$(VENV)/python -m knowledge lint
	@$(VENV)/python -m knowledge check
	@nlu/.venv/bin/python nlu/validate.py

unit: ## fast tests
	@$(TWICE) -n auto --dist loadfile -m "not rasa and not browser and not slow"

e2e: ## slow tests: the real model, browsers, an emulator of the Bot API
	@$(TWICE) -m "rasa or browser or slow"

evaluate: ## figures: the model (and Rasa's own report in nlu/results), danger, fields, first step, search, whole dialogues
	-@$(PYTHON3) scripts/setup.py --plots
	@nlu/.venv/bin/python nlu/evaluate.py --rasa
	-@$(VENV)/python -m actions.crisis
	-@$(VENV)/python -m actions.crisis told
	-@$(VENV)/python -m actions.fields
	@$(VENV)/python -m tests.evaluate
	@$(VENV)/python -m knowledge evaluate
	-@$(VENV)/python -m tests.dialogues --unseen

screenshots: ## make the pictures of the README and the staff handbook anew
	@$(VENV)/python -m tests.screenshots

dialogues: ## figures: scripted dialogues through the public chat API
	@$(VENV)/python -m tests.dialogues

bench: ## figures: turns a second, p50/p95 at 1, 8 and 20 chats, memory; then ten kill -9 under load
	@$(VENV)/python -m tests.bench

desk-bench: ## figures: the desk with 100,000 cases and 1,000,000 messages on PostgreSQL (seeds its own database, and drops it)
	@$(VENV)/python -m tests.desk_bench $(ARGS)

stock-setup: setup ## a full Rasa with TensorFlow in build/stock-venv (2.6 GB), to compare with (tests/stock/README.md)
	@$(VENV)/python -m tests.stock.setup $(if $(LOCK),--lock)

stock-nlu: stock-setup ## figures: our language model beside that of `rasa init` (hours; a trial: ARGS="--every 5 --epochs 3")
	@$(VENV)/python -m tests.stock.nlu $(ARGS)

stock-bench: stock-setup ## figures: our stack and a stock Rasa bot under the same conversations, and the ratio
	@$(VENV)/python -m tests.stock.bench $(ARGS)

backup: ## a consistent copy of the embedded database under var/backup
	@$(VENV)/python -m scripts.backup

lock: ## write the locks anew from requirements*.in
	@$(PYTHON3) scripts/setup.py --lock

clean: ## throw away environments, model and caches (the database under var/ stays)
	rm -rf .venv .uv nlu/.venv nlu/models nlu/results .mypy_cache .ruff_cache .pytest_cache .hypothesis
