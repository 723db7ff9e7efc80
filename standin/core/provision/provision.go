// Package provision keeps the configurations of provisioned concurrency, in
// places that are used again.
//
// It decides nothing about them.
package provision

import (
	"slices"

	"squall/standin/core"
)

// None is no place.
const None = -1

// Config is one configuration.
type Config struct {
	Live      bool // it is in its place
	Status    core.ProvisionStatus
	Broken    bool // this round will end in Failed
	Fn        int32
	Qual      core.Qual
	Ver       int32 // index of the version that has its environments
	Next      int32 // index of the version it is being built on, or None
	Requested int32
	Usable    int32 // environments that count on Ver
	Timer     int32
}

// Table is all of them.
type Table []Config

// Of is the place of a qualifier's configuration, or None.
func (t Table) Of(fn int32, q core.Qual) int32 {
	return int32(slices.IndexFunc(t, func(c Config) bool { return c.Live && c.Fn == fn && c.Qual == q }))
}

// Take gives a configuration a place; timer makes the handle of one.
func (t *Table) Take(c Config, timer func(place int32) int32) int32 {
	i := slices.IndexFunc(*t, func(c Config) bool { return !c.Live })
	if i == None {
		i = len(*t)
		*t = append(*t, Config{})
	}
	c.Live, c.Timer = true, timer(int32(i))
	(*t)[i] = c
	return int32(i)
}
