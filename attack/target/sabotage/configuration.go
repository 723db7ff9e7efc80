package sabotage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/apierr"
	"squall/profiles"
)

// Environment variables that are on a function while a fault changes its
// configuration: whoever takes that back finds all it needs there.
const (
	EnvFault = "SQUALL_FAULT" // which fault it is
	envWas   = "SQUALL_WAS"   // what was there before; unset: nothing was
)

// configuration is what a function or version is, once no update is under way.
func (s *Saboteur) configuration(ctx context.Context, function, qualifier string) (out *lambda.GetFunctionConfigurationOutput, err error) {
	in := &lambda.GetFunctionConfigurationInput{FunctionName: &function}
	if qualifier != "" {
		in.Qualifier = &qualifier
	}
	err = s.opt.Poll(ctx, func() (bool, error) {
		out, err = s.lambda.GetFunctionConfiguration(ctx, in)
		return err == nil && out.State != types.StatePending && out.LastUpdateStatus != types.LastUpdateStatusInProgress, err
	})
	if err == nil && out.Environment != nil && out.Environment.Error != nil {
		err = fmt.Errorf("environment variables of %s can't be read, so could not be restored: %s", function, aws.ToString(out.Environment.Error.Message))
	}
	return out, err
}

// variables is a copy of a function's.
func variables(out *lambda.GetFunctionConfigurationOutput) map[string]string {
	if out.Environment == nil || out.Environment.Variables == nil {
		return map[string]string{}
	}
	return maps.Clone(out.Environment.Variables)
}

// text is a configuration in words, and what a fault makes of it. It says no
// value of a variable that the profile does not say itself.
func text(out *lambda.GetFunctionConfigurationOutput, by *profiles.Fault) (before, after string) {
	memory, timeout := int(aws.ToInt32(out.MemorySize)), time.Duration(aws.ToInt32(out.Timeout))*time.Second
	say := func() string { return strconv.Itoa(memory) + " MB, " + timeout.String() }
	before = say()
	switch by.Kind {
	case profiles.FaultMemory:
		memory = by.Count
	case profiles.FaultTimeout:
		timeout = time.Duration(by.Count) * time.Second
	case profiles.FaultEnv:
		return before, before + ", " + by.Value
	}
	return before, say() + ", new environments"
}

// taken says why $LATEST cannot be changed, or need not be; nil when it can.
func taken(c profiles.Change, now *lambda.GetFunctionConfigurationOutput) error {
	switch f := c.Fault; {
	case f.Kind == profiles.FaultMemory && int(aws.ToInt32(now.MemorySize)) == f.Count:
		return fmt.Errorf("%s has %s MB already", c.Function, f.Value)
	case f.Kind == profiles.FaultTimeout && int(aws.ToInt32(now.Timeout)) == f.Count:
		return fmt.Errorf("%s has a timeout of %ss already", c.Function, f.Value)
	}
	if by := variables(now)[EnvFault]; by != "" && by != c.Nonce {
		return fmt.Errorf("%s is changed by fault %s already: end that run, or squall recover", c.Function, by)
	}
	return nil
}

func (s *Saboteur) lookLatest(ctx context.Context, c profiles.Change) (Seen, error) {
	now, err := s.configuration(ctx, c.Function, "")
	if err != nil {
		return Seen{}, err
	}
	seen := Seen{What: "$LATEST of " + c.Function, Revision: aws.ToString(now.RevisionId), Undo: undo(c, profiles.EndLatest)}
	seen.Before, seen.After = text(now, c.Fault)
	return seen, taken(c, now)
}

