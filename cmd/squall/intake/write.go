package intake

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"squall/analyze/figure"
	"squall/profiles/dist"
	"squall/profiles/trace/draft"
)

// Look is how a summary is laid out.
type Look struct {
	Width int
	Took  time.Duration
}

// Write prints what was read, what was kept, and what to do next.
func Write(w io.Writer, s *Summary, opt Options, look Look) error {
	b := &strings.Builder{}
	for _, r := range s.Reports {
		fmt.Fprintf(b, "read   %s: %s, %s", r.File, r.Format, figure.Plural(r.Records, "record"))
		if r.Skipped > 0 {
			fmt.Fprintf(b, ", %s without requests", figure.Count(r.Skipped))
		}
		b.WriteString("\n")
		if r.Bad > 0 {
			fmt.Fprintf(b, "bad    %s left out (%.2g %%), such as\n", figure.Plural(r.Bad, "record"), 100*float64(r.Bad)/float64(r.Records))
			for _, first := range r.First {
				fmt.Fprintf(b, "         %s\n", first)
			}
		}
	}
	switch {
	case len(s.Plans) > 0:
		s.plans(b)
	case s.Targets > 0:
		fmt.Fprintf(b, "kept   %s, %g requests a second together, for %v\n", figure.Plural(uint64(s.Targets), "target"), opt.Rate*opt.Scale, opt.For)
	default:
		s.kept(b, opt)
	}
	for _, note := range s.notes() {
		b.WriteString(wrap("note   ", note, look.Width))
	}
	s.next(b, opt, look)
	_, err := io.WriteString(w, b.String())
	return err
}

// kept shows the functions, one a line.
func (s *Summary) kept(b *strings.Builder, opt Options) {
	kept := 0.0
	for _, f := range s.Functions {
		kept += f.Requests
	}
	fmt.Fprintf(b, "kept   %d of %s, %s of %s requests", len(s.Functions), figure.Plural(uint64(len(s.Survey.Requests)), "function"),
		figure.Count(uint64(kept)), figure.Count(uint64(s.Survey.Total)))
	if len(s.Functions) == opt.Top && len(s.Survey.Requests) > opt.Top {
		b.WriteString(" (--top keeps more)")
	}
	length := time.Duration(s.Survey.Length())
	fmt.Fprintf(b, "\nspan   %v", length)
	if began := time.Unix(0, s.Survey.Origin()).UTC(); began.Year() > 1971 {
		fmt.Fprintf(b, " from %s", began.Format(time.RFC3339))
	}
	fmt.Fprintf(b, "\n\n%-26s %11s %8s %9s %9s %6s\n", "function", "requests", "a second", "p50", "p99", "inits")
	for _, f := range s.Functions {
		p50, p99 := "?", "?"
		if d, known := f.Duration(); known {
			p50, p99 = middle(d, 0.5), middle(d, 0.99)
		}
		_, inits := f.Init()
		fmt.Fprintf(b, "%-26s %11s %8.3g %9s %9s %6s\n", f.Name[:min(26, len(f.Name))], figure.Count(uint64(f.Requests)),
			f.Requests/length.Seconds(), p50, p99, figure.Count(uint64(inits)))
	}
	b.WriteString("\n")
}

// middle is a quantile with three digits.
func middle(d dist.Dist, p float64) string {
	v := d.Quantile(p)
	unit := time.Microsecond
	for v/unit >= 1000 {
		unit *= 10
	}
	return v.Round(unit).String()
}

func (s *Summary) plans(b *strings.Builder) {
	for _, p := range s.Plans {
		length := time.Duration(0)
		for _, phase := range p.Phases {
			length += phase.For
		}
		fmt.Fprintf(b, "kept   scenario %s: %s, %v\n", p.Name, figure.Plural(uint64(len(p.Phases)), "phase"), length)
	}
}

// notes are what a reader must know of the profile.
func (s *Summary) notes() []string {
	var out []string
	for _, r := range s.Reports {
		out = append(out, r.Notes...)
	}
	for _, p := range s.Plans {
		if p.Assumed != "" {
			out = append(out, fmt.Sprintf("scenario %s: assumed that %s", p.Name, p.Assumed))
		}
		if len(p.LeftOver) > 0 {
			out = append(out, fmt.Sprintf("scenario %s: not understood, and left out: %s", p.Name, strings.Join(p.LeftOver, ", ")))
		}
	}
	if len(s.Plans) > 0 {
		out = append(out, "the function is assumed, 100 ms each time: write your own model into the profile")
	}
	if unknown := s.count(func(f *draft.Function) bool { _, known := f.Duration(); return !known }); unknown > 0 {
		out = append(out, fmt.Sprintf("the source tells no durations of %d of the functions: 100 ms is assumed, change it in the profile", unknown))
	}
	if cold := s.count(func(f *draft.Function) bool { _, n := f.Init(); return n == 0 }); cold > 0 {
		out = append(out, fmt.Sprintf("the source tells no init times of %d of the functions: add runtime: to their models, or cold starts take only the sandbox's time", cold))
	}
	if len(s.Functions) > 0 {
		out = append(out, "a request's duration is drawn from those of its function, not replayed one by one")
	}
	return out
}

func (s *Summary) count(is func(*draft.Function) bool) (n int) {
	for _, f := range s.Functions {
		if is(f) {
			n++
		}
	}
	return n
}

func (s *Summary) next(b *strings.Builder, opt Options, look Look) {
	fmt.Fprintf(b, "wrote  %s", opt.Out)
	if s.Traces != "" {
		fmt.Fprintf(b, "  %s%c (%s)", s.Traces, filepath.Separator, figure.Plural(uint64(len(s.Functions)), "trace"))
	}
	fmt.Fprintf(b, "  (%.1f s)\n", look.Took.Seconds())
	if s.Targets > 0 {
		fmt.Fprintf(b, "next   squall run %s\n", opt.Out)
		return
	}
	fmt.Fprintf(b, "next   squall simulate %s      the model alone, in virtual time\n", opt.Out)
}

// wrap breaks a text into lines under its mark.
func wrap(mark, text string, width int) string {
	var b strings.Builder
	line := mark
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > max(40, width) && strings.TrimSpace(line) != "" {
			b.WriteString(line + "\n")
			line = strings.Repeat(" ", len(mark))
		}
		if len(line) > len(mark) {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}
