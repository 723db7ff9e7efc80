package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"squall/attack/cloud"
	"squall/cmd/squall/hook"
	"squall/profiles"
	"squall/profiles/rollout"

	"github.com/spf13/cobra"
)

// hookOptions are what a package is made of.
type hookOptions struct {
	out, binary, inconclusive string
	files, set, allow         []string
}

func (p *program) hookCommand() *cobra.Command {
	var o hookOptions
	c := &cobra.Command{
		Use:   "hook PROFILE",
		Short: "pack a profile as a Lambda function, the hook of a deployment",
		Long: `Writes a deployment package of provided.al2023. Its function runs the profile on
the account it is in and tells CodeDeploy whether the deployment goes on, as
BeforeAllowTraffic or AfterAllowTraffic of an AppSpec: Succeeded when squall
exits with 0, else Failed. Without a deployment in the event it just returns
{"status": ..., "exit": ..., "said": ...}, for Step Functions and the like.

SQUALL_SET in the function's environment overrides values of the profile, one a
line, as in attack.sdk.function=checkout:v{version}, where SQUALL_VERSION is a
version's number or ARN. Lambda gives it 15 minutes at most; one of them is kept
back. See docs/canary.md.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.hook(args[0], o) },
	}
	f := c.Flags()
	f.StringVarP(&o.out, "output", "o", "hook.zip", "write the package to this `file`")
	f.StringVar(&o.binary, "binary", "", "squall for Linux, x86_64 or arm64 (default: the `program` that runs now)")
	f.StringArrayVar(&o.files, "file", nil, "a `file` that the profile reads, in or below its folder")
	f.StringSliceVar(&o.allow, "allow", nil, "the `changes` that may be made, as for squall run --target aws")
	f.StringVar(&o.inconclusive, "inconclusive", "", "what INCONCLUSIVE means: `fail` or pass (default: as the profile's canary says, else fail)")
	setFlag(c, &o.set)
	return c
}

// mostHook is how long the load of a hook may take: Lambda ends a function after
// 15 minutes, and what was changed must be taken back.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const mostHook = 13 * time.Minute

func (p *program) hook(name string, o hookOptions) error {
	data, shown, err := profile(name)
	if err != nil {
		return usage(err)
	}
	plan, err := planned(shown, data, o.set, false, hookable)
	if err != nil {
		return usage(err)
	}
	args, err := hookArgs(plan, o)
	if err != nil {
		return usage(err)
	}
	binary, arch, err := hookBinary(o.binary)
	if err != nil {
		return usage(err)
	}
	files := []hook.File{{Name: "profile.yaml", Data: data}}
	for _, f := range o.files {
		one, err := beside(name, f)
		if err != nil {
			return usage(fmt.Errorf("--file %s: %w", f, err))
		}
		files = append(files, one)
	}
	packed, err := hook.Pack(binary, hook.Settings{Args: args}, files)
	if err != nil {
		return usage(err)
	}
	if err := hook.Save(o.out, packed); err != nil {
		return internal(err)
	}
	fmt.Fprintf(p.out, "wrote  %s (%.1f MB): runtime provided.al2023, architecture %s, handler bootstrap\n", o.out, float64(len(packed))/(1<<20), arch)
	fmt.Fprintf(p.out, "runs   squall %s\n", strings.Join(args, " "))
	fmt.Fprintf(p.out, "needs  a timeout of %v or more, and leave for codedeploy:PutLifecycleEventHookExecutionStatus\n", hookTimeout(plan))
	if hook.Large(len(packed)) {
		fmt.Fprintln(p.out, "       more than 50 MB must be brought by way of S3")
	}
	return nil
}

// hookable refuses what a function could not run: nobody is there to be asked.
func hookable(plan *profiles.Plan) error {
	longest := hookLength(plan)
	switch {
	case !plan.Guard.Pinned:
		return errors.New("account: id and region are missing: the function runs on AWS, and there the profile pins them")
	case plan.Guard.Budget == 0:
		return errors.New("budget is missing: nobody is there to be asked what the run may cost")
	case longest > mostHook:
		return fmt.Errorf("the load takes %v, and of the 15 minutes that Lambda gives a function %v are for it", longest, mostHook)
	}
	return nil
}

func hookLength(plan *profiles.Plan) (sum time.Duration) {
	for i := range plan.Arms {
		w := &plan.Arms[i].World
		sum += (w.Warmup() + w.LoadTime()) * time.Duration(plan.Repeat)
	}
	return sum
}

// hookTimeout is what the function should be given.
func hookTimeout(plan *profiles.Plan) time.Duration {
	return min(15*time.Minute, (hookLength(plan)*5/4 + 2*time.Minute).Round(time.Minute))
}

func hookArgs(plan *profiles.Plan, o hookOptions) ([]string, error) {
	command, inconclusive := "run", o.inconclusive
	if c := plan.Canary; c != nil {
		command = "canary"
		if inconclusive == "" && c.Policy == rollout.Promote {
			inconclusive = "pass"
		}
	}
	switch inconclusive {
	case "":
		inconclusive = "fail"
	case "fail", "pass":
	default:
		return nil, fmt.Errorf("--inconclusive %s: want fail or pass", inconclusive)
	}
	args := []string{command, "profile.yaml", "--target", "aws", "--inconclusive", inconclusive, "--hits", "none", "--ci", "none"}
	if len(o.allow) > 0 {
		args = append(args, "--allow", strings.Join(o.allow, ","))
	}
	for _, s := range o.set {
		args = append(args, "--set", s)
	}
	return args, nil
}

func hookBinary(name string) (data []byte, arch string, err error) {
	if name == "" {
		if name, err = os.Executable(); err != nil {
			return nil, "", err
		}
	}
	if data, err = os.ReadFile(name); err != nil {
		return nil, "", err
	}
	if arch, err = hook.Architecture(data); err != nil {
		return nil, "", fmt.Errorf("--binary %s: %w", name, err)
	}
	return data, arch, nil
}

// beside is a file in or below the folder of a profile.
func beside(profile, name string) (hook.File, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return hook.File{}, err
	}
	below, err := filepath.Rel(filepath.Dir(profile), name)
	return hook.File{Name: filepath.ToSlash(below), Data: data}, err
}

// serveHook is the process as Lambda starts it from such a package.
func serveHook() error {
	f := &hook.Function{Late: interrupted{syscall.SIGTERM}, Print: os.Stdout, Tell: tellCodeDeploy,
		Run: func(ctx context.Context, args []string, out, diag io.Writer) int {
			return run(ctx, args, strings.NewReader(""), out, diag)
		}}
	return f.Start(context.Background())
}

func tellCodeDeploy(ctx context.Context, e hook.Event, status string) error {
	s, err := cloud.Anybody(ctx, "", "squall/"+buildVersion()+" hook", nil)
	if err != nil {
		return err
	}
	return hook.CodeDeploy(s.Config)(ctx, e, status)
}
