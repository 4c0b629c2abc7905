# What one types in this repository. `make` shows the list.
# One build profile for everything that is tested and checked, so that a dependency is compiled once.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DEFAULT_GOAL := help
.PHONY: help servers quick test check fmt clippy doc msrv unused deny sbom bench bench-status bench-intake bench-memory bench-fanout torture fuzz screenshots

TEST_LOG := target/test.log
FUZZ_SECONDS ?= 60
TORTURE_SEED ?= 1

help: ## this list
	@grep -hE '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.* ## /\1\t/' | expand -t 16

servers: ## install what the tests talk to (PostgreSQL, Postfix, Kannel, Chromium, readers), where it is missing
	@tools/install-servers

quick: ## the short loop: rules, texts, the store on SQLite and the lints of the core; no servers
	cargo clippy -p majakka-domain -p majakka-messages -p majakka-store -p majakka-app --lib -- -D warnings
	cargo test -p majakka-domain -p majakka-messages -p majakka-store
	cargo test -p majakka-app --lib
	MAJAKKA_SQLITE_ONLY=1 cargo test -p majakka-app --test store -- --skip schema:: --skip trouble::

test: servers ## run every test; the last line counts them
	@mkdir -p target
	@cargo test --workspace --lib --bins --tests --no-fail-fast 2>&1 | tee $(TEST_LOG) || true
	@tools/count-tests $(TEST_LOG)

check: fmt clippy doc msrv ## formatting, lints and documentation, all without a warning, and the oldest Rust that we promise

fmt:
	cargo fmt --all --check

clippy:
	cargo clippy --workspace --all-targets -- -D warnings

doc:
	@# The targets are named so that the dependencies have the features that they have for clippy, and are not checked twice.
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --lib --bins --examples

msrv: ## that the Rust named in Cargo.toml builds everything; free where it is the one at work
	@rust=$$(sed -nE 's/^rust-version = "(.*)"/\1/p' Cargo.toml); \
	case "$$(rustc --version)" in \
	    "rustc $$rust."*) echo "Rust $$rust is the one at work" ;; \
	    *) cargo "+$$rust" check --workspace --all-targets ;; \
	esac

unused: ## dependencies that a manifest names and nobody uses (installs cargo-machete where it is missing)
	@command -v cargo-machete > /dev/null || cargo install --locked cargo-machete
	cargo machete --with-metadata

# cargo-deny itself is built for minutes, so .ci/run judges by tests/story/dependencies.rs, which reads the same rules.
deny: ## licences, banned crates and sources of the dependencies (installs cargo-deny where it is missing)
	@command -v cargo-deny > /dev/null || cargo install --locked cargo-deny
	cargo deny --all-features check licenses bans sources

sbom: ## every part of the program with version and licence: target/majakka.cdx.json (installs cargo-cyclonedx where missing)
	@command -v cargo-cyclonedx > /dev/null || cargo install --locked cargo-cyclonedx
	cargo cyclonedx --manifest-path Cargo.toml --format json --spec-version 1.5 --all --target all --override-filename majakka.cdx
	@mv majakka.cdx.json target/majakka.cdx.json
	@find . -name majakka.cdx.json -not -path './target/*' -delete
	@echo "target/majakka.cdx.json: $$(grep -c '"purl"' target/majakka.cdx.json) parts"

bench: ## the benchmarks under benches/
	cargo bench --workspace

bench-status: ## the public page under load, beside a peer
	tools/bench-status

bench-intake: ## reports over the API, beside bare inserts of the rows that they make
	tools/bench-intake
bench-memory: ## what the program holds in memory with 0, 10,000 and 100,000 organisations
	tools/bench-memory

bench-fanout: ## from publishing to the last of 10,000 mails, on both databases, beside smtp-source
	cargo build --profile dist
	python3 tools/torture/fanout.py --binary target/dist/majakka --db sqlite,postgres --counts 1000,10000

torture: ## every fault that we know how to make, chance by TORTURE_SEED, about 25 minutes on two cores (as root; docs/RELIABILITY.md)
	cargo build --profile dist
	MAJAKKA_SOURCE=$(CURDIR) tools/torture/all.sh $(CURDIR)/target/dist/majakka $(CURDIR)/target/torture $(TORTURE_SEED)

fuzz: ## every fuzz target for FUZZ_SECONDS (installs cargo-fuzz where it is missing)
	@tools/fuzz $(FUZZ_SECONDS)

screenshots: servers ## the pictures of docs/, taken by the story in the browser
	MAJAKKA_PICTURES=$(CURDIR)/docs/pictures cargo test --workspace --test story -- browser public_page
