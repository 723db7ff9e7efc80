// Package local is the client of a stand-in's own paths, /_squall/...: its
// configuration, its doors, its logs and its health.
//
// It does not speak the AWS API, and interprets no log line.
package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"squall/attack/evidence"
	"squall/profiles"
)

// Client talks to one stand-in.
type Client struct {
	Endpoint string // base URL without a slash at its end
	HTTP     *http.Client
}

// Config is the body of /_squall/config: the parts of a plan that
// no AWS API can carry.
type Config struct {
	Compress float64         `json:"compress"`
	Seed     uint64          `json:"seed"`
	World    *profiles.World `json:"world"`
}

// StatusError is an unexpected answer of a stand-in.
type StatusError struct {
	Request string // GET /_squall/health
	Status  int
	Body    string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: status %d: %s", e.Request, e.Status, strings.TrimSpace(e.Body))
}

// do sends one request, with in as JSON body unless it is nil, and gives back
// the answer's body and headers.
func (c *Client) do(ctx context.Context, method, path string, in any) ([]byte, http.Header, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, nil, err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Endpoint+path, body)
	if err != nil {
		return nil, nil, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode/100 != 2 {
		return nil, nil, &StatusError{Request: method + " " + path, Status: res.StatusCode, Body: string(out[:min(len(out), 1000)])}
	}
	return out, res.Header, nil
}

// Door names a registration of a function at a door.
type Door struct {
	Path      string `json:"path"` // the profile's: alb, apigw-rest, ...
	Function  string `json:"function"`
	Qualifier string `json:"qualifier"`
}

// Register makes a door lead to a function and gives the address of its
// requests.
func (c *Client) Register(ctx context.Context, d Door, multiValue bool) (url string, err error) {
	body, _, err := c.do(ctx, http.MethodPut, "/_squall/doors", struct {
		Door
		MultiValue bool `json:"multi_value"`
	}{d, multiValue})
	if err != nil {
		return "", err
	}
	var answer struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.URL == "" {
		return "", fmt.Errorf("the stand-in gave no address for the door: %q", body)
	}
	return answer.URL, nil
}

// Registered is a door that leads to a function.
type Registered struct {
	Door
	MultiValue bool   `json:"multi_value"`
	URL        string `json:"url"`
}

// Doors lists all registrations.
func (c *Client) Doors(ctx context.Context) ([]Registered, error) {
	body, _, err := c.do(ctx, http.MethodGet, "/_squall/state", nil)
	if err != nil {
		return nil, err
	}
	var state struct {
		Doors []Registered `json:"doors"`
	}
	if err := json.Unmarshal(body, &state); err != nil {
		return nil, fmt.Errorf("/_squall/state: %w", err)
	}
	return state.Doors, nil
}

// Deregister takes a registration back; one that is not there is no error.
func (c *Client) Deregister(ctx context.Context, d Door) error {
	_, _, err := c.do(ctx, http.MethodDelete, "/_squall/doors", d)
	var status *StatusError
	if errors.As(err, &status) && status.Status == http.StatusNotFound {
		return nil
	}
	return err
}

// Configure gives the stand-in the parts of a plan that no AWS API can carry.
func (c *Client) Configure(ctx context.Context, config Config) error {
	_, _, err := c.do(ctx, http.MethodPost, "/_squall/config", config)
	return err
}

// Configuration is what the stand-in was configured with last.
func (c *Client) Configuration(ctx context.Context) (Config, error) {
	var now Config
	body, _, err := c.do(ctx, http.MethodGet, "/_squall/config", nil)
	if err != nil {
		return now, err
	}
	if err := json.Unmarshal(body, &now); err != nil {
		return now, fmt.Errorf("/_squall/config: %w", err)
	}
	return now, nil
}

// cursorHeader tells where the next read of a log goes on; lostHeader how many
// lines were overwritten before they were read.
const (
	cursorHeader = "X-Squall-Cursor"
	lostHeader   = "X-Squall-Lost"
)

// LostError says that a log was read too late.
type LostError struct {
	Log   string
	Lines int
}

func (e *LostError) Error() string {
	return fmt.Sprintf("%s: %d lines were overwritten before they were read", e.Log, e.Lines)
}

// log reads what a log of the stand-in has after a cursor.
func (c *Client) log(ctx context.Context, path, name, value, cursor string) (lines []string, next string, err error) {
	query := url.Values{name: {value}, "after": {cursor}}
	body, header, err := c.do(ctx, http.MethodGet, path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, cursor, err
	}
	for line := range strings.Lines(string(body)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			lines = append(lines, line)
		}
	}
	next = header.Get(cursorHeader)
	if next == "" {
		return nil, cursor, fmt.Errorf("%s: the answer has no %s", path, cursorHeader)
	}
	if n, bad := strconv.Atoi(header.Get(lostHeader)); bad == nil && n > 0 {
		err = &LostError{Log: path + " " + value, Lines: n}
	}
	return lines, next, err
}

// DoorLog reads the access-log lines of a door (a profile's path) that came
// after a cursor, "" for all, and gives the cursor to go on from. With a
// LostError the lines are valid and not complete.
func (c *Client) DoorLog(ctx context.Context, door, cursor string) (lines []string, next string, err error) {
	return c.log(ctx, "/_squall/doorlog", "door", door, cursor)
}

// LogEvents reads the log lines of a function, as DoorLog does those of a
// door.
func (c *Client) LogEvents(ctx context.Context, function, cursor string) (events []evidence.LogEvent, next string, err error) {
	lines, next, err := c.log(ctx, "/_squall/sightings", "function", function, cursor)
	for i, line := range lines {
		var ev evidence.LogEvent
		if bad := json.Unmarshal([]byte(line), &ev); bad != nil {
			return events, cursor, fmt.Errorf("/_squall/sightings: line %d: %w", i+1, bad)
		}
		events = append(events, ev)
	}
	return events, next, err
}

// Health is a stand-in's account of itself.
type Health struct {
	Status  string            `json:"status"`
	Account string            `json:"account"` // of who names none
	Region  string            `json:"region"`
	Doors   map[string]string `json:"doors"` // path -> base URL
	LagMs   struct {
		N   float64 `json:"n"` // timers served
		P50 float64 `json:"p50"`
		P99 float64 `json:"p99"`
		Max float64 `json:"max"`
	} `json:"lag_ms"`
	Compress float64 `json:"compress"`
}

// Health asks a stand-in how it is.
func (c *Client) Health(ctx context.Context) (Health, error) {
	var h Health
	body, _, err := c.do(ctx, http.MethodGet, "/_squall/health", nil)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(body, &h); err != nil {
		return h, fmt.Errorf("/_squall/health: %w", err)
	}
	return h, nil
}
