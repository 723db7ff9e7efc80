package from

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// told writes down all that a format hands on.
func told(b *strings.Builder) Sink {
	return Sink{
		Event: func(e *Event) error {
			fmt.Fprintf(b, "event %s path=%q at=%d for=%v count=%v duration=%d init=%d memory=%d\n",
				e.Function, e.Path, e.At, time.Duration(e.For), e.Count, e.Duration, e.Init, e.Memory)
			return nil
		},
		Quantiles: func(q Quantiles) { fmt.Fprintf(b, "quantiles %s %v weight=%v\n", q.Function, q.Points, q.Weight) },
		Memory:    func(app string, mb int) { fmt.Fprintf(b, "memory %s %d\n", app, mb) },
		Plan:      func(p Plan) { fmt.Fprintf(b, "plan %+v\n", p) },
		Target: func(t Target) error {
			fmt.Fprintf(b, "target %s %s %v %q\n", t.Method, t.URL, t.Header, t.Body)
			return nil
		},
	}
}

func readAll(text string, want *Format) (string, error) {
	var b strings.Builder
	r, err := Read("x", strings.NewReader(text), want, Options{VURate: 2}, told(&b))
	fmt.Fprintf(&b, "%s: %d records, %d skipped, %d bad %q\n", r.Format, r.Records, r.Skipped, r.Bad, r.First)
	for _, note := range r.Notes {
		b.WriteString("note " + note + "\n")
	}
	return b.String(), err
}

// Every file of testdata is known for what it is, and gives what the golden
// file beside it says.
func TestFormats(t *testing.T) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	looked := map[string]int{}
	for _, name := range names {
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := readAll("\ufeff"+string(data), nil)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(name+".golden", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name + ".golden")
			if err != nil || got != string(want) {
				t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
			}
			for _, f := range Formats {
				if strings.Contains(got, "\n"+f.Name+": ") {
					looked[f.Name]++
				}
			}
		})
	}
	for _, f := range Formats {
		if looked[f.Name] == 0 {
			t.Errorf("no file of %s", f.Name)
		}
	}
}

// A file of one format is not read as another, and says which it is.
func TestWrongFormats(t *testing.T) {
	files := map[string]string{"alb": "alb.log", "azure-2019": "azure2019-durations.csv", "azure-2021": "azure2021.csv", "cloudwatch": "cloudwatch.json",
		"insights": "insights.json", "k6": "k6.json", "vegeta": "vegeta.json"}
	for _, f := range Formats {
		data, err := os.ReadFile(filepath.Join("testdata", files[f.Name]))
		if err != nil {
			t.Fatal(err)
		}
		for i := range Formats {
			if Formats[i].Name == f.Name {
				continue
			}
			if _, err := readAll(string(data), &Formats[i]); err == nil || !strings.Contains(err.Error(), "use --from "+f.Name) {
				t.Errorf("%s read as %s: %v", f.Name, Formats[i].Name, err)
			}
		}
	}
}

const albLine = `http 2026-01-05T09:00:00.1Z app/w/5 192.0.2.1:1 - 0 0.061 0 200 200 1 1 "GET http://x/ HTTP/1.1" "-" - - arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/7 "R" "-" "-" 0 2026-01-05T09:00:00.1Z "forward"` + "\n"

