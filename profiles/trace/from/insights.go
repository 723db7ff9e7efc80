package from

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

func knowsInsights(head []byte) bool {
	head = bytes.TrimSpace(head)
	if len(head) == 0 {
		return false
	}
	if head[0] == '{' || head[0] == '[' {
		return bytes.Contains(head, []byte(`"@timestamp"`)) || bytes.Contains(head, []byte(`"results"`)) && bytes.Contains(head, []byte(`"field"`))
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.Contains(line, []byte("@timestamp")) && !bytes.Contains(line, []byte("{"))
}

// insights reads what a query for REPORT lines gave: as CSV, as the JSON of
// aws logs get-query-results, or as the JSON that the console saves.
func insights(d *decoder) error {
	first, err := d.in.Peek(1)
	for err == nil && (first[0] == ' ' || first[0] == '\n' || first[0] == '\r' || first[0] == '\t') {
		_, _ = d.in.Discard(1)
		first, err = d.in.Peek(1)
	}
	if err == nil && (first[0] == '{' || first[0] == '[') {
		return d.insightsJSON()
	}
	t, err := d.table()
	if err != nil {
		return err
	}
	for {
		ok, err := t.next()
		if !ok || err != nil {
			return err
		}
		if err := d.logRow(t.line, t.get); err != nil {
			return err
		}
	}
}

// logRow reads one row of a query's result.
func (d *decoder) logRow(line int, get func(string) string) error {
	r := report{duration: Unknown, init: Unknown}
	message := get("@message")
	switch {
	case get("@duration") != "":
		if !r.millis(&r.duration, get("@duration")) || get("@initDuration") != "" && !r.millis(&r.init, get("@initDuration")) {
			return d.bad(line, "@duration %q and @initDuration %q must be times in ms", get("@duration"), get("@initDuration"))
		}
		if bytes, err := strconv.ParseFloat(get("@memorySize"), 64); err == nil && bytes > 0 && bytes < 1e12 {
			r.memory = int(bytes / 1e6)
		}
	case message == "":
		return d.bad(line, "there is neither @duration nor @message; ask for: fields @timestamp, @log, @duration, @initDuration, @memorySize | filter @type = \"REPORT\"")
	case !strings.Contains(message, "REPORT"):
		d.rep.Skipped++
		return nil
	case !r.text(message):
		return d.bad(line, "the REPORT has no Duration in ms: %q", clip(message))
	}
	ended, err := logTime(get("@timestamp"))
	if err != nil {
		return d.bad(line, "@timestamp %q is not a time", clip(get("@timestamp")))
	}
	e := Event{Function: logFunction(get("@log")), At: ended.UnixNano() - r.duration - max(0, r.init), Count: 1, Duration: r.duration, Init: r.init, Memory: r.memory}
	return d.event(line, &e)
}

// report is what a REPORT line says.
type report struct {
	duration, init int64
	memory         int
}

func (r *report) millis(to *int64, text string) bool {
	ns, ok := scaled(strings.TrimSpace(strings.TrimSuffix(text, "ms")), 1e6)
	*to = ns
	return ok
}

// text reads a REPORT line: names and values, set apart by tabs.
//
//	REPORT RequestId: 8f5…  Duration: 102.25 ms  Billed Duration: 103 ms
//	Memory Size: 128 MB  Max Memory Used: 37 MB  Init Duration: 155.87 ms
func (r *report) text(message string) bool {
	var fine bool
	for field := range strings.FieldsFuncSeq(message, func(c rune) bool { return c == '\t' || c == '\n' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(field), ":")
		switch value = strings.TrimSpace(value); name {
		case "Duration":
			fine = r.millis(&r.duration, value)
		case "Init Duration":
			if !r.millis(&r.init, value) {
				return false
			}
		case "Memory Size":
			r.memory, _ = strconv.Atoi(strings.TrimSuffix(value, " MB"))
		}
	}
	return fine
}

func logTime(text string) (time.Time, error) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms), nil
	}
	if t, err := time.Parse("2006-01-02 15:04:05.999999999", text); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

// logFunction is the function of a log group such as
// 123456789012:/aws/lambda/checkout.
func logFunction(log string) string {
	if log == "" {
		return "function"
	}
	return path.Base(log)
}

// insightsJSON reads {"results": [[{"field": …, "value": …}, …], …]} and
// [{"@timestamp": …, …}, …], one result at a time.
func (d *decoder) insightsJSON() error {
	j := json.NewDecoder(d.in)
	if err := d.enter(j, "results"); err != nil {
		return err
	}
	for n := 1; j.More(); n++ {
		var row json.RawMessage
		if err := j.Decode(&row); err != nil {
			return fmt.Errorf("%s: result %d: %w", d.rep.File, n, err)
		}
		d.rep.Records++
		fields, err := logFields(row)
		if err != nil {
			if err := d.bad(n, "result %d: %w", n, err); err != nil {
				return err
			}
			continue
		}
		if err := d.logRow(n, func(name string) string { return fields[name] }); err != nil {
			return err
		}
	}
	return d.leave(j)
}

// enter goes into the list that a JSON input is, or that it has under a key.
func (d *decoder) enter(j *json.Decoder, key string) error {
	for depth := 0; ; {
		t, err := j.Token()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return fmt.Errorf("%s: no list %q in it: %w", d.rep.File, key, err)
		}
		switch t {
		case json.Delim('['):
			if depth == 0 {
				return nil
			}
			depth++
		case json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		case key:
			if next, err := j.Token(); depth == 1 && err == nil && next == json.Delim('[') {
				return nil
			}
		}
	}
}

// leave wants the end of the list.
func (d *decoder) leave(j *json.Decoder) error {
	if _, err := j.Token(); err != nil {
		return fmt.Errorf("%s: the list does not end; the file is cut off: %w", d.rep.File, io.ErrUnexpectedEOF)
	}
	return nil
}

// logFields are the fields of a result, in either shape.
func logFields(row json.RawMessage) (map[string]string, error) {
	out := map[string]string{}
	var pairs []struct{ Field, Value string }
	if row[0] == '[' {
		err := json.Unmarshal(row, &pairs)
		for _, p := range pairs {
			out[p.Field] = p.Value
		}
		return out, err
	}
	var object map[string]any
	if err := json.Unmarshal(row, &object); err != nil {
		return nil, err
	}
	for name, v := range object {
		switch v := v.(type) {
		case string:
			out[name] = v
		case float64:
			out[name] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return out, nil
}
