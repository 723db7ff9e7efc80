package dist

import (
	_ "embed" // the table below
	"slices"
	"strconv"
	"strings"
	"time"
)

// initTable holds quantiles of Init Duration for 155 configurations of
// runtime, architecture and package, in milliseconds; its first line says how
// they were measured. They are computed from the daily results of
// github.com/maxday/lambda-perf, Copyright Maxime David and contributors,
// licensed under the Apache License 2.0.
//
//go:embed init.csv
var initTable string

// runtime is one row of the list of runtimes.
type runtime struct {
	name string  // as profiles write it: AWS's identifier where there is one
	row  string  // in the table
	aws  string  // AWS's identifier where name is none
	app  float64 // a production application's init over hello world's; 0: not known
	// first is the penalty of the first invoke, in microseconds at 128,
	// 256, 512 and 1024 MB. A single figure was measured at 128 MB.
	first []float64
}

// Penalties as measured together with the table. Within a family of runtimes,
// versions that were not measured take the nearest one that was.
var (
	firstPython   = flat(2100)
	firstNode     = []float64{12000, 3400, 3300, 3200}
	firstGo       = flat(1500)
	firstRust     = flat(1300)
	firstRuby     = []float64{12000}
	firstJava21   = []float64{98000, 36000, 32000, 7000}
	firstJava25   = []float64{251000, 97000, 25000, 10000}
	firstDotnet8  = []float64{713000, 356000, 165000, 75000}
	firstDotnet10 = []float64{797000, 389000, 182000, 81000}
	firstAOT      = []float64{4500}
	firstGraal    = []float64{160000, 72000, 32000, 15000}
)

const onAL2, onAL2023 = "provided.al2", "provided.al2023"

// runtimes is sorted by name; together they name every row of the table. The
// bare provided ones are Go's: it has no runtime of its own any more. Where no
// penalty of the first invoke was measured, there is none.
var runtimes = []runtime{
	{"bun", "bun (prov.al2)", onAL2, 0, nil},
	{"bun-layer", "bun layer(prov.al2)", onAL2, 0, nil},
	{"cpp", "c++ 11 (prov.al2023)", onAL2023, 0, nil},
	{"cpp-al2", "c++ 11 (prov.al2)", onAL2, 0, nil},
	{"dotnet10", "dotnet10", "", 0, firstDotnet10},
	{"dotnet10-aot", "dotnet10 aot (prov.al2023)", onAL2023, 3, firstAOT},
	{"dotnet7-aot", "dotnet7 aot (prov.al2)", onAL2, 3, firstAOT},
	{"dotnet8", "dotnet8", "", 0, firstDotnet8},
	{"dotnet8-aot", "dotnet8 aot (prov.al2023)", onAL2023, 3, firstAOT},
	{"dotnet9-aot", "dotnet9 aot (prov.al2023)", onAL2023, 3, firstAOT},
	{"go", "go (prov.al2023)", onAL2023, 1.5, firstGo},
	{"go-al2", "go (prov.al2)", onAL2, 1.5, firstGo},
	{"graalvm-java17", "graalvm java17 (prov.al2)", onAL2, 0, firstGraal},
	{"graalvm-java21", "graalvm java21 (prov.al2023)", onAL2023, 0, firstGraal},
	{"graalvm-java23", "graalvm java23 (prov.al2023)", onAL2023, 0, firstGraal},
	{"java11", "java11", "", 12, firstJava21},
	{"java17", "java17", "", 12, firstJava21},
	{"java21", "java21", "", 12, firstJava21},
	{"java25", "java25", "", 12, firstJava25},
	{"java8.al2", "java8.al2", "", 12, firstJava21},
	{"llrt", "llrt (prov.al2023)", onAL2023, 0, nil},
	{"nodejs20.x", "nodejs20.x", "", 2, firstNode},
	{"nodejs22.x", "nodejs22.x", "", 2, firstNode},
	{"nodejs24.x", "nodejs24.x", "", 2, firstNode},
	{"provided.al2", "go (prov.al2)", "", 1.5, firstGo},
	{"provided.al2023", "go (prov.al2023)", "", 1.5, firstGo},
	{"python3.10", "python3.10", "", 3, firstPython},
	{"python3.11", "python3.11", "", 3, firstPython},
	{"python3.12", "python3.12", "", 3, firstPython},
	{"python3.13", "python3.13", "", 3, firstPython},
	{"python3.14", "python3.14", "", 3, firstPython},
	{"python3.9", "python3.9", "", 3, firstPython},
	{"quarkus", "quarkus (prov.al2)", onAL2, 0, nil},
	{"ruby3.2", "ruby3.2", "", 0, firstRuby},
	{"ruby3.3", "ruby3.3", "", 0, firstRuby},
	{"ruby3.4", "ruby3.4", "", 0, firstRuby},
	{"rust", "rust (prov.al2023)", onAL2023, 4, firstRust},
	{"rust-al2", "rust (prov.al2)", onAL2, 4, firstRust},
	{"shell", "shell (prov.al2023)", onAL2023, 0, nil},
	{"shell-al2", "shell (prov.al2)", onAL2, 0, nil},
	{"swift5.8", "apple swift 5.8 (prov.al2)", onAL2, 0, nil},
	{"swift6.2", "apple swift 6.2 (prov.al2)", onAL2, 0, nil},
}

