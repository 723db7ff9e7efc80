package copies

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"squall/profiles"
)

// put publishes a copy.
func (c *Copier) put(ctx context.Context, ch profiles.Change) error {
	j, err := c.prepare(ctx, ch)
	if err != nil {
		return err
	}
	if ch.Revision != "" && j.latest.revision() != ch.Revision {
		return &smithy.GenericAPIError{Code: moved, Message: "$LATEST is another by now"}
	}
	if err := j.keep(ctx); err != nil {
		return err
	}
	number, err := j.publish(ctx)
	if err == nil {
		c.opt.Numbers.Remember(ch.Function, ch.Version, ch.Nonce, number)
		err = c.opt.Made(ctx, ch)
	}
	if err != nil {
		return begun(errors.Join(err, j.back(ctx)))
	}
	if err := j.back(ctx); err != nil {
		return begun(err)
	}
	if err := j.forget(ctx, keepName(j.nonce)); err != nil {
		return err
	}
	_, err = c.settled(ctx, ch.Function, number)
	return err
}

// keep publishes $LATEST as it is, so that it can be found again, unless there
// is nothing that the journal of the run does not know: its description.
func (j *job) keep(ctx context.Context) error {
	was := &j.copy
	if was.WasCode == was.IsCode && was.WasSettings == was.IsSettings {
		return nil
	}
	if was.WasCode != was.IsCode {
		for _, v := range []*version{j.source, j.latest} {
			if _, err := j.fetch(ctx, v); err != nil {
				return err
			}
		}
	}
	name := keepName(j.nonce)
	_, err := j.by.opt.Lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &j.function, RevisionId: j.latest.RevisionId, CodeSha256: j.latest.CodeSha256, Description: &name})
	return err
}

// publish makes $LATEST the version, under a description that no version has,
// and publishes it.
func (j *job) publish(ctx context.Context) (number string, err error) {
	if err := j.become(ctx, j.source, copyName(j.nonce, j.copy.From)); err != nil {
		return "", err
	}
	out, err := j.by.opt.Lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &j.function, RevisionId: j.latest.RevisionId, CodeSha256: j.latest.CodeSha256})
	if err != nil {
		return "", err
	}
	if number = aws.ToString(out.Version); aws.ToString(out.Description) != copyName(j.nonce, j.copy.From) {
		return "", fmt.Errorf("version %s was published, which is no copy", number)
	}
	return number, nil
}

// become makes $LATEST have the code and settings of a version, and a
// description. Each call is refused if somebody else has changed it meanwhile.
func (j *job) become(ctx context.Context, v *version, description string) (err error) {
	if j.latest, err = j.by.settled(ctx, j.function, ""); err != nil {
		return err
	}
	if j.latest.code() != v.code() {
		zip, err := j.fetch(ctx, v)
		if err != nil {
			return err
		}
		if _, err := j.by.opt.Lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: &j.function, ZipFile: zip, Architectures: v.Architectures, RevisionId: j.latest.RevisionId}); err != nil {
			return err
		}
		if j.latest, err = j.by.settled(ctx, j.function, ""); err != nil {
			return err
		}
	}
	in := &lambda.UpdateFunctionConfigurationInput{FunctionName: &j.function, RevisionId: j.latest.RevisionId}
	if !j.adapt(in, v, description) {
		return j.is(v, description)
	}
	if _, err := j.by.opt.Lambda.UpdateFunctionConfiguration(ctx, in); err != nil {
		return err
	}
	if j.latest, err = j.by.settled(ctx, j.function, ""); err != nil {
		return err
	}
	return j.is(v, description)
}

// adapt fills in what of $LATEST is not as it is to be; false when all of it is.
func (j *job) adapt(in *lambda.UpdateFunctionConfigurationInput, v *version, description string) (any bool) {
	for i := range table {
		if s := &table[i]; !equal(s.get(&j.latest.FunctionConfiguration), s.get(&v.FunctionConfiguration)) {
			s.set(in, &v.FunctionConfiguration)
			any = true
		}
	}
	if j.latest.description() != description {
		in.Description, any = &description, true
	}
	return any
}

// is says so when $LATEST is not what it was made: somebody else was faster.
func (j *job) is(v *version, description string) error {
	if j.latest.code() != v.code() || j.latest.settings() != v.settings() || j.latest.description() != description {
		return errors.New("somebody else has changed $LATEST at the same time")
	}
	return nil
}

