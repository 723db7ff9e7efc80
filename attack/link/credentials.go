package link

import (
	"context"
	"fmt"

	"squall/profiles"
)

// Credentials says which entries of a plan could not be signed, before
// anything is changed or sent: that they have no credentials, or that a role
// cannot be assumed. Roles of a stand-in are left out, since its own set-up may
// have to make them. w tells whose the account is.
func Credentials(ctx context.Context, p *profiles.Plan, w Way, account bool) error {
	done := map[profiles.SigV4]bool{}
	for i := range p.Arms {
		for k := range p.Arms[i].World.Attack {
			e := &p.Arms[i].World.Attack[k]
			if e.SigV4 == nil || done[*e.SigV4] || !account && e.URL == "" {
				continue
			}
			done[*e.SigV4] = true
			w.Region = p.Arms[i].World.Account.Region
			if _, err := w.Signer(ctx, e, account); err != nil {
				return fmt.Errorf("attack.%s.%w", e.Name, err)
			}
		}
	}
	return nil
}
