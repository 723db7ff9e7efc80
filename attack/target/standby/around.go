package standby

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"squall/attack/target/copies"
	"squall/profiles"
)

// Around makes a change of things whose restores this process has scheduled, and
// tells the schedules: before it that a call must come whatever is there, since
// nobody knows which revision the thing will have; after it that it must come
// only if the thing is as the change has left it, and what the change has told.
func (s *Standby) Around(ctx context.Context, c profiles.Change, change func() error) error {
	concerned := s.concerned(c)
	for _, h := range concerned {
		if err := s.before(ctx, h, c); err != nil {
			return told(h, err)
		}
	}
	err := change()
	for _, h := range concerned {
		if bad := s.after(ctx, h, c, err); bad != nil && err == nil {
			err = told(h, bad)
		}
	}
	return err
}

func told(h *held, err error) error {
	return fmt.Errorf("the restore of %s could not be told of a change: %w", h.change.Restore.What, err)
}

// concerned are the restores of what a change sets.
func (s *Standby) concerned(c profiles.Change) (out []*held) {
	if Knows(c.Kind) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.held {
		switch {
		case h.is("lambda:updateAlias"):
			if c.Kind == profiles.PutAlias && h.text("FunctionName") == c.Function && h.text("Name") == c.Alias {
				out = append(out, h)
			}
		case h.is(notification):
			if h.text("Bucket") == c.Source && touched(c) != nil {
				out = append(out, h)
			}
		case h.live(code):
			if h.text("FunctionName") == c.Function && (c.Kind == profiles.PutCopy || c.Kind == profiles.DeleteCopy) {
				out = append(out, h)
			}
		case h.is(configuration):
			// A change of anything else may give $LATEST another revision, too.
			if h.text("FunctionName") == c.Function && (touched(c) != nil || h.holds()) {
				out = append(out, h)
			}
		case h.change.Restore.Of != "" && h.change.Restore.Of == s.named(c):
			out = append(out, h)
		}
	}
	return out
}

// named is the name of a change whose qualifier is the target's.
func (s *Standby) named(c profiles.Change) string {
	if number, err := s.opt.Resolve(c.Function, c.Qualifier); err == nil && c.Qualifier != "" {
		c.Qualifier = number
	}
	return named(c)
}

// holds says whether the run has set something that is not put back.
func (h *held) holds() bool {
	for _, is := range h.ours {
		if is {
			return true
		}
	}
	return false
}

// before has a call come whatever is there, unless the change puts it back.
func (s *Standby) before(ctx context.Context, h *held, c profiles.Change) error {
	switch {
	case h.change.Restore.Learnt != "" || s.back(h, c):
		return nil
	case h.is("lambda:updateAlias"):
		h.revision = ""
		return s.update(ctx, h)
	case len(h.members(c)) == 0:
		return nil
	}
	h.revision = ""
	if err := s.refresh(ctx, h); err != nil {
		return err
	}
	return s.update(ctx, h)
}

// back says whether a change makes of a thing what its restore would.
func (s *Standby) back(h *held, c profiles.Change) bool {
	switch c.Kind {
	case profiles.PutAlias:
		return len(h.input) > 0 && equal(json.RawMessage(callOf(c).text()), h.input)
	case profiles.PutDeadLetter:
		return equal(map[string]any{"TargetArn": c.Queue}, h.input["DeadLetterConfig"])
	}
	return ends(c.Kind)
}

// callOf is the input of the call that makes a change.
func callOf(c profiles.Change) fields {
	var in fields
	calls, _ := Calls(Place{}, c)
	_ = json.Unmarshal([]byte(calls[0].Input), &in) // just made
	return in
}

// members are those of the input that a change sets.
func (h *held) members(c profiles.Change) (out []string) {
	for _, m := range touched(c) {
		if h.live(m) {
			out = append(out, m)
		}
	}
	if h.live(code) {
		out = []string{code}
	}
	return out
}

