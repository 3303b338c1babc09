# Each recipe is a line that anyone could type. `make help` lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
target := $(or $(CARGO_TARGET_DIR),target)
xtask := cargo run --quiet --locked -p xtask --

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 14

.PHONY: run
run: ## set up, then serve the demonstration at http://127.0.0.1:7100
	@scripts/setup --for run
	cargo run --locked -p yipanqi -- demo

.PHONY: dev
dev: ## serve the demonstration, built anew at each change
	scripts/dev

.PHONY: test
test: ## set up, then run every check and every test, as continuous integration does
	@scripts/tally --start
	@scripts/tally setup scripts/setup --for test
	@scripts/tally style $(MAKE) --no-print-directory style
	@scripts/with-postgres scripts/tally tests cargo test --locked --workspace
	@scripts/tally reference $(xtask) generate --check --binary $(target)/debug/yipanqi
	@scripts/tally packages npm --prefix e2e ci --no-audit --no-fund
	@scripts/tally browser npm --prefix e2e test
	@scripts/tally --sum

.PHONY: style
style: ## lock file, format, tidy, words, licences and clippy
	scripts/lock-current
	cargo fmt --all --check
	$(xtask) tidy
	$(xtask) words
	$(xtask) licences
	cargo clippy --locked --workspace --all-targets -- -D warnings

.PHONY: hooks
hooks: ## check lock file and format before each commit, from now on
	git config core.hooksPath scripts/hooks

.PHONY: check
check: style test-sqlite ## all that needs neither PostgreSQL nor a browser
	$(xtask) generate --check --binary $(target)/debug/yipanqi

.PHONY: test-sqlite
test-sqlite: ## every test but those in the browser, on SQLite alone
	env -u YIPANQI_TEST_POSTGRES cargo test --locked --workspace

.PHONY: test-pg
test-pg: ## every test but those in the browser, on SQLite and PostgreSQL
	scripts/with-postgres cargo test --locked --workspace

.PHONY: e2e
e2e: ## the journeys in the browser
	cargo build --locked -p yipanqi
	npm --prefix e2e ci --no-audit --no-fund
	npm --prefix e2e test

.PHONY: shots
shots: ## pictures of the pages, 1366 and 390 pixels wide, into e2e/out
	cargo build --locked -p yipanqi
	npm --prefix e2e ci --no-audit --no-fund
	npm --prefix e2e run shots

.PHONY: guide
guide: ## pictures of the guide, into docs/images
	cargo build --locked -p yipanqi
	npm --prefix e2e ci --no-audit --no-fund
	npm --prefix e2e run guide

.PHONY: bench
bench: ## measure speed beside the raw limits
	@scripts/setup --for bench
	cargo build --release --locked -p yipanqi
	YIPANQI_FSYNC=on scripts/with-postgres cargo run --release --locked -p bench

.PHONY: generate
generate: ## write docs/reference anew
	$(xtask) generate

.PHONY: audit
audit: ## known faults and licences of dependencies, and the list of parts (SBOM)
	$(xtask) sbom $(target)/sbom.cdx.json
	$(xtask) audit

.PHONY: fuzz
fuzz: ## feed every parser with made-up bytes, 60 seconds each (needs nightly Rust and cargo-fuzz)
	scripts/fuzz 60

.PHONY: soak
soak: ## cut the power 200 times under load, on both databases
	YIPANQI_SOAK_ROUNDS=200 scripts/with-postgres cargo test --locked -p yipanqi --test it power

.PHONY: package
package: ## .deb, .rpm and .tar.gz of the release program, with list of parts (SBOM) and checksums, into target/dist
	@scripts/setup --for package
	cargo build --release --locked -p yipanqi
	scripts/package $(target)/release/yipanqi

.PHONY: package-test
package-test: ## install the .deb into a fresh Debian in a temporary folder, and use it there (as root)
	@scripts/setup --for package
	scripts/package-test $(target)/dist/yipanqi_*_$$(dpkg --print-architecture).deb

.PHONY: clean
clean: ## remove what was built
	cargo clean
	rm -rf e2e/node_modules e2e/out
