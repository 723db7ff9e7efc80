package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/profiles"
)

// latest is the name of the version that is not published.
const latest = "$LATEST"

// published is what is known of one function's versions.
type published struct {
	names   []string             // the profile's names, published or not
	numbers map[string][]string  // profile's name -> numbers that exist, oldest first
	name    map[string]string    // number -> profile's name; kept after deletion
	nonce   map[[2]string]string // profile's name and nonce -> number
}

func (t *Target) of(function string) *published {
	p := t.versions[function]
	if p == nil {
		p = &published{numbers: map[string][]string{}, name: map[string]string{}, nonce: map[[2]string]string{}}
		t.versions[function] = p
	}
	return p
}

// Version is the number under which a version of the profile was published
// last, or "".
func (t *Target) Version(function, profileVersion string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	numbers := t.of(function).numbers[profileVersion]
	if len(numbers) == 0 {
		return ""
	}
	return numbers[len(numbers)-1]
}

// VersionName is the profile's name of a version number, or "". It is known
// for deleted versions too.
func (t *Target) VersionName(function, number string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of(function).name[number]
}

// learn notes which names a function's versions have.
func (t *Target) learn(spec *profiles.Function) {
	if spec == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.of(spec.Name)
	for _, v := range spec.Versions {
		if !slices.Contains(p.names, v.Name) {
			p.names = append(p.names, v.Name)
		}
	}
}

func (t *Target) remember(function, version, nonce, number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.of(function)
	if !slices.Contains(p.names, version) {
		p.names = append(p.names, version)
	}
	p.name[number] = version
	p.nonce[[2]string{version, nonce}] = number
	if !slices.Contains(p.numbers[version], number) {
		p.numbers[version] = append(p.numbers[version], number)
	}
}

func (t *Target) byNonce(c profiles.Change) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of(c.Function).nonce[[2]string{c.Version, c.Nonce}]
}

func (t *Target) forget(function, number string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.of(function)
	name := p.name[number]
	p.numbers[name] = slices.DeleteFunc(p.numbers[name], func(n string) bool { return n == number })
}

// resolve turns a profile's version name into its number; numbers, aliases,
// $LATEST and "" stay what they are.
func (t *Target) resolve(function, qualifier string) (string, error) {
	if n := t.Version(function, qualifier); n != "" {
		return n, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.Contains(t.of(function).names, qualifier) {
		return "", fmt.Errorf("version %s of %s is not published yet: PublishFresh must come first", qualifier, function)
	}
	return qualifier, nil
}

// qualifierOf is resolve for a parameter that is absent when empty.
func (t *Target) qualifierOf(c profiles.Change) (*string, error) {
	q, err := t.resolve(c.Function, c.Qualifier)
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
	if n := t.byNonce(c); n != "" {
		return n, nil
	}
	pages := lambda.NewListVersionsByFunctionPaginator(t.lambda, &lambda.ListVersionsByFunctionInput{FunctionName: &c.Function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", tolerate(err)
		}
		for _, v := range page.Versions {
			if v.Version == nil || *v.Version == latest || v.Environment == nil {
				continue
			}
			env := v.Environment.Variables
			if env[profiles.EnvBlock] == c.Nonce && (c.Version == "" || env[profiles.EnvModel] == c.Version) {
				return *v.Version, nil
			}
		}
	}
	return "", nil
}

func (t *Target) lookPublish(ctx context.Context, c profiles.Change) (Applied, error) {
	t.learn(c.Spec)
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
	t.learn(c.Spec)
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
	t.remember(c.Function, c.Version, c.Nonce, *out.Version)
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
	t.forget(c.Function, number)
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