// back puts $LATEST back, wherever the copy has got to. Of what somebody else
// has deployed since, nothing is touched.
func (j *job) back(ctx context.Context) error {
	now, err := j.by.settled(ctx, j.function, "")
	if err != nil {
		return err
	}
	if mine, err := j.mine(ctx, now); !mine || err != nil {
		return err
	}
	was := &j.copy
	number, err := j.find(ctx)
	if err != nil {
		return err
	}
	v := now // but for its description, it is what it was
	if number != "" {
		if v, err = j.by.settled(ctx, j.function, number); err != nil {
			return err
		}
	}
	if v.code() != was.WasCode || v.settings() != was.WasSettings {
		return fmt.Errorf("no version of %s is what $LATEST was, so it cannot be put back", j.function)
	}
	return j.become(ctx, v, was.Description)
}

// mine says whether something of the copy is in $LATEST; it is an error when it
// is there together with what somebody else has set since.
func (j *job) mine(ctx context.Context, now *version) (bool, error) {
	was := &j.copy
	described := now.description() == copyName(j.nonce, was.From)
	coded := was.WasCode != was.IsCode && now.code() == was.IsCode
	switch {
	case !described && !coded:
		return false, nil
	case described && now.settings() != was.IsSettings, !described && now.settings() != was.WasSettings,
		described && now.code() != was.WasCode && now.code() != was.IsCode:
		return false, fmt.Errorf("somebody has changed $LATEST of %s while it was version %s, so it is left: version %s is what it was before, and the description is to be %q again",
			j.function, was.From, j.kept(ctx), was.Description)
	}
	return true, nil
}

// find is the number of a version that is what $LATEST was; "" when there is
// none.
func (j *job) find(ctx context.Context) (string, error) {
	sha, _, _ := strings.Cut(j.copy.WasCode, " ")
	list, err := j.published(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range slices.Backward(list) {
		if aws.ToString(p.CodeSha256) != sha {
			continue
		}
		v, err := j.by.settled(ctx, j.function, aws.ToString(p.Version))
		if err != nil {
			return "", err
		}
		if v.code() == j.copy.WasCode && v.settings() == j.copy.WasSettings {
			return aws.ToString(p.Version), nil
		}
	}
	return "", nil
}

func (j *job) kept(ctx context.Context) string {
	number, err := j.find(ctx)
	if err != nil || number == "" {
		return "?"
	}
	return number
}

// forget deletes the versions of some descriptions.
func (j *job) forget(ctx context.Context, names ...string) error {
	list, err := j.published(ctx)
	if err != nil {
		return err
	}
	for _, p := range list {
		if !slices.Contains(names, aws.ToString(p.Description)) {
			continue
		}
		if _, err := j.by.opt.Lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &j.function, Qualifier: p.Version}); err != nil && !absent(err) {
			return fmt.Errorf("version %s: %w", aws.ToString(p.Version), err)
		}
	}
	return nil
}

// published are all versions with a number.
func (j *job) published(ctx context.Context) (list []types.FunctionConfiguration, err error) {
	pages := lambda.NewListVersionsByFunctionPaginator(j.by.opt.Lambda, &lambda.ListVersionsByFunctionInput{FunctionName: &j.function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range page.Versions {
			if aws.ToString(v.Version) != "$LATEST" {
				list = append(list, v)
			}
		}
	}
	return list, nil
}

// fetch reads the code of a version, once.
func (j *job) fetch(ctx context.Context, v *version) ([]byte, error) {
	sha := aws.ToString(v.CodeSha256)
	if zip := j.zips[sha]; zip != nil {
		return zip, nil
	}
	zip, err := Fetch(ctx, j.by.opt.HTTP, v.location, sha, aws.ToString(v.Version))
	if err != nil {
		return nil, err
	}
	if j.zips == nil {
		j.zips = map[string][]byte{}
	}
	j.zips[sha] = zip
	return zip, nil
}

// Fetch reads the code of a version from where GetFunction says it is, and checks
// that it is that.
func Fetch(ctx context.Context, by *http.Client, location, sha, version string) ([]byte, error) {
	if location == "" {
		return nil, fmt.Errorf("GetFunction does not say where the code of %s is", version)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, location, nil)
	if err != nil {
		return nil, errors.New("GetFunction's address of the code cannot be read") // and is a secret
	}
	answer, err := by.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the code of %s: %w", version, bare(err))
	}
	defer answer.Body.Close()
	zip, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	sum := sha256.Sum256(zip)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the code of %s: %w", version, bare(err))
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the code of %s: %s", version, answer.Status)
	case base64.StdEncoding.EncodeToString(sum[:]) != sha:
		return nil, fmt.Errorf("the code of %s that was fetched is not what its hash says", version)
	}
	return zip, nil
}

// bare is an error without the address: whoever has that may read the code.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
