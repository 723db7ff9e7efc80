package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
	"squall/standin/logs/insights"
)

type queryInput struct {
	QueryID string `json:"queryId"`
}

type getQueryResultsOutput struct {
	QueryLanguage string          `json:"queryLanguage"`
	Results       [][]resultField `json:"results"`
	Statistics    queryStatistics `json:"statistics"`
	Status        string          `json:"status"`
}

type resultField struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

type queryStatistics struct {
	RecordsMatched float64 `json:"recordsMatched"`
	RecordsScanned float64 `json:"recordsScanned"`
	BytesScanned   float64 `json:"bytesScanned"`
}

func (h *handler) getQueryResults(_ context.Context, c wire.Call, in *queryInput) (any, error) {
	q, err := h.query(c, in.QueryID)
	if err != nil {
		return nil, err
	}
	a, _ := q.Answer.(insights.Answer)
	out := getQueryResultsOutput{QueryLanguage: "CWLI", Status: "Complete", Results: [][]resultField{},
		Statistics: queryStatistics{float64(a.Matched), float64(a.Scanned), float64(a.Bytes)}}
	for _, row := range a.Rows {
		fields := []resultField{}
		for _, f := range row {
			fields = append(fields, resultField{f.Name, f.Value})
		}
		out.Results = append(out.Results, fields)
	}
	return &out, nil
}

// query finds a query of the caller's; every one is complete as soon as it was
// started.
func (h *handler) query(c wire.Call, id string) (q *logs.Query, err error) {
	err = h.with(func(_ int64, s *logs.Store) error {
		if q = s.FindQuery(id); q == nil || q.Where != scope(c) {
			return notFound("Query with ID '" + id + "' does not exist.")
		}
		return nil
	})
	return q, err
}
