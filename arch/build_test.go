package arch

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// executor is the symbol by which the linker shows that templates can run. Then
// it must keep every exported method of the program, which triples its size;
// packages that only mention a template cost nothing. html/template runs its
// templates by text/template.
var executor = regexp.MustCompile(`text/template\.\(\*state\)\.\w+`)

const (
	ec2     = "github.com/aws/aws-sdk-go-v2/service/ec2" // 3 GB to compile
	largest = 60 << 20                                   // of the binary
)

func goCommand(t *testing.T, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestTheBinaryStaysLight(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "squall")
	goCommand(t, nil, "build", "-o", binary, "./cmd/squall")
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the binary has %.1f MB", float64(info.Size())/(1<<20))
	if info.Size() > largest {
		t.Errorf("the binary has %d bytes, at most %d are allowed", info.Size(), largest)
	}
	symbols := goCommand(t, nil, "tool", "nm", binary)
	if !strings.Contains(symbols, "net/http.(*Client).Do") {
		t.Fatal("net/http is not in the binary; the test looks at the wrong one")
	}
	if found := executor.FindString(symbols); found != "" {
		t.Errorf("%s is reachable; on who calls it see: go tool link -dumpdep", found)
	}
}

// The pattern must find a program that does run a template.
func TestTheExecutorIsFoundWhereItIs(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	program := "package main\n\nimport (\n\t\"html/template\"\n\t\"os\"\n)\n\n" +
		"func main() { template.Must(template.New(\"x\").Parse(\"{{.}}\")).Execute(os.Stdout, 1) }\n"
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "program")
	goCommand(t, nil, "build", "-o", binary, source)
	if !executor.MatchString(goCommand(t, nil, "tool", "nm", binary)) {
		t.Error("the pattern misses a program that runs a template")
	}
}

func TestHeavyPackagesStayOut(t *testing.T) {
	deps := strings.Fields(goCommand(t, nil, "list", "-deps", "./cmd/squall"))
	if !slices.Contains(deps, "net/http") {
		t.Fatalf("%d dependencies, and net/http is not among them; the test looks at the wrong ones", len(deps))
	}
	if slices.Contains(deps, ec2) {
		t.Errorf("%s is a dependency; it takes 3 GB to compile", ec2)
	}
	for _, f := range sources(t) {
		for _, imported := range f.imports() {
			if imported == "text/template" || imported == "html/template" {
				t.Errorf("%s imports %s; write with plain Go", f.path, imported)
			}
		}
	}
}

var fused = regexp.MustCompile(`\bFN?M(ADD|SUB)[SD]\b`)

// A fused multiply-add rounds once where amd64 rounds twice, so one seed would
// give different times on the two. The compiler's own output for arm64 tells.
func TestDrawsAndDueTimesAreNotFused(t *testing.T) {
	for _, p := range []string{"./profiles/dist", "./profiles/dist/curve", "./profiles/dist/wave", "./attack/pace"} {
		listing := goCommand(t, []string{"GOARCH=arm64", "CGO_ENABLED=0"}, "build", "-gcflags=-S", p)
		if !strings.Contains(listing, "FMULD") {
			t.Fatalf("%s: the listing has no multiplication; the test looks at the wrong thing", p)
		}
		for line := range strings.Lines(listing) {
			if fused.MatchString(line) {
				t.Errorf("fused on arm64; wrap the product in float64(): %s", strings.TrimSpace(line))
			}
		}
	}
}
