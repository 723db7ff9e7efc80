package target

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"squall/profiles"
)

// Description is a function as it is deployed.
type Description struct {
	Exists  bool
	Memory  int
	Timeout time.Duration
	State   string
	Code    string            // hash of the code of $LATEST
	Aliases map[string]string // where each leads, in words
}

// Describe reads a function and its aliases.
func (t *Target) Describe(ctx context.Context, function string) (Description, error) {
	out, err := t.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function})
	if absent(err) {
		return Description{}, nil
	}
	if err != nil {
		return Description{}, err
	}
	d := Description{Exists: true, Memory: int(aws.ToInt32(out.MemorySize)), Timeout: time.Duration(aws.ToInt32(out.Timeout)) * time.Second,
		State: string(out.State), Code: aws.ToString(out.CodeSha256), Aliases: map[string]string{}}
	pages := lambda.NewListAliasesPaginator(t.lambda, &lambda.ListAliasesInput{FunctionName: &function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return d, err
		}
		for _, a := range page.Aliases {
			c := profiles.Change{To: aws.ToString(a.FunctionVersion)}
			if a.RoutingConfig != nil {
				for other, weight := range a.RoutingConfig.AdditionalVersionWeights {
					c.Other, c.Weight = other, weight // at most one
				}
			}
			d.Aliases[aws.ToString(a.Name)] = aliasText(&c)
		}
	}
	return d, nil
}

// Adopt lets changes name a published version of the target by a name; false
// when there is no such version.
func (t *Target) Adopt(ctx context.Context, function, name, number string) (bool, error) {
	_, err := t.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function, Qualifier: &number})
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t.versions.Remember(function, name, "", number)
	return true, nil
}
