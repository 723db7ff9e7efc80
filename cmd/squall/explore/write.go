package explore

import (
	"fmt"
	"io"
	"strings"

	"squall/profiles"
	"squall/profiles/fault"
	"squall/profiles/units"
)

// Broken says whether a schedule was found.
func (f *Found) Broken() bool { return len(f.why) > 0 }

// Write tells what was found.
func (f *Found) Write(w io.Writer) error {
	_, err := io.WriteString(w, f.text())
	return err
}

func (f *Found) text() string {
	asked := ""
	if f.Tried < f.o.Seeds {
		asked = fmt.Sprintf(", of %d that were asked for", f.o.Seeds)
	}
	switch {
	case f.Broken():
		return f.finding()
	case f.Tried == 0:
		return f.o.Name + ": no schedule was played.\n"
	case f.Held == f.Tried:
		return fmt.Sprintf("%s held in each of %d schedules%s.\n", f.o.Name, f.Tried, asked)
	}
	return fmt.Sprintf("%s broke in none of %d schedules%s.\nIt held in %d; the other %d prove nothing, the first as\n  %s\n",
		f.o.Name, f.Tried, asked, f.Held, f.Tried-f.Held, f.unclear)
}

func (f *Found) finding() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s breaks: schedule %d of those drawn (seed %d).\n", f.o.Name, f.Tried, f.seed)
	for _, why := range f.why {
		fmt.Fprintf(&b, "  %s\n", why)
	}
	fmt.Fprintf(&b, "drawn\n%s", lines(f.drawn))
	fmt.Fprintf(&b, "shortest that still breaks it, of %d that were tried\n%s", f.Shrunk, lines(f.schedule))
	fmt.Fprintf(&b, "  with other seeds it breaks it in %d of %d runs\n", f.rate, proved)
	fmt.Fprintf(&b, "again  squall simulate %s --seed %d", f.o.Name, f.seed)
	for _, set := range append(f.o.Set[:len(f.o.Set):len(f.o.Set)], "faults=["+strings.Join(texts(f.schedule), ", ")+"]") {
		b.WriteString(" --set '" + strings.ReplaceAll(set, "'", `'\''`) + "'")
	}
	return b.String() + "\n"
}

func lines(list []profiles.Fault) string {
	var b strings.Builder
	for _, t := range texts(list) {
		b.WriteString("  - " + t + "\n")
	}
	return b.String()
}

func texts(list []profiles.Fault) (out []string) {
	for i := range list {
		out = append(out, line(&list[i]))
	}
	return out
}

// line is a fault as a profile says it.
func line(f *profiles.Fault) string {
	var b strings.Builder
	add := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, ", %s: %s", key, value)
		}
	}
	add("function", f.Function)
	add("alias", f.Alias)
	add("value", f.Value)
	if k, _ := fault.Named(f.Kind); k.Share {
		add("share", units.FormatPercent(f.Share))
	}
	add("delay", f.Waits)
	if m := f.Match; m != (profiles.Match{}) {
		header := m.Header
		if m.Equals != "" {
			header = fmt.Sprintf("%q", header+": "+m.Equals)
		}
		var parts []string
		for _, p := range [...][2]string{{"path", m.Path}, {"version", m.Version}, {"header", header}, {"payload", m.Payload}} {
			if p[1] != "" {
				parts = append(parts, p[0]+": "+p[1])
			}
		}
		add("match", "{"+strings.Join(parts, ", ")+"}")
	}
	return fmt.Sprintf("{at: %s, for: %s, kind: %s%s}", f.At, f.For, f.Kind, b.String())
}
