package vectors

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const emptyZip = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="

var (
	repeated = regexp.MustCompile(`<(.)\*(\d+)>`)
	kept     = regexp.MustCompile(`<\$(\w+)>`)
)

// Session carries vectors out on a handler.
type Session struct {
	Handler http.Handler
	// Operation names the operation a request is for, or "".
	Operation func(service string, r *http.Request, body string) string

	values map[string]string
}

// Run carries out the steps of a vector. The error says which step, and what
// is not as it should be.
func (s *Session) Run(v *Vector) error {
	s.values = map[string]string{}
	for i := range v.Steps {
		if err := s.step(v, &v.Steps[i]); err != nil {
			return fmt.Errorf("step %d (%s): %w", i+1, v.Steps[i].Line, err)
		}
	}
	return nil
}

func (s *Session) step(v *Vector, step *Step) error {
	if step.Wait > 0 {
		time.Sleep(step.Wait)
		return nil
	}
	r, body, err := s.request(step)
	if err != nil {
		return err
	}
	if name := s.Operation(step.Service, r, body); step.Line == "request" && name != v.Operation {
		return fmt.Errorf("the request is for %q, and the vector is in the folder of %s", name, v.Operation)
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	switch {
	case step.Answer != "":
		return s.compare(w, step.Answer)
	case w.Code >= 300:
		return fmt.Errorf("it must succeed, and was answered %d %s", w.Code, w.Body)
	}
	return nil
}

// request makes the HTTP request of a step, signed by its caller in name only.
func (s *Session) request(step *Step) (*http.Request, string, error) {
	text := strings.ReplaceAll(step.Request, "<zip>", emptyZip)
	text = repeated.ReplaceAllStringFunc(text, func(m string) string {
		p := repeated.FindStringSubmatch(m)
		n, _ := strconv.Atoi(p[2]) // digits
		return strings.Repeat(p[1], n)
	})
	for _, m := range kept.FindAllStringSubmatch(text, -1) {
		value, ok := s.values[m[1]]
		if !ok {
			return nil, "", fmt.Errorf("no answer before kept a value as <any:%s>", m[1])
		}
		text = strings.ReplaceAll(text, m[0], value)
	}
	head, body, _ := strings.Cut(text, "\n\n")
	first, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	body = strings.TrimSuffix(body, "\n")
	account, region := "111122223333", "us-east-1"
	raw := fmt.Sprintf("%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n", first, len(body))
	for line := range strings.Lines(headers) {
		if caller, ok := strings.CutPrefix(line, "Caller: "); ok {
			account, region, _ = strings.Cut(strings.TrimSpace(caller), " ")
			continue
		}
		raw += strings.TrimSpace(line) + "\r\n"
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw + "\r\n" + body)))
	if err != nil {
		return nil, "", fmt.Errorf("%q: %w", first, err)
	}
	if r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+account+"/20261122/"+region+"/"+step.Service+
			"/aws4_request, SignedHeaders=host, Signature=0")
	}
	return r, body, nil
}
