package record

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/permit"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// AliasID gives a name its number, which it keeps when the alias is deleted.
func (f *Function) AliasID(name string) int32 {
	if i := slices.Index(f.AliasNames, name); i >= 0 {
		return int32(i)
	}
	f.AliasNames = append(f.AliasNames, name)
	return int32(len(f.AliasNames) - 1)
}

// Qual reads a qualifier; false for an alias that is not there. A version
// number is not looked up.
func (f *Function) Qual(qualifier string) (core.Qual, bool) {
	if qualifier == "" || qualifier == naming.Latest {
		return core.Qual{}, true
	}
	if a := f.Aliases[qualifier]; a != nil {
		return core.Qual{Kind: core.Alias, N: a.ID}, true
	}
	n, err := strconv.ParseInt(qualifier, 10, 32)
	if err != nil || n < 1 || qualifier[0] < '1' || qualifier[0] > '9' {
		return core.Qual{}, false
	}
	return core.Qual{Kind: core.Number, N: int32(n)}, true
}

// Pointing are the names of the aliases that send requests to a version: known
// is one of them, which may be moving away from it and show it no more.
func (f *Function) Pointing(version, known int32) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f.Aliases)) {
		if a := f.Aliases[name]; a.Primary == version || a.Second == version || a.ID == known {
			out = append(out, name)
		}
	}
	return out
}

// Revive makes a function that is new, or was deleted, empty and alive.
func (f *Function) Revive(tags map[string]string) {
	f.ReadyAt, f.UpdatedAt, f.Running = 0, 0, nil
	f.Alive, f.Reserved, f.Tags = true, -1, maps.Clone(tags)
	f.Latest, f.Versions, f.Published = Version{}, nil, setting.Settings{}
	f.Aliases = map[string]*Alias{}
	f.Provisioned, f.Async = map[core.Qual]Provision{}, map[core.Qual]*EventInvoke{}
	f.Loops, f.Runtimes = false, map[core.Qual]RuntimeManagement{}
	f.Policies, f.URLs = map[string]*permit.Policy{}, map[string]*URL{}
}

// Qualifier is the text of a qualifier.
func (f *Function) Qualifier(q core.Qual) string {
	if q.Kind == core.Alias {
		return f.AliasNames[q.N]
	}
	return naming.Version(q.N)
}

// Quals are the keys of a map of settings, in order.
func Quals[V any](m map[core.Qual]V) []core.Qual {
	return slices.SortedFunc(maps.Keys(m), func(a, b core.Qual) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.N, b.N))
	})
}

// Version is a published version by its number, or nil.
func (f *Function) Version(n int32) *Version {
	i, ok := slices.BinarySearchFunc(f.Versions, n, func(v *Version, n int32) int { return int(v.Number) - int(n) })
	if !ok {
		return nil
	}
	return f.Versions[i]
}
