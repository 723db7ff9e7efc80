# make run    builds squall and runs the quickstart
# make test   is what CI runs; it says what is wrong and stops there
# make conformance  runs boto3, the AWS CLI and the JavaScript SDK against squall serve

.PHONY: run build test format vet staticcheck arch race simulated fuzz golden variants mutants mutants-some mutants-random kill-matrix random speed modules conformance
.DEFAULT_GOAL := build

run: build
	bin/squall run

build: modules
	go build -trimpath -o bin/squall ./cmd/squall

# Says so before the first build is silent for a minute.
modules:
	@GOPROXY=off go list -deps ./cmd/squall >/dev/null 2>&1 || echo "fetching Go modules..."

test: format vet staticcheck arch race simulated conformance speed random golden variants fuzz mutants-some

format:
	@list=$$(gofmt -l .); test -z "$$list" || { echo "not formatted; run gofmt -w on:" $$list; exit 1; }

vet:
	go vet ./...

staticcheck:
	go tool -modfile=tools.mod staticcheck ./...

arch:
	go test ./arch

race:
	go test -race -short -shuffle=on -timeout 15m ./...

# What the race detector makes long, without it.
simulated:
	go test ./cmd/squall -run 'Scripts|Virtual|ExamplesOf|Explore'
	go test ./cmd/squall/explore -run 'Findings|Luck|StopRules'

golden:
	scripts/golden

variants:
	scripts/variants

fuzz:
	scripts/fuzz

mutants:
	go run ./mutants -profiles

mutants-some:
	go run ./mutants -some 8

# Kills runs and releases on AWS, against the stand-in, around every line of their journal.
kill-matrix:
	SQUALL_KILL_MATRIX=all go test ./cmd/squall -run 'TestKilledOnAWS|TestKilledSpoiling|TestRefusedLettersOnAWS|TestRecoverAtEveryChange|TestKilledRelease|TestKilledCopy|TestRestored$$|TestReleaseLosesItsAccount|TestConformKilled' -v -timeout 90m

mutants-random:
	go run ./mutants -random

# Invented profiles, with settings that change under load in every way.
random:
	go run ./proof/random -seeds 2000

# What a simulated request costs beside the barest event loop; it is 4 to 5.
speed: build
	go run ./bench/virtual -guard 12

conformance: build
	conformance/run
