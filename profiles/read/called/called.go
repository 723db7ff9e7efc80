// Package called lists what the functions of a profile, and their versions and
// aliases, are called: what a problem suggests, and what AWS's rules ask for.
package called

import "squall/profiles"

// Functions lists the functions of a world.
func Functions(w *profiles.World) []string {
	return list(w.Functions, func(f profiles.Function) string { return f.Name })
}

// Versions lists the versions of a function.
func Versions(f *profiles.Function) []string {
	return list(f.Versions, func(v profiles.Version) string { return v.Name })
}

// Aliases lists the aliases of a function.
func Aliases(f *profiles.Function) []string {
	return list(f.Aliases, func(a profiles.Alias) string { return a.Name })
}

func list[T any](all []T, name func(T) string) []string {
	var out []string
	for _, one := range all {
		out = append(out, name(one))
	}
	return out
}
