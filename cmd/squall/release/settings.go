package release

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"squall/analyze/result"
)

// addresses are where a profile has the settings that can be compared.
var addresses = map[string]string{
	"memory": "memory", "timeout": "timeout",
	"runtime": "model.runtime", "arch": "model.arch", "package": "model.package", "size": "model.size",
}

// settingNames are the keys of addresses, in the order in which people think of
// them.
var settingNames = []string{"memory", "arch", "runtime", "package", "size", "timeout"}

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// Settings is an override of a profile's arms: one for each value of a setting
// of a function, whose model is that of a version, or its own ("").
func Settings(function, version, text string) (string, error) {
	name, list, ok := strings.Cut(text, "=")
	values := strings.Split(list, ",")
	switch {
	case !ok || !slices.Contains(settingNames, name):
		return "", fmt.Errorf("want one of %s with values, as in memory=512,1024", strings.Join(settingNames, ", "))
	case len(values) < 2:
		return "", errors.New("one value cannot be compared; name at least two")
	}
	address := addresses[name]
	if version != "" && strings.HasPrefix(address, "model.") {
		address = "versions." + version + "." + address
	}
	var arms []string
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v == "" {
			return "", errors.New("there is an empty value")
		}
		arm := name + "-" + strings.Trim(unfit.ReplaceAllString(strings.ToLower(v), "-"), "-")
		arms = append(arms, fmt.Sprintf("{name: %s, set: {functions.%s.%s: %s}}", arm, function, address, v))
	}
	return "arms=[" + strings.Join(arms, ", ") + "]", nil
}

// Choice says which of the compared settings is the cheapest, and which are
// faster and for how much more; "" when nothing can be said. Modelled says that
// the times are those of a model.
func Choice(r *result.Result, setting string, modelled bool) string {
	if r.Verdict == result.Invalid || len(r.Arms) < 2 {
		return ""
	}
	cheapest := -1
	for i := range r.Arms {
		if each(&r.Arms[i]) > 0 && (cheapest < 0 || each(&r.Arms[i]) < each(&r.Arms[cheapest])) {
			cheapest = i
		}
	}
	if cheapest < 0 {
		return ""
	}
	least := &r.Arms[cheapest]
	text := fmt.Sprintf("choose  %s is the cheapest, $%.3g for a million requests.", least.Name, 1e6*each(least))
	faster := 0
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		if c.Metric != "p99" || c.Ratio == nil || c.CI == nil {
			continue
		}
		switch other := arm(r, c.Candidate); {
		case c.Base == least.Name && c.Reading == "better" && other != nil:
			faster++
			text += fmt.Sprintf(" %s is faster at p99 of %s, %.2f [%.2f,%.2f] times as slow, for %.2f times the cost.", c.Candidate, c.Entry, *c.Ratio, c.CI[0], c.CI[1], each(other)/each(least))
		case c.Candidate == least.Name && c.Reading == "worse":
			faster++
			text += fmt.Sprintf(" It is slower at p99 of %s than %s, %.2f [%.2f,%.2f] times.", c.Entry, c.Base, *c.Ratio, c.CI[0], c.CI[1])
		}
	}
	if faster == 0 {
		text += " None is clearly faster at p99: take it."
	}
	if modelled && setting == "memory" {
		text += " But a model runs as long whatever its memory: only a program (process:) or Lambda itself can tell how yours does."
	}
	return text
}

func arm(r *result.Result, name string) *result.ArmResult {
	for i := range r.Arms {
		if r.Arms[i].Name == name {
			return &r.Arms[i]
		}
	}
	return nil
}

// each is what one request of an arm costs; 0 when nobody knows.
func each(a *result.ArmResult) float64 {
	sent := uint64(0)
	for _, p := range a.Paths {
		sent += p.Sent
	}
	if a.Cost == nil || sent == 0 {
		return 0
	}
	return a.Cost.USD / float64(sent)
}
