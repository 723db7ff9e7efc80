package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// settings layers a command's flags over SQUALL_* variables over .squall.yaml
// in the working folder. They are settings of the tool, never of a profile.
func settings(c *cobra.Command) (*viper.Viper, error) {
	v := viper.New()
	v.SetConfigName(".squall")
	v.SetConfigType("yaml")
	v.AddConfigPath(".")
	v.SetEnvPrefix("SQUALL")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	if err := v.ReadInConfig(); err != nil {
		var missing viper.ConfigFileNotFoundError
		if !errors.As(err, &missing) {
			return nil, usage(fmt.Errorf("settings file .squall.yaml: %w", err))
		}
	}
	for _, key := range []string{"set", "sweep"} {
		if v.InConfig(key) {
			return nil, usage(fmt.Errorf("settings file .squall.yaml: %s belongs to one command or to a profile; write --%s, or the value into the profile", key, key))
		}
	}
	if err := v.BindPFlags(c.Flags()); err != nil {
		return nil, internal(err)
	}
	for _, key := range v.AllKeys() {
		if c.Flags().Lookup(key) == nil && !toolSettings[key] {
			return nil, usage(fmt.Errorf("settings file .squall.yaml: unknown setting %q; it takes %s", key, settingNames()))
		}
	}
	return v, nil
}

// toolSettings are the settings that some command has a flag for.
var toolSettings = map[string]bool{"target": true, "allow": true, "out": true, "hits": true, "inconclusive": true,
	"no-color": true, "no-tui": true, "metrics": true, "otlp": true, "ci": true, "listen": true, "compress": true, "seed": true, "clock": true,
	"processes": true, "iam": true, "auth": true, "tls": true, "state-delay": true, "history": true, "control-rate": true}

func settingNames() string {
	return "target, allow, out, hits, inconclusive, no-color, no-tui, metrics, otlp, ci, listen, compress, seed, clock, processes, iam, auth, tls, state-delay, control-rate, history"
}
