package source

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseSaysWhereTextIsWrong(t *testing.T) {
	deep := strings.Repeat("[", 80) + strings.Repeat("]", 80)
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i <= 'h'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", i-1), 10), ","))
	}
	tests := []struct{ name, text, want string }{
		{"empty", "", "p.yaml:1:1: there is nothing in it"},
		{"only comments", "# a\n\n---\n# b\n", "p.yaml:1:1: there is nothing in it"},
		{"zero bytes", "a: 1\n\x00\x01", "p.yaml:2:1: this is not a text file"},
		{"not UTF-8", "a: \xff", "p.yaml:1:4: this is not a text file"},
		{"too large", "a: " + strings.Repeat("x", 10<<20), "p.yaml:1:1: the file has 10485763 bytes, a profile has at most 1048576"},
		{"unclosed list", "a: [1,\nb: 2\n", "p.yaml:3:1: not valid YAML"},
		{"tab", "a:\n\tb: 1\n", "p.yaml:2:1: not valid YAML"},
		{"open quote", "a: 'x\n", "not valid YAML"},
		{"unknown alias", "a: *nope\n", "p.yaml:1:4: not valid YAML: unknown anchor"},
		{"two documents", "a: 1\n---\nb: 2\n", "not valid YAML"},
		{"a list on top", "- a\n", "p.yaml:1:1: a profile is a map of keys such as name, functions and attack, and this is a list"},
		{"text on top", "hello\n", "and this is a value"},
		{"twice", "a: 1\nb:\n  c: 1\n  c: 2\n", "p.yaml:4:3: b.c: the key is there twice, first at line 3"},
		{"a key that is a list", "? [a]\n: 1\n", "a key must be plain text"},
		{"merge key", "a: &a {x: 1}\nb: {<<: *a}\n", "p.yaml:2:5: b: merge keys"},
		{"tag", "a: !!binary aGk=\n", "the tag !!binary is not known"},
		{"alias to itself", "a: &a [*a]\n", "too deeply nested"},
		{"deep", "a: " + deep, "too deeply nested"},
		{"alias bomb", bomb, "too deeply nested or too many values"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, problems := Parse("p.yaml", []byte(tt.text))
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			if got := problems[0].String(); !strings.Contains(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if d.Root != nil {
				t.Error("a tree was returned beside the problems")
			}
		})
	}
}

func TestParseReportsEveryDuplicateAtOnce(t *testing.T) {
	_, problems := Parse("p.yaml", []byte("a: 1\na: 2\nb: {c: 1, c: 2}\n"))
	if len(problems) != 2 {
		t.Fatalf("got %d problems, want 2: %v", len(problems), problems)
	}
}

func TestAliasesAreCopies(t *testing.T) {
	d, problems := Parse("p.yaml", []byte("a: &x {n: 1}\nb: *x\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if more := d.Set("b.n=2"); len(more) > 0 {
		t.Fatal(more)
	}
	if got := d.Root.Find("a.n").Text + d.Root.Find("b.n").Text; got != "12" {
		t.Errorf("a.n and b.n are %s, want 1 and 2", got)
	}
}

const sample = `
functions:
  - {name: shop, memory: 128, provisioned: {}}
attack:
  - {path: sdk, phases: [{rate: 1/s}, {rate: 2/s}]}
  - {path: sdk, name: second}
none:
`

func TestSetReachesByName(t *testing.T) {
	tests := []struct{ assignment, address, want string }{
		{"functions.shop.memory=512", "functions.shop.memory", "512"},
		{"functions.shop.provisioned.live=60", "functions.shop.provisioned.live", "60"},
		{"functions.0.memory=1", "functions.shop.memory", "1"},
		{"attack.sdk.phases.1.rate=5/s", "attack.sdk.phases.1.rate", "5/s"},
		{"attack.second.workers=3", "attack.second.workers", "3"},
		{"none.made.here=yes", "none.made.here", "yes"},
		{"fresh=1", "fresh", "1"},
		{"functions.shop.model={duration: {constant: 1s}}", "functions.shop.model.duration.constant", "1s"},
		{"functions.shop.memory=null", "functions.shop.memory", ""},
		{"url=a=b", "url", "a=b"},
	}
	for _, tt := range tests {
		t.Run(tt.assignment, func(t *testing.T) {
			d, _ := Parse("p.yaml", []byte(sample))
			if problems := d.Set(tt.assignment); len(problems) > 0 {
				t.Fatal(problems)
			}
			if n := d.Root.Find(tt.address); n == nil || n.Text != tt.want {
				t.Errorf("%s is %+v, want %q", tt.address, n, tt.want)
			}
		})
	}
}

func TestSetSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ assignment, want string }{
		{"nonsense", "--set nonsense: an override is written as address=value"},
		{"=5", "--set =5: an override is written as address=value"},
		{"functions.shop.memory=", "there is no value; write null for the default"},
		{"functions.shop.memory= ", "there is no value"},
		{"functions.shp.memory=1", `--set functions.shp.memory: no item "shp" in the list, did you mean shop?`},
		{"functions.shop.memory.x=1", `"x" cannot be found inside the value "128"`},
		{"functions..memory=1", "empty step"},
		{"functions.shop.memory=[1", "--set functions.shop.memory: not valid YAML"},
		{"functions.shop.memory={a: 1, a: 2}", "the key is there twice"},
		{"functions.7.memory=1", `no item "7" in the list`},
	}
	for _, tt := range tests {
		t.Run(tt.assignment, func(t *testing.T) {
			d, _ := Parse("p.yaml", []byte(sample))
			problems := d.Set(tt.assignment)
			if len(problems) != 1 || !strings.Contains(problems[0].String(), tt.want) {
				t.Errorf("got %v, want %s", problems, tt.want)
			}
		})
	}
}

