package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type describeQueriesInput struct {
	LogGroupName  string `json:"logGroupName"`
	Status        string `json:"status"`
	NextToken     string `json:"nextToken"`
	QueryLanguage string `json:"queryLanguage"`
	MaxResults    *int64 `json:"maxResults"`
}

type describeQueriesOutput struct {
	Queries   []queryInfo `json:"queries"`
	NextToken string      `json:"nextToken,omitempty"`
}

type queryInfo struct {
	CreateTime    int64  `json:"createTime"`
	LogGroupName  string `json:"logGroupName"`
	QueryID       string `json:"queryId"`
	QueryLanguage string `json:"queryLanguage"`
	QueryString   string `json:"queryString"`
	Status        string `json:"status"`
}

func (h *handler) describeQueries(_ context.Context, c wire.Call, in *describeQueriesInput) (any, error) {
	n, err := limit(in.MaxResults, 1000, 1000)
	if err != nil {
		return nil, err
	}
	out := describeQueriesOutput{Queries: []queryInfo{}}
	return &out, h.with(func(_ int64, s *logs.Store) error {
		all := []queryInfo{}
		for _, q := range s.Queries(scope(c)) {
			if (in.LogGroupName == "" || in.LogGroupName == q.Group) && (in.Status == "" || in.Status == "Complete") {
				all = append(all, queryInfo{q.Created, q.Group, q.ID, "CWLI", q.Text, "Complete"})
			}
		}
		part, next, err := page(all, in.NextToken, n)
		out.Queries, out.NextToken = append(out.Queries, part...), next
		return err
	})
}
