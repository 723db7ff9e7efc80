package catalog

import (
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// grant lets Lambda use the key that a function was given. It is not repeated
// unless key or role are set anew, so a grant that is lost stays lost.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
func (c *Catalog) grant(r Ref, s setting.Settings) *Error {
	switch {
	case s.KMSKey == "":
		return nil
	case c.opt.Grant == nil:
		return refuse.Unbuilt("KMSKeyArn in virtual time")
	}
	return c.opt.Grant(c.Key(r.Account, r.Region), s.KMSKey, s.Role, r.Name)
}

// Keyed calls f with every version whose environment variables are kept under
// a key of the user's.
func (c *Catalog) Keyed(f func(fn int32, version core.Qual, s *setting.Settings)) {
	look := func(fn int32, q core.Qual, s *setting.Settings) {
		if s.KMSKey != "" && len(s.Environment) > 0 {
			f(fn, q, s)
		}
	}
	for _, one := range c.functions {
		if !one.Alive {
			continue
		}
		look(one.Fn, core.Qual{}, &one.Latest.Settings)
		for _, v := range one.Versions {
			look(one.Fn, core.Qual{Kind: core.Number, N: v.Number}, &v.Settings)
		}
	}
}

// Bar keeps new environments of a version from starting, or, with NoReason,
// lets them start again.
func (c *Catalog) Bar(fn int32, version core.Qual, why core.Reason) {
	c.opt.Apply(core.Event{Kind: core.BarStart, Fn: fn, Qual: version, N: int32(why)})
}
