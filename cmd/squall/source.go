package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/fault/experiments"
	"squall/profiles/read"
	"squall/profiles/source"

	"github.com/spf13/viper"
)

// defaultProfile is what `squall run` runs.
const defaultProfile = "quickstart"

// maxProfile is more than profiles.Load takes: it says what the limit is.
const maxProfile = 16 << 20

// load reads and checks a profile: a file, or the name of a built-in one.
func load(name string, set []string) (*profiles.Plan, error) {
	data, shown, err := profile(name)
	if err != nil {
		return nil, usage(err)
	}
	plan, err := read.Profile(shown, data, set)
	if err != nil {
		return nil, usage(err)
	}
	return plan, nil
}

// planned is a profile that the clock it is for, and its command, can run.
func planned(shown string, data []byte, set []string, virtual bool, must ...func(*profiles.Plan) error) (*profiles.Plan, error) {
	plan, err := read.Profile(shown, data, set)
	for _, check := range must {
		if err == nil {
			err = check(plan)
		}
	}
	if err == nil && virtual {
		err = placed(simulate.Check(plan), shown, data, set)
	}
	return plan, err
}

// placed gives an obstacle to virtual time its line in the profile.
func placed(err error, shown string, data []byte, set []string) error {
	var o *simulate.Obstacle
	if errors.As(err, &o) {
		return read.At(shown, data, set, o.Text, o.Addresses...)
	}
	return err
}

func profile(name string) (data []byte, shown string, err error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, "", fmt.Errorf("profile %s is a folder: name a YAML file in it", name)
	case err == nil:
		f, err := os.Open(name)
		if err != nil {
			return nil, "", fmt.Errorf("read profile: %w", err)
		}
		defer f.Close()
		data, err = io.ReadAll(io.LimitReader(f, maxProfile))
		if err != nil {
			return nil, "", fmt.Errorf("read profile: %w", err)
		}
		return data, name, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, "", fmt.Errorf("read profile: %w", err)
	}
	if data, ok := profiles.Builtin(name); ok {
		return data, name + ".yaml", nil
	}
	if data, ok := experiments.Text(name); ok {
		return data, name + ".yaml", nil
	}
	near := source.Nearest(name, append(profiles.Builtins(), experiments.Names()...))
	if near == "" {
		near = "; squall profiles and squall chaos list name the built-in ones, squall init writes a new one"
	}
	return nil, "", fmt.Errorf("profile %s is neither a file nor built in%s", name, near)
}

// overrides are the --set values with those that have flags of their own.
func overrides(v *viper.Viper, set []string) []string {
	if seed := v.GetString("seed"); seed != "" {
		set = append(set, "seed="+seed)
	}
	if n := v.GetFloat64("compress"); n != 0 {
		set = append(set, "waits="+strconv.FormatFloat(n, 'g', -1, 64)+"x")
	}
	return set
}
