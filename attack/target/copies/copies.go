// Package copies publishes a version of a function a second time, so that it
// starts cold. AWS publishes versions from $LATEST alone: $LATEST becomes the
// version, is published, and is put back. What it was is kept in a version of
// its own until then, so that whoever comes after a crash can put it back.
//
// It copies nothing that it could not put back exactly, says so before it
// changes anything, and writes code to no disk.
package copies

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"squall/attack/apierr"
	"squall/profiles"
	"squall/profiles/rollout"
)

// Options says whose functions are copied, and how waits go.
type Options struct {
	Lambda *lambda.Client
	HTTP   *http.Client // that fetches code
	// Poll calls look until it is done or fails.
	Poll    func(ctx context.Context, look func() (done bool, err error)) error
	Numbers Numbers
	// Made is told of a change as soon as it has published its copy.
	Made func(ctx context.Context, c profiles.Change) error
}

// Numbers are those of versions.
type Numbers interface {
	Resolve(function, version string) (number string, err error)
	// Remember is told under which number a copy was published.
	Remember(function, version, nonce, number string)
}

// Copier copies versions.
type Copier struct{ opt Options }

// New makes one; it connects to nothing yet.
func New(o Options) *Copier { return &Copier{opt: o} }

// moved is AWS's word for a revision that is another by now. It reaches who asks
// for a copy only when nothing was changed yet.
const moved = "PreconditionFailedException"

// begun says so in another word when the copy had begun.
func begun(err error) error {
	if apierr.Code(err) == moved {
		return &begunError{err}
	}
	return err
}

// begunError is a revision that was another once the copy had begun: it is
// still the API's.
type begunError struct{ err error }

func (e *begunError) Error() string {
	return "somebody else changed $LATEST at the same time, so nothing was copied: " + e.err.Error()
}

// Unwrap gives the answer as it came, without its word.
func (e *begunError) Unwrap() error {
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](e.err); ok {
		return &smithyhttp.ResponseError{Response: answer.Response, Err: &smithy.GenericAPIError{Code: "ResourceConflictException", Message: e.err.Error()}}
	}
	return nil
}

// Seen tells what a copy will do.
type Seen struct {
	What, Before, After string
	Revision            string // of $LATEST
	Undo                []profiles.Change
}

// Knows says whether a kind of change is one of these.
func Knows(k profiles.ChangeKind) bool { return k == profiles.PutCopy || k == profiles.DeleteCopy }

// The descriptions by which what a run published is known.
func copyName(nonce, from string) string { return "squall " + nonce + ": copy of version " + from }
func keepName(nonce string) string       { return "squall " + nonce + ": $LATEST before the copy" }

// Look reads what is there.
func (c *Copier) Look(ctx context.Context, ch profiles.Change) (Seen, error) {
	if ch.Kind == profiles.DeleteCopy {
		return Seen{What: "copy in " + ch.Function, Before: "present", After: "absent"}, nil
	}
	j, err := c.prepare(ctx, ch)
	if err != nil {
		return Seen{}, err
	}
	undo := ch
	undo.Kind, undo.Copy = profiles.DeleteCopy, &j.copy
	return Seen{What: "version " + j.copy.From + " of " + ch.Function, Before: "published once", After: "published again as a copy, through $LATEST",
		Revision: j.latest.revision(), Undo: []profiles.Change{undo}}, nil
}

// Make makes a copy, or takes one back.
func (c *Copier) Make(ctx context.Context, ch profiles.Change) error {
	if ch.Kind == profiles.PutCopy {
		return c.put(ctx, ch)
	}
	if ch.Copy == nil {
		return errors.New("the change does not say what $LATEST was")
	}
	j := job{by: c, function: ch.Function, nonce: ch.Nonce, copy: *ch.Copy}
	if err := j.back(ctx); err != nil {
		return begun(err)
	}
	return j.forget(ctx, copyName(ch.Nonce, ch.Copy.From), keepName(ch.Nonce))
}

// job is one copy under way.
type job struct {
	by              *Copier
	function, nonce string
	copy            rollout.Copy
	latest, source  *version
	// zips is code that was fetched, by its hash: nothing has to be fetched to put
	// $LATEST back.
	zips map[string][]byte
}

// prepare looks at both versions and says what cannot be copied.
func (c *Copier) prepare(ctx context.Context, ch profiles.Change) (j *job, err error) {
	j = &job{by: c, function: ch.Function, nonce: ch.Nonce, zips: map[string][]byte{}}
	if ch.To, err = c.opt.Numbers.Resolve(ch.Function, ch.Version); err != nil {
		return nil, err
	}
	if j.latest, err = c.settled(ctx, ch.Function, ""); err != nil {
		return nil, err
	}
	if j.source, err = c.settled(ctx, ch.Function, ch.To); err != nil {
		return nil, err
	}
	if why := apart(j.latest, j.source); why != "" {
		return nil, fmt.Errorf("version %s cannot be published again: %s; leave baseline: republish out, and the version that is there is compared", ch.To, why)
	}
	if err := c.unprovisioned(ctx, ch); err != nil {
		return nil, err
	}
	j.copy = rollout.Copy{From: ch.To, WasCode: j.latest.code(), WasSettings: j.latest.settings(),
		IsCode: j.source.code(), IsSettings: j.source.settings(), Description: j.latest.description()}
	return j, nil
}

// unprovisioned refuses what would leave provisioned environments behind: a copy
// has none, and so would not be the same baseline.
func (c *Copier) unprovisioned(ctx context.Context, ch profiles.Change) error {
	pages := lambda.NewListProvisionedConcurrencyConfigsPaginator(c.opt.Lambda, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: &ch.Function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, p := range page.ProvisionedConcurrencyConfigs {
			arn := aws.ToString(p.FunctionArn)
			qualifier := arn[strings.LastIndexByte(arn, ':')+1:]
			if qualifier == ch.To || qualifier == ch.Alias {
				return fmt.Errorf("%s has provisioned concurrency, and a copy would begin without: compare what is there with baseline: live", qualifier)
			}
		}
	}
	return nil
}

// absent says whether what was asked for is not there.
func absent(err error) bool { return apierr.Code(err) == "ResourceNotFoundException" }
