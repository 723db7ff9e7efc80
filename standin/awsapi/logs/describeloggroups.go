package logs

import (
	"context"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type describeLogGroupsInput struct {
	Prefix                string   `json:"logGroupNamePrefix"`
	Pattern               string   `json:"logGroupNamePattern"`
	Identifiers           []string `json:"logGroupIdentifiers"`
	AccountIdentifiers    []string `json:"accountIdentifiers"`
	IncludeLinkedAccounts bool     `json:"includeLinkedAccounts"`
	LogGroupClass         string   `json:"logGroupClass"`
	NextToken             string   `json:"nextToken"`
	Limit                 *int64   `json:"limit"`
}

type describeLogGroupsOutput struct {
	LogGroups []logGroup `json:"logGroups"`
	NextToken string     `json:"nextToken,omitempty"`
}

type logGroup struct {
	ARN                       string `json:"arn"`
	CreationTime              int64  `json:"creationTime"`
	DeletionProtectionEnabled bool   `json:"deletionProtectionEnabled"`
	LogGroupARN               string `json:"logGroupArn"`
	LogGroupClass             string `json:"logGroupClass"`
	LogGroupName              string `json:"logGroupName"`
	MetricFilterCount         int64  `json:"metricFilterCount"`
	RetentionInDays           int64  `json:"retentionInDays,omitempty"`
	StoredBytes               int64  `json:"storedBytes"`
}

func (h *handler) describeLogGroups(_ context.Context, c wire.Call, in *describeLogGroupsInput) (any, error) {
	switch {
	case in.Prefix != "" && in.Pattern != "":
		return nil, invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	case in.IncludeLinkedAccounts || len(in.AccountIdentifiers) > 0:
		return nil, wire.NotBuilt("the parameter includeLinkedAccounts of DescribeLogGroups")
	case len(in.Identifiers) > 0:
		return nil, wire.NotBuilt("the parameter logGroupIdentifiers of DescribeLogGroups")
	}
	n, err := limit(in.Limit, 50, 50)
	if err != nil {
		return nil, err
	}
	out := describeLogGroupsOutput{LogGroups: []logGroup{}}
	return &out, h.with(func(_ int64, s *logs.Store) error {
		all := slices.DeleteFunc(s.Groups(scope(c)), func(g *logs.Group) bool {
			return !strings.HasPrefix(g.Name, in.Prefix) || !strings.Contains(strings.ToLower(g.Name), strings.ToLower(in.Pattern)) ||
				in.LogGroupClass != "" && in.LogGroupClass != "STANDARD"
		})
		part, next, err := page(all, in.NextToken, n)
		for _, g := range part {
			out.LogGroups = append(out.LogGroups, logGroup{ARN: g.ARN() + ":*", CreationTime: g.Created, LogGroupARN: g.ARN(),
				LogGroupClass: "STANDARD", LogGroupName: g.Name, RetentionInDays: int64(g.Retention), StoredBytes: int64(g.StoredBytes())})
		}
		out.NextToken = next
		return err
	})
}
