package cloud

import (
	"time"

	"squall/attack/target"
)

// poll is the time between two looks at what is waited for.
const poll = 2 * time.Second

// Target is what changes of the account are made with.
func (s *Session) Target() *target.Target {
	o := target.Options{AWS: &s.Config, Endpoint: s.Endpoint, Account: s.Account, Region: s.Region, Poll: poll}
	if s.Endpoint != "" {
		o.Poll = 100 * time.Millisecond // a stand-in's waits are not AWS's
	}
	return target.New(o)
}
