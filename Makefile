# Two commands on a fresh machine: `make show` and `make test`. What is missing they install, or say in one line how.
PYTHON ?= python3
BIN := .venv/bin
SETUP ?=
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help setup show test lint bench goldens gallery clean distclean

help:      ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

setup:     ## install what the stage needs (FOR=test: what its tests need too, FOR=all: a browser as well), and nothing else
	@$(PYTHON) tools/setup.py $(or $(FOR),show) $(SETUP)

show: setup  ## perform the overture: in a window, or without a display into out/overture.mp4 (ARGS='--mute ...')
	@$(BIN)/concord show overture $(ARGS)

test:      ## run the tests (ARGS='-k guard')
	@$(PYTHON) tools/setup.py test $(SETUP)
	@$(BIN)/python -m pytest $(ARGS)

lint:      ## style and types
	@$(PYTHON) tools/setup.py test --no-system
	$(BIN)/ruff check .
	$(BIN)/mypy visualizer tools

bench:     ## run the benchmarks, half an hour in all (BENCH=frames ARGS='--tier B' for one of them)
	@$(PYTHON) tools/setup.py test $(SETUP)
	@for name in $(or $(BENCH),$(filter-out hearing_relations hearing_cost,$(basename $(notdir $(wildcard bench/*.py))))); do \
		echo "== $$name"; $(BIN)/python bench/$$name.py $(if $(BENCH),$(ARGS)) || exit 1; done

goldens:   ## draw the pictures of tests/golden anew, which the tests compare with: look at the change before you keep it
	@$(PYTHON) tools/setup.py test $(SETUP)
	@$(BIN)/python -m tests.render.golden

gallery:   ## draw the contact sheets of docs/gallery: acts, looks, shapes of picture, tiers (two minutes)
	@$(PYTHON) tools/setup.py show $(SETUP)
	@$(BIN)/python tools/gallery.py $(ARGS)

clean:     ## remove caches, builds and the rendered overture; your own films in out/ stay
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache out/overture.mp4 out/overture.png
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean  ## and .venv
	@rm -rf .venv
