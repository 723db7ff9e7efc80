package dist

import (
	"slices"
	"testing"
	"time"
)

func TestEveryRuntimeHasFigures(t *testing.T) {
	names := Runtimes()
	if len(names) < 25 || !slices.IsSorted(names) {
		t.Fatalf("%d runtimes, sorted: %v", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		for _, arch := range []string{"x86_64", "arm64"} {
			for _, pkg := range []string{"zip", "image"} {
				d, ok := Init(name, arch, pkg, Hello)
				if p50 := d.Quantile(0.5); !ok || p50 < 10*ms || p50 > time.Second || d.Quantile(1) <= p50 {
					t.Errorf("%s %s %s: median init %v, %v", name, arch, pkg, p50, ok)
				}
			}
		}
		if first, ok := FirstInvoke(name, 128); !ok || first < ms || first > time.Second {
			t.Errorf("%s: first invoke %v, %v", name, first, ok)
		}
		if id, ok := Identifier(name); !ok || id == "" {
			t.Errorf("%s: no identifier", name)
		}
	}
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