// putLatest changes $LATEST as the fault has it. What was there stays with it, in
// a variable: no journal needs to know it, and whoever comes after a crash finds
// it where it is needed.
func (s *Saboteur) putLatest(ctx context.Context, c profiles.Change) error {
	now, err := s.configuration(ctx, c.Function, "")
	if err != nil {
		return err
	}
	env := variables(now)
	if env[EnvFault] == c.Nonce {
		return nil // an answer was lost
	}
	if err := taken(c, now); err != nil {
		return err
	}
	env[EnvFault] = c.Nonce
	in := &lambda.UpdateFunctionConfigurationInput{FunctionName: &c.Function, RevisionId: aws.String(cmp.Or(c.Revision, aws.ToString(now.RevisionId)))}
	switch c.Fault.Kind {
	case profiles.FaultMemory:
		env[envWas] = strconv.Itoa(int(aws.ToInt32(now.MemorySize)))
		in.MemorySize = aws.Int32(int32(c.Fault.Count))
	case profiles.FaultTimeout:
		env[envWas] = strconv.Itoa(int(aws.ToInt32(now.Timeout)))
		in.Timeout = aws.Int32(int32(c.Fault.Count))
	case profiles.FaultEnv:
		name, value := c.Fault.Variable()
		if was, had := env[name]; had {
			env[envWas] = was
		}
		env[name] = value
	}
	in.Environment = &types.Environment{Variables: env}
	_, err = s.lambda.UpdateFunctionConfiguration(ctx, in)
	return err
}

// endLatest makes $LATEST what it was, where the fault still has it. Whoever has
// deployed in the meantime has ended the fault.
func (s *Saboteur) endLatest(ctx context.Context, c profiles.Change) error {
	return s.opt.Poll(ctx, func() (bool, error) {
		now, err := s.configuration(ctx, c.Function, "")
		if apierr.Code(err) == "ResourceNotFoundException" {
			return true, nil
		}
		if err != nil || variables(now)[EnvFault] != c.Nonce {
			return true, err
		}
		in, err := restored(c, now)
		if err != nil {
			return true, err
		}
		_, err = s.lambda.UpdateFunctionConfiguration(ctx, in)
		if code := apierr.Code(err); code == "PreconditionFailedException" || code == "ResourceConflictException" {
			return false, nil // somebody has set something: look again
		}
		return true, err
	})
}

// restored is the update that takes a fault out of $LATEST, from what is kept
// there. What somebody else has set to another value stays.
func restored(c profiles.Change, now *lambda.GetFunctionConfigurationOutput) (*lambda.UpdateFunctionConfigurationInput, error) {
	in := &lambda.UpdateFunctionConfigurationInput{FunctionName: &c.Function, RevisionId: now.RevisionId}
	env := variables(now)
	was, had := env[envWas]
	delete(env, envWas)
	delete(env, EnvFault)
	number := func(is *int32) (*int32, error) {
		if aws.ToInt32(is) != int32(c.Fault.Count) {
			return nil, nil
		}
		n, err := strconv.ParseInt(was, 10, 32)
		return aws.Int32(int32(n)), err
	}
	var err error
	switch c.Fault.Kind {
	case profiles.FaultMemory:
		in.MemorySize, err = number(now.MemorySize)
	case profiles.FaultTimeout:
		in.Timeout, err = number(now.Timeout)
	case profiles.FaultEnv:
		name, value := c.Fault.Variable()
		switch {
		case env[name] != value:
		case had:
			env[name] = was
		default:
			delete(env, name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("what $LATEST of %s was before is no longer in its variable %s: set it yourself, and remove %s", c.Function, envWas, EnvFault)
	}
	in.Environment = &types.Environment{Variables: env}
	return in, nil
}

// base is where the alias of a change leads, and $LATEST, of which a version would
// be published: the two must be the same, or it would be a deployment.
func (s *Saboteur) base(ctx context.Context, c profiles.Change) (number string, latest *lambda.GetFunctionConfigurationOutput, err error) {
	alias, err := s.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &c.Function, Name: &c.Alias})
	if err != nil {
		return "", nil, err
	}
	number = aws.ToString(alias.FunctionVersion)
	if latest, err = s.configuration(ctx, c.Function, ""); err != nil || number == "$LATEST" {
		return number, latest, err
	}
	version, err := s.configuration(ctx, c.Function, number)
	if err != nil {
		return "", nil, err
	}
	differ := differences(version, latest)
	if c.Fault.Share < 1 && !reflect.DeepEqual(version.DeadLetterConfig, latest.DeadLetterConfig) { // an alias is shared only by those with the same
		differ = append(differ, "dead-letter queue")
	}
	if len(differ) > 0 {
		return "", nil, fmt.Errorf("$LATEST of %s is not version %s, to which alias %s leads: they differ in %s, and a version made of it would be a deployment of that",
			c.Function, number, c.Alias, strings.Join(differ, ", "))
	}
	return number, latest, nil
}

