# Every target says what it is doing and prints nothing else unless something fails; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build run demo test unit contract integration e2e faults mutations bench lint format manifests images \
        cluster-up cluster-down

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build everything, with the tests
	@hack/swift build --build-tests

run: ## Run the operator outside the cluster, against the current kubeconfig
	@hack/run

demo: ## Bring up a cluster, install Darkroom, apply the samples and show their status
	@hack/demo/run

test: ## Run everything that CI runs: lint, unit, argo-standin, storage, contract, integration, faults, e2e
	@hack/test/all

unit: ## Run every test target that needs no cluster: pure logic, state machines, scripted transports
	@hack/test/unit

contract: ## Test CRDs, samples, Workflows and metrics against the servers and models that define them
	@hack/test/contract

integration: ## Test the operator against a real API server
	@hack/test/integration

e2e: ## Test real pods on the two-node cluster
	@hack/test/e2e

faults: ## Inject every fault at every point into operator runs (SAMPLE=1: a sample of each, within 10 minutes)
	@hack/faults/run $(if $(SAMPLE),--sample)
	@$(if $(SAMPLE),:,hack/faults/explore)

mutations: ## Seed one bug at a time into a copy of the sources and check that the tests catch it
	@hack/mutations/run

bench: ## Benchmark the gateway against nginx, haproxy, caddy and a Go proxy, and measure the wake-up time it adds
	@hack/benchmarks/gateway/run
	@hack/benchmarks/wake-up/run

lint: ## Check formatting, warnings, imports, generated files, the chart and shell scripts
	@hack/test/lint

format: ## Format the Swift sources in place
	@hack/format

manifests: ## Write config/crd, config/rbac and the chart's copies from the sources
	@hack/manifests

images: ## Build the container images (needs root; no registry)
	@hack/images/build

cluster-up: ## Start the two-node development cluster (CRD_SERVER=1 and S3=1 add those servers)
	@hack/cluster/up $(if $(CRD_SERVER),--crd-server) $(if $(S3),--s3)

cluster-down: ## Stop the development cluster and remove every trace of it except the caches
	@hack/cluster/down
