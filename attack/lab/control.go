package lab

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

// Said is what the control plane said to a change: "" when it took it.
type Said struct{ Code, Message string }

// Refused tells a refusal from what is in the way.
func Refused(err error) (Said, error) {
	if err == nil {
		return Said{}, nil
	}
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return Said{}, err
	}
	switch api.ErrorCode() {
	case "InvalidParameterValueException", "ResourceConflictException", "ValidationException", "InvalidRequestContentException":
		return Said{api.ErrorCode(), api.ErrorMessage()}, nil
	}
	return Said{}, err
}

// WeightedLatest puts a weight on $LATEST, and an alias without weights on it.
func (l *Lab) WeightedLatest(ctx context.Context) (weighted, plain Said, err error) {
	version, err := l.Publish(ctx, Setup{})
	if err != nil {
		return weighted, plain, err
	}
	_, err = l.lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &l.name, Name: aws.String("latest-weighted"), FunctionVersion: aws.String("$LATEST"),
		RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{version: 0.5}}})
	if weighted, err = Refused(err); err != nil {
		return weighted, plain, err
	}
	_, err = l.lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &l.name, Name: aws.String("latest"), FunctionVersion: aws.String("$LATEST")})
	plain, err = Refused(err)
	return weighted, plain, err
}

// provision asks for provisioned concurrency, and at once for none of it again
// should it be granted.
func (l *Lab) provision(ctx context.Context, qualifier string, n int32) (Said, error) {
	_, err := l.lambda.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: &l.name, Qualifier: &qualifier, ProvisionedConcurrentExecutions: &n})
	if err == nil {
		_, err = l.lambda.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: &l.name, Qualifier: &qualifier})
		if err != nil {
			return Said{}, fmt.Errorf("provisioned concurrency was granted and could not be taken away: %w", err)
		}
		return Said{}, nil
	}
	return Refused(err)
}

// ProvisionedLatest asks for provisioned concurrency of $LATEST.
func (l *Lab) ProvisionedLatest(ctx context.Context) (Said, error) {
	return l.provision(ctx, "$LATEST", 1)
}

// ProvisionedWeighted asks for it on an alias with weights.
func (l *Lab) ProvisionedWeighted(ctx context.Context) (Said, error) {
	first, err := l.Publish(ctx, Setup{Model: Steady})
	if err != nil {
		return Said{}, err
	}
	second, err := l.Publish(ctx, Setup{Model: Steady})
	if err != nil {
		return Said{}, err
	}
	_, err = l.lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &l.name, Name: aws.String("split"), FunctionVersion: &first,
		RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{second: 0.5}}})
	if err != nil {
		return Said{}, err
	}
	return l.provision(ctx, "split", 1)
}

// ProvisionedBeyond asks for more of it than is reserved.
func (l *Lab) ProvisionedBeyond(ctx context.Context) (s Said, err error) {
	version, err := l.Publish(ctx, Setup{Model: Steady})
	if err == nil {
		err = l.Reserve(ctx, 1)
	}
	if err != nil {
		return s, err
	}
	err = l.Unreserved(ctx, func() (err error) {
		s, err = l.provision(ctx, version, 2)
		return err
	})
	return s, err
}
