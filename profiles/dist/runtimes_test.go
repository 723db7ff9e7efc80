package dist

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryRuntimeHasFigures(t *testing.T) {
	names := Runtimes()
	if len(names) < 25 || !slices.IsSorted(names) {
		t.Fatalf("%d runtimes, sorted: %v", len(names), slices.IsSorted(names))
	}
	if len(names) < 40 {
		t.Fatalf("only %d runtimes", len(names))
	}
	x86, zip := []string{"bun-layer", "quarkus"}, []string{"bun-layer"}
	for _, name := range names {
		for _, arch := range []string{"x86_64", "arm64"} {
			for _, pkg := range []string{"zip", "image"} {
				d, ok := Init(name, arch, pkg, Hello)
				none := arch == "arm64" && slices.Contains(x86, name) || pkg == "image" && slices.Contains(zip, name)
				if p50 := d.Quantile(0.5); ok == none || ok && (p50 < 8*ms || p50 > time.Second || d.Quantile(1) <= p50) {
					t.Errorf("%s %s %s: median init %v, %v", name, arch, pkg, p50, ok)
				}
			}
		}
		if first, ok := FirstInvoke(name, 128); ok && (first < ms || first > time.Second) {
			t.Errorf("%s: first invoke %v, %v", name, first, ok)
		}
		if id, ok := Identifier(name); !ok || id == "" {
			t.Errorf("%s: no identifier", name)
		}
	}
}

// No row of the table is out of reach.
func TestEveryRowHasARuntime(t *testing.T) {
	rows := 0
	for line := range strings.Lines(initTable) {
		cells := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") || cells[0] == "runtime" {
			continue
		}
		rows++
		if !slices.ContainsFunc(runtimes, func(r runtime) bool { return r.row == cells[0] }) {
			t.Errorf("no runtime has the row %s", cells[0])
		}
	}
	if rows != 155 {
		t.Errorf("%d rows", rows)
	}
}

func TestSnapStart(t *testing.T) {
	d, ok := Init("java21", "x86_64", "zip", Snap)
	if !ok || d.Quantile(.5) != 611*ms || d.Quantile(.99) != 992*ms || d.Quantile(1) != 1325*ms {
		t.Errorf("java21: %v %v", d, ok)
	}
	for _, args := range [][3]string{{"java21", "arm64", "zip"}, {"java21", "x86_64", "image"}, {"java25", "x86_64", "zip"}, {"python3.13", "x86_64", "zip"}} {
		if d, ok := Init(args[0], args[1], args[2], Snap); ok {
			t.Errorf("%v has %v", args, d)
		}
	}
}

func TestLoading(t *testing.T) {
	for mb, want := range map[int]time.Duration{-1: 0, 0: 0, 1: 26 * ms, 3: 80500 * time.Microsecond, 8: 220 * ms, 16: 478 * ms,
		24: 792 * ms, 64: 2939 * ms, 100: 2939 * ms} {
		if got := Loading(mb); got != want {
			t.Errorf("%d MB: %v, want %v", mb, got, want)
		}
	}
	d, _ := Init("nodejs22.x", "", "", Hello)
	if late := d.Later(Loading(8)); late.Quantile(.5) != d.Quantile(.5)+220*ms || late.Quantile(.99) != d.Quantile(.99)+220*ms {
		t.Errorf("8 MB later: %v, from %v", late.Quantile(.5), d.Quantile(.5))
	}
	defer func() {
		if recover() == nil {
			t.Error("a lognormal distribution was shifted")
		}
	}()
	Must(LognormalSigma(ms, 1)).Later(ms)
}

