package probe

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The snippets of docs/aws.md say in Python and JavaScript what Headers says: of
// the first request of a process, and of the second.
func TestSnippets(t *testing.T) {
	text, err := os.ReadFile("../../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"AWS_LAMBDA_FUNCTION_VERSION": "7", "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/02/[7]abc", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"} {
		t.Setenv(name, value)
	}
	served.Store(0)
	want := []map[string]string{Headers("r-1"), Headers("r-2")}
	for _, l := range []struct{ language, program, file, calls string }{
		{"python", "python3", "f.py", "import json\nclass C: pass\nout = []\nfor i in ('r-1', 'r-2'):\n    c = C(); c.aws_request_id = i\n    out.append(probe(c))\nprint(json.dumps(out))\n"},
		{"js", "node", "f.mjs", "console.log(JSON.stringify(['r-1', 'r-2'].map((id) => probe({awsRequestId: id}))));\n"},
	} {
		t.Run(l.language, func(t *testing.T) {
			program, err := exec.LookPath(l.program)
			if err != nil && os.Getenv("CI") == "" {
				t.Skip(err)
			}
			snippet := regexp.MustCompile("(?s)```" + l.language + "\n(.*?)```").FindSubmatch(text)
			if snippet == nil {
				t.Fatal("the page has none")
			}
			file := filepath.Join(t.TempDir(), l.file)
			if err := os.WriteFile(file, append(snippet[1], l.calls...), 0o600); err != nil {
				t.Fatal(err)
			}
			var diag bytes.Buffer
			run := exec.Command(program, file)
			run.Stderr = &diag
			out, err := run.Output()
			var got []map[string]string
			if err == nil {
				err = json.Unmarshal(out, &got)
			}
			if err != nil || len(got) != len(want) {
				t.Fatalf("%v: %s%s", err, out, &diag)
			}
			for i := range got {
				headers := map[string]string{}
				for name, value := range got[i] {
					headers[http.CanonicalHeaderKey(name)] = value
				}
				if !maps.Equal(headers, want[i]) {
					t.Errorf("request %d: %v, want %v", i+1, headers, want[i])
				}
			}
		})
	}
}
