//go:build !unix

package attack

import "time"

// processTime is the CPU time this process has used; here nobody tells.
func processTime() (time.Duration, bool) { return 0, false }
