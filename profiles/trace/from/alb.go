package from

import (
	"bytes"
	"strings"
	"time"
)

// The fields are described at
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
const (
	albType      = 0
	albTime      = 1 // when the load balancer had answered
	albTarget    = 6 // target_processing_time, in seconds; -1 when there was none
	albGroup     = 16
	albCreation  = 21 // when the request came
	albFewest    = 17
	targetPrefix = ":targetgroup/"
)

func knowsALB(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	kind, rest, ok := bytes.Cut(line, []byte(" "))
	if !ok || !albKind(string(kind)) {
		return false
	}
	at, _, _ := bytes.Cut(rest, []byte(" "))
	_, err := time.Parse(time.RFC3339Nano, string(at))
	return err == nil
}

func albKind(kind string) bool {
	switch kind {
	case "http", "https", "h2", "grpcs", "ws", "wss":
		return true
	}
	return false
}

func alb(d *decoder) error {
	var fields []string
	for {
		text, ok, err := d.next()
		if !ok || err != nil {
			return err
		}
		if len(text) == 0 {
			continue
		}
		d.rep.Records++
		var e Event
		fields = split(fields[:0], string(text))
		if why := albEvent(&e, fields); why != "" {
			if err := d.bad(d.line, "%s", why); err != nil {
				return err
			}
			continue
		}
		if e.Function == "" {
			d.rep.Skipped++
			d.remark("requests that reached no target group, such as redirects and fixed answers, are left out")
			continue
		}
		if err := d.event(d.line, &e); err != nil {
			return err
		}
	}
}

// albEvent fills in the event of a line, and says what is wrong with it.
func albEvent(e *Event, fields []string) (why string) {
	if len(fields) < albFewest || !albKind(fields[albType]) {
		return "this is no line of an ALB access log"
	}
	at := fields[albTime]
	if len(fields) > albCreation {
		at = fields[albCreation]
	}
	began, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return "\"" + clip(at) + "\" is not a time"
	}
	*e = Event{Path: "alb", At: began.UnixNano(), Count: 1, Duration: Unknown, Init: Unknown}
	if took, ok := scaled(fields[albTarget], 1e9); ok {
		e.Duration = took
	} else if fields[albTarget] != "-1" {
		return "target_processing_time \"" + clip(fields[albTarget]) + "\" is not a number of seconds"
	}
	group := fields[albGroup]
	if _, name, ok := strings.Cut(group, targetPrefix); ok {
		e.Function, _, _ = strings.Cut(name, "/")
	} else if group != "-" {
		return "\"" + clip(group) + "\" is not the ARN of a target group"
	}
	return ""
}

// split cuts a line at its spaces, outside of quotes.
func split(fields []string, line string) []string {
	for line != "" {
		var field string
		if line[0] == '"' {
			end := strings.Index(line[1:], `"`)
			for end >= 0 && line[end] == '\\' { // an escaped quote is part of the text
				more := strings.Index(line[end+2:], `"`)
				if more < 0 {
					end = -1
					break
				}
				end += more + 1
			}
			if end < 0 {
				return append(fields, line)
			}
			field, line = line[1:end+1], strings.TrimPrefix(line[end+2:], " ")
		} else {
			field, line, _ = strings.Cut(line, " ")
		}
		fields = append(fields, field)
	}
	return fields
}

func clip(text string) string { return text[:min(len(text), 60)] }