func TestWhatCannotBeRead(t *testing.T) {
	repeat := func(good string, n int, bad string) string { return strings.Repeat(good, n) + bad }
	tests := map[string][2]string{
		"nothing":            {"", "x: there is nothing in it"},
		"spaces":             {" \n\n", "x: there is nothing in it"},
		"a trace of ours":    {"# made\nat_s,for_s,count\n0,1,1\n", "this is a trace of squall already"},
		"something else":     {"hello\n", "in no format that is known"},
		"a binary":           {"\x00\x01\x02", "in no format that is known"},
		"too many bad lines": {repeat(albLine, 9, "x\n"), "x: 1 of 10 records cannot be read as alb, more than 5 % are too many; the first:\n  x:10: this is no line"},
		"2019 without minutes": {"HashOwner,HashApp,HashFunction,Trigger,1,2\na,b,c,http,1,2\n",
			"x:1: the header is none of the dataset's"},
		"2021 with a short header": {"app,func,end_timestamp,duration_ms\n", "the header has no duration"},
		"only a header":            {"app,func,end_timestamp,duration\n", "x: there is no request in it (0 records read"},
		"2021 negative":            {"app,func,end_timestamp,duration\na,b,1,-1\n", `x:2: end_timestamp "1" and duration "-1" must be seconds`},
		"2021 infinite":            {"app,func,end_timestamp,duration\na,b,1,inf\n", `duration "inf"`},
		"insights without figures": {"@timestamp,@requestId\n2026-01-05 09:00:02.000,1\n", "there is neither @duration nor @message"},
		"insights without a time":  {"@timestamp,@duration\nnoon,1\n", `@timestamp "noon" is not a time`},
		"insights cut off":         {`{"results":[[{"field":"@timestamp","value":"2026-01-05 09:00:02.000"},{"field":"@duration","value":"1"}]`, "the list does not end"},
		"cloudwatch cut off":       {`{"MetricDataResults":[{"Id":"a"`, "x: series 1: unexpected EOF"},
		"cloudwatch uneven":        {`{"MetricDataResults":[{"Id":"invocations","Timestamps":["2026-01-05T09:00:00Z"],"Values":[]}]}`, "1 timestamps and 0 values"},
		"cloudwatch negative":      {`{"MetricDataResults":[{"Id":"invocations","Timestamps":["2026-01-05T09:00:00Z"],"Values":[-1]}]}`, "series invocations: -1 at"},
		"no list":                  {`{"MetricDataResults":5}`, `no list "MetricDataResults" in it`},
		"k6 with a typo":           {"{\n \"stages\": [\n  {\"duration\": \"1m\", \"target\": }]}", "x:3: invalid character"},
		"k6 of another executor":   {`{"scenarios":{"a":{"executor":"per-vu-iterations"}}}`, `scenario a: executor "per-vu-iterations" has no rate`},
		"k6 with a bad time":       {`{"stages":[{"duration":"soon","target":1}]}`, `stage 1: duration "soon"`},
		"k6 with nothing":          {`{"stages":[]}`, "it needs a duration and a rate above 0"},
		"k6 below zero":            {`{"stages":[{"duration":"1m","target":-1}]}`, "a target of 0 or more"},
		"vegeta without a URL":     {"GET http://x/\n\nGET\n", `x:3: a target is written as METHOD http://host/path`},
		"a line without an end":    {"app,func,end_timestamp,duration\n" + strings.Repeat("a", longestLine+1<<17), "longer than"},
		"a log without an end":     {albLine + strings.Repeat("a", longestLine+1<<17), "x:2: the line is longer than"},
	}
	for name, tt := range tests {
		if got, err := readAll(tt[0], nil); err == nil || !strings.Contains(err.Error(), tt[1]) {
			t.Errorf("%s: %v, want %s\n%s", name, err, tt[1], got)
		}
	}
}

