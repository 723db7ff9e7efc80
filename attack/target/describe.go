package target

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

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
