package k6

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"
)

// most is on how many lines something is said to be.
const most = 3

// at says on which lines a pattern is found, before what is said of it. The
// parser keeps no positions.
func (s *script) at(pattern string) string {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return ""
	}
	var lines []string
	for i, line := range strings.Split(s.text, "\n") {
		if re.MatchString(line) {
			lines = append(lines, strconv.Itoa(i+1))
		}
	}
	switch {
	case len(lines) == 0 || len(lines) > most:
		return ""
	case len(lines) == 1:
		return "line " + lines[0] + ": "
	}
	return "lines " + strings.Join(lines, ", ") + ": "
}

// where is at for a text, whose quotes and spaces the source may have otherwise.
func (s *script) where(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == ' ':
			b.WriteString(`\s*`)
		case r == '"' || r == '\'' || r == '`':
			b.WriteString("[\"'`]")
		default:
			b.WriteString(`\s*` + regexp.QuoteMeta(string(r)))
		}
	}
	return s.at(b.String())
}

// left says what the script does beside its requests: once for all of it.
func (s *script) left() {
	note := func(at, format string, args ...any) {
		s.draft.Notes = append(s.draft.Notes, at+fmt.Sprintf(format, args...))
	}
	for _, module := range s.imports {
		if !slices.Contains(modules, module) {
			note(s.at(`import\b.*`+regexp.QuoteMeta(module)), "module %s: it is not run, and what it gives is a random number", module)
		}
	}
	for _, name := range []string{"setup", "teardown", "handleSummary"} {
		if s.functions[name] != nil {
			note(s.at(`\b`+name+`\b\s*(\(|=)`), "%s(), which k6 calls once: what it gives is not known to the requests", name)
		}
	}
	for _, metric := range s.metrics {
		note(s.at(`\b`+regexp.QuoteMeta(metric)+`\s*=`), "metric %s of the script's own", metric)
	}
	if s.options == nil {
		return
	}
	for _, key := range s.options.keys {
		if !slices.Contains(followed, key) {
			note(s.at(`\b`+regexp.QuoteMeta(key)+`["']?\s*:`), "option %s", key)
		}
	}
}

// modules are those whose calls are read, or have no part in what is sent.
var modules = []string{"k6", "k6/http", "k6/metrics", "k6/data"}

// followed are the options that phases and expectations come from.
var followed = []string{"stages", "scenarios", "duration", "vus", "startVUs", "thresholds"}

// own are metrics that a script may make.
var own = []string{"Trend", "Rate", "Counter", "Gauge"}

// metric says whether a value is a metric of the script's own.
func metric(e js.IExpr) bool {
	n, ok := e.(*js.NewExpr)
	return ok && slices.Contains(own, name(n.X))
}

// unfollowed takes out the scenarios whose executors say no rate ahead.
func (s *script) unfollowed(all *object) *object {
	kept := &object{values: map[string]value{}}
	for _, key := range all.keys {
		one, ok := all.values[key].(*object)
		executor := ""
		if ok {
			executor, _ = one.get("executor").(string)
		}
		if strings.HasSuffix(executor, "-iterations") || executor == "externally-controlled" {
			s.draft.Notes = append(s.draft.Notes, fmt.Sprintf("%sscenario %s: its executor %s has no rate that could be told ahead", s.at(`\b`+regexp.QuoteMeta(key)+`["']?\s*:`), key, executor))
			continue
		}
		kept.set(key, all.values[key])
	}
	return kept
}
