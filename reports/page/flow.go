package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/analyze/ledger"
	"squall/reports/page/latency"
	"squall/reports/page/sheet"
	"squall/reports/table"
)

// mostSteps is how many attempts a flow shows one by one.
const mostSteps = 8

// flow draws a ledger as what is left after each step, from the events that
// were accepted to their ends and the records of them.
func flow(l *analyze.Ledger) string {
	if l.Accepted == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<div class=\"flow\" role=\"list\">\n")
	step := func(name string, parts ...part) { b.WriteString(bar(name, l.Accepted, parts)) }
	step("accepted", part{"k0", "", l.Accepted})
	for i, n := range reached(l.Attempts) {
		if i == mostSteps {
			break
		}
		step("attempt "+strconv.Itoa(i+1), part{"k3", "", n})
	}
	step("ended", part{"good", "succeeded", l.Succeeded}, part{"bad", "retries exhausted", l.RetriesExhausted}, part{"k1", "expired", l.Expired},
		part{"k4", "zero reserved", l.ZeroReserved}, part{"k5", "in flight", l.InFlight}, part{"bad", "unaccounted", l.Unaccounted})
	for _, kind := range [...]struct{ key, words string }{{"dead_letter", "dead letters"}, {"on_success", "on-success records"}, {"on_failure", "on-failure records"}} {
		if d := l.Deliveries[kind.key]; d.Expected+d.Received+d.Refused > 0 {
			step(kind.words, part{"k2", "received", d.Received}, part{"bad", "missing", d.Expected - min(d.Received, d.Expected)}, part{"k1", "refused by the target", d.Refused})
		}
	}
	return b.String() + "</div>\n"
}

// part is a share of a step.
type part struct {
	class, name string
	n           uint64
}

func bar(name string, whole uint64, parts []part) string {
	var bars strings.Builder
	var words []string
	for _, p := range parts {
		if p.n == 0 {
			continue
		}
		share := min(float64(p.n)/float64(whole), 1)
		fmt.Fprintf(&bars, "<i class=\"%s\" style=\"width:%.2f%%\"></i>", p.class, float64(share*100))
		words = append(words, strings.TrimSpace(p.name+" "+figure.Count(p.n)))
	}
	if len(words) == 0 {
		words = []string{"none"}
	}
	return "<div role=\"listitem\"><span>" + sheet.Escape(name) + "</span><span class=\"bars\" aria-hidden=\"true\">" + bars.String() + "</span><span>" + sheet.Escape(strings.Join(words, ", ")) + "</span></div>\n"
}

// reached counts the events that came to each attempt, from how many had how
// many.
func reached(attempts map[string]uint64) []uint64 {
	var out []uint64
	for text, events := range attempts { // sums do not depend on the order
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			continue
		}
		for len(out) < n {
			out = append(out, 0)
		}
		for i := range n {
			out[i] += events
		}
	}
	return out
}

// maxLives is how many single events one ledger shows.
const maxLives = 12

// lives draws single events over the time since they were accepted.
func lives(l *analyze.Ledger, compress float64) string {
	all := l.Examples[:min(len(l.Examples), maxLives)]
	end := 0.0
	for _, t := range all {
		if last := until(t); last > end && !math.IsInf(last, 0) {
			end = last
		}
	}
	if len(all) == 0 || !(end > 0) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<h4>Single events, from being accepted to %s later</h4>\n<div class=\"lives\" role=\"list\">\n", sheet.Escape(figure.Seconds(end)))
	for _, t := range all {
		b.WriteString(life(t, end, compress))
	}
	return b.String() + "</div>\n"
}

func until(t ledger.Trace) float64 {
	end := 0.0
	for _, a := range t.Attempts {
		end = max(end, a.AtS+a.TookS-t.AcceptedS)
	}
	for _, r := range t.Records {
		end = max(end, r.AtS-t.AcceptedS)
	}
	return end
}

func life(t ledger.Trace, end, compress float64) string {
	at := func(s float64) string {
		share := (s - t.AcceptedS) / end
		if !(share > 0) { // nor is it a number, perhaps
			share = 0
		}
		return fmt.Sprintf("%.2f%%", float64(min(share, 1)*100))
	}
	var b strings.Builder
	var told []string
	last := t.AcceptedS
	for i, a := range t.Attempts[:min(len(t.Attempts), maxLives)] {
		class, word := "good", "ok"
		if a.Failed {
			class, word = "bad", "failed"
		}
		if i > 0 {
			wait := figure.Seconds(a.AtS - last)
			if compress > 1 {
				wait = figure.Seconds(float64((a.AtS-last)*compress)) + " (" + wait + " on the clock)"
			}
			told = append(told, "after "+wait)
		}
		told = append(told, "attempt "+strconv.Itoa(i+1)+" "+word)
		fmt.Fprintf(&b, "<i class=\"%s\" style=\"left:%s\"></i>", class, at(a.AtS))
		last = a.AtS + a.TookS
	}
	for _, r := range t.Records[:min(len(t.Records), maxLives)] {
		fmt.Fprintf(&b, "<b style=\"left:%s\"></b>", at(r.AtS))
		told = append(told, strings.ReplaceAll(r.Kind, "_", " ")+" received")
	}
	id := t.ID
	if runes := []rune(id); len(runes) > 13 {
		id = string(runes[:13]) + ".."
	}
	return "<div role=\"listitem\"><code>" + sheet.Escape(id) + "</code><span class=\"track\" aria-hidden=\"true\">" + b.String() + "</span><span>" +
		sheet.Escape(strings.ReplaceAll(t.End, "_", " ")+": "+strings.Join(told, ", ")) + "</span></div>\n"
}

// reasons draws the words of refusals and failures with how often each was
// said, arm by arm.
func reasons(r *analyze.Result) string {
	counts := make([]map[string]uint64, len(r.Arms))
	total := map[string]uint64{}
	for i, arm := range r.Arms {
		counts[i] = map[string]uint64{}
		for _, p := range arm.Paths {
			for reason, n := range p.Reasons {
				counts[i][reason] += n
				total[reason] += n
			}
		}
	}
	names := table.Ranked(total)
	if len(names) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<h3>Reasons, as far as somebody told them</h3>\n<div class=\"flow\" role=\"list\">\n")
	for _, name := range names[:min(len(names), sheet.MaxRows/4)] {
		var parts []part
		for i, arm := range r.Arms[:min(len(r.Arms), maxArms)] {
			parts = append(parts, part{latency.Colour(i), sheet.Bounded(arm.Name), counts[i][name]})
		}
		b.WriteString(bar(name, max(total[names[0]], 1), parts))
	}
	b.WriteString("</div>\n")
	if more := len(names) - sheet.MaxRows/4; more > 0 {
		b.WriteString("<p>and " + figure.Plural(uint64(more), "more reason") + " in result.json</p>\n")
	}
	return b.String()
}

// repeat is the command that runs the same again.
func repeat(r *analyze.Result) string {
	words := []string{"squall", "run"}
	if r.Run.Clock == "virtual" {
		words[1] = "simulate"
	}
	words = append(words, "profile.yaml")
	if !slices.ContainsFunc(r.Run.Set, func(set string) bool { return strings.HasPrefix(set, "seed=") }) {
		words = append(words, "--seed", strconv.FormatUint(r.Run.Seed, 10))
	}
	if r.Run.Target != "" && r.Run.Target != "local" {
		words = append(words, "--target", r.Run.Target)
	}
	for _, set := range r.Run.Set {
		words = append(words, "--set", set)
	}
	for i, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,%+@", r)
		}) || w == "" {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
