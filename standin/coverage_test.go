package standin

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"squall/standin/awsapi"
)

var update = flag.Bool("update", false, "rewrite docs/coverage.md")

// shownOnly are settings that are taken, checked, frozen in versions and shown,
// and that nothing in the stand-in could act on.
var shownOnly = []string{
	"Lambda `VpcConfig` and `FileSystemConfigs`: there is no network and nothing to mount",
	"Lambda `TracingConfig`: there is no X-Ray",
	"Lambda `UpdateRuntimeOn`: runtimes do not change",
	"Lambda `Layers`: modelled functions have no code that could use them",
	"SQS `Policy`: what it allows is allowed anyway; refusals of messages are in force",
	"EventBridge Scheduler `FlexibleTimeWindow` and `KmsKeyArn`: calls come at their time",
	"Lambda `Architectures`, `EphemeralStorage`, `Runtime`, `Handler` of modelled functions",
}

// TestCoverage writes which operations of AWS there are, how many answers of
// each are checked against what AWS is known to send, and which clients call
// it in their tests.
func TestCoverage(t *testing.T) {
	clients := map[string][]string{}
	for _, w := range walks {
		for name := range w.run(t).names {
			clients[name] = append(clients[name], "Go SDK")
		}
	}
	calledElsewhere(t, clients)
	answers := map[string]int{}
	total := 0
	for _, v := range allVectors(t) {
		if v.Counts() {
			answers[v.Service+"/"+v.Operation] += v.Answers()
			total += v.Answers()
		}
	}
	var services []awsapi.Service
	inBubble(t, Options{}, func(_ context.Context, s *Standin) { services = s.services() })
	slices.SortFunc(services, func(a, b awsapi.Service) int { return cmp.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What of the AWS APIs there is\n\nWritten by `go test ./standin -update`. An operation that is not built answers 501.\n"+
		"An answer is one of `standin/awsapi/vectors` that AWS is documented, modelled or\nrecorded to send: %d in all. "+
		"Clients are those that call the operation in our tests.\n\nAccepted, and only shown:\n\n", total)
	for _, what := range shownOnly {
		fmt.Fprintf(&b, "- %s\n", what)
	}
	for _, s := range services {
		for _, api := range apis(s) {
			writeService(&b, api, answers, clients)
		}
	}
	for name, by := range clients {
		t.Errorf("%v call %s, which no service has", by, name)
	}
	const page = "../docs/coverage.md"
	if *update {
		if err := os.WriteFile(page, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(page); err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is stale: go test ./standin -update (%v)", page, err)
	}
}

// apis are what AWS documents as APIs of their own: API Gateway has two behind
// one name.
func apis(s awsapi.Service) []awsapi.Service {
	second := s
	second.Name += "v2"
	second.Operations = nil
	var first []awsapi.Operation
	for _, o := range s.Operations {
		if strings.Contains(o.Pattern, "/v2/") && s.Name == "apigateway" {
			second.Operations = append(second.Operations, o)
		} else {
			first = append(first, o)
		}
	}
	s.Operations = first
	if second.Operations == nil {
		return []awsapi.Service{s}
	}
	return []awsapi.Service{s, second}
}

// writeService writes a section, and takes what it has written from clients.
func writeService(b *bytes.Buffer, s awsapi.Service, answers map[string]int, clients map[string][]string) {
	operations := slices.Clone(s.Operations)
	slices.SortFunc(operations, func(a, b awsapi.Operation) int { return cmp.Compare(a.Name, b.Name) })
	var unbuilt []string
	fmt.Fprintf(b, "\n## %s\n\n| operation | answers | clients |\n|---|---|---|\n", s.Name)
	for _, o := range operations {
		key := s.Name + "/" + o.Name
		by := slices.Sorted(slices.Values(clients[key]))
		delete(clients, key)
		if !o.Built {
			unbuilt = append(unbuilt, o.Name)
			continue
		}
		fmt.Fprintf(b, "| %s | %d | %s |\n", o.Name, answers[key], strings.Join(by, ", "))
	}
	fmt.Fprintf(b, "\n%d of %d built. 501: %s.\n", len(operations)-len(unbuilt), len(operations), cmp.Or(strings.Join(unbuilt, ", "), "none"))
}

// calledElsewhere adds what the clients of conformance/ call, which they have
// written down themselves: CLIENT.txt has a line for each service/Operation.
func calledElsewhere(t *testing.T, clients map[string][]string) {
	files, err := filepath.Glob("../conformance/called/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no client in conformance/called: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		for line := range strings.Lines(string(text)) {
			key := strings.TrimSpace(line)
			clients[key] = append(clients[key], name)
		}
	}
}
