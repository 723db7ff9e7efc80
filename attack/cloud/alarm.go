package cloud

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// Alarming says which of some alarms are in ALARM, and why. One that does not
// exist is an error: it would guard nothing.
func (s *Session) Alarming(ctx context.Context, arns []string) ([]string, error) {
	var names []string
	for _, arn := range arns {
		if part := strings.SplitN(arn, ":", 7); part[3] != s.Region || part[4] != s.Account {
			return nil, fmt.Errorf("alarm %s is not one of account %s in %s", arn, s.Account, s.Region)
		}
		names = append(names, arn[strings.Index(arn, ":alarm:")+len(":alarm:"):])
	}
	out, err := cloudwatch.NewFromConfig(s.Config).DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names,
		AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", Explained(err))
	}
	state := map[string]string{}
	for _, a := range out.MetricAlarms {
		state[aws.ToString(a.AlarmName)] = string(a.StateValue) + ": " + aws.ToString(a.StateReason)
	}
	for _, a := range out.CompositeAlarms {
		state[aws.ToString(a.AlarmName)] = string(a.StateValue) + ": " + aws.ToString(a.StateReason)
	}
	var on []string
	for _, name := range names {
		now, there := state[name]
		if !there {
			return nil, fmt.Errorf("there is no alarm %s in account %s, %s", name, s.Account, s.Region)
		}
		if strings.HasPrefix(now, "ALARM") {
			on = append(on, "alarm "+name+" is in "+strings.TrimRight(now, ": "))
		}
	}
	return on, nil
}

// Concurrency is how much of the account's concurrency no function has reserved,
// and how much it has in all.
func (s *Session) Concurrency(ctx context.Context) (unreserved, all int, err error) {
	out, err := s.lambda().GetAccountSettings(ctx, nil)
	if err != nil {
		return 0, 0, fmt.Errorf("the account's concurrency: %w", Explained(err))
	}
	l := out.AccountLimit
	return int(aws.ToInt32(l.UnreservedConcurrentExecutions)), int(l.ConcurrentExecutions), nil
}
