package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// mutant is one wrong edit and what must notice it.
type mutant struct {
	name     string
	file     string // from the root
	old, new string // old occurs in the file exactly once
	pkg      string // of the test, as ./folder
	test     string // pattern for go test -run
	profile  string // short variant of a built-in profile that must FAIL; "" when none can
	seeds    int    // random scenes among which one must be wrong; they take the place of the test
}

// hunt runs mutants against one tree.
type hunt struct {
	root     string // absolute
	dir      string // for edited files and binaries
	profiles bool
	sound    map[string]error // tests and profiles that were tried without an edit
	seed     string           // by which random scenes found the latest
}

func newHunt(root string, profiles bool) (*hunt, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	return &hunt{root: abs, dir: dir, profiles: profiles, sound: map[string]error{}}, nil
}

func (h *hunt) close() { os.RemoveAll(h.dir) }

// report runs the mutants in turn and writes a line for each.
func (h *hunt) report(mutants []mutant, out io.Writer) int {
	survived := 0
	for _, m := range mutants {
		err := h.kill(m)
		if err != nil {
			survived++
			fmt.Fprintf(out, "SURVIVED  %s: %v\n", m.name, err)
			continue
		}
		fmt.Fprintf(out, "killed    %s: %s\n", m.name, strings.Join(h.hunters(m), " and "))
	}
	fmt.Fprintf(out, "%d of %d mutants were killed\n", len(mutants)-survived, len(mutants))
	if survived > 0 {
		return exitSurvived
	}
	return exitKilled
}

func (h *hunt) hunters(m mutant) []string {
	if m.seeds > 0 {
		return []string{fmt.Sprintf("seed %s of %d", h.seed, m.seeds)}
	}
	by := []string{m.pkg + " " + m.test}
	if h.profiles && m.profile != "" {
		by = append(by, "profile "+m.profile)
	}
	return by
}

// kill returns nil when everything that must notice the edit does. What fails
// without the edit as well proves nothing, so each hunter is tried first.
func (h *hunt) kill(m mutant) error {
	overlay, err := h.edit(m)
	if err != nil {
		return err
	}
	if m.seeds > 0 {
		return h.hunt("random scenes", overlay, func(overlay string) (string, error) { return h.random(m, overlay) })
	}
	test := func(overlay string) (string, error) { return h.test(m, overlay) }
	if err := h.hunt("test "+m.pkg+" "+m.test, overlay, test); err != nil || !h.profiles || m.profile == "" {
		return err
	}
	profile := func(overlay string) (string, error) { return h.profile(m, overlay) }
	return h.hunt("profile "+m.profile, overlay, profile)
}

// verdicts of a hunter.
const (
	passed = "passed"
	failed = "failed"
)

func (h *hunt) hunt(hunter, overlay string, try func(overlay string) (string, error)) error {
	if _, ok := h.sound[hunter]; !ok {
		verdict, err := try("")
		if err == nil && verdict != passed {
			err = fmt.Errorf("%s %s without an edit", hunter, verdict)
		}
		h.sound[hunter] = err
	}
	if err := h.sound[hunter]; err != nil {
		return err
	}
	verdict, err := try(overlay)
	if err != nil {
		return err
	}
	if verdict != failed {
		return fmt.Errorf("%s did not notice", hunter)
	}
	return nil
}

// edit writes the edited file and the overlay that puts it in place.
func (h *hunt) edit(m mutant) (overlay string, err error) {
	file := filepath.Join(h.root, filepath.FromSlash(m.file))
	source, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if n := bytes.Count(source, []byte(m.old)); n != 1 || m.old == m.new {
		return "", fmt.Errorf("%q occurs %d times in %s and becomes %q; it must occur once and change", m.old, n, m.file, m.new)
	}
	edited := filepath.Join(h.dir, "edited.go")
	if err := os.WriteFile(edited, bytes.Replace(source, []byte(m.old), []byte(m.new), 1), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{file: edited}})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(h.dir, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o600)
}

// test runs the mutant's test. An edit that does not compile, or a pattern that
// matches no test, is an error and not a failed test.
func (h *hunt) test(m mutant, overlay string) (verdict string, err error) {
	out, code, err := h.command("go", "test", "-overlay="+overlay, "-count=1", "-run", m.test, m.pkg)
	switch {
	case err != nil:
		return "", err
	case code == 0 && strings.Contains(out, "no tests to run"):
		return "", fmt.Errorf("%s has no test that matches %s", m.pkg, m.test)
	case code == 0:
		return passed, nil
	case strings.Contains(out, "--- FAIL") || strings.Contains(out, "panic: "):
		return failed, nil
	}
	return "", fmt.Errorf("go test %s: %s", m.pkg, out)
}

// profile builds squall and runs the mutant's profile in virtual time: the same
// rules, doors and figures as on the local stand-in, at no machine's mercy.
func (h *hunt) profile(m mutant, overlay string) (verdict string, err error) {
	const pass, fail = 0, 10 // exit codes of squall simulate
	binary := filepath.Join(h.dir, "squall")
	if out, code, err := h.command("go", "build", "-overlay="+overlay, "-o", binary, "./cmd/squall"); err != nil || code != 0 {
		return "", errors.Join(err, fmt.Errorf("go build ./cmd/squall: %s", out))
	}
	out, code, err := h.command(binary, "simulate", "mutants/profiles/"+m.profile+".yaml", "--out", filepath.Join(h.dir, "out"))
	switch {
	case err != nil:
		return "", err
	case code == pass:
		return passed, nil
	case code == fail:
		return failed, nil
	}
	return "", fmt.Errorf("squall simulate %s: exit code %d: %s", m.profile, code, out)
}

// foundAt is the seed of a random scene that is wrong.
var foundAt = regexp.MustCompile(`(?m)^WRONG  seed (\d+)$`)

// random builds the random scenes' command and plays as many as the mutant says.
func (h *hunt) random(m mutant, overlay string) (verdict string, err error) {
	const clean, found = 0, 10 // exit codes of proof/random
	binary := filepath.Join(h.dir, "random")
	if out, code, err := h.command("go", "build", "-overlay="+overlay, "-o", binary, "./proof/random"); err != nil || code != 0 {
		return "", errors.Join(err, fmt.Errorf("go build ./proof/random: %s", out))
	}
	out, code, err := h.command(binary, "-seeds", strconv.Itoa(m.seeds), "-shrink", "0", "-out", h.dir)
	switch {
	case err != nil:
		return "", err
	case code == clean:
		return passed, nil
	case code == found && foundAt.MatchString(out):
		h.seed = foundAt.FindStringSubmatch(out)[1]
		return failed, nil
	}
	return "", fmt.Errorf("proof/random: exit code %d: %s", code, out)
}

func (h *hunt) command(name string, args ...string) (out string, code int, err error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = h.root
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return string(text), exit.ExitCode(), nil
	}
	return string(text), 0, err
}
