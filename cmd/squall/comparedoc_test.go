package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// quoted are the words of a line as a shell parts them.
var quoted = regexp.MustCompile(`'[^']*'|\S+`)

// Every line of docs/compare.md ends with the exit code that stands behind it.
func TestExamplesOfCompare(t *testing.T) {
	long(t)
	page, err := os.ReadFile("../../docs/compare.md")
	if err != nil {
		t.Fatal(err)
	}
	profile := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindSubmatch(page)
	if profile == nil {
		t.Fatal("docs/compare.md has no profile")
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("shop.yaml", profile[1], 0o600); err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllSubmatch(page, -1) {
		for line := range strings.Lines(string(block[1])) {
			command, what, _ := strings.Cut(line, " # ")
			word, _, _ := strings.Cut(strings.TrimSpace(what), ":")
			want, err := strconv.Atoi(word)
			words := quoted.FindAllString(command, -1)
			if err != nil || words[0] != "squall" {
				t.Fatalf("%q: want a command of squall and its exit code", line)
			}
			for i, w := range words {
				words[i] = strings.Trim(w, "'")
			}
			var out, diag bytes.Buffer
			if code := run(t.Context(), words[1:], strings.NewReader(""), &out, &diag); code != want {
				t.Errorf("%s\nexit code %d, want %d\n%s%s", command, code, want, &out, &diag)
			}
			played++
		}
	}
	if played < 12 {
		t.Errorf("docs/compare.md has %d commands", played)
	}
}
