package profiles

import (
	"maps"
	"testing"
	"time"

	"squall/profiles/dist"
)

// AWS knows every runtime that a model may name by what it is created with.
func TestDeployed(t *testing.T) {
	for model, want := range map[string]string{"": "provided.al2023", "rust": "provided.al2023", "python3.13": "python3.13", "dotnet8": "dotnet8"} {
		f := Function{Versions: []Version{{Name: "v1", Model: Model{Runtime: model}}, {Name: "v2", Model: Model{Arch: "arm64"}}}}
		if runtime, arch := f.Deployed("v1"); runtime != want || arch != "x86_64" {
			t.Errorf("%q is created as %s on %s, want %s", model, runtime, arch, want)
		}
		if _, arch := f.Deployed("v2"); arch != "arm64" {
			t.Errorf("v2 is created on %s", arch)
		}
	}
	if len(dist.Runtimes()) < 10 {
		t.Fatalf("only %d runtimes", len(dist.Runtimes()))
	}
	for _, name := range dist.Runtimes() {
		if id, ok := dist.Identifier(name); !ok || id == "" {
			t.Errorf("%s has no name that AWS knows", name)
		}
	}
}

func TestVariables(t *testing.T) {
	f := Function{Env: map[string]string{"STAGE": "prod"}}
	want := map[string]string{"STAGE": "prod", "SQUALL_MODEL": "v1", "SQUALL_BLOCK": "n"}
	if got := f.Variables("v1", "n"); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := f.Variables("", ""); !maps.Equal(got, f.Env) || len(f.Env) != 1 {
		t.Errorf("got %v, and the function's own are %v", got, f.Env)
	}
}

func TestWholeSeconds(t *testing.T) {
	for d, want := range map[time.Duration]int{time.Second: 1, time.Second + 1: 2, 2500 * time.Millisecond: 3} {
		if got := WholeSeconds(d); got != want {
			t.Errorf("%v becomes %d s, want %d", d, got, want)
		}
	}
}
