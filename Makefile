# What one runs while one works. `make` alone lists it. `.ci/run` is what a change has to pass.
.DEFAULT_GOAL := help
.PHONY: help verify test ci demo up compare format jmh mutation simulate fuzz screens

help: ## list these
	@sed -n 's/^\([a-z]*\): ## /\1\t/p' $(MAKEFILE_LIST)

verify: ## all tests and checks, on real servers
	mvn verify

test: ## the tests that need no server
	mvn -q test

ci: ## what a change has to pass
	.ci/run

demo: ## the whole story in under two minutes
	./darkroom demo

up: ## the service on servers of its own, until stopped
	./darkroom up

compare: ## ours, the floors and other job queues side by side, within three minutes
	bench/compare --quick

format: ## format all Java and poms, on JDK 17
	mvn -q spotless:apply

jmh: ## measure what is pure and hot by itself, five minutes
	mvn -q -pl bench -am test -Dtest=MicroBenchmarks -Dsurefire.failIfNoSpecifiedTests=false -DskipChecks -Djacoco.skip=true

mutation: ## change the exact parts of the queue and see that tests notice, half a minute
	mvn -pl queue -am verify -Pmutation -DskipITs -Djacoco.skip=true

simulate: ## play the fleet step by step with many seeds, minutes; STEPS=n for more or fewer
	mvn -q -pl queue -am verify -Dtest=NONE -Dit.test='SimulationIT#norWith*' -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -DskipChecks -Djacoco.skip=true -Ddarkroom.simulation.steps=$(or $(STEPS),200000)

fuzz: ## throw a million odd payloads at the reader, a minute
	mvn -q -pl queue -am test -Dtest=PayloadFuzzTest -Dsurefire.failIfNoSpecifiedTests=false -DskipChecks -Djacoco.skip=true -Ddarkroom.fuzz.payloads=$(or $(PAYLOADS),1000000)

screens: ## take a picture of every page of the dashboard into docs/screens, with Chromium
	mvn -q -pl cli -am verify -Dtest=NONE -Dit.test=DashboardPagesIT -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -DskipChecks -Djacoco.skip=true
	mkdir -p docs/screens
	cp cli/target/screens/*.webp docs/screens/
