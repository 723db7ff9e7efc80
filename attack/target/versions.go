package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target/numbers"
	"squall/attack/target/sabotage"
	"squall/profiles"
)

// Version is the number under which a version of the profile was published
// last, or "".
func (t *Target) Version(function, profileVersion string) string {
	return t.versions.Version(function, profileVersion)
}

// VersionName is the profile's name of a version number, or "". It is known
// for deleted versions too.
func (t *Target) VersionName(function, number string) string {
	return t.versions.Name(function, number)
}

// qualifierOf is resolve for a parameter that is absent when empty.
func (t *Target) qualifierOf(c profiles.Change) (*string, error) {
	q, err := t.versions.Resolve(c.Function, c.Qualifier)
	if err != nil || q == "" {
		return nil, err
	}
	return &q, nil
}

// find looks for the number of a version that a Change names: by the nonce it
// was published with, by number, or by the profile's name. It is "" when there
// is none.
func (t *Target) find(ctx context.Context, c profiles.Change) (string, error) {
	if _, err := strconv.Atoi(c.Version); err == nil {
		return c.Version, nil
	}
	if c.Nonce == "" {
		return t.Version(c.Function, c.Version), nil
	}
	if n := t.versions.ByNonce(c.Function, c.Version, c.Nonce); n != "" {
		return n, nil
	}
	pages := lambda.NewListVersionsByFunctionPaginator(t.lambda, &lambda.ListVersionsByFunctionInput{FunctionName: &c.Function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", tolerate(err)
		}
		for _, v := range page.Versions {
			if v.Version == nil || *v.Version == numbers.Latest || v.Environment == nil {
				continue
			}
			env := v.Environment.Variables
			if env[sabotage.EnvFault] == c.Nonce || env[profiles.EnvBlock] == c.Nonce && (c.Spoilt() || c.Version == "" || env[profiles.EnvModel] == c.Version) {
				return *v.Version, nil
			}
		}
	}
	return "", nil
}

func (t *Target) lookPublish(ctx context.Context, c profiles.Change) (Applied, error) {
	t.versions.Learn(c.Spec)
	before, err := t.configuration(ctx, c.Function)
	if err != nil {
		return Applied{}, err
	}
	if before == nil {
		return Applied{}, fmt.Errorf("function %s does not exist: CreateFunction must come first", c.Function)
	}
	text := t.Version(c.Function, c.Version)
	if text == "" {
		text = "not published"
	}
	return Applied{
		What: "version " + c.Version + " of " + c.Function, Before: text, After: "a new version", Revision: before.revision,
		Undo: []profiles.Change{
			{Kind: profiles.DeleteVersion, Function: c.Function, Version: c.Version, Nonce: c.Nonce},
			before.restore(),
		},
	}, nil
}

// publishFresh makes $LATEST what the version is to be, made unlike any
// before by its nonce, and publishes that: unchanged code and configuration
// would give the old version back.
func (t *Target) publishFresh(ctx context.Context, c profiles.Change) error {
	if c.Spec == nil {
		return fmt.Errorf("the change carries no function")
	}
	t.versions.Learn(c.Spec)
	revision, err := t.configure(ctx, c, c.Nonce)
	if err != nil {
		return err
	}
	// What somebody deploys in between must not go out as ours.
	out, err := t.lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &c.Function, RevisionId: unlessEmpty(revision)})
	if err != nil {
		return err
	}
	if out.Version == nil {
		return fmt.Errorf("the answer to PublishVersion names no version")
	}
	t.versions.Remember(c.Function, c.Version, c.Nonce, *out.Version)
	return nil
}

func (t *Target) lookDeleteVersion(ctx context.Context, c profiles.Change) (Applied, error) {
	number, err := t.find(ctx, c)
	if err != nil {
		return Applied{}, err
	}
	before := "version " + number
	if number == "" {
		before = "absent"
	}
	return Applied{What: "version " + c.Version + " of " + c.Function, Before: before, After: "absent"}, nil
}

func (t *Target) deleteVersion(ctx context.Context, c profiles.Change) error {
	number, err := t.find(ctx, c)
	if err != nil || number == "" {
		return err
	}
	err = t.poll(ctx, func() (bool, error) {
		_, err := t.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &c.Function, Qualifier: &number})
		var used *types.ResourceConflictException
		if errors.As(err, &used) && t.moving(ctx, c.Function) {
			return false, nil
		}
		return true, tolerate(err)
	})
	if err != nil {
		return err
	}
	t.versions.Forget(c.Function, number)
	return nil
}

// moving says whether provisioned concurrency of the function is being built:
// until it is, an alias that was moved keeps its traffic on the version it left,
// which cannot be deleted so long.
func (t *Target) moving(ctx context.Context, function string) bool {
	out, err := t.lambda.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: &function})
	if err != nil {
		return false
	}
	return slices.ContainsFunc(out.ProvisionedConcurrencyConfigs, func(p types.ProvisionedConcurrencyConfigListItem) bool {
		return p.Status == types.ProvisionedConcurrencyStatusEnumInProgress
	})
}
