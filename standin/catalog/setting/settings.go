// Package setting holds what control-plane calls give as values, and refuses
// what AWS refuses before it looks for the function: sizes, patterns, reserved
// names. It knows no function.
package setting

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// Settings are what a published version freezes.
type Settings struct {
	Runtime      string // "" for images
	Handler      string
	Role         string
	Description  string
	Memory       int               // MB
	Timeout      int               // seconds
	Environment  map[string]string // nil: none was ever given
	DeadLetter   string            // ARN, or ""
	KMSKey       string            // ARN of the key that the variables are kept under, or ""
	Storage      int               // MB of /tmp
	Architecture string
	Layers       []Layer
	Tracing      string // Active or PassThrough
	Network      Network
	Logging      Logging
	Code         Code
	Model        int32 // of the rule book; -1: nothing that can be run
}

// Changes are the settings a CreateFunction or UpdateFunctionConfiguration
// gives; nil leaves one as it is.
type Changes struct {
	Layers      []Layer // nil leaves them, an empty list takes them away
	Tracing     *string
	Network     *Network
	Logging     *Logging // what it has of "" stays
	Runtime     *string
	Handler     *string
	Role        *string
	Description *string
	Memory      *int
	Timeout     *int
	Environment *map[string]string // replaces all of them
	DeadLetter  *string            // "" removes it
	KMSKey      *string            // "" goes back to AWS's own key
	Storage     *int
}

// Layer is a layer that a function has.
type Layer struct {
	ARN  string
	Size int64
}

// Equal says whether two configurations would publish as one version.
func (s Settings) Equal(o Settings) bool {
	a, b := s, o
	a.Environment, b.Environment = nil, nil
	return a.sameScalars(b) && maps.Equal(s.Environment, o.Environment) && slices.Equal(s.Layers, o.Layers)
}

func (s Settings) sameScalars(o Settings) bool {
	return s.Runtime == o.Runtime && s.Handler == o.Handler && s.Role == o.Role && s.Description == o.Description &&
		s.Memory == o.Memory && s.Timeout == o.Timeout && s.DeadLetter == o.DeadLetter && s.KMSKey == o.KMSKey && s.Storage == o.Storage &&
		s.Architecture == o.Architecture && s.Tracing == o.Tracing && s.Network.equal(o.Network) && s.Logging == o.Logging && s.Code == o.Code && s.Model == o.Model
}

// With returns the settings after changes; it shares nothing with the receiver.
func (s Settings) With(ch Changes) Settings {
	Set(&s.Runtime, ch.Runtime)
	Set(&s.Handler, ch.Handler)
	Set(&s.Role, ch.Role)
	Set(&s.Description, ch.Description)
	Set(&s.Memory, ch.Memory)
	Set(&s.Timeout, ch.Timeout)
	Set(&s.DeadLetter, ch.DeadLetter)
	Set(&s.KMSKey, ch.KMSKey)
	Set(&s.Storage, ch.Storage)
	Set(&s.Tracing, ch.Tracing)
	Set(&s.Network, ch.Network)
	if ch.Logging != nil {
		s.Logging = s.Logging.After(*ch.Logging)
	}
	if ch.Layers != nil {
		s.Layers = ch.Layers
	}
	if ch.Environment != nil {
		s.Environment = *ch.Environment
		if s.Environment == nil {
			s.Environment = map[string]string{}
		}
	}
	s.Environment = maps.Clone(s.Environment)
	return s
}

// Set overwrites a value when another is given.
func Set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Check refuses what AWS refuses. The service model admits 32,768 MB and
// 5,400 s for managed instances; ordinary functions end at 10,240 and 900
// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
func (s Settings) Check() *refuse.Error {
	switch {
	case s.Memory < 128:
		return refuse.TooLow(s.Memory, "memorySize", 128)
	case s.Memory > 10240:
		return refuse.TooHigh(s.Memory, "memorySize", 10240)
	case s.Timeout < 1:
		return refuse.TooLow(s.Timeout, "timeout", 1)
	case s.Timeout > 900:
		return refuse.TooHigh(s.Timeout, "timeout", 900)
	case s.Storage < 512:
		return refuse.TooLow(s.Storage, "ephemeralStorage.size", 512)
	case s.Storage > 10240:
		return refuse.TooHigh(s.Storage, "ephemeralStorage.size", 10240)
	case len(s.Description) > 256:
		return refuse.Violation(s.Description, "description", "Member must have length less than or equal to 256")
	case !isRole(s.Role):
		return refuse.Violation(s.Role, "role", "Member must satisfy regular expression pattern: "+
			`arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`)
	}
	if err := cmp.Or(s.checkPackage(), s.Network.check(), s.Logging.check()); err != nil {
		return err
	}
	if err := checkEnvironment(s.Environment); err != nil {
		return err
	}
	if a, ok := naming.ParseARN(s.KMSKey); s.KMSKey != "" && (!ok || a.Service != "kms") {
		return refuse.Violation(s.KMSKey, "kMSKeyArn", "Member must satisfy regular expression pattern: "+arnOrNothing)
	}
	return checkDeadLetter(s.DeadLetter)
}

const arnOrNothing = `(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()`

func (s Settings) checkPackage() *refuse.Error {
	switch {
	case s.Architecture != "x86_64" && s.Architecture != "arm64":
		return refuse.Violation("["+s.Architecture+"]", "architectures", "Member must satisfy constraint: "+
			"[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]")
	case s.Code.Image != "":
		return nil
	case s.Runtime == "" || s.Handler == "":
		return refuse.Invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
	case !IsRuntime(s.Runtime):
		return refuse.Invalid("Value %s at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [%s] or be a valid ARN",
			s.Runtime, Runtimes())
	}
	return nil
}

// IsRuntime says whether there is a runtime of that name.
func IsRuntime(s string) bool { return strings.Contains(runtimes, " "+s+",") }

// Runtimes is the list of them, as AWS prints it.
func Runtimes() string { return strings.TrimSuffix(runtimes[1:], ",") }

// runtimes is the list, in the order, that AWS answered with on 2025-11-25.
const runtimes = " nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25," +
	" python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10," +
	" dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2,"

func isRole(s string) bool {
	rest, ok := strings.CutPrefix(s, "arn:aws")
	if !ok {
		return false
	}
	_, rest, ok = strings.Cut(rest, ":iam::")
	account, role, _ := strings.Cut(rest, ":")
	return ok && len(account) == 12 && naming.Digits(account) && len(role) > len("role/") && strings.HasPrefix(role, "role")
}

// checkDeadLetter admits standard SQS queues and SNS topics
// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
func checkDeadLetter(arn string) *refuse.Error {
	switch a, ok := naming.ParseARN(arn); {
	case arn == "":
		return nil
	case !ok:
		return refuse.Violation(arn, "deadLetterConfig.targetArn", "Member must satisfy regular expression pattern: "+arnOrNothing)
	case a.Service != "sqs" && a.Service != "sns":
		return refuse.Invalid("The provided dead-letter target %s is invalid: use a standard SQS queue or SNS topic.", arn)
	case strings.HasSuffix(a.Resource, ".fifo"):
		return refuse.Invalid("The provided dead-letter target %s is invalid: FIFO queues and topics are not supported.", arn)
	}
	return nil
}
