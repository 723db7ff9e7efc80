package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/target/numbers"
	"squall/profiles"
)

// aliasNow reads an alias as the change that would make it; nil when there is
// none.
func (t *Target) aliasNow(ctx context.Context, function, alias string) (*profiles.Change, error) {
	out, err := t.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &function, Name: &alias})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if out.RoutingConfig != nil && len(out.RoutingConfig.AdditionalVersionWeights) > 0 {
		// Weights of a moving alias are AWS's own: they say nothing of what was set.
		switch waited, err := t.moved(ctx, function, alias); {
		case err != nil:
			return nil, err
		case waited:
			return t.aliasNow(ctx, function, alias)
		}
	}
	c := &profiles.Change{Kind: profiles.PutAlias, Function: function, Alias: alias, To: aws.ToString(out.FunctionVersion), Revision: aws.ToString(out.RevisionId)}
	if out.RoutingConfig != nil {
		for _, other := range slices.Sorted(maps.Keys(out.RoutingConfig.AdditionalVersionWeights)) {
			c.Other, c.Weight = other, out.RoutingConfig.AdditionalVersionWeights[other]
		}
	}
	return c, nil
}

// moved waits until the provisioned concurrency of an alias, if it has any, has
// followed it to where it leads; waited tells that it had not.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
func (t *Target) moved(ctx context.Context, function, alias string) (waited bool, err error) {
	err = t.poll(ctx, func() (bool, error) {
		out, err := t.lambda.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &function, Qualifier: &alias})
		if absent(err) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		under := out.Status == types.ProvisionedConcurrencyStatusEnumInProgress
		waited = waited || under
		return !under, nil
	})
	return waited, err
}

func aliasText(c *profiles.Change) string {
	if c == nil {
		return "absent"
	}
	if c.Other == "" {
		return "to " + c.To
	}
	return fmt.Sprintf("to %s, %s%% to %s", c.To, strconv.FormatFloat(math.Round(c.Weight*1e6)/1e4, 'f', -1, 64), c.Other)
}

func (t *Target) lookPutAlias(ctx context.Context, c profiles.Change) (Applied, error) {
	before, err := t.aliasNow(ctx, c.Function, c.Alias)
	if err != nil {
		return Applied{}, err
	}
	a := Applied{What: "alias " + c.Alias + " of " + c.Function, Before: aliasText(before), After: aliasText(&c)}
	if a.Settled, err = t.settledAlias(c); err != nil {
		return Applied{}, err
	}
	if before == nil {
		a.Undo = []profiles.Change{{Kind: profiles.DeleteAlias, Function: c.Function, Alias: c.Alias}}
	} else {
		a.Undo, a.Revision = undoAlias(before)
	}
	return a, nil
}

// undoAlias is what makes an alias again what it was. The revision it had then
// will be another, so it is told apart.
func undoAlias(before *profiles.Change) (undo []profiles.Change, revision string) {
	c := *before
	c.Revision = ""
	return []profiles.Change{c}, before.Revision
}

// settledAlias is how an alias will read, with the numbers of its versions.
func (t *Target) settledAlias(c profiles.Change) (string, error) {
	to, err := t.versions.Resolve(c.Function, cmp.Or(c.To, numbers.Latest))
	if err != nil {
		return "", err
	}
	other, err := t.versions.Resolve(c.Function, c.Other)
	c.To, c.Other = to, other
	return aliasText(&c), err
}

func (t *Target) putAlias(ctx context.Context, c profiles.Change) error {
	to, err := t.versions.Resolve(c.Function, cmp.Or(c.To, numbers.Latest))
	if err != nil {
		return err
	}
	// An empty map, unlike none, takes weights away.
	weights := &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{}}
	if c.Other != "" {
		other, err := t.versions.Resolve(c.Function, c.Other)
		if err != nil {
			return err
		}
		weights.AdditionalVersionWeights[other] = c.Weight
	}
	_, err = t.lambda.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: &c.Function, Name: &c.Alias, FunctionVersion: &to, RoutingConfig: weights, RevisionId: unlessEmpty(c.Revision)})
	if !absent(err) {
		return revised(err)
	}
	if c.Other == "" {
		weights = nil
	}
	_, err = t.lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &c.Function, Name: &c.Alias, FunctionVersion: &to, RoutingConfig: weights})
	return err
}

func (t *Target) lookDeleteAlias(ctx context.Context, c profiles.Change) (Applied, error) {
	before, err := t.aliasNow(ctx, c.Function, c.Alias)
	if err != nil {
		return Applied{}, err
	}
	a := Applied{What: "alias " + c.Alias + " of " + c.Function, Before: aliasText(before), After: "absent", Settled: "absent"}
	if before != nil {
		a.Undo, a.Revision = undoAlias(before)
	}
	return a, nil
}

func (t *Target) deleteAlias(ctx context.Context, c profiles.Change) error {
	if c.Alias == "" {
		return errors.New("the change names no alias")
	}
	_, err := t.lambda.DeleteAlias(ctx, &lambda.DeleteAliasInput{FunctionName: &c.Function, Name: &c.Alias})
	return tolerate(err)
}
