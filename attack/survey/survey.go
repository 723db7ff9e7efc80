// Package survey looks at a function in an AWS account, and at nothing else:
// its settings, its alias, what may call it. It only reads.
//
// It takes no value of an environment variable along, which may be a secret.
package survey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"squall/profiles/adopt"
)

// survey is one on its way.
type survey struct {
	client *lambda.Client
	name   *string
	at     *string // qualifier; nil: none
	arn    []string
	f      adopt.Function
	draft  *adopt.Draft
}

// Function makes a draft of a function: NAME, NAME:ALIAS or an ARN.
func Function(ctx context.Context, client *lambda.Client, of string) (*adopt.Draft, error) {
	name, qualifier := split(of)
	s := &survey{client: client, name: &name, draft: &adopt.Draft{From: "the function " + of, Name: name}}
	if qualifier != "" {
		s.at = &qualifier
	}
	for _, step := range []func(context.Context) error{s.configuration, s.alias, s.concurrency, s.provisioned, s.async, s.account} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	entries, err := s.doors(ctx)
	if err != nil {
		return nil, err
	}
	s.draft.Functions = append(s.draft.Functions, s.f.Item())
	s.draft.Add(append(entries, adopt.Entry{Path: "sdk", Function: s.f.Reference()})...)
	return s.draft, nil
}

// split reads NAME, NAME:QUALIFIER and ARNs.
func split(of string) (name, qualifier string) {
	if rest, ok := strings.CutPrefix(of, "arn:"); ok {
		parts := strings.SplitN(rest, ":function:", 2)
		if len(parts) == 2 {
			of = parts[1]
		}
	}
	name, qualifier, _ = strings.Cut(of, ":")
	return name, qualifier
}

// read explains an error of a call; found is false where there is no such thing.
func read(what string, err error) (found bool, _ error) {
	var api smithy.APIError
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &api) && (api.ErrorCode() == "ResourceNotFoundException" || api.ErrorCode() == "ProvisionedConcurrencyConfigNotFoundException"):
		return false, nil
	}
	return false, fmt.Errorf("%s: %w", what, err)
}

func (s *survey) note(format string, args ...any) {
	s.f.Notes = append(s.f.Notes, fmt.Sprintf(format, args...))
}

func (s *survey) configuration(ctx context.Context) error {
	c, err := s.client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: s.name, Qualifier: s.at})
	if err != nil {
		return fmt.Errorf("the function %s: %w", *s.name, err)
	}
	s.f.Name, s.f.Memory, s.f.Timeout = *s.name, int(aws.ToInt32(c.MemorySize)), int(aws.ToInt32(c.Timeout))
	s.f.Runtime, s.f.Image = string(c.Runtime), c.PackageType == types.PackageTypeImage
	if len(c.Architectures) > 0 {
		s.f.Arch = string(c.Architectures[0])
	}
	s.arn = strings.Split(aws.ToString(c.FunctionArn), ":")
	if c.Environment != nil {
		// A stand-in's own say what it runs.
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(c.Environment.Variables)), func(n string) bool { return strings.HasPrefix(n, "SQUALL_") })
		if len(names) > 0 {
			s.note("environment variables %s: their values may be secrets; write those that matter under env", strings.Join(names, ", "))
		}
	}
	if c.DeadLetterConfig != nil {
		s.f.Async.DeadLetter = s.queue(aws.ToString(c.DeadLetterConfig.TargetArn), "the dead-letter queue")
	}
	if c.VpcConfig != nil && len(c.VpcConfig.SubnetIds) > 0 {
		s.note("its VPC: the model knows nothing of it")
	}
	if c.SnapStart != nil && c.SnapStart.OptimizationStatus == types.SnapStartOptimizationStatusOn {
		s.note("SnapStart: write init: {preset: snapstart} where the runtime has it")
	}
	if len(c.Layers) > 0 {
		s.note("%d layers: what they add to an init is not known", len(c.Layers))
	}
	if len(c.FileSystemConfigs) > 0 {
		s.note("its file systems: the model knows nothing of them")
	}
	return nil
}

// queue is a destination, if it is a queue.
func (s *survey) queue(arn, what string) string {
	parts := strings.Split(arn, ":")
	switch {
	case arn == "":
		return ""
	case len(parts) != 6 || parts[2] != "sqs":
		s.note("%s %s: squall knows queues only", what, arn)
		return ""
	}
	return "sqs:" + parts[5]
}