func TestInitTable(t *testing.T) {
	tests := []struct {
		runtime, arch, pkg, preset string
		p50                        time.Duration
	}{
		{"python3.13", "", "", "", 93 * ms},
		{"python3.13", "x86_64", "zip", "app", 279 * ms},
		{"python3.13", "x86_64", "image", "hello", 164 * ms},
		{"nodejs22.x", "x86_64", "zip", "app", 290 * ms},
		{"provided.al2023", "x86_64", "zip", "hello", 51 * ms},
		{"rust", "x86_64", "zip", "hello", 16 * ms},
		{"java21", "x86_64", "zip", "app", 2930 * ms},
		{"dotnet8", "x86_64", "zip", "hello", 258 * ms},
		{"dotnet8-aot", "x86_64", "zip", "app", 264 * ms},
		{"ruby3.4", "x86_64", "zip", "hello", 230 * ms},
	}
	for _, tt := range tests {
		d, ok := Init(tt.runtime, tt.arch, tt.pkg, tt.preset)
		if got := d.Quantile(0.5); !ok || relative(float64(got), float64(tt.p50)) > 0.02 {
			t.Errorf("%s %s %s %s: median %v, %v; want about %v", tt.runtime, tt.arch, tt.pkg, tt.preset, got, ok, tt.p50)
		}
	}
}

func TestNoFiguresAreSaidToBeNone(t *testing.T) {
	for _, args := range [][4]string{
		{"cobol85", "", "", ""}, {"", "", "", ""}, {"python3.13", "riscv", "", ""}, {"python3.13", "", "jar", ""},
		{"python3.13", "", "", "huge"}, {"ruby3.4", "", "", App}, {"dotnet8", "", "", App},
	} {
		if d, ok := Init(args[0], args[1], args[2], args[3]); ok || !d.IsZero() {
			t.Errorf("Init(%q) = %v", args, d)
		}
	}
	if d, ok := FirstInvoke("bun", 128); ok || d != 0 {
		t.Errorf("bun has a first-invoke penalty of %v that nobody measured", d)
	}
	if AppFactor("java21") != 12 || AppFactor("bun") != 0 {
		t.Error("factors of app")
	}
	if _, ok := FirstInvoke("", 128); ok {
		t.Error("a model without a runtime has a first-invoke penalty")
	}
	if _, ok := Identifier("cobol85"); ok || Presets("cobol85") != nil {
		t.Error("cobol85 is known")
	}
}

func TestPresets(t *testing.T) {
	if got := Presets("python3.13"); !slices.Equal(got, []string{Hello, App}) {
		t.Errorf("python3.13: %v", got)
	}
	if got := Presets("java21"); !slices.Equal(got, []string{Hello, App, Snap}) {
		t.Errorf("java21: %v", got)
	}
	if got := Presets("ruby3.4"); !slices.Equal(got, []string{Hello}) {
		t.Errorf("ruby3.4: %v", got)
	}
}

func TestFirstInvokeFollowsTheMeasuredPoints(t *testing.T) {
	const us = time.Microsecond
	tests := []struct {
		runtime string
		memory  int
		want    time.Duration
	}{
		{"dotnet8", 128, 713 * ms}, {"dotnet8", 256, 356 * ms}, {"dotnet8", 512, 165 * ms}, {"dotnet8", 1024, 75 * ms},
		{"dotnet8", 1769, 43414 * us}, {"dotnet8", 3008, 43414 * us}, {"dotnet8", 64, 713 * ms},
		{"dotnet8", 181, 503867 * us}, // between 128 and 256, on a log-log line
		{"java21", 512, 32 * ms}, {"java25", 1024, 10 * ms}, {"graalvm-java21", 256, 72 * ms},
		{"nodejs22.x", 128, 12 * ms}, {"nodejs22.x", 3008, 3200 * us},
		{"python3.13", 128, 2100 * us}, {"python3.13", 10240, 2100 * us},
		{"ruby3.4", 128, 12 * ms}, {"ruby3.4", 256, 6 * ms}, {"ruby3.4", 1769, 868 * us},
	}
	for _, tt := range tests {
		if got, ok := FirstInvoke(tt.runtime, tt.memory); !ok || got != tt.want {
			t.Errorf("%s at %d MB: %v, want %v", tt.runtime, tt.memory, got, tt.want)
		}
	}
}
