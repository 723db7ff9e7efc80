package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"squall/analyze"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/record"
	"squall/cmd/squall/release"
	"squall/profiles"

	"github.com/spf13/cobra"
)

func (p *program) canaryCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "canary [PROFILE]",
		Short: "release a version behind an alias, and judge it meanwhile",
		Long: `Gives a candidate a share of an alias's requests, step by step, and looks at
errors, refusals, cold starts and latency of both versions meanwhile. It is
rolled back as soon as that is certain, promoted when it is shown to be no
worse, and else dealt with by the policy of the profile: a file or a built-in
one, canary by default. What it leaves open may be said here.

Exit codes: 0 promoted, 10 rolled back, 11 not decided, and those of squall run.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.canary(c, args, set) },
	}
	f := c.Flags()
	for _, flag := range canaryFlags {
		f.String(flag.name, "", flag.help)
	}
	f.String("compare-settings", "", "instead of a release: an arm for each `setting=values`, as in memory=512,1024,1769")
	f.String("profile", "", "the `profile`, as the argument is")
	setFlag(c, &set)
	groundFlags(c)
	runFlags(c)
	c.AddCommand(p.hookCommand())
	return c
}

// canaryFlags are values of canary: in the profile that may be given as flags.
var canaryFlags = []struct{ name, help string }{
	{"function", "the `function`"},
	{"alias", "the `alias` whose weight moves"},
	{"candidate", "the `version` that is to take the place of the alias's own"},
	{"steps", "a configuration of CodeDeploy, as in `Canary10Percent5Minutes`"},
	{"weights", "who moves the weight: squall, or codedeploy or none, and squall `watches`"},
}

// builtinRelease is the profile of a release that names none.
const builtinRelease = "canary"

// canary runs the release of a profile.
func (p *program) canary(c *cobra.Command, args, set []string) error {
	named, _ := c.Flags().GetString("profile")
	switch {
	case named != "" && len(args) > 0:
		return usage(fmt.Errorf("the profile is named twice: %s and --profile %s", args[0], named))
	case named != "":
		args = []string{named}
	case len(args) == 0:
		args = []string{builtinRelease}
	}
	var given []string
	for _, flag := range canaryFlags {
		if value, _ := c.Flags().GetString(flag.name); value != "" {
			given = append(given, "canary."+flag.name+"="+value)
		}
	}
	if settings, _ := c.Flags().GetString("compare-settings"); settings != "" {
		return p.tune(c, args, set, settings)
	}
	return p.start(c, args, append(given, set...), mustRelease)
}

// tune runs the same load on one function with several settings.
func (p *program) tune(c *cobra.Command, args, set []string, settings string) error {
	function, _ := c.Flags().GetString("function")
	if function == "" {
		return usage(errors.New("--compare-settings needs --function: the function that is set"))
	}
	arms, err := release.Settings(function, modelHome(args[0], function, set), settings)
	if err != nil {
		return usage(fmt.Errorf("--compare-settings %s: %w", settings, err))
	}
	p.tuned, _, _ = strings.Cut(settings, "=")
	given := []string{"canary=null", "expect=[]", "repeat=3", arms}
	if args[0] == builtinRelease { // it lasts as long as its release has steps
		given = append(given, "attack.0.phases.0.for=30s")
	}
	return p.start(c, args, append(given, set...))
}

// modelHome is the version that has the model of a function in a profile; "" when
// the function has one itself: then a key of it can be set.
func modelHome(profile, function string, set []string) string {
	if _, err := load(profile, append([]string{"canary=null", "expect=[]", "functions." + function + ".model.runtime=python3.13"}, set...)); err != nil {
		return "v1"
	}
	return ""
}

// mustRelease refuses a plan without a release.
func mustRelease(plan *profiles.Plan) error {
	if plan.Canary == nil {
		return errors.New("the profile has no canary:, so there is nothing to release; name --function, --alias and --candidate")
	}
	return nil
}

// recorder makes the recorder of a run, and the release that its plan asks for.
func recorder(plan *profiles.Plan, meta analyze.Meta, f *folder.Folder, choice record.Choice, cancel context.CancelCauseFunc) (*record.Recorder, *release.Release, error) {
	rec, err := record.New(plan, meta, f, choice, cancel)
	if err != nil {
		return nil, nil, err
	}
	steering, err := release.Seeing(plan, rec)
	return rec, steering, err
}
