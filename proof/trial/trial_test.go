package trial

import (
	"strings"
	"testing"
)

const plain = `name: plain
functions: [{name: f, model: {duration: {constant: 100ms}}, reserved: 3, async: {dead_letter: sqs:dead}}]
attack:
  - {path: sdk, function: f, phases: [{for: 20s, rate: 20/s, arrival: poisson}]}
  - {path: async, function: f, phases: [{for: 20s, rate: 5/s, arrival: poisson}]}
`

func TestRun(t *testing.T) {
	tests := []struct {
		name, text string
		err, wrong string
	}{
		{"nothing is wrong", plain, "", ""},
		{"changes", `# change {"at":"2s","kind":"PutReserved","function":"f","count":1}` + "\n" +
			`# change {"at":"3s","kind":"DeleteFunction","function":"f"}` + "\n" + plain, "", ""},
		{"no profile", "name: plain\n", "attack", ""},
		{"no change", "# change at once\n" + plain, "is no change", ""},
		{"a kind that is none", `# change {"at":"2s","kind":"Explode","function":"f"}` + "\n" + plain, "", "panic: apply: internal error: change Explode"},
	}
	for _, tt := range tests {
		out, err := Run(tt.text)
		wrong := strings.Join(out.Wrong, "\n")
		switch {
		case tt.err != "":
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v", tt.name, err)
			}
		case err != nil || !strings.Contains(wrong, tt.wrong) || (wrong == "") != (tt.wrong == ""):
			t.Errorf("%s: %v, %s", tt.name, err, wrong)
		case tt.wrong == "" && (out.Hits < 400 || out.Counts.Requests != out.Hits || out.Counts.Foretold < 50):
			t.Errorf("%s: %d hits, %+v", tt.name, out.Hits, out.Counts)
		}
	}
}
