# `make help` lists the targets.

CARGO ?= cargo

# Property tests draw the same cases every time, so that a failure is the change's own; `make test PROPTEST_RNG_SEED=7`
# draws others.
export PROPTEST_RNG_SEED ?= 20240426

.DEFAULT_GOAL := help
.PHONY: help run build test test-slow check bless bench clean

run: ## build, and convert input/ into output/
	$(CARGO) run --release --quiet -- convert

build: ## build the release binary
	$(CARGO) build --release

test: ## run the tests (under two minutes on two cores)
	$(CARGO) test

test-slow: ## run the tests again, the slow ones among them
	GONGKAI_SLOW=1 $(CARGO) test --release --test it

check: ## what CI runs: formatting, lints, the library alone, tests, documentation
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) check --lib --examples --no-default-features
	$(CARGO) test
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --document-private-items

bless: ## rewrite the expected files of tests/golden; read the diff afterwards
	@test -z "$$CI" || { echo "bless is for people, not for CI" >&2; exit 2; }
	GONGKAI_BLESS=1 $(CARGO) test --test it golden

bench: ## measure the speed of each stage; compare ratios within one run only
	$(CARGO) bench

clean: ## remove what was built and converted
	$(CARGO) clean
	find output -mindepth 1 ! -name .gitkeep -delete

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
