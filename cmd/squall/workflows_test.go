package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v4"
)

const examples = "../../examples/ci/"

// parsed reads a YAML file with whatever tags it has.
func parsed(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	plain(&node)
	var out map[string]any
	if err := node.Decode(&out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// plain takes away the tags of CloudFormation.
func plain(n *yaml.Node) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		plain(c)
	}
}

// dig follows keys and indices into a parsed file.
func dig(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[step] == nil {
				t.Fatalf("there is no %q in %v", step, v)
			}
			v = m[step]
		case int:
			l, ok := v.([]any)
			if !ok || len(l) <= step {
				t.Fatalf("there is no item %d in %v", step, v)
			}
			v = l[step]
		}
	}
	return v
}

// steps gives the shell steps of a list, by their name or id.
func steps(t *testing.T, list any) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, s := range list.([]any) {
		step := s.(map[string]any)
		text, ok := step["run"].(string)
		if !ok {
			continue
		}
		if strings.Contains(text, "${{") {
			t.Errorf("a shell step takes an expression, which could be a command: %s", text)
		}
		out[fmt.Sprint(step["name"])] = text
	}
	return out
}

// runs puts files into a folder and plays a script there: squall is the one of
// this tree.
func runs(t *testing.T, script string, files map[string]string) {
	t.Helper()
	profile, err := os.ReadFile(examples + "squall.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(script)
	fmt.Fprintf(&b, "\n-- squall.yaml --\n%s", profile)
	for name, text := range files {
		fmt.Fprintf(&b, "-- %s --\n%s\n", name, text)
	}
	name := filepath.Join(t.TempDir(), "steps.txtar")
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Files: []string{name}, RequireExplicitExec: true})
}

func TestAction(t *testing.T) {
	t.Parallel()
	action := parsed(t, "../../action.yml")
	list := dig(t, action, "runs", "steps")
	all := steps(t, list)
	if all["run"] == "" || !strings.Contains(all["install squall"], "go build") {
		t.Fatalf("the steps are %v", all)
	}
	for name, in := range dig(t, action, "inputs").(map[string]any) {
		if in.(map[string]any)["default"] == nil || in.(map[string]any)["description"] == nil {
			t.Errorf("input %s has no default or description", name)
		}
	}
	for name, out := range dig(t, action, "outputs").(map[string]any) {
		if !strings.Contains(out.(map[string]any)["value"].(string), "steps.run.outputs."+name+" ") {
			t.Errorf("output %s is taken from %v", name, out)
		}
	}
	runs(t, `
env GITHUB_OUTPUT=$WORK/outputs
env GITHUB_STEP_SUMMARY=$WORK/summary.md
env COMMAND=simulate PROFILE=squall.yaml OUT=out/squall INCONCLUSIVE=fail
env 'ARGS=--set seed=7 --hits none'
exec bash -eo pipefail run.sh
grep 'verdict=PASS' outputs
grep 'exit-code=0' outputs
grep 'folder=out/squall' outputs
grep '^headline=' outputs
grep 'checkout-gate' summary.md
exists out/squall/report.html out/squall/comment.md out/squall/junit.xml
env 'COMMAND=run; echo'
! exec bash -eo pipefail run.sh
stdout 'want run or simulate'
# Once in real time; on a machine that is busy with other tests it may be INVALID.
env COMMAND=run OUT=out/live ARGS=
exec bash -c 'bash -eo pipefail run.sh; code=$?; test $code = 0 || test $code = 15'
grep 'folder=out/live' outputs
exists out/live/report.html out/live/comment.md out/live/junit.xml
# The step before it puts what it builds where the one after finds it.
exec chmod +x bin/go
env PATH=$WORK/bin:$PATH RUNNER_TEMP=$WORK/runner ACTION=$WORK/action GITHUB_PATH=$WORK/path
exec bash -eo pipefail install.sh
grep '^build -C .*/action -trimpath ' asked
grep '/runner/squall$' path
exec runner/squall/squall run squall.yaml --out out/built
`, map[string]string{"run.sh": all["run"], "install.sh": all["install squall"], "bin/go": built})
}

func TestGitHubWorkflows(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"github-pull-request.yml", "github-schedule.yml"} {
		list := dig(t, parsed(t, examples+name), "jobs", "squall", "steps")
		used := ""
		for _, s := range list.([]any) {
			step := s.(map[string]any)
			if uses, _ := step["uses"].(string); strings.Contains(uses, "/squall@") {
				inputs := dig(t, parsed(t, "../../action.yml"), "inputs").(map[string]any)
				for key := range step["with"].(map[string]any) {
					if inputs[key] == nil {
						t.Errorf("%s: the action has no input %s", name, key)
					}
				}
				used = uses
			}
		}
		if used == "" {
			t.Errorf("%s does not use the action", name)
		}
		steps(t, list)
	}
	comment := steps(t, dig(t, parsed(t, examples+"github-pull-request.yml"), "jobs", "squall", "steps"))["comment"]
	// A gh that keeps what it is asked, and answers with the comments that are there.
	const gh = `#!/bin/sh
echo "$@" >> asked
case "$*" in *--paginate*) cat comments ;; esac`
	runs(t, `
exec chmod +x bin/gh
env PATH=$WORK/bin:$PATH
env NUMBER=7 FOLDER=out/squall GITHUB_REPOSITORY=me/mine
exec bash -e comment.sh
stdout 'squall wrote none'
exec squall simulate squall.yaml --out out/squall
cp none comments
exec bash -e comment.sh
grep 'POST repos/me/mine/issues/7/comments .*body=@out/squall/comment.md' asked
rm asked
cp ours comments
exec bash -e comment.sh
grep 'PATCH repos/me/mine/issues/comments/42 ' asked
! grep POST asked
`, map[string]string{"comment.sh": comment, "bin/gh": gh, "none": "41\tWell done",
		"ours": "41\tWell done\n42\t<!-- squall:checkout-gate -->\n43\t<!-- squall:other -->"})
	last := steps(t, dig(t, parsed(t, examples+"github-schedule.yml"), "jobs", "squall", "steps"))["last words"]
	runs(t, "env VERDICT=PASS\nenv 'HEADLINE=all is well'\nexec bash -e last.sh\nstdout '^::notice title=squall::PASS all is well'\n", map[string]string{"last.sh": last})
}