func TestDetailPointsAtThePlace(t *testing.T) {
	d, _ := Parse("p.yaml", []byte("a:\n  b: x\n"))
	got := d.Problem(d.Root.Find("a.b").At, "a.b", "no good").Detail()
	want := "p.yaml:2:6: a.b: no good\n      b: x\n         ^"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	set := Place{Set: "a.b", Line: 1, Col: 3}
	d.sets["a.b"] = "x y"
	if got, want := d.Problem(set, "a.b", "no good").Detail(), "--set a.b: no good\n    x y\n      ^"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDetailShortensLongLines(t *testing.T) {
	p := Problem{File: "p", Line: 1, Col: 500, Text: "t", Quote: strings.Repeat("é", 1000)}
	lines := strings.Split(p.Detail(), "\n")
	if n := len([]rune(lines[1])); n != quoteWidth+4 {
		t.Errorf("the source line has %d characters, want %d", n, quoteWidth+4)
	}
	if at := strings.Index(lines[2], "^"); at != quoteWidth/2+3 && at != quoteWidth/2+4 {
		t.Errorf("the caret is at %d", at)
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"memory", "timeout", "name"}
	tests := []struct{ word, want string }{
		{"memroy", ", did you mean memory?"},
		{"Timeout", ", did you mean timeout?"},
		{"nam", ", did you mean name?"},
		{"zzz", ", known: memory, timeout, name"},
		{strings.Repeat("x", 1<<20), ", known: memory, timeout, name"},
	}
	for _, tt := range tests {
		if got := Suggest(tt.word, known); got != tt.want {
			t.Errorf("Suggest(%.10q) = %q, want %q", tt.word, got, tt.want)
		}
	}
	if got := Suggest("a", nil); got != "" {
		t.Errorf("without known words: %q", got)
	}
}

func TestEqualIgnoresOrderOfKeys(t *testing.T) {
	read := func(text string) *Node {
		d, problems := Parse("p", []byte(text))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return d.Root
	}
	a := read("{x: 1, y: [1, 2], z: }")
	for text, want := range map[string]bool{
		"{y: [1, 2], x: 1, z: }":  true,
		"{x: 1, y: [2, 1], z: }":  false,
		"{x: 1, y: [1, 2]}":       false,
		"{x: 1, y: [1, 2], w: 3}": false,
	} {
		if got := Equal(a, read(text)); got != want {
			t.Errorf("Equal(%s) = %v", text, got)
		}
	}
	if !Equal(nil, &Node{}) || Equal(nil, a) {
		t.Error("a missing value equals nothing, and only that")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{sample, "", "a: &a [*a]", "a: 'x", "{}", "? a\n: b", "\ufeffa: 1"} {
		f.Add([]byte(s), "functions.shop.memory=512")
	}
	f.Fuzz(func(t *testing.T, data []byte, set string) {
		d, problems := Parse("p.yaml", data)
		if (d.Root == nil) != (len(problems) > 0) {
			t.Fatal("either a tree or problems")
		}
		if d.Root != nil {
			problems = d.Set(set)
			if !Equal(d.Root, d.Root.Clone()) {
				t.Fatal("a clone differs")
			}
		}
		for _, p := range problems {
			if p.File == "" || p.Text == "" || p.Detail() == "" {
				t.Fatalf("a problem without place or text: %+v", p)
			}
		}
	})
}
