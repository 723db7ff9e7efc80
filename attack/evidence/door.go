package evidence

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"squall/attack/hit"
)

// Fields of an ALB access-log line that matter here, counted from zero.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
const (
	albStatus = 8
	albTarget = 9
	albTrace  = 17
	albReason = 24
)

// ALB reads one line of an Application Load Balancer's access log.
func ALB(line string) (DoorLine, error) {
	fields, err := splitQuoted(line)
	if err != nil {
		return DoorLine{}, fmt.Errorf("ALB access-log line: %w", err)
	}
	if len(fields) <= albReason {
		return DoorLine{}, fmt.Errorf("ALB access-log line of %d fields, need %d: %w", len(fields), albReason+1, ErrFormat)
	}
	status, err := httpStatus(fields[albStatus])
	if err != nil {
		return DoorLine{}, fmt.Errorf("ALB access-log line: elb_status_code: %w", err)
	}
	reason := dash(fields[albReason])
	if reason == "" {
		reason = ownAnswer(status, fields[albTarget])
	}
	return DoorLine{Trace: rootOf(fields[albTrace]), Status: status, Reason: reason}, nil
}

// splitQuoted cuts a line at spaces outside double quotes; a backslash inside
// quotes keeps the character after it.
func splitQuoted(line string) ([]string, error) {
	var fields []string
	for line = strings.TrimRight(line, " \r\n"); line != ""; {
		if line[0] != '"' {
			field, rest, _ := strings.Cut(line, " ")
			fields, line = append(fields, field), rest
			continue
		}
		end := closingQuote(line)
		if end < 0 {
			return nil, fmt.Errorf("field %d has no closing quote: %w", len(fields)+1, ErrFormat)
		}
		fields = append(fields, line[1:end])
		line = strings.TrimPrefix(line[end+1:], " ")
	}
	return fields, nil
}

func closingQuote(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// gatewayLine has the names that API Gateway's documentation uses in its
// examples of JSON access-log formats.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
type gatewayLine struct {
	Status       json.RawMessage `json:"status"`
	Trace        string          `json:"xrayTraceId"`
	Integration  string          `json:"integrationErrorMessage"`
	Integration2 string          `json:"integrationError"`
	Error        string          `json:"errorMessage"`
	Function     string          `json:"functionStatus"`
	RequestID    string          `json:"integrationRequestId"`
}

// Gateway reads one line of an API Gateway access log in JSON.
func Gateway(line string) (DoorLine, error) {
	var l gatewayLine
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		return DoorLine{}, fmt.Errorf("API Gateway access-log line: %w: %w", ErrFormat, err)
	}
	status, err := httpStatus(strings.Trim(string(l.Status), `"`))
	if err != nil {
		return DoorLine{}, fmt.Errorf("API Gateway access-log line: status: %w", err)
	}
	reason := dash(l.Integration)
	if reason == "" {
		reason = dash(l.Integration2)
	}
	if reason == "" && status >= 400 {
		reason = dash(l.Error)
	}
	if reason == "" {
		reason = ownAnswer(status, l.Function)
	}
	return DoorLine{Trace: rootOf(l.Trace), Status: status, Reason: reason, RequestID: dash(l.RequestID)}, nil
}

func httpStatus(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 100 || n > 999 {
		return 0, fmt.Errorf("%q is no HTTP status: %w", s, ErrFormat)
	}
	return n, nil
}

// rootOf takes a trace header or a bare root.
func rootOf(s string) string {
	if root := hit.TraceRoot(s); root != "" {
		return root
	}
	if strings.HasPrefix(s, "1-") {
		return s
	}
	return ""
}

// dash is how both logs write that there is nothing to say.
func dash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
