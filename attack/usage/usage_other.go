//go:build !unix

package usage

import "time"

// CPU is the time this process has used; here nobody tells.
func CPU() (time.Duration, bool) { return 0, false }
