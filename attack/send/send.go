// Package send carries one hit along its path: over HTTP to a load balancer,
// a gateway, a function URL or any endpoint, or through the AWS SDK to the
// Invoke API. It fills in what the wire told: times, status, outcome, reason,
// version and start of the environment.
//
// It does not decide when a hit is due, it never retries, and it does not read
// logs: what only a log knows is joined later.
package send

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/attack/send/opening"
)

// Shot is one request on its way. Send fills its Hit.
type Shot struct {
	payload.Request
	Hit  *hit.Hit
	Took int64     // ns that a modelled function shall run; 0: as it likes
	Zero time.Time // t=0 of the block
	// Aborted is set when the caller's context ended before the answer came:
	// the hit says nothing about the target.
	Aborted bool
}

func (s *Shot) now() int64 { return int64(time.Since(s.Zero)) }

// keepBody is how much of an answer checks and probes can see; what follows is
// counted and thrown away.
const keepBody = 1 << 20

// fail records that no answer came.
func (s *Shot) fail(ctx, limited context.Context, err error) {
	h := s.Hit
	h.Done = s.now()
	switch {
	case ctx.Err() != nil:
		s.Aborted = true
	case limited.Err() != nil || isTimeout(err):
		timedOut(h, err)
	default:
		h.Outcome, h.Reason, h.ReasonFrom = hit.TransportError, transportText(err), hit.Wire
	}
}

// timedOut says too what was waited for, where no request had gone out yet.
func timedOut(h *hit.Hit, err error) {
	h.Outcome, h.Reason, h.ReasonFrom = hit.Timeout, "client timeout", hit.Wire
	if _, ok := errors.AsType[*opening.HandshakeError](err); ok {
		h.Reason += " in the TLS handshake"
	} else if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		h.Reason += " while connecting"
	}
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout()
}

// transportText is the cause of a transport error without the addresses and
// ports that would make every one of them different.
func transportText(err error) string {
	text := innermost(err).Error()
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
		text = op.Op + ": " + innermost(op.Err).Error()
	}
	if _, ok := errors.AsType[*opening.HandshakeError](err); ok && !strings.Contains(text, "tls: ") && !strings.Contains(text, "x509: ") {
		text = "TLS handshake: " + text
	}
	return text
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
