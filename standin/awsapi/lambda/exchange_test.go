package lambda_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

// TestExchanges sends the requests of each archive in turn and compares the
// answers, bodies byte by byte. A request is a line with method and path,
// header lines, an empty line and a body. <zip> stands for an empty zip.
func TestExchanges(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no exchanges: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			h := newBackend().handler()
			changed := false
			for i := 0; i+1 < len(a.Files); i += 2 {
				got := exchange(t, h, string(a.Files[i].Data))
				if want := string(a.Files[i+1].Data); got != want {
					changed = true
					a.Files[i+1].Data = []byte(got)
					if !*update {
						t.Errorf("%s:\n got %s\nwant %s", a.Files[i].Name, got, want)
					}
				}
			}
			if *update && changed {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

const emptyZip = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="

func exchange(t *testing.T, h http.Handler, text string) string {
	t.Helper()
	text = strings.ReplaceAll(text, "<zip>", emptyZip)
	head, body, _ := strings.Cut(text, "\n\n")
	first, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	body = strings.TrimSuffix(body, "\n")
	raw := fmt.Sprintf("%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n", first, len(body))
	for line := range strings.SplitSeq(headers, "\n") {
		if line != "" {
			raw += line + "\r\n"
		}
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw + "\r\n" + body)))
	if err != nil {
		t.Fatalf("%q: %v", first, err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer(w)
}

// answer prints a status line, the headers that matter, and the body.
func answer(w *httptest.ResponseRecorder) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d\n", w.Code)
	var names []string
	for name := range w.Header() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\n", name, w.Header().Get(name))
	}
	if w.Body.Len() > 0 {
		fmt.Fprintf(&b, "\n%s\n", w.Body)
	}
	return b.String()
}
