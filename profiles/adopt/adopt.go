// Package adopt writes profiles of what other tools and accounts say: functions,
// doors and load. What a profile cannot say is left out and said in a comment;
// what is written validates and runs.
//
// It does not know where a draft comes from.
package adopt

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/profiles/read"
)

// Draft is a profile on its way.
type Draft struct {
	From      string // what it is made of, in words
	Name      string
	Head      []Part // account and the like
	Functions []Item
	Entries   []Item
	Expect    []string
	Notes     []string // what could not be carried over
}

// Item is a function or an entry.
type Item struct {
	Name  string
	Parts []Part
	Notes []string
}

// Part is a key with its value, as YAML.
type Part struct {
	Key, Value string
	Remark     string // behind it
	Pairs      []Part // in place of the value: a map, of which single keys may be left out
}

// value is the part's, as YAML.
func (p *Part) value() string {
	if p.Pairs == nil {
		return p.Value
	}
	var pairs []string
	for _, q := range p.Pairs {
		pairs = append(pairs, q.Key+": "+q.Value)
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// Set adds a part, or changes it; without a value it does neither.
func (i *Item) Set(key, value, remark string) {
	if value == "" {
		return
	}
	for at := range i.Parts {
		if i.Parts[at].Key == key {
			i.Parts[at] = Part{Key: key, Value: value, Remark: remark}
			return
		}
	}
	i.Parts = append(i.Parts, Part{Key: key, Value: value, Remark: remark})
}

// Get is the value of a part.
func (i *Item) Get(key string) string {
	for _, p := range i.Parts {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// Note says what could not be carried over.
func (i *Item) Note(format string, args ...any) {
	i.Notes = append(i.Notes, fmt.Sprintf(format, args...))
}

// Quote writes a text as YAML that is a text whatever it looks like.
func Quote(text string) string { return strconv.QuoteToGraphic(strings.ToValidUTF8(text, "?")) }

// Load is the schedule of an entry of which nobody knows better.
const Load = "[{for: 10s, rate: 10/s, arrival: poisson}]"

// Profile writes the profile. Parts and entries that it may not have are left
// out, with the reason.
func (d *Draft) Profile() ([]byte, error) {
	d.Name = Name(d.Name)
	for added := false; ; {
		if len(d.Entries) == 0 {
			if len(d.Functions) == 0 || added {
				return nil, errors.New("there is no function and no request that a profile could be made of")
			}
			added = true
			e := Item{Name: "sdk"}
			e.Set("path", "sdk", "")
			e.Set("function", d.Functions[0].Name, "")
			e.Set("phases", Load, "a guess")
			d.Entries = append(d.Entries, e)
		}
		text := d.write()
		_, err := read.Profile("profile.yaml", text, nil)
		if err == nil {
			return text, nil
		}
		problems, located := errors.AsType[read.Problems](err)
		if !located || !d.leaveOut(problems) {
			return nil, fmt.Errorf("internal error: the profile that was made does not validate: %w", err)
		}
	}
}

// leaveOut takes out what has problems; false: nothing could be.
func (d *Draft) leaveOut(problems read.Problems) bool {
	done := false
	for _, p := range problems {
		steps := strings.Split(p.Path, ".")
		switch {
		case steps[0] == "functions" && len(steps) > 2:
			done = d.drop(steps[1], steps[2:], p.Text) || done
		case steps[0] == "functions" && len(steps) == 2:
			done = d.dropFunction(steps[1], p.Text) || done
		case steps[0] == "attack" && len(steps) > 1:
			done = d.dropEntry(steps[1], p.Text) || done
		case steps[0] == "expect":
			if at, err := strconv.Atoi(steps[len(steps)-1]); err == nil && at < len(d.Expect) {
				d.Notes = append(d.Notes, fmt.Sprintf("expectation %s: %s", d.Expect[at], p.Text))
				d.Expect = slices.Delete(d.Expect, at, at+1)
				return true
			}
		}
	}
	return done
}

func (d *Draft) drop(function string, keys []string, why string) bool {
	for i := range d.Functions {
		f := &d.Functions[i]
		at := slices.IndexFunc(f.Parts, func(p Part) bool { return p.Key == keys[0] })
		if f.Name != function || at < 0 || keys[0] == "model" {
			continue
		}
		p := &f.Parts[at]
		if in := slices.IndexFunc(p.Pairs, func(q Part) bool { return len(keys) > 1 && q.Key == keys[1] }); in >= 0 && len(p.Pairs) > 1 {
			f.Note("%s: %s is left out: %s", p.Key, p.Pairs[in].Key, why)
			p.Pairs = slices.Delete(p.Pairs, in, in+1)
			return true
		}
		f.Note("%s: %s is left out: %s", p.Key, p.value(), why)
		f.Parts = slices.Delete(f.Parts, at, at+1)
		return true
	}
	return false
}

// dropFunction takes out the last function of a name; its entries go with it.
func (d *Draft) dropFunction(name, why string) bool {
	for i := len(d.Functions) - 1; i >= 0; i-- {
		if d.Functions[i].Name == name {
			d.Notes = append(d.Notes, append(d.Functions[i].Notes, fmt.Sprintf("function %s is left out: %s", name, why))...)
			d.Functions = slices.Delete(d.Functions, i, i+1)
			return true
		}
	}
	return false
}

func (d *Draft) dropEntry(name, why string) bool {
	at := slices.IndexFunc(d.Entries, func(e Item) bool { return e.Name == name })
	if at < 0 {
		return false
	}
	d.Notes = append(d.Notes, append(d.Entries[at].Notes, fmt.Sprintf("entry %s is left out: %s", name, why))...)
	d.Entries = slices.Delete(d.Entries, at, at+1)
	return true
}

func (d *Draft) write() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Made by squall init of %s. Run it with: squall run FILE\nname: %s\n", oneLine(d.From), d.Name)
	for _, p := range d.Head {
		b.WriteString(p.line(""))
	}
	comments(&b, "", "Not carried over:", d.Notes)
	items(&b, "functions", d.Functions)
	items(&b, "attack", d.Entries)
	if len(d.Expect) > 0 {
		b.WriteString("expect:\n")
		for _, e := range d.Expect {
			fmt.Fprintf(&b, "  - %s\n", e)
		}
	}
	return []byte(b.String())
}

func items(b *strings.Builder, section string, list []Item) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", section)
	for _, item := range list {
		comments(b, "  ", "Not carried over:", item.Notes)
		fmt.Fprintf(b, "  - name: %s\n", item.Name)
		for _, p := range item.Parts {
			b.WriteString(p.line("    "))
		}
	}
}

func (p Part) line(indent string) string {
	value := p.value()
	line := indent + p.Key + ": " + value
	if strings.HasPrefix(value, "\n") {
		line = indent + p.Key + ":" + strings.ReplaceAll(value, "\n", "\n"+indent)
	}
	if p.Remark != "" {
		line += "   # " + oneLine(p.Remark)
	}
	return line + "\n"
}

func comments(b *strings.Builder, indent, head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s# %s\n", indent, head)
	for _, l := range lines {
		fmt.Fprintf(b, "%s#   %s\n", indent, oneLine(l))
	}
}

// oneLine is text that a comment can hold.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// Name makes a profile's or an entry's name of a text.
func Name(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" || name[0] < 'a' {
		name = strings.TrimRight("x-"+name, "-")
	}
	return strings.TrimRight(name[:min(len(name), 40)], "-")
}

// FunctionName makes a function's name of a text. Dashes alone are none: YAML
// takes one for the beginning of a list.
func FunctionName(text string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, text)
	if name = name[:min(len(name), 64)]; strings.Trim(name, "-") == "" {
		return "function"
	}
	return name
}

// Unlike is a name that the items of a list do not have.
func Unlike(list []Item, name string) string {
	name = Name(name)
	taken := func(n string) bool { return slices.ContainsFunc(list, func(i Item) bool { return i.Name == n }) }
	if !taken(name) {
		return name
	}
	for n := 2; ; n++ {
		suffix := "-" + strconv.Itoa(n)
		if next := strings.TrimRight(name[:min(len(name), 40-len(suffix))], "-") + suffix; !taken(next) {
			return next
		}
	}
}
