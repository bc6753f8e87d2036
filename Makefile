# Segment Operator. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CONFIGURATION ?= Release
ARTIFACTS     := $(CURDIR)/artifacts
BIN           := $(ARTIFACTS)/bin
RID           ?= linux-x64
DIR           ?= $(ARTIFACTS)/devcluster
TOKENS        ?=
BENCH         ?= all
SEED          ?= 1
MINUTES       ?= 20
FUZZ          ?= all
FUZZ_SECONDS  ?= 60

DOTNET_BUILD  := dotnet build --nologo -v quiet -c $(CONFIGURATION)
# Whoever only wants to run it does not wait for the analyzers; `make build` and `make verify` have them on.
QUICK_BUILD   := $(DOTNET_BUILD) -p:RunAnalyzers=false
RUN           := dotnet run --no-build -c $(CONFIGURATION) --project

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

.PHONY: help build test lint generate verify publish run demo devcluster api-contract bench fuzz e2e chaos soak sigstore-conformance cel-conformance images manifests clean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-22s %s\n", $$1, $$2}'

build: ## Compile everything, analyzers on, warnings as errors
	$(DOTNET_BUILD) SegmentOperator.sln

test: build ## Run every test; ends with "N passed, N failed"
	@bash .ci/test $(CONFIGURATION)

lint: build ## Check formatting and analyzers without changing a file
	dotnet format whitespace SegmentOperator.sln --verify-no-changes --no-restore

generate: ## Write crds/ and the chart's RBAC from the C# types
	@bash .ci/generate $(CONFIGURATION)

verify: lint ## Fail when formatting, analyzers or generated files are stale
	@bash .ci/generate $(CONFIGURATION) --check

publish: ## Leave the programs in artifacts/bin, trimmed and ReadyToRun
	@bash .ci/publish $(RID) $(BIN)

run: ## Start a local Kubernetes API, an org, a registry and the operator, with sample segments
	$(QUICK_BUILD) tests/Demo
	@$(RUN) tests/Demo -- run

demo: ## Run the whole story without a person; exits 0 only if every step came out so
	$(QUICK_BUILD) tests/Demo
	@$(RUN) tests/Demo -- demo

devcluster: ## Run the embedded Kubernetes API alone: make devcluster DIR=... TOKENS=tokens.csv
	$(QUICK_BUILD) tests/DevCluster
	@$(RUN) tests/DevCluster -- --dir "$(DIR)" $(if $(TOKENS),--tokens "$(TOKENS)")

api-contract: ## Replay what a real kube-apiserver answered, and kubectl printed, against DevCluster
	$(QUICK_BUILD) tests/DevCluster
	@bash .ci/api-contract "$$(dotnet msbuild tests/DevCluster -nologo -p:Configuration=$(CONFIGURATION) -getProperty:TargetDir)devcluster"

bench: ## Measure; make bench BENCH=NAME runs one
	$(QUICK_BUILD) tests/Benchmarks
	@$(RUN) tests/Benchmarks -- $(BENCH)

sigstore-conformance: publish ## Run Sigstore's public conformance cases against the published program
	@bash .ci/sigstore-conformance $(BIN)/segment-operator

e2e: ## Run the end-to-end tests on the cluster of KUBECONFIG, which is for tests alone
	@test -n "$(KUBECONFIG)" || { echo "Say which cluster: KUBECONFIG=... make e2e. Without one, make test runs them on DevCluster." >&2; exit 2; }
	$(QUICK_BUILD) tests/EndToEnd.Tests
	@STAGE_KUBECONFIG="$(KUBECONFIG)" dotnet test tests/EndToEnd.Tests --no-build --nologo -c $(CONFIGURATION) -v quiet

chaos: ## Run the end-to-end tests in a storm of faults; make chaos SEED=n repeats one
	$(QUICK_BUILD) tests/EndToEnd.Tests
	@echo "make chaos SEED=$(SEED)"
	@CHAOS_SEED=$(SEED) dotnet test tests/EndToEnd.Tests --no-build --nologo -c $(CONFIGURATION) -v quiet --filter "FullyQualifiedName!~Leadership"

soak: ## Run the operator under load for MINUTES=20 and fail if memory, handles or threads grow
	$(QUICK_BUILD) tests/Benchmarks
	@MINUTES=$(MINUTES) $(RUN) tests/Benchmarks -- soak

fuzz: ## Throw changed input at the parsers for a bounded time: make fuzz FUZZ=sigstore FUZZ_SECONDS=60
	$(QUICK_BUILD) tests/Fuzz
	@$(RUN) tests/Fuzz -- --seconds $(FUZZ_SECONDS) $(FUZZ)

cel-conformance: ## Run the public conformance cases of CEL; ends with cel_cases=PASSED/TOTAL
	$(QUICK_BUILD) tests/Policy.Tests
	@bash .ci/cel-conformance $(CONFIGURATION)

images: ## Build OCI archives of the manager and the runner in artifacts/images
	@bash .ci/images $(RID) $(ARTIFACTS)/images

manifests: ## Render the chart to plain YAML for kubectl apply, in artifacts/manifests
	@bash .ci/manifests $(ARTIFACTS)/manifests

clean: ## Remove build output
	rm -rf $(ARTIFACTS) operator/*/bin operator/*/obj tests/*/bin tests/*/obj
