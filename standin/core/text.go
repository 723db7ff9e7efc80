package core

import (
	"fmt"
	"strings"
	"time"
)

var eventNames = [...]string{"none", "invoke", "invoke-event", "set-account", "create-function", "delete-function",
	"configure-latest", "publish-version", "delete-version", "put-alias", "delete-alias", "put-reserved",
	"delete-reserved", "put-provisioned", "delete-provisioned", "put-event-invoke", "delete-event-invoke", "put-dead-letter",
	"env-ready", "env-done", "env-exited", "bar-start", "put-fault", "end-fault"}

func (k EventKind) String() string { return name(eventNames[:], int(k)) }

var effectNames = [...]string{"none", "answer", "reply", "ran", "held", "deliver", "forget", "env-started", "env-ended", "hand", "began"}

func (k EffectKind) String() string { return name(effectNames[:], int(k)) }

var outcomeNames = [...]string{"done", "accepted", "errored", "timed-out", "init-errored", "refused", "not-found", "intercepted"}

func (o Outcome) String() string { return name(outcomeNames[:], int(o)) }

var deliveryNames = [...]string{"dead-letter", "on-success", "on-failure"}

func (d Delivery) String() string { return name(deliveryNames[:], int(d)) }

var conditionNames = [...]string{"", "Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"}

func (c Condition) String() string { return name(conditionNames[:], int(c)) }

var statusNames = [...]string{"IN_PROGRESS", "READY", "FAILED"}

func (s ProvisionStatus) String() string { return name(statusNames[:], int(s)) }

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("?%d", i)
}

// String is one line of a trace: the format of the script tests.
func (e Effect) String() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Req != 0 {
		fmt.Fprintf(&b, " req=%d", e.Req)
	}
	switch e.Kind {
	case Answer:
		if e.Reason != NoReason {
			fmt.Fprintf(&b, " refused=%s", e.Reason)
		}
		if e.N != 0 {
			fmt.Fprintf(&b, " n=%d", e.N)
		}
		return b.String()
	case Reply, Ran:
		fmt.Fprintf(&b, " %s", e.Outcome)
		e.appendRun(&b)
	case Held:
		fmt.Fprintf(&b, " %s refusals=%d", e.Reason, e.N)
	case Deliver:
		fmt.Fprintf(&b, " %s %s attempts=%d last=%s", e.Delivery, e.Condition, e.Attempt, e.Outcome)
	case Forget:
		if e.Condition != NoCondition {
			fmt.Fprintf(&b, " %s attempts=%d", e.Condition, e.Attempt)
		}
	case EnvStarted, EnvEnded, Hand:
		fmt.Fprintf(&b, " env=%d version=%d", e.Env, e.Version)
		if e.Provisioned {
			b.WriteString(" provisioned")
		}
	case Began:
		fmt.Fprintf(&b, " env=%d version=%d usable=%d", e.Env, e.Version, e.N)
	}
	return b.String()
}

// appendRun writes what a Reply or Ran knows of the run, and when it is seen.
func (e Effect) appendRun(b *strings.Builder) {
	if e.Reason != NoReason {
		fmt.Fprintf(b, " %s", e.Reason)
	}
	if e.Env != 0 {
		fmt.Fprintf(b, " env=%d version=%d", e.Env, e.Version)
	}
	if e.Attempt != 0 {
		fmt.Fprintf(b, " attempt=%d", e.Attempt)
	}
	if e.Cold {
		fmt.Fprintf(b, " cold init=%s", time.Duration(e.Init))
	}
	if e.Provisioned {
		b.WriteString(" provisioned")
	}
	if e.Duration != 0 {
		fmt.Fprintf(b, " took=%s", time.Duration(e.Duration))
	}
	fmt.Fprintf(b, " at=%s", time.Duration(e.At))
}