// differences are what two versions differ in, by name.
func differences(a, b *lambda.GetFunctionConfigurationOutput) (out []string) {
	for _, of := range []struct {
		what string
		a, b any
	}{
		{"code", a.CodeSha256, b.CodeSha256}, {"runtime", a.Runtime, b.Runtime}, {"handler", a.Handler, b.Handler}, {"role", a.Role, b.Role},
		{"memory", a.MemorySize, b.MemorySize}, {"timeout", a.Timeout, b.Timeout}, {"layers", a.Layers, b.Layers}, {"architecture", a.Architectures, b.Architectures},
		{"storage", a.EphemeralStorage, b.EphemeralStorage}, {"file systems", a.FileSystemConfigs, b.FileSystemConfigs}, {"VPC", a.VpcConfig, b.VpcConfig},
		{"image", a.ImageConfigResponse, b.ImageConfigResponse}, {"key", a.KMSKeyArn, b.KMSKeyArn}, {"tracing", a.TracingConfig, b.TracingConfig},
		{"logging", a.LoggingConfig, b.LoggingConfig},
	} {
		one, _ := json.Marshal(of.a)
		two, _ := json.Marshal(of.b)
		if string(one) != string(two) {
			out = append(out, of.what)
		}
	}
	here, there := variables(a), variables(b)
	for _, name := range slices.Sorted(maps.Keys(here)) {
		if value, ok := there[name]; !ok || value != here[name] {
			out = append(out, "variable "+name)
		}
		delete(there, name)
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		out = append(out, "variable "+name)
	}
	return out
}

func (s *Saboteur) lookSpoilt(ctx context.Context, c profiles.Change) (Seen, error) {
	number, latest, err := s.base(ctx, c)
	if err != nil {
		return Seen{}, err
	}
	_, after := text(latest, c.Fault)
	end := undo(c, profiles.EndLatest)[0]
	return Seen{What: "version " + c.Version + " of " + c.Function, Before: "not published", After: "version " + number + " with " + after,
		Revision: aws.ToString(latest.RevisionId),
		Undo:     []profiles.Change{end, {Kind: profiles.DeleteVersion, Function: c.Function, Version: c.Version, Nonce: c.Nonce}}}, taken(c, latest)
}

// putSpoilt publishes a version of $LATEST as the fault has it, and makes $LATEST
// what it was at once.
func (s *Saboteur) putSpoilt(ctx context.Context, c profiles.Change) error {
	if err := s.putLatest(ctx, c); err != nil {
		return err
	}
	number, err := s.publish(ctx, c)
	if err == nil {
		s.opt.Versions.Remember(c.Function, c.Version, c.Nonce, number)
		err = s.opt.Made(ctx, c)
	}
	if back := s.endLatest(ctx, c); back != nil {
		return fmt.Errorf("$LATEST of %s is still as the fault had it: %v", c.Function, errors.Join(err, back)) // not for its revision alone
	}
	if err != nil {
		return err
	}
	_, err = s.configuration(ctx, c.Function, number)
	return err
}

func (s *Saboteur) publish(ctx context.Context, c profiles.Change) (number string, err error) {
	now, err := s.configuration(ctx, c.Function, "")
	if err != nil {
		return "", err
	}
	if variables(now)[EnvFault] != c.Nonce {
		return "", fmt.Errorf("somebody has deployed %s at the same time", c.Function)
	}
	out, err := s.lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &c.Function, RevisionId: now.RevisionId,
		Description: aws.String("squall: " + c.Fault.Kind + ", to be deleted")})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Version), nil
}