func (s *survey) alias(ctx context.Context) error {
	if s.at == nil {
		return nil
	}
	if _, err := strconv.Atoi(*s.at); err == nil || *s.at == "$LATEST" {
		s.note("version %s: it is v1 here, and entries call the function without a number", *s.at)
		return nil
	}
	a, err := s.client.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: s.name, Name: s.at})
	if err != nil {
		return fmt.Errorf("the alias %s: %w", *s.at, err)
	}
	s.f.Alias = *s.at
	if a.RoutingConfig != nil && len(a.RoutingConfig.AdditionalVersionWeights) > 0 {
		s.note("weights of alias %s: write versions, and {to: v1, weights: {v2: 10%%}}", *s.at)
	}
	return nil
}

func (s *survey) concurrency(ctx context.Context) error {
	c, err := s.client.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: s.name})
	if found, err := read("reserved concurrency", err); !found {
		return err
	}
	if c.ReservedConcurrentExecutions != nil {
		n := int(*c.ReservedConcurrentExecutions)
		s.f.Reserved = &n
	}
	return nil
}

func (s *survey) provisioned(ctx context.Context) error {
	if s.f.Alias == "" {
		return s.elsewhere(ctx)
	}
	c, err := s.client.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: s.name, Qualifier: s.at})
	if found, err := read("provisioned concurrency", err); !found {
		return err
	}
	s.f.Provisioned = int(aws.ToInt32(c.RequestedProvisionedConcurrentExecutions))
	s.note("a scaling policy of provisioned concurrency, if there is one: it is not looked at")
	return nil
}

// elsewhere says where provisioned concurrency is when no alias was asked for.
func (s *survey) elsewhere(ctx context.Context) error {
	list, err := s.client.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: s.name})
	if found, err := read("provisioned concurrency", err); !found {
		return err
	}
	for _, c := range list.ProvisionedConcurrencyConfigs {
		arn := aws.ToString(c.FunctionArn)
		at := arn[strings.LastIndexByte(arn, ':')+1:]
		s.note("provisioned concurrency of %s: %d; squall init --from-aws %s:ALIAS takes over that of an alias", at, aws.ToInt32(c.RequestedProvisionedConcurrentExecutions), *s.name)
	}
	return nil
}

func (s *survey) async(ctx context.Context) error {
	c, err := s.client.GetFunctionEventInvokeConfig(ctx, &lambda.GetFunctionEventInvokeConfigInput{FunctionName: s.name, Qualifier: s.at})
	if found, err := read("asynchronous invokes", err); !found {
		return err
	}
	if c.MaximumRetryAttempts != nil {
		n := int(*c.MaximumRetryAttempts)
		s.f.Async.Retries = &n
	}
	s.f.Async.MaxAge = int(aws.ToInt32(c.MaximumEventAgeInSeconds))
	if d := c.DestinationConfig; d != nil && d.OnSuccess != nil {
		s.f.Async.OnSuccess = s.queue(aws.ToString(d.OnSuccess.Destination), "the destination of successes")
	}
	if d := c.DestinationConfig; d != nil && d.OnFailure != nil {
		s.f.Async.OnFailure = s.queue(aws.ToString(d.OnFailure.Destination), "the destination of failures")
	}
	return nil
}

// account pins the account, and says how much concurrency it has.
func (s *survey) account(ctx context.Context) error {
	if len(s.arn) < 5 {
		return nil
	}
	text := fmt.Sprintf("{id: %q, region: %s", s.arn[4], s.arn[3])
	a, err := s.client.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil {
		s.draft.Notes = append(s.draft.Notes, "the account's concurrency, which could not be read: "+err.Error())
	} else if a.AccountLimit != nil && a.AccountLimit.ConcurrentExecutions > 0 {
		text += fmt.Sprintf(", concurrency: %d", a.AccountLimit.ConcurrentExecutions)
	}
	s.draft.Head = append(s.draft.Head, adopt.Part{Key: "account", Value: text + "}"})
	return nil
}

