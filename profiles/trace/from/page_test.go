package from

import (
	"os"
	"strings"
	"testing"
)

const page = "../../../docs/import.md"

const pageHead = `# Importing load

` + "`squall import FILE...`" + ` makes a profile of load that was recorded or planned elsewhere. This page is
written by ` + "`go test ./profiles/trace/from -update`" + `.

Files are streamed, twice where functions must be chosen, and may be of any size and gzip.
A bad line is counted and the first few are shown; more than 5 % of them make the import
fail. Lines may be out of order by two million over all functions. Of each function the
profile gets a model of the durations and inits seen, and a trace of its requests, which
` + "`arrival: replay`" + ` follows in a live run and in virtual time. Where a source tells how long
each request ran (azure-2021, insights, alb), the trace has it and the request of a modelled function runs as
long again, on both clocks; elsewhere durations are drawn from those of the function.

`

const pageTail = `## The trace itself

` + "`{arrival: replay, trace: checkout.csv.gz}`" + ` follows a CSV file, gzip or not, with a header:

` + "```" + `text
at_s,for_s,count
0,60,12
60,60,0
120.25,0,1
` + "```" + `

Twelve requests anywhere in the first minute, drawn by the seed; none in the second; one at
exactly 120.25 s. ` + "`for_s`" + ` and ` + "`count`" + ` may be left out and are then 0 and 1. Rows come in order
and do not overlap; a last row with count 0 says how long the trace is. In the phase,
` + "`speed: 60x`" + ` goes through it faster, ` + "`scale: 0.1`" + ` sends a tenth of it, and ` + "`for: 1h`" + ` ends early.

A fourth column, ` + "`duration_s`" + `, says how long each request of a row ran: the function's model
does not draw then, and adds nothing to the first one of an environment. It may be empty, and is
15 minutes at most, which is what longer runs of other clouds become. ` + "`durations: drawn`" + ` in the phase leaves it to
the model, and so do the paths ` + "`s3`, `sns` and `events`" + `.

The trace is part of the profile's hash, and a file that has changed since the profile was
checked ends the run with an error.
`

func TestThePageIsUpToDate(t *testing.T) {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, f := range Formats {
		if f.How == "" || f.Takes == "" || f.Source == "" {
			t.Errorf("%s is not described", f.Name)
		}
		b.WriteString("## " + f.Name + ": " + f.What + "\n\n" + f.How + "\n\n" + f.Takes + "\n\nDescribed at " + f.Source + "\n\n")
	}
	b.WriteString(pageTail)
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != b.String() {
		t.Errorf("docs/import.md is not what is read now (%v); go test ./profiles/trace/from -update writes it anew", err)
	}
}