// A few bad lines are counted, and the first ones shown with their places.
func TestBadLinesAreCounted(t *testing.T) {
	var b strings.Builder
	for n := range 400 {
		if n%50 == 7 {
			b.WriteString("garbage\n")
			continue
		}
		b.WriteString(albLine)
	}
	r, err := Read("x", strings.NewReader(b.String()), nil, Options{}, Sink{Event: func(*Event) error { return nil }})
	if err != nil || r.Records != 400 || r.Bad != 8 || len(r.First) != 5 || !strings.HasPrefix(r.First[1], "x:58: ") {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = Read("x", strings.NewReader(albLine+albLine), nil, Options{}, Sink{Event: func(*Event) error { return io.ErrClosedPipe }})
	if err == nil || err.Error() != "x:1: io: read/write on closed pipe" {
		t.Errorf("an event that is not taken: %v", err)
	}
}

// A file that breaks off, such as a torn gzip, says where.
func TestTornInput(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat(albLine, 100):                 "x:101: unexpected EOF",
		"app,func,end_timestamp,duration\na,b,1,1\n": "x: unexpected EOF",
	} {
		in := io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF))
		f := detect([]byte(text))
		if _, err := Read("x", in, f, Options{}, told(&strings.Builder{})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %v, want %s", text, err, want)
		}
	}
}

// endless repeats a line; it is as long as it is read.
type endless struct {
	head, line []byte
	left       int64
	rest       []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.rest, e.head = e.line, nil
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.left -= int64(n)
	return n, nil
}

// The size of a file does not matter to the memory.
func TestFilesAreNeverInMemory(t *testing.T) {
	lines := map[string][2]string{
		"alb":        {"", strings.Repeat(albLine, 200)},
		"azure-2021": {"app,func,end_timestamp,duration\n", strings.Repeat("aaaa,bbbb,10.5,0.25\n", 2000)},
		"insights":   {"@timestamp,@duration\n", strings.Repeat("2026-01-05 09:00:02.000,102.25\n", 1000)},
		"vegeta":     {"", strings.Repeat("GET http://127.0.0.1/\n\n", 2000)},
	}
	for name, l := range lines {
		in := &endless{rest: []byte(l[0] + l[1]), line: []byte(l[1]), left: 24 << 20}
		var most uint64
		n := 0
		look := func() error {
			if n++; n%50_000 == 49_999 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			return nil
		}
		f, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read("x", in, f, Options{}, Sink{Event: func(*Event) error { return look() }, Target: func(Target) error { return look() }})
		if err != nil || r.Records < 100_000 || most == 0 || most > 12<<20 {
			t.Errorf("%s: %d records, %d bytes of heap, %v", name, r.Records, most, err)
		}
	}
}

func fuzz(f *testing.F, format string, seeds ...string) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) == 0 {
		f.Fatal("no testdata", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if found := detect(data); found != nil && found.Name == format && !bytes.HasPrefix(data, []byte("HashOwner,HashApp,HashFunction,Trigger")) {
			seeds = append(seeds, string(data))
		}
	}
	for _, s := range seeds {
		f.Add(s)
	}
	want, err := Find(format)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sink := told(&strings.Builder{})
		sink.Event = func(e *Event) error {
			if !(e.Count >= 0) || e.For < 0 || e.Duration < Unknown || e.Init < Unknown || e.Function == "" {
				t.Fatalf("%+v", e)
			}
			return nil
		}
		sink.Plan = func(p Plan) {
			for _, s := range p.Phases {
				if s.For <= 0 || !(s.From >= 0 && s.To >= 0) {
					t.Fatalf("%+v", p)
				}
			}
		}
		r, err := Read("x", strings.NewReader(text), want, Options{VURate: 1}, sink)
		if r.Bad > r.Records || err == nil && float64(r.Bad) > mostBad*float64(r.Records) {
			t.Fatalf("%+v, %v", r, err)
		}
	})
}

func FuzzAzure2019(f *testing.F)  { fuzz(f, "azure-2019") }
func FuzzAzure2021(f *testing.F)  { fuzz(f, "azure-2021") }
func FuzzALB(f *testing.F)        { fuzz(f, "alb") }
func FuzzInsights(f *testing.F)   { fuzz(f, "insights") }
func FuzzCloudWatch(f *testing.F) { fuzz(f, "cloudwatch") }
func FuzzK6(f *testing.F)         { fuzz(f, "k6") }
func FuzzVegeta(f *testing.F)     { fuzz(f, "vegeta") }