// doors are what may call the function, by its policy and its URL.
func (s *survey) doors(ctx context.Context) ([]adopt.Entry, error) {
	var out []adopt.Entry
	p, err := s.client.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: s.name, Qualifier: s.at})
	found, err := read("its policy", err)
	if err != nil {
		return nil, err
	}
	if found {
		out = s.callers(aws.ToString(p.Policy))
	}
	u, err := s.client.GetFunctionUrlConfig(ctx, &lambda.GetFunctionUrlConfigInput{FunctionName: s.name, Qualifier: s.alone()})
	if found, err = read("its URL", err); err != nil {
		return nil, err
	} else if found {
		e := adopt.Entry{Path: "url", Function: s.f.Reference(), Parts: []adopt.Part{{Key: "url", Value: adopt.Quote(aws.ToString(u.FunctionUrl)), Remark: "on AWS"}}}
		if u.AuthType == types.FunctionUrlAuthTypeAwsIam {
			e.Parts = append(e.Parts, adopt.Part{Key: "sigv4", Value: "{service: lambda}"})
		}
		out = append(out, e)
	}
	m, err := s.client.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{FunctionName: aws.String(s.f.Reference())})
	if found, err = read("its event source mappings", err); err != nil {
		return nil, err
	} else if found {
		for _, one := range m.EventSourceMappings {
			s.note("event source mapping of %s: squall has no path by it", aws.ToString(one.EventSourceArn))
		}
	}
	return out, nil
}

// alone is the alias; a URL is of one, or of the function without any.
func (s *survey) alone() *string {
	if s.f.Alias == "" {
		return nil
	}
	return s.at
}

// statement is one of a policy.
type statement struct {
	Effect    string
	Principal json.RawMessage
	Condition map[string]map[string]json.RawMessage
}

// source is the ARN that a statement's condition names.
func (st *statement) source() string {
	for _, operator := range slices.Sorted(maps.Keys(st.Condition)) {
		for _, key := range slices.Sorted(maps.Keys(st.Condition[operator])) {
			var arn string
			if strings.EqualFold(key, "aws:SourceArn") && json.Unmarshal(st.Condition[operator][key], &arn) == nil {
				return arn
			}
		}
	}
	return ""
}

// callers makes entries of a policy, one for each door, bucket, topic and bus.
func (s *survey) callers(policy string) []adopt.Entry {
	var doc struct{ Statement []statement }
	if json.Unmarshal([]byte(policy), &doc) != nil {
		s.note("its policy, which could not be read")
		return nil
	}
	var out []adopt.Entry
	seen := map[string]bool{}
	for _, st := range doc.Statement {
		var who struct{ Service string }
		if st.Effect != "Allow" || json.Unmarshal(st.Principal, &who) != nil || who.Service == "" {
			continue
		}
		e, key := s.caller(who.Service, st.source())
		if e.Path == "" {
			s.note("%s may call it: squall has no path by it", who.Service)
		} else if !seen[key] {
			seen[key] = true
			out = append(out, e)
		}
	}
	return out
}

func (s *survey) caller(service, source string) (e adopt.Entry, key string) {
	e = adopt.Entry{Function: s.f.Reference()}
	last := source[strings.LastIndexAny(source, ":/")+1:]
	switch service {
	case "elasticloadbalancing.amazonaws.com":
		e.Path = "alb"
		e.Notes = append(e.Notes, "on AWS, url: the address of the load balancer")
	case "apigateway.amazonaws.com":
		e.Path = "apigw-rest"
		e.Notes = append(e.Notes, "write path: apigw-http if the API is an HTTP API, which a policy does not tell")
		if parts := strings.Split(strings.TrimPrefix(source, strings.Join([]string{"arn:aws:execute-api", part(source, 3), part(source, 4), ""}, ":")), "/"); len(parts) > 1 && parts[1] != "*" && parts[1] != "" {
			e.Parts = append(e.Parts, adopt.Part{Key: "url", Value: adopt.Quote("https://" + parts[0] + ".execute-api." + part(source, 3) + ".amazonaws.com/" + parts[1]), Remark: "on AWS"})
		}
	case "s3.amazonaws.com":
		e.Path, e.Parts = "s3", []adopt.Part{{Key: "bucket", Value: last}}
	case "sns.amazonaws.com":
		e.Path, e.Parts = "sns", []adopt.Part{{Key: "topic", Value: last}}
	case "events.amazonaws.com":
		e.Path = "events"
		e.Notes = append(e.Notes, "the pattern of rule "+last+"; squall makes a rule of its own for the entry's events")
	default:
		return e, ""
	}
	if len(e.Parts) > 0 && e.Parts[0].Value == "" {
		return adopt.Entry{}, ""
	}
	key = e.Path
	if e.Path == "s3" || e.Path == "sns" {
		key += last
	}
	return e, key
}

// part is a field of an ARN.
func part(arn string, n int) string {
	if parts := strings.Split(arn, ":"); n < len(parts) {
		return parts[n]
	}
	return ""
}
