# Everything a person or a machine does to this repository begins here. What a line does stands in scripts/.

SHELL := bash
.DEFAULT_GOAL := help

# Tools that were built or linked for this clone come first; cargo is found where rustup puts it.
export PATH := $(CURDIR)/target/tools/bin:$(PATH):$(HOME)/.cargo/bin
# Queries are checked against the committed .sqlx, so that building needs no database. `make generate` refreshes it.
export SQLX_OFFLINE := true
# Debian's Chromium is used; Playwright's own would be a second one.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help run test check generate story faults races bench clean-data

help: ## Says what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## Builds, fills and opens the demo city; Ctrl-C closes it
	@scripts/run

test: ## Everything that must hold: check, unit, integration and browser tests, a small fault run
	scripts/require test
	scripts/web
	scripts/check
# The example is there for cargo: beside something that needs the tests' dependencies, all have the features that they have in
# tests, and none is compiled twice.
	cargo build --workspace --bin renrakucho --example typescript
	cargo test --workspace --no-run
# Much of a test is waiting, for a mail's hold or a lease; much of a story, too. So more tests go at once than there are cores, and
# two lanes of this are beside each other. Each has an installation of its own. A test that belongs to two stories is played once.
	scripts/side-by-side \
		'RUST_TEST_THREADS=3 scripts/with-postgres cargo test --workspace && (cd web && npm test) && scripts/faults ci 7 && \
			scripts/with-postgres scripts/story consent-city alone' \
		'scripts/with-postgres scripts/story people-devices alone && scripts/with-postgres scripts/story main-job alone'

check: ## Format, lints, licences, and whether what is generated is fresh
	scripts/require test
	scripts/web
	scripts/check

generate: ## Writes what is generated from the code and the migrations: .sqlx, web/src/protocol, two pages of docs/
	scripts/require test
	scripts/generate

story: ## Plays one story in a real browser: make story NAME=main-job
	scripts/require test
	scripts/web
	cargo build --workspace --bin renrakucho
	scripts/with-postgres scripts/story $(or $(NAME),main-job)

bench: ## Figures of a release build against their goals: make bench, SIZE=full make bench
	@scripts/require test
	@scripts/bench

faults: ## Kills, freezes, cuts and lies to a small installation: make faults SIZE=ci|full|long SEED=n
	@scripts/faults $(or $(SIZE),ci) $(SEED)

races: ## Closings and removals, raced with posts and reads, 10,000 of each: make races RACES=n
	@scripts/require test
	cargo build --workspace --bin renrakucho
	RACES=$(or $(RACES),10000) RUST_TEST_THREADS=1 scripts/with-postgres cargo test --workspace --test it -- --nocapture \
		closing::posts_raced closing::who_opens removal::posts_raced

clean-data: ## Forgets the demo city: its database, keys and certificates
	scripts/clean-data
