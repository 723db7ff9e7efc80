package release

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// addresses are where a profile has the settings that can be compared.
var addresses = map[string]string{
	"memory": "memory", "timeout": "timeout",
	"runtime": "versions.v1.model.runtime", "arch": "versions.v1.model.arch", "package": "versions.v1.model.package", "size": "versions.v1.model.size",
}

// settingNames are the keys of addresses, in the order in which people think of
// them.
var settingNames = []string{"memory", "arch", "runtime", "package", "size", "timeout"}

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// Settings is an override of a profile's arms: one for each value of a setting
// of a function.
func Settings(function, text string) (string, error) {
	name, list, ok := strings.Cut(text, "=")
	values := strings.Split(list, ",")
	switch {
	case !ok || !slices.Contains(settingNames, name):
		return "", fmt.Errorf("want one of %s with values, as in memory=512,1024", strings.Join(settingNames, ", "))
	case len(values) < 2:
		return "", errors.New("one value cannot be compared; name at least two")
	}
	var arms []string
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v == "" {
			return "", errors.New("there is an empty value")
		}
		arm := name + "-" + strings.Trim(unfit.ReplaceAllString(strings.ToLower(v), "-"), "-")
		arms = append(arms, fmt.Sprintf("{name: %s, set: {functions.%s.%s: %s}}", arm, function, addresses[name], v))
	}
	return "arms=[" + strings.Join(arms, ", ") + "]", nil
}
