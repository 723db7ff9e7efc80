package reports

import (
	"io"

	"squall/analyze/history"
	"squall/reports/view/trends"
)

// HistoryJSON writes the series of a history.
func HistoryJSON(w io.Writer, all []history.Series) error {
	return writeJSON(w, struct {
		Schema string           `json:"schema"`
		Series []history.Series `json:"series"`
	}{"squall.trends/v1", all}, "the history")
}

// HistoryTerminal writes the series of a history as plain text.
func HistoryTerminal(w io.Writer, all []history.Series, opt TerminalOptions) error {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	s := &screen{w: w, width: max(opt.Width, 40), color: opt.Color}
	for i, v := range trends.Of(all) {
		if i > 0 {
			s.line("")
		}
		t := v.Table
		s.table(v.Title, t.Right, append([][]string{t.Header}, t.Rows...))
		s.several("change", yellow, v.Changes)
		s.several("alarm", red, v.Outside)
	}
	return s.err
}
