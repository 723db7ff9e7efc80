// Package insights answers queries of CloudWatch Logs Insights over events of
// package logs, in a part of its language: fields, display, filter, parse,
// stats, sort and limit, and the fields that are found in Lambda's lines.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
//
// It is pure. Commands and functions that it does not know are ErrNotBuilt,
// never a guess.
package insights

import (
	"errors"
	"fmt"
	"slices"

	"squall/standin/logs"
)

// ErrNotBuilt is wrapped by errors about what AWS can do and squall cannot.
var ErrNotBuilt = errors.New("not built in squall")

// Field is one field of a row of the answer.
type Field struct{ Name, Value string }

// Answer is what a query found.
type Answer struct {
	Rows             [][]Field
	Matched, Scanned int64
	Bytes            int64
}

// Query is a query that was read.
type Query struct {
	commands []command
}

// command is one stage: what it does to a row, or to all of them.
type command struct {
	each    func(r *row) bool // false drops the row
	gather  *stats
	order   []ordering
	limit   int      // 0: none
	shown   []string // of fields and display
	display bool     // only what it names is shown
}

// ordering is one key of sort.
type ordering struct {
	by   node
	down bool
}

// MaxRows is how many rows an answer may have.
const MaxRows = 10_000

// Run answers a query over what some groups hold. Limit is how many rows are
// wanted unless the query says it.
func (q *Query) Run(views []logs.View, account string, r logs.Range, limit int) Answer {
	x := &execution{query: q, limit: limit}
	for _, c := range q.commands {
		if c.limit > 0 {
			x.limit = min(c.limit, MaxRows)
		}
	}
	x.split()
	for i := range views {
		v := &views[i]
		v.Each(&r, func(ev *logs.Event) bool {
			x.take(&row{event: *ev, log: account + ":" + v.Name})
			return true
		})
	}
	return x.answer()
}

// execution is one answer in the making: rows go through the first commands
// one by one, and are then gathered or kept, no more of them than may be
// shown.
type execution struct {
	query  *Query
	limit  int
	before []command // up to the first that needs all rows
	stats  *stats
	order  []ordering
	after  []command
	few    bool // only the first rows are needed
	rows   []*row
	out    Answer
}

func (x *execution) split() {
	for i, c := range x.query.commands {
		switch {
		case c.gather != nil:
			x.stats = c.gather.fresh()
		case c.order != nil:
			x.order = c.order
		case c.limit > 0:
		default:
			x.before = append(x.before, c)
			continue
		}
		x.after = x.query.commands[i:]
		if c.gather != nil || c.order != nil {
			x.after = x.after[1:]
		}
		break
	}
	x.few = !slices.ContainsFunc(x.after, func(c command) bool { return c.limit == 0 })
	if x.order == nil { // the latest come first
		x.order = []ordering{{by: fieldNode("@timestamp"), down: true}}
	}
}

func (x *execution) take(r *row) {
	x.out.Scanned++
	x.out.Bytes += int64(len(r.event.Message))
	for _, c := range x.before {
		if c.each != nil && !c.each(r) {
			return
		}
	}
	x.out.Matched++
	if x.stats != nil {
		x.stats.add(r)
		return
	}
	x.rows = append(x.rows, r)
	if len(x.rows) > 2*MaxRows+1000 && x.few {
		x.sort(x.rows, x.order)
		x.rows = slices.Clip(x.rows[:x.limit])
	}
}

func (x *execution) sort(rows []*row, order []ordering) {
	slices.SortStableFunc(rows, func(a, b *row) int {
		for _, o := range order {
			c := compare(o.by(a), o.by(b))
			if o.down {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// answer runs the commands that need all rows.
func (x *execution) answer() Answer {
	if x.stats != nil {
		x.rows = x.stats.rows()
	} else {
		x.sort(x.rows, x.order)
	}
	for _, c := range x.after {
		switch {
		case c.order != nil:
			x.sort(x.rows, c.order)
		case c.limit > 0:
			x.rows = x.rows[:min(c.limit, len(x.rows))]
		case c.gather != nil:
			s := c.gather.fresh()
			for _, r := range x.rows {
				s.add(r)
			}
			x.rows = s.rows()
		case c.each != nil:
			x.rows = slices.DeleteFunc(x.rows, func(r *row) bool { return !c.each(r) })
		}
	}
	names := x.query.shown()
	for _, r := range x.rows[:min(x.limit, len(x.rows))] {
		x.out.Rows = append(x.out.Rows, r.show(names))
	}
	return x.out
}

// shown are the fields of the answer: of the last stats, or what fields and
// display name after it.
func (q *Query) shown() (names []string) {
	pointer := true
	for _, c := range q.commands {
		switch {
		case c.gather != nil:
			names, pointer = c.gather.names(), false
		case c.display:
			names = c.shown
		default:
			names = append(names, c.shown...)
		}
	}
	if len(names) == 0 {
		names = []string{"@timestamp", "@message"}
	}
	if pointer {
		names = append(slices.Clone(names), "@ptr")
	}
	return names
}

// SyntaxError says what is wrong with a query, and where: as offsets of bytes.
type SyntaxError struct {
	Message  string
	From, To int
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("unexpected symbol found at line 1 and position %d: %s", e.From+1, e.Message)
}
