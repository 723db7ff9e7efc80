package rulebook

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/profiles/keys"
	"squall/profiles/platform"
	"squall/profiles/read"
	"squall/profiles/schema"
	"squall/standin/core"
)

var update = flag.Bool("update", false, "write the page of figures anew")

const page = "../../../docs/figures.md"

// The page of figures says what the model takes where a profile says nothing.
func TestFiguresPage(t *testing.T) {
	want := figures(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/figures.md is not what the model has now (%v); go test ./cmd/squall/rulebook -update writes it anew", err)
	}
}

// others are figures from the literature that are no defaults.
var others = []struct{ what, platform string }{
	{"idle environments as measured in 2020 (635.8 s survived, 645.0 s did not)", "{idle_expiry: {constant: 640s}}"},
	{"cold starts as derived from measurements of 2021", "{sandbox: {lognormal: {median: 265ms, sigma: 0.23}}}"},
	{"cold starts of two kinds, as in raw logs of 2020", "{sandbox: {mixture: [{share: 54%, of: {lognormal: {median: 150ms, sigma: 0.25}}}, {share: 46%, of: {lognormal: {median: 440ms, sigma: 0.1}}}]}}"},
	{"no tail of the invoke front end", "{invoke_overhead: {lognormal: {median: 7ms, sigma: 0.35}}}"},
}

func figures(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Figures by default\n\nWhat the model takes where a profile says nothing else, and where it is from. This page is\n" +
		"written by `go test ./cmd/squall/rulebook -update`; `squall rules` has the rules that the\nparameters belong to.\n")
	b.WriteString("\n## Parameters of `platform:`\n\n| key | default | rule | is | source |\n|---|---|---|---|---|\n")
	parameters(t, &b)
	b.WriteString("\nOther figures that have been published, as a profile writes them in `platform:`:\n\n| what | platform |\n|---|---|\n")
	for _, o := range others {
		profile := "{name: a, platform: " + o.platform + ", functions: [{name: f, model: {duration: {constant: 1s}}}], attack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}]}"
		if _, err := read.Profile("others", []byte(profile), nil); err != nil {
			t.Errorf("%s: %v", o.what, err)
		}
		fmt.Fprintf(&b, "| %s | `%s` |\n", o.what, o.platform)
	}
	b.WriteString("\n## Init by runtime\n\nMedian and p99 of Init Duration in ms with preset `hello`, a handler that does nothing, for each\n" +
		"architecture and kind of package. Init does not depend on memory from 128 to 1024 MB. Computed from\nthe daily results of maxday/lambda-perf (Apache-2.0), " +
		"2026-05-28 to 2026-08-22, about 3,000 starts\neach. The penalty is what the first invoke takes longer at so many MB, measured together with them.\n\n" +
		"| `runtime:` | x86_64 zip | x86_64 image | arm64 zip | arm64 image | `app` | penalty 128 | 512 | 1769 |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, name := range dist.Runtimes() {
		b.WriteString(row(name))
	}
	b.WriteString("\nPreset `app` multiplies these times by the factor in its column: medians of production applications\n" +
		"that an AWS developer advocate published in April 2026. Preset `snapstart` is a restored snapshot\ninstead of an init, at 1024 MB, 2023-2024; nothing else of SnapStart is modelled:\n\n" +
		"| `runtime:` | p50 | p99 | p99.9 |\n|---|---|---|---|\n")
	for _, name := range dist.Runtimes() {
		if d, ok := dist.Init(name, "", "", dist.Snap); ok {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, ms(d.Quantile(.5)), ms(d.Quantile(.99)), ms(d.Quantile(.999)))
		}
	}
	b.WriteString("\n## Code size\n\n`package: {size: 50}` downloads 50 MB of zip, see `download` above. `package: {loaded: 8}` is 8 MB of\n" +
		"code that init really loads, on straight lines between medians of 100 starts each of nodejs18.x\nwith 256 MB, September 2023 (a gist of adriantanasa):\n\n| MB loaded | added to init, ms |\n|---|---|\n")
	for _, p := range dist.Loaded() {
		fmt.Fprintf(&b, "| %d | %s |\n", p.MB, ms(p.Added))
	}
	return b.String()
}

// parameters has a row for each rule that a key of platform belongs to.
func parameters(t *testing.T, b *strings.Builder) {
	p := platform.Default()
	var listed []string
	for _, d := range Defaults(&p) {
		listed = append(listed, d.Key)
		rules := slices.DeleteFunc(core.Rules(), func(r core.Rule) bool {
			key, _, _ := strings.Cut(strings.TrimPrefix(r.Parameter, "platform."), ".")
			return !strings.HasPrefix(r.Parameter, "platform.") || key != d.Key
		})
		if len(rules) == 0 {
			t.Errorf("platform.%s belongs to no rule, so it has no source", d.Key)
		}
		for i, r := range rules {
			key, value := "`"+d.Key+"`", "`"+d.Value+"`"
			if i > 0 {
				key, value = "", ""
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", key, value, r.Name, r.Status, r.Source)
		}
		if _, err := read.Profile("default", []byte("{name: a, platform: {"+d.Key+": "+d.Value+"}, functions: [{name: f, model: {duration: {constant: 1s}}}], "+
			"attack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}]}"), nil); err != nil {
			t.Errorf("the default of %s cannot be written: %v", d.Key, err)
		}
	}
	for _, k := range keys.Profile.Key("platform").Type.(schema.Object).Keys {
		if !slices.Contains(listed, k.Name) {
			t.Errorf("platform.%s is not on the page", k.Name)
		}
	}
}

func row(name string) string {
	cells := []string{name}
	for _, arch := range []string{"x86_64", "arm64"} {
		for _, pkg := range []string{"zip", "image"} {
			d, ok := dist.Init(name, arch, pkg, dist.Hello)
			cell := ""
			if ok {
				cell = ms(d.Quantile(.5)) + ", " + ms(d.Quantile(.99))
			}
			cells = append(cells, cell)
		}
	}
	factor := ""
	if f := dist.AppFactor(name); f > 0 {
		factor = fmt.Sprintf("x %g", f)
	}
	cells = append(cells, factor)
	for _, memory := range []int{128, 512, 1769} {
		cell := ""
		if first, ok := dist.FirstInvoke(name, memory); ok {
			cell = ms(first)
		}
		cells = append(cells, cell)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// ms writes a time in milliseconds, to three digits.
func ms(d time.Duration) string {
	f := float64(d) / 1e6
	if f >= 10 || f == 0 {
		return fmt.Sprintf("%.0f", f)
	}
	return fmt.Sprintf("%.1f", f)
}