// refresh reads what is there of all that the run has not set.
func (s *Standby) refresh(ctx context.Context, h *held) error {
	if len(h.change.Restore.Live) == 0 {
		return nil
	}
	now, err := s.read(ctx, h)
	if err != nil {
		return err
	}
	h.seen = now
	if h.live(code) {
		return s.keep(ctx, h, now)
	}
	for _, m := range h.change.Restore.Live {
		if h.ours[m] {
			continue
		}
		if v, there := now.members[m]; there {
			h.input[m] = v
		} else {
			delete(h.input, m)
		}
	}
	return nil
}

// keep has the code of $LATEST lie where the call finds it.
func (s *Standby) keep(ctx context.Context, h *held, now state) error {
	if h.ours[code] || now.sha == h.sha {
		return nil
	}
	function := h.text("FunctionName")
	out, err := s.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &function})
	if err != nil {
		return err
	}
	location := ""
	if out.Code != nil {
		location = aws.ToString(out.Code.Location)
	}
	zip, err := copies.Fetch(ctx, s.opt.HTTP, location, now.sha, "$LATEST")
	if err != nil {
		return err
	}
	_, err = s.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(h.text("S3Bucket")), Key: aws.String(h.text("S3Key")), Body: bytes.NewReader(zip)})
	if err == nil {
		h.sha = now.sha
	}
	return err
}

// after has a call come only if the thing is as the change has left it. What has
// failed may come about yet: it is put back whatever is there.
func (s *Standby) after(ctx context.Context, h *held, c profiles.Change, failed error) error {
	switch {
	case h.change.Restore.Learnt != "":
		return s.learn(ctx, h, c, failed)
	case failed != nil:
		return nil
	case h.is("lambda:updateAlias"):
		return s.arm(ctx, h, c)
	}
	now, err := s.read(ctx, h)
	if err != nil {
		return err
	}
	if !h.seen.but(now, h.members(c)) {
		h.revision = h.seen.revision // somebody else was there, too: it is another by now, so they are left in peace
		return s.update(ctx, h)
	}
	for _, m := range h.members(c) {
		h.ours[m] = m != code && !equal(now.members[m], h.input[m]) || m == code && now.sha != h.sha
	}
	h.revision, h.seen = now.revision, now
	return s.update(ctx, h)
}

// arm has the restore of an alias come only if the alias is still as it was
// moved.
func (s *Standby) arm(ctx context.Context, h *held, c profiles.Change) error {
	if s.back(h, c) {
		return nil
	}
	now, err := s.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &c.Function, Name: &c.Alias})
	if err != nil {
		return err
	}
	to, err := s.opt.Resolve(c.Function, c.To)
	if err != nil || aws.ToString(now.FunctionVersion) != strings.TrimPrefix(to, "v") {
		return err // somebody was quicker: the run will find that too
	}
	h.revision = aws.ToString(now.RevisionId)
	return s.update(ctx, h)
}

// Learn tells the restore of a change that is under way what it has made.
func (s *Standby) Learn(ctx context.Context, c profiles.Change) error {
	for _, h := range s.concerned(c) {
		if h.change.Restore.Learnt == "" {
			continue
		}
		if err := s.learn(ctx, h, c, nil); err != nil {
			return told(h, err)
		}
	}
	return nil
}

// learn tells the call what the change was told, even by one that failed later;
// and that there is nothing any more.
func (s *Standby) learn(ctx context.Context, h *held, c profiles.Change, failed error) (err error) {
	if ends(c.Kind) {
		if failed == nil {
			h.learnt = ""
		}
		return s.update(ctx, h)
	}
	switch c.Kind {
	case profiles.PutTrigger:
		h.learnt, err = s.opt.Subscription(ctx, c)
	case profiles.PutExperiment:
		h.learnt, err = s.opt.Template(ctx, c.Lease)
	default:
		h.learnt = s.opt.Number(c.Function, c.Version, c.Nonce)
	}
	if err != nil {
		return err
	}
	return s.update(ctx, h)
}
