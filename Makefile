# The commands of the project; `make help` lists them. What they need is built in this folder.
.DEFAULT_GOAL := help
.PHONY: help demo test check lock bench clean

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= .demo

# The first Python that works: a name on the PATH may be a shim that fails.
FIND_PYTHON = for name in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && break; name=; done; \
	[ -n "$$name" ] || { echo "Python is missing: install python3 (on Debian: apt install python3)." >&2; exit 1; }
BOOTSTRAP = @$(FIND_PYTHON); "$$name" tools/bootstrap.py

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: ## Serve the whole product on http://127.0.0.1:8000 (PORT=8123 DATA=/some/folder put it elsewhere)
	$(BOOTSTRAP)
	@exec .venv/bin/kwartier demo --host "$(or $(HOST),127.0.0.1)" --port "$(or $(PORT),8000)" --data "$(or $(DATA),.demo)"

test: ## Check everything, on two versions of PostgreSQL and in a real browser
	$(BOOTSTRAP) --dev
	@exec .venv/bin/python tools/run_tests.py

check: ## Check in under a minute: style, types, imports, the core
	$(BOOTSTRAP) --dev
	@exec .venv/bin/python tools/run_tests.py --quick

lock: ## Write requirements/ anew after pyproject.toml changed (UPGRADE=1 takes the newest of all)
	$(BOOTSTRAP)
	@exec .venv/bin/python tools/lock.py $(if $(UPGRADE),--upgrade)

bench: ## Run every benchmark; each prints JSON
	$(BOOTSTRAP) --dev
	@for bench in bench/*; do \
		if [ -f "$$bench" ] && [ -x "$$bench" ]; then PATH="$(CURDIR)/.venv/bin:$$PATH" "$$bench" || exit 1; fi; \
	done

clean: ## Remove what was built; the demonstration's folder stays
	rm -rf .venv .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles
	find src -name '*.mo' -delete
