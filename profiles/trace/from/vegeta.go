package from

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

func knowsVegeta(head []byte) bool {
	head = bytes.TrimSpace(head)
	if bytes.HasPrefix(head, []byte("{")) {
		line, _, _ := bytes.Cut(head, []byte("\n"))
		return bytes.Contains(line, []byte(`"url"`)) && bytes.Contains(line, []byte(`"method"`))
	}
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			return aim(&Target{}, string(line)) == ""
		}
	}
	return false
}

// vegeta reads targets as vegeta attack does, with -format=http and json.
func vegeta(d *decoder) error {
	var t *Target // whose headers may follow
	hand := func() error {
		if t == nil {
			return nil
		}
		done := *t
		t = nil
		return d.sink.Target(done)
	}
	for {
		text, ok, err := d.next()
		if err != nil {
			return err
		}
		if !ok {
			return hand()
		}
		line := string(text)
		why := ""
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "{"):
			if err := hand(); err != nil {
				return err
			}
			d.rep.Records++
			t, why = aimJSON(text)
		case t != nil && strings.HasPrefix(line, "@"):
			d.remark("bodies that are files (@%s) are not read: write body: into the profile", line[1:])
		case t != nil && header(t, line):
		default:
			if err := hand(); err != nil {
				return err
			}
			d.rep.Records++
			t = &Target{}
			why = aim(t, line)
		}
		if why != "" {
			t = nil
			if err := d.bad(d.line, "%s", why); err != nil {
				return err
			}
		}
	}
}

// aim reads METHOD URL.
func aim(t *Target, line string) (why string) {
	method, url, ok := strings.Cut(line, " ")
	url = strings.TrimSpace(url)
	if !ok || strings.ToUpper(method) != method || !(strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://")) || strings.ContainsAny(url, " \t") {
		return "a target is written as METHOD http://host/path"
	}
	t.Method, t.URL = method, url
	return ""
}

// header reads Name: value.
func header(t *Target, line string) bool {
	name, value, ok := strings.Cut(line, ":")
	if !ok || name == "" || strings.ContainsAny(name, " \t/") {
		return false
	}
	t.Header = append(t.Header, [2]string{name, strings.TrimSpace(value)})
	return true
}

func aimJSON(text []byte) (*Target, string) {
	var v struct {
		Method, URL string
		Body        []byte
		Header      map[string][]string
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, "no target in JSON: " + err.Error()
	}
	t := &Target{Body: v.Body}
	for _, name := range slices.Sorted(maps.Keys(v.Header)) {
		if len(v.Header[name]) > 0 {
			t.Header = append(t.Header, [2]string{name, v.Header[name][0]})
		}
	}
	return t, aim(t, v.Method+" "+v.URL)
}
