package feed

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormats(t *testing.T) {
	csv, err := Read("users.csv", strings.NewReader("\ufeffid, name\r\n7,\"Ann \"\"A\"\", x\"\r\n8,\"two\nlines\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := Read("users.jsonl", strings.NewReader("{\"id\":7,\"name\":\"Ann \\\"A\\\", x\",\"more\":1}\n\n {\"name\":\"two\\nlines\",\"id\":8,\"more\":{\"a\":[1]}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []*Table{csv, lines} {
		if !slices.Equal(table.Columns()[:2], []string{"id", "name"}) || table.Rows() != 2 {
			t.Fatalf("%v, %d rows", table.Columns(), table.Rows())
		}
		for row, want := range [][]string{{"7", `Ann "A", x`}, {"8", "two\nlines"}} {
			for column, text := range want {
				if got := table.Text(row, column); got != text {
					t.Errorf("row %d has %q, want %q", row, got, text)
				}
				if got, want := table.Literal(row, column), table == lines && column == 0; got != want {
					t.Errorf("row %d column %d literal: %v", row, column, got)
				}
			}
		}
	}
	if got := lines.Text(1, 2); got != `{"a":[1]}` || !lines.Literal(1, 2) {
		t.Errorf("an object became %s", got)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.txt", "id\n1\n", "CSV with a header"},
		{"a.csv", "", "it is empty"},
		{"a.csv", "id,name\n", "no row"},
		{"a.csv", "id,id\n1,2\n", "line 1: two columns are called id"},
		{"a.csv", "id,\n1,2\n", "line 1: column 2 has no name"},
		{"a.csv", "id,name\n1,a\n2\n", "line 3: 1 fields, the header has 2"},
		{"a.csv", "id\n\"1\n", "line"},
		{"a.csv", "id\n\xff\n", "line 2: id is not UTF-8"},
		{"a.jsonl", "\n\n", "it is empty"},
		{"a.jsonl", "[1]\n", "line 1: it is no JSON object"},
		{"a.jsonl", "{}\n", "line 1: the object is empty"},
		{"a.jsonl", "{\"a\":1}\n{\"b\":2}\n", "line 2: there is no a, which the first line has"},
		{"a.jsonl", "{\"a\":1}\n{\"a\":2\n", "line 2: it is no JSON object"},
		{"a.ndjson", "{\"a\":1,\"a\":2}\n", "line 1: two columns are called a"},
	} {
		if _, err := Read(c.name, strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v; want %q", c.name, c.text, err, c.want)
		}
	}
}

func rows(d Deal, n uint64) []int {
	var out []int
	for i := range n {
		out = append(out, d.Row(i))
	}
	return out
}

// Each pass of a shuffle has every row once, another pass and another seed have
// another order.
func TestShuffled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "rows")
		d := Deal{Order: Shuffled, Rows: n, Seed: rapid.Uint64().Draw(t, "seed")}
		two := rows(d, uint64(2*n))
		for _, pass := range [][]int{two[:n], two[n:]} {
			if sorted := slices.Sorted(slices.Values(pass)); sorted[0] != 0 || sorted[n-1] != n-1 || len(slices.Compact(sorted)) != n {
				t.Fatalf("a pass is %v", pass)
			}
		}
		other := d
		other.Seed++
		if n > 20 && (slices.Equal(two[:n], two[n:]) || slices.Equal(two[:n], rows(other, uint64(n)))) {
			t.Fatal("two orders are the same")
		}
	})
}

// Where a row goes is not tied to where it is: 1,000 shuffles of 8 rows put row
// 0 everywhere about as often.
func TestShufflesAreFair(t *testing.T) {
	const n, passes = 8, 8000
	var at [n]int
	d := Deal{Order: Shuffled, Rows: n, Seed: 5}
	for i, row := range rows(d, n*passes) {
		if row == 0 {
			at[i%n]++
		}
	}
	for place, count := range at {
		if z := (float64(count) - passes/n) / math.Sqrt(passes/n); math.Abs(z) > 4.5 {
			t.Errorf("row 0 came %d times at place %d in %d", count, place, passes)
		}
	}
}

// No row is dealt twice to the blocks of a run, and all are dealt.
func TestUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, blocks := rapid.IntRange(1, 200).Draw(t, "rows"), rapid.IntRange(1, 9).Draw(t, "blocks")
		var all []int
		for b := range blocks {
			d := Deal{Order: Unique, Rows: n, Block: b, Blocks: blocks}
			all = append(all, rows(d, d.Last())...)
		}
		slices.Sort(all)
		if len(all) != n || len(slices.Compact(all)) != n {
			t.Fatalf("dealt %v of %d", all, n)
		}
	})
}

func TestLast(t *testing.T) {
	for _, c := range []struct {
		deal Deal
		want uint64
	}{
		{Deal{Order: Sequential, Rows: 3}, math.MaxUint64},
		{Deal{Order: Sequential, Rows: 3, Ends: true}, 3},
		{Deal{Order: Shuffled, Rows: 3, Ends: true}, 3},
		{Deal{Order: Random, Rows: 3, Ends: true}, math.MaxUint64},
		{Deal{Order: Unique, Rows: 3, Block: 0, Blocks: 2}, 2},
		{Deal{Order: Unique, Rows: 3, Block: 1, Blocks: 2}, 1},
		{Deal{Order: Unique, Rows: 3, Block: 3, Blocks: 4}, 0},
	} {
		if got := c.deal.Last(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.deal, got, c.want)
		}
	}
	if got := rows(Deal{Order: Sequential, Rows: 3}, 5); !slices.Equal(got, []int{0, 1, 2, 0, 1}) {
		t.Errorf("in order: %v", got)
	}
}

func TestRandomCoversTheRows(t *testing.T) {
	var count [10]int
	for _, row := range rows(Deal{Order: Random, Rows: 10, Seed: 9}, 20_000) {
		count[row]++
	}
	for row, n := range count {
		if math.Abs(float64(n-2000)) > 4.5*math.Sqrt(2000) {
			t.Errorf("row %d came %d times in 20,000", row, n)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"id,name\n1,a\n", "{\"a\":1}\n{\"a\":\"x\"}\n", "a\n\"\"\n", "{\"a\":null}", "\ufeffa\n1\n", "{\"a\":\"\\ud800\"}"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, lines bool) {
		name := "a.csv"
		if lines {
			name = "a.jsonl"
		}
		table, err := Read(name, strings.NewReader(text))
		if err != nil {
			return
		}
		for row := range table.Rows() {
			for column := range table.Columns() {
				_ = table.Text(row, column)
			}
		}
		if table.Rows() == 0 {
			t.Fatal("a table without rows")
		}
	})
}

func BenchmarkShuffled(b *testing.B) {
	d := Deal{Order: Shuffled, Rows: 100_000, Seed: 1}
	for n := uint64(0); b.Loop(); n++ {
		d.Row(n)
	}
}
