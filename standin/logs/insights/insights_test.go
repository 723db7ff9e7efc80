package insights

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"squall/standin/core"
	"squall/standin/logs"
)

// view has six invokes of a function, 20 s apart from 12:00:00 on: every third
// is cold, they take 10, 20, ... ms; and a line in JSON after each.
func view() logs.View {
	const noon int64 = 1_763_812_800_000
	s := logs.New()
	g := s.Function(noon, logs.Scope{Account: "111122223333", Region: "us-east-1"}, "f")
	g.CreateStream(noon, "own")
	for i := range 6 {
		at := noon + int64(i)*20_000
		s.Invoked(g, &logs.Invocation{Request: uint64(i + 1), Start: at, End: at + 100, Memory: 128,
			Effect: &core.Effect{Env: uint64(i/3 + 1), Duration: int64(i+1) * 10e6, Cold: i%3 == 0, Init: 200e6}})
		s.Put(g, "own", at+200, at+200, fmt.Sprintf(`{"level":"%s","user":{"id":%d},"tags":["x"]}`, []string{"INFO", "ERROR"}[i%2], i))
	}
	return g.View(noon)
}

func TestQueries(t *testing.T) {
	tests := []struct{ query, want string }{
		{`filter @type = "REPORT" | stats count(*) as n, avg(@duration), max(@initDuration), pct(@duration, 50), sum(@billedDuration)`,
			"n=6 avg(@duration)=35 max(@initDuration)=200 pct(@duration, 50)=30 sum(@billedDuration)=610"},
		{`filter @type = "REPORT" | stats count(*), min(@duration) by bin(1m)`,
			"bin(1m)=2025-11-22 12:01:00.000 count(*)=3 min(@duration)=40; bin(1m)=2025-11-22 12:00:00.000 count(*)=3 min(@duration)=10"},
		{`filter @type="REPORT" and ispresent(@initDuration) | fields @duration | sort @duration asc | display @duration, @initDuration`,
			"@duration=10 @initDuration=200; @duration=40 @initDuration=200"},
		{`filter @message like /Init Duration/ | stats count(*) as cold`, "cold=2"},
		{`filter @message not like "REPORT" and @message like 'START' | stats count(*)`, "count(*)=6"},
		{`filter level = "ERROR" | fields user.id as id | sort id desc | limit 2 | display id, level`, "id=5 level=ERROR; id=3 level=ERROR"},
		{`stats count(*) by level`, "count(*)=18; level=ERROR count(*)=3; level=INFO count(*)=3"},
		{`filter user.id in [1, 2] or user.id > 4 | stats count_distinct(level) as levels, earliest(user.id) as first, latest(user.id) as last`,
			"levels=2 first=1 last=5"},
		{`filter @type = "REPORT" | fields @duration * 2 + 1 as d, @memorySize / 1000 / 1000 as mb | sort d desc | limit 1 | display d, mb`, "d=121 mb=128"},
		{`filter @type = "REPORT" | parse @message "Duration: * ms" as first | stats max(first)`, "max(first)=60.00"},
		{`parse @message /Max Memory Used: (?<used>\d+) MB/ | stats max(used) by @type | filter ispresent(@type) | sort @type`, "@type=END; @type=REPORT max(used)=64; @type=START"},
		{"# a comment\nfilter `user.id` = 3 | display toupper(level) as l, strlen(level) as n, tags.0", "l=ERROR n=5 tags.0=x"},
		{`filter @type = "REPORT" | stats stddev(@duration) as s, median(@duration) as m | display s, m`, "s=18.7083 m=30"},
		{`filter not (@type = "REPORT") | stats count(*) / 2 as half`, "half=9"},
		{`filter @type = "NOTHING" | stats count(*)`, "count(*)=0"},
		{`filter @type = "REPORT" | stats count(*) as n by bin(1m) | stats max(n) as most`, "most=3"},
		{`fields coalesce(level, @type) as what, concat(@type, "-", abs(-2)) as c, greatest(1, 3, 2) as g, replace(level, "O", "0") as z | sort @timestamp | limit 1 | display what, c, g, z`,
			"what=START c=START-2 g=3"},
	}
	for _, tt := range tests {
		q, err := Parse(tt.query)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		a := q.Run([]logs.View{view()}, "111122223333", logs.Range{}, 1000)
		var rows []string
		for _, r := range a.Rows {
			var fields []string
			for _, f := range r {
				if f.Name != "@ptr" {
					fields = append(fields, f.Name+"="+f.Value)
				}
			}
			rows = append(rows, strings.Join(fields, " "))
		}
		if got := strings.Join(rows, "; "); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.query, got, tt.want)
		}
		if a.Scanned != 24 || a.Bytes == 0 {
			t.Errorf("%s: scanned %d", tt.query, a.Scanned)
		}
	}
}

func TestWithoutFields(t *testing.T) {
	q, err := Parse("limit 2")
	if err != nil {
		t.Fatal(err)
	}
	a := q.Run([]logs.View{view()}, "111122223333", logs.Range{}, 1000)
	if len(a.Rows) != 2 || len(a.Rows[0]) != 3 || a.Rows[0][0] != (Field{"@timestamp", "2025-11-22 12:01:40.200"}) || a.Rows[0][2].Name != "@ptr" {
		t.Errorf("%v", a.Rows)
	}
}

func TestRefused(t *testing.T) {
	for _, bad := range []string{"", "nonsense", "filter", "filter @a =", "fields @a |", "stats", "stats sum(@a", "stats @a", "limit 0", "limit x",
		"filter (a = 1", "filter a like 1", "filter a like /(/", "filter a in 1", "sort", "parse @message \"*\"", "parse @message \"*\" as a, b",
		"stats count(*) by bin(5)", "stats count(*) by bin(5 parsecs)", "filter a = 'open", "fields a b", "filter strlen() > 1", "filter a not 1",
		strings.Repeat("(", 500), "filter " + strings.Repeat("(", 500), "filter " + strings.Repeat("not ", 500) + "a", strings.Repeat("x", MaxQuery+1)} {
		var syntax *SyntaxError
		if _, err := Parse(bad); !errors.As(err, &syntax) {
			t.Errorf("%.40s: %v", bad, err)
		}
	}
	_, err := Parse("limit 5 | stat count(*)")
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.From != 10 {
		t.Errorf("the place of a wrong command: %v", err)
	}
	for _, later := range []string{"dedup @a", "filter cidr(a)", "pattern @message", "stats sum(a) / sum(b)"} {
		if _, err := Parse(later); !errors.Is(err, ErrNotBuilt) {
			t.Errorf("%s: %v", later, err)
		}
	}
}

// FuzzParse: no query panics, not even when it is run.
func FuzzParse(f *testing.F) {
	f.Add("filter @type = \"REPORT\" | stats pct(@duration, 99) as p by bin(1m) | sort p desc | limit 5")
	f.Add("parse @message /(?<a>x)/ | fields -a * 2 as b, coalesce(a, b) | display `b`")
	v := view()
	f.Fuzz(func(_ *testing.T, text string) {
		if q, err := Parse(text); err == nil {
			q.Run([]logs.View{v}, "1", logs.Range{}, 10)
		}
	})
}