// Presets of Init.
const (
	Hello = "hello"     // a handler that does nothing, as measured
	App   = "app"       // a production application: the same, multiplied
	Snap  = "snapstart" // a restored snapshot of hello, instead of its init
)

// Init is the distribution of the init duration of a runtime (python3.13), an
// architecture (x86_64 or arm64), a kind of package (zip or image) and a
// preset. Empty ones are x86_64, zip and hello. It says false when there are
// no figures for them.
func Init(runtime, arch, pkg, preset string) (Dist, bool) {
	r, ok := find(runtime)
	if !ok || !slices.Contains(Presets(runtime), or(preset, Hello)) {
		return Dist{}, false
	}
	if preset == Snap {
		return restore(r.name, or(arch, "x86_64"), or(pkg, "zip"))
	}
	d, ok := lookUp(r.row, or(arch, "x86_64"), or(pkg, "zip"))
	if ok && preset == App {
		d = d.Scale(r.app)
	}
	return d, ok
}

// Presets lists the presets that a runtime has figures for.
func Presets(runtime string) []string {
	r, ok := find(runtime)
	if !ok {
		return nil
	}
	all := []string{Hello}
	if r.app != 0 {
		all = append(all, App)
	}
	if _, ok := restores[r.name]; ok {
		all = append(all, Snap)
	}
	return all
}

// AppFactor is what the app preset multiplies hello's times by; 0: there is
// no such preset.
func AppFactor(runtime string) float64 {
	r, _ := find(runtime)
	return r.app
}

// Runtimes lists the runtimes that have figures, in alphabetical order.
func Runtimes() []string {
	names := make([]string, len(runtimes))
	for i, r := range runtimes {
		names[i] = r.name
	}
	return names
}

// Identifier is what AWS calls a runtime: provided.al2023 for rust.
func Identifier(runtime string) (string, bool) {
	r, ok := find(runtime)
	return or(r.aws, r.name), ok
}

// FirstInvoke is the time that the first invoke in an environment takes longer
// than later ones with a given memory. It says false when there is no figure
// for the runtime.
func FirstInvoke(runtime string, memoryMB int) (time.Duration, bool) {
	r, ok := find(runtime)
	if !ok || r.first == nil {
		return 0, false
	}
	return whole(1000 * penalty(r.first, float64(memoryMB))), true
}

// penalty goes through the measured points, linear in the logarithms of both.
// Beyond the last one it falls as a share of one CPU grows, until 1769 MB are
// a whole one; where it had stopped to fall before, it stays.
func penalty(first []float64, memory float64) float64 {
	const lowest, oneCPU = 128, 1769
	memory = max(lowest, min(memory, oneCPU))
	at := float64(lowest)
	last := len(first) - 1
	for i := range last {
		if memory <= 2*at {
			f := Ln(memory/at) / Ln(2)
			return first[i] * Exp(float64(f*Ln(first[i+1]/first[i])))
		}
		at *= 2
	}
	if last > 0 && first[last] > 0.9*first[last-1] {
		return first[last]
	}
	return first[last] * at / memory
}

func flat(us float64) []float64 { return []float64{us, us, us, us} }

func find(name string) (runtime, bool) {
	i, ok := slices.BinarySearchFunc(runtimes, name, func(r runtime, name string) int { return strings.Compare(r.name, name) })
	if !ok {
		return runtime{}, false
	}
	return runtimes[i], true
}

// lookUp reads one row of the table. It is only asked while a profile is
// checked, so the table stays text.
func lookUp(row, arch, pkg string) (Dist, bool) {
	var header []string
	for line := range strings.Lines(initTable) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		switch {
		case strings.HasPrefix(line, "#"):
		case header == nil:
			header = cells
		case cells[0] == row && cells[1] == arch && cells[2] == pkg:
			return Must(Quantiles(points(header, cells))), true
		}
	}
	return Dist{}, false
}

// points takes the columns that are quantiles; the longest of some 3,000 times
// stands for p100.
func points(header, cells []string) []Point {
	var ps []Point
	for i, name := range header {
		p, err := ParseQuantile(name)
		if name == "max" {
			p, err = 1, nil
		}
		if err != nil {
			continue
		}
		ms, err := strconv.ParseFloat(cells[i], 64)
		if err != nil {
			panic("dist: internal error: init.csv: " + err.Error())
		}
		ps = append(ps, Point{P: p, D: whole(float64(ms * 1e6))})
	}
	return ps
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
