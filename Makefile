# What can be done here; `make help` lists it.

# The toolchain that the project is built and checked with. Only rustup reads this; another cargo is used as it is.
export RUSTUP_TOOLCHAIN ?= 1.95.0

# More arguments for cargo: `make test CARGO_FLAGS=--offline`.
CARGO_FLAGS ?=
# Arguments for the tests themselves: `make test TESTS=kafka`.
TESTS ?=
# Rows of the bench, with what they need: `make bench ROWS='identity link'`; all where none is named. Those of parsing need
# no broker: `make bench ROWS=parsing`, or `parsing-nitf` for one format; nor do `enrichers` (languages and regions),
# `window` (duplicates, with a million items in the window) and `decide` (CPU time of one item, part by part).
ROWS ?=
PARSING = $(filter parsing parsing-%,$(or $(ROWS),parsing))
PARSED = $(patsubst parsing-%,%,$(filter parsing-%,$(ROWS)))
ENRICHING = $(filter enrichers window decide,$(or $(ROWS),enrichers window decide))
PIPELINE = $(filter-out parsing parsing-% enrichers window decide,$(or $(ROWS),all))
# Parts of the evaluation: `make eval PARTS=language`; all where none is named.
PARTS ?=
# Fuzz targets, and how long each runs: `make fuzz TARGETS='nitf xml' FUZZ_SECONDS=300`; all where none is named.
TARGETS ?=
export FUZZ_SECONDS ?= 20

.DEFAULT_GOAL := help
.PHONY: help run test lint fuzz bench eval bless

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build it, take sample wires through the whole pipeline in memory, and show what became of them
	cargo build $(CARGO_FLAGS) --package dateline
	@$${CARGO_TARGET_DIR:-target}/debug/dateline demo

test: ## run every test, with real Kafka, PostgreSQL and Prometheus (installs or starts what it needs)
	tests/stack/install
	tests/stack/with-postgres cargo test $(CARGO_FLAGS) --workspace --no-fail-fast -- $(TESTS)

lint: ## check formatting and clippy's opinion
	cargo fmt --all --check
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings

fuzz: ## run the parsers' fuzz targets, some seconds each, from the fixtures on
	CARGO_FLAGS='$(CARGO_FLAGS)' tests/fuzz/run $(TARGETS)

bench: ## measure parsers beside bare ones, and all else against a bare client on the same broker; print tables
	$(if $(PARSING),cargo bench $(CARGO_FLAGS) --package dateline-producer --no-default-features --bench parsing -- $(PARSED))
	$(if $(ENRICHING),cargo bench $(CARGO_FLAGS) --package dateline-eval --features references $(ENRICHING:%=--bench %))
	$(if $(PIPELINE),tests/stack/install)
	$(if $(PIPELINE),cargo bench $(CARGO_FLAGS) --package dateline-tests --bench throughput -- $(filter $(PIPELINE),$(ROWS)))

eval: ## measure how right language, region and duplicates are, beside references; print tables, write target/eval.json
	cargo run $(CARGO_FLAGS) --release --package dateline-eval --features references --bin eval -- $(PARTS)

bless: ## accept what the code now gives as the golden files; look at the diff before you commit it
	INSTA_UPDATE=always DATELINE_BLESS=1 tests/stack/with-postgres cargo test $(CARGO_FLAGS) --workspace --no-fail-fast -- $(TESTS)
