# Commands of the project. Tools live in .tools and node_modules of this folder; nothing is installed elsewhere but by apt.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)
# Trunk takes this variable for one of its switches and rejects most values.
unexport NO_COLOR

PORT ?= 8080
TRUNK = trunk --skip-version-check
# Folders are listed too: their time changes when a file in them goes.
SOURCES := $(shell find src crates style locales scenarios web -not -name '.*' -not -path 'crates/*/tests*') build.rs Cargo.toml Cargo.lock .cargo/config.toml \
	index.html Trunk.toml tools/style.mjs tools/program.mjs tools/finish.mjs

.PHONY: help setup build serve relay bench dev debug test quick conformance e2e check clean

help: ## list the commands
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## */  make \1\t/' | expand -t 20

setup: ## install what is missing to build (wasm target, Trunk, wasm-split, wasm-bindgen, wasm-opt)
	@tools/setup.sh build

build: setup dist/index.html ## release build into dist/; prints the sizes and how far they are from the aim
	@node tools/sizes.mjs dist

dist/index.html: $(SOURCES)
	$(TRUNK) build --release

serve: build ## set up, build and serve on http://127.0.0.1:8080/ (PORT=…)
	@node tools/serve.mjs --port $(PORT)

relay: build ## the release build as an ECS endpoint on http://127.0.0.1:8081/ (PORT=…, ARGS=--no-browser)
	@node tools/relay.mjs $(ARGS)

bench: build ## measure side by side with peers, by the harness in PERF=../shared/perf, and API calls (ARGS="--runs 2")
	@tools/setup.sh test
	@node bench/run.mjs $(ARGS)

dev: setup ## debug build, served and rebuilt at every change (PORT=…)
	$(TRUNK) serve --port $(PORT) --dist dist-debug

debug: setup ## debug build into dist-debug/ (quick; for tools/shot.mjs and LATCH_DIST=dist-debug)
	$(TRUNK) build --dist dist-debug

test: ## set up, then every check and test, from formatting to the journeys in three engines (STEPS="lint native" …)
	@tools/setup.sh test $(STEPS)
	@node tools/test.mjs $(STEPS)

quick: ## format, lints and tests of the core crates, with fewer schedules than make test
	@node tools/test.mjs quick

conformance: ## the ECS cases without a browser, as a table: by operation what is certain, likely, ours, failed, pending, unreachable
	@LATCH_CONFORMANCE=table cargo test --locked --quiet -p latch-ecs --test ecs conformance:: -- --nocapture --test-threads=1

e2e: ## only the journeys, over dist/ or LATCH_DIST (FILES="e2e/hosting.test.mjs", ENGINE=firefox or webkit)
	@ENGINE=$(ENGINE) node e2e/run.mjs $(FILES)

check: ## formatting and lints, native and wasm
	@node tools/test.mjs format lint lint-wasm

clean: ## remove what was built (not the tools)
	rm -rf dist dist-debug .gen test-results
	cargo clean
