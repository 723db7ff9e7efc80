package invoke

import (
	"errors"
	"time"
)

// ErrUnzipped says that a package is too large unzipped.
var ErrUnzipped = errors.New("the package is too large unzipped")

// Process is what an external environment is made of.
type Process struct {
	Env       uint64 // number of the environment
	Place     int32  // where the rule book keeps it
	Code      string // hash of its package; "" with a program
	Program   Program
	Function  string
	Version   string
	ARN       string
	Handler   string
	Memory    int // MB
	Region    string
	LogStream string
	LogGroup  string
	LogFormat string // "" is Text
	LogLevel  string // of its own lines; "": none is set
	Variables map[string]string
}

// Program is what a process runs that has no package.
type Program struct {
	Command []string // the program and its arguments; none: there is no such program
	Dir     string   // in which it runs
}

// Invocation is a request as the process in an environment gets it.
type Invocation struct {
	RequestID   string
	FunctionARN string
	Trace       string
	Deadline    time.Time
	Payload     []byte
}

// Told says what a process did.
type Told struct {
	Env     uint64
	Place   int32
	What    What
	Payload []byte // of Answered and Failed, and of Exited why
}

// What a process did.
type What uint8

// What processes do.
const (
	Ready    What = iota // it asks for its first invocation
	Answered             // it answered the invocation
	Failed               // it answered with an error
	Exited               // it ended, or could not be started
)