// lines gives the items of a list of commands.
func lines(list any) []string {
	var out []string
	for _, l := range list.([]any) {
		out = append(out, l.(string))
	}
	return out
}

// built is a go that builds a squall whose runs are in virtual time.
const built = `#!/bin/sh
echo "$@" >> asked
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")"
printf '#!/bin/sh\nshift\nexec %s simulate "$@"\n' "$(command -v squall)" > "$2"
chmod +x "$2"`

// judged plays the commands that build squall, those that send load and those
// after them, and looks at what other tools are told to take. Nothing is fetched
// or built, and what lies outside of the folder of a job lies within the test's.
func judged(t *testing.T, install, commands []string, takes ...string) {
	t.Helper()
	script := "env WORKSPACE_TMP=$WORK/tmp SQUALL_REPOSITORY=https://example.com/squall.git SQUALL_VERSION=main\n" +
		"exec chmod +x bin/git bin/go\nenv PATH=$WORK/usr/local/bin:$WORK/bin:$PATH\n" +
		"exec bash -e commands.sh\nstdout 'squall checkout-gate'\nstdout 'PASS'\n" +
		"grep '^clone .*https://example.com/squall.git' asked\ngrep '^build -C .*/squall -trimpath -o .*/squall ./cmd/squall$' asked\n"
	for _, file := range takes {
		script += "exists " + file + "\n"
	}
	inside := strings.NewReplacer("/usr/local/bin", "$WORK/usr/local/bin", "/tmp/", "$WORK/tmp/")
	text := inside.Replace(strings.Join(install, "\n")) + "\n" + strings.Join(commands, "\n")
	runs(t, script, map[string]string{"commands.sh": text, "bin/go": built, "bin/git": "#!/bin/sh\necho \"$@\" >> asked"})
}

func TestGitLab(t *testing.T) {
	t.Parallel()
	job := dig(t, parsed(t, examples+"gitlab-ci.yml"), "squall")
	if codes := fmt.Sprint(dig(t, job, "allow_failure", "exit_codes")); codes != "[11]" {
		t.Errorf("exit codes %s are allowed", codes)
	}
	judged(t, lines(dig(t, job, "before_script")), lines(dig(t, job, "script")), dig(t, job, "artifacts", "reports", "junit").(string), dig(t, job, "artifacts", "paths", 0).(string))
}

func TestCodeBuild(t *testing.T) {
	t.Parallel()
	spec := parsed(t, examples+"buildspec.yml")
	judged(t, lines(dig(t, spec, "phases", "install", "commands")), append(lines(dig(t, spec, "phases", "build", "commands")), lines(dig(t, spec, "phases", "post_build", "commands"))...),
		dig(t, spec, "reports", "squall", "base-directory").(string)+"/"+dig(t, spec, "reports", "squall", "files", 0).(string))
	if project := dig(t, parsed(t, examples+"codepipeline.yml"), "Resources", "Squall", "Properties", "Source", "BuildSpec"); project != "buildspec.yml" {
		t.Errorf("the pipeline builds with %v", project)
	}
	resources := dig(t, parsed(t, examples+"codepipeline.yml"), "Resources").(map[string]any)
	text, err := json.Marshal(resources)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range regexp.MustCompile(`"(Artifacts|Role|Squall|Pipeline)(\.Arn)?"`).FindAllStringSubmatch(string(text), -1) {
		if resources[ref[1]] == nil {
			t.Errorf("nothing is called %s", ref[1])
		}
	}
}

func TestJenkins(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(examples + "Jenkinsfile")
	if err != nil {
		t.Fatal(err)
	}
	if open, shut := strings.Count(string(text), "{"), strings.Count(string(text), "}"); open != shut {
		t.Errorf("%d braces are opened, %d closed", open, shut)
	}
	scripts := regexp.MustCompile("(?s)'''(.*?)'''").FindAllStringSubmatch(string(text), -1)
	if len(scripts) != 2 {
		t.Fatalf("%d shell scripts", len(scripts))
	}
	judged(t, []string{scripts[0][1]}, []string{scripts[1][1]}, "out/squall/junit.xml")
}
