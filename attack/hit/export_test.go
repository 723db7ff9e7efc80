package hit

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var exported = []Hit{
	{N: 7, Entry: 1, Arm: 1, Repeat: 2, Phase: 3, Warmup: true, Due: -5, Sent: 6, FirstByte: 7, Done: 8, Status: 429,
		Outcome: Throttled, Reason: `a "quoted", reason`, RequestID: "r", TraceID: "t", Version: "3", Environment: "e<1>",
		Start: Cold, InitType: Provisioned, Init: 9, BytesIn: 10, BytesOut: 11, Injected: "reset", Attempt: 2, Again: true, Ran: 12,
		ReasonFrom: Wire, VersionFrom: Tail, StartFrom: Logs},
	{Entry: 9, Arm: 9},
}

func open(t testing.TB, hits []Hit) *Reader {
	t.Helper()
	r, err := NewReader(bytes.NewReader(encode(t, hits)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCSV(t *testing.T) {
	var out strings.Builder
	if err := WriteCSV(&out, open(t, exported)); err != nil {
		t.Fatal(err)
	}
	want := strings.Join(Columns, ",") + `
sdk,provisioned,2,3,7,true,-5,6,7,8,429,throttled,"a ""quoted"", reason",wire,r,t,3,tail,e<1>,cold,logs,provisioned-concurrency,9,10,11,reset,2,true,12
9,9,0,0,0,false,0,0,0,0,0,ok,,unknown,,,,unknown,,unknown,unknown,unknown,0,0,0,,0,false,0
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Both exports must tell the same, under the same names in the same order.
func TestJSONLinesAgreeWithCSV(t *testing.T) {
	hits := append(typicals(500), exported...)
	var lines, table bytes.Buffer
	if err := errors.Join(WriteJSONL(&lines, open(t, hits)), WriteCSV(&table, open(t, hits))); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&table).ReadAll()
	if err != nil || len(records) != len(hits)+1 {
		t.Fatalf("%d records: %v", len(records), err)
	}
	if !strings.Contains(lines.String(), `"environment":"e<1>"`) {
		t.Error("JSON lines escape < for the sake of HTML")
	}
	for _, record := range records[1:] {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.UseNumber()
		next := func() string { return fmt.Sprint(token(t, dec)) }
		next()
		for i, column := range records[0] {
			if key, value := next(), next(); key != column || value != record[i] {
				t.Fatalf("%s: JSON has %s %q, CSV %s %q", line, key, value, column, record[i])
			}
		}
	}
}

func token(t *testing.T, dec *json.Decoder) json.Token {
	t.Helper()
	tok, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestExportErrors(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *Reader) error{"csv": WriteCSV, "jsonl": WriteJSONL} {
		if err := write(&failing{}, open(t, typicals(1000))); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNamesOfValues(t *testing.T) {
	tests := []struct {
		value fmt.Stringer
		want  string
	}{
		{OK, "ok"}, {TransportError, "transport_error"}, {Outcomes, "outcome?"},
		{Unknown, "unknown"}, {DoorLog, "door-log"}, {Sources, "source?"},
		{Attempt, "attempt"}, {Refused, "refused"}, {SightingKinds, "sighting?"},
	}
	for _, tt := range tests {
		if got := tt.value.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	if len(outcomeNames) != int(Outcomes) || len(sourceNames) != int(Sources) || len(sightingNames) != int(SightingKinds) {
		t.Error("a value has no name")
	}
}
