package live

import (
	"reflect"
	"testing"
)

// apart says why a field of a loop is in none of its cells. Of the rule book and
// the notes the first field is one; the rest is made anew.
var apart = map[string]string{
	"options": "is given at the start; the rules of it are in the cell loop",
	"epoch":   "in the cell loop",
	"secret":  "in the cell loop",
	"bodies":  "in the cell loop, with the models",
	"faulty":  "said anew by a cell that has faults",
	"calls":   "asynchronous ones are records of their own",
	"posted":  "invokes that the same turn starts",
	"journal": "sightings are records of their own; other lines are told as not kept",
	"metrics": "by the minute and second, records of their own",
	"meters":  "what they have is in metrics a second later",
	"tally":   "is of the next second",
	"process": "processes end with theirs",
	"effects": "is of one turn", "answer": "is of one turn",
	"nextReq": "goes on above all numbers that there were",
	"asked":   "counts draws of faults",
	"lag":     "is about the process",
	"mu":      "guards the inbox", "inbox": "is posted again by nobody: its callers are gone", "closed": "is about the process",
	"wake": "is about the process", "changed": "is about the process", "seen": "is about the process", "stopped": "is about the process",
}

// What a loop has is in one of its cells, or it is known why not.
func TestEveryFieldOfTheLoop(t *testing.T) {
	l := New(Options{})
	v := reflect.ValueOf(l).Elem()
	cells := map[uintptr]string{}
	for _, c := range l.cells() {
		cells[reflect.ValueOf(c.Of).Pointer()] = c.Name
	}
	found := 0
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		at := v.Field(i).Addr().Pointer()
		if v.Field(i).Kind() == reflect.Pointer {
			at = v.Field(i).Pointer()
		}
		_, is := cells[at]
		if _, known := apart[name]; is == known {
			t.Errorf("%s: in a cell %t, in the list of what is not %t: it must be in one of the two", name, is, known)
		}
		if is {
			found++
		}
		delete(apart, name)
	}
	if len(apart) > 0 || found < 7 {
		t.Errorf("gone: %v; %d fields are cells", apart, found)
	}
}
