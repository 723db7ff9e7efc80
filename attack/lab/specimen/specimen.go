// Package specimen is the function on which squall conform measures what Lambda
// does: it sleeps and fails as each event tells it, and answers with which
// environment it was.
//
// It measures nothing, and calls nothing but the Runtime API.
package specimen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"squall/attack/pause"
	"squall/attack/probe/bootstrap"
)

// Variables of the function's environment.
const (
	EnvRole  = "SQUALL_SPECIMEN" // set: the process is a specimen
	EnvStage = "SQUALL_STAGE"    // comes back in every answer
	EnvInit  = "SQUALL_INIT"     // fail: init does
)

// Event says what a request is to do.
type Event struct {
	Name    string `json:"name,omitempty"` // is written to the log
	SleepMs int64  `json:"sleep_ms,omitempty"`
	Fail    bool   `json:"fail,omitempty"`
}

// Answer says who answered.
type Answer struct {
	Environment string `json:"environment"` // the log stream
	Version     string `json:"version"`
	InitType    string `json:"init_type"`
	Stage       string `json:"stage"`
	Served      int    `json:"served"`   // requests of this process, this one with them
	EndedMs     int64  `json:"ended_ms"` // of the Unix epoch, by the environment's clock
}

// Mark begins the line that each attempt of a named event writes: its name, its
// request and the ms of the Unix epoch at which it began.
const Mark = "squall-attempt"

// Began begins the line that each init writes that is to fail: the version and
// the ms of the Unix epoch.
const Began = "squall-init"

// Wanted says whether this process is a specimen.
func Wanted() bool {
	return os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" && os.Getenv(EnvRole) != ""
}

// ErrInit is why a specimen does not start that was told so.
var ErrInit = errors.New("init fails, as it was told")

// Serve is the specimen, until Lambda ends it.
func Serve(ctx context.Context, log io.Writer) error {
	if os.Getenv(EnvInit) == "fail" {
		fmt.Fprintf(log, "%s %s %d\n", Began, os.Getenv("AWS_LAMBDA_FUNCTION_VERSION"), time.Now().UnixMilli()) // what cannot be told is not
		return ErrInit
	}
	s := &specimen{log: log, now: time.Now}
	return bootstrap.Serve(ctx, s.answer)
}

type specimen struct {
	log    io.Writer
	now    func() time.Time
	served int
}

func (s *specimen) answer(ctx context.Context, i bootstrap.Invocation) (any, error) {
	s.served++
	began := s.now()
	var e Event
	if err := json.Unmarshal(i.Body, &e); err != nil {
		return nil, &bootstrap.Failure{Type: "BadEvent", Err: err}
	}
	if e.Name != "" {
		if _, err := fmt.Fprintf(s.log, "%s %s %s %d\n", Mark, e.Name, i.ID, began.UnixMilli()); err != nil {
			return nil, err
		}
	}
	if e.SleepMs > 0 {
		if err := pause.For(ctx, time.Duration(e.SleepMs)*time.Millisecond); err != nil {
			return nil, err
		}
	}
	if e.Fail {
		return nil, &bootstrap.Failure{Type: "AsTold", Err: errors.New("the event told it to fail")}
	}
	return Answer{Environment: os.Getenv("AWS_LAMBDA_LOG_STREAM_NAME"), Version: os.Getenv("AWS_LAMBDA_FUNCTION_VERSION"),
		InitType: os.Getenv("AWS_LAMBDA_INITIALIZATION_TYPE"), Stage: os.Getenv(EnvStage), Served: s.served, EndedMs: s.now().UnixMilli()}, nil
}
