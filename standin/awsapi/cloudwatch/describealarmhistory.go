package cloudwatch

import (
	"context"
	"slices"
	"strconv"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

type describeAlarmHistoryInput struct {
	AlarmName          string
	AlarmTypes         []string
	HistoryItemType    string
	StartDate, EndDate *wire.Time
	ScanBy             string
	MaxRecords         *int64
	NextToken          string
}

type describeAlarmHistoryOutput struct {
	AlarmHistoryItems []historyItem
	NextToken         string `json:",omitempty"`
}

type historyItem struct {
	AlarmName       string
	AlarmType       string
	HistoryData     string `json:",omitempty"`
	HistoryItemType string
	HistorySummary  string
	Timestamp       wire.Time
}

func (h *handler) describeAlarmHistory(_ context.Context, c wire.Call, in *describeAlarmHistoryInput) (any, error) {
	if in.HistoryItemType != "" {
		if err := enum(in.HistoryItemType, "historyItemType", "ConfigurationUpdate", "StateUpdate", "Action"); err != nil {
			return nil, err
		}
	}
	n, err := records(in.MaxRecords, 100)
	if err != nil {
		return nil, err
	}
	skip, err := strconv.Atoi("0" + in.NextToken)
	if err != nil {
		return nil, invalidToken()
	}
	out := describeAlarmHistoryOutput{AlarmHistoryItems: []historyItem{}}
	return &out, h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		items := []historyItem{}
		for _, a := range all.List(scope(c)) {
			if in.AlarmName == "" || a.Name == in.AlarmName {
				items = append(items, in.items(a)...)
			}
		}
		slices.SortStableFunc(items, func(a, b historyItem) int { return int(b.Timestamp - a.Timestamp) })
		if in.ScanBy == "TimestampAscending" {
			slices.Reverse(items)
		}
		items = items[min(skip, len(items)):]
		if len(items) > n {
			items, out.NextToken = items[:n], strconv.Itoa(skip+n)
		}
		out.AlarmHistoryItems = append(out.AlarmHistoryItems, items...)
		return nil
	})
}

// items are the entries of one alarm that are asked for, the latest first.
func (in *describeAlarmHistoryInput) items(a *alarm.Alarm) (out []historyItem) {
	for i := len(a.History) - 1; i >= 0; i-- {
		it := a.History[i]
		at := wire.Time(it.At)
		if in.HistoryItemType != "" && it.Type != in.HistoryItemType || in.StartDate != nil && at < *in.StartDate || in.EndDate != nil && at > *in.EndDate {
			continue
		}
		out = append(out, historyItem{a.Name, "MetricAlarm", it.Data, it.Type, it.Summary, at})
	}
	return out
}
